"""Find what totals are made of: labelled totals whose rows add up, and a total column over its neighbours.

A total by its words counts as one only where the numbers agree within their rounding. One that misses is proposed
as well where other columns prove the grouping: the miss is then a finding, made later.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from stc.frontends.builtin.tables.grid import Entry
from stc.frontends.builtin.tables.layout import DataRow, Layout

MAX_PARTS = 60  # of one total
_LESS = re.compile(r"^\W*(?:less|deduct|minus)\b", re.IGNORECASE)
TOTAL_HEAD = re.compile(r"(?:grand )?totals?|(?:total|consolidated) total|consolidated|gesamt|summe|insgesamt|合計", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Sum:
    """A total: for one column, the row of the total and its parts with their signs (rows are positions in the layout)."""

    total: tuple[int, int]
    parts: tuple[tuple[int, int, int], ...]  # row, column, sign


def row_sums(layout: Layout, usable: set[tuple[int, int]]) -> Iterator[Sum]:
    """Find the totals that stand under their parts; `usable` are the cells that may be added."""
    open_rows: list[int] = []
    for at, row in enumerate(layout.rows):
        if at and layout.rows[at - 1].block != row.block:
            open_rows = []
        if row.role == "part":
            continue
        if row.role == "total":
            columns = [c for c in range(len(row.cells)) if (at, c) in usable]
            found = _parts(layout, usable, open_rows, at, columns)
            if found is not None:
                parts, hits = found
                for c in columns:
                    present = tuple((p, c, sign) for p, sign in parts if (p, c) in usable)
                    if len(present) > 1 and (c in hits or len(hits) * 2 > len(columns)):
                        yield Sum((at, c), present)
                for p, _ in parts:
                    if layout.rows[p].role == "total":
                        layout.rows[p].role = "subtotal"
                open_rows = [p for p in open_rows if p < parts[0][0]]
        open_rows.append(at)


def _parts(
    layout: Layout, usable: set[tuple[int, int]], open_rows: list[int], at: int, columns: list[int]
) -> tuple[list[tuple[int, int]], list[int]] | None:
    """Choose the run of rows right above a total that adds up to it: those of its group first, then longer and longer."""
    row = layout.rows[at]
    pool = open_rows[-MAX_PARTS:]
    sizes = list(range(2, len(pool) + 1))
    if row.groups:
        inside = [p for p in pool if layout.rows[p].groups[: len(row.groups)] == row.groups]
        if len(inside) > 1 and inside == pool[-len(inside) :]:
            sizes = [len(inside), *(size for size in sizes if size != len(inside))]
    for size in sizes:
        parts = [(p, -1 if _is_less(layout.rows[p]) else 1) for p in pool[-size:]]
        for signed in (parts, [(p, 1) for p, _ in parts]) if any(s < 0 for _, s in parts) else (parts,):
            hits = [c for c in columns if _adds_up(layout, usable, signed, at, c)]
            if _convincing(layout, usable, signed, columns, hits):
                return signed, hits
    return None


def _is_less(row: DataRow) -> bool:
    return bool(_LESS.match(row.name)) and all(
        e is None or e.value is None or e.value >= 0 for e in row.cells if e is not None and e.sort == "number"
    )


def _adds_up(
    layout: Layout, usable: set[tuple[int, int]], parts: list[tuple[int, int]], at: int, column: int
) -> bool:
    total = layout.rows[at].cells[column]
    assert total is not None and total.value is not None  # usable cells hold numbers
    value, slack, count = Fraction(0), total.resolution, 0
    for p, sign in parts:
        if (p, column) in usable:
            entry = layout.rows[p].cells[column]
            assert entry is not None and entry.value is not None
            value += sign * entry.value
            slack += entry.resolution if entry.value else 0
            count += 1
    return count > 1 and abs(value - total.value) <= min(slack, 3 * total.resolution)


def _convincing(
    layout: Layout,
    usable: set[tuple[int, int]],
    parts: list[tuple[int, int]],
    columns: list[int],
    hits: list[int],
) -> bool:
    """Tell whether sums that agree are no accident: most columns do, and somewhere two parts are not zero."""
    if not hits or len(hits) * 3 < len(columns) * 2:
        return False
    cells = [[layout.rows[p].cells[c] for p, _ in parts if (p, c) in usable] for c in hits]
    return any(sum(1 for e in column if e is not None and e.value) > 1 for column in cells)


def column_sums(layout: Layout, usable: set[tuple[int, int]]) -> Iterator[Sum]:
    """Find the column headed "Total" that is the sum of all the others, row by row."""
    for block, columns in enumerate(layout.blocks):
        heads = [c for c, column in enumerate(columns) if column.words and TOTAL_HEAD.fullmatch(column.words[-1])]
        if len(heads) != 1 or len(columns) < 3:
            continue
        head = heads[0]
        rows = [(i, row) for i, row in enumerate(layout.rows) if row.block == block and (i, head) in usable]
        others = [c for c, column in enumerate(columns) if c != head and not column.skip and not column.change]
        sums: list[Sum] = []
        for i, row in rows:
            present = [c for c in others if (i, c) in usable]
            cells: list[Entry] = [e for c in present if (e := row.cells[c]) is not None]
            total = row.cells[head]
            if total is None or total.value is None or len(present) < 2:
                continue
            value = sum((e.value for e in cells if e.value is not None), Fraction(0))
            if abs(value - total.value) > total.resolution + sum(e.resolution for e in cells if e.value):
                sums = []
                break
            sums.append(Sum((i, head), tuple((i, c, 1) for c in present)))
        if len(sums) > 1 and 2 <= len(others) <= MAX_PARTS:
            yield from sums
