"""Documents as people have them, with questions answered by hand: none may be answered wrongly."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

import stc
from stc import expression, units
from stc.graph import Period

FIXTURES = Path(__file__).parent / "fixtures"
FOLDERS = (FIXTURES / "documents", FIXTURES / "filings")  # filings: tables and notes as annual reports print them
DOCUMENTS = sorted(path for folder in FOLDERS for path in folder.iterdir() if ".questions." not in path.name)


class Gold(NamedTuple):
    question: str
    answer: str  # "?" where the text does not say; "1.5 or 3/2" where both will do; lists as "A"; "B"
    units: tuple[str, ...]  # () for any


def read_questions(document: Path) -> list[Gold]:
    lines = document.with_name(f"{document.stem}.questions.txt").read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if not line.strip() or line.startswith("#"):
            continue
        question, _, gold = line.partition(" => ")
        answer, _, unit = gold.partition(" | ")
        allowed = () if unit.strip() == "*" else tuple(part.strip() for part in unit.split(" or "))
        found.append(Gold(question, answer.strip(), allowed))
    return found


def is_right(answer: stc.Answer, gold: Gold) -> bool:
    """Compare exactly: the value, and the unit with its scale."""
    if gold.answer == "?":
        return False
    if gold.answer.startswith('"'):
        wanted = [part.strip('"') for part in gold.answer.split("; ")]
        return isinstance(answer.value, tuple) and sorted(part.strip("*") for part in answer.value) == sorted(wanted)
    if isinstance(answer.value, Period):
        return gold.answer in answer.value.label
    if not isinstance(answer.value, Fraction):
        return False
    values = [expression.evaluate(expression.parse(part), {}) for part in gold.answer.split(" or ")]
    fits = not gold.units or any(units.same(units.parse(answer.unit), units.parse(unit)) for unit in gold.units)
    return answer.value in values and fits


@pytest.mark.parametrize("document", DOCUMENTS, ids=lambda path: path.name)
def test_no_question_is_answered_wrongly(document: Path) -> None:
    artifact = stc.compile(document)
    wrong = []
    for gold in read_questions(document):
        answer = stc.ask(artifact, gold.question)
        if answer.known and not is_right(answer, gold):
            wrong.append(
                f"{gold.question} => {answer.text} [{answer.value} {answer.unit}] by {answer.formula}, not {gold}"
            )
    assert not wrong, "\n".join(wrong)


def test_most_answerable_questions_are_answered() -> None:
    asked = answered = 0
    for document in DOCUMENTS:
        artifact = stc.compile(document)
        for gold in read_questions(document):
            if gold.answer != "?":
                asked += 1
                answered += stc.ask(artifact, gold.question).known
    assert asked >= 80
    assert answered / asked >= 0.6, f"{answered} of {asked}"


def test_the_documents_are_many_enough() -> None:
    golds = [gold for document in DOCUMENTS for gold in read_questions(document)]
    assert len(DOCUMENTS) >= 12
    assert len(golds) >= 120
    assert sum(gold.answer == "?" for gold in golds) >= 40
