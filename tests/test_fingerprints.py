"""Fingerprints of formulas: equal formulas have one, others not, and none takes long."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from time import perf_counter

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stc.admit import admit
from stc.errors import FormulaError
from stc.expression import evaluate, parse, show
from stc.expression.fingerprint import cancelled, fingerprint
from stc.frontends.lm.fingerprints import follow
from stc.graph import Draft, Graph
from stc.text import parse as parse_text

KNOWN = {"a": 12345678901234567890, "b": 98765432109876543210, "c": 3}


def same(one: str, other: str) -> bool:
    return fingerprint(parse(one), KNOWN) == fingerprint(parse(other), KNOWN)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a + b", "b + a"),
        ("2 * (a + b)", "b * 2 + a + a"),
        ("a - (b - c)", "a - b + c"),
        ("a / 4", "a * 1/4"),
        ("a / 4", "0.25 * a"),
        ("(a * b) / b", "a"),
        ("a ** 2 - b ** 2", "(a + b) * (a - b)"),
        ("a ** -1", "1 / a"),
        ("sum(a, b, c)", "c + b + a"),
        ("max(a, b)", "max(b, a)"),
        ("floor(a / 2 + a / 2)", "floor(a)"),
        ("a % 7", "mod(a, 7)"),
        ("sqrt(a)", "a ** (1/2)"),
        ("convert(a, hour)", "convert(a, hour)"),
        ("-a", "0 - a"),
    ],
)
def test_equal_formulas(one: str, other: str) -> None:
    assert same(one, other)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("a - b", "b - a"),
        ("a + 1", "a"),
        ("a / b", "b / a"),
        ("max(a, b)", "min(a, b)"),
        ("mod(a, b)", "mod(b, a)"),
        ("floor(a)", "ceil(a)"),
        ("convert(a, hour)", "convert(a, minute)"),
        ("2 * a", "a ** 2"),
        ("a // b", "a / b"),
        ("a / (c - 3)", "a"),  # nothing is divided by zero
    ],
)
def test_other_formulas(one: str, other: str) -> None:
    assert not same(one, other)


@pytest.mark.parametrize(
    ("formula", "part"),
    [
        ("a / a", "a / a"),
        ("b * (a / a + b / b)", "a / a"),
        ("b + a - a", None),  # odd, and no number out of nothing
        ("a + b - b - a", "a + b - b - a"),
        ("(a - b) + (b - a) + 1", "a - b + (b - a)"),
        ("c * a ** 0", "a**0"),
        ("gcd(a, a) / a", "gcd(a, a) / a"),
        ("max(b, b) - b + c", "max(b, b) - b"),
        ("c * (a // a)", "a // a"),
        ("mod(a, a)", "mod(a, a)"),
        ("a * 0", "a * 0"),
        ("(a + a) / a", "(a + a) / a"),
        ("a / (a + a / 3)", None),  # a share: the 3 is said, or refused by itself
        ("convert(a / a, percent)", "a / a"),
        ("(a - b) / b", None),
        ("convert((a - b) / b, percent)", None),
        ("a * a / b", None),
        ("max(a, b) - min(a, b)", None),
        ("max(a - b, 0)", None),
        ("convert(a, minute) / a", None),  # 60 minutes an hour, and its unit says so
        ("a - floor(a)", None),
        ("3 * 4", None),
        ("a", None),
    ],
)
def test_parts_that_cancel_to_a_number(formula: str, part: str | None) -> None:
    found = cancelled(parse(formula))
    assert (show(found) if found is not None else None) == part


formulas = st.recursive(
    st.sampled_from(["a", "b", "c", "1", "2", "0.5"]),
    lambda inner: st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner),
    max_leaves=8,
)


@given(formulas)
@settings(max_examples=200, deadline=None)
def test_what_cancels_has_one_value(formula: str) -> None:
    found = cancelled(parse(formula))
    if found is None:
        return
    values = set()
    for number in range(5, 15):
        with contextlib.suppress(FormulaError):
            values.add(evaluate(found, {id: Fraction(number + step, 7) for step, id in enumerate("cab")}))
    assert len(values) <= 1


@given(formulas, formulas)
@settings(max_examples=200, deadline=None)
def test_formulas_with_one_fingerprint_have_one_value(one: str, other: str) -> None:
    if fingerprint(parse(one), {}) == fingerprint(parse(other), {}):
        for values in (
            {"a": Fraction(7), "b": Fraction(11), "c": Fraction(13)},
            {"a": 5, "b": -3, "c": Fraction(1, 7)},
        ):
            exact = {id: Fraction(value) for id, value in values.items()}
            try:
                assert evaluate(parse(one), exact) == evaluate(parse(other), exact)
            except FormulaError:
                continue


def test_what_would_grow_when_expanded_stays_small() -> None:
    lines = "x0 = ?\nx1 = x0 + x0\n" + "".join(f"x{n} = x{n - 1} * x{n - 1} + x{n - 2}\n" for n in range(2, 200))
    draft = parse_text(lines)
    start = perf_counter()
    reading = follow(draft, Graph(), "")
    assert len(set(reading.of.values())) == 200
    assert perf_counter() - start < 2


def test_long_chains_and_circles_are_followed() -> None:
    lines = "x0 = ?\n" + "".join(f"x{n} = x{n - 1} + 1\n" for n in range(1, 3000)) + "y = z + 1\nz = y - 1\n"
    reading = follow(parse_text(lines), Graph(), "")
    assert reading.depth["x2999"] == 2999
    assert len({reading.of["y"], reading.of["z"]}) == 2


def test_a_system_is_followed_through_its_solution() -> None:
    text = "Two numbers add up to 10, and one is 4 larger."
    draft = parse_text(
        'ten = 10 | "10"\ngap = 4 | "4 larger"\nx = ?\ny = ?\n'
        'add: ten == x + y | "add up to 10"\nbeyond: gap == x - y | "one is 4 larger"\nagain = (gap + ten) / 2',
        text,
    )
    solved = admit(draft, text)
    assert solved.rejected == ()
    reading = follow(Draft(quantities=solved.quantities, relations=solved.relations), Graph(), text)
    assert reading.of["x"] == reading.of["again"]
