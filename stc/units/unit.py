"""Units as products of powers of base names, and their algebra.

The scale counts: "million USD" is the product of million and USD. Counted nouns are tags of the one dimension count:
they are kept in every product, and ignored when two units are compared.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache

from stc.errors import UnitError
from stc.units.names import KINDS, SCALES, Powers

MAX_POWER = 99
_ORDER = {"scale": 0, "currency": 1, "ratio": 2, "physical": 3, "time": 4, "noun": 5}


@dataclass(frozen=True, slots=True)
class Unit:
    """A canonical product: pairs of base name and power, in a fixed order, no power zero."""

    powers: Powers = ()


ONE = Unit()


def is_noun(base: str) -> bool:
    """Tell whether a base is a counted noun."""
    return base not in KINDS


def product(powers: Iterable[tuple[str, int]]) -> Unit:
    """Make the canonical unit of a product; raises UnitError for a power that no text could mean."""
    total: dict[str, int] = {}
    for base, power in powers:
        total[base] = total.get(base, 0) + power
    kept = [(base, power) for base, power in total.items() if power]
    if any(abs(power) > MAX_POWER for _, power in kept):
        raise UnitError(f"a unit has no power above {MAX_POWER}", code="power")
    kept.sort(key=lambda pair: (_ORDER[KINDS.get(pair[0], "noun")], -SCALES.get(pair[0], 0), pair[0]))
    return Unit(tuple(kept))


@lru_cache(maxsize=1 << 14)
def multiply(first: Unit, second: Unit) -> Unit:
    """Multiply two units."""
    return (
        product((*first.powers, *second.powers))
        if first.powers and second.powers
        else second
        if second.powers
        else first
    )


@lru_cache(maxsize=1 << 14)
def divide(first: Unit, second: Unit) -> Unit:
    """Divide a unit by another."""
    if not second.powers:
        return first
    return product((*first.powers, *((base, -power) for base, power in second.powers)))


@lru_cache(maxsize=1 << 10)
def power(unit: Unit, exponent: Fraction) -> Unit:
    """Raise a unit to a power; raises UnitError where a base would not have a whole power.

    >>> power(Unit((("m", 2),)), Fraction(1, 2))
    Unit(powers=(('m', 1),))
    """
    powers = [(base, one * exponent) for base, one in unit.powers]
    for base, raised in powers:
        if raised.denominator != 1:
            raise UnitError(f"{base} has no power of {raised}", code="power")
    return product((base, int(raised)) for base, raised in powers)


@lru_cache(maxsize=1 << 14)
def without_nouns(unit: Unit) -> Unit:
    """Leave the counted nouns out."""
    kept = tuple([pair for pair in unit.powers if not is_noun(pair[0])])
    return unit if len(kept) == len(unit.powers) else Unit(kept)


def same(first: Unit, second: Unit) -> bool:
    """Tell whether numbers in both units may be compared: scale and all bases equal, counted nouns ignored."""
    return first == second or without_nouns(first) == without_nouns(second)


def tags(unit: Unit) -> tuple[tuple[str, int], ...]:
    """List the counted nouns of a unit with their powers.

    >>> tags(Unit((("USD", 1), ("share", -1))))
    (('share', -1),)
    """
    return tuple([pair for pair in unit.powers if is_noun(pair[0])])


def scale(unit: Unit) -> Fraction:
    """Give the factor of the scale words: 1,000,000 for "million USD", 1/1,000 for "USD/thousand share"."""
    factor = Fraction(1)
    for base, exponent in unit.powers:
        if base in SCALES:
            factor *= Fraction(SCALES[base]) ** exponent
    return factor


@lru_cache(maxsize=1 << 12)
def without_scale(unit: Unit) -> Unit:
    """Leave the scale words out: "USD" for "million USD"."""
    return Unit(tuple([pair for pair in unit.powers if pair[0] not in SCALES]))
