"""`stc compile`: what it prints, what it writes, and what it refuses."""

from __future__ import annotations

import io
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from command import REPORT, Shell, refused

import stc
from stc.artifact import loads


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


def test_an_artifact_is_not_compiled(compiled: Shell) -> None:
    Path("copy.md").write_text(json.dumps(json.loads(Path("sales.stc.json").read_text()), indent=2))
    for name in ("sales.stc.json", "copy.md"):
        done = compiled("compile", name, "-o", "new.stc.json")
        refused(done, f"{name} is an artifact already")
        assert "stc ask" in done.err
    assert not Path("new.stc.json").exists()
