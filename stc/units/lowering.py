"""Infer the unit of a formula, and turn its conversions into plain arithmetic.

Addition, comparison and remainders need equal units, scale included; a number that the formula writes out takes the
unit of the other side there, and has none in a product. Nothing converts silently.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from stc.errors import FormulaError, UnitError
from stc.expression import Call, Expression, Name, Number, UnitName, evaluate
from stc.expression import show as show_expression
from stc.units.conversion import Conversion, conversion, convertible
from stc.units.names import CALENDAR, CLOCK, RATIOS, SCALES
from stc.units.reading import parse, show
from stc.units.unit import ONE, Unit, divide, multiply, power, product, same, tags, without_nouns

_PERCENT, _POINT = parse("percent"), parse("percentage point")
_CANNOT = {  # what cannot be done, of the left and right unit and formula
    "+": "cannot add {right} to {left}",
    "sum": "cannot add {right} to {left}",
    "-": "cannot subtract {right} from {left}",
    "min": "cannot compare {right} with {left}",
    "max": "cannot compare {right} with {left}",
    "%": "cannot divide {left} by {right} with a remainder",
    "mod": "cannot divide {left} by {right} with a remainder",
    "gcd": "cannot compare {right} with {left}",
    "lcm": "cannot compare {right} with {left}",
}
_WITH_ONE = frozenset({"+", "-", "sum", "min", "max"})  # where a 1 beside a percentage means the whole
_ONES = frozenset({Number(Fraction(1)), Call("neg", (Number(Fraction(1)),))})
_KEEPING = frozenset({"neg", "abs", "floor", "ceil"})


@dataclass(frozen=True, slots=True)
class Lowered:
    """A formula without convert, its unit, and what a reader should know about its counted nouns.

    `free` marks a formula of written-out numbers alone, which fits any unit.
    """

    expression: Expression
    unit: Unit
    notes: tuple[str, ...] = ()
    free: bool = False


def lower(expression: Expression, units: Mapping[str, Unit]) -> Lowered:
    """Infer a formula's unit from the units of its names, and replace convert(x, unit) by arithmetic.

    Raises UnitError that says what to write, and FormulaError for a name without a unit in `units`.

    >>> from stc.expression import parse as formula
    >>> lowered = lower(formula("shift - convert(pause, hour)"), {"shift": parse("hour"), "pause": parse("minute")})
    >>> show_expression(lowered.expression), show(lowered.unit)
    ('shift - pause / 60', 'hour')
    """
    notes: list[str] = []
    lowered, unit = _lower(expression, units, notes)
    return Lowered(lowered, unit or ONE, tuple(dict.fromkeys(notes)), unit is None)


def _lower(expression: Expression, units: Mapping[str, Unit], notes: list[str]) -> tuple[Expression, Unit | None]:
    """Lower a part; the unit None stands for written-out numbers, which take any."""
    if isinstance(expression, Name):
        unit = units.get(expression.id)
        if unit is None:
            raise FormulaError(f"unknown id {expression.id!r}", code="unknown-id")
        return expression, unit
    if isinstance(expression, Number):
        return expression, None
    if isinstance(expression, UnitName):
        raise UnitError(f"the unit {expression.text!r} stands outside of convert")
    if expression.function == "convert":
        return _convert(expression, units, notes)
    lowered, found, changed = [], [], False
    for argument in expression.arguments:
        part, unit = _lower(argument, units, notes)
        lowered.append(part)
        found.append(unit)
        changed = changed or part is not argument
    unit = _unit(expression, found, notes)
    return (Call(expression.function, tuple(lowered)) if changed else expression), unit


def _unit(call: Call, units: list[Unit | None], notes: list[str]) -> Unit | None:
    function = call.function
    if all(unit is None for unit in units):
        return None
    if function == "*":
        return multiply(units[0] or ONE, units[1] or ONE)
    if function in ("/", "//"):
        return divide(units[0] or ONE, units[1] or ONE)
    if function in _CANNOT:
        return _joined(call, units, notes)
    if function in _KEEPING:
        return units[0]
    if function == "**":
        return _raised(call, units[0], units[1], notes)
    if function == "sqrt":
        return _power(call, units[0] or ONE, Fraction(1, 2))
    if function == "round":
        _plain(call, units[1] if len(units) == 2 else None, "round's number of places")
        return units[0]
    for unit in units:  # factorial, binomial
        _plain(call, unit, f"{function}'s argument")
    return ONE


def _joined(call: Call, units: list[Unit | None], notes: list[str]) -> Unit | None:
    """Fold the units of terms that must agree; `before` is the term that the unit so far comes from."""
    unit, before = units[0], call.arguments[0]
    if call.function in _WITH_ONE and _PERCENT in units and not _ONES.isdisjoint(call.arguments):
        message = f"{show_expression(call)[:80]} takes 1 for the whole, but counts in percent"
        raise UnitError(f"{message}: write 100, or convert the percent to one", code="mismatch")
    for argument, other in zip(call.arguments[1:], units[1:], strict=True):
        if other is None or other == unit:
            continue
        if unit is None:
            unit, before = other, argument
            continue
        unit = _agree(call.function, (unit, before), (other, argument), notes)
    return unit


def _agree(function: str, left: tuple[Unit, Expression], right: tuple[Unit, Expression], notes: list[str]) -> Unit:
    (unit, _), (other, _) = left, right
    if function in "+-" and {unit, other} == {_PERCENT, _POINT}:
        return _PERCENT if unit == _PERCENT or function == "+" else unit
    if not same(unit, other):
        raise _mismatch(function, left, right)
    ours, theirs = tags(unit), tags(other)
    if any(times < 0 for _, times in ours) != any(times < 0 for _, times in theirs):
        raise _mismatch(function, left, right)  # a rate and an amount
    if not ours or not theirs:
        return unit if ours else other
    notes.append(f"counted nouns differ: {show(unit)} and {show(other)}")
    return product((*without_nouns(unit).powers, *((base, times) for base, times in ours if times < 0)))


def _mismatch(function: str, left: tuple[Unit, Expression], right: tuple[Unit, Expression]) -> UnitError:
    message = _CANNOT[function].format(left=_described(*left), right=_described(*right))
    if not same(left[0], right[0]) and convertible(right[0], left[0]):
        target = UnitName(show(left[0]) or "one")
        return UnitError(
            f"{message}: write {show_expression(Call('convert', (right[1], target)))[:200]}", code="mismatch"
        )
    return UnitError(message, code="mismatch")


def _described(unit: Unit, expression: Expression) -> str:
    return f"{show(unit) or 'a plain number'} ({show_expression(expression)[:60]})"


def _raised(call: Call, base: Unit | None, exponent: Unit | None, notes: list[str]) -> Unit | None:
    if exponent and without_nouns(exponent).powers:
        over = without_nouns(exponent).powers
        if len(over) != 1 or over[0][1] != 1 or over[0][0] not in {*CLOCK, *CALENDAR} or (base and base.powers):
            _plain(call, exponent, "the exponent")
        notes.append(f"{show(exponent)} in the exponent counts as a plain number")
    if not base or not base.powers:
        return ONE
    if exponent is not None:
        raise UnitError(
            f"the power of {_described(base, call.arguments[0])} must be a written-out number", code="power"
        )
    value = evaluate(call.arguments[1], {})
    if not isinstance(value, Fraction):
        raise UnitError(f"{_described(base, call.arguments[0])} has no irrational power", code="power")
    return _power(call, base, value)


def _power(call: Call, unit: Unit, exponent: Fraction) -> Unit:
    try:
        return power(unit, exponent)
    except UnitError:
        raise UnitError(f"{show_expression(call)[:80]} has no unit: {show(unit)} to the power {exponent}") from None


def _plain(call: Call, unit: Unit | None, what: str) -> None:
    if unit is not None and without_nouns(unit).powers:
        raise UnitError(
            f"{what} in {show_expression(call)[:80]} must be a plain number, not {show(unit)}", code="mismatch"
        )


def _convert(call: Call, units: Mapping[str, Unit], notes: list[str]) -> tuple[Expression, Unit]:
    inner, unit = _lower(call.arguments[0], units, notes)
    target = call.arguments[1]
    if not isinstance(target, UnitName):
        raise UnitError("convert's second argument must be a unit", hint="write convert(x, hour)")
    wanted = parse(target.text)
    if isinstance(inner, Number) and unit is None and _counts(wanted):
        return inner, wanted  # convert(3, chair): three chairs, of which the question or the formula speaks
    if unit is None:
        raise UnitError(f"{show_expression(call.arguments[0])[:60]} has no unit to convert from", code="convert")
    how = conversion(unit, wanted)
    if how.offset and not isinstance(inner, Name):
        hint = "convert each temperature by itself: a difference of temperatures has no zero point"
        raise UnitError(
            f"only a single temperature converts, not {show_expression(inner)[:60]}", hint=hint, code="convert"
        )
    return _apply(how, inner), how.unit


def _counts(unit: Unit) -> bool:
    """Tell whether a written-out number may count a unit: chairs, days, pounds, but no percent and no millions."""
    return len(unit.powers) == 1 and unit.powers[0][1] == 1 and unit.powers[0][0] not in {*SCALES, *RATIOS}


def _apply(how: Conversion, value: Expression) -> Expression:
    above, below = how.factor.numerator, how.factor.denominator
    result = value if above == 1 else Call("*", (value, Number(Fraction(above))))
    result = result if below == 1 else Call("/", (result, Number(Fraction(below))))
    if not how.offset:
        return result
    size: Expression = Number(Fraction(abs(how.offset).numerator))
    if how.offset.denominator != 1:
        size = Call("/", (size, Number(Fraction(how.offset.denominator))))
    return Call("+" if how.offset > 0 else "-", (result, size))
