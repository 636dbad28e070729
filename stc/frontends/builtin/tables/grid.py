"""Lay the cells of a table out as a rectangle: spans filled, lone marks merged, empty columns dropped."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import lru_cache
from html import unescape
from typing import Literal

from stc.admit.grounding import DASHES
from stc.errors import UnitError
from stc.frontends.builtin.tables.times import is_time
from stc.frontends.document import Cell, TableBlock
from stc.graph import Period, Qualifier, Span
from stc.numerals import ambiguous, read_numeral
from stc.periods import find_periods, read_period
from stc.units import parse, singular, tags

Sort = Literal["empty", "number", "doubt", "dash", "none", "period", "text"]
_DASH = re.compile(r"[$€£¥]?\s*[-‐‑‒–—―−_]{1,2}\s*%?|[$€£¥]?\s*\(?[-–—−]\)?\s*%?|nil", re.IGNORECASE)
_NONE = re.compile(
    r"n\.?/?a\.?|n\.?/?m\.?|nmf|n\.?/?m\.?f?\.?|not (?:applicable|meaningful|available)|-{3,}|\*{1,3}|[†‡#<>]+|\.{2,}",
    re.IGNORECASE,
)
_MARK = re.compile(r"[$€£¥₹%)]|\)\s*%|(?:us|u\.s\.|c|a|hk|nz|r)\s?\$|usd|eur|gbp|chf|rmb|pts?|bps|x", re.IGNORECASE)
_SPACED_YEAR = re.compile(r"[12] ?[09] ?\d ?\d")
# "2019 $" and "US$ 2019" head a column; "$ 2019" may be an amount
_YEAR_AND_UNIT = re.compile(
    r"(?:19|20)\d\d ?(?:[A-Z]{0,3}[$€£¥₹]|[A-Z]{3}|Rs\.?|RM)(?:m|bn|k)?"
    r"|(?:[A-Z]{1,3}[$€£¥₹]|[A-Z]{3}|Rs\.?|RM) ?(?:19|20)\d\d"
)
_YEARLIKE = re.compile(r"(?:19|20)\d\d(?:\s*(?:\(\w{1,2}\)|[*†‡§]+|[¹²³⁴⁵⁶⁷⁸⁹])){0,3}")
_MARKS = re.compile(r"(?:\s*(?:\(\w{1,2}\)|\[\w{1,2}\]|[*†‡§¹²³⁴⁵⁶⁷⁸⁹]+))+$")
_NOTED = re.compile(r"([$€£¥]?\s?\d[\d.,]{4,20})\s\([1-9a-h]\)")
_SUFFIX = re.compile(r"([^A-Za-zµ°]*[\d)½¼¾]\s*)([A-Za-zµ°Ω][\w/²³^.µ°Ω -]{0,20})")
_RANGE = re.compile(r"([\d.,]{1,12}\s?%?)\s?(?:–|\s-\s|\sto\s)\s?([\d.,]{1,12}\s?%?)")
_HEDGES: dict[str, Qualifier] = {
    "<": "at most",
    "≤": "at most",
    ">": "at least",
    "≥": "at least",
    "~": "about",
    "≈": "about",
}
_PIECE = re.compile(r"[^<>]+(?![^<]*>)")
_SIGNS = frozenset({"bps", "bp", "pts", "ppt", "ppts", "pp", "pt", "x", "times"})
MAX_AREA = 500_000  # cells that spans may fill


@dataclass(frozen=True, slots=True)
class Entry:
    """What stands at a place of the grid; `mark` is a sign beside it, `origin` false where a span repeats it."""

    cell: Cell
    sort: Sort
    value: Fraction | None = None
    resolution: Fraction = Fraction(0)
    percent: bool = False
    currency: str = ""  # as printed
    scale: str = ""  # as printed after the number: "m", "bn"
    unit: str = ""  # a unit printed after the number: "bps", "kWh"
    qualifier: Qualifier = "exact"
    high: Fraction | None = None  # of a range
    period: Period | None = None
    lone: bool = False  # "(1)": minus one or a footnote mark, which only the column can tell
    mark: str = ""
    origin: bool = True

    @property
    def text(self) -> str:
        return self.cell.text


Row = list[Entry | None]


def read_entry(cell: Cell, locale: str) -> Entry:
    """Say what a cell holds, by its text alone.

    >>> [read_entry(Cell(t, 0, 0, 0, 0), "en").sort for t in ("", "(1,234)", "—", "N/A", "2019", "Change")]
    ['empty', 'number', 'dash', 'none', 'period', 'text']
    """
    text = cell.text
    if not text:
        return Entry(cell, "empty")
    if len(text) <= 24:
        if _SPACED_YEAR.fullmatch(text):
            return _time(cell, text.replace(" ", ""))
        if _DASH.fullmatch(text):
            return Entry(cell, "dash", value=Fraction(0), percent="%" in text)
        if _NONE.fullmatch(text):
            return Entry(cell, "none")
    if len(text) <= 60 and any(c.isdigit() for c in text):
        if _YEARLIKE.fullmatch(text):
            return _time(cell, strip_notes(text))
        if _YEAR_AND_UNIT.fullmatch(text):
            return Entry(cell, "text")
        found = _number(cell, text, locale)
        if found is not None:
            return found
        if noted := _NOTED.fullmatch(text):  # "6,320 (2)": a note, where "4 (2)" may be two numbers
            found = _number(replace(cell, text=noted[1]), noted[1], locale)
            if found is not None:
                return found
        if locale == "und" and ambiguous(text):
            return Entry(cell, "doubt")
        bare = strip_notes(text)
        if find_periods(bare):
            found = _time(cell, bare)
            if found.period is not None:
                return found
    return Entry(cell, "text")


def _time(cell: Cell, text: str) -> Entry:
    return Entry(replace(cell, text=text) if text != cell.text else cell, "period", period=read_period(text))


def _number(cell: Cell, text: str, locale: str) -> Entry | None:
    reading = read_numeral(text, locale)
    unit, qualifier, high = "", "exact", None
    if reading is None:
        hedge = _HEDGES.get(text[0])
        if hedge is not None:
            inner = _number(cell, text[1:].lstrip("= "), locale)
            return None if inner is None else replace(inner, qualifier=hedge)
        if match := _SUFFIX.fullmatch(text):
            unit = match[2]
            year = bool(_YEARLIKE.fullmatch(match[1].rstrip())) and _is_one(unit)  # "2024 budget" heads a column
            reading = (
                read_numeral(match[1].rstrip(), locale) if _is_unit(unit) and not is_time(text) and not year else None
            )
            if reading is not None and (reading.percent or reading.scale):
                reading = None
        elif match := _RANGE.fullmatch(text):
            reading, top = read_numeral(match[1], locale), read_numeral(match[2], locale)
            if reading is None or top is None or not 0 <= reading.value < top.value:
                return None
            reading, qualifier, high = reading._replace(percent=top.percent), "range", top.value
        if reading is None:
            return None
    return Entry(
        cell,
        "number",
        reading.value,
        reading.resolution,
        reading.percent,
        reading.currency,
        reading.scale,
        unit,
        qualifier,  # type: ignore[arg-type]
        high,
        lone=reading.doubt == "footnote",
    )


@lru_cache(maxsize=1024)
def _is_unit(text: str) -> bool:
    """Tell whether what stands after a number can be its unit."""
    if text.lower() in _SIGNS:
        return True
    try:
        return bool(parse(text)) and len(text.split()) < 3
    except UnitError:
        return False


def _is_one(noun: str) -> bool:
    """Tell whether a word is a counted noun in the singular: no 2,024 of them are meant."""
    try:
        return bool(tags(parse(noun))) and singular(noun.lower()) == noun.lower()
    except UnitError:
        return False


def strip_notes(text: str) -> str:
    """Take footnote marks off: "2018 (4)" -> "2018"."""
    return _MARKS.sub("", text).strip()


def number_span(entry: Entry, text: str, locale: str) -> Span | None:
    """Find where exactly a cell's number stands: the whole cell where it is nothing else, else a piece of it."""
    start, end = entry.cell.start, entry.cell.end
    source = text[start:end]
    if entry.qualifier not in ("exact", "range"):
        skip = len(source) - len(source.lstrip("<>≤≥~≈= "))
        source, start = source[skip:], start + skip
        if not entry.unit and read_numeral(source, locale) is not None:
            return Span(start, end)
    if entry.sort == "dash":
        at = next((i for i, c in enumerate(source) if c in DASHES), -1)
        if at >= 0:
            return Span(start + at, start + at + (2 if source[at : at + 2] == "--" else 1))
        return Span(start, end) if unescape(source).strip() in DASHES else None
    if source == entry.text and not entry.unit:
        return Span(start, end)
    pieces = [(m.start(), m.end()) for m in _PIECE.finditer(source)]
    if entry.unit:
        pieces = [(0, len(source) - len(entry.unit)), *pieces]
    for left, right in [(0, len(source)), *pieces]:
        piece = source[left:right].strip()
        reading = read_numeral(piece, locale)
        if reading is not None and reading.value == entry.value:
            left = source.index(piece, left)
            return Span(start + left, start + left + len(piece))
    reading = read_numeral(entry.text, locale)  # white space that is wider in the source
    core = entry.text[reading.start : reading.end] if reading is not None and entry.value == reading.value else ""
    if not core or source.count(core) != 1:
        return None
    left = source.index(core)
    if reading is not None and reading.value < 0:
        left = max(source.rfind(mark, 0, left) for mark in "(-−–")
    piece = source[left : source.index(core) + len(core)]
    reading = read_numeral(piece, locale) if left >= 0 else None
    return (
        Span(start + left, start + left + len(piece)) if reading is not None and reading.value == entry.value else None
    )


def lay_out(block: TableBlock, locale: str) -> list[Row]:
    """Give the grid of a table: rows of equal length, None where nothing stands."""
    grid: list[Row] = []
    pending: dict[tuple[int, int], Entry] = {}
    area = 0
    for number, cells in enumerate(block.rows):
        row: Row = []
        for cell in cells:
            while (number, len(row)) in pending:
                row.append(pending.pop((number, len(row))))
            entry = read_entry(cell, locale)
            row.append(entry)
            if cell.colspan > 1 or cell.rowspan > 1:
                again = replace(entry, origin=False)
                area += cell.colspan * cell.rowspan
                if area > MAX_AREA:
                    return []
                column = len(row) - 1
                row.extend([again] * (cell.colspan - 1))
                for down in range(1, cell.rowspan):
                    for right in range(cell.colspan):
                        pending[number + down, column + right] = again
        while (number, len(row)) in pending:
            row.append(pending.pop((number, len(row))))
        grid.append(row)
    width = max((len(row) for row in grid), default=0)
    if width * len(grid) > MAX_AREA:
        return []
    for row in grid:
        row.extend([None] * (width - len(row)))
    return _squeeze(grid)


def _is_mark(entry: Entry | None) -> bool:
    return entry is not None and entry.sort == "text" and len(entry.text) <= 5 and bool(_MARK.fullmatch(entry.text))


def _squeeze(grid: list[Row]) -> list[Row]:
    """Merge columns that hold only signs ($, %, the bracket that closes) into their numbers, drop empty columns."""
    width = len(grid[0]) if grid else 0
    columns = [[row[c] for row in grid] for c in range(width)]
    kept: list[list[Entry | None]] = []
    for number, column in enumerate(columns):
        if kept and number > 1 and len(kept) > 1 and _fits(kept[-1], column):
            kept[-1] = [_join(a, b) for a, b in zip(kept[-1], column, strict=True)]
        else:
            kept.append(column)
    filled = [
        c for i, c in enumerate(kept) if i == 0 or any(e is not None and e.sort != "empty" and e.origin for e in c)
    ]
    return [list(row) for row in zip(*filled, strict=True)]


def _fits(left: list[Entry | None], right: list[Entry | None]) -> bool:
    marks = False
    for a, b in zip(left, right, strict=True):
        empty = a is None or a.sort == "empty" or b is None or b.sort == "empty"
        repeated = a is not None and b is not None and a.cell is b.cell
        mark = _is_mark(a) or _is_mark(b)
        marks = marks or mark
        if not (empty or repeated or mark):
            return False
    return marks


def _join(left: Entry | None, right: Entry | None) -> Entry | None:
    if left is None or left.sort == "empty":
        return right if right is not None else left
    if right is None or right.sort == "empty" or right.cell is left.cell:
        return left
    if _is_mark(left):
        return replace(right, mark=right.mark + left.text, percent=right.percent or "%" in left.text)
    return replace(left, mark=left.mark + right.text, percent=left.percent or "%" in right.text)
