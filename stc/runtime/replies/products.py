"""Units of products as one would say them: 60 mile/hour for 90 minutes is a distance, 5 apples at $3 are dollars."""

from __future__ import annotations

from stc.units import KINDS, ONE, Unit, convertible, is_noun, without_nouns
from stc.units.unit import product

_WITHIN_A_DAY = frozenset({"ms", "second", "minute", "hour"})
_DAYS = frozenset({"day", "week"})


def cancelled(unit: Unit) -> Unit:
    """Cancel what stands above and below the line in units of one kind; a change of unit that a conversion makes.

    >>> from stc.units import parse, show
    >>> show(cancelled(parse("mile minute/hour"))), show(cancelled(parse("mile/hour"))), cancelled(parse("m/cm")) == ONE
    ('mile', 'mile/hour', True)
    """
    powers = dict(unit.powers)
    for above in unit.powers:
        for below in unit.powers:
            if powers[above[0]] > 0 > powers[below[0]] and _alike(above[0], below[0]):
                both = min(powers[above[0]], -powers[below[0]])
                powers[above[0]] -= both
                powers[below[0]] += both
    return product((base, power) for base, power in powers.items() if power)


def _alike(one: str, other: str) -> bool:
    if is_noun(one) or is_noun(other):
        return False
    return convertible(Unit(((one, 1),)), Unit(((other, 1),)))


def works_over_days(unit: Unit) -> bool:
    """Tell whether money or things by the hour were multiplied by days, of which nobody says how long they are.

    >>> from stc.units import parse
    >>> works_over_days(parse("$ day/hour")), works_over_days(parse("hour/day")), works_over_days(parse("km day/hour"))
    (True, False, False)
    """
    above = {base for base, power in unit.powers if power > 0}
    below = {base for base, power in unit.powers if power < 0}
    rest = without_nouns(product(pair for pair in unit.powers if pair[0] not in _WITHIN_A_DAY | _DAYS))
    counted = rest == ONE and any(is_noun(base) for base in above)
    money = any(KINDS.get(base) == "currency" for base in above)
    return bool(above & _DAYS and below & _WITHIN_A_DAY) and (counted or money)
