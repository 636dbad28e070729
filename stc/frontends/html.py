from __future__ import annotations

from collections.abc import Iterator

from stc.frontends.document import Block
from stc.frontends.plain import read_plain


def read_html(text: str) -> Iterator[Block]:
    yield from read_plain(text)
