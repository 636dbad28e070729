"""Factors between units: our own tables for scale words, ratios and time, pint for physical units, exactly.

Currencies never convert. A month has no fixed number of days. What would have to be guessed is refused with its reason.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from typing import Any

from stc.errors import UnitError
from stc.units.names import ALONE, CALENDAR, CENTS, CLOCK, DEFINED, KINDS, PHYSICAL, RATIOS, SCALES, TEMPERATURES
from stc.units.reading import show
from stc.units.unit import Unit, product, tags, without_nouns

Dimensions = tuple[tuple[str, int], ...]


@dataclass(frozen=True, slots=True)
class Conversion:
    """What to do with a number: multiply by `factor`, then add `offset`; and the unit that it then has."""

    factor: Fraction
    offset: Fraction
    unit: Unit


@lru_cache(maxsize=1 << 12)
def conversion(source: Unit, target: Unit) -> Conversion:
    """Find how a number in one unit is written in another; raises UnitError where that is not exactly defined.

    Counted nouns stay: apple/minute to 1/hour is apple/hour.

    >>> from stc.units import parse
    >>> conversion(parse("km/hour"), parse("m/second")).factor
    Fraction(5, 18)
    """
    unit = _with_nouns(source, target)
    old, new = _spell_cents(without_nouns(source), without_nouns(target))
    if old != new and _is_temperature(old) and _is_temperature(new):
        factor, offset = _temperature(old.powers[0][0], new.powers[0][0])
        return Conversion(factor, offset, unit)
    if {base for base, _ in old.powers} & TEMPERATURES != {base for base, _ in new.powers} & TEMPERATURES:
        raise UnitError(f"cannot convert {_name(source)} to {_name(target)}: only a temperature alone converts")
    (old_factor, old_dimensions), (new_factor, new_dimensions) = _dimensions(old), _dimensions(new)
    if old_dimensions != new_dimensions:
        reason = _reason(old, new, {name for name, _ in old_dimensions}, {name for name, _ in new_dimensions})
        raise UnitError(f"cannot convert {_name(source)} to {_name(target)}{reason}", code="convert")
    factor = old_factor / new_factor
    if factor.numerator.bit_length() > 1000 or factor.denominator.bit_length() > 1000:
        raise UnitError(f"the factor from {_name(source)} to {_name(target)} is too large", code="convert")
    return Conversion(factor, Fraction(0), unit)


def _reason(old: Unit, new: Unit, before: set[str], after: set[str]) -> str:
    """Say why two units that one may want to convert do not, or nothing where they measure different things."""
    for base, _ in (*old.powers, *new.powers):
        if base in ALONE:
            return f": {ALONE[base][1]}"
    if before ^ after == {"month", "second"}:
        return ": months and years have no fixed number of days: give it as a quantity such as day/month"
    if not after and before <= {"month", "second"} and any(base in RATIOS for base, _ in old.powers):
        return ": give the rate in percent, without the time, and the time as a quantity of its own"
    ours, theirs = before - after, after - before
    if len(ours) == len(theirs) == 1 and all(KINDS.get(base) == "currency" for base in ours | theirs):
        return f": currencies need a rate, as a quantity in {theirs.pop()}/{ours.pop()}"
    return ""


def convertible(source: Unit, target: Unit) -> bool:
    """Tell whether `conversion` knows a way."""
    try:
        conversion(source, target)
    except UnitError:
        return False
    return True


def _name(unit: Unit) -> str:
    return show(unit) or "a plain number"


def _with_nouns(source: Unit, target: Unit) -> Unit:
    nouns, wanted = tags(source), tags(target)
    if not wanted:
        return product((*target.powers, *nouns))
    if (nouns and nouns != wanted) or (not nouns and any(times < 0 for _, times in wanted)):
        raise UnitError(
            f"cannot convert {show(source)} to {show(target)}: counted nouns do not convert", code="convert"
        )
    return target


def _spell_cents(source: Unit, target: Unit) -> tuple[Unit, Unit]:
    """Write cents as hundredths (percent) of the other side's currency where that has a cent."""
    bases = {base for base, _ in source.powers}, {base for base, _ in target.powers}
    for cent, currencies in CENTS.items():
        if cent in bases[0] and len(bases[1] & currencies) == 1:
            return _replace(source, cent, next(iter(bases[1] & currencies))), target
        if cent in bases[1] and len(bases[0] & currencies) == 1:
            return source, _replace(target, cent, next(iter(bases[0] & currencies)))
    return source, target


def _replace(unit: Unit, cent: str, currency: str) -> Unit:
    powers: list[tuple[str, int]] = []
    for base, exponent in unit.powers:
        powers += [("percent", exponent), (currency, exponent)] if base == cent else [(base, exponent)]
    return product(powers)


def _is_temperature(unit: Unit) -> bool:
    return len(unit.powers) == 1 and unit.powers[0][1] == 1 and unit.powers[0][0] in TEMPERATURES


def _temperature(source: str, target: str) -> tuple[Fraction, Fraction]:
    """Give factor and offset between two temperature scales, by way of kelvin."""
    to_kelvin = {
        "kelvin": (Fraction(1), Fraction(0)),
        "celsius": (Fraction(1), Fraction("273.15")),
        "fahrenheit": (Fraction(5, 9), Fraction("459.67") * Fraction(5, 9)),
    }
    (factor, offset), (other, minus) = to_kelvin[source], to_kelvin[target]
    return factor / other, (offset - minus) / other


@lru_cache(maxsize=1 << 12)
def _dimensions(unit: Unit) -> tuple[Fraction, Dimensions]:
    factor = Fraction(1)
    total: dict[str, int] = {}
    for base, exponent in unit.powers:
        one, dimensions = _dimension(base)
        factor *= one**exponent
        for dimension, times in dimensions:
            total[dimension] = total.get(dimension, 0) + times * exponent
    return factor, tuple(sorted((dimension, times) for dimension, times in total.items() if times))


def _dimension(base: str) -> tuple[Fraction, Dimensions]:
    if base in SCALES:
        return Fraction(SCALES[base]), ()
    if base in RATIOS:
        return RATIOS[base], ()
    if base in CLOCK:
        return CLOCK[base], (("second", 1),)
    if base in CALENDAR:
        return CALENDAR[base], (("month", 1),)
    if base in DEFINED:
        factor, powers = DEFINED[base]
        other, dimensions = _dimensions(product(powers))
        return factor * other, dimensions
    if base in PHYSICAL:
        return _physical(base)
    return Fraction(1), ((base, 1),)


@lru_cache(maxsize=256)
def _physical(base: str) -> tuple[Fraction, Dimensions]:
    registry = _registry()  # one, though two threads may each make theirs
    unit = registry.Unit(PHYSICAL[base])
    factor, _ = registry.get_base_units(unit)
    named = {"[time]": "second"}
    dimensions = [(named.get(name, name), int(times)) for name, times in unit.dimensionality.items()]
    return Fraction(factor), tuple(dimensions)


@lru_cache(maxsize=1)
def _registry() -> Any:  # pint's registry carries no useful types
    import pint

    return pint.UnitRegistry(non_int_type=Fraction, cache_folder=None)
