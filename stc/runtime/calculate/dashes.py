"""Dashes in cells: zero where a total adds up with them, else not told from what is not known."""

from __future__ import annotations

from collections.abc import Iterable

from stc.expression import names, parse
from stc.graph import Quantity
from stc.runtime.answer import Pass
from stc.runtime.view import View


def dash_doubt(view: View, quantities: Iterable[Quantity | None]) -> Pass | None:
    """Doubt a computation that takes a dash for zero where no total of its table adds up with it."""
    dashes = [quantity for quantity in quantities if quantity is not None and _is_dash(view, quantity)]
    if not dashes or all(dash.id in view.built(_added_up) for dash in dashes):
        return None
    return Pass("ambiguous", f"whether the dash counts as zero is not said: {dashes[0].about}")


def _is_dash(view: View, quantity: Quantity) -> bool:
    if quantity.value != 0 or quantity.stated is None or not quantity.labels.table:
        return False
    start, end = quantity.stated.span
    return not any(letter.isalnum() for letter in view.text[start:end])


def _added_up(view: View) -> frozenset[str]:
    """Give the quantities that totals of the text add up."""
    sums = (relation.formula for relation in view.graph.relations if relation.rule == "total")
    return frozenset(name for formula in sums for name in names(parse(formula)))
