"""Cells beside each other: which of a table's lines and columns values of one computation may come from."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from stc.graph import Quantity
from stc.runtime.calculate.scene import Found, Scene
from stc.runtime.index import Series
from stc.words import tokens


def aligned(scene: Scene, first: tuple[Found, str], second: tuple[Found, str]) -> tuple[Found, Found]:
    """Take both from one column where only one phrase names it: a share of total cost is a share of costs."""
    a, b = first[0], second[0]
    if a.series is None or b.series is None or a.series.table != b.series.table or a.series.heads == b.series.heads:
        return a, b
    for (one, phrase), other in ((first, b), (second, a)):
        named = frozenset(tokens(phrase))
        if one.series is None or other.series is None or one.quantity is None:
            continue
        if (
            one.series.columns & named
            or "total" in named
            or not other.series.columns & frozenset(tokens(scene.original))
        ):
            continue
        for series in scene.index.beside(one.series):
            cells = [q for p, q in series.cells if p == one.quantity.labels.period]
            if series.heads == other.series.heads and len(cells) == 1:
                found = found_in(cells[0], one.score, series)
                return (found, other) if one is a else (other, found)
    return a, b


def comparable(first: tuple[Found, str], second: tuple[Found, str]) -> bool:
    """Tell whether two cells of a table stand in one column, or each in one that its own phrase names."""
    a, b = first[0].series, second[0].series
    if (
        a is None
        or b is None
        or a.table != b.table
        or a.heads == b.heads
        or a.rows == b.rows
        or not (a.heads and b.heads)
    ):
        return True
    return all(set(tokens(phrase)) & (line.columns - {"total"}) for line, phrase in ((a, first[1]), (b, second[1])))


def in_one_column(items: list[Found]) -> bool:
    """Tell whether the items of a list stand under the same heads, where they stand in one table."""
    places = {(item.series.table, item.series.heads) for item in items if item.series and item.series.table}
    return len({table for table, _ in places}) == len(places)


def one_line(found: Sequence[Found]) -> bool:
    """Tell whether values at several times come from one row and column: else they are different things."""
    lines = [item.series for item in found if item.series]
    return len({(line.table, line.row, line.columns) if line.table else () for line in lines}) <= 1


def found_in(quantity: Quantity, score: float, series: Series) -> Found:
    value = quantity.value if isinstance(quantity.value, Fraction) else Fraction(0)
    return Found(quantity.id, value, score, quantity, series)


def worth(quantity: Quantity) -> tuple[object, str]:
    return quantity.value, quantity.unit


def beside(best: Found, series: Series, cell: Quantity, scene: Scene) -> bool:
    """Tell whether two cells of a row are an amount and its percentage, and the question speaks of no percentage."""
    assert best.quantity is not None
    units = (best.quantity.unit, cell.unit)
    same_row = best.series is not None and best.series.table == series.table and best.series.places & series.places
    return bool(same_row) and units.count("percent") == 1 and "percent" not in scene.original
