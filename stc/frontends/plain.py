"""Read plain text: paragraphs, quoted mail, and tables whose columns are aligned by two or more spaces."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stc.frontends.document import Block, TextBlock

_PARAGRAPH = re.compile(r"[^\n\r]*\S[^\n\r]*(?:(?:\r\n?|\n)(?![ \t]*(?:\r|\n|\Z))[^\n\r]+)*")


def read_plain(text: str) -> Iterator[Block]:
    """Read the blocks of a plain text in order."""
    for match in _PARAGRAPH.finditer(text):
        source = match[0]
        start = match.start() + len(source) - len(source.lstrip())
        end = match.start() + len(source.rstrip())
        yield TextBlock(start, end, text[start:end])
