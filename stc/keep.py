"""Carry what a user added, mended or removed in an artifact over to a new compilation of its text."""

from __future__ import annotations

from collections.abc import Set
from typing import TYPE_CHECKING, TypeVar

from stc.graph import Claim, Draft, Graph, Quantity, Question, Rejected, Relation, Span

if TYPE_CHECKING:
    from stc.artifact import Artifact

Mine = Quantity | Relation | Claim | Question
Kind = TypeVar("Kind", Quantity, Relation, Claim, Question)
MOVED = "moved"  # the reason under which a node whose place is gone is kept apart
AROUND = 60  # characters of its line before and after a place, by which the place is known again
REMOVED = "removed"  # the reason under which a node that a user took out is kept apart
WAITING = ("unknown-id", "rests-on-rejected", "no-source")  # reasons that may fall away when the passes are done


def with_user_nodes(draft: Draft, text: str, old: Artifact) -> Draft:
    """Put the user's nodes of `old` into a draft of `text`, and leave out what the user mended or removed.

    A place is found again by its line, else by what stands there; where that is not unique any more, the node is
    rejected with the reason "moved". Rejected nodes of the user are tried again: what they miss may be back.
    """
    moved = _Mover(old.text, text)
    kept: dict[str, Mine] = {}
    apart: list[Rejected] = []
    lost = {one.node.id: one for one in old.graph.rejected if one.reason == MOVED and one.node.by == "user"}
    mine = _of_user(old.graph)
    given = {node.left for node in mine if isinstance(node, Relation)} | old.graph.relations_of.keys()
    for node in mine:
        if node.id in lost and node.id not in old.graph.by_id:  # its spans are those of a text before the old one
            found = node if lost[node.id].message == _moved_message(node, text) else None
            rejected = lost[node.id]
        else:
            found = moved.node(node)
            rejected = Rejected(node=node, reason=MOVED, message=_moved_message(node, old.text))
        if found is None:
            apart.append(rejected)
        else:
            kept[node.id] = _unvalued(found, given)
    apart += [rejected for rejected in old.graph.rejected if rejected.reason == REMOVED]
    gone = kept.keys() | {rejected.node.id for rejected in apart if rejected.reason == REMOVED}
    return draft.model_copy(
        update={
            "quantities": (*_without(draft.quantities, gone), *_of(Quantity, kept)),
            "relations": (*_without(draft.relations, gone), *_of(Relation, kept)),
            "claims": (*_without(draft.claims, gone), *_of(Claim, kept)),
            "questions": (*_without(draft.questions, gone), *_of(Question, kept)),
            "rejected": (*draft.rejected, *apart),
        }
    )


def readmit(graph: Graph, text: str) -> Graph:
    """Try the user's nodes again that rest on what only the passes made; gives `graph` itself if there are none."""
    from stc.admit import admit

    waiting = [one for one in graph.rejected if one.node.by == "user" and one.reason in WAITING]
    if not waiting:
        return graph
    nodes = {one.node.id: one.node for one in waiting}
    rest = graph.model_copy(update={"rejected": tuple(one for one in graph.rejected if one not in waiting)})
    draft = Draft(
        quantities=_of(Quantity, nodes),
        relations=_of(Relation, nodes),
        claims=_of(Claim, nodes),
        questions=_of(Question, nodes),
        locale=graph.locale,
    )
    return admit(draft, text, rest)


def _of_user(graph: Graph) -> list[Mine]:
    """Give the user's nodes, the admitted ones first; a rejected one gives way to an admitted one of its id."""
    mine: dict[str, Mine] = {node.id: node for node in graph.nodes() if isinstance(node, Mine) and node.by == "user"}
    for rejected in graph.rejected:
        if rejected.node.by == "user" and rejected.reason != REMOVED and rejected.node.id not in graph.by_id:
            mine.setdefault(rejected.node.id, rejected.node)
    return list(mine.values())


def _moved_message(node: Mine, text: str) -> str:
    """Say what stood where the node rests: with the same words there again, its spans fit again."""
    spans: tuple[Span, ...] = ()
    match node:
        case Quantity():
            spans = (node.stated.span,) if node.stated is not None else ()
        case Claim():
            spans = (node.span,)
        case Relation():
            spans = node.spans
        case Question():
            spans = node.target.spans if node.target.kind == "spans" else ()
    said = ", ".join(f"'{_around(span, text)}'" for span in spans)
    return f"{node.id}: what it rests on is not found at one place of the text any more: {said}"


def _around(span: Span, text: str) -> str:
    first = max(text.rfind("\n", 0, span.start) + 1, span.start - AROUND)
    last = text.find("\n", span.end)
    return text[first : min(last if last >= 0 else len(text), span.end + AROUND)].strip()


def _unvalued(node: Mine, given: Set[str]) -> Mine:
    """Forget a value that a formula gave, so that it comes out anew."""
    if isinstance(node, Quantity) and node.stated is None and node.id in given:
        return node.model_copy(update={"value": None})
    return node


def _without(nodes: tuple[Kind, ...], ids: Set[str]) -> tuple[Kind, ...]:
    return tuple(node for node in nodes if node.id not in ids)


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
