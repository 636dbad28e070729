"""Read the tables of a document into quantities and totals."""

from __future__ import annotations

from collections.abc import Iterator

from stc.frontends.builtin.tables.context import around, caption_of
from stc.frontends.builtin.tables.grid import Entry, lay_out, number_span
from stc.frontends.builtin.tables.heads import Column
from stc.frontends.builtin.tables.layout import DataRow, Layout, walk
from stc.frontends.builtin.tables.measures import Measure, unit_of
from stc.frontends.builtin.tables.names import Ids, about_of
from stc.frontends.builtin.tables.units import common_currency, measure_of, usual_marks
from stc.frontends.document import Document, TableBlock
from stc.graph import Draft, Kind, Labels, Period, Quantity, Relation, Span, Stated, Table


def read_tables(document: Document, locale: str = "en") -> Draft:
    """Read every table of a document; gives tables, quantities and the relations of totals."""
    ids = Ids()
    tables: list[Table] = []
    quantities: list[Quantity] = []
    relations: list[Relation] = []
    for index, block in enumerate(document.blocks):
        if not isinstance(block, TableBlock):
            continue
        grid = lay_out(block, locale)
        if not grid or not any(e is not None and e.sort in ("number", "dash") for row in grid for e in row[1:]):
            continue
        layout = walk(grid)
        measure = layout.measure.over(around(document, index))
        if not measure.currency:
            measure = measure.over(Measure(currency=common_currency(layout)))
        name = ids.give("table", str(len(tables) + 1))
        quantities.extend(_quantities(layout, measure, name, ids, document.text, locale))
        caption = ": ".join(part for part in (block.caption or caption_of(document, index), *layout.title) if part)
        tables.append(Table(id=name, span=Span(block.start, block.end), caption=caption, unit=unit_of(measure)))
    return Draft(tables=tuple(tables), quantities=tuple(quantities), relations=tuple(relations), locale=locale)


def _quantities(
    layout: Layout, table: Measure, name: str, ids: Ids, text: str, locale: str
) -> Iterator[Quantity]:
    marks = usual_marks(layout)
    for row in layout.rows:
        for c, (entry, column) in enumerate(zip(row.cells, layout.blocks[row.block], strict=True)):
            if entry is None or not entry.origin or column.skip or entry.sort not in ("number", "dash"):
                continue
            span = number_span(entry, text, locale)
            if span is not None:
                measure = measure_of(entry, row, column, table, marks, c)
                yield _quantity(name, entry, span, row, column, measure, ids)


def _quantity(
    table: str, entry: Entry, span: Span, row: DataRow, column: Column, measure: Measure, ids: Ids
) -> Quantity:
    period = column.period or row.period
    when = period.label if period is not None else ""
    label = ": ".join(row.label) or (f"total {row.groups[-1]}" if row.groups and row.role == "total" else "")
    if row.role == "total" and not label and not row.groups:
        label = "total"
    return Quantity(
        id=ids.give(label, *column.words, when),
        about=about_of(row.groups, label, column.words, when),
        unit=unit_of(measure),
        value=entry.value,
        stated=Stated(span=span, resolution=entry.resolution),
        labels=Labels(
            table=table,
            cell=(row.number, entry.cell.column),
            rows=(*row.groups, *row.label),
            columns=column.words,
            period=period,
            role=row.role,
            kind=_kind(period, measure),
        ),
    )


def _kind(period: Period | None, measure: Measure) -> Kind:
    if measure.sort in ("percent", "percentage_point", "basis_point", "ratio", "rate"):
        return "ratio"
    if period is not None and period.end is not None and period.start is None:
        return "stock"
    return "flow"
