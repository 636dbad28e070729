"""Units: names, algebra, exact factors, and the units of formulas with exact wordings."""

from __future__ import annotations

import subprocess
import sys
from fractions import Fraction
from pathlib import Path

import pint
import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc import expression, units
from stc.errors import StcError, UnitError
from stc.units.conversion import conversion
from stc.units.names import ALONE, NAMES, PHYSICAL
from stc.units.unit import product

FIXTURES = Path(__file__).parent / "fixtures"


def pairs(name: str, separator: str) -> list[tuple[str, str]]:
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    kept = [line for line in lines if line and not line.startswith("#") and separator in line]
    return [(left, right) for left, _, right in (line.partition(separator) for line in kept)]


@pytest.mark.parametrize(("text", "expected"), pairs("units_texts.txt", " -> "))
def test_text(text: str, expected: str) -> None:
    if expected == "!":
        with pytest.raises(UnitError):
            units.parse(text)
    else:
        unit = units.parse(text)
        assert units.show(unit) == expected
        assert units.parse(expected) == unit


UNITS = {
    name: units.parse(unit.strip())
    for name, _, unit in (
        line.partition(":")
        for line in (FIXTURES / "units_formulas.txt").read_text(encoding="utf-8").split("\n\n")[0].splitlines()
        if not line.startswith("#")
    )
}


@pytest.mark.parametrize(("formula", "expected"), pairs("units_formulas.txt", " -> "))
def test_formula(formula: str, expected: str) -> None:
    if expected.startswith("! "):
        with pytest.raises(StcError) as caught:
            units.lower(expression.parse(formula), UNITS)
        assert caught.value.message == expected.removeprefix("! ")
    else:
        lowered = units.lower(expression.parse(formula), UNITS)
        unit = "(any)" if lowered.free else units.show(lowered.unit)
        assert f"{expression.show(lowered.expression)} : {unit}" == expected


def test_counted_nouns_are_noted() -> None:
    lowered = units.lower(expression.parse("boys + girls"), UNITS)
    assert lowered.notes == ("counted nouns differ: boy and girl",)
    assert lowered.unit == units.ONE
    assert units.lower(expression.parse("2 * boys - boys"), UNITS).notes == ()
    assert units.lower(expression.parse("2**years"), UNITS).notes == ("year in the exponent counts as a plain number",)


@pytest.mark.parametrize(("base", "name"), PHYSICAL.items())
def test_physical_factors_are_pints(base: str, name: str) -> None:
    registry = pint.UnitRegistry(cache_folder=None) if not REGISTRY else REGISTRY[0]
    REGISTRY[:] = [registry]
    mine = conversion(units.parse(base), units.parse(base)).factor
    assert mine == 1
    for other in PHYSICAL:
        if registry.Unit(PHYSICAL[other]).dimensionality == registry.Unit(name).dimensionality:
            factor = conversion(units.parse(base), units.parse(other)).factor
            assert float(factor) == pytest.approx(registry.Quantity(1, name).to(PHYSICAL[other]).magnitude, rel=1e-12)


REGISTRY: list[pint.UnitRegistry] = []

FACTORS = {
    ("mile", "km"): Fraction("1.609344"),
    ("inch", "cm"): Fraction("2.54"),
    ("lb", "kg"): Fraction("0.45359237"),
    ("lb", "oz"): 16,
    ("acre", "m^2"): Fraction("4046.8564224"),
    ("hectare", "m^2"): 10_000,
    ("liter", "cm^3"): 1000,
    ("kWh", "MJ"): Fraction("3.6"),
    ("GB", "MB"): 1000,
    ("week", "hour"): 168,
    ("year", "quarter"): 4,
    ("decade", "year"): 10,
    ("gallon", "quart"): 4,
    ("billion USD", "million USD"): 1000,
    ("crore INR", "lakh INR"): 100,
    ("dozen egg", "egg"): 12,
    ("USD", "cent"): 100,
    ("GBP", "pence"): 100,
    ("percent", "basis point"): 100,
    ("USD/thousand share", "USD/share"): Fraction(1, 1000),
    ("kg/m^3", "g/cm^3"): Fraction(1, 1000),
}


@pytest.mark.parametrize(("names", "factor"), FACTORS.items(), ids=[" to ".join(pair) for pair in FACTORS])
def test_factor(names: tuple[str, str], factor: Fraction | int) -> None:
    old, new = units.parse(names[0]), units.parse(names[1])
    assert conversion(old, new).factor == factor
    assert conversion(new, old).factor == 1 / Fraction(factor)


@pytest.mark.parametrize("base", sorted(ALONE))
def test_ambiguous_units_say_why(base: str) -> None:
    with pytest.raises(UnitError):
        conversion(units.parse(base), units.parse("kg"))
    assert units.parse(base).powers == ((base, 1),)


bases = st.sampled_from(sorted({base for powers in NAMES.values() for base, _ in powers} | {"apple", "tennis ball"}))
any_unit = st.lists(st.tuples(bases, st.integers(-12, 12)), max_size=4).map(product)


@given(any_unit)
def test_show_and_parse_are_inverse(unit: units.Unit) -> None:
    assert units.parse(units.show(unit)) == unit


@given(any_unit, any_unit)
def test_algebra(first: units.Unit, second: units.Unit) -> None:
    assert units.multiply(first, second) == units.multiply(second, first)
    assert units.divide(units.multiply(first, second), second) == first
    assert units.power(units.power(first, Fraction(2)), Fraction(1, 2)) == first
    assert units.multiply(units.without_scale(first), units.divide(first, units.without_scale(first))) == first
    assert units.scale(units.multiply(first, second)) == units.scale(first) * units.scale(second)
    assert units.same(first, second) == (units.without_nouns(first) == units.without_nouns(second))


@given(st.text(max_size=30))
def test_any_text_is_a_unit_or_our_error(text: str) -> None:
    try:
        unit = units.parse(text)
    except UnitError:
        return
    assert units.parse(units.show(unit)) == unit


SINGULARS = """
apples apple, boxes box, children child, men man, women woman, firemen fireman, people person, mice
mouse, feet foot, knives knife, leaves leaf, gloves glove, olives olive, potatoes potato, shoes
shoe, photos photo, cookies cookie, cities city, pies pie, buses bus, glasses glass, dishes dish,
churches church, houses house, roses rose, bonuses bonus, sheep sheep, series series, fish fish, gas
gas, lens lens, news news, bus bus, glass glass, virus virus, analysis analysis, tennis tennis,
movies movie, quizzes quiz, sizes size, prizes prize, axes axe, headaches headache, fuses fuse, toys
toy, employees employee, shares share, customers customer, pens pen, bees bee, canvas canvas, waves
wave, heroes hero
"""


@pytest.mark.parametrize("pair", [pair.split() for pair in " ".join(SINGULARS.split()).split(", ")], ids=" ".join)
def test_singular(pair: list[str]) -> None:
    assert units.singular(pair[0]) == pair[1]
    assert units.singular(pair[1]) == pair[1]


def test_nouns() -> None:
    assert units.show(units.noun("Tennis Balls")) == "tennis ball"
    assert units.show(units.noun("Stück")) == "stück"
    assert units.show(units.noun("quarter coins")) == "quarter-coin"
    assert units.parse("quarter-coins") == units.noun("quarter coins")
    for word in ("quarters", "pounds", "", "12", "a/b", "minute"):
        with pytest.raises(UnitError):
            units.noun(word)


def test_tags_and_scale() -> None:
    assert units.tags(units.parse("USD/share")) == (("share", -1),)
    assert units.scale(units.parse("million USD")) == 1_000_000
    assert units.scale(units.parse("USD/thousand share")) == Fraction(1, 1000)
    assert units.without_scale(units.parse("million USD")) == units.parse("USD")
    assert units.same(units.parse("apple/day"), units.parse("1/day"))
    assert not units.same(units.parse("million USD"), units.parse("USD"))


def test_pint_and_sympy_are_imported_only_when_needed() -> None:
    script = """if True:
        import sys
        from stc import expression, units
        units.lower(expression.parse("convert(a, minute) + 1"), {"a": units.parse("hour")})
        expression.evaluate(expression.parse("8**(1/3)"), {})
        assert not {"pint", "sympy"} & sys.modules.keys()
        units.conversion(units.parse("mile"), units.parse("km"))
        assert "pint" in sys.modules
    """
    subprocess.run([sys.executable, "-c", script], check=True)
