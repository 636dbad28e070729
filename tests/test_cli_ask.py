"""`stc ask` without a model: what it prints, where, and with which exit code."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from command import Shell, refused

import stc


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
