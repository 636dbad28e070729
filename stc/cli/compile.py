"""`stc compile`: compile a file, all files of a folder, or standard input."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from stc.cli.model_options import LM, ApiBase, Concurrency, Effort, MaxOutputTokens, Temperature, Timeout
from stc.errors import InputError, StcError

if TYPE_CHECKING:
    from stc.cli.spending import Spending
    from stc.frontends.document import Format
    from stc.frontends.lm.options import Options

PIPE = Path("-")  # standard input as FILE, standard output as OUT
NODES = ".stc.txt"  # what `stc apply` reads, beside the document that it is about
FAILED = 2
PARTIAL = 4  # the budget ended, or a reply came to nothing: the artifact holds what was done
UNNAMED = "no model named: read by rules alone; --lm names one"


@dataclass(frozen=True, slots=True)
class How:
    """What holds for every document of one command."""

    locale: str | None
    format: Format | None
    options: Options
    spending: Spending | None = None  # where a model is named
    anyhow: bool = True  # whether rules alone may take the place of what a model read
    partial: list[Path] = field(default_factory=list)  # documents whose artifact is not whole


def compile(
    file: Annotated[str, typer.Argument(metavar="FILE|DIR|-", help="A document, a folder of them, or - for a pipe.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="OUT", help="Where to write (- for a pipe); by default STEM.stc.json beside FILE."
        ),
    ] = None,
    locale: Annotated[
        str | None, typer.Option(help="How numbers are written, such as en or de; else inferred.")
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="markdown, plain, separated or html; else from the suffix or the content.")
    ] = None,
    lm: LM = None,
    api_base: ApiBase = None,
    samples: Annotated[int, typer.Option(metavar="K", help="Drafts of each segment, merged by meaning.")] = 1,
    rounds: Annotated[int, typer.Option(metavar="N", help="Rounds of rethinking, at most 10.")] = 1,
    retries: Annotated[int, typer.Option(metavar="N", help="How often what is refused may be repaired.")] = 2,
    max_tokens: Annotated[
        int | None, typer.Option(metavar="N", help="Stop when so many tokens are spent, input and output together.")
    ] = None,
    max_cost: Annotated[float | None, typer.Option(metavar="USD", help="Stop when so much money is spent.")] = None,
    dry_run: Annotated[
        bool, typer.Option("--dry-run", help="Say what it would take, without a call; nothing is written.")
    ] = False,
    journal: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Where replies are kept; by default beside OUT until it is complete."),
    ] = None,
    temperature: Temperature = None,
    effort: Effort = None,
    max_output_tokens: MaxOutputTokens = None,
    timeout: Timeout = None,
    concurrency: Concurrency = 8,
) -> int:
    """Compile a text into an artifact, with or without a model.

    A model is asked where one is named. Prints what was found, contradicted and rejected. A pipe without -o gives the
    artifact on standard output.
    Exits with 4 if a budget ended it early: OUT holds what was done, and the same command goes on from there.
    """
    from stc.cli.spending import Spending
    from stc.frontends.document import SUFFIXES
    from stc.frontends.lm.options import NONE, Options, Plan

    if not file:
        raise InputError("the name of the document is empty", hint="name a file, a folder or -")
    if format is not None and format not in SUFFIXES.values():
        raise InputError(f"unknown format: {format}", hint="one of: markdown, plain, separated, html")
    path = Path(file)
    if file == "-" and out is None:
        out = PIPE
    chosen = Options(
        lm=lm,
        api_base=api_base,
        temperature=temperature,
        effort=effort,
        max_output_tokens=max_output_tokens,
        timeout=timeout,
        samples=samples,
        rounds=rounds,
        retries=retries,
        max_tokens=max_tokens,
        max_cost=max_cost,
        concurrency=concurrency,
    )
    how = How(locale, cast("Format | None", format), chosen)
    if dry_run:
        return _estimate(path, how)
    plan = Plan(**chosen)
    model = plan.model()
    if model is None:
        code = _compile(path, out, How(locale, how.format, Options(lm=NONE), anyhow=lm == NONE))
        if lm != NONE:
            print(UNNAMED, file=sys.stderr)
        if idle := ", ".join(plan.for_a_model()):
            print(f"without a model this is of no effect: {idle}", file=sys.stderr)
        return code
    spending = Spending.begin(model, chosen, journal or journal_of(path, out), own=journal is None)
    with spending.explained():
        code = _compile(path, out, How(locale, how.format, spending.options, spending))
    spending.end(whole=code == 0)
    return code


def _compile(path: Path, out: Path | None, how: How) -> int:
    if path.is_dir():
        return _compile_folder(path, out, how)
    _compile_file(path, out if out is not None else default_out(path), how)
    return PARTIAL if how.partial else 0


def _estimate(path: Path, how: How) -> int:
    """Print what compiling would take, and make no call."""
    from stc.cli.output import printable
    from stc.cli.spending import estimate_lines
    from stc.frontends.lm.estimate import estimate, estimate_text
    from stc.source import read_standard_input

    asked = how.options
    if path == PIPE:
        names = ["standard input"]
        found = [estimate_text(read_standard_input(), locale=how.locale, format=how.format, **asked)]
    else:
        paths = list(targets_of(path, path)) if path.is_dir() else [path]
        names = [str(one) for one in paths]
        found = [estimate(one, locale=how.locale, format=how.format, **asked) for one in paths]
    if not any(one.calls for one in found):
        print(UNNAMED, file=sys.stderr)
    print(printable("\n".join(estimate_lines(names, found))))
    return 0


def default_out(path: Path) -> Path:
    """Name the artifact of a document.

    >>> default_out(Path("reports/2019.md")).as_posix()
    'reports/2019.stc.json'
    """
    return path.with_name(f"{path.stem}.stc.json")


def journal_of(path: Path, out: Path | None) -> Path | None:
    """Name the journal of a run, beside the artifact; None where that goes into a pipe.

    >>> journal_of(Path("reports/2019.md"), None).as_posix(), journal_of(Path("-"), Path("-"))
    ('reports/2019.stc.journal.jsonl', None)
    """
    if out == PIPE:
        return None
    if path.is_dir():
        return (out or path) / "stc.journal.jsonl"
    target = out / default_out(path).name if out is not None and out.is_dir() else out or default_out(path)
    return target.with_name(f"{target.name.removesuffix('.json').removesuffix('.stc')}.stc.journal.jsonl")


def _compile_file(path: Path, out: Path, how: How) -> None:
    from stc.artifact import dumps
    from stc.cli.earlier import check_earlier, earlier, is_better
    from stc.cli.output import printable
    from stc.cli.summary import summary
    from stc.compiler import compile as compile_path
    from stc.compiler import compile_text
    from stc.source import read_standard_input

    if out.is_dir():
        out = out / default_out(path).name
    if out.exists() and path.exists() and out.samefile(path):
        raise InputError(f"{out} is the text itself", hint="name another file with -o")
    keep = earlier(out)
    if keep is not None:
        check_earlier(keep, out, "" if path == PIPE else path.name, by_rules=not how.anyhow)
    if how.spending is not None:
        how.spending.line.name = path.name
    if path == PIPE:
        text = read_standard_input()
        artifact = compile_text(text, locale=how.locale, format=how.format, keep=keep, **how.options)
    else:
        artifact = compile_path(path, locale=how.locale, format=how.format, keep=keep, **how.options)
    if artifact.run.get("partial"):
        how.partial.append(path)
    if how.spending is not None:
        how.spending.line.clear()
        how.spending.useless.extend([path] if artifact.run.get("failed_replies") else [])
    if out == PIPE:
        sys.stdout.buffer.write(dumps(artifact))
        return
    lines = summary(artifact, out)
    if is_better(keep, artifact):
        print(printable("\n".join([f"{path}: {out} is left as it is", *lines])))
        print(printable(f"{out} is whole, and what was read now is not: it is kept"), file=sys.stderr)
        return
    artifact.save(out)
    print(printable("\n".join([f"{path} -> {out}", *lines])))


def _compile_folder(folder: Path, out: Path | None, how: How) -> int:
    """Compile all documents of a folder and go on after those that cannot be read; gives the exit code."""
    from stc.cli.output import printable
    from stc.errors import ModelError
    from stc.frontends.lm.options import SKIPPED

    targets = targets_of(folder, folder if out is None else out)
    failed = 0
    for number, (path, target) in enumerate(targets.items(), 1):
        if sys.stderr.isatty():
            print(f"\r\x1b[K{number}/{len(targets)} {path}", end="\r", file=sys.stderr, flush=True)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _compile_file(path, target, how)
        except (StcError, OSError) as error:
            if isinstance(error, ModelError) and error.code not in SKIPPED:
                raise  # the next document would fail as well: no key, no server, no money
            if how.spending is not None and isinstance(error, ModelError):
                how.spending.useless.append(path)
            failed += 1
            hint = getattr(error, "hint", "")
            print(printable(f"error: {error}" + (f"\nhint: {hint}" if hint else "")), file=sys.stderr)
    print(f"{len(targets) - failed} of {len(targets)} documents compiled")
    return FAILED if failed else PARTIAL if how.partial else 0


def targets_of(folder: Path, out: Path) -> dict[Path, Path]:
    """Give the documents of a folder and where each one's artifact goes; raises InputError where there are none."""
    from stc.frontends.document import SUFFIXES

    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES
        and not path.name.lower().endswith(NODES)
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    if not files:
        raise InputError(f"no documents in {folder}", hint=f"looked for {', '.join(sorted(SUFFIXES))}")
    stems = Counter(path.with_suffix("") for path in files)
    names = {
        path: default_out(path) if stems[path.with_suffix("")] == 1 else path.with_name(f"{path.name}.stc.json")
        for path in files  # a.csv beside a.md gives a.csv.stc.json
    }
    return {path: out / name.relative_to(folder) for path, name in names.items()}
