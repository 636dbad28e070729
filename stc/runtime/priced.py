"""Money for things: what it was multiplied by is no part of its unit."""

from __future__ import annotations

from stc.units import KINDS, Unit, is_noun
from stc.units.unit import product


def priced(unit: Unit) -> Unit:
    """Leave out the things that an amount of money was multiplied by: apples at $3 each are dollars.

    >>> from stc.units import parse, show
    >>> show(priced(parse("$ apple"))), show(priced(parse("$/apple")))
    ('$', '$/apple')
    """
    if not any(KINDS.get(base) == "currency" and power == 1 for base, power in unit.powers):
        return unit
    return product((base, power) for base, power in unit.powers if not (is_noun(base) and power > 0))
