"""The index that `calculate` looks things up in: series of quantities, and which words stand over them.

A *series* is what a reader of a table sees as one line: row label + groups + columns that are no times, with a
quantity for every time. A number in prose is a series with one time, or none. Postings lead from a word to the series
whose labels hold it, so a question touches only what shares its words.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import lru_cache
from itertools import pairwise

from stc.graph import Graph, Period, Quantity, Table
from stc.keys import crossed_tables, keyed_tables
from stc.periods import find_periods
from stc.runtime.calculate.words import FORWARD, NOISE, SIGNS, TELLING, with_digits
from stc.runtime.view import View
from stc.words import tokens
from stc.words import words as all_words
from stc.words.lists import SPELLED

MAX_SAID = 200_000  # characters of the text whose words are known to the index
_RATE = re.compile(
    r"\d[\d.,]{0,8}\s?%|\b(?:of|at) (?:[A-Z]{2,3} ?)?[$€£]?\d[\d.,]{0,12} (?:cents?|pence)\b"
)  # in a label: "VAT 20 %"
_MEASURE = NOISE | {"percent"}
# "Kolm Aktiengesellschaft (“Kolm”)", "Fuel burnt on our own sites (Scope 1)"
_ALIAS = re.compile(r"\((?:[“\"‘'][^()]{1,40}[”\"’']|[A-Z][a-z]+ \d{1,2}|[A-Z]{2,}(?:&[A-Z])?)\)")
_TOTALLING = re.compile(r"\btotal(?:l?ing|l?ed)\b")
_WORD = re.compile(r"[a-z_]\w*")
_COUNTED = frozenset(["option", "share", "unit", "award", "warrant", "rsu", "psu", "stock"])
_TAKEN_OFF = re.compile(r"(?:less|add|plus|deduct)(?::| (?!than\b))", re.IGNORECASE)  # before a label: "Less: tax"
_PARENTHESIS = re.compile(r"\(([^()]*)\)")


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
    light: frozenset[str] = frozenset()  # words that its labels may have over a phrase: "per kg", "income (loss)"
    key: frozenset[str] = frozenset()  # the words that name its row, where its other labels only describe it
    time: Period | None = None  # of the whole table, by its caption, where no cell has one
    named: bool = False  # its row is a little word in capitals: IT, US
    crossed: bool = False  # its table's rows lead from one label to another
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
    title: frozenset[str]  # the words of its headings and of its first line
    members: dict[str, set[int]]  # the series of each table
    around: dict[str, set[str]]  # the tables whose caption, heads or introduction have a word
    pairs: dict[str, frozenset[tuple[str, ...]]]  # words that stand side by side there
    context: frozenset[str]  # all words of `around`
    summed: Postings  # the words of a total, "Total loans", with the series that it adds up
    heads: dict[str, set[frozenset[str]]]  # the words of each table's columns, without notes in parentheses

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
    columns: dict[str, set[frozenset[str]]] = {}
    for line in series:
        if line.table and line.heads:
            columns.setdefault(line.table, set()).add(plain_words(line.heads))
        postings = in_tables if line.table else in_prose
        for word in line.row | line.groups | line.columns:
            postings.setdefault(word, set()).add(line.number)
        tables.setdefault(line.table, []).append(line.number)
    around: dict[str, set[str]] = {}
    pairs: dict[str, frozenset[tuple[str, ...]]] = {}
    for table in view.graph.tables:
        spans = [quantity.stated.span for n in tables.get(table.id, ()) if (quantity := series[n].first).stated]
        heads, lines = introductions(view, table, min((span.start for span in spans), default=0))
        # a head that stands over some columns is no more lent to the others than a row label is, but for
        # what all rows count: "options" over their number speaks for the price beside it, too
        lines += [tuple(word for word in head if word not in in_tables or word in _COUNTED) for head in heads]
        pairs[table.id] = frozenset(pair for words in lines for pair in pairwise(words))
        for word in {word for words in lines for word in words}:
            around.setdefault(word, set()).add(table.id)
    said = frozenset(tokens(view.text[:MAX_SAID]))
    members = {table: set(numbers) for table, numbers in tables.items()}
    return Index(
        series,
        in_tables,
        in_prose,
        tables,
        said,
        _title(view.text),
        members,
        around,
        pairs,
        frozenset(around),
        _summed(view.graph, series),
        columns,
    )


def index_of(view: View) -> Index:
    """Give a view's index, built at the first question."""
    return view.built(build_index)


MANY = 16  # lines of one label that a cell may belong to: a table of 20,000 unlabelled columns has as many


def _summed(graph: Graph, series: list[Series]) -> Postings:
    """Give the series that totals add up, by the words of the total: the row "Consumer" of "Total loans" is loans."""
    found: Postings = {}
    of = {quantity.id: line for line in series if line.table for _, quantity in line.cells}
    for relation in graph.relations:
        total = of.get(relation.left) if relation.rule == "total" else None
        if total is None or "total" not in total.row or len(total.row) > 3:
            continue
        parts = {of[part].number for part in _WORD.findall(relation.formula) if part in of}
        for word in total.row - {"total"}:
            found.setdefault(word, set()).update(parts)
    return found


def _series(graph: Graph) -> list[Series]:
    """Join quantities into lines: a label path, each time once; a second row of the same label is a line of its own."""
    lines: list[Series] = []
    found: dict[tuple[str, tuple[str, ...], tuple[str, ...]], list[Series]] = {}
    by_time = _told_by_time(graph)
    headed = _headed(graph)
    keyed, crossed = keyed_tables(graph), crossed_tables(graph)
    dated = _dated(graph)
    captions = {table.id: _caption(table) for table in graph.tables}
    for quantity in graph.quantities:
        if quantity.stated is None or quantity.value is None:
            continue
        labels = quantity.labels
        rows = tuple(map(undated, labels.rows)) if labels.table else (quantity.id,)
        heads = tuple(head for head in labels.columns if not NOISE.issuperset(tokens(head)))
        if not heads and (labels.table, _time(quantity)) in headed:
            heads = tuple(head for head in labels.columns if TELLING & {*tokens(head)})
        told: tuple[str, ...] = ()
        forward = any(FORWARD & {*tokens(head)} for head in labels.columns)
        if labels.period and labels.table in by_time and not forward:
            heads, told = (), labels.columns
        same = found.setdefault((labels.table, rows, heads), [])
        line = next((line for line in same[-MANY:] if _fits(line, quantity)), None)
        if line is None:
            line = _line(len(lines), quantity, heads, told, captions.get(labels.table, frozenset()))
            if labels.table in keyed:
                line.key = line.row = frozenset(_row_words(labels.rows[0]))
                line.named = _is_name(labels.rows[0])
                line.groups = frozenset(word for label in labels.rows[1:] for word in tokens(label))
            line.crossed = labels.table in crossed
            line.time = dated.get(labels.table)
            lines.append(line)
            same.append(line)
        line.cells.append((labels.period, quantity))
        line.places.add(labels.cell[0] if labels.cell else -1)
    _drop_attributes(lines)
    return lines


def _drop_attributes(lines: list[Series]) -> None:
    """Call a row by its name where a second label only describes it: "Vehicles", useful life "3-5"."""
    inner: dict[tuple[str, tuple[str, ...]], set[str]] = {}
    for line in lines:
        if line.table and len(line.rows) > 1:
            inner.setdefault((line.table, line.rows[:-1]), set()).add(line.rows[-1])
    for line in lines:
        described = line.table and len(line.rows) > 1 and not any(letter.isalpha() for letter in line.rows[-1])
        if described and len(inner[line.table, line.rows[:-1]]) == 1:
            line.row = frozenset(with_digits(tokens(line.rows[-2])))
            line.label, line.light = line.rows[-2], line.light | _light(line.rows[-2], line.heads)


def _time(quantity: Quantity) -> str:
    return quantity.labels.period.label if quantity.labels.period else ""


def _dated(graph: Graph) -> dict[str, Period]:
    """Give the one time that a table's caption names, for tables whose cells have none: "Debts at 31 May 2024"."""
    timed = {quantity.labels.table for quantity in graph.quantities if quantity.labels.period}
    named = {table.id: find_periods(table.caption) for table in graph.tables if table.id not in timed}
    return {table: found[0][2] for table, found in named.items() if len(found) == 1}


def _headed(graph: Graph) -> set[tuple[str, str]]:
    """Give the tables and times that have columns with heads of their own: "Quantity", beside "Amount"."""
    return {
        (quantity.labels.table, _time(quantity))
        for quantity in graph.quantities
        if quantity.labels.table and any(not NOISE.issuperset(tokens(head)) for head in quantity.labels.columns)
    }


def _told_by_time(graph: Graph) -> set[str]:
    """Give the tables whose columns each have a time of their own: their other heads tell no columns apart."""
    times: dict[str, dict[int, set[str]]] = {}
    for quantity in graph.quantities:
        labels = quantity.labels
        if labels.period and labels.cell:
            times.setdefault(labels.table, {}).setdefault(labels.cell[1], set()).add(labels.period.label)
    return {
        table
        for table, columns in times.items()
        if all(len(labels) == 1 for labels in columns.values()) and len(set.union(*columns.values())) == len(columns)
    }


@lru_cache(maxsize=4096)
def undated(label: str) -> str:
    """Take the times out of a row label: "Balance at June 30, 2019" and "Balance at June 30, 2018" are one line."""
    if not any(letter.isdigit() for letter in label):
        return label
    kept, position = "", 0
    for start, end, _ in find_periods(label):
        kept, position = kept + label[position:start], end
    return " ".join((kept + label[position:]).split()) or label


def _fits(line: Series, quantity: Quantity) -> bool:
    period, cell = quantity.labels.period, quantity.labels.cell
    if any(have == period for have, _ in line.cells):
        return False
    return period is not None or (cell is not None and cell[0] in line.places)


def _line(
    number: int, quantity: Quantity, heads: tuple[str, ...], told: tuple[str, ...], context: frozenset[str]
) -> Series:
    labels = quantity.labels
    rows = tuple(map(undated, labels.rows)) if labels.period else labels.rows
    if not labels.table:
        row, groups = frozenset(tokens(_TOTALLING.sub(" ", quantity.about))), frozenset[str]()
    else:
        row = frozenset(_row_words(rows[-1])) if rows else frozenset()
        groups = frozenset(word for label in rows[:-1] for word in with_digits(tokens(label)))
    if quantity.unit == "percent":
        groups |= {"percent"}
    groups |= {word for head in told for word in with_digits(tokens(head))}
    columns = frozenset(word for head in heads for word in with_digits(tokens(head)))
    if labels.role == "total" and "total" not in columns:
        row |= {"total"}
    label = rows[-1] if rows else quantity.about
    named = bool(labels.table and rows) and _is_name(label)
    return Series(
        number, labels.table, row, groups, columns, context, label, rows, heads, light=_light(label, heads), named=named
    )


def _row_words(label: str) -> tuple[str, ...]:
    """Give the words that tell a row from the others: a label of little words only, "IT", keeps these.

    >>> _row_words("IT"), _row_words("Sales of the IT")
    (('it',), ('sale',))
    """
    return with_digits(tokens(label) or all_words(label))


def _is_name(label: str) -> bool:
    """Tell whether a label is a little word in capitals."""
    return label.isupper() and bool(all_words(label)) and SPELLED.issuperset(all_words(label))


@lru_cache(maxsize=4096)
def plain_words(heads: tuple[str, ...]) -> frozenset[str]:
    """Give the words of column heads without their notes in parentheses, most often a unit."""
    return frozenset(word for head in heads for word in tokens(head.split("(")[0]))


def _title(text: str) -> frozenset[str]:
    """Give the words of a text's first line and of its Markdown headings."""
    lines = text[:MAX_SAID].splitlines()
    first = next((line for line in lines if line.strip()), "")
    headings = [line for line in lines if line.startswith("#")]
    return frozenset(word for line in (first, *headings) if not line.startswith("|") for word in tokens(line[:200]))


def _heads(text: str) -> list[str]:
    """Cut the text over a table's first number into cells, leaving out the row that the number stands in."""
    return text[: text.rfind("\n") + 1].split("|")


def introductions(view: View, table: Table, first: int) -> tuple[list[tuple[str, ...]], list[tuple[str, ...]]]:
    """Give the words over a table's numbers: of its heads, and of its caption."""
    heads = _heads(view.text[table.span.start : max(table.span.start, first)])
    return [tokens(head) for head in heads], [tokens(table.caption)]


def _light(label: str, heads: tuple[str, ...]) -> frozenset[str]:
    """Give the words that a phrase may leave out: what a price is per, the other sign in parentheses, a rate."""
    rated = [tokens(head) for head in heads if " per " in head]
    noted = [tokens(part) for part in _PARENTHESIS.findall(label)]
    noted += [("percent",) for head in heads if head.endswith("(%)") and len(tokens(head)) > 2]  # "Response rate (%)"
    signs = [word for words in noted for word in words if word in SIGNS or _MEASURE.issuperset(words)]
    rates = (word for part in _RATE.findall(label) for word in tokens(part) if _RATE.sub("", label).strip())
    return frozenset(
        (
            *_taken_off(label),
            *(tokens(_ALIAS.sub(" ", label)) if _ALIAS.search(label) else ()),
            *rates,
            *(word for head in rated for pair in pairwise(head) if pair[0] == "per" for word in pair),
            *signs,
        )
    )


def _taken_off(label: str) -> tuple[str, ...]:
    sign = _TAKEN_OFF.match(label)
    return tokens(sign[0]) if sign else ()


def _caption(table: Table) -> frozenset[str]:
    return frozenset(tokens(table.caption))
