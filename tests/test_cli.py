"""The command as a whole: help, errors, exit codes, terminals, pipes."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest
from command import REPORT, Done, Shell, refused

import stc
from stc.cli import app, main


def test_every_command_has_help_that_fits_a_line(run: Shell) -> None:
    listed = run("--help").out
    assert "..." not in listed.partition("Commands:")[2]
    for command in app.registered_commands:
        name = command.callback.__name__ if command.callback else ""
        assert name in listed
        assert run(name, "--help").code == 0
    assert run().out == listed


def test_an_unknown_command_is_refused(run: Shell) -> None:
    refused(run("frobnicate"), "No such command")


def test_the_version_is_that_of_the_package(run: Shell) -> None:
    assert run("--version") == Done(0, f"stc {stc.__version__}\n", "")


@pytest.mark.parametrize("arguments", [["compile", "missing.md", "--debug"], ["--debug", "ask", "no.stc.json", "x?"]])
def test_debug_shows_where_an_error_comes_from(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as caught:
        main(arguments)
    error = capsys.readouterr().err
    assert caught.value.code == 2
    assert error.startswith("Traceback")
    assert "\nerror: no such" in error


@pytest.mark.parametrize(
    ("arguments", "message", "hint"),
    [
        (["ask", "What are sales?", "sales.stc.json"], "the question comes last", 'stc ask sales.stc.json "What are'),
        (["ask", "sales.stc.json", "extra?", "--questions", "one.txt"], "no question is given on the line", "one.txt"),
        (["ask", "sales.stc.json", "--questions", "empty.txt"], "empty.txt is empty", "questions, one a line"),
        (["apply", "sales.stc.json", "empty.txt"], "empty.txt is empty", "nodes, one a line"),
        (["apply", "sales.stc.json", "one.txt"], "expected = or == or :", "`id = formula = value unit`"),
        (["apply", "sales.stc.json", "dash.txt"], "expected = or == or :", "`- id`"),
    ],
)
def test_hints_say_what_was_wanted(arguments: list[str], message: str, hint: str, compiled: Shell) -> None:
    Path("empty.txt").write_text("")
    Path("one.txt").write_text("nonsense here\n")
    Path("dash.txt").write_text("rent_2023 -\n")
    done = compiled(*arguments)
    refused(done, message)
    assert hint in done.err.splitlines()[1]


def test_an_interrupt_is_quiet(compiled: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    def interrupt(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr("stc.artifact.load", interrupt)
    done = compiled("show", "sales.stc.json")
    assert (done.code, done.err) == (130, "")


def test_the_module_is_the_command_and_a_closed_pipe_is_quiet(compiled: Shell) -> None:
    python = f"{sys.executable} -W error -m stc"
    shown = subprocess.run([*python.split(), "--version"], capture_output=True, text=True, check=True)
    assert shown.stdout == f"stc {stc.__version__}\n"
    cut = subprocess.run(
        f"{python} show sales.stc.json --format json | head -c 1",
        shell=True,
        capture_output=True,
        text=True,
        check=True,
    )
    assert (cut.stdout, cut.stderr) == ("{", "")


def test_a_document_cannot_steer_the_terminal(run: Shell) -> None:
    Path("bad\x1b[31m.md").write_text(REPORT.replace("Hammers", "Ham\x1b]0;owned\x07mers"))
    out = [run("compile", "bad\x1b[31m.md", "-o", "bad.stc.json")]
    out += [run("ask", "bad.stc.json", "What were total sales in 2019?")]
    out += [run("explain", "bad.stc.json", "What were total sales in 2019?")]
    out += [run("show", "bad.stc.json", "--format", format) for format in ("text", "json", "mermaid", "dot")]
    out += [run("ask", "missing\x1b[31m.stc.json", "What?")]
    for done in out:
        assert "\x1b" not in done.out + done.err
        assert "\x07" not in done.out + done.err


def test_a_terminal_without_the_letters_is_no_error(compiled: Shell) -> None:
    Path("euro.md").write_text("The crate costs 3.50 €.\n", encoding="utf-8")
    compiled("compile", "euro.md")
    done = subprocess.run(
        [sys.executable, "-m", "stc", "show", "euro.stc.json", "--format", "json"],
        capture_output=True,
        check=False,
        env={**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONPATH": os.pathsep.join(sys.path)},
    )
    assert (done.returncode, done.stderr) == (0, b"")
