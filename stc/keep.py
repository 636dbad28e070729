"""Carry the nodes that a user put into an artifact over to a new compilation of its text, changed or not."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, TypeVar

from stc.graph import Claim, Draft, Graph, Quantity, Question, Rejected, Relation, Span

if TYPE_CHECKING:
    from stc.artifact import Artifact

Mine = Quantity | Relation | Claim | Question
Kind = TypeVar("Kind", Quantity, Relation, Claim, Question)


def keep_user_nodes(old: Artifact, graph: Graph, text: str) -> Graph:
    """Add the user's nodes of `old` to a graph of `text`; they are checked like all others.

    A place is found again by its line, else by what stands there; where that is not unique any more, the node is
    rejected with the reason "moved". A node of the user's takes the place of one that has the same id.
    """
    from stc.admit import admit

    moved = _Mover(old.text, text)
    kept: dict[str, Mine] = {}
    lost: list[Rejected] = []
    for node in _by_user(old.graph):
        found = moved.node(node)
        if found is None:
            message = f"{node.id}: what it rests on is not found at one place of the text any more"
            lost.append(Rejected(node=node, reason="moved", message=message))
        else:
            kept[node.id] = found
    if not kept and not lost:
        return graph
    draft = Draft(
        quantities=_of(Quantity, kept),
        relations=_of(Relation, kept),
        claims=_of(Claim, kept),
        questions=_of(Question, kept),
        rejected=tuple(lost),
        locale=graph.locale,
    )
    mended = kept.keys() & graph.by_id.keys()
    if not mended:
        return admit(draft, text, graph)
    theirs = Draft(
        tables=graph.tables,
        quantities=(*(node for node in graph.quantities if node.id not in mended), *draft.quantities),
        relations=(*(node for node in graph.relations if node.id not in mended), *draft.relations),
        claims=(*(node for node in graph.claims if node.id not in mended), *draft.claims),
        questions=(*(node for node in graph.questions if node.id not in mended), *draft.questions),
        findings=graph.findings,
        rejected=(*graph.rejected, *lost),
        locale=graph.locale,
    )
    return admit(theirs, text)


def _by_user(graph: Graph) -> Iterator[Mine]:
    for node in graph.nodes():
        if isinstance(node, Mine) and node.by == "user":
            yield node


def _of(kind: type[Kind], nodes: dict[str, Mine]) -> tuple[Kind, ...]:
    return tuple(node for node in nodes.values() if isinstance(node, kind))


class _Mover:
    """Finds places of an old text in a new one."""

    def __init__(self, old: str, new: str) -> None:
        self.old, self.new = old, new

    def node(self, node: Mine) -> Mine | None:
        """Give the node with its places in the new text; None where one is not found."""
        if self.old == self.new:
            return node
        match node:
            case Quantity(stated=None):
                return node
            case Quantity(stated=stated) if stated is not None:
                span = self.span(stated.span)
                return span and node.model_copy(update={"stated": stated.model_copy(update={"span": span})})
            case Claim():
                span = self.span(node.span)
                return span and node.model_copy(update={"span": span})
            case Relation():
                spans = self.spans(node.spans)
                return node.model_copy(update={"spans": spans}) if spans is not None else None
            case Question():
                if node.target.kind != "spans":
                    return node
                spans = self.spans(node.target.spans)
                if spans is None:
                    return None
                return node.model_copy(update={"target": node.target.model_copy(update={"spans": spans})})
        return None

    def spans(self, spans: tuple[Span, ...]) -> tuple[Span, ...] | None:
        """Find all places, or None."""
        found = [self.span(span) for span in spans]
        return tuple(span for span in found if span is not None) if None not in found else None

    def span(self, span: Span) -> Span | None:
        """Find one place: in its line if the new text has the line once, else by what stands there."""
        first = self.old.rfind("\n", 0, span.start) + 1
        last = self.old.find("\n", span.end)
        line = self.old[first : last if last >= 0 else len(self.old)]
        if self.new.count(line) == 1 and self.old.count(line) == 1:
            start = self.new.find(line) + span.start - first
            return Span(start, start + span.end - span.start)
        quote = self.old[span.start : span.end]
        if self.new.count(quote) == 1 and self.old.count(quote) == 1:
            start = self.new.find(quote)
            return Span(start, start + len(quote))
        return None
