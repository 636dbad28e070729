"""`stc compile --lm`: what it prints, writes, keeps and exits with; `stc show --ledger`."""

from __future__ import annotations

import json
import os
import re
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bakery import DRAFT, TEXT, compiled, metered
from chat_server import ChatServer, Fault, said
from model_replies import scripted

import stc
from stc.cli import main
from stc.cli.progress import ProgressLine
from stc.models import Event, estimate_tokens


class Shell:
    """Runs the command in this process, in a folder of its own, with a model named."""

    def __init__(self, capsys: pytest.CaptureFixture[str], server: ChatServer) -> None:
        self.capsys, self.server = capsys, server

    def __call__(self, *arguments: str, lm: bool = True) -> tuple[int, str, str]:
        self.capsys.readouterr()
        model = ["--lm", "openai/test", "--api-base", self.server.url] if lm else []
        with pytest.raises(SystemExit) as caught:
            main([*arguments, *model])
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err
        return int(caught.value.code or 0), out, err


@pytest.fixture
def server() -> Iterator[ChatServer]:
    with ChatServer(scripted(draft=DRAFT)) as server:
        yield server


@pytest.fixture
def shell(
    capsys: pytest.CaptureFixture[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, server: ChatServer
) -> Shell:
    monkeypatch.chdir(tmp_path)
    Path("rolls.md").write_text(TEXT)
    return Shell(capsys, server)


def test_the_command_compiles_with_a_model(shell: Shell) -> None:
    code, out, err = shell("compile", "rolls.md")
    assert (code, err) == (0, "")
    assert out.startswith("rolls.md -> rolls.stc.json\n")
    assert re.search(r"^  openai/test: \d+ nodes, 0 of them repaired, 0 rejected$", out, re.MULTILINE)
    assert re.search(r"^  2 calls, [\d,]+ tokens in, [\d,]+ out, price not known$", out, re.MULTILINE)
    assert sorted(os.listdir()) == ["rolls.md", "rolls.stc.json"]  # the journal is gone
    assert stc.load("rolls.stc.json").run["frontend"] == "lm"


def test_the_command_shows_the_ledger(shell: Shell) -> None:
    shell("compile", "rolls.md")
    code, out, _ = shell("show", "rolls.stc.json", "--ledger", lm=False)
    lines = [line.split() for line in out.splitlines()]
    assert code == 0
    assert lines[0][:2] == ["signature", "calls"]
    assert [line[0] for line in lines[1:4]] == ["draft", "rethink", "all"]
    assert len(lines) == 4 + 1 + 1 + 2
    code, out, _ = shell("show", "rolls.stc.json", "--ledger", "--format", "json", lm=False)
    assert json.loads(out) == stc.load("rolls.stc.json").run["ledger"]
    assert shell("show", "rolls.stc.json", "--ledger", "--format", "dot", lm=False)[0] == 2
    stc.compile(TEXT, lm="none").save("plain.stc.json")
    assert shell("show", "plain.stc.json", "--ledger", lm=False)[1] == "no call of a model\n"


def test_the_command_stops_at_its_budget_and_goes_on_from_there(shell: Shell) -> None:
    shell.server.replies = metered(scripted(draft=DRAFT))
    shell("compile", "rolls.md", "-o", "whole.stc.json")
    first = stc.load("whole.stc.json").run["ledger"]["rows"][0]
    seen = shell.server.count
    limit = str(first["input"] + first["output"] + 50)
    code, out, err = shell("compile", "rolls.md", "--max-tokens", limit)
    assert code == 4
    assert "\n  partial: " in out
    assert "rolls.stc.journal.jsonl keeps 1 reply" in err
    assert stc.load("rolls.stc.json").run["partial"]
    assert shell.server.count == seen + 1
    code, out, err = shell("compile", "rolls.md")
    assert code == 0
    assert "going on from rolls.stc.journal.jsonl, which keeps 1 reply" in err
    assert re.search(r"^  1 call, [\d,]+ tokens in, [\d,]+ out, price not known; 1 call recorded before, ", out, re.M)
    assert shell.server.count == seen + 2
    assert not Path("rolls.stc.journal.jsonl").exists()
    assert stc.load("rolls.stc.json").id == stc.load("whole.stc.json").id


def test_the_command_keeps_its_journal_when_it_fails(shell: Shell) -> None:
    shell.server.replies = scripted(draft=DRAFT, rethink=Fault.unauthorized())
    code, out, err = shell("compile", "rolls.md")
    assert (code, out) == (2, "")
    assert "rolls.stc.journal.jsonl keeps 1 reply" in err
    assert "\nerror: " in err
    assert "\nhint: " in err
    assert sorted(os.listdir()) == ["rolls.md", "rolls.stc.journal.jsonl"]


def test_the_command_leaves_no_empty_journal(shell: Shell) -> None:
    shell.server.replies = Fault.unauthorized()
    assert shell("compile", "rolls.md")[0] == 2
    assert os.listdir() == ["rolls.md"]


def test_replies_that_came_to_nothing_are_asked_anew(shell: Shell) -> None:
    shell.server.replies = "I would rather talk about the weather."
    code, _, err = shell("compile", "rolls.md")
    assert code == 2
    assert re.match(r"paid until then: 3 calls, [\d,]+ tokens in, [\d,]+ out, price not known\n", err)
    assert "\nerror: openai/test did not give the shape" in err
    assert os.listdir() == ["rolls.md"]
    shell.server.replies = scripted(draft=DRAFT, rethink="no")
    code, out, err = shell("compile", "rolls.md")
    assert code == 4
    assert "partial: 1 reply came to nothing: " in out
    assert err.splitlines()[-1] == "remove it to ask anew for what came to nothing: rolls.md"


def test_a_whole_artifact_is_kept_when_a_later_run_is_partial(shell: Shell) -> None:
    assert shell("compile", "rolls.md")[0] == 0
    whole = Path("rolls.stc.json").read_bytes()
    code, out, err = shell("compile", "rolls.md", "--max-tokens", "10")
    assert (code, Path("rolls.stc.json").read_bytes()) == (4, whole)
    assert out.startswith("rolls.md: rolls.stc.json is left as it is\n") and "\n  partial: " in out
    assert err == "rolls.stc.json is whole, and what was read now is not: it is kept\n"
    shell.server.replies = scripted(draft=DRAFT, rethink="no")
    code, _, err = shell("compile", "rolls.md")
    assert (code, Path("rolls.stc.json").read_bytes()) == (4, whole)
    assert "rolls.stc.journal.jsonl keeps 4 replies" in err
    Path("rolls.md").write_text(f"{TEXT}\n\nThe oven holds 6 trays.\n")  # what was read of the old text is of no use
    shell("compile", "rolls.md", "--max-tokens", "10")
    assert stc.load("rolls.stc.json").run["partial"]


def test_what_is_partial_is_said_to_be(shell: Shell) -> None:
    shell("compile", "rolls.md", "--max-tokens", "10")
    told = f"partial: {stc.load('rolls.stc.json').run['partial']}"
    assert shell("show", "rolls.stc.json", lm=False)[1].startswith(f"# {told}\n")
    assert shell("verify", "rolls.stc.json", lm=False)[1] == f"rolls.stc.json is {told}\nrolls.stc.json: all holds\n"
    code, _, err = shell("ask", "rolls.stc.json", "Who came?", lm=False)
    assert (code, err) == (3, f"rolls.stc.json is {told}\n")
    shown = shell("show", "rolls.stc.json", lm=False)[1]
    Path("again.stc.txt").write_text(shown)  # what is shown can still be applied
    assert shell("apply", "rolls.stc.json", "again.stc.txt", lm=False)[0] == 0


def test_a_long_wait_is_told_of_once_where_no_terminal_is(capsys: pytest.CaptureFixture[str]) -> None:
    line = ProgressLine()
    for seconds in (1.0, 6.0, 12.0):
        line.event(Event("wait", "draft", "openai/m", f"try again in {seconds}", seconds))
    assert capsys.readouterr().err == "waiting: try again in 6.0\n"


def test_the_artifact_of_another_document_is_not_replaced(shell: Shell) -> None:
    Path("rolls.txt").write_text("Ann has 3 eggs.")
    assert shell("compile", "rolls.md")[0] == 0
    before, seen = Path("rolls.stc.json").read_bytes(), shell.server.count
    code, out, err = shell("compile", "rolls.txt")
    assert (code, out, shell.server.count) == (2, "", seen)
    assert err.startswith("error: rolls.stc.json was made from rolls.md, and rolls.txt would take its place\nhint: ")
    assert Path("rolls.stc.json").read_bytes() == before
    assert shell("compile", "rolls.txt", "-o", "other.stc.json")[0] == 0


def test_nodes_of_a_user_are_no_documents_of_a_folder(shell: Shell) -> None:
    Path("rolls.stc.txt").write_text("trays = 6\n")
    code, out, _ = shell("compile", ".", "--lm", "none", lm=False)
    assert (code, out.splitlines()[-1]) == (0, "1 of 1 documents compiled")
    assert not Path("rolls.stc.stc.json").exists()


def test_what_is_no_journal_is_not_gone_on_from(shell: Shell) -> None:
    Path("story.txt").write_text("Ann has 3 eggs.\nBob has 4.\n")
    code, _, err = shell("compile", "rolls.md", "--journal", "story.txt")
    assert code == 2
    assert err.startswith("error: story.txt: line 1: not a row of a journal")


def test_options_without_a_model_are_said_to_be_of_no_effect(shell: Shell) -> None:
    code, _, err = shell("compile", "rolls.md", "--samples", "3", "--lm", "none", lm=False)
    assert (code, err) == (0, "without a model this is of no effect: --samples\n")


def test_an_effort_that_no_model_takes_is_refused_at_once(shell: Shell) -> None:
    code, _, err = shell("compile", "rolls.md", "--effort", "huge")
    assert (code, shell.server.count) == (2, 0)
    assert err == "error: there is no effort 'huge'\nhint: one of: none, minimal, low, medium, high, xhigh, max\n"


def test_a_journal_that_was_named_is_kept(shell: Shell) -> None:
    assert shell("compile", "rolls.md", "--journal", "mine.jsonl")[0] == 0
    assert len(Path("mine.jsonl").read_text().splitlines()) == 2


def test_the_command_estimates_without_a_call(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OPENAI_API_KEY", raising=False)
    code, out, err = shell("compile", "rolls.md", "--dry-run", "--samples", "3")
    assert (code, err) == (0, "")
    found = re.match(r"rolls.md: 4 calls \(at most 12\) of openai/test, about ([\d,]+) tokens in, ([\d,]+) out", out)
    assert found, out
    assert "price not known (an estimate)" in out
    assert shell.server.count == 0
    assert os.listdir() == ["rolls.md"]
    priced = shell("compile", "rolls.md", "--dry-run", "--lm", "openai/gpt-4o-mini", lm=False)[1]
    assert re.search(r"about \$0\.\d{4} \(an estimate\)", priced)
    assert shell("compile", "rolls.md", "--dry-run", lm=False)[1] == "rolls.md: no call\n"


def test_an_estimate_of_the_input_is_near_what_is_sent() -> None:
    from stc.frontends.lm.estimate import estimate

    with ChatServer(scripted(draft=DRAFT)) as server:
        compiled(server)
        sent = sum(estimate_tokens(said(request)) for request in server.requests)
        about = estimate(TEXT, lm="openai/test", api_base=server.url)
    assert about.calls == 2
    assert 0.6 * sent < about.input < 1.4 * sent


def test_a_folder_has_one_budget_and_one_journal(shell: Shell) -> None:
    Path("many").mkdir()
    shell.server.replies = metered(scripted(draft=DRAFT))
    for name in ("a", "b", "c"):
        Path("many", f"{name}.md").write_text(TEXT.replace("Mara", f"Mara {name.upper()}"))
    code, out, _ = shell("compile", "many", "-o", "out")
    assert code == 0
    assert out.endswith("3 of 3 documents compiled\n")
    assert sorted(os.listdir("out")) == ["a.stc.json", "b.stc.json", "c.stc.json"]
    rows = [stc.load(Path("out", name)).run["ledger"]["rows"] for name in sorted(os.listdir("out"))]
    assert [len(one) for one in rows] == [2, 2, 2]
    limit = sum(row["input"] + row["output"] for row in rows[0]) + 60
    code, out, _ = shell("compile", "many", "-o", "less", "--max-tokens", str(limit))
    assert code == 4
    partial = [bool(stc.load(Path("less", f"{name}.stc.json")).run.get("partial")) for name in "abc"]
    assert partial == [False, True, True]
    assert "stc.journal.jsonl" in os.listdir("less")


def test_no_model_named_is_told(shell: Shell) -> None:
    code, _, err = shell("compile", "rolls.md", lm=False)
    assert (code, err) == (0, "no model named: read by rules alone; --lm names one\n")
    assert shell("compile", "rolls.md", "--lm", "none", lm=False)[2] == ""


def test_rules_alone_do_not_silently_replace_what_a_model_read(shell: Shell) -> None:
    shell("compile", "rolls.md")
    paid = Path("rolls.stc.json").read_bytes()
    code, out, err = shell("compile", "rolls.md", lm=False)
    assert (code, out) == (2, "")
    assert err.startswith("error: rolls.stc.json was read with openai/test, and reading by rules alone would lose that")
    assert Path("rolls.stc.json").read_bytes() == paid
    assert shell("compile", "rolls.md", "--lm", "none", lm=False)[0] == 0
    assert stc.load("rolls.stc.json").run["frontend"] == "builtin"


def test_an_artifact_of_a_model_holds_and_is_not_made_again(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    shell("compile", "rolls.md")
    seen = shell.server.count
    monkeypatch.setenv("STC_LM", "openai/test")
    monkeypatch.setenv("STC_API_BASE", shell.server.url)
    assert shell("verify", "rolls.stc.json", lm=False)[0] == 0
    stc.compile(TEXT, lm="none").save("plain.stc.json")
    assert shell("verify", "plain.stc.json", lm=False)[0] == 0
    assert shell.server.count == seen


def test_options_that_make_no_sense_are_refused(shell: Shell) -> None:
    for options in (["--rounds", "11"], ["--samples", "0"], ["--retries", "-1"], ["--max-tokens", "0"]):
        code, _, err = shell("compile", "rolls.md", *options)
        assert code == 2, options
        assert err.startswith("error: ")
    assert shell.server.count == 0
    assert os.listdir() == ["rolls.md"]


def test_progress_is_one_line_on_a_terminal(shell: Shell, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys.stderr, "isatty", lambda: True, raising=False)
    _, out, err = shell("compile", "rolls.md")
    assert "\n" not in err
    assert "\r\x1b[Krolls.md: draft 0/1" in err
    assert re.search(r"draft 1/1, \d+ nodes kept, 0 rejected, [\d,]+ tokens", err)
    assert "rethink 1 1/1" in err
    assert err.endswith("\r\x1b[K")
    assert "\r" not in out


@pytest.mark.skipif(os.name != "posix", reason="sends SIGINT")
def test_an_interrupted_command_says_how_to_go_on(tmp_path: Path) -> None:
    (tmp_path / "rolls.md").write_text(TEXT)
    with ChatServer(scripted(draft=DRAFT, rethink=Fault.hang())) as server:
        command = [sys.executable, "-m", "stc", "compile", "rolls.md", "--lm", "openai/test", "--api-base", server.url]
        started = subprocess.Popen(command, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
        until = time.monotonic() + 30
        while server.count < 2 and started.poll() is None and time.monotonic() < until:
            time.sleep(0.05)
        started.send_signal(signal.SIGINT)
        _, err = started.communicate(timeout=20)
    assert started.returncode == 130
    assert "stopped" in err
    assert "rolls.stc.journal.jsonl keeps 1 reply: the same command goes on from there" in err
    assert "Traceback" not in err
    assert sorted(os.listdir(tmp_path)) == ["rolls.md", "rolls.stc.journal.jsonl"]
