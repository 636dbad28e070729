"""The formula reader against references: Fraction, sympy, and exact wordings."""

from __future__ import annotations

import math
import time
from fractions import Fraction
from pathlib import Path

import pytest
import sympy
from hypothesis import given, settings
from hypothesis import strategies as st

from benchmarks.fuzz_formulas import fuzz
from stc import expression as ex
from stc.errors import FormulaError
from stc.expression import Call, Expression, Name, Number, UnitName

FIXTURES = Path(__file__).parent / "fixtures"


def cases(name: str, separator: str) -> list[tuple[str, str]]:
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    found = []
    for line in lines:
        if not line.startswith("#"):
            left, _, right = line.rpartition(separator) if separator == " = " else line.partition(separator)
            found.append((left, right))
    return found


@pytest.mark.parametrize(("formula", "expected"), cases("expression_values.txt", " = "))
def test_value(formula: str, expected: str) -> None:
    tree = ex.parse(formula)
    value = ex.evaluate(tree, {})
    assert value == (expected if "sqrt" in expected or "pi" in expected else Fraction(expected))
    assert ex.evaluate(ex.parse(ex.show(tree)), {}) == value
    if isinstance(value, str):
        assert ex.evaluate(ex.parse(value), {}) == value


@pytest.mark.parametrize(("formula", "expected"), cases("expression_errors.txt", " ! "))
def test_error(formula: str, expected: str) -> None:
    with pytest.raises(FormulaError) as caught:
        ex.evaluate(ex.parse(formula), {})
    assert f"{caught.value.position}: {caught.value.message} | {caught.value.hint}".rstrip() == expected.rstrip()


OPERATIONS = {
    "+": lambda a, b: a + b,
    "-": lambda a, b: a - b,
    "*": lambda a, b: a * b,
    "/": lambda a, b: a / b,
    "//": lambda a, b: Fraction(a // b),
    "%": lambda a, b: a % b,
    "min": min,
    "max": max,
}
decimals = st.tuples(st.integers(0, 10**9), st.integers(0, 6))
leaves = decimals.map(lambda pair: pair[0] / Fraction(10) ** pair[1]).map(lambda value: (ex.show_number(value), value))
Pair = tuple[str, Fraction | None]


def combined(function: str, first: Pair, second: Pair) -> Pair:
    text = f"{function}({first[0]}, {second[0]})" if function.isalpha() else f"({first[0]}) {function} ({second[0]})"
    if first[1] is None or second[1] is None or (function in ("/", "//", "%") and second[1] == 0):
        return text, None
    return text, OPERATIONS[function](first[1], second[1])


def negated(pair: Pair) -> Pair:
    return f"-({pair[0]})", None if pair[1] is None else -pair[1]


pairs = st.recursive(
    leaves,
    lambda inner: st.one_of(
        st.builds(combined, st.sampled_from(sorted(OPERATIONS)), inner, inner), st.builds(negated, inner)
    ),
    max_leaves=12,
)


@given(pairs)
def test_agrees_with_fractions(pair: Pair) -> None:
    text, expected = pair
    tree = ex.parse(text)
    if expected is None:
        with pytest.raises(FormulaError, match="division by zero"):
            ex.evaluate(tree, {})
    else:
        assert ex.evaluate(tree, {}) == expected


ids = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True).filter(lambda word: word not in ex.RESERVED)
unit_names = st.sampled_from(["hour", "km/hour", "m**2", "million USD", "in", "°C", "percentage_point"]).map(UnitName)


def calls(inner: st.SearchStrategy[Expression]) -> st.SearchStrategy[Expression]:
    one, two = st.tuples(inner), st.tuples(inner, inner)
    many = st.lists(inner, min_size=1, max_size=4).map(tuple)
    return st.one_of(
        st.builds(Call, st.sampled_from(["+", "-", "*", "/", "//", "%", "**", "mod", "binomial", "round"]), two),
        st.builds(Call, st.sampled_from(["neg", "neg", "abs", "floor", "ceil", "sqrt", "factorial", "round"]), one),
        st.builds(Call, st.sampled_from(["sum", "min", "max", "gcd", "lcm"]), many),
        st.builds(lambda x, unit: Call("convert", (x, unit)), inner, unit_names),
    )


trees = st.recursive(
    st.one_of(leaves.map(lambda pair: Number(pair[1])), ids.map(Name), st.just(Call("pi", ()))), calls, max_leaves=15
)


@given(trees)
@settings(max_examples=300)
def test_show_and_parse_are_inverse(tree: Expression) -> None:
    text = ex.show(tree)
    assert ex.parse(text) == tree
    assert ex.show(ex.parse(text)) == text
    assert hash(ex.parse(text)) == hash(tree)


@given(trees)
def test_names_and_literals_see_the_whole_tree(tree: Expression) -> None:
    flat = [value for term in ex.literal_terms(tree) for value in term]
    assert sorted(flat) == sorted(ex.literals(tree))
    renamed = ex.substitute(tree, {name: Name("x_" + name) for name in ex.names(tree)})
    assert ex.names(renamed) == {"x_" + name for name in ex.names(tree)}
    assert ex.literals(renamed) == ex.literals(tree)


small = st.integers(1, 12)
roots = st.recursive(
    st.one_of(
        small.map(lambda n: (str(n), sympy.Integer(n))),
        small.map(lambda n: (f"sqrt({n})", sympy.sqrt(n))),
        st.just(("pi", sympy.pi)),
    ),
    lambda inner: st.builds(
        lambda op, a, b: (
            f"({a[0]}) {op} ({b[0]})",
            a[1] + b[1] if op == "+" else a[1] - b[1] if op == "-" else a[1] * b[1],
        ),
        st.sampled_from("+-*"),
        inner,
        inner,
    ),
    max_leaves=5,
)


@given(roots)
@settings(max_examples=60, deadline=None)
def test_agrees_with_sympy_on_roots(pair: tuple[str, sympy.Expr]) -> None:
    text, expected = pair
    value = ex.evaluate(ex.parse(text), {})
    assert ex.equal(value, ex.evaluate(ex.parse(ex.show(ex.parse(text))), {}))
    close = Fraction(ex.decimal(value, 20))
    number = sympy.Rational(str(expected.evalf(60)))
    assert abs(close - Fraction(int(number.p), int(number.q))) < Fraction(1, 10**19)


@given(st.fractions(), st.integers(0, 12))
def test_decimal_is_half_a_unit_away_at_most(value: Fraction, digits: int) -> None:
    text = ex.decimal(value, digits)
    places = len(text.partition(".")[2])
    unit = Fraction(1, 10 ** max(places, digits if abs(value) >= 1 else places))
    assert abs(Fraction(text) - value) <= (unit / 2 if abs(value) >= 1 else abs(value))
    assert not (("." in text) and text.endswith("0"))


@given(st.fractions())
def test_show_number_is_exact(value: Fraction) -> None:
    assert Fraction(ex.show_number(value)) == value
    assert ex.evaluate(ex.parse(ex.show(Number(value))), {}) == value


def test_literals_are_read_from_the_text() -> None:
    assert ex.literals(ex.parse("0.1234567890123456789 + .5")) == (Fraction("0.1234567890123456789"), Fraction(1, 2))
    assert ex.literal_terms(ex.parse("balls * 1/4 + 3")) == ((Fraction(1), Fraction(4)), (Fraction(3),))
    assert ex.literal_terms(ex.parse("sum(a, b) / 2 * 5 / 7")) == ((Fraction(2),), (Fraction(5), Fraction(7)))


def test_values_may_be_closed_formulas() -> None:
    assert ex.evaluate(ex.parse("side**2"), {"side": "2*sqrt(3)"}) == 12
    assert ex.evaluate(ex.parse("side * 2"), {"side": "pi"}) == "2*pi"
    assert ex.equal("sqrt(2)+sqrt(3)", "sqrt(5+2*sqrt(6))")
    assert not ex.equal("sqrt(2)", Fraction("1.41421356237"))
    assert ex.equal("2*3", Fraction(6))


def test_only_exact_numbers_are_values() -> None:
    with pytest.raises(FormulaError, match="'a' is a float, not an exact number"):
        ex.evaluate(ex.parse("a / 3"), {"a": 0.5})  # type: ignore[dict-item]
    assert ex.evaluate(ex.parse("a / 3"), {"a": 1}) == Fraction(1, 3)  # type: ignore[dict-item]


@pytest.mark.parametrize(
    "formula",
    [
        "-" * 5000 + "1",
        "(" * 3000 + "1" + ")" * 3000,
        "+".join(["a"] * 4000),
        "a**" * 2000 + "a",
        "sqrt(" * 110 + "2" + ")" * 110,
        "1" * 10_000,
        "sum(" + ",".join(["1"] * 10_001) + ")",
        "a + " * 30_000 + "a",
        "f(" * 90,
        "(" * 90,
    ],
    ids=lambda formula: formula[:6],
)
def test_size_is_bounded_before_reading(formula: str) -> None:
    start = time.perf_counter()
    with pytest.raises(FormulaError):
        ex.evaluate(ex.parse(formula), {"a": Fraction(1)})
    assert time.perf_counter() - start < 0.5


def test_long_sums_and_chains_are_fine() -> None:
    assert ex.evaluate(ex.parse("sum(" + ", ".join(["0.5"] * 9000) + ")"), {}) == 4500
    assert ex.evaluate(ex.parse(" + ".join(["1"] * 100)), {}) == 100
    assert ex.evaluate(ex.parse("(" * 90 + "1" + ")" * 90), {}) == 1
    assert math.factorial(300) == ex.evaluate(ex.parse("factorial(300)"), {})


def test_no_id_is_a_word_of_the_language() -> None:
    assert {"sum", "convert", "pi", "if", "lambda", "sqrt", "min"} <= ex.RESERVED
    for word in ex.RESERVED - {"pi"}:
        with pytest.raises(FormulaError):
            ex.parse(word)


def test_nothing_but_our_errors() -> None:
    assert fuzz(3000, seed=11) == []
