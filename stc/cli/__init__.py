"""The command `stc`: arguments and printing only; each command calls one function of the library.

One file a command. Nothing but typer is imported here, so that `stc --help` and `stc ask` start at once.
"""

from __future__ import annotations

import os
import sys
import traceback
from typing import Annotated, NoReturn

import typer

from stc import __version__
from stc.cli.apply import apply
from stc.cli.ask import ask
from stc.cli.compile import compile
from stc.cli.diff import diff
from stc.cli.explain import explain
from stc.cli.models import app as models
from stc.cli.schema import schema
from stc.cli.show import show
from stc.cli.verify import verify
from stc.errors import StcError

FAILED = 2
INTERRUPTED = 130
PIPE_CLOSED = 141

app = typer.Typer(
    name="stc",
    help="Compile a text into a checked artifact before anybody asks about it, and answer from that.",
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
    context_settings={"help_option_names": ["-h", "--help"]},
)
for command in (compile, ask, show, explain, verify, apply, diff, schema):
    app.command()(command)
app.add_typer(models)


def _print_version(wanted: bool) -> None:
    if wanted:
        print(f"stc {__version__}")
        raise typer.Exit


@app.callback()
def options(
    version: Annotated[
        bool, typer.Option("--version", callback=_print_version, is_eager=True, help="Print the version.")
    ] = False,
    debug: Annotated[bool, typer.Option("--debug", help="Show where an error comes from; may stand anywhere.")] = False,
) -> None:
    """Take the options that stand before a command."""


def main(arguments: list[str] | None = None) -> NoReturn:
    """Run the command and exit: 0 done, 1 faults found, 2 error, 3 not known, 4 done in part."""
    given = list(sys.argv[1:] if arguments is None else arguments) or ["--help"]
    debug = "--debug" in given
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(errors="backslashreplace")  # a terminal that has no € prints \u20ac
    try:
        code = app([one for one in given if one != "--debug"], prog_name="stc", standalone_mode=False)
        sys.stdout.flush()
    except BrokenPipeError:
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())  # else the flush at exit complains
        sys.exit(PIPE_CLOSED)
    except KeyboardInterrupt:
        sys.exit(INTERRUPTED)
    except Exception as error:
        if debug:
            traceback.print_exception(error)
        sys.exit(_complain(error))
    sys.exit(code if isinstance(code, int) else 0)


def _complain(error: Exception) -> int:
    """Print what went wrong in one line, and what to do in a second."""
    if isinstance(error, StcError):
        message, hint = error.message, error.hint
    elif isinstance(error, typer.TyperException):  # a wrong option or argument
        message, hint = error.format_message(), f"see stc {_named(error)}--help"
    elif isinstance(error, OSError):
        message, hint = f"{error.filename or 'file'}: {error.strerror or error}", "run again with --debug for details"
    else:
        message = f"internal error: {type(error).__name__}: {error}"
        hint = "this is a bug of stc; run again with --debug and report what it prints"
    from stc.cli.output import one_line

    print(f"error: {one_line(message, 1000)}", file=sys.stderr)
    if hint:
        print(f"hint: {one_line(hint, 1000)}", file=sys.stderr)
    return FAILED


def _named(error: Exception) -> str:
    """Give the name of the command that a usage error belongs to, with a space after it."""
    context = getattr(error, "ctx", None)
    path = context.command_path.partition(" ")[2] if context is not None else ""
    return f"{path} " if path else ""
