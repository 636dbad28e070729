"""The index that `calculate` looks things up in: series of quantities, and which words stand over them.

A *series* is what a reader of a table sees as one line: row label + groups + columns that are no times, with a
quantity for every time. A number in prose is a series with one time, or none. Postings lead from a word to the series
whose labels hold it, so a question touches only what shares its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stc.graph import Graph, Period, Quantity, Table
from stc.runtime.calculate_words import NOISE
from stc.runtime.view import View
from stc.words import tokens


MAX_SAID = 200_000  # characters of the text whose words are known to the index
_INTRODUCES = re.compile(r"\b(?:tables?|follow(?:s|ing)|below|summar\w+|set forth|presented|consist\w* of)\b|:$", re.I)
_SENTENCE_END = re.compile(r"(?<=[.:])\s+(?=[A-Z(])")


Postings = dict[str, set[int]]


@dataclass(slots=True)
class Series:
    """One line of quantities: the words of its labels by where they stand, and its quantities with their times."""

    number: int
    table: str
    row: frozenset[str]  # the innermost row label
    groups: frozenset[str]  # the row labels around it
    columns: frozenset[str]
    context: frozenset[str]  # caption and heading of the table, the unit
    label: str
    rows: tuple[str, ...]
    heads: tuple[str, ...]
    cells: list[tuple[Period | None, Quantity]] = field(default_factory=list)
    places: set[int] = field(default_factory=set)  # the rows of the table that it comes from

    @property
    def first(self) -> Quantity:
        return self.cells[0][1]

    @property
    def periods(self) -> list[Period]:
        """The times of the series, in the order of the text."""
        return [period for period, _ in self.cells if period is not None]


@dataclass(slots=True)
class Index:
    """All series of a graph; postings give the numbers of the series whose labels hold a word."""

    series: list[Series]
    in_tables: Postings
    in_prose: Postings
    tables: dict[str, list[int]]
    said: frozenset[str]  # every word of the text
    context: frozenset[str]  # of the lines that introduce the tables
    pairs: frozenset[tuple[str, ...]]  # words that stand side by side in those lines

    def beside(self, series: Series) -> list[Series]:
        """Give the other series that stand in the same row of the same table."""
        lines = (self.series[number] for number in self.tables.get(series.table, ()))
        return [line for line in lines if line is not series and line.places & series.places]


def build_index(view: View) -> Index:
    """Build the index of a view's graph; time linear in the quantities."""
    series = _series(view.graph)
    in_tables: Postings = {}
    in_prose: Postings = {}
    tables: dict[str, list[int]] = {}
    for line in series:
        postings = in_tables if line.table else in_prose
        for word in line.row | line.groups | line.columns | line.context:
            postings.setdefault(word, set()).add(line.number)
        tables.setdefault(line.table, []).append(line.number)
    lines = [tokens(sentence) for sentence in _introductions(view)]
    context = frozenset(word for words in lines for word in words)
    pairs = frozenset(pair for words in lines for pair in zip(words, words[1:], strict=False))
    said = frozenset(tokens(view.text[:MAX_SAID]))
    return Index(series, in_tables, in_prose, tables, said, context, pairs)


def index_of(view: View) -> Index:
    """Give a view's index, built at the first question."""
    return view.built(build_index)


def _series(graph: Graph) -> list[Series]:
    """Join quantities into lines: one label path, each time once; a second row of the same label is a line of its own."""
    lines: list[Series] = []
    found: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Series]] = {}
    captions = {table.id: _caption(table) for table in graph.tables}
    for quantity in graph.quantities:
        if quantity.stated is None or quantity.value is None:
            continue
        labels = quantity.labels
        rows = labels.rows if labels.table else (quantity.id,)
        heads = tuple(head for head in labels.columns if not NOISE.issuperset(tokens(head)))
        same = found.setdefault((labels.table, rows, heads), [])
        line = next((line for line in same if _fits(line, quantity)), None)
        if line is None:
            line = _line(len(lines), quantity, heads, captions.get(labels.table, frozenset()))
            lines.append(line)
            same.append(line)
        line.cells.append((labels.period, quantity))
        line.places.add(labels.cell[0] if labels.cell else -1)
    return lines


def _fits(line: Series, quantity: Quantity) -> bool:
    period, cell = quantity.labels.period, quantity.labels.cell
    if any(have == period for have, _ in line.cells):
        return False
    return period is not None or (cell is not None and cell[0] in line.places)


def _line(number: int, quantity: Quantity, heads: tuple[str, ...], context: frozenset[str]) -> Series:
    labels = quantity.labels
    rows = labels.rows
    if not labels.table:
        row, groups = frozenset(tokens(quantity.about)), frozenset[str]()
    else:
        row = frozenset(tokens(rows[-1])) if rows else frozenset()
        groups = frozenset(word for label in rows[:-1] for word in tokens(label))
    if labels.role == "total":
        row |= {"total"}
    if quantity.unit == "percent":
        groups |= {"percent"}
    columns = frozenset(word for head in heads for word in tokens(head))
    label = rows[-1] if rows else quantity.about
    return Series(number, labels.table, row, groups, columns, context, label, rows, heads)


def _introductions(view: View) -> list[str]:
    """Give the headings and the sentences that introduce a table, in a text with one table."""
    if len(view.graph.tables) != 1:
        return []
    table = view.graph.tables[0].span
    text = view.text[max(0, table.start - 2000) : table.start] + "\n\n" + view.text[table.end : table.end + 8000]
    found: list[str] = []
    for paragraph in text.split("\n\n"):
        for sentence in _SENTENCE_END.split(paragraph.strip()):
            is_heading = len(sentence) < 100 and sentence == paragraph.strip() and not sentence.endswith(".")
            if is_heading or _INTRODUCES.search(sentence):
                found.append(sentence)
    return found


def _caption(table: Table) -> frozenset[str]:
    return frozenset(tokens(table.caption))
