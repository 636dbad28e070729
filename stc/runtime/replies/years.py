"""Numbers of a question that are no amounts in a formula: the year 2018, and the 25 of 25%."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from fractions import Fraction

from stc.expression import Call, Expression, Number, literals, show
from stc.numerals import find_numerals
from stc.runtime.replies.amounts import reading
from stc.runtime.replies.line import Unreadable
from stc.runtime.replies.measured import PERCENT
from stc.units import ONE, Unit, without_nouns


def amount_complaint(tree: Expression, question: str, locale: str, units: Mapping[str, Unit]) -> Unreadable | None:
    """Refuse to add a year, or the number of a percentage, to an amount of something else.

    >>> from stc.expression import parse
    >>> units = {"sales": Unit((("$", 1),))}
    >>> amount_complaint(parse("sales - 2018"), "How did sales change since 2018?", "en", units).message
    'sales - 2018 takes the year 2018 for an amount: take it by its id'
    >>> amount_complaint(parse("sales - 25"), "What is it at 25% off?", "en", units).message
    'sales - 25 takes 25 percent for an amount: write it as a part of the whole, times 25 / 100'
    """
    if not literals(tree):
        return None
    said = find_numerals(question, 0, len(question), locale)
    years = {one.value for one in said if one.shape == "year"} - {one.value for one in said if one.shape != "year"}
    shares = {one.value for one in said if one.percent} - {one.value for one in said if not one.percent}
    open_ones = [tree] if years | shares else []
    while open_ones:
        part = open_ones.pop()
        if not isinstance(part, Call):
            continue
        open_ones.extend(part.arguments)
        for value, other in _operands(part, units):
            if value in years and other is not None and other != ONE and ("year", 1) not in other.powers:
                return Unreadable(f"{show(part)[:80]} takes the year {value} for an amount: take it by its id")
            if part.function in ("+", "-") and value in shares and without_nouns(other or ONE) not in (ONE, PERCENT):
                what = f"{show(part)[:80]} takes {value} percent for an amount"
                return Unreadable(f"{what}: write it as a part of the whole, times {value} / 100")
    return None


def _operands(part: Call, units: Mapping[str, Unit]) -> Iterator[tuple[Fraction, Unit | None]]:
    """Give the written-out numbers among two operands, each with the unit of the other; None where that has any."""
    if part.function not in ("+", "-", "*", "/"):
        return
    for one, other in (part.arguments, part.arguments[::-1]):
        if isinstance(one, Number):
            found = reading(other, units)
            yield one.value, None if found.free or found.error else found.unit
