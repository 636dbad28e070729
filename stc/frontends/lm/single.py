"""One draft of one segment: the plain case of merging and joining."""

from __future__ import annotations

from collections.abc import Sequence

from stc.frontends.document import Document
from stc.graph import Draft, Graph, Span


def merge(drafts: Sequence[Draft], text: str, graph: Graph) -> Draft:
    return drafts[0]


def cut(document: Document, size: int) -> tuple[Span, ...]:
    return (Span(0, len(document.text)),)


def join(drafts: Sequence[Draft]) -> Draft:
    return drafts[0]
