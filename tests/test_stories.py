"""Stories of our own: what is answered is right; a second check beside the public data sets."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

import pytest

import stc

FIXTURE = Path(__file__).parent / "fixtures" / "stories.txt"


def _stories() -> Iterator[tuple[str, list[tuple[str, frozenset[Fraction]]]]]:
    for block in FIXTURE.read_text(encoding="utf-8").split("\n\n"):
        lines = [line for line in block.strip().splitlines() if not line.startswith("#")]
        if not lines:
            continue
        asked: list[tuple[str, frozenset[Fraction]]] = []
        for line in lines[1:]:
            question, gold = line.removeprefix("? ").split(" = ")
            asked.append((question, frozenset(Fraction(one) for one in gold.split(" or ") if one != "-")))
        yield lines[0], asked


def test_no_story_is_answered_wrongly() -> None:
    answered = 0
    wrong: list[str] = []
    for context, questions in _stories():
        artifact = stc.compile(context)
        for question, gold in questions:
            answer = stc.ask(artifact, question)
            answered += answer.known
            if answer.known and answer.value not in gold:
                wrong.append(f"{question} -> {answer.text}: {answer.formula} ({context[:60]})")
    assert not wrong, "\n".join(wrong)
    assert answered >= LEAST


LEAST = 30


@pytest.mark.parametrize(
    ("question", "text", "unit"),
    [
        ("How many plums does a crate hold?", "30 plums", "plum"),
        ("How many plums are in 2 crates?", "60 plums", "plum"),
        ("How much does a crate cost?", "$9", "$"),
        ("How many pages does Lea read in 4 days?", "48 pages", "page"),
    ],
)
def test_a_number_of_the_question_counts_the_shares_of_a_rate(question: str, text: str, unit: str) -> None:
    told = "16 crates of plums at $9 each. Each crate holds 30 plums. Lea reads 12 pages a day."
    answer = stc.ask(stc.compile(told), question)
    assert (answer.text, answer.unit) == (text, unit)
