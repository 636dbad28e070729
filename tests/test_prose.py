"""Prose read into quantities and relations, and stories answered: pairs of text in tests/fixtures/prose."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stc
from stc.admit import admit
from stc.frontends.builtin.prose import read_prose
from stc.frontends.document import read_document
from stc.graph import Quantity, show_exact

FOLDER = Path(__file__).parent / "fixtures" / "prose"


class Case(NamedTuple):
    title: str
    text: str
    expected: list[str]
    locale: str = "en"


def read_cases(name: str) -> list[Case]:
    cases = []
    for part in f"\n{(FOLDER / name).read_text(encoding='utf-8')}".split("\n# ")[1:]:
        title, _, body = part.partition("\n")
        text, _, expected = body.partition("\n---\n")
        locale = "en"
        if text.startswith("locale: "):
            first, _, text = text.partition("\n")
            locale = first.removeprefix("locale: ")
        cases.append(Case(title, text.strip(), [line for line in expected.splitlines() if line.strip()], locale))
    return cases


def shown(quantity: Quantity) -> str:
    value = "?" if quantity.value is None else show_exact(quantity.value)
    if quantity.stated is not None and quantity.stated.high is not None:
        value += f" to {show_exact(quantity.stated.high)}"
    elif quantity.stated is not None and quantity.stated.qualifier != "exact":
        value = f"{quantity.stated.qualifier} {value}"
    period = f" | {quantity.labels.period.label}" if quantity.labels.period else ""
    return f"{value} {quantity.unit}".rstrip() + f" | {quantity.about}{period}"


def titles(case: Case) -> str:
    return case.title


@pytest.mark.parametrize("case", [*read_cases("numbers.txt"), *read_cases("relations.txt")], ids=titles)
def test_draft(case: Case) -> None:
    draft = read_prose(read_document(case.text, "plain"), case.locale)
    relations = [f"{relation.left} = {relation.formula}" for relation in draft.relations]
    assert [*map(shown, draft.quantities), *relations] == case.expected


@pytest.mark.parametrize("case", [*read_cases("numbers.txt"), *read_cases("relations.txt")], ids=titles)
def test_what_is_drafted_is_admitted(case: Case) -> None:
    draft = read_prose(read_document(case.text, "plain"), case.locale)
    assert admit(draft, case.text).rejected == ()


@pytest.mark.parametrize("case", read_cases("stories.txt"), ids=titles)
def test_story(case: Case) -> None:
    artifact = stc.compile(case.text)
    for line in case.expected:
        question, _, gold = line.partition(" => ")
        answer = stc.ask(artifact, question)
        if answer.known:
            assert gold != "?", (question, answer.formula)
            assert answer.value == Fraction(gold.removesuffix(" or ?")), (question, answer.formula)
        else:
            assert gold.endswith("?"), (question, answer.reason)


@settings(max_examples=60, deadline=None)
@given(st.text(alphabet="ab 12.,;$%?\n-–½é'()/", max_size=120))
def test_any_text_is_read_with_numbers_that_stand_in_it(text: str) -> None:
    draft = read_prose(read_document(text, "plain"))
    ids = [quantity.id for quantity in draft.quantities]
    assert len(ids) == len(set(ids))
    for quantity in draft.quantities:
        assert quantity.stated is not None
        assert text[quantity.stated.span.start : quantity.stated.span.end].strip()


def test_long_prose_is_read_in_linear_time() -> None:
    text = "Ann has 3 apples and Ben bought 4 pears for $2 each on Monday. " * 400
    assert len(read_prose(read_document(text, "plain")).quantities) == 1200
