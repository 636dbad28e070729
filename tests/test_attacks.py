"""Ordinary documents with questions as people ask them, near misses among them: nothing that is answered may be wrong.

Not to answer is always right here; the share answered is printed (pytest -rP) and has a floor.
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import lru_cache
from pathlib import Path

import pytest
from test_near_misses import agrees

from stc.artifact import Artifact
from stc.compiler import compile
from stc.runtime import ask

FILE = Path(__file__).parent / "fixtures" / "attacks.txt"
ANSWERED_AT_LEAST = 0.22  # of the questions that have an answer


def documents() -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
    """Read the fixture: title, text, and questions with their answers; "?" is not known from the text."""
    for block in FILE.read_text(encoding="utf-8").split("\n===\n"):
        title, rest = block.strip("\n").removeprefix("# ").split("\n", 1)
        text, listed = rest.split("\n---\n")
        asked = [line.rpartition(" => ") for line in listed.splitlines() if line.strip()]
        yield title, text, [(question, answer) for question, _, answer in asked]


DOCUMENTS = list(documents())


@lru_cache
def compiled(title: str) -> Artifact:
    return compile(next(text for name, text, _ in DOCUMENTS if name == title) + "\n")


@pytest.mark.parametrize(("title", "asked"), [(title, asked) for title, _, asked in DOCUMENTS])
def test_nothing_is_answered_wrongly(title: str, asked: list[tuple[str, str]]) -> None:
    answers = [(question, gold, ask(compiled(title), question)) for question, gold in asked]
    wrong = [
        f"{question} => {gold}, got {answer.text} ({answer.how}: {answer.formula})"
        for question, gold, answer in answers
        if answer.known and not agrees(answer, gold)
    ]
    assert not wrong, "\n".join(wrong)


def test_plain_questions_are_answered() -> None:
    asked = [(title, question) for title, _, listed in DOCUMENTS for question, gold in listed if gold != "?"]
    share = sum(ask(compiled(title), question).known for title, question in asked) / len(asked)
    print(f"attacks: {share:.0%} of {len(asked)} answerable questions answered")
    assert share >= ANSWERED_AT_LEAST
