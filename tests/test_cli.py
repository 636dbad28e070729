"""The command: what it prints, where, and with which exit code."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path
from typing import NamedTuple

import pytest

import stc
from stc.artifact import loads
from stc.cli import app, main

REPORT = """# Sales

| (in millions)  | 2019  | 2018  | 2017  |
|----------------|-------|-------|-------|
| Hammers        | $ 5.5 | $ 4.0 | $ 3.0 |
| Nails          | 1.5   | 1.0   | 1.2   |
| Total sales    | $ 7.0 | $ 5.0 | $ 4.2 |
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Shell:
    """Runs the command in this process, in an empty folder."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> Done:
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err
        return Done(caught.value.code if isinstance(caught.value.code, int) else -1, out, err)


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Shell:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "sales.md").write_text(REPORT)
    return Shell(capsys)


@pytest.fixture
def compiled(run: Shell) -> Shell:
    assert run("compile", "sales.md").code == 0
    return run


def refused(done: Done, message: str) -> None:
    """Check that an error is one line and a hint on standard error, with exit code 2."""
    assert done.code == 2
    lines = done.err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["error", "hint"]
    assert message in lines[0]
    assert done.out == ""


def test_compile_writes_beside_the_text_and_tells_what_was_found(run: Shell) -> None:
    done = run("compile", "sales.md")
    assert (done.code, done.err) == (0, "no model named: read by rules alone; --lm names one\n")
    assert done.out.startswith("sales.md -> sales.stc.json\n  1 table, ")
    assert re.search(r"\d+ quantities, \d+ relations", done.out)
    assert "0 rejected nodes" in done.out
    assert sorted(os.listdir()) == ["sales.md", "sales.stc.json"]


def test_compile_tells_of_contradictions(run: Shell) -> None:
    Path("sales.md").write_text(REPORT.replace("$ 7.0", "$ 7.4"))
    done = run("compile", "sales.md")
    assert done.code == 0
    assert "1 finding, 0 rejected nodes\n    total: " in done.out


def test_compile_writes_where_it_is_told(run: Shell) -> None:
    assert run("compile", "sales.md", "-o", "other.stc.json").code == 0
    Path("folder").mkdir()
    assert run("compile", "sales.md", "--out", "folder").code == 0
    assert sorted(os.listdir()) == ["folder", "other.stc.json", "sales.md"]
    assert os.listdir("folder") == ["sales.stc.json"]


def test_compile_reads_a_pipe(run: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    class Pipe:
        buffer = io.BytesIO(b"Tom has 3 apples.")

    monkeypatch.setattr(sys, "stdin", Pipe())
    assert run("compile", "-", "-o", "tom.stc.json").code == 0
    assert stc.load("tom.stc.json").text == "Tom has 3 apples."


def test_compile_writes_to_a_pipe(run: Shell) -> None:
    shown = subprocess.run(
        [sys.executable, "-m", "stc", "compile", "-"], input=REPORT.encode(), capture_output=True, check=True
    )
    assert loads(shown.stdout).text == REPORT
    assert os.listdir() == ["sales.md"]


def test_compile_reads_a_folder(run: Shell) -> None:
    Path("many/deep").mkdir(parents=True)
    Path("many/.hidden").mkdir()
    for name in ("a.md", "b.txt", "b.csv", "deep/c.html", ".hidden/d.md"):
        Path("many", name).write_text("Tom has 3 apples.\n")
    Path("many/picture.png").write_bytes(b"\x89PNG")
    done = run("compile", "many", "-o", "out")
    assert done.code == 0
    assert done.out.endswith("4 of 4 documents compiled\n")
    found = sorted(path.relative_to("out").as_posix() for path in Path("out").rglob("*.stc.json"))
    assert found == ["a.stc.json", "b.csv.stc.json", "b.txt.stc.json", "deep/c.stc.json"]


def test_compile_goes_on_after_a_bad_file_of_a_folder(run: Shell) -> None:
    Path("many").mkdir()
    Path("many/a.md").write_text("Tom has 3 apples.\n")
    Path("many/b.md").write_bytes(b"\x00\x01\xff")
    done = run("compile", "many")
    assert done.code == 2
    assert "1 of 2 documents compiled" in done.out
    assert "many/b.md" in done.err
    assert Path("many/a.stc.json").exists()


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.md"], "no such file: missing.md"),
        (["."], ""),
        (["sales.md", "-o", "sales.md"], "is the text itself"),
        (["sales.md", "--format", "word"], "unknown format: word"),
        (["sales.md", "--locale", "xx-YY-zz"], "unknown locale"),
        (["sales.md", "-o", "missing/a.stc.json"], "cannot write"),
        (["sales.md", "-o", "report.pdf"], "would be lost"),
        (["report.pdf"], "PDF"),
        ([], "Missing argument"),
    ],
)
def test_compile_refuses(arguments: list[str], message: str, run: Shell) -> None:
    Path("report.pdf").write_bytes(b"%PDF-1.7\n")
    if arguments == ["."]:
        Path("sales.md").unlink()
        message = "no documents in"
    refused(run("compile", *arguments), message)


def test_ask_prints_answer_formula_and_evidence(compiled: Shell) -> None:
    done = compiled("ask", "sales.stc.json", "What was the change in total sales from 2018 to 2019?")
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].startswith("$2 million")
    assert lines[1].startswith("  formula   ")
    assert any(line.startswith("  evidence  ") and '7.0" sales.md:7' in line for line in lines)


def test_ask_says_what_is_missing(compiled: Shell) -> None:
    done = compiled("ask", "sales.stc.json", "What were total sales in 2016?")
    assert done.code == 3
    assert done.out.startswith("not known: ")


def test_ask_prints_the_names_of_python_as_json(compiled: Shell) -> None:
    question = "What were total sales in 2019?"
    done = compiled("ask", "sales.stc.json", question, "--json")
    printed = json.loads(done.out)
    answer = stc.ask(stc.load("sales.stc.json"), question)
    assert done.code == 0
    assert printed["value"] == "7"
    for name in ("known", "unit", "text", "formula", "how", "source"):
        assert printed[name] == getattr(answer, name)
    assert printed["evidence"][0]["quote"] == answer.evidence[0].quote
    assert printed["tokens"] == {"input": 0, "output": 0, "cached": 0, "reasoning": 0}
    assert (printed["calls"], printed["cost"]) == (0, 0)


def test_ask_reads_questions_from_a_file(compiled: Shell) -> None:
    Path("questions.txt").write_text("What were total sales in 2019?\n\nWhat were total sales in 1999?\n")
    done = compiled("ask", "sales.stc.json", "--questions", "questions.txt")
    lines = [json.loads(line) for line in done.out.splitlines()]
    assert done.code == 3
    assert [line["known"] for line in lines] == [True, False]
    Path("questions.txt").write_text("What were total sales in 2019?\n")
    assert compiled("ask", "sales.stc.json", "--questions", "questions.txt").code == 0


def test_ask_takes_several_artifacts_and_names_the_source(compiled: Shell) -> None:
    Path("tom.md").write_text("Tom has 3 apples.\n")
    compiled("compile", "tom.md")
    done = compiled("ask", "tom.stc.json", "sales.stc.json", "What were total sales in 2019?", "--json")
    assert json.loads(done.out)["source"] == "sales.md"


def test_ask_refuses_a_document_and_says_how_to_compile_it(compiled: Shell) -> None:
    done = compiled("ask", "sales.md", "What were total sales in 2019?")
    refused(done, "sales.md is not an artifact")
    assert "stc compile sales.md" in done.err


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["missing.stc.json", "What?"], "no such artifact"),
        (["sales.stc.json"], "then the question"),
        (["--frob"], "No such option"),
        (["sales.stc.json", "--questions", "missing.txt"], "no such file"),
    ],
)
def test_ask_refuses(arguments: list[str], message: str, compiled: Shell) -> None:
    refused(compiled("ask", *arguments), message)


def test_show_prints_every_format(compiled: Shell) -> None:
    id = stc.load("sales.stc.json").graph.quantities[0].id
    for format in ("text", "json", "mermaid", "dot", "graphml"):
        done = compiled("show", "sales.stc.json", "--format", format)
        assert (done.code, done.err) == (0, "")
        assert id in done.out
    assert len(compiled("show", "sales.stc.json", "--short").out) < len(compiled("show", "sales.stc.json").out)
    refused(compiled("show", "sales.stc.json", "--format", "png"), "unknown format: png")


def test_explain_draws_the_derivation(compiled: Shell) -> None:
    for given in ("What was the change in total sales from 2018 to 2019?", "total_sales_2019"):
        done = compiled("explain", "sales.stc.json", given)
        assert done.code == 0
        assert "7.0" in done.out
        assert "└─" in done.out
        assert "sales.md:7" in done.out
        assert "\x1b" not in done.out
    assert compiled("explain", "sales.stc.json", "Who is Tom?").code == 3


def test_verify_tells_all_faults(compiled: Shell) -> None:
    done = compiled("verify", "sales.stc.json", "--context", "sales.md")
    assert (done.code, done.out) == (0, "sales.stc.json: all holds\n")
    data = json.loads(Path("sales.stc.json").read_text())
    data["graph"]["quantities"][0]["value"] = "9"
    data["graph"]["quantities"][1]["frob"] = "9"
    data["graph"]["quantities"][2]["stated"]["span"] = [0, 1]
    Path("sales.stc.json").write_text(json.dumps(data))
    Path("sales.md").write_text(REPORT + "More.\n")
    done = compiled("verify", "sales.stc.json", "--context", "sales.md")
    assert done.code == 1
    for quantity in data["graph"]["quantities"][:3]:
        assert f"{quantity['id']}: " in done.out
    assert "not the given one" in done.out
    assert re.search(r"sales.stc.json: \d+ faults\n$", done.out)
    refused(compiled("verify", "sales.md"), "not an artifact")


def test_apply_adds_a_node_that_recompiling_keeps(compiled: Shell) -> None:
    mine = "hammers_twice = hammers_2018 + hammers_2018 = 8 million $ | twice the hammers of 2018\n"
    Path("mine.stc.txt").write_text(mine)
    done = compiled("apply", "sales.stc.json", "mine.stc.txt")
    assert done.code == 0, done.err
    assert "+ quantity hammers_twice" in done.out
    added = stc.load("sales.stc.json").graph.by_id["hammers_twice"]
    assert getattr(added, "by", "") == "user"
    again = compiled("compile", "sales.md")
    assert "by a user kept" in again.out
    assert "hammers_twice" in stc.load("sales.stc.json").graph.by_id


def test_diff_tells_what_changed_node_by_node(compiled: Shell) -> None:
    Path("new.md").write_text("Moved.\n\n" + REPORT.replace("4.0", "4.4").replace("Nails", "Screws"))
    compiled("compile", "new.md")
    done = compiled("diff", "sales.stc.json", "new.stc.json")
    assert done.code == 0
    assert "~ quantity hammers_2018: value 4 -> 4.4" in done.out
    assert "+ quantity screws_2019" in done.out
    assert "- quantity nails_2019" in done.out
    assert "quantity total_sales_2019" not in done.out
    assert re.search(r"\d+ added, \d+ removed, \d+ changed\n$", done.out)
    assert compiled("diff", "new.stc.json", "new.stc.json").out == "0 added, 0 removed, 0 changed\n"
    changes = json.loads(compiled("diff", "sales.stc.json", "new.stc.json", "--json").out)
    assert {change["sign"] for change in changes} >= {"+", "-", "~"}


def test_schema_is_that_of_the_file(run: Shell) -> None:
    done = run("schema")
    assert json.loads(done.out)["properties"]["format"]["const"] == "stc/1"


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


def test_an_artifact_is_not_compiled(compiled: Shell) -> None:
    Path("copy.md").write_text(json.dumps(json.loads(Path("sales.stc.json").read_text()), indent=2))
    for name in ("sales.stc.json", "copy.md"):
        done = compiled("compile", name, "-o", "new.stc.json")
        refused(done, f"{name} is an artifact already")
        assert "stc ask" in done.err
    assert not Path("new.stc.json").exists()


def test_explain_refuses_an_id_that_names_no_node(compiled: Shell) -> None:
    done = compiled("explain", "sales.stc.json", "hammer_2019")
    refused(done, "no node hammer_2019")
    assert "did you mean hammers_2019" in done.err
    Path("mine.stc.txt").write_text("both = hammers_2018 + nails_2018 = 5 million $\n")
    compiled("apply", "sales.stc.json", "mine.stc.txt")
    Path("mine.stc.txt").write_text("- nails_2018\n")
    compiled("apply", "sales.stc.json", "mine.stc.txt")
    done = compiled("explain", "sales.stc.json", "both")
    refused(done, "no node both")
    assert "it was rejected: rests-on-rejected" in done.err


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


def test_the_help_of_apply_shows_the_lines_it_reads(run: Shell) -> None:
    shown = run("apply", "--help").out.splitlines()
    for line in ("id = formula = value unit", 'id = value unit @"quote" | words', "- id"):
        assert any(one.startswith(f"    {line}  ") for one in shown), line


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
