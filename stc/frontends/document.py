"""A document: a text and the blocks it is made of, with offsets into the text exactly as it was given.

    Document = text block*
    block    = TextBlock (heading, paragraph, item, quote, code) | TableBlock
    TableBlock = row*,  row = Cell*

`TextBlock.text` is as long as its source: markup is blanked with spaces, so that position i of the block is position
`start + i` of the document. `Cell.text` is cleaned instead (white space collapsed), `Cell.start:end` is its source.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Literal

from stc.errors import InputError

MAX_CHARACTERS = 20_000_000  # of a document: beyond it, reading takes minutes and gigabytes
Format = Literal["markdown", "html", "separated", "plain"]
Kind = Literal["heading", "paragraph", "item", "quote", "code"]

SUFFIXES: dict[str, Format] = {
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html",
    ".csv": "separated", ".tsv": "separated", ".tab": "separated",
    ".txt": "plain", ".text": "plain", ".eml": "plain", ".log": "plain",
}  # fmt: skip
CONVERTERS: dict[str, str] = {
    ".pdf": "pdftotext -layout",
    ".docx": "pandoc -t gfm", ".odt": "pandoc -t gfm", ".rtf": "pandoc -t gfm", ".epub": "pandoc -t gfm",
    ".doc": "markitdown", ".xls": "markitdown", ".xlsx": "markitdown", ".pptx": "markitdown", ".ppt": "markitdown",
    ".ods": "markitdown",
}  # fmt: skip
MAGIC: dict[str, str] = {"%PDF-": ".pdf", "PK\x03\x04": ".docx", "\xd0\xcf\x11\xe0": ".doc", "{\\rtf": ".rtf"}


@dataclass(frozen=True, slots=True)
class Cell:
    """A cell of a table: its cleaned text, and where the trimmed source of it stands; row and column count from 0."""

    text: str
    start: int
    end: int
    row: int
    column: int
    rowspan: int = 1
    colspan: int = 1
    header: bool = False
    indent: int = 0


@dataclass(frozen=True, slots=True)
class TableBlock:
    """A table: its rows of cells, each row in order of columns; `caption` where the markup has one."""

    start: int
    end: int
    rows: tuple[tuple[Cell, ...], ...]
    caption: str = ""
    keyed: bool = False  # lines of "key: value", whose units have nothing to do with one another


@dataclass(frozen=True, slots=True)
class TextBlock:
    """Running text: `text` has the length of its source, with markup blanked; `level` is that of a heading or item."""

    start: int
    end: int
    text: str
    kind: Kind = "paragraph"
    level: int = 0


Block = TextBlock | TableBlock


@dataclass(frozen=True, slots=True)
class Document:
    """A text exactly as it was given, and its blocks in order."""

    text: str
    blocks: tuple[Block, ...] = field(default=())
    format: Format = "plain"

    def tables(self) -> Iterator[TableBlock]:
        """Go through the tables in order."""
        return (block for block in self.blocks if isinstance(block, TableBlock))


def read_document(text: str, format: Format | None = None, name: str = "") -> Document:
    """Read a text into blocks; the format is taken from `name`'s suffix, else from the content.

    Raises InputError for a text that is too large, is no text, or belongs to another program, and for other formats.

    >>> [block.kind for block in read_document("# Sales\\n\\nWe sold 3 cars.\\n").blocks]
    ['heading', 'paragraph']
    """
    refuse(text, name)
    if format is not None and format not in SUFFIXES.values():
        raise InputError(f"unknown format: {format!r:.40}", hint="one of: markdown, plain, separated, html")
    chosen = format or SUFFIXES.get(PurePath(name).suffix.lower()) or sniff(text)
    match chosen:
        case "markdown":
            from stc.frontends.markdown import read_markdown as read
        case "html":
            from stc.frontends.html import read_html as read
        case "separated":
            from stc.frontends.separated import read_separated as read
        case "plain":
            from stc.frontends.plain import read_plain as read
    from stc.frontends.keyed import join_items

    return Document(text, tuple(join_items(read(text))), chosen)


def refuse(text: str, name: str = "") -> None:
    """Raise InputError for what is no text of ours: too large, binary, or a PDF or Office file."""
    suffix = PurePath(name).suffix.lower()
    kind = suffix if suffix in CONVERTERS else next((s for magic, s in MAGIC.items() if text.startswith(magic)), "")
    where = name or "the text"
    if kind:
        raise InputError(
            f"{where} is a {kind[1:].upper()} file, not a text",
            hint=f"convert it first, for example with `{CONVERTERS[kind]}`",
            code="not-text",
        )
    if len(text) > MAX_CHARACTERS:
        raise InputError(
            f"{where} has {len(text):,} characters, more than the {MAX_CHARACTERS:,} that are read",
            hint="split it into files of one report each",
            code="too-large",
        )
    sample = text[:4096]
    odd = sum(1 for c in sample if ord(c) < 32 and c not in "\t\n\r\f\x1b\x0b")
    if odd * 10 > len(sample):
        raise InputError(f"{where} looks binary, not like a text", hint="give a text file in UTF-8", code="not-text")


_TAG = re.compile(
    r"<(?:!doctype html|html|body|table|div|p|td|span|h[1-6]|ul|ol|li|dl|dt|tr|th)\b[^<>]{0,500}>", re.IGNORECASE
)
_MARKDOWN = re.compile(
    r"^(?: {0,3}:?-{2,}:? *\|[ :|-]*\r?$"
    r"| {0,3}#{1,6} |\|.*\|[ \t\r]*$|\|(?:[^|\n]*\|){9}|\+[-=+]+\+[ \t\r]*$|[ \t]*+[-*+] |```|> )|\]\(|\*\*\w",
    re.MULTILINE,
)


def sniff(text: str) -> Format:
    """Guess the format from the content: HTML by its tags, separated by a steady count of delimiters, else Markdown.

    >>> sniff("<table><tr><td>1</td></tr></table>"), sniff("a,b\\n1,2\\n3,4\\n"), sniff("| a | b |\\n|---|---|\\n")
    ('html', 'separated', 'markdown')
    """
    sample = text[:20_000]
    if len(_TAG.findall(sample)) >= 2 or sample.lstrip("\ufeff \r\n\t")[:15].lower().startswith(("<!doctype", "<html")):
        return "html"
    if _MARKDOWN.search(sample):
        return "markdown"
    from stc.frontends.separated import delimiter

    return "separated" if delimiter(sample) else "plain"
