"""Check the number of a reply against the graph: against a formula's exact value, or a quantity that it repeats."""

from __future__ import annotations

from fractions import Fraction

from stc.errors import FormulaError, UnitError
from stc.expression import decimal, equal
from stc.graph import Exact, Graph, Quantity
from stc.runtime.answer import Answer
from stc.runtime.replies.final import Amount
from stc.runtime.replies.measured import target_for
from stc.units import ONE, Unit, conversion, convertible, without_nouns
from stc.units import parse as parse_unit
from stc.units import show as show_unit

HALF = Fraction(1, 2)
DIGITS = 30  # of what is no fraction, when compared


def agrees(answer: Answer, amount: Amount) -> bool:
    """Tell whether a computed answer is what a reply states, to the last digit that it writes.

    A unit that the reply leaves out is the answer's.

    >>> third = Answer(True, Fraction(100, 3), unit="percent")
    >>> agrees(third, Amount(Fraction(333, 10), parse_unit("percent"), Fraction(1, 20)))
    True
    >>> agrees(third, Amount(Fraction(34), parse_unit("percent"), Fraction(1, 2)))
    False
    """
    if not isinstance(answer.value, Fraction | str):
        return False
    value = in_unit(answer.value, parse_unit(answer.unit), amount.unit)
    return value is not None and near(value, amount)


def near(value: Exact, amount: Amount) -> bool:
    """Tell whether a number in the same unit is what was stated, within half a unit of its last digit."""
    if isinstance(value, Fraction) and isinstance(amount.value, Fraction):
        if amount.value == 0 and amount.resolution == HALF:
            return value == 0  # 0.4 is not none
        return abs(value - amount.value) <= amount.resolution
    if equal(value, amount.value):
        return True
    return abs(_rational(value) - _rational(amount.value)) <= amount.resolution


def _rational(value: Exact) -> Fraction:
    return value if isinstance(value, Fraction) else Fraction(decimal(value, DIGITS))


def in_unit(value: Exact, unit: Unit, wanted: Unit) -> Exact | None:
    """Give a number in another unit, exactly; a plain number takes any unit, None where the two clash."""
    if ONE in (without_nouns(unit), without_nouns(wanted)) and not _share(unit, wanted):
        return value
    if without_nouns(unit) == without_nouns(wanted):
        return value
    target = target_for(unit, wanted)
    if target is None or not isinstance(value, Fraction):
        return None
    how = conversion(unit, target)
    return value * how.factor + how.offset


def _share(unit: Unit, wanted: Unit) -> bool:
    return convertible(unit, wanted) and without_nouns(unit) != without_nouns(wanted)


def in_wanted(amount: Amount, wanted: Unit | None) -> Amount | None:
    """Give a stated number in the unit that the question asks for; None where the reply's unit is another kind.

    A unit that the reply leaves out is the one asked for, but percent: 0.25 may be a quarter or not even one percent.
    """
    plain = without_nouns(amount.unit) == ONE
    if wanted is None or without_nouns(wanted) == without_nouns(amount.unit):
        return amount
    if plain:
        return (
            amount
            if amount.unit != ONE or show_unit(wanted) == "percent"
            else Amount(amount.value, wanted, amount.resolution, amount.qualifier)
        )
    target = target_for(amount.unit, wanted)
    if target is None:
        return None
    if target == amount.unit or not isinstance(amount.value, Fraction):
        return amount
    try:
        how = conversion(amount.unit, target)
    except (UnitError, FormulaError):
        return None
    return Amount(
        amount.value * how.factor + how.offset, how.unit, amount.resolution * abs(how.factor), amount.qualifier
    )


def repeated(amount: Amount, facts: Graph) -> Quantity | None:
    """Find the only quantity whose value a reply repeats, in that unit; None where several have it."""
    found = [
        quantity
        for quantity in facts.quantities
        if quantity.value is not None
        and equal(quantity.value, amount.value)
        and _same_unit(parse_unit(quantity.unit), amount.unit)
    ]
    return found[0] if len(found) == 1 else None


def _same_unit(own: Unit, said: Unit) -> bool:
    """Tell whether a reply's unit is that of a quantity; it may leave out the unit, and what a rate is per."""
    if (
        said == ONE
        or own == said
        or without_nouns(own) == without_nouns(said) != ONE
        or _dollars(own) == _dollars(said)
    ):
        return True
    return Unit(tuple(pair for pair in own.powers if pair[1] > 0)) == said


def _dollars(unit: Unit) -> Unit:
    return Unit(tuple(("$", power) if base == "USD" else (base, power) for base, power in unit.powers))
