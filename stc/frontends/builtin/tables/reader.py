"""Read the tables of a document into quantities and totals."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from functools import cache

from stc.frontends.builtin.tables.context import anywhere, around, caption_of, in_percent, measured_in, repeated_scale
from stc.frontends.builtin.tables.forward import date_movements
from stc.frontends.builtin.tables.grid import Entry, lay_out, number_span
from stc.frontends.builtin.tables.layout import DataRow, Layout, walk
from stc.frontends.builtin.tables.measures import Measure, unit_of
from stc.frontends.builtin.tables.money import without_money
from stc.frontends.builtin.tables.names import Ids, about_of, short_times
from stc.frontends.builtin.tables.times import combine, is_time
from stc.frontends.builtin.tables.totals import TOTAL_HEAD, Sum, column_sums, row_sums
from stc.frontends.builtin.tables.units import (
    Key,
    bare_columns,
    common_currency,
    lists_facts,
    measure_of,
    usual_marks,
)
from stc.frontends.document import Document, TableBlock
from stc.graph import Draft, Kind, Labels, Period, Quantity, Rejected, Relation, Span, Stated, Table
from stc.numerals import ambiguous


def read_tables(document: Document, locale: str = "en") -> Draft:
    """Read every table of a document; gives tables, quantities and the relations of totals."""
    ids = Ids()
    elsewhere = cache(lambda: anywhere(document))
    tables: list[Table] = []
    quantities: list[Quantity] = []
    relations: list[Relation] = []
    rejected: list[Rejected] = []
    for index, block in enumerate(document.blocks):
        if not isinstance(block, TableBlock):
            continue
        grid = lay_out(block, locale)
        if not grid or not any(
            e is not None and e.sort in ("number", "doubt", "dash") for row in grid for e in row[1:]
        ):
            continue
        layout = walk(grid)
        date_movements(layout)
        near = around(document, index)
        plain = measure = layout.measure.over(near)
        bare: frozenset[tuple[int, int]] = frozenset()
        if not near.scale and elsewhere().scale:
            far = elsewhere()
            bare = without_money(layout, block.caption or caption_of(document, index)) if far.currency else bare
            if not far.currency or len(bare) < sum(map(len, layout.blocks)):
                measure = measure.over(far)
        loose = block.keyed or lists_facts(layout)
        if not measure.currency and not loose:
            measure = measure.over(Measure(currency=common_currency(layout)))
            bare = bare_columns(layout)
            plain = replace(measure, currency="")
        if (
            measure.currency
            and not measure.scale
            and not loose
            and (scale := repeated_scale(document, _printed(layout)))
        ):
            measure = measure.over(Measure(scale=scale))
        if not measure.currency and not measure.scale and (noun := measured_in(document, index)):
            measure = measure.over(Measure(sort="count", noun=noun, exempt=frozenset({"self"})))
        if not measure.currency and not measure.scale and not measure.sort and in_percent(document, index):
            values = [e.value for row in layout.rows for e in row.cells if e is not None and e.value is not None]
            if all(abs(value) <= 100 for value in values):  # a share of more is a number beside the shares
                measure = Measure(sort="percent")
        name = ids.give("table", str(len(tables) + 1))
        marks = {} if loose else usual_marks(layout)
        cells = _cells(layout, measure, plain, bare, marks, document.text, locale)
        sums = list(_sums(layout, cells))
        times = _times(layout)
        named = {place: _quantity(name, place, cell, layout, ids, times) for place, cell in cells.items()}
        quantities.extend(named.values())
        relations.extend(_relation(found, named, ids) for found in sums)
        rejected.extend(_doubtful(layout, name, ids, times))
        caption = ": ".join(part for part in (block.caption or caption_of(document, index), *layout.title) if part)
        tables.append(Table(id=name, span=Span(block.start, block.end), caption=caption, unit=unit_of(measure)))
    return Draft(
        tables=tuple(tables),
        quantities=tuple(quantities),
        relations=tuple(relations),
        rejected=tuple(rejected),
        locale=locale,
    )


def _printed(layout: Layout) -> frozenset[str]:
    """Give the digits of the amounts of a table as they are printed, without signs and marks."""
    cells = (e for row in layout.rows for e in row.cells if e is not None and e.sort == "number" and not e.percent)
    return frozenset(entry.text.strip("$€£()-–−* ") for entry in cells)


def _doubtful(layout: Layout, name: str, ids: Ids, times: dict[str, str]) -> Iterator[Rejected]:
    """Reject the numbers that two locales read differently, with that reason."""
    for r, row in enumerate(layout.rows):
        for c, entry in enumerate(row.cells):
            if entry is not None and entry.sort == "doubt" and entry.origin:
                span = Span(entry.cell.start, entry.cell.end)
                node = _quantity(name, (r, c), _Cell(entry, span, Measure(), ""), layout, ids, times)
                yield Rejected(node=node, reason="ambiguous-number", message=ambiguous(entry.text))


@dataclass(frozen=True, slots=True)
class _Cell:
    entry: Entry
    span: Span
    measure: Measure
    unit: str


Place = tuple[int, int]  # row in the layout, data column


def _cells(
    layout: Layout,
    table: Measure,
    plain: Measure,
    bare: frozenset[tuple[int, int]],
    marks: dict[Key, str],
    text: str,
    locale: str,
) -> dict[Place, _Cell]:
    """Collect the number cells with their spans and units; `plain` is the measure of the table for `bare` columns."""
    found: dict[Place, _Cell] = {}
    for r, row in enumerate(layout.rows):
        for c, (entry, column) in enumerate(zip(row.cells, layout.blocks[row.block], strict=True)):
            if entry is None or not entry.origin or column.skip or entry.sort not in ("number", "dash"):
                continue
            span = number_span(entry, text, locale)
            if span is not None:
                measure = measure_of(entry, row, column, plain if (row.block, c) in bare else table, marks, c)
                found[r, c] = _Cell(entry, span, measure, unit_of(measure))
    return found


def _sums(layout: Layout, cells: dict[Place, _Cell]) -> Iterator[Sum]:
    """Find the totals; parts that are ratios, or of another unit than their total, do not add up."""
    usable = {place for place, cell in cells.items() if cell.measure.sort not in ("ratio", "rate", "basis_point")}
    for found in (*row_sums(layout, usable), *column_sums(layout, usable)):
        unit = cells[found.total].unit
        if all(cells[row, column].unit == unit for row, column, _ in found.parts):
            yield found


def _relation(found: Sum, named: dict[Place, Quantity], ids: Ids) -> Relation:
    left = named[found.total].id
    terms = [("-" if sign < 0 else "+", named[row, column].id) for row, column, sign in found.parts]
    formula = " ".join(part for term in terms for part in term).removeprefix("+ ")
    return Relation(id=ids.give("sum", left), left=left, formula=formula, basis="definition", rule="total")


def _times(layout: Layout) -> dict[str, str]:
    """Say how ids write the times of a table."""
    columns = (column.period for block in layout.blocks for column in block)
    return short_times([period for period in (*columns, *(row.period for row in layout.rows)) if period is not None])


def _quantity(table: str, place: Place, cell: _Cell, layout: Layout, ids: Ids, times: dict[str, str]) -> Quantity:
    row = layout.rows[place[0]]
    column = layout.blocks[row.block][place[1]]
    period, words = column.period or row.period, column.words
    if column.frame and row.period is not None and column.frame in words:
        joined, _, _ = combine(row.period, column.frame)
        if joined is not None and joined != row.period:
            period, words = joined, tuple(word for word in words if word != column.frame)
    own = row.label
    if row.period is None and column.period is not None and own and is_time(own[-1]):
        joined, rest, _ = combine(column.period, own[-1])  # "First quarter" under a head of the year
        if joined is not None and joined != column.period and not rest:
            period, own = joined, own[:-1]
    when = period.label if period is not None else ""
    label = ": ".join(own) or (f"total {row.groups[-1]}" if row.groups and row.role != "item" else "")
    if not label and row.role != "item":
        label = "total"
    role = row.role
    if role == "item" and column.words and TOTAL_HEAD.fullmatch(column.words[-1]):
        role = "total"
    return Quantity(
        id=ids.give(label, *words, times.get(when, when)),
        about=about_of(row.groups, label, words, when),
        unit=cell.unit,
        value=cell.entry.value,
        stated=Stated(
            span=cell.span, resolution=cell.entry.resolution, qualifier=cell.entry.qualifier, high=cell.entry.high
        ),
        labels=Labels(
            table=table,
            cell=(row.number, cell.entry.cell.column),
            rows=(*row.groups, *own),
            columns=words,
            period=period,
            role=role,
            kind=_kind(period, cell.measure, row),
        ),
    )


_STOCK = re.compile(
    r"\b(?:assets|liabilities|equity|inventor(?:y|ies)|receivables?|payables?|goodwill|borrowings|indebtedness|deposits"
    r"|balances?|outstanding|headcount|employees|working capital|retained (?:earnings|profits)|cash and cash"
    r" equivalents"
    r"|property, plant|backlog|deferred revenue|total debt|net debt|long-term debt)\b",
    re.IGNORECASE,
)
_FLOW = re.compile(
    r"\b(?:changes?|increase|decrease|purchases?|payments?|dividends|additions|depreciation|amorti[sz]ation|provision|proceeds|issuance|repayment|loss|gain|income|expenses?|sales?|revenues?|profit"
    r"|ebitda|ebit|costs? of)\b",
    re.IGNORECASE,
)
_HELD = re.compile(
    r"deferred|accrued|prepaid|receivable|payable|allowance|carry-?forward|accumulated|assets|liabilit|held for",
    re.IGNORECASE,
)


def _kind(period: Period | None, measure: Measure, row: DataRow) -> Kind:
    """Tell what may be summed over time: balances at a day may not, ratios neither."""
    if measure.sort in ("percent", "percentage_point", "basis_point", "ratio", "rate"):
        return "ratio"
    words = " ".join(row.label)
    flows = bool(_FLOW.search(words)) and not _HELD.search(words)
    if period is not None and period.start is None and period.end is not None:
        return "flow" if flows and not _STOCK.search(words) else "stock"
    return "stock" if _STOCK.search(words) and not flows else "flow"
