"""Stories of our own: what is answered is right; a second check beside the public data sets."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from pathlib import Path

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
