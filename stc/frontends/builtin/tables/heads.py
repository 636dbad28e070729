"""Find the head rows of a table, and what the heads say of each column."""

from __future__ import annotations

import re
from dataclasses import dataclass

from stc.frontends.builtin.tables.grid import Entry, Row
from stc.frontends.builtin.tables.measures import NOTHING, Measure, read_declaration, read_label
from stc.frontends.builtin.tables.standin import find_periods
from stc.frontends.builtin.tables.times import combine
from stc.graph import Period

_NOTES = re.compile(
    r"notes?|ref(?:erence)?s?\.?|footnotes?|exhibit|page(?:s| no\.?)?|see note|item|#|no\.", re.IGNORECASE
)
_CHANGE = re.compile(
    r"\b(?:change|variance|var\.?|growth|increase|decrease|movement|difference)\b|^%$|[+/]-|\bchg\b|△|Δ", re.IGNORECASE
)
_UNIT_ONLY = re.compile(
    r"\W*(?:(?:in|amounts?|expressed|stated|dollars?|u\.?s\.?|us|of|thousands?|millions?|billions?|except|per|share|shares"
    r"|data|and|amounts|percentages?|percent|usd|eur|gbp|rmb|euros?|m|k|bn|mn|mm|s|unaudited|audited|restated|000|note|number"
    r"|as|cad|aud|chf|hk|the|figures|all|unless|otherwise|noted|indicated|for|ratios?|footnotes|inthousands|inmillions|days|years|mio|tsd|mrd|ended|year)\b[\s\W]*)*",
    re.IGNORECASE,
)
_OPEN_END = re.compile(r"(?:\b(?:of|at|the|and|in|for|per|to|from|by|on|a|with)|[-–&/])$", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """What the heads say of a column: its words from outermost to innermost, its time, its measure."""

    words: tuple[str, ...] = ()
    period: Period | None = None
    measure: Measure = NOTHING
    change: bool = False
    skip: bool = False


def is_unit_only(text: str) -> bool:
    """Tell whether a head says nothing but a unit: "(in millions)", "$’000", "%"."""
    return bool(_UNIT_ONLY.fullmatch(text)) and not text.strip().isdigit()


def is_head(row: Row, stub: int) -> bool:
    """Tell whether a row is made of heads: something stands over the data columns, and none of it is a number."""
    cells = [e for e in row[stub:] if e is not None and e.sort != "empty"]
    return bool(cells) and all(e.sort in ("text", "period") for e in cells)


def read_columns(rows: list[Row], stub: int, width: int) -> list[Column]:
    """Read the columns from stub to width out of contiguous head rows."""
    levels = [_spread(rows, at, stub, width) for at in range(len(rows))]
    found = [_column([level[c] for level in levels]) for c in range(width - stub)]
    return _without_common(found)


def _spread(rows: list[Row], at: int, stub: int, width: int) -> list[str]:
    """Give the head text over each column for one row of heads, with cells that speak for several columns repeated."""
    row = rows[at]
    texts = [_text(row[c]) if c < len(row) else "" for c in range(stub, width)]
    filled = [i for i, text in enumerate(texts) if text]
    if not filled or all(texts):
        return texts
    below = [any(_text(lower[c]) for lower in rows[at + 1 :]) for c in range(stub, width)]
    distinct = {id(row[stub + i].cell) for i in filled}  # type: ignore[union-attr]
    if len(distinct) == 1:
        text = texts[filled[0]]
        under = _text(rows[at + 1][stub + filled[0]]) if at + 1 < len(rows) else ""
        if _OPEN_END.search(text) and under and not find_periods(under) and len(texts) > 1:
            return texts
        if not any(below) and not (is_unit_only(text) or find_periods(text)):
            return texts
        changes = [_only_change(rows, at, stub + i) for i in range(len(texts))]
        if is_unit_only(text) or len(texts) == 1:
            return [t or ("" if changes[i] and i not in filled else text) for i, t in enumerate(texts)]
        return ["" if (changes[i] and i not in filled) else text for i in range(len(texts))]
    if filled[0] > 0 and below[0] and len(texts) % len(filled) == 0:
        size = len(texts) // len(filled)
        if all(i // size == number for number, i in enumerate(filled)):
            return [texts[filled[i // size]] for i in range(len(texts))]
    out, last = list(texts), ""
    for i, text in enumerate(texts):
        if text:
            last = text
        elif last and below[i] and not _only_change(rows, at, stub + i):
            out[i] = last
    return out


def _only_change(rows: list[Row], at: int, column: int) -> bool:
    return any(_CHANGE.search(_text(row[column])) for row in rows[at + 1 :])


def _text(entry: Entry | None) -> str:
    return entry.text if entry is not None else ""


def _column(texts: list[str]) -> Column:
    words: list[str] = []
    period: Period | None = None
    measure = NOTHING
    for text in texts:
        if not text:
            continue
        inner = read_label(text).over(read_declaration(text))
        measure = inner.over(measure)
        before = period
        period, rest = combine(period, text)
        rest = rest if period is not before else text
        if rest and not is_unit_only(rest):
            words.append(rest)
    joined = " ".join(texts)
    skip = bool(words) and all(_NOTES.fullmatch(w.strip(" ().")) for w in words) and period is None
    return Column(tuple(words), period, measure, bool(_CHANGE.search(joined)), skip)


def _without_common(columns: list[Column]) -> list[Column]:
    """Leave out the words that all columns share: they tell nothing apart."""
    live = [c for c in columns if not c.skip]
    if len(live) < 2:
        return columns
    common = set(live[0].words).intersection(*(c.words for c in live[1:]))
    if not common:
        return columns
    return [
        Column(tuple(w for w in c.words if w not in common), c.period, c.measure, c.change, c.skip) for c in columns
    ]
