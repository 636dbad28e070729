"""Formulas over a whole row or column of which a model saw only a part: it cannot know what it was not shown."""

from __future__ import annotations

from collections.abc import Collection

from stc.graph import Graph, Quantity
from stc.runtime.view import View

FEW = 3  # operands: a difference of two names what it means


def cut_short(ids: Collection[str], facts: Graph, view: View) -> str:
    """Say that a formula takes all that was shown of a row or column, and that there is more; "" where it does not.

    Retrieval shows a model the numbers that fit a question best, so the sum of a long column would be that of its best
    cells.

    >>> from fractions import Fraction
    >>> from stc.graph import Labels
    >>> cells = tuple(Quantity(id=f"n{row}", value=Fraction(row), labels=Labels(table="t", cell=(row, 1)))
    ...               for row in range(1, 9))
    >>> view = View(Graph(quantities=cells), "")
    >>> cut_short(["n1", "n2", "n3"], Graph(quantities=cells[:3]), view)
    'the formula takes all that was shown of 8 numbers, of which 5 were not shown'
    >>> cut_short(["n1", "n2", "n3"], view.graph, view), cut_short(["n1", "n2"], Graph(quantities=cells[:3]), view)
    ('', '')
    """
    nodes = map(view.graph.by_id.get, ids)
    used = [node for node in nodes if isinstance(node, Quantity) and _line(node, 0)]
    if len(facts.quantities) >= len(view.graph.quantities) or len(used) < FEW:
        return ""
    shown = {node.id for node in facts.quantities}
    for axis in (0, 1):
        line = _line(used[0], axis)
        if any(_line(node, axis) != line for node in used):
            continue
        all_there = {node.id for node in view.graph.quantities if _line(node, axis) == line}
        if (missing := all_there - shown) and all_there & shown <= set(ids):
            took = f"the formula takes all that was shown of {len(all_there)} numbers"
            return f"{took}, of which {len(missing)} were not shown"
    return ""


def _line(node: Quantity, axis: int) -> tuple[str, int] | None:
    """Give the table, and the row (axis 0) or column (1) in it, that a number stands in; None for totals and prose."""
    labels = node.labels
    if labels.cell is None or labels.role != "item" or node.value is None:
        return None
    return labels.table, labels.cell[axis]
