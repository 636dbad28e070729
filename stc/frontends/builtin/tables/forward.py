"""Date what a roll-forward leaves undated: movements belong to the time between the balances round them."""

from __future__ import annotations

import re
from dataclasses import replace

from stc.frontends.builtin.tables.heads import Column
from stc.frontends.builtin.tables.layout import DataRow, Layout
from stc.frontends.builtin.tables.times import between
from stc.graph import Period

_BALANCE = re.compile(
    r"balance|outstanding|nonvested|unvested|non-vested|vested|exercisable|beginning|end(?:ing)?|opening|closing|total|net"
    r"|^(?:as of|at|on)?\W*$|carrying|value|cost|cash|equity|goodwill|liabilit|asset|backlog|employees",
    re.IGNORECASE,
)


def date_movements(layout: Layout) -> None:
    """Give undated rows and columns that stand between two dated balances the time between them."""
    for block in range(len(layout.blocks)):
        layout.blocks[block] = _columns(layout.blocks[block])
        rows = [row for row in layout.rows if row.block == block]
        if rows and all(column.period is None for column in layout.blocks[block]):
            _rows(rows)


def _columns(columns: list[Column]) -> list[Column]:
    dated = [i for i, c in enumerate(columns) if _instant(c.period)]
    if len(dated) != 2 or dated[0] != 0 or dated[1] - dated[0] < 2:
        return columns
    first, last = dated
    span = between(columns[first].period, columns[last].period)  # type: ignore[arg-type]
    if span is None or any(c.period is not None for c in columns[first + 1 : last]):
        return columns
    return [replace(c, period=span) if first < i < last else c for i, c in enumerate(columns)]


def _rows(rows: list[DataRow]) -> None:
    opening: DataRow | None = None
    waiting: list[DataRow] = []
    for row in rows:
        if _instant(row.period) and (not row.label or _BALANCE.search(row.name)):
            if opening is not None and waiting and opening.groups == row.groups:
                span = between(opening.period, row.period)  # type: ignore[arg-type]
                for movement in waiting:
                    movement.period = span
            opening, waiting = row, []
        elif row.period is None:
            waiting.append(row)
        else:
            opening, waiting = None, []


def _instant(period: Period | None) -> bool:
    return period is not None and period.end is not None and period.start is None
