"""The parts of a text that facts come from: all of it where it is short, else the paragraphs that they stand in."""

from __future__ import annotations

from collections.abc import Iterator

from stc.graph import Graph, Span
from stc.runtime.view import View

SHORT = 6_000  # characters; a text up to this length is given whole
LONG_BLOCK = 2_000  # characters of a paragraph or table that is given whole
HEAD = 3  # lines of a long table that name its columns
GAP = "[...]"


def passages(view: View, facts: Graph, limit: int = SHORT) -> str:
    """Give what a model reads beside the facts, at most about `limit` characters, in the text's order.

    >>> from stc.graph import Claim
    >>> view = View(Graph(), "One.\\n\\nTwo, and more.\\n\\nThree.")
    >>> facts = Graph(claims=(Claim(id="c", text="Two", span=Span(6, 9)),))
    >>> passages(view, facts, limit=20)
    '[...]\\nTwo, and more.\\n[...]'
    """
    text = view.text
    if len(text) <= limit:
        return text.strip()
    spans = sorted(set(spans_of(facts, view.graph)))
    found: list[str] = []
    used, last, place = 0, 0, 0
    for block in view.built(_blocks):
        while place < len(spans) and spans[place].end <= block.start:
            place += 1
        inside = [span for span in spans[place:] if span.start < block.end] if place < len(spans) else []
        if not inside or spans[place].start >= block.end:
            continue
        piece = _piece(text, block, inside)
        if used + len(piece) > limit:
            piece = piece[: limit - used].rpartition("\n")[0] if not found else ""
        if not piece:
            break
        found += [GAP, piece] if text[last : block.start].strip() else [piece]
        used, last = used + len(piece), block.end
    return "\n".join([*found, GAP] if text[last:].strip() else found)


def spans_of(facts: Graph, graph: Graph) -> Iterator[Span]:
    """Go through all places that facts of a graph stand at, and that say how they follow."""
    yield from (quantity.stated.span for quantity in facts.quantities if quantity.stated)
    yield from (
        span for node in facts.quantities for relation in graph.relations_of.get(node.id, ()) for span in relation.spans
    )
    yield from (claim.span for claim in facts.claims)


def _blocks(view: View) -> tuple[Span, ...]:
    """Cut a text at its blank lines."""
    blocks, start, end, place = [], -1, 0, 0
    for line in view.text.splitlines(keepends=True):
        if line.strip():
            start = place if start < 0 else start
            end = place + len(line.rstrip())
        elif start >= 0:
            blocks.append(Span(start, end))
            start = -1
        place += len(line)
    return tuple([*blocks, Span(start, end)] if start >= 0 else blocks)


def _piece(text: str, block: Span, spans: list[Span]) -> str:
    """Give a paragraph, of a long one its first lines and those that facts stand in."""
    whole = text[block.start : block.end]
    if len(whole) <= LONG_BLOCK:
        return whole
    kept: list[str] = []
    place = block.start
    for number, line in enumerate(whole.splitlines(keepends=True)):
        end = place + len(line)
        if number < HEAD or any(span.start < end and place < span.end for span in spans):
            kept.append(line.rstrip()[:LONG_BLOCK])
        place = end
    return "\n".join(kept)
