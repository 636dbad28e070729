"""Read the tables of a document into quantities and totals."""

from __future__ import annotations

from dataclasses import dataclass, replace

from stc.frontends.builtin.tables.context import around, caption_of
from stc.frontends.builtin.tables.grid import Entry, Row, lay_out
from stc.frontends.builtin.tables.heads import Column, is_head, is_unit_only, read_columns
from stc.frontends.builtin.tables.measures import NOTHING, Measure, currency_in, read_declaration, read_label, unit_of
from stc.frontends.builtin.tables.names import Ids, about_of
from stc.frontends.builtin.tables.rows import Groups, role_of, row_period, strip_footnote
from stc.frontends.document import Document, TableBlock
from stc.graph import Draft, Kind, Labels, Period, Quantity, Relation, Role, Span, Stated, Table


@dataclass(slots=True)
class DataRow:
    """A row of numbers with everything that its place says of it."""

    number: int
    label: str
    groups: tuple[str, ...]
    role: Role
    period: Period | None
    measure: Measure
    columns: list[Column]
    cells: list[Entry | None]
    block: int  # which run of head rows it stands under


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
        name = ids.give("table", str(len(tables) + 1))
        outer = around(document, index)
        unit, found = _read_table(grid, name, outer, ids)
        caption = block.caption or caption_of(document, index)
        tables.append(Table(id=name, span=Span(block.start, block.end), caption=caption, unit=unit))
        quantities.extend(found)
    return Draft(tables=tuple(tables), quantities=tuple(quantities), relations=tuple(relations), locale=locale)


def _read_table(grid: list[Row], name: str, outer: Measure, ids: Ids) -> tuple[str, list[Quantity]]:
    stub = _stub(grid)
    rows, table = _rows(grid, stub)
    table = table.over(outer)
    if not table.currency:
        table = replace(table, currency=_common_currency(rows))
    marks = _column_marks(rows)
    found: list[Quantity] = []
    for row in rows:
        for c, (entry, column) in enumerate(zip(row.cells, row.columns, strict=True)):
            if entry is None or not entry.origin or column.skip or entry.sort not in ("number", "dash"):
                continue
            measure = _measure(
                entry, row, column, table, marks.get((row.block, row.groups, c), ""), marks.get((row.block, (), c), "")
            )
            found.append(_quantity(name, entry, row, column, measure, ids))
    return unit_of(table), found


def _stub(grid: list[Row]) -> int:
    """Count the label columns: those at the left with more words than numbers, at least one."""
    width = len(grid[0])
    for c in range(1, width):
        numbers = words = 0
        for row in grid[1:]:
            e = row[c]
            if e is not None and e.origin:
                numbers += e.sort in ("number", "dash")
                words += e.sort == "text" and not is_unit_only(e.text)
        if numbers >= words:
            return c
    return 1


def _rows(grid: list[Row], stub: int) -> tuple[list[DataRow], Measure]:
    rows: list[DataRow] = []
    table = NOTHING
    groups = Groups()
    heads: list[Row] = []
    columns: list[Column] = []
    block = 0
    width = len(grid[0])
    for number, row in enumerate(grid):
        label = " ".join(e.text for e in row[:stub] if e is not None and e.origin and e.sort != "empty")
        data = [e for e in row[stub:] if e is not None and e.sort != "empty"]
        texts = [e for e in data if e.origin]
        if not data:
            if not label:
                continue
            if not rows and not columns:
                table = read_declaration(label).over(table)
                if heads and not is_unit_only(label):
                    groups.enter(label, 0)
                continue
            if is_unit_only(label):
                table = read_declaration(label).over(table) if not rows else table
                continue
            groups.enter(label, row[0].cell.indent if row[0] is not None else 0)
            continue
        if is_head(row, stub):
            lone = len(texts) == 1
            if (
                lone
                and columns
                and not is_unit_only(texts[0].text)
                and (rows or heads)
                and not label
                and texts[0].sort == "text"
                and rows
            ):
                groups.enter(texts[0].text, 0)
                continue
            if lone and columns and rows and label and texts[0].sort == "text":
                continue
            if columns:
                heads, columns = [], []
                block += 1
            heads.append(row)
            if label:
                table = read_declaration(label).over(table) if not rows else table
            continue
        if not columns:
            columns = read_columns(heads, stub, width) if heads else [Column()] * (width - stub)
            for head in heads:
                corner = head[0].text if head[0] is not None else ""
                if corner and not is_unit_only(corner):
                    columns = [_under(c, corner) for c in columns]
        if not any(e.sort in ("number", "dash") for e in data):
            continue
        clean = strip_footnote(label)
        role = role_of(clean) if clean else "total"
        indent = row[0].cell.indent if row[0] is not None else 0
        if role != "total" and indent and groups.open:
            while groups.open and groups.open[-1].depth > indent:
                groups.open.pop()
        period = row_period(clean) or next((g.period for g in reversed(groups.open) if g.period is not None), None)
        measure = read_label(label)
        for group in reversed(groups.open):
            measure = measure.over(group.measure)
        rows.append(DataRow(number, clean, groups.labels(), role, period, measure, columns, row[stub:], block))
        groups.data_since = True
        if role == "total":
            groups.leave(clean)
    return rows, table


def _under(column: Column, corner: str) -> Column:
    if column.period is None:
        return column
    return column


def _common_currency(rows: list[DataRow]) -> str:
    for row in rows:
        for entry in row.cells:
            if entry is not None and entry.sort in ("number", "dash"):
                found = currency_in(entry.mark or entry.text)
                if found:
                    return found
    return ""


def _column_marks(rows: list[DataRow]) -> dict[tuple[int, tuple[str, ...], int], str]:
    """Say which sign a column's first number carries, whole and within each group, where all signed ones agree."""
    first: dict[tuple[int, tuple[str, ...], int], str] = {}
    mixed: set[tuple[int, tuple[str, ...], int]] = set()
    for row in rows:
        for c, entry in enumerate(row.cells):
            if entry is None or entry.sort != "number":
                continue
            sign = "%" if entry.percent else ("$" if currency_in(entry.mark or entry.text) else "")
            for key in ((row.block, row.groups, c), (row.block, (), c)):
                if key not in first:
                    first[key] = sign
                elif sign and sign != first[key]:
                    mixed.add(key)
    return {key: "" if key in mixed else sign for key, sign in first.items()}


def _measure(entry: Entry, row: DataRow, column: Column, table: Measure, near: str, far: str) -> Measure:
    if entry.percent:
        return Measure(sort="percent")
    own = currency_in(entry.mark or entry.text) if entry.sort == "number" else ""
    label = row.measure
    if own:
        label = label if label.sort in ("rate", "") else Measure(sort="money") if label.sort == "count" else label
        if label.sort == "percent":
            label = NOTHING
        measure = replace(label, currency=label.currency or own)
        if column.measure.sort not in ("percent", "count"):
            measure = measure.over(column.measure)
    elif column.measure.sort in ("percent", "percentage_point", "basis_point"):
        measure = column.measure
    else:
        measure = label.over(column.measure)
        if not measure.sort and "%" in (near, far) and "$" not in (near, far):
            return Measure(sort="percent")
    return _with_table(measure, table)


def _with_table(measure: Measure, table: Measure) -> Measure:
    """Apply the table's scale and currency, but for what a scale never or here not covers."""
    exempt = measure.exempt | table.exempt
    match measure.sort:
        case "percent" | "percentage_point" | "basis_point" | "ratio":
            return measure
        case "rate":
            return replace(measure, currency=measure.currency or table.currency or "$")
        case "count":
            free = (
                "self" in exempt
                or ("share" in exempt and measure.noun in ("share", "unit", "option", "warrant"))
                or "count" in exempt
            )
            scale = measure.scale or ("" if free or measure.noun not in ("share",) else table.scale)
            return replace(measure, scale=scale, currency="")
        case _:
            return replace(measure, scale=measure.scale or table.scale, currency=measure.currency or table.currency)


def _kind(row: DataRow, period: Period | None, measure: Measure) -> Kind:
    if measure.sort in ("percent", "percentage_point", "basis_point", "ratio", "rate"):
        return "ratio"
    if period is not None and period.end is not None and period.start is None:
        return "stock"
    return "flow"


def _quantity(table: str, entry: Entry, row: DataRow, column: Column, measure: Measure, ids: Ids) -> Quantity:
    period = (
        column.period
        if row.period is None
        or (column.period is not None
        and row.period.start is None
        and column.period.start is None
        and False)
        else row.period
    )
    if row.period is None:
        period = column.period
    when = period.label if period is not None else ""
    rows = (*row.groups, row.label) if row.label else row.groups
    return Quantity(
        id=ids.give(row.label or ("total " + (row.groups[-1] if row.groups else "")), *column.words, when),
        about=about_of(row.groups, row.label or "total", column.words, when),
        unit=unit_of(measure),
        value=entry.value,
        stated=Stated(span=Span(entry.cell.start, entry.cell.end), resolution=entry.resolution),
        labels=Labels(
            table=table,
            cell=(row.number, entry.cell.column),
            rows=rows,
            columns=column.words,
            period=period,
            role=row.role,
            kind=_kind(row, period, measure),
        ),
    )
