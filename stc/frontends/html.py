"""Read HTML with the standard library's parser: blocks of text, tables with spans, all with offsets into the source."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from html.parser import HTMLParser

from stc.frontends.document import Block, Cell, Kind, TableBlock, TextBlock
from stc.frontends.markup import clean, mask, trimmed, without_comments

_BLOCKS = frozenset(
    [
        "address",
        "article",
        "aside",
        "blockquote",
        "body",
        "center",
        "dd",
        "details",
        "dialog",
        "div",
        "dl",
        "dt",
        "fieldset",
        "figcaption",
        "figure",
        "footer",
        "form",
        "h1",
        "h2",
        "h3",
        "h4",
        "h5",
        "h6",
        "header",
        "hr",
        "html",
        "li",
        "main",
        "nav",
        "ol",
        "p",
        "pre",
        "section",
        "summary",
        "title",
        "ul",
        "table",
        "tr",
        "td",
        "th",
        "caption",
        "thead",
        "tbody",
        "tfoot",
    ]
)
_SILENT = frozenset({"script", "style", "noscript", "template", "head", "svg", "ix:header"})
_VOID = frozenset(
    ["area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "source", "track", "wbr"]
)
_HIDDEN = re.compile(r"display\s*:\s*none|visibility\s*:\s*hidden", re.IGNORECASE)
_NEWLINE = re.compile(r"\n")
_PADDING = re.compile(r"(?:padding-left|margin-left|text-indent)\s*:\s*(\d{1,4})(?:\.\d+)?\s*(px|pt|em)", re.IGNORECASE)
_PADDING_SHORT = re.compile(r"padding\s*:[^;]{0,99}?(\d{1,4})(?:\.\d+)?(px|pt|em)\s*(?:;|$)", re.IGNORECASE)
MAX_SPAN = 500  # columns or rows that one cell may claim
LONG_CELL = 400  # characters: a table with such a cell lays out text


@dataclass(slots=True)
class _Place:
    """A cell while it is read; `end` is -1 until its tag closes."""

    start: int
    rowspan: int
    colspan: int
    header: bool
    indent: int
    end: int = -1
    nested: bool = False  # a table stands in it


@dataclass(slots=True)
class _Grid:
    """A table while it is read."""

    start: int
    rows: list[list[_Place]] = field(default_factory=list)
    caption: tuple[int, int] = (0, 0)
    caption_start: int = -1
    in_head: bool = False
    nested: bool = False

    def cell(self) -> _Place | None:
        return self.rows[-1][-1] if self.rows and self.rows[-1] and self.rows[-1][-1].end < 0 else None

    def close_cell(self, at: int) -> None:
        cell = self.cell()
        if cell is not None:
            cell.end = at


class _Reader(HTMLParser):
    """Notes where blocks, cells and hidden parts begin and end; texts are cut out of the source afterwards."""

    def __init__(self, text: str, start: int, end: int) -> None:
        super().__init__(convert_charrefs=False)
        self.text = text
        self.last = end
        self.line_starts = [start, *(match.end() for match in _NEWLINE.finditer(text, start, end))]
        self.tables: list[_Grid] = []
        self.done: list[tuple[_Grid, int]] = []
        self.runs: list[tuple[int, int, Kind, int]] = []
        self.hidden: list[tuple[int, int]] = []
        self.hiding: tuple[str, int, int] | None = None  # tag, depth, start
        self.kind: tuple[Kind, int] = ("paragraph", 0)
        self.run = start
        self.feed(without_comments(text[start:end]))
        self.close()
        self.flush(end)
        while self.tables:
            self.end_table(end)

    def at(self) -> int:
        line, column = self.getpos()
        return min(self.line_starts[line - 1] + column, self.last)

    def flush(self, at: int) -> None:
        """End the run of text that is open; text in a cell belongs to the cell."""
        if at > self.run and not (self.tables and self.tables[-1].cell() is not None):
            self.runs.append((self.run, at, *self.kind))

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        at = self.at()
        after = at + len(self.get_starttag_text() or "")
        if self.hiding:
            name, depth, start = self.hiding
            if tag == name:
                self.hiding = (name, depth + 1, start)
            return
        values = {name: value or "" for name, value in attrs}
        silent = tag in _SILENT or "hidden" in values or _HIDDEN.search(values.get("style", ""))
        if silent and tag not in _VOID:
            self.hiding = (tag, 1, at)
            return
        if tag not in _BLOCKS:
            return
        self.flush(at)
        self.run = after
        if tag[0] == "h" and tag[1:].isdigit():
            self.kind = ("heading", int(tag[1:]))
        elif tag in ("li", "dd", "dt"):
            self.kind = ("item", 1)
        elif tag == "blockquote":
            self.kind = ("quote", 1)
        elif tag in ("p", "div") and self.kind[0] == "heading":
            self.kind = ("paragraph", 0)
        if tag == "table":
            if self.tables:
                self.tables[-1].nested = True
                cell = self.tables[-1].cell()
                if cell is not None:
                    cell.nested = True
            self.tables.append(_Grid(at))
        elif self.tables:
            self.start_part(tag, values, at, after)

    def start_part(self, tag: str, values: dict[str, str], at: int, after: int) -> None:
        table = self.tables[-1]
        if tag in ("tr", "thead", "tbody", "tfoot"):
            table.close_cell(at)
            table.in_head = tag == "thead" or (table.in_head and tag == "tr")
            if tag == "tr":
                table.rows.append([])
        elif tag in ("td", "th"):
            table.close_cell(at)
            if not table.rows:
                table.rows.append([])
            rowspan, colspan = _number(values.get("rowspan", "")), _number(values.get("colspan", ""))
            header = tag == "th" or table.in_head
            table.rows[-1].append(_Place(after, rowspan, colspan, header, _padding(values.get("style", ""))))
        elif tag == "caption":
            table.caption_start = after
        else:
            cell = table.cell()
            if cell is not None and not cell.indent:
                cell.indent = _padding(values.get("style", ""))

    def handle_endtag(self, tag: str) -> None:
        at = self.at()
        if self.hiding:
            name, depth, start = self.hiding
            if tag == name:
                self.hiding = (name, depth - 1, start) if depth > 1 else None
                if depth == 1:
                    end = self.text.find(">", at) + 1 or self.last
                    self.hidden.append((start, end))
            return
        if tag not in _BLOCKS:
            return
        self.flush(at)
        self.run = self.text.find(">", at) + 1 or self.last
        if (tag[0] == "h" and tag[1:].isdigit()) or tag in ("li", "dd", "dt", "blockquote"):
            self.kind = ("paragraph", 0)
        if not self.tables:
            return
        table = self.tables[-1]
        if tag in ("td", "th", "tr"):
            table.close_cell(at)
        elif tag == "thead":
            table.close_cell(at)
            table.in_head = False
        elif tag == "caption" and table.caption_start >= 0:
            table.caption = (table.caption_start, at)
            self.runs = [run for run in self.runs if run[0] < table.caption_start]  # the table carries it
        elif tag == "table":
            self.end_table(at)

    def end_table(self, at: int) -> None:
        table = self.tables.pop()
        table.close_cell(at)
        self.done.append((table, self.text.find(">", at) + 1 or self.last))


def _number(text: str) -> int:
    return min(max(int(text), 1), MAX_SPAN) if text.isascii() and text.isdigit() and len(text) < 6 else 1


def _padding(style: str) -> int:
    match = (
        (_PADDING.search(style) or _PADDING_SHORT.search(style)) if "padding" in style or "indent" in style else None
    )
    if match is None:
        return 0
    return int(match[1]) * (10 if match[2].lower() == "em" else 1)


def read_html(text: str, start: int = 0, end: int | None = None) -> Iterator[Block]:
    """Read the blocks of an HTML text in order, or of a part of it; hidden parts and scripts are left out.

    >>> blocks = read_html("<p>In <b>2019</b>:</p><table><tr><td>Sales<td>$&nbsp;<b>12</b><tr><td>Cost<td>7</table>")
    >>> next(blocks).text, [cell.text for cell in next(blocks).rows[0]]
    ('In    2019    :', ['Sales', '$ 12'])
    """
    reader = _Reader(text, start, len(text) if end is None else end)
    seen = without_comments(_blank(text, reader.hidden))
    blocks: list[Block] = []
    for start, end, kind, level in reader.runs:
        blocks.extend(_text(seen, start, end, kind, level))
    for table, end in reader.done:
        blocks.extend(_table(seen, table, end))
    return iter(sorted(blocks, key=lambda block: (block.start, -block.end)))


def _blank(text: str, ranges: list[tuple[int, int]]) -> str:
    parts: list[str] = []
    at = 0
    for start, end in ranges:
        parts += [text[at:start], " " * (end - start)]
        at = end
    return "".join([*parts, text[at:]]) if parts else text


def _text(text: str, start: int, end: int, kind: Kind, level: int) -> Iterator[TextBlock]:
    shown = mask(text[start:end], "html")
    left, right = trimmed(text[start:end], shown)
    if left < right:
        yield TextBlock(start + left, start + right, shown[left:right], kind, level)


def _table(text: str, table: _Grid, end: int) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    filled = [] if table.nested else [places for places in table.rows if places]
    for places in filled:
        rows.append(tuple(_cell(text, place, len(rows), column) for column, place in enumerate(places)))
    lays_out = any(len(cell.text) > LONG_CELL for row in rows for cell in row)
    if len(rows) < 2 or lays_out:
        for row in table.rows:
            for place in row:
                if not place.nested:
                    yield from _text(text, place.start, place.end, "paragraph", 0)
        return
    start, stop = table.caption
    yield TableBlock(table.start, end, tuple(rows), clean(text[start:stop], "html"))


def _cell(text: str, place: _Place, row: int, column: int) -> Cell:
    source = text[place.start : place.end]
    shown = mask(source, "html")
    left, right = trimmed(source, shown)
    indent = place.indent or 3 * (source.count("&nbsp;", 0, left) + source.count("\u00a0", 0, left))
    return Cell(
        clean(source, "html"),
        place.start + left,
        place.start + right,
        row,
        column,
        place.rowspan,
        place.colspan,
        place.header,
        indent,
    )
