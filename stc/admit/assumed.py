"""What a model may assume of the world: 7 days a week, never 9, and never a price. What a user assumes is a user's."""

from __future__ import annotations

from fractions import Fraction
from math import prod

from stc import units
from stc.admit.grounding import Complaint
from stc.expression import Expression, Number
from stc.graph import Relation, show_exact
from stc.units.names import CALENDAR, CLOCK

_SECONDS = {**CLOCK, **{name: months * 2_629_746 for name, months in CALENDAR.items()}}  # of an average month
_ROUNDED = Fraction(1, 100)  # 3.8 liter/gallon
_AVERAGE = Fraction(1, 10)  # 4 week/month, 28 to 31 day/month


def assumed_complaint(relation: Relation, expression: Expression, unit: units.Unit) -> Complaint | None:
    """Check the number that a model assumes, `unit` being that of the left side.

    >>> from stc.expression import parse
    >>> nine = Relation(id="r", left="days", formula="9", basis="assumed", by="model")
    >>> assumed_complaint(nine, parse("9"), units.parse("day/week")).message
    'in the world it is 7 day/week, not 9: write that, or quote the words that say it, or count workdays'
    """
    if relation.basis != "assumed" or relation.by != "model" or not isinstance(expression, Number):
        return None
    shown, given = units.show(unit), f"{show_exact(expression.value):.40}"
    right = _of_the_world(unit)
    if right is not None:
        near = _AVERAGE if CALENDAR.keys() & dict(unit.powers).keys() else _ROUNDED
        if abs(expression.value / right - 1) <= near:
            return None
        told = f"in the world it is {float(right):g} {shown}, not {given}"
        return Complaint("wrong-value", f"{told}: write that, or quote the words that say it, or count workdays")
    if any(units.KINDS.get(base) == "currency" for base, _ in unit.powers):
        message = f"{given} {shown} is no rate of the world: quote the words that say it"
        return Complaint("ungrounded-literal", message)
    return None


def _of_the_world(unit: units.Unit) -> Fraction | None:
    """Give how much of the upper part of a unit one of its lower part is; None where nothing fixes that.

    >>> [str(_of_the_world(units.parse(unit))) for unit in ("cent/$", "day/week", "egg/hen", "$/EUR", "day")]
    ['100', '7', 'None', 'None', 'None']
    """
    above = units.product((base, power) for base, power in unit.powers if power > 0)
    below = units.product((base, -power) for base, power in unit.powers if power < 0)
    if units.tags(unit) or not above.powers or not below.powers:
        return None
    if all(base in _SECONDS for base, _ in unit.powers):
        return prod((_SECONDS[base] ** -power for base, power in unit.powers), start=Fraction(1))
    if not units.convertible(below, above):
        return None
    found = units.conversion(below, above)
    return None if found.offset else found.factor
