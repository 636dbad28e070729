"""Percent as models write it, in our form: `whole * share / 100` is `whole * convert(share, one)`.

With a share in percent both are the same number, and ours has the right unit. So is `a / b * 100` the percentage
`convert(a / b, percent)`.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction

from stc import units
from stc.admit.formulas import parse_formula, parse_unit
from stc.errors import StcError
from stc.expression import Call, Expression, Number, UnitName, show

_HUNDRED = frozenset({Number(Fraction(100))})
_HUNDREDTH = frozenset({Number(Fraction(1, 100))})
PERCENT = parse_unit("percent")


def as_percent(formula: str, known: Mapping[str, units.Unit], wanted: units.Unit | None) -> str:
    """Rewrite a formula; `wanted` is the unit of its left side, None where nobody named one.

    >>> known = {"price": parse_unit("$"), "tax": PERCENT, "red": parse_unit("ball"), "all": parse_unit("ball")}
    >>> as_percent("price * tax / 100", known, None), as_percent("price * (1 - tax/100)", known, None)
    ('price * convert(tax, one)', 'price * (1 - convert(tax, one))')
    >>> as_percent("red / all * 100", known, PERCENT), as_percent("red * 2", known, None)
    ('convert(red / all, percent)', 'red * 2')
    """
    if "100" not in formula and "0.01" not in formula:
        return formula
    try:
        tree = parse_formula(formula)
    except StcError:
        return formula  # the door says what is wrong with it
    part = _share(tree, known)
    if part is not None and wanted in (None, PERCENT) and _unit(part, known) == units.ONE:
        return show(Call("convert", (part, UnitName("percent"))))
    changed = _rewritten(tree, known)
    return formula if changed == tree else show(changed)


def _share(tree: Expression, known: Mapping[str, units.Unit]) -> Expression | None:
    """Give what is multiplied by 100: of `100 * x`, `x * 100` and `100 * a / b`."""
    if not isinstance(tree, Call):
        return None
    first, second = tree.arguments if tree.function in ("*", "/") else (tree, tree)
    if tree.function == "*":
        return first if second in _HUNDRED else second if first in _HUNDRED else None
    if tree.function == "/" and (above := _share(first, known)) is not None:
        return Call("/", (above, second))
    return None


def _rewritten(tree: Expression, known: Mapping[str, units.Unit]) -> Expression:
    if not isinstance(tree, Call) or tree.function == "convert":
        return tree
    parts = tuple(_rewritten(part, known) for part in tree.arguments)
    tree = tree if parts == tree.arguments else Call(tree.function, parts)
    if tree.function == "/" and parts[1] in _HUNDRED:
        return _hundredth(parts[0], known) or tree
    if tree.function == "*" and parts[1] in _HUNDREDTH:
        return _hundredth(parts[0], known) or tree
    if tree.function == "*" and parts[0] in _HUNDREDTH:
        return _hundredth(parts[1], known) or tree
    return tree


def _hundredth(part: Expression, known: Mapping[str, units.Unit]) -> Expression | None:
    """Convert the one factor that is in percent to one."""
    if isinstance(part, Call) and part.function == "*":
        for place in (1, 0):
            other = _hundredth(part.arguments[place], known)
            if other is not None:
                return Call("*", (part.arguments[0], other) if place else (other, part.arguments[1]))
    return Call("convert", (part, UnitName("one"))) if _unit(part, known) == PERCENT else None


def _unit(part: Expression, known: Mapping[str, units.Unit]) -> units.Unit | None:
    try:
        lowered = units.lower(part, known)
    except StcError:
        return None
    return None if lowered.free else units.without_nouns(lowered.unit)
