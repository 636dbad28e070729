"""Averages of the rows of one column, and whether the table prints that average itself."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stc.runtime.calculate.columns import found_in
from stc.runtime.calculate.families import families
from stc.runtime.calculate.question import Times
from stc.runtime.calculate.scene import Found, Scene, cells_at
from stc.runtime.calculate.words import LIGHT, OPTIONAL
from stc.runtime.index import Series
from stc.words import tokens

_AVERAGE = frozenset(["average", "mean"])


def prints_average(scene: Scene, items: list[Found]) -> bool:
    """Tell whether the rows or the columns that are averaged have an average beside them that the table prints."""
    for line in (item.series for item in items if item.series is not None and item.series.table):
        for other in scene.index.beside(line):
            beside = {word for word in other.columns - _AVERAGE - LIGHT if not word.isdigit()}
            if _AVERAGE & other.columns and not _AVERAGE & line.columns and beside <= line.row | line.columns:
                return True
    return False


def down_the_column(scene: Scene, phrase: str, times: Times | None) -> list[Found]:
    """Give the items of the one column whose head a phrase names: "average age" of a table of people."""
    words = frozenset(tokens(re.sub(r" per (?:each )?[a-z]+$", "", phrase))) - OPTIONAL
    columns: list[list[Found]] = []
    for lines in families(scene, words, frozenset()):
        cells = [cells_at(line, times.periods[0] if times else None) for line in lines]
        whole = _whole_column(scene, lines)
        if whole and all(words & line.columns for line in lines) and all(len(cell) == 1 for cell in cells):
            columns.append([found_in(cell[0], 0.85, line) for cell, line in zip(cells, lines, strict=True)])
    return (
        columns[0]
        if len(columns) == 1 and len({item.quantity.unit for item in columns[0] if item.quantity}) == 1
        else []
    )


def _whole_column(scene: Scene, lines: Sequence[Series]) -> bool:
    """Tell whether a column has a number in every row that has any: one that says "none" may count as zero, or not."""
    places = {place for line in lines for place in line.places}
    others = (scene.index.series[number] for number in scene.index.tables.get(lines[0].table, ()) if lines)
    return all(other.places <= places for other in others if other.first.labels.role == "item")
