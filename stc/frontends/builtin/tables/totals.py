"""Find what totals are made of: labelled totals whose rows add up, and a total column over its neighbours.

A total by its words counts as one only where the numbers agree within their rounding. One that misses is proposed
as well where other columns prove the grouping: the miss is then a finding, made later.
"""

from __future__ import annotations

import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from stc.frontends.builtin.tables.grid import Entry
from stc.frontends.builtin.tables.layout import DataRow, Layout

MAX_PARTS = 60  # of one total
LONG = 400  # rows: in longer tables only rows that are called totals are tried, each costs time
_LESS = re.compile(r"^\W*(?:less|deduct|minus)\b", re.IGNORECASE)
TOTAL_HEAD = re.compile(
    r"(?:grand )?totals?|(?:total|consolidated) total|consolidated|gesamt|summe|insgesamt|合計", re.IGNORECASE
)


@dataclass(frozen=True, slots=True)
class Sum:
    """A total: its row (a position in the layout) and column, and its parts with their signs."""

    total: tuple[int, int]
    parts: tuple[tuple[int, int, int], ...]  # row, column, sign


def row_sums(layout: Layout, usable: set[tuple[int, int]]) -> Iterator[Sum]:
    """Find the rows that are the sum of rows above them; `usable` are the cells that may be added.

    A row called a total needs most of its columns to agree; any other row needs all of at least two.
    """
    values = _Values(layout, usable)
    open_rows: list[int] = []
    for at, row in enumerate(layout.rows):
        if at and layout.rows[at - 1].block != row.block:
            open_rows = []
        if row.role == "part":
            continue
        columns = [c for c in range(len(row.cells)) if (at, c) in usable]
        found = _parts(layout, values, open_rows, at, columns)
        if found is not None:
            parts, hits = found
            for c in columns:
                present = tuple((p, c, sign) for p, sign in parts if (p, c) in usable)
                if len(present) > 1 and (c in hits or row.role == "total"):
                    yield Sum((at, c), present)
            for p, _ in parts:
                if layout.rows[p].role == "total" and all(sign > 0 for _, sign in parts):
                    layout.rows[p].role = "subtotal"
            if row.role == "item":
                row.role = "subtotal"
            _leave_groups(layout, at, [p for p, _ in parts])
            open_rows = [p for p in open_rows if p < parts[0][0]]
        open_rows.append(at)


def _leave_groups(layout: Layout, at: int, parts: list[int]) -> None:
    """Take a sum, and what follows it, out of a group that does not hold all of its parts."""
    groups = layout.rows[at].groups
    shared = len(groups)
    for p in parts:
        other = layout.rows[p].groups
        shared = min(
            shared, next((i for i, (a, b) in enumerate(zip(groups, other, strict=False)) if a != b), len(other))
        )
    if shared == len(groups):
        return
    for row in layout.rows[at:]:
        if row.groups != groups:
            break
        row.groups = groups[:shared]


class _Values:
    """The numbers of a layout as whole multiples of its finest digit: adding them is what costs time here."""

    def __init__(self, layout: Layout, usable: set[tuple[int, int]]) -> None:
        self.usable = usable
        entries = {place: layout.rows[place[0]].cells[place[1]] for place in usable}
        unit = 1
        for entry in entries.values():
            if entry is not None and entry.value is not None and unit % entry.value.denominator:
                unit = math.lcm(unit, entry.value.denominator)
        self.number = {p: int(e.value * unit) for p, e in entries.items() if e is not None and e.value is not None}
        self.sign = [-1 if _is_less(row) else 1 for row in layout.rows]
        self.slack = {p: math.ceil(e.resolution * unit) for p, e in entries.items() if e is not None}


def _parts(
    layout: Layout, values: _Values, open_rows: list[int], at: int, columns: list[int]
) -> tuple[list[tuple[int, int]], list[int]] | None:
    """Choose the run of rows right above a sum that adds up to it: those of its group first, then longer and longer."""
    row = layout.rows[at]
    labelled = row.role == "total"
    if not columns or (not labelled and (len(columns) < 2 or len(layout.rows) > LONG)):
        return None
    pool = open_rows[-MAX_PARTS:]
    signs = {p: values.sign[p] for p in pool}
    for signed in (signs, dict.fromkeys(pool, 1)) if -1 in signs.values() else (signs,):
        for size in _sizes(row, layout, pool, values, signed, at, columns):
            parts = [(p, signed[p]) for p in pool[-size:]]
            hits = [c for c in columns if _adds_up(values, parts, at, c)]
            if _convincing(values, parts, columns, hits, labelled):
                return parts, hits
    if labelled:
        return _claimed(layout, values, pool, at, columns)
    if len(pool) > 1:
        found = _difference(values, pool, at, columns)
        ahead = at + 1 < len(layout.rows) and layout.rows[at + 1].block == row.block
        if found is not None and not (ahead and _leads_to_sum(values, [*pool, at], at + 1, columns)):
            return found
    return None


def _claimed(
    layout: Layout, values: _Values, pool: list[int], at: int, columns: list[int]
) -> tuple[list[tuple[int, int]], list[int]] | None:
    """Find what a total claims to add up though it misses: where it can only mean all rows of its group, or above it.

    A miss of more than a fifth is no misprint: the total then means something else.
    """
    row = layout.rows[at]
    if not _BARE.fullmatch(row.name) and _bare(row.name) != _bare(row.groups[-1] if row.groups else ""):
        return None
    inside = [p for p in pool if not row.groups or layout.rows[p].groups == row.groups]
    if len(inside) < 2 or len(inside) >= MAX_PARTS or inside != pool[-len(inside) :]:
        return None
    if not row.groups and layout.rows[inside[0]].number > _first_number(layout, row.block):
        return None
    if any(layout.rows[p].role != "item" or _DOUBTFUL.search(layout.rows[p].name) for p in inside):
        return None
    for c in columns:
        present = [values.number[p, c] for p in inside if (p, c) in values.usable]
        goal = values.number[at, c]
        if len(present) < 2 or min(present) < 0 or abs(sum(present) - goal) * 5 > abs(goal):
            return None
    return [(p, 1) for p in inside], columns


_BARE = re.compile(r"(?:grand )?totals?|", re.IGNORECASE)
_DOUBTFUL = re.compile(
    r"\b(?:less|net|average|minus|total|gross|before|after|margin|rate|price|year|age)\b", re.IGNORECASE
)


def _bare(label: str) -> str:
    return " ".join(word for word in re.findall(r"\w+", label.lower()) if word not in ("total", "totals"))


def _first_number(layout: Layout, block: int) -> int:
    return next(row.number for row in layout.rows if row.block == block)


def _leads_to_sum(values: _Values, pool: list[int], at: int, columns: list[int]) -> bool:
    """Tell whether the next row is a plain sum that this one is part of: it then is no difference of those above."""
    if any((at, c) not in values.usable for c in columns):
        return False
    for size in range(2, len(pool) + 1):
        parts = [(p, 1) for p in pool[-size:]]
        if all(_adds_up(values, parts, at, c) for c in columns):
            return True
    return False


def _difference(
    values: _Values, pool: list[int], at: int, columns: list[int]
) -> tuple[list[tuple[int, int]], list[int]] | None:
    """Find a row that is one row less all rows between: gross profit, income from operations."""
    column = columns[0]
    goal, slack, taken = values.number[at, column], values.slack[at, column], 0
    for size, p in enumerate(reversed(pool), 1):
        first = values.number.get((p, column), 0)
        if size > 1 and abs(first - taken - goal) <= slack * 6:
            parts = [(p, 1), *((other, -1) for other in pool[len(pool) - size + 1 :])]
            hits = [c for c in columns if _adds_up(values, parts, at, c)]
            if _convincing(values, parts, columns, hits, False):
                return parts, hits
        taken += first
    return None


def _sizes(
    row: DataRow, layout: Layout, pool: list[int], values: _Values, signs: dict[int, int], at: int, columns: list[int]
) -> Iterator[int]:
    """Give the numbers of rows above a sum whose first columns add up to it, that of its own group first."""
    inside = [p for p in pool if layout.rows[p].groups[: len(row.groups)] == row.groups] if row.groups else []
    if len(inside) > 1 and inside == pool[-len(inside) :]:
        yield len(inside)
    for column in columns[:2]:
        goal, total, slack = values.number[at, column], 0, values.slack[at, column]
        for size, p in enumerate(reversed(pool), 1):
            total += signs[p] * values.number.get((p, column), 0)
            if size > 1 and abs(total - goal) <= slack * 6:
                yield size


def _is_less(row: DataRow) -> bool:
    numbers = [e.value for e in row.cells if e is not None and e.sort == "number" and e.value is not None]
    return bool(_LESS.match(row.name)) and all(value >= 0 for value in numbers)


def _adds_up(values: _Values, parts: list[tuple[int, int]], at: int, column: int) -> bool:
    present = [(p, sign) for p, sign in parts if (p, column) in values.usable]
    total = sum(sign * values.number[p, column] for p, sign in present)
    own = values.slack[at, column]
    slack = own + sum(values.slack[p, column] for p, _ in present if values.number[p, column])
    return len(present) > 1 and abs(total - values.number[at, column]) <= min(slack, 3 * own)


def _convincing(
    values: _Values, parts: list[tuple[int, int]], columns: list[int], hits: list[int], labelled: bool
) -> bool:
    """Tell whether sums that agree are no accident: enough columns do, and in some two parts or more are not zero."""
    if not hits or len(hits) * 3 < len(columns) * 2 or (not labelled and len(hits) < len(columns)):
        return False
    sizes = [sum(1 for p, _ in parts if values.number.get((p, c))) for c in hits]
    return max(sizes) > 1 if labelled else sum(1 for size in sizes if size > 1) > 1


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
