"""The operations that `calculate` knows: operands in, one formula over ids out, or the doubt that forbids it.

Every operand is a Found: a formula with its value and how well its labels matched. A doubt is a Pass with the reason
that was measured: wordings whose sign or meaning people take either way are passed on.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from fractions import Fraction
from typing import Literal

from stc.runtime.answer import Pass
from stc.runtime.calculate.scene import Found
from stc.runtime.calculate.words import OUTLAYS
from stc.units import KINDS, ONE, Unit, scale, without_scale
from stc.units import parse as parse_unit
from stc.units import show as show_unit

Sense = Literal["", "up", "down", "apart"]


def change(early: Found, late: Found, sense: Sense = "") -> Found | Pass:
    """Later minus earlier, signed; a wording that takes a direction for granted must have it right."""
    late, early = in_one_scale((late, early))
    value = late.value - early.value
    if early.value <= 0 and late.value <= 0 and value and _is_outlay(late):
        return Pass("doubtful", "both values are negative: whether an amount or its size changed is not said")
    doubt = _wrong_way(value, sense)
    return doubt or _made(f"{late.term} - {early.term}", value, (early, late))


def percent_change(early: Found, late: Found, sense: Sense = "") -> Found | Pass:
    """The change relative to the earlier value, in percent; needs an earlier value of the same sign, not zero."""
    late, early = in_one_scale((late, early))
    if early.value == 0:
        return Pass("doubtful", "the earlier value is zero: there is no percentage change")
    if early.value < 0 < late.value:
        return Pass("doubtful", "the earlier value is negative: a percentage change says little")
    value = (late.value - early.value) / early.value * 100
    doubt = _wrong_way(value, sense)
    formula = f"convert(({late.term} - {early.term}) / {early.term}, percent)"
    return doubt or _made(formula, value, (early, late), scaleless=True)


def average(items: Sequence[Found]) -> Found | Pass:
    """The mean of two or more; of negative costs it is a doubt: people drop the sign of costs, or keep it."""
    if len(items) < 2:
        return Pass("missing", "an average needs two values or more")
    items = in_one_scale(items)
    value = sum((item.value for item in items), Fraction(0)) / len(items)
    if all(item.value < 0 for item in items) and any(map(_is_outlay, items)):
        return Pass("doubtful", "all values are negative: whether their average is meant with its sign is not said")
    return _made(f"({' + '.join(item.term for item in items)}) / {len(items)}", value, items)


def total(items: Sequence[Found]) -> Found | Pass:
    """The sum of two or more."""
    if len(items) < 2:
        return Pass("missing", "a sum needs two values or more")
    items = in_one_scale(items)
    if all(item.value < 0 for item in items):
        return Pass("doubtful", "all values are negative: whether their sum is meant with its sign is not said")
    return _made(" + ".join(item.term for item in items), sum((item.value for item in items), Fraction(0)), items)


def ratio(a: Found, b: Found) -> Found | Pass:
    """The one divided by the other."""
    if doubt := _no_share(a, b):
        return doubt
    a, b = in_one_scale((a, b))
    return _made(f"{a.term} / {b.term}", a.value / b.value, (a, b), scaleless=True)


def share(a: Found, b: Found) -> Found | Pass:
    """The one as a percentage of the other."""
    if doubt := _no_share(a, b):
        return doubt
    value = a.value / in_one_scale((a, b))[1].value * 100  # the formula needs no second conversion
    return _made(f"convert({a.term} / {b.term}, percent)", value, (a, b), scaleless=True)


def difference(a: Found, b: Found) -> Found | Pass:
    """The first minus the second, where the first is larger: else people say it with either sign."""
    a, b = in_one_scale((a, b))
    value = a.value - b.value
    if b.value < 0 < a.value and _is_movement(a) and _is_movement(b):
        return Pass("doubtful", "one comes in, the other goes out: whether their sizes are meant is not said")
    if value < 0:
        return Pass("doubtful", "the first is smaller than the second: a difference is said with either sign")
    return _made(f"{a.term} - {b.term}", value, (a, b))


def in_one_scale(items: Sequence[Found]) -> list[Found]:
    """Convert look-ups to the unit of the first where only the scale of one currency, or a bare scale, differs."""
    first = parse_unit(items[0].quantity.unit) if items[0].quantity else None
    return [_scaled(item, first) if first else item for item in items]


def _scaled(item: Found, to: Unit) -> Found:
    own = parse_unit(item.quantity.unit) if item.quantity else to
    what = without_scale(own)
    if own == to or what != without_scale(to) or [power for _, power in own.powers if power != 1]:
        return item
    currency = len(what.powers) == 1 and KINDS.get(what.powers[0][0]) == "currency"
    if not currency and (what != ONE or ONE in (own, to)):  # what a plain number beside thousands counts is not said
        return item
    formula = f'convert({item.formula}, "{show_unit(to)}")'
    return replace(item, formula=formula, value=item.value * scale(own) / scale(to))


def _is_movement(item: Found) -> bool:
    """Tell whether a row counts what came or went: shares granted, vested, forfeited."""
    return bool(item.quantity and re.search(r"\b(?:share|option|unit|award|right|warrant)\b", item.quantity.unit))


def _is_outlay(item: Found) -> bool:
    """Tell whether a row's size may be meant: costs, unless the label names the other sign, too ("income (loss)")."""
    row = item.series.row if item.series else frozenset[str]()
    light = item.series.light if item.series else frozenset[str]()
    return not row or bool(row & OUTLAYS - light)


def _made(formula: str, value: Fraction, parts: Sequence[Found], scaleless: bool = False) -> Found:
    score = min(part.score for part in parts)
    return Found(formula, value, score, scaleless=scaleless or all(part.scaleless for part in parts))


def _no_share(a: Found, b: Found) -> Pass | None:
    if b.value == 0:
        return Pass("doubtful", "the whole is zero: there is no share of it")
    if a.formula == b.formula:
        return Pass("ambiguous", "both phrases name the same quantity")
    if (a.value < 0) != (b.value < 0):
        return Pass("doubtful", "the two have different signs: a share says little")
    return None


def _wrong_way(value: Fraction, sense: Sense) -> Pass | None:
    if sense == "up" and value < 0:
        return Pass("doubtful", "the question speaks of an increase, but the value went down")
    if sense == "apart" and value < 0:
        return Pass("doubtful", "the later value is smaller: a difference is said with either sign")
    if sense == "down":
        return Pass("doubtful", "a decrease is said with either sign")
    return None
