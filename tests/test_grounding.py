"""What a passage gives a formula the right to use, and what it does not."""

from __future__ import annotations

from fractions import Fraction

import pytest

from stc.admit.grounding import literal_complaint, stated_complaint
from stc.expression import parse
from stc.graph import Quantity, Span, Stated

SAID = [
    ("2.5 times as many", "2.5 * a"),
    ("2.5 times as many", "a * 5/2"),
    ("35 % of them", "a * 35/100"),
    ("35 % of them", "a * 7/20"),
    ("35% of them", "a * 0.35"),
    ("a quarter", "a / 4"),
    ("three quarters", "a * 3/4"),
    ("2 1/2 times", "a * 2.5"),
    ("half of it", "a / 2"),
    ("a dozen", "12 * a"),
    ("20 % less", "a * (1 - 20/100)"),
    ("nothing", "1 - a"),
    ("nothing", "-1 * a + 0"),
    ("nothing", "(a + b) / 2"),
]
NOT_SAID = [
    ("twice", "a / a + b / b"),  # a 2 that nothing says
    ("nothing", "c * (a**0 + b**0)"),
    ("nothing", "a - a"),
    ("2.5 times as many", "5 * a"),
    ("2.5 times as many", "a / 2"),
    ("35 % of them", "7 * a"),
    ("2 1/2 times", "5 * a"),
    ("nothing", "1 + 1"),
    ("nothing", "a / (1 + 1)"),
    ("nothing", "a * floor(pi)"),
    ("nothing", "(a + b) / 3"),
    ("on page 7 of 9", "8 * a"),
]


@pytest.mark.parametrize(("said", "formula"), SAID)
def test_said(said: str, formula: str) -> None:
    assert literal_complaint(parse(formula), [said], "en") is None


@pytest.mark.parametrize(("said", "formula"), NOT_SAID)
def test_not_said(said: str, formula: str) -> None:
    complaint = literal_complaint(parse(formula), [said], "en")
    assert complaint is not None
    assert complaint.code == "ungrounded-literal"


def test_a_resolution_is_that_of_the_digits() -> None:
    def quantity(resolution: Fraction) -> Quantity:
        return Quantity(id="a", value=Fraction(6, 5), stated=Stated(span=Span(4, 7), resolution=resolution))

    assert stated_complaint(quantity(Fraction(0)), "was 1.2 m", "en") is None
    assert stated_complaint(quantity(Fraction(1, 20)), "was 1.2 m", "en") is None
    assert stated_complaint(quantity(Fraction(1, 2)), "was 1.2 m", "en") is not None


def test_a_range_goes_up() -> None:
    text = "from 5 to 7 boxes"

    def quantity(low: int, high: int) -> Quantity:
        stated = Stated(span=Span(5, 11), qualifier="range", high=Fraction(high))
        return Quantity(id="a", value=Fraction(low), stated=stated)

    assert stated_complaint(quantity(5, 7), text, "en") is None
    for low, high in ((7, 7), (7, 5), (5, 5), (5, 8)):
        assert stated_complaint(quantity(low, high), text, "en") is not None
