"""Pairs of nearly equal questions with different answers: whatever is answered must be the answer of its own question.

Not to answer is always right here, however well known the answer is; the share answered is printed (pytest -rP).
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

import pytest

from stc import units
from stc.artifact import Artifact
from stc.compiler import compile
from stc.graph import Period
from stc.runtime import Answer, ask

FILE = Path(__file__).parent / "fixtures" / "near_misses.txt"
ANSWERED_AT_LEAST = 0.35  # of the questions that have an answer


def contexts() -> Iterator[tuple[str, str, list[list[tuple[str, str]]]]]:
    """Read the fixture: title, text, and pairs of (question, answer); "?" is not known from the text."""
    for block in FILE.read_text(encoding="utf-8").split("\n===\n"):
        if block.strip():
            title, rest = block.removeprefix("# ").split("\n", 1)
            text, listed = rest.split("\n---\n")
            pairs = [[_split(line) for line in pair.splitlines()] for pair in listed.strip().split("\n\n")]
            yield title, text, pairs


def _split(line: str) -> tuple[str, str]:
    question, _, answer = line.rpartition(" => ")
    return question, answer


CONTEXTS = list(contexts())


@lru_cache
def compiled(title: str) -> Artifact:
    return compile(next(text for name, text, _ in CONTEXTS if name == title) + "\n")


def agrees(answer: Answer, gold: str) -> bool:
    """Compare an answer with the gold: a number to the gold's digits (in its unit, if it has one), or names."""
    if " or " in gold:
        return any(agrees(answer, one) for one in gold.split(" or "))
    if gold == "?":
        return False
    value = answer.value
    number, _, unit = gold.partition(" ")
    try:
        wanted = Fraction(number)
    except ValueError:
        return _labels(answer) == {part.strip().lower() for part in gold.split(";")}
    if isinstance(value, Period):
        return value.label == gold
    if isinstance(value, tuple) and len(value) == 1 and value[0] == gold:
        return True
    if not isinstance(value, Fraction):
        return False
    digits = len(number.partition(".")[2])
    near = abs(value - wanted) <= Fraction(1, 2 * 10**digits) if digits else value == wanted
    return near and (not unit or units.same(units.parse(answer.unit), units.parse(unit)))


def _labels(answer: Answer) -> set[str]:
    match answer.value:
        case Period():
            return {answer.value.label.lower()}
        case tuple():
            return {text.lower().replace(",", "") for text in answer.value}
        case _:
            return {answer.text.lower()}


def test_the_pairs_are_many_and_differ() -> None:
    pairs = [pair for _, _, found in CONTEXTS for pair in found]
    assert len(pairs) >= 500
    assert all(len(pair) == 2 for pair in pairs)
    assert all(one[0] != other[0] for one, other in pairs)


@pytest.mark.parametrize("title", [title for title, _, _ in CONTEXTS])
def test_no_answer_is_taken_from_the_wrong_question(title: str) -> None:
    wrong = []
    for question, gold in dict.fromkeys(
        item for name, _, pairs in CONTEXTS if name == title for p in pairs for item in p
    ):
        answer = ask(compiled(title), question)
        if answer.known and not agrees(answer, gold):
            wrong.append(f"{question} => {gold}, got {answer.text} ({answer.how}: {answer.formula})")
    assert not wrong, "\n".join(wrong)


SLIPPED_IN = (
    "budgeted",
    "unaudited",
    "deferred",
    "external",
    "restated",
    "monthly",
    "estimated",
    "imported",
    "outstanding",
)
ADDED = ("per employee", "excluding Ann's", "at constant prices", "if prices doubled", "other than in Paris", "by 2030")


@pytest.mark.parametrize("title", [title for title, _, _ in CONTEXTS])
def test_no_word_can_be_slipped_into_an_anticipated_question(title: str) -> None:
    """A word that the text does not know makes another question, whose answer nobody knows."""
    artifact = compiled(title)
    for question in artifact.graph.questions[:8]:
        start, _, rest = question.text.rstrip("?").partition(" the " if " the " in question.text else " was ")
        slipped = [f"{start} the {word} {rest}?" for word in SLIPPED_IN if rest and word not in artifact.text.lower()]
        for turned in (*slipped, *(f"{question.text.rstrip('?')} {words}?" for words in ADDED)):
            answer = ask(artifact, turned)
            assert not answer.known, f"{turned} => {answer.text} ({answer.how}: {answer.formula})"


def test_a_good_share_is_answered() -> None:
    asked = [(title, *item) for title, _, pairs in CONTEXTS for pair in pairs for item in pair if item[1] != "?"]
    answered = [item for item in asked if ask(compiled(item[0]), item[1]).known]
    share = len(answered) / len(asked)
    print(f"near misses: {len(answered)} of {len(asked)} answerable questions answered ({share:.0%})")
    assert share >= ANSWERED_AT_LEAST
