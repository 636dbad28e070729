"""What the model is shown beside the text: nodes in the short form, numbers that nothing holds, open questions."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from stc.graph import Claim, Draft, Graph, Quantity, Question, Rejected, Relation, Span, SpansTarget
from stc.numerals import Numeral, find_numerals
from stc.text import show

LIMIT = 24_000  # characters of the short form of a graph in one prompt
LISTED = 60  # numbers that nothing holds, in one prompt
AROUND = 40  # characters on each side of such a number
THINGS = frozenset({"integer", "decimal", "fraction", "words", "multiple"})  # shapes of numerals that count something


def spans_of(node: object) -> tuple[Span, ...]:
    """Give the places in the text that a node rests on directly."""
    match node:
        case Quantity(stated=stated) if stated is not None:
            return (stated.span,)
        case Relation():
            return node.spans
        case Claim():
            return (node.span,)
        case Question(target=SpansTarget() as target):
            return target.spans
        case _:
            return ()


def known_in(graph: Graph, within: Span) -> str:
    """Show the nodes that stand in a segment, in the short form; of very many the first.

    >>> known_in(Graph(), Span(0, 10))
    ''
    """
    return _clipped(show(_draft(graph, lambda node: _stands_in(node, within)), spans=False), LIMIT)


def known_around(graph: Graph, within: Span) -> str:
    """Show the whole graph in the short form; where that is long, the segment's nodes, then the model's own."""
    whole = show(_draft(graph, lambda _: True), spans=False)
    if len(whole) <= LIMIT:
        return whole
    near = known_in(graph, within)
    far = _draft(graph, lambda node: getattr(node, "by", "") == "model" and not _stands_in(node, within))
    return near + _clipped(show(far, spans=False), max(0, LIMIT - len(near)))


def unheld(graph: Graph, text: str, within: Span, locale: str) -> str:
    """List the numbers of a segment that no node holds, each with the words around it.

    >>> print(unheld(Graph(), "Tom has 3 apples.", Span(0, 17), "en"))
    3: Tom has 3 apples.
    """
    found = unheld_in(graph, text, within, locale)
    lines = []
    for numeral in found[:LISTED]:
        before, after = max(within.start, numeral.start - AROUND), min(within.end, numeral.end + AROUND)
        lines.append(f"{text[numeral.start : numeral.end]}: {' '.join(text[before:after].split())}")
    return "\n".join([*lines, *([f"and {len(found) - LISTED} more"] if len(found) > LISTED else [])])


def unheld_in(graph: Graph, text: str, within: Span, locale: str) -> list[Numeral]:
    """Find the numbers of a segment that count something, and that no quantity or relation stands on."""
    held = bytearray(len(text))
    for node in graph.nodes():
        for start, end in spans_of(node) if not isinstance(node, Claim) else ():
            held[start:end] = b"\1" * (end - start)
    return [
        numeral
        for numeral in find_numerals(text, within.start, within.end, locale)
        if numeral.shape in THINGS and not any(held[numeral.start : numeral.end])
    ]


def open_questions(refused: Iterable[Rejected]) -> str:
    """List the questions that were refused, each once: nothing answers them."""
    texts = (one.node.text for one in refused if isinstance(one.node, Question))
    return "\n".join(dict.fromkeys(" ".join(text.split()) for text in texts if text.strip()))


def _stands_in(node: object, within: Span) -> bool:
    """Tell whether any of the words that a node rests on are in a segment."""
    return any(span.start < within.end and within.start < span.end for span in spans_of(node))


def _draft(graph: Graph, wanted: Callable[[object], bool]) -> Draft:
    """Take the nodes that are wanted, and with a quantity its relations, which give it its value."""
    ids = {node.id for node in graph.quantities if wanted(node)}
    relations = tuple(node for node in graph.relations if node.left in ids or wanted(node))
    ids |= {node.left for node in relations}
    return Draft(
        quantities=tuple(node for node in graph.quantities if node.id in ids),
        relations=relations,
        claims=tuple(node for node in graph.claims if wanted(node)),
        questions=tuple(node for node in graph.questions if wanted(node)),
    )


def _clipped(lines: str, limit: int) -> str:
    return lines if len(lines) <= limit else lines[: lines.rfind("\n", 0, limit) + 1]
