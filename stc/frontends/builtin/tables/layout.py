"""Walk down a grid: which rows are heads, which open groups, which hold numbers, and what stands over each number."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace

from stc.frontends.builtin.tables.grid import Entry, Row
from stc.frontends.builtin.tables.heads import CHANGE, Column, is_head, is_unit_only, read_columns
from stc.frontends.builtin.tables.measures import NOTHING, Measure, read_declaration, read_label, read_unit
from stc.frontends.builtin.tables.rows import Groups, clean_label, role_of, row_period
from stc.frontends.builtin.tables.times import is_time
from stc.graph import Period, Role

_UNIT_HEAD = re.compile(r"units?|einheit(?:en)?|uom|unit of measure(?:ment)?|measure", re.IGNORECASE)
_NO_TIME = re.compile(
    r"expir|matur|\bdue\b|found|vest|issued?\b|acqui|lease|born|built|year of|remaining", re.IGNORECASE
)
_CONTINUES = re.compile(
    r"(?:\b(?:and|or|of|for|from|to|in|the|with|by|on|per|net|before|after|attributable|than)|[,–—&/-])$"
)
_STARTS_LOW = re.compile(
    r"(?!of which|thereof|hereof|including|incl\.|pro forma|e\.g|i\.e|less\b|plus\b|add\b|davon)[a-z]"
)


@dataclass(slots=True)
class DataRow:
    """A row of numbers with everything that its place says of it."""

    number: int
    label: tuple[str, ...]  # one for each label column
    groups: tuple[str, ...]
    role: Role
    period: Period | None
    measure: Measure
    cells: list[Entry | None]
    block: int
    indent: int = 0
    section: int = 0  # changes with every group that opens or closes

    @property
    def name(self) -> str:
        return self.label[-1] if self.label else ""


@dataclass(slots=True)
class Layout:
    """The rows of a table, the columns of each block of heads, and what speaks for all of it."""

    rows: list[DataRow] = field(default_factory=list)
    blocks: list[list[Column]] = field(default_factory=list)
    measure: Measure = NOTHING
    title: list[str] = field(default_factory=list)


def stub_width(grid: list[Row]) -> int:
    """Count the label columns: those at the left with more words than numbers, at least one.

    A lone column of numbers at the left is taken for labels, too (a list of years, a running number).
    """
    width = len(grid[0])
    for c in range(1, width):
        numbers = words = 0
        for row in grid[1:]:
            e = row[c]
            if e is not None and e.origin and not is_head(row, c):
                numbers += e.sort in ("number", "doubt", "dash")
                words += e.sort in ("text", "period")
        if numbers >= words or c + 1 == width:
            return c
    return 1


def walk(grid: list[Row]) -> Layout:
    """Read a grid from top to bottom.

    A head row has words or times over the data columns and no number. The first run of heads begins a block of
    columns; a run further down begins another. Rows with a label alone open a group, name the table, or give its unit.
    """
    stub = stub_width(grid)
    return _Walk(grid, stub).read()


class _Walk:
    def __init__(self, grid: list[Row], stub: int) -> None:
        self.grid, self.stub, self.width = grid, stub, len(grid[0])
        self.units_at = _unit_stub(grid, stub)
        self.out = Layout()
        self.groups = Groups()
        self.heads: list[Row] = []
        self.corners: list[str] = []  # what stands over the labels: a unit, a time, the name of the labels
        self.waiting = ""  # a label whose numbers stand in the next row
        self.above: list[str] = []

    def read(self) -> Layout:
        for number, row in enumerate(self.grid):
            label = self.label(row)
            labels = [e.cell for e in row[: self.stub] if e is not None]
            data = [e for e in row[self.stub :] if e is not None and e.sort != "empty"]
            if all(any(e.cell is cell for cell in labels) for e in data):  # nothing, or a label over the whole row
                self.lone_label(" ".join(label), row)
            elif is_head(row, self.stub, not self.out.rows) and self.takes_head(row, " ".join(label), data):
                continue
            elif any(e.sort in ("number", "doubt", "dash") for e in data):
                self.numbers(number, row, label)
        self.head_percents()
        self.fill_counts()
        return self.out

    def fill_counts(self) -> None:
        """Let a row between two rows that count one thing count it, too: "Dilutive securities" between shares."""
        rows = self.out.rows
        for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
            noun = before.measure.noun
            if (
                before.measure.sort == after.measure.sort == "count"
                and noun == after.measure.noun
                and row.measure == NOTHING
            ):
                row.measure = replace(before.measure)

    def head_percents(self) -> None:
        """Give a column of percentages without a head of its own the words of the change that it stands behind."""
        for block, columns in enumerate(self.out.blocks):
            cells = [row.cells for row in self.out.rows if row.block == block]
            for c in range(1, len(columns)):
                before, column = columns[c - 1], columns[c]
                if column.period is not None or len(column.words) >= len(before.words) or not before.change:
                    continue
                numbers = [e for row in cells if (e := row[c]) is not None and e.sort == "number"]
                if numbers and all(e.percent for e in numbers):
                    columns[c] = replace(before, measure=replace(NOTHING, sort="percent"))

    def label(self, row: Row) -> tuple[str, ...]:
        seen: list[int] = []
        texts: list[str] = []
        for c in range(self.stub):
            e = row[c]
            if e is None or id(e.cell) in seen or c == self.units_at:
                continue
            seen.append(id(e.cell))
            texts.append(clean_label(e.text))
        if len(texts) > 1 and texts[-1] and not texts[0] and len(self.above) == len(texts):
            texts = [text or above for text, above in zip(texts[:-1], self.above, strict=False)] + texts[-1:]
        return tuple(text for text in texts if text)

    def lone_label(self, label: str, row: Row) -> None:
        """Take a row that has a label and nothing else."""
        if not label:
            return
        if not self.out.rows and not self.out.blocks and (not self.heads or is_unit_only(label)):
            if is_unit_only(label) or is_time(label):
                self.corners.append(label)
            else:
                self.out.title.append(label)
                self.out.measure = read_declaration(label).over(self.out.measure)
            return
        if is_unit_only(label):
            self.groups.measure = read_declaration(label)
            return
        indent = row[0].cell.indent if row[0] is not None else 0
        self.groups.enter(label, indent)

    def takes_head(self, row: Row, label: str, data: list[Entry]) -> bool:
        """Take a row of heads; False where it is a row of words like any other, which says nothing of numbers."""
        texts = [e for e in data if e.origin]
        counted = {e.unit for e in texts if e.sort == "number" and e.unit}
        if counted and any(
            e is not None and e.unit in counted for other in self.grid if other is not row for e in other
        ):
            return False  # "2000 boxes" over "1950 boxes": cells that count the same, in a table without heads
        if not self.out.rows:
            if len(texts) == 1 and self.heads and not label and texts[0].sort == "text":
                text = texts[0].text
                if not is_unit_only(text) and not is_time(text) and len(text) > 12 and self.full(self.heads[-1]):
                    self.groups.enter(text, 0)
                    return True
            if (
                self.heads
                and self.width - self.stub == 1
                and texts[0].sort == "period"
                and label
                and not is_time(label)
            ):
                return False  # a fact such as "Founded | 1987"
            self.heads.append(row)
            if label:
                self.corners.append(label)
            return True
        if len(texts) == 1 and not label:
            text = texts[0].text
            if is_unit_only(text):
                self.groups.measure = read_declaration(text)
            elif self.next_is_head(row):
                self.begin(row, label)
            else:
                self.groups.enter(text, 0)
            return True
        if not label or is_unit_only(label) or is_time(label) or label in self.corners:
            self.begin(row, label)
            return True
        if len(texts) > 1 and all(e.sort == "period" for e in texts):
            if self.same_times(texts):
                self.groups.enter(label, 0)
            elif len(texts) * 2 > self.width - self.stub:
                self.begin(row, "")
                self.groups.enter(label, 0)
            return True
        if len(texts) > 1 and self.repeats(texts):
            self.groups.enter(label, 0)
            return True
        return False

    def full(self, row: Row) -> bool:
        return all(e is not None and e.sort != "empty" for e in row[self.stub :])

    def next_is_head(self, row: Row) -> bool:
        at = next(i for i, other in enumerate(self.grid) if other is row) + 1
        return at < len(self.grid) and is_head(self.grid[at], self.stub) and not self.label(self.grid[at])

    def same_times(self, texts: list[Entry]) -> bool:
        labels = {c.period.label for c in self.out.blocks[-1] if c.period is not None} if self.out.blocks else set()
        return bool(labels) and {e.period.label for e in texts if e.period is not None} <= labels

    def repeats(self, texts: list[Entry]) -> bool:
        known = {e.text for head in self.heads for e in head if e is not None}
        return all(e.text in known for e in texts)

    def begin(self, row: Row, label: str) -> None:
        """Begin or go on with a run of heads further down the table."""
        if (
            len(self.out.blocks)
            and self.out.rows
            and self.out.rows[-1].block == len(self.out.blocks) - 1
            and self.heads_done
        ):
            self.heads, self.corners, self.heads_done = [], [], False
        self.heads.append(row)
        if label:
            self.corners.append(label)

    heads_done = False

    def close_heads(self) -> None:
        """Read the run of heads into columns."""
        if self.heads_done:
            return
        self.heads_done = True
        measure = NOTHING
        for corner in self.corners:
            measure = read_declaration(corner).over(measure)
            if not is_time(corner) and not is_unit_only(corner) and not self.out.blocks:
                self.out.title.append(corner)
        corner_text = " ".join(c for c in self.corners if is_time(c))
        columns = (
            read_columns(self.heads, self.stub, self.width, corner_text)
            if self.heads
            else [Column()] * (self.width - self.stub)
        )
        if _one_currency(columns):
            columns = [replace(c, measure=replace(c.measure, exempt=c.measure.exempt | {"all"})) for c in columns]
        self.out.blocks.append([_numbered(c) for c in columns])
        if self.out.rows:
            self.groups.measure = measure if measure != NOTHING else self.groups.measure
            self.groups.open.clear()
        else:
            self.out.measure = measure.over(self.out.measure)

    def numbers(self, number: int, row: Row, label: tuple[str, ...]) -> None:
        """Take a row of numbers."""
        if not self.heads_done and self.waiting_groups():
            kept = list(self.groups.open)
            self.close_heads()
            self.groups.open[:] = kept
        else:
            self.close_heads()
        name = label[-1] if label else ""
        indent = row[0].cell.indent if row[0] is not None else 0
        if name and self.groups.open and not self.groups.data_since and _STARTS_LOW.match(name):
            last = self.groups.open[-1].label
            if _CONTINUES.search(last) or (not last.endswith(":") and last[:1].isupper() and len(last) > 25):
                self.groups.open.pop()
                name = f"{last} {name}"
                label = (*label[:-1], name)
        self.above = list(label) if len(label) == self.stub else self.above
        role = role_of(name) if name else "total"
        if role != "total":
            self.groups.outdent(indent)
        period, label = self.time(label)
        label = self.without_value(label, row)
        measure = read_label(" ".join(label))
        for group in reversed(self.groups.open):
            measure = measure.over(group.measure)
        measure = measure.over(self.groups.measure)
        measure = self.unit_column(row, measure)
        self.out.rows.append(
            DataRow(
                number,
                label,
                self.groups.labels(),
                role,
                period,
                measure,
                row[self.stub :],
                len(self.out.blocks) - 1,
                indent,
                self.groups.section,
            )
        )
        self.groups.data_since = True
        if role == "total" and (name or not self.another_blank(number)):
            self.groups.leave(name)

    def another_blank(self, number: int) -> bool:
        """Tell whether another sum without words follows before the next group: the group then goes on to that one."""
        for row in self.grid[number + 1 :]:
            label = any(e is not None and e.sort != "empty" for e in row[: self.stub])
            data = any(e is not None and e.sort in ("number", "doubt", "dash") for e in row[self.stub :])
            if not data:
                return False
            if not label:
                return bool(self.groups.open)
        return False

    def without_value(self, label: tuple[str, ...], row: Row) -> tuple[str, ...]:
        """Take a number off the end of a label where it repeats a cell of its row: a column that slipped."""
        if not label or not label[-1][-1:].isdigit() or " " not in label[-1]:
            return label
        name, _, last = label[-1].rpartition(" ")
        return (*label[:-1], name) if any(e is not None and e.text == last for e in row[self.stub :]) else label

    def waiting_groups(self) -> bool:
        return bool(self.groups.open) and not self.groups.data_since

    def time(self, label: tuple[str, ...]) -> tuple[Period | None, tuple[str, ...]]:
        """Find the time of a row, in its label or in a group over it; a label that is a time is no name."""
        outer = next((g.period for g in reversed(self.groups.open) if g.period is not None), None)
        period: Period | None = None
        names: list[str] = []
        for c, text in enumerate(label):
            whole, own = (False, None) if self.no_times(c) else row_period(text, outer)
            period = own or period
            if not whole:
                names.append(text)
        return period or outer, tuple(names)

    def no_times(self, column: int) -> bool:
        """Tell whether the head over a label column says that years in it are not the time of the row: "Expires"."""
        texts = [e.text for head in self.heads if (e := head[column]) is not None and e.sort == "text"]
        return any(_NO_TIME.search(text) for text in texts)

    def unit_column(self, row: Row, measure: Measure) -> Measure:
        """Use a column headed "Unit", or one of units beside the labels, for its row."""
        if self.units_at > 0 and (told := row[self.units_at]) is not None and told.text:
            return read_unit(told.text).over(measure)
        for column, entry in zip(self.out.blocks[-1], row[self.stub :], strict=True):
            if entry is not None and entry.sort == "text" and column.words and _UNIT_HEAD.fullmatch(column.words[-1]):
                return replace(NOTHING, sort="count", noun=entry.text, exempt=frozenset({"self"})).over(measure)
        return measure


def _unit_stub(grid: list[Row], stub: int) -> int:
    """Find the label column that holds nothing but units ("kt", "US$/oz", "%"); -1 for none."""
    for c in range(1, stub):
        texts = [e.text for row in grid for e in row[c : c + 1] if e is not None and e.origin and e.sort != "empty"]
        rows = [text for text in texts if not _UNIT_HEAD.fullmatch(text)]
        known = [text for text in rows if read_unit(text) != NOTHING]
        if len(known) >= max(2, 0.6 * len(rows)) and all(len(text) <= 12 for text in rows):
            return c
    return -1


def _one_currency(columns: list[Column]) -> bool:
    """Tell whether all columns have the same currency and scale over them: that is said of the table, not of each."""
    named = {c.measure for c in columns if not c.skip}
    return len(columns) > 1 and len(named) == 1 and all(c.currency and c.sort in ("", "money") for c in named)


def _numbered(column: Column) -> Column:
    return replace(column, change=bool(CHANGE.search(" ".join(column.words)))) if column.words else column
