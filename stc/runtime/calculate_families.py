"""Lines of a table that stand side by side: the rows under one head, or the columns of one row."""

from __future__ import annotations

from dataclasses import replace

from stc.runtime.calculate_scene import Scene
from stc.runtime.index import Series

MIN_ITEMS = 2


def families(scene: Scene, words: frozenset[str], noun: frozenset[str]) -> list[list[Series]]:
    """Give the lines that stand side by side and share all words asked for: rows under one head, or columns of a row."""
    families: dict[tuple[object, ...], list[Series]] = {}
    for line in scene.index.series:
        if not line.table:
            continue
        around = line.columns | line.groups | line.context
        if words <= around | scene.index.context and noun <= around | scene.index.context:
            if words & (line.columns | line.groups):
                families.setdefault(("rows", line.table, line.heads, line.rows[:-1]), []).append(line)
        elif words <= line.row and len(line.row - words) == 0 and line.heads and noun <= scene.index.context:
            families.setdefault(("columns", line.table, line.rows), []).append(line)
    kept = []
    for key, lines in families.items():
        items = [line for line in lines if not _is_total(line, key[0] == "columns")]
        if len(items) >= MIN_ITEMS:
            kept.append([_named(line, key[0] == "columns") for line in items])
    return kept


def _is_total(line: Series, by_column: bool) -> bool:
    return "total" in (line.columns if by_column else line.row) or line.first.labels.role in ("total", "subtotal")


def _named(line: Series, by_column: bool) -> Series:
    if by_column:
        line = replace(line, label=line.heads[-1])
    return line
