"""Derive what follows cheaply and is likely asked: changes and percent changes between the two latest years.

Only for rows that a question can name, a few a table; `calculate` works out all else when it is asked. Changes are
later minus earlier, with their sign. No shares of ratios, no sums over time: those are asked rarely and easily wrong.
"""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby

from stc.graph import Draft, Graph, Quantity, Relation
from stc.passes.series import Series, has_change_column, series_of, year_of, years

ROWS_A_TABLE = 6
ROWS_A_TEXT = 60
ID_LENGTH = 60  # leaves room for the endings below


def derive(graph: Graph, text: str) -> Graph:
    """Add changes and percent changes of the main rows of each table, through the door.

    >>> derive(Graph(), "")
    Graph(tables=(), quantities=(), relations=(), claims=(), questions=(), findings=(), rejected=(), locale='en')
    """
    from stc.admit import admit

    quantities: list[Quantity] = []
    relations: list[Relation] = []
    for series in chosen(series_of(graph)):
        for quantity, relation in _changes(series):
            if quantity.id not in graph.by_id and relation.id not in graph.by_id:
                quantities.append(quantity)
                relations.append(relation)
    if not quantities:
        return graph
    return admit(Draft(quantities=tuple(quantities), relations=tuple(relations), locale=graph.locale), text, graph)


def chosen(found: list[Series]) -> list[Series]:
    """Choose the rows of each table that are asked first: totals, then the upper rows."""
    ready_made = has_change_column(found)
    picked: list[Series] = []
    for table, group in groupby(found, key=lambda series: series.table):
        able = [series for series in group if table not in ready_made and series.name and latest_two(series)]
        able.sort(key=lambda series: not series.important)  # stable: upper rows first within each kind
        picked += able[:ROWS_A_TABLE]
    return picked[:ROWS_A_TEXT]


def latest_two(series: Series) -> tuple[Quantity, Quantity] | None:
    """Give the values of the two latest years, earlier first, if they are neighbours, exact and in one unit."""
    points = years(series)
    if len(points) < 2:
        return None
    (earlier, before), (later, after) = points[-2:]
    alike = before.unit == after.unit and _exact(before) and _exact(after)
    return (before, after) if alike and int(later) - int(earlier) == 1 else None


def _exact(quantity: Quantity) -> bool:
    return quantity.stated is not None and quantity.stated.qualifier == "exact" and isinstance(quantity.value, Fraction)


def _negative(quantity: Quantity) -> bool:
    return isinstance(quantity.value, Fraction) and quantity.value < 0


def _positive(quantity: Quantity) -> bool:
    return isinstance(quantity.value, Fraction) and quantity.value > 0


def _changes(series: Series) -> Iterator[tuple[Quantity, Relation]]:
    latest = latest_two(series)
    if latest is None or "percent" in latest[0].unit:
        return  # a change between percentages is in points, or in percent of a percent: readers differ
    before, after = latest
    if _negative(before) and _negative(after):
        return  # an allowance, a cost in parentheses: has it grown when it is more negative?
    span = f"{year_of(before.labels.period)} to {year_of(after.labels.period)}"
    change = f"{after.id} - {before.id}"
    yield _defined(f"{after.id:.{ID_LENGTH}}_change", f"change in {series.name}, {span}", after.unit, change, "change")
    if _positive(before) and _positive(after):
        about = f"percentage change in {series.name}, {span}"
        share = f"convert(({change}) / {before.id}, percent)"
        yield _defined(f"{after.id:.{ID_LENGTH}}_percent_change", about, "percent", share, "percent_change")


def _defined(id: str, about: str, unit: str, formula: str, rule: str) -> tuple[Quantity, Relation]:
    quantity = Quantity(id=id, about=about, unit=unit, by="rule")
    return quantity, Relation(id=f"{id}_is", left=id, formula=formula, basis="definition", rule=rule, by="rule")
