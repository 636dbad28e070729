"""Lines of a table that stand side by side: the rows under one head, or the columns of one row."""

from __future__ import annotations

from dataclasses import replace

from stc.runtime.calculate.scene import Scene
from stc.runtime.index import Series

MIN_ITEMS = 2
MAX_TABLES = 30  # words that so many tables share name none of them


def families(scene: Scene, words: frozenset[str], noun: frozenset[str]) -> list[list[Series]]:
    """Give the lines that stand side by side and share all words asked for: rows under one head, or columns of a row.

    Words that only the caption has name all rows of a table, if these add up to a total.
    """
    found: dict[tuple[object, ...], list[Series]] = {}
    by_caption: set[tuple[object, ...]] = set()
    for line in _lines_with(scene, words):
        captioned = {word for word in words | noun if line.table in scene.index.around.get(word, ())}
        around = line.columns | line.groups | captioned
        if words <= around and noun <= around:
            key: tuple[object, ...] = ("rows", line.table, line.heads, line.rows[:-1])
            if not words & (line.columns | line.groups):
                by_caption.add(key)
            found.setdefault(key, []).append(line)
        elif words == line.row and line.heads and noun <= captioned:
            found.setdefault(("columns", line.table, line.rows), []).append(line)
    kept = []
    for key, lines in found.items():
        by_column = key[0] == "columns"
        items = [line for line in lines if not _is_total(line, by_column)]
        if len(items) >= MIN_ITEMS and (key not in by_caption or (noun and len(items) == len(lines) - 1)):
            kept.append([_named(line, by_column) for line in items])
    return kept


def _lines_with(scene: Scene, words: frozenset[str]) -> list[Series]:
    """Give the lines of the tables that have all words, in labels or in the caption."""
    index = scene.index
    tables: set[str] | None = None
    for word in words:
        having = {index.series[n].table for n in index.in_tables.get(word, ())} | index.around.get(word, set())
        tables = having if tables is None else tables & having
    if not tables or len(tables) > MAX_TABLES:
        return []
    return [index.series[n] for table in sorted(tables) for n in index.tables.get(table, ())]


def _is_total(line: Series, by_column: bool) -> bool:
    return "total" in (line.columns if by_column else line.row) or line.first.labels.role in ("total", "subtotal")


def _named(line: Series, by_column: bool) -> Series:
    if by_column:
        line = replace(line, label=line.heads[-1])
    return line
