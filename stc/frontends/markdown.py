"""Read Markdown: markdown-it-py finds the blocks, the cells of pipe tables get their offsets here."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import TYPE_CHECKING

from stc.frontends.document import Block, Cell, Kind, TableBlock, TextBlock
from stc.frontends.html import read_html
from stc.frontends.markup import clean, mask, trimmed
from stc.frontends.plain import read_region

if TYPE_CHECKING:
    from markdown_it import MarkdownIt

_LINE = re.compile(r"\r\n?|\n")
_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*")
_QUOTED = re.compile(r"[ \t]*(?:>[ \t]?)*")
_GRID = re.compile(r"[ \t]*\+(?:[-=:]+\+)+[ \t]*")
_KINDS: dict[str, Kind] = {"heading_open": "heading", "list_item_open": "item", "blockquote_open": "quote"}


@lru_cache(maxsize=1)
def _parser() -> MarkdownIt:
    from markdown_it import MarkdownIt

    parser = MarkdownIt("commonmark").enable("table")
    parser.core.ruler.enableOnly(["normalize", "block"])  # inline parsing costs most and is not needed for offsets
    return parser


def line_starts(text: str) -> list[int]:
    """Give the offset of each line's start, and of the end of the text: lines end at LF, CR or CR LF."""
    return [0, *(match.end() for match in _LINE.finditer(text)), len(text)]


def read_markdown(text: str) -> Iterator[Block]:
    """Read the blocks of a Markdown text in order.

    >>> [cell.text for cell in next(read_markdown("| a | b |\\n|---|---|\\n| 1 | 2 |\\n")).rows[1]]
    ['1', '2']
    """
    starts = line_starts(text)
    holders: list[tuple[str, int]] = []
    skip_until = -1
    for token in _parser().parse(text):
        if token.type in ("list_item_open", "blockquote_open"):
            holders.append((token.type, len(holders) + 1))
        elif token.type in ("list_item_close", "blockquote_close"):
            holders.pop()
        if token.map is None or token.map[0] < skip_until:
            continue
        first, last = token.map
        start, end = starts[first], starts[min(last, len(starts) - 1)]
        if token.type == "table_open":
            skip_until = last
            yield from _table(text, start, end)
        elif token.type == "heading_open":
            yield from _text(text, start, end, "heading", int(token.tag[1:]))
            skip_until = last
        elif token.type == "paragraph_open":
            holder, depth = holders[-1] if holders else ("", 0)
            yield from _loose(text, start, end, _KINDS.get(holder, "paragraph"), depth)
            skip_until = last
        elif token.type in ("fence", "code_block"):
            yield from _code(text, start, end, token.type == "fence")
        elif token.type == "html_block" and "<table" in token.content.lower():
            close = text.lower().find("</table>", start)
            end = max(end, close + 8) if close >= 0 else end
            skip_until = next((n for n, at in enumerate(starts) if at >= end), len(starts))
            yield from read_html(text, start, end)
        elif token.type == "html_block":
            yield from read_html(text, start, end)


def _code(text: str, start: int, end: int, fenced: bool) -> Iterator[Block]:
    """Read a block of code: aligned tables in it are tables, the rest is code."""
    lines = list(_lines(text, start, end))
    if fenced and lines:
        start = lines[1][0] if len(lines) > 1 else end
        end = lines[-1][0] if text[slice(*lines[-1])].lstrip().startswith(("```", "~~~")) else end
    yield from read_region(text, start, end, "code", 0)


def _text(text: str, start: int, end: int, kind: Kind, level: int = 0) -> Iterator[Block]:
    source = text[start:end]
    start, end = start + len(source) - len(source.lstrip()), start + len(source.rstrip())
    if start < end:
        yield TextBlock(start, end, mask(text[start:end], "markdown"), kind, level)


def _loose(text: str, start: int, end: int, kind: Kind, level: int) -> Iterator[Block]:
    """Read a paragraph, or a table that markdown-it refuses because its rule has too few or too many columns."""
    lines = list(_lines(text, start, end))
    for number in range(1, len(lines)):
        at, stop = lines[number]
        if (
            "-" in text[at:stop]
            and "|" in text[at:stop]
            and _RULE.fullmatch(text, at, stop)
            and "|" in text[slice(*lines[number - 1])]
        ):
            yield from _text(text, start, lines[number - 1][0], kind, level)
            yield from _table(text, lines[number - 1][0], end)
            return
    if any(_GRID.fullmatch(text, at, stop) for at, stop in lines):
        yield from _table(text, start, end)
        return
    yield from read_region(text, start, end, kind, level, "markdown")


def _lines(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    at = start
    for match in _LINE.finditer(text, start, end):
        yield at, match.start()
        at = match.end()
    if at < end:
        yield at, end


def _table(text: str, start: int, end: int) -> Iterator[Block]:
    rows: list[tuple[Cell, ...]] = []
    for number, (at, stop) in enumerate(_lines(text, start, end)):
        at += len(_QUOTED.match(text, at, stop)[0])  # type: ignore[index]  # it matches the empty string
        if (number == 1 and _RULE.fullmatch(text, at, stop)) or _GRID.fullmatch(text, at, stop):
            continue
        cells = tuple(_cells(text, at, stop, len(rows)))
        if cells:
            rows.append(cells)
    width = max((len(row) for row in rows), default=0)
    if width:
        yield TableBlock(start, end, tuple(rows))


def _cells(text: str, start: int, end: int, row: int) -> Iterator[Cell]:
    """Cut a line at its pipes, save those behind a backslash; a pipe at either end closes a cell, and opens none."""
    while start < end and text[start] in " \t":
        start += 1
    while end > start and text[end - 1] in " \t":
        end -= 1
    if start < end and text[start] == "|":
        start += 1
    cuts = list(_pipes(text, start, end))
    if not cuts or cuts[-1] != end - 1:
        cuts.append(end)
    at = start
    for column, cut in enumerate(cuts):
        source = text[at:cut]
        shown = mask(source, "markdown") if any(c in source for c in "*_`<&") else source
        if not shown.strip():
            shown = source
        left, right = (at + place for place in trimmed(source, shown))
        yield Cell(
            clean(text[left:right], "markdown"), left, right, row, column, header=row == 0, indent=_indent(source)
        )
        at = cut + 1


def _pipes(text: str, start: int, end: int) -> Iterator[int]:
    at = text.find("|", start, end)
    while at >= 0:
        if text[at - 1] != "\\" or at == start:
            yield at
        at = text.find("|", at + 1, end)


def _indent(source: str) -> int:
    lead = source[: len(source) - len(source.lstrip())]
    return lead.count("\u00a0") + lead.count("\u2003") * 2 + source.count("&nbsp;") + max(0, lead.count(" ") - 1)
