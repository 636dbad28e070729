"""Find the head rows of a table, and what the heads say of each column."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from itertools import pairwise

from stc.frontends.builtin.tables.grid import Entry, Row
from stc.frontends.builtin.tables.measures import NOTHING, Measure, read_declaration, read_label, read_unit
from stc.frontends.builtin.tables.rows import clean_label
from stc.frontends.builtin.tables.scales import scale_in, without_exceptions
from stc.frontends.builtin.tables.times import combine, is_time
from stc.graph import Period

_NOTES = re.compile(
    r"notes?|ref(?:erence)?s?\.?|footnotes?|exhibit|page(?:s| no\.?)?|see note|#|no\.|note no\.?", re.IGNORECASE
)
CHANGE = re.compile(
    r"\b(?:change|variance|var\.?|growth|increase|decrease|movement|difference)\b|[+/]-|\bchg\b|△|Δ", re.IGNORECASE
)
_UNIT_WORDS = frozenset(
    [
        "in",
        "amount",
        "amounts",
        "expressed",
        "stated",
        "dollar",
        "dollars",
        "u",
        "s",
        "us",
        "of",
        "thousand",
        "thousands",
        "million",
        "millions",
        "billion",
        "billions",
        "except",
        "per",
        "share",
        "shares",
        "data",
        "and",
        "percentage",
        "percentages",
        "percent",
        "usd",
        "eur",
        "gbp",
        "rmb",
        "euro",
        "euros",
        "m",
        "k",
        "bn",
        "mn",
        "mm",
        "unaudited",
        "audited",
        "note",
        "number",
        "as",
        "cad",
        "aud",
        "chf",
        "hk",
        "the",
        "figures",
        "all",
        "unless",
        "otherwise",
        "noted",
        "indicated",
        "for",
        "ratios",
        "footnotes",
        "inthousands",
        "inmillions",
        "mio",
        "tsd",
        "mrd",
        "reported",
        "presented",
        "000",
        "000s",
        "pence",
        "cents",
        "cent",
        "numbers",
        "are",
        "noted",
        "tabular",
        "information",
        "ads",
        "unit",
        "units",
        "where",
    ]
)
_UNIT_MARK = re.compile(
    r"thousand|million|billion|0{3}|[$€£¥₹%]|\b(?:bn|mn|usd|eur|gbp|cad|aud|chf|rmb|cents?|pence|euros?|dollars?"
    r"|percent(?:age)?s?|mio|tsd|mrd|unaudited|audited)\b|(?<=[a-z])m$|€m|usdm",
    re.IGNORECASE,
)
_TOKEN = re.compile(r"[a-z]+|\d+s?")
_SIGNED_MILLIONS = re.compile(r"(?:us|a|c|nz)?[$€£]m", re.IGNORECASE)
_OPEN_END = re.compile(r"(?:\b(?:of|at|the|and|in|for|per|to|from|by|on|a|with|than|net)|[-–&/])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """What the heads say of a column: its words from outermost to innermost, its time, its measure."""

    words: tuple[str, ...] = ()
    period: Period | None = None
    measure: Measure = NOTHING
    change: bool = False
    skip: bool = False
    frame: str = ""  # a part of a time that waits for its year: "Q1", "March"


_TIME_UNIT = re.compile(
    r"\((?:in )?(?:years|months|weeks|days|hours|minutes)\)|in (?:years|months|weeks|days|hours)", re.IGNORECASE
)
_SIGN_ONLY = re.compile(r"\W*%\W*|\W*(?:bps|percent|percentage)\W*", re.IGNORECASE)


def is_unit_only(text: str) -> bool:
    """Tell whether a head says nothing but a unit.

    >>> [is_unit_only(text) for text in ("(in millions)", "$’000", "%", "USDm", "2019", "Shares", "% of sales")]
    [True, True, True, True, False, False, False]
    """
    if not _UNIT_MARK.search(text) and not _TIME_UNIT.fullmatch(text):
        return False
    text = without_exceptions(text)
    if _TIME_UNIT.fullmatch(text):
        return True
    return all(
        token in _UNIT_WORDS or (token.endswith("m") and token[:-1] in _UNIT_WORDS) or token.strip("0s") == ""
        for token in _TOKEN.findall(text.lower())
    )


def is_head(row: Row, stub: int, first: bool = False) -> bool:
    """Tell whether a row is made of heads: something stands over the data columns, and none of it is a number.

    In the `first` rows of a table lengths of time ("53 weeks") and the numbers 1, 2, 3 in order are heads, too.
    """
    cells = [e for e in row[stub:] if e is not None and e.sort != "empty"]
    if not cells or all(e.sort == "none" for e in cells):
        return False
    if all(e.sort in ("text", "period", "none") for e in cells):
        return True
    if not first:
        return False
    if all(e.sort in ("text", "period") or e.unit.lower() in _LENGTHS for e in cells):
        return True
    if all(e.sort in ("text", "period") or _YEAR_AND_NAME.fullmatch(e.text) for e in cells):
        return True
    if _in_classes([e for e in cells if e.sort not in ("text", "period")]):
        return True
    counted = [e.value for e in cells if e.sort == "number" and not e.currency and not e.percent]
    return len(cells) > 2 and counted == list(range(1, len(cells) + 1))


def _in_classes(cells: list[Entry]) -> bool:
    """Tell whether cells are the classes of a range, one after the other: "1-90", "91-180", ">180"."""
    if len(cells) < 2 or any(e.currency or e.percent or e.value is None for e in cells):
        return False
    if any(e.qualifier not in ("range", "at least", "at most") for e in cells):
        return False
    pairs = [(e.high, after.value) for e, after in pairwise(cells)]
    return all(high is not None and low is not None and 0 <= low - high <= 1 for high, low in pairs)


_YEAR_AND_NAME = re.compile(
    r"(?:19|20)\d\d (?!(?:million|billion|thousand|percent)\b)[A-Za-z][^\d|]{2,30}"
)  # "2022 passengers"
_LENGTHS = frozenset({"weeks", "months", "days", "years"})


def read_columns(rows: list[Row], stub: int, width: int, corner: str = "") -> list[Column]:
    """Read the columns from stub to width out of contiguous head rows; `corner` is a time over the labels."""
    levels = [_spread(rows, at, stub, width) for at in range(len(rows))]
    for level in levels:
        if any(_SIGNED_MILLIONS.fullmatch(text) for text, _ in level):  # "M" beside "$M"
            level[:] = [("millions", own) if text in ("M", "m") else (text, own) for text, own in level]
    measured = _take_units(levels)
    found = [_column([level[c] for level in levels], corner) for c in range(width - stub)]
    pairs = zip(found, measured, strict=True)
    found = [replace(column, measure=unit.over(column.measure)) if unit else column for column, unit in pairs]
    return _without_qualifiers(_without_common(found))


def _take_units(levels: list[list[tuple[str, bool]]]) -> list[Measure | None]:
    """Take a last row of heads that holds units for most columns out of the levels: "m", "°C", "%" under names."""
    measured: list[Measure | None] = [None] * len(levels[-1])
    if len(levels) < 2:
        return measured
    units = [read_unit(text) if text else NOTHING for text, _ in levels[-1]]
    texts = [text for text, _ in levels[-1] if text]
    known = sum(1 for unit in units if unit != NOTHING)
    if known * 2 <= len(texts) or any(len(text) > 8 for text in texts) or all(is_unit_only(text) for text in texts):
        return measured
    if {*texts} <= {"m", "k", "b"}:  # millions and thousands
        return measured
    for c, (text, own) in enumerate(levels[-1]):
        if own and units[c] != NOTHING and any(level[c][0] for level in levels[:-1]):
            levels[-1][c] = ("", own)
            measured[c] = units[c]
        elif text and own and any(level[c][0] for level in levels[:-1]):
            levels[-1][c] = (f"({text})", own)  # a unit that we do not know is no part of the name
    return measured


def _spread(rows: list[Row], at: int, stub: int, width: int) -> list[tuple[str, bool]]:
    """Give each column's head text in one row, and whether it is the column's own or spoken for several."""
    row = rows[at]
    texts = [_text(row[c]) for c in range(stub, width)]
    own = [(text, bool(text) and (row[stub + i].cell.colspan == 1)) for i, text in enumerate(texts)]  # type: ignore[union-attr]
    filled = [i for i, text in enumerate(texts) if text]
    if not filled or all(texts):
        return own
    below = [any(_text(lower[c]) for lower in rows[at + 1 :]) for c in range(stub, width)]
    change = _changes(rows[at + 1 :], stub, width)
    cells = {id(row[stub + i].cell) for i in filled}  # type: ignore[union-attr]
    if len(cells) > 1 and filled[0] == 0 and all(is_unit_only(texts[i]) for i in filled):
        return _spread_units(own)
    if len(cells) == 1:
        return _spread_lone(rows, at, stub, own, filled, below, change)
    if any(row[stub + i].cell.colspan > 1 for i in filled):  # type: ignore[union-attr]
        return own  # the markup says how far heads reach
    if filled[0] > 0 and below[0] and len(texts) % len(filled) == 0:
        size = len(texts) // len(filled)
        if all(i // size == number for number, i in enumerate(filled)):
            return [(texts[filled[i // size]], False) for i in range(len(texts))]
    out, last = list(own), texts[filled[0]] if is_time(texts[filled[0]]) else ""
    for i, text in enumerate(texts):
        if text:
            last = text
            reaches = i + 1 < len(texts) and not texts[i + 1] and below[i + 1] and below[i]
            out[i] = (text, not reaches)
        elif last and below[i] and not (change[i] and is_time(last)):
            out[i] = (last, False)
    return out


def _changes(rows: list[Row], stub: int, width: int) -> list[bool]:
    """Say which columns are changes by the heads below: by their words, or a lone "%" among other columns."""
    texts = [[_text(row[c]) for row in rows] for c in range(stub, width)]
    signs = [any(_SIGN_ONLY.fullmatch(text) for text in column if text) for column in texts]
    return [
        any(CHANGE.search(t) for t in column) or (s and signs.count(True) == 1)
        for column, s in zip(texts, signs, strict=True)
    ]


def _spread_lone(
    rows: list[Row],
    at: int,
    stub: int,
    own: list[tuple[str, bool]],
    filled: list[int],
    below: list[bool],
    change: list[bool],
) -> list[tuple[str, bool]]:
    """Let a head that stands alone in its row speak for all columns: a time, a unit, a head over other heads."""
    text = own[filled[0]][0]
    under = _text(rows[at + 1][stub + filled[0]]) if at + 1 < len(rows) else ""
    unit = is_unit_only(text)
    if unit and filled == [len(own) - 1] and _measured_apart(rows[:at] + rows[at + 1 :], stub, len(own)):
        return own  # "(in thousands)" under a value beside a number of options and their price
    if unit:
        return [(text, False) if not own[i][0] else own[i] for i in range(len(own))]
    if CHANGE.search(text) and not is_time(text):
        timed = [any(is_time(_text(lower[stub + i])) for lower in rows[at + 1 :]) for i in range(len(own))]
        return [(text, False) if below[i] and not timed[i] else own[i] for i in range(len(own))]
    if _OPEN_END.search(text) and under and not is_time(under):
        return own
    if not any(below) and not is_time(text):
        return own
    lower = [i for i in range(len(own)) if at + 1 < len(rows) and _text(rows[at + 1][stub + i])]
    if lower == filled and not is_time(text) and not is_time(under) and not is_unit_only(under):
        return own  # one head over several lines
    if at and not is_time(text) and all(_text(rows[at - 1][stub + i]) for i in range(len(own))):
        return own  # the second line of one head among complete ones
    if under[:1].islower() and not is_unit_only(under):
        return own
    return [("", False) if change[i] and i not in filled else (text, False) for i in range(len(own))]


def _spread_units(own: list[tuple[str, bool]]) -> list[tuple[str, bool]]:
    """Let each of several units in a row of heads speak for the columns without one up to the next: rupees, dollars."""
    out, last = list(own), ""
    for i, (text, _) in enumerate(own):
        last = ("" if _SIGN_ONLY.fullmatch(text) else text) if text else last
        out[i] = own[i] if text else (last, False)
    return out


def _measured_apart(heads: list[Row], stub: int, width: int) -> bool:
    """Tell whether heads count or price what stands in other columns than the last: its unit is then not theirs."""
    sorts = [{read_label(_text(row[stub + i])).sort for row in heads} for i in range(width - 1)]
    return any(own & {"count", "rate"} for own in sorts)


def _text(entry: Entry | None) -> str:
    return entry.text if entry is not None else ""


def _column(texts: list[tuple[str, bool]], corner: str) -> Column:
    words: list[str] = []
    measure = NOTHING
    period: Period | None = None
    outer = corner
    joined_own = False
    before = ""
    for text, own in texts:
        if not text or text == before:  # a head that reaches over two rows is one
            continue
        before = text
        declares = is_unit_only(text)
        if declares and (not own or scale_in(text)) and not _SIGN_ONLY.fullmatch(text):
            measure = read_declaration(text).over(measure)  # "except percentages" makes no column one of percentages
        else:
            measure = read_label(text).over(read_declaration(text)).over(measure)
        if declares:
            continue
        period, rest, outer = combine(period, text, outer)
        rest = _once(clean_label(rest))
        if rest and not is_unit_only(rest):
            if own and joined_own and words:
                words[-1] = f"{words[-1]} {rest}"
            else:
                words.append(rest)
            joined_own = own
    if period is None and corner:
        period = combine(None, corner, "")[0]
        below = outer.removeprefix(corner).strip()  # "First Quarter" under the corner "2019"
        if period is not None and below:
            period = combine(period, below)[0]
    frame = ""
    if period is None and outer.removeprefix(corner).strip():
        frame = outer.removeprefix(corner).strip()
        words.append(frame)
    skip = bool(words) and all(_NOTES.fullmatch(w.strip(" ().")) for w in words)
    return Column(tuple(words), period, measure, bool(CHANGE.search(" ".join(t for t, _ in texts))), skip, frame)


def _once(text: str) -> str:
    """Undo a head that is printed twice in one cell: "Net sales Net sales"."""
    half = len(text) // 2
    return (
        text[:half]
        if len(text) > 8 and len(text) % 2 and text[half] == " " and text[:half] == text[half + 1 :]
        else text
    )


_QUALIFIERS = re.compile(
    r"\W*(?:(?:as )?(?:restated|revised|adjusted|reported|previously reported|recast)|unaudited|audited|actual"
    r"|\d\d weeks|note \d{1,2}|amount|total)\W*",
    re.IGNORECASE,
)


def _without_qualifiers(columns: list[Column]) -> list[Column]:
    """Leave out words such as "restated" where the time tells a column from all others: a series runs across them."""
    plain = [tuple(w for w in c.words if not _QUALIFIERS.fullmatch(w)) for c in columns]
    times = [c.period.label if c.period is not None else "" for c in columns]
    return [
        replace(c, words=words) if time and words != c.words and times.count(time) == 1 else c
        for c, words, time in zip(columns, plain, times, strict=True)
    ]


def _without_common(columns: list[Column]) -> list[Column]:
    """Leave out the words that all columns share: they tell nothing apart."""
    live = [c for c in columns if not c.skip]
    if len(live) < 2:
        return columns
    common = set(live[0].words).intersection(*(c.words for c in live[1:]))
    if not common:
        return columns
    return [replace(c, words=tuple(w for w in c.words if w not in common)) for c in columns]
