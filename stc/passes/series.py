"""Series: the values of one row, or of one row and column, of a table over its periods; what derive and anticipate see.

A series gets a name that a question can use without a second reading: its row label where no other series of the text
is called so, else row and group, or column and row; without such a name it has none and nothing is asked of it.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from stc.graph import Graph, Period, Quantity
from stc.keys import keyed_tables
from stc.words import tokens
from stc.words.lists import OPERATIONS, READY_MADE

MAX_NAME = 80  # characters; a longer label is a sentence, and nobody asks for it word by word
YEAR_DAYS = 350  # a fiscal year of 52 weeks has 364 days
_UNIT_NOTE = re.compile(
    r"\s*[(\[][^()\[\]]*(?:[$€£¥%]|thousand|million|billion|percent|per cent|\bin \w+)[^()\[\]]*[)\]]$", re.I
)

Sense = tuple[str, ...]  # the words of a label, sorted


@dataclass(frozen=True, slots=True)
class Series:
    """One row (and column) of a table: `points` in the order of the text, `name` as a question would say it."""

    table: str
    rows: tuple[str, ...]
    columns: tuple[str, ...]
    points: tuple[Quantity, ...]
    name: str = ""
    others: tuple[str, ...] = ()  # further names of the same thing

    @property
    def important(self) -> bool:
        """Whether the table says that this is a total or a subtotal."""
        return any(point.labels.role in ("total", "subtotal") for point in self.points)


def series_of(graph: Graph) -> list[Series]:
    """Give the series of all tables, in the order of the text, each with its names where it has any."""
    found: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Quantity]] = {}
    for quantity in graph.quantities:
        labels = quantity.labels
        if labels.table and labels.rows and quantity.value is not None and quantity.stated is not None:
            found.setdefault((labels.table, labels.rows, labels.columns), []).append(quantity)
    beside = {
        (table, rows, _when(point)) for (table, rows, columns), points in found.items() if columns for point in points
    }
    senses = {label: _sense(label) for _, rows, columns in found for label in (rows[-1], " ".join(columns))}
    lines = Counter(senses[rows[-1]] for _, rows in {(table, rows) for table, rows, _ in found})
    named: list[tuple[Series, Sense]] = []
    keyed = keyed_tables(graph)
    for (table, rows, columns), points in found.items():
        names = _names(rows, columns, table not in keyed and lines[senses[rows[-1]]] == 1)
        if not columns and any((table, rows, _when(point)) in beside for point in points):
            names = []  # the amount and its percentage, in two columns of one year
        sense = senses[rows[-1]] + senses[" ".join(columns)] if columns or len(names) < 2 else _sense(names[0])
        series = Series(table, rows, columns, tuple(points), names[0] if names else "", tuple(names[1:]))
        named.append((series, tuple(sorted(sense))))
    meant = Counter(sense for series, sense in named if series.name)
    return [series if meant[sense] == 1 else replace(series, name="", others=()) for series, sense in named]


def _when(point: Quantity) -> str:
    return point.labels.period.label if point.labels.period else ""


def _sense(label: str) -> Sense:
    """Give the words that tell labels apart, whatever their order."""
    return tuple(sorted(tokens(_without_unit(label))))


def _without_unit(label: str) -> str:
    text = " ".join(label.split()).rstrip(" :.*")
    return _UNIT_NOTE.sub("", text) if len(text) <= 2 * MAX_NAME else text


def _names(rows: tuple[str, ...], columns: tuple[str, ...], alone: bool) -> list[str]:
    """Give the names of a series; `alone` says that no other line of the text has its row label."""
    row, column = phrase(rows[-1]), phrase(" ".join(columns))
    if not row or (columns and not column):
        return []
    if columns:
        if READY_MADE & set(tokens(column)) or column.lower() in OPERATIONS:
            return []  # "the change of X": the column's, or one to be worked out
        return [f"{column} {link} {row}" for link in ("of", "for", "in")] if alone else []
    if alone:
        return [] if row.lower() in OPERATIONS else [row]
    group = phrase(rows[-2]) if len(rows) == 2 else ""
    return [f"{row} {link} {group}" for link in ("of", "for", "in")] if group else []


def phrase(label: str) -> str:
    """Make a label readable inside a question: no unit note, no colon, a small first letter; "" if it is no phrase.

    >>> phrase("Total sales (in millions):"), phrase("EBITDA"), phrase("Dividend per share ($)"), phrase("2019")
    ('total sales', 'EBITDA', 'dividend per share', '')
    """
    text = _without_unit(label)
    if not 2 <= len(text) <= MAX_NAME or not any(letter.isalpha() for letter in text) or "?" in text:
        return ""
    first = text.split(maxsplit=1)[0]
    return text[0].lower() + text[1:] if first[1:].islower() or len(first) == 1 else text


def has_change_column(series: Iterable[Series]) -> set[str]:
    """Give the tables that state changes themselves: with their own signs and rounding, which ours might contradict."""
    return {one.table for one in series if any(READY_MADE & set(tokens(column)) for column in one.columns)}


def years(series: Series) -> list[tuple[str, Quantity]]:
    """Give the points of a series that stand for whole years or year ends, as (year, quantity), oldest first.

    Empty where a year occurs twice among them: a quarter and a year, say, that only a reader could tell apart.
    """
    found: dict[str, Quantity] = {}
    for point in series.points:
        year = year_of(point.labels.period)
        if year and found.setdefault(year, point) is not point:
            return []
    return sorted(found.items())


def year_of(period: Period | None) -> str:
    """Give the year that a period is asked by: "2019" for the whole year and for its last day, "" for anything else."""
    if period is None or period.end is None:
        return ""
    label = period.label
    if period.start is not None:
        length = (date.fromisoformat(period.end) - date.fromisoformat(period.start)).days
        return label if length >= YEAR_DAYS and label.isdigit() and len(label) == 4 else ""
    return period.end[:4] if label == period.end[:4] or label.endswith(period.end[:4]) else ""
