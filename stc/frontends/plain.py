"""Read plain text: paragraphs, quoted mail, and tables whose columns stand aligned, two or more spaces apart."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass

from stc.frontends.document import Block, Cell, Format, Kind, TableBlock, TextBlock
from stc.frontends.keyed import keyed_size, keyed_table
from stc.frontends.markup import mask

LONG_LOOK = 60  # lines
_LINE = re.compile(r"([^\r\n]*)(?:\r\n?|\n|\Z)")
_QUOTE = re.compile(r"[ \t]*(?:>[ \t]?)+")
_PIECE = re.compile(r"[^\s.](?:[^\S\r\n]?[^\s.]|\.(?!\.\.)|[^\S\r\n](?=\.(?!\.\.)))*")
_RULE = re.compile(r"[\s=\-_+|─━═]*")
_NUMBERISH = re.compile(
    r"[<>~≤≥≈]?\s?[(\[]?[-+−–—]?\s?[$€£¥₹]?\s?[(]?[-−]?\d[\d.,'\u00a0\u202f ]*\s?[%)\]]*\s?[%*†€]?"
    r"(?:\s?[A-Za-zµ°][A-Za-z/µ°²³]{0,9})?"
    r"|[\d.,]{1,9}\s?[-–—]\s?[\d.,]{1,9}|[$€£¥]?\s?[-–—]|\d{1,2}:\d\d(?::\d\d)?|n/?a|[$€£]",
    re.IGNORECASE,
)
_GAP = re.compile(r"\S {3,}\S")
_CODE = re.compile(r"[#A-Z]{0,3}-?\d{1,6}[.)]?")  # of a line: "1", "2.", "A-103"
_YEARISH = re.compile(r"(?:FY|Q[1-4])?\s?(?:19|20)\d\d(?:/\d\d(?:\d\d)?)?")
_HEADING = re.compile(r"[^a-z]{4,80}|\d+(?:\.\d+)*\.? [A-Z][^.]{2,70}")


@dataclass(frozen=True, slots=True)
class _Line:
    start: int
    end: int
    shown: int  # where the text begins after marks of quoting
    quote: int


def read_plain(text: str) -> Iterator[Block]:
    """Read the blocks of a plain text in order.

    >>> [block.kind for block in read_plain("Hi\\n\\n> Did we sell 3?\\nYes.\\n")]
    ['paragraph', 'quote', 'paragraph']
    """
    return read_region(text, 0, len(text), "paragraph", 0)


def read_region(text: str, start: int, end: int, kind: Kind, level: int, format: Format = "plain") -> Iterator[Block]:
    """Read the paragraphs and aligned tables between two offsets."""
    run: list[_Line] = []
    for line in _lines(text, start, end):
        if line.shown >= line.end or (run and run[-1].quote != line.quote):
            yield from _paragraphs(text, run, kind, level, format)
            run = []
        if line.shown < line.end:
            run.append(line)
    yield from _paragraphs(text, run, kind, level, format)


def _lines(text: str, start: int, end: int) -> Iterator[_Line]:
    at = start
    while at < end:
        match = _LINE.match(text, at, end)
        assert match is not None  # it matches the empty line
        stop = match.end(1)
        quote = _QUOTE.match(text, at, stop)
        shown = quote.end() if quote else at
        while shown < stop and text[shown].isspace():
            shown += 1
        yield _Line(at, at + len(text[at:stop].rstrip()), shown, text.count(">", at, quote.end()) if quote else 0)
        at = match.end() if match.end() > at else at + 1


def _paragraphs(text: str, run: list[_Line], kind: Kind, level: int, format: Format) -> Iterator[Block]:
    """Cut a run of lines without a gap into text and tables."""
    table_at, keyed_at = _looking(_table_size, text, run), _looking(_keyed_size, text, run)
    at = 0
    while at < len(run):
        size = table_at(at)
        if size:
            yield from _table(text, run[at : at + size])
            at += size
            continue
        keyed = keyed_at(at)
        if keyed:
            yield keyed_table(text, [(line.shown, line.end) for line in run[at : at + keyed]])
            at += keyed
            continue
        stop = at + 1
        while stop < len(run) and not table_at(stop) and not keyed_at(stop):
            stop += 1
        yield _text(text, run[at:stop], kind, level, format)
        at = stop


def _keyed_size(text: str, run: list[_Line], at: int) -> tuple[int, int]:
    return keyed_size(text, ((run[n].shown, run[n].end) for n in range(at, len(run))))


def _looking(
    size_of: Callable[[str, list[_Line], int], tuple[int, int]], text: str, run: list[_Line]
) -> Callable[[int], int]:
    """Give what counts a table's lines from a line on; after a long look in vain it passes over half of what it saw.

    Else a page of rulers, or of rows that make no table, would be read once from each of its lines.
    """
    blind = 0

    def look(at: int) -> int:
        nonlocal blind
        if at < blind:
            return 0
        size, seen = size_of(text, run, at)
        blind = at + seen // 2 if not size and seen > LONG_LOOK else blind
        return size

    return look


def _text(text: str, run: list[_Line], kind: Kind, level: int, format: Format) -> TextBlock:
    start, end = run[0].shown, run[-1].end
    shown = text[start:end] if format == "plain" else mask(text[start:end], format)
    if run[0].quote:
        shown = "".join(
            " " * (line.shown - max(start, line.start))
            + text[line.shown : run[i + 1].start if i + 1 < len(run) else end]
            for i, line in enumerate(run)
        )
        kind, level = "quote", run[0].quote
    elif kind == "paragraph" and len(run) == 1 and _HEADING.fullmatch(shown) and any(c.isalpha() for c in shown):
        kind, level = "heading", 2
    elif (
        kind == "paragraph"
        and len(run) > 1
        and 2 * sum(1 for line in run if _GAP.search(text, line.shown, line.end)) > len(run)
    ):
        kind = "code"  # columns that no table was made of: no sentences
    return TextBlock(start, end, shown, kind, level)


def _pieces(text: str, line: _Line) -> list[tuple[int, int]]:
    """Cut a line where two spaces, a tab or a row of dots stand."""
    found = [(m.start(), m.end()) for m in _PIECE.finditer(text, line.shown, line.end)]
    joined: list[tuple[int, int]] = []
    for start, end in found:
        if (
            joined
            and text[joined[-1][0] : joined[-1][1]] in ("$", "€", "£")
            and "\n" not in text[joined[-1][1] : start]
        ):
            joined[-1] = (joined[-1][0], end)
        else:
            joined.append((start, end))
    return joined


def _is_data(text: str, pieces: list[tuple[int, int]]) -> bool:
    if len(pieces) > 2 and _CODE.fullmatch(text, *pieces[0]) and text[pieces[1][0]].isalpha():
        pieces = pieces[1:]  # a running number, and what it numbers
    return len(pieces) > 1 and all(_NUMBERISH.fullmatch(text[a:b]) for a, b in pieces[1:])


def _table_size(text: str, run: list[_Line], at: int) -> tuple[int, int]:
    """Count the lines from `at` that make one aligned table: heads, two rows of numbers or more, groups between.

    Gives 0 where they make none, and how many lines were looked at.
    """
    first = _pieces(text, run[at])
    if len(run) - at < 3 and not _is_data(text, first):
        return 0, 1
    data = last = 0
    widths: list[int] = []
    number = at
    for number in range(at, len(run)):
        pieces = _pieces(text, run[number])
        if _is_data(text, pieces) and not _yearly(text, pieces):
            data += 1
            if len(pieces) > 2:  # a total may stand alone
                widths.append(len(pieces))
            last = number
        elif _RULE.fullmatch(text, run[number].shown, run[number].end):
            last = last if last < number - 1 or not data else number
        elif (data and len(pieces) > 1) or (number - at > 6 and not data):
            break
        elif len(text[run[number].shown : run[number].end]) > 60 and len(pieces) == 1:
            if data:
                break
            return 0, number - at
    seen = number - at
    if data < 2 or (widths and max(widths) > min(widths) + 2):
        return 0, seen
    starts_well = len(first) > 1 or _is_data(text, first) or run[at].shown - run[at].start > 8
    return (last - at + 1 if starts_well else 0), seen


def _yearly(text: str, pieces: list[tuple[int, int]]) -> bool:
    return all(_YEARISH.fullmatch(text[a:b]) for a, b in pieces[1:])


def _table(text: str, run: list[_Line]) -> Iterator[Block]:
    lines = [(line, _pieces(text, line)) for line in run if not _RULE.fullmatch(text, line.shown, line.end)]
    edges = _columns(text, lines)
    rows: list[tuple[Cell, ...]] = []
    for line, pieces in lines:
        cells: list[tuple[int, int, int, int]] = []  # start, end, first column, last column
        data = _is_data(text, pieces) and not _yearly(text, pieces)
        for number, (start, end) in enumerate(pieces):
            left, right = start - line.start, end - line.start
            if (data and number == 0) or (right <= edges[0][0] and left < edges[0][0] - 1):
                cells.append((start, end, 0, 0))
                continue
            over = [i + 1 for i, (a, b) in enumerate(edges) if left < b and a < right]
            if not over:
                over = [min(range(len(edges)), key=lambda i: abs(edges[i][1] - right)) + 1]
            if data:
                over = [min(over, key=lambda i: abs(edges[i - 1][1] - right))]
            cells.append((start, end, over[0], over[-1]))
        rows.append(_row(text, cells, len(rows), len(edges) + 1, line))
    yield TableBlock(run[0].start, run[-1].end, tuple(rows))


def _columns(text: str, lines: list[tuple[_Line, list[tuple[int, int]]]]) -> list[tuple[int, int]]:
    """Find the columns: numbers that stand over one another, as offsets from the start of the line."""
    spans = sorted(
        (start - line.start, end - line.start)
        for line, pieces in lines
        if _is_data(text, pieces) and not _yearly(text, pieces)
        for start, end in pieces[1:]
    )
    edges: list[tuple[int, int]] = []
    for left, right in spans:
        if edges and left < edges[-1][1]:
            edges[-1] = (edges[-1][0], max(edges[-1][1], right))
        else:
            edges.append((left, right))
    return edges


def _row(text: str, cells: list[tuple[int, int, int, int]], row: int, width: int, line: _Line) -> tuple[Cell, ...]:
    out: list[Cell] = []
    column = 0
    for start, end, first, last in cells:
        if first < column:  # two pieces over one column: keep them in order, the table is ragged there
            first = last = column
        while column < first:
            out.append(Cell("", start, start, row, column))
            column += 1
        span = min(last, width - 1) - first + 1 if last >= first else 1
        indent = line.shown - line.start if first == 0 else 0
        out.append(
            Cell(" ".join(text[start:end].split()), start, end, row, column, colspan=max(1, span), indent=indent)
        )
        column = first + max(1, span)
    return tuple(out)
