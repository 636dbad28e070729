"""Numbers of the question in a formula, with the units that the question says: 90 becomes convert(90, minute)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction

from stc.errors import FormulaError, UnitError
from stc.expression import Call, Expression, Number, UnitName, literals
from stc.numerals import find_numerals
from stc.runtime.replies.measured import measured_in
from stc.units import KINDS, ONE, Unit, convertible, lower, without_nouns, without_scale
from stc.units import show as show_unit
from stc.units.names import CENTS, RATIOS, SCALES


@dataclass(frozen=True, slots=True)
class Reading:
    """A reading of a formula and what its units make of it; `error` where they do not fit."""

    tree: Expression
    unit: Unit = ONE
    free: bool = False  # of written-out numbers alone: it fits any unit
    error: UnitError | None = None


def reading(tree: Expression, units: Mapping[str, Unit]) -> Reading:
    """Infer the unit of a formula, or keep the error that says why it has none."""
    try:
        lowered = lower(tree, units)
    except UnitError as error:
        return Reading(tree, error=error)
    except FormulaError as error:
        return Reading(tree, error=UnitError(error.message, hint=error.hint))
    return Reading(tree, lowered.unit, lowered.free)


def with_units(tree: Expression, question: str, locale: str, units: Mapping[str, Unit]) -> Expression:
    """Give the question's numbers the units that it says beside them: 90 becomes convert(90, minute)."""
    if not literals(tree):
        return tree
    said = [numeral.value for numeral in find_numerals(question, 0, len(question), locale)]
    found: dict[Fraction, set[Unit]] = {}
    measured = measured_in(question, locale)
    for one in measured:
        if said.count(one.value) == sum(other.value == one.value for other in measured):
            found.setdefault(one.value, set()).add(_own_currency(one.unit, units))
    sole = {value: next(iter(those)) for value, those in found.items() if len(those) == 1}
    return _put_units(tree, {value: unit for value, unit in sole.items() if _plain(unit)}, _money(units))


def _plain(unit: Unit) -> bool:
    return bool(unit.powers) and not any(base in SCALES or base in RATIOS for base, _ in unit.powers)


def _own_currency(unit: Unit, units: Mapping[str, Unit]) -> Unit:
    """Take the question's dollar sign for the only currency that the formula's quantities are in."""
    own = _money(units)
    if not own or unit.powers[:1] != (("$", 1),):
        return unit
    return Unit(((own, 1), *unit.powers[1:]))


def _money(units: Mapping[str, Unit]) -> str:
    """Give the only currency that quantities are in."""
    own = {base for known in units.values() for base, _ in known.powers if KINDS.get(base) == "currency"}
    return own.pop() if len(own) == 1 else ""


def _put_units(tree: Expression, units: Mapping[Fraction, Unit], money: str) -> Expression:
    if isinstance(tree, Number) and tree.value in units:
        unit = units[tree.value]
        spelled = len(unit.powers) == 1 and money in CENTS.get(unit.powers[0][0], ())
        amount = _amount(tree, unit)
        return Call("convert", (amount, UnitName(money))) if spelled else amount  # 50 cents are $ 0.50
    if not isinstance(tree, Call) or tree.function in ("factorial", "binomial", "convert"):
        return tree
    if tree.function in ("**", "round"):
        return Call(tree.function, (_put_units(tree.arguments[0], units, money), *tree.arguments[1:]))
    if tree.function == "/" and all(isinstance(argument, Number) for argument in tree.arguments):
        return tree  # 1/4 is one number
    return Call(tree.function, tuple(_put_units(argument, units, money) for argument in tree.arguments))


def _amount(number: Number, unit: Unit) -> Expression:
    """Write a number with its unit: convert(60, mile) / convert(1, hour)."""
    above = [base for base, power in unit.powers for _ in range(power)]
    below = [base for base, power in unit.powers for _ in range(-power)]
    amount: Expression = Call("convert", (number, UnitName(above[0]))) if above else number
    for sign, bases in (("*", above[1:]), ("/", below)):
        for base in bases:
            amount = Call(sign, (amount, Call("convert", (Number(Fraction(1)), UnitName(base)))))
    return amount


def reconciled(tree: Expression, units: Mapping[str, Unit]) -> Expression:
    """Bring an amount of the question to the unit of what it is added to: first + convert(1, hour), first in minutes.

    What the graph holds is converted unasked only where nothing but the scale of one currency differs.
    """
    if not isinstance(tree, Call) or tree.function == "convert":
        return tree
    parts = tuple(reconciled(argument, units) for argument in tree.arguments)
    if tree.function in ("+", "-", "sum", "min", "max"):
        found = [reading(part, units) for part in parts]
        others = [one.unit for one in found if not (one.error or one.free or is_amount(one.tree))]
        if others:
            parts = tuple(_in_same(one, others[0]) for one in found)
    return Call(tree.function, parts)


def _in_same(one: Reading, unit: Unit) -> Expression:
    own, wanted = without_nouns(one.unit), without_nouns(unit)
    scaled = without_scale(own) == without_scale(wanted) and any(
        KINDS.get(base) == "currency" for base, _ in own.powers
    )
    if one.error or own == wanted or not (scaled or is_amount(one.tree)) or not convertible(one.unit, unit):
        return one.tree
    return Call("convert", (one.tree, UnitName(show_unit(unit) or "one")))


def is_amount(tree: Expression) -> bool:
    return isinstance(tree, Call) and tree.function == "convert" and isinstance(tree.arguments[0], Number)
