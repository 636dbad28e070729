"""Rethink: the model looks again at text and graph; what it adds, corrects and removes goes through the door."""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from stc.admit import admit
from stc.errors import BudgetError, ModelError
from stc.frontends.lm.drafts import consistent, of_model, together, with_rejected, without
from stc.frontends.lm.merging import merge
from stc.frontends.lm.options import SKIPPED
from stc.frontends.lm.segments import join
from stc.frontends.lm.settling import Settled, Work, settle
from stc.frontends.lm.surroundings import known_around, open_questions, unheld
from stc.graph import Draft, Graph, Question, Span
from stc.keep import REMOVED

if TYPE_CHECKING:
    from stc.signatures.proposal import Revision


@dataclass(frozen=True, slots=True)
class Look:
    """What one look at one segment gave."""

    settled: Settled = field(default_factory=Settled)
    removed: frozenset[str] = frozenset()  # ids of the model's own nodes that it takes back
    corrected: frozenset[str] = frozenset()  # ids of its own nodes that it proposes anew
    finished: bool = False


def rethink(work: Work, graph: Graph, within: Span) -> Look:
    """Have the model look at a segment again, and settle what it proposes."""
    known = known_around(graph, within)
    try:
        with work.asking():
            revision: Revision = work.program.rethink(
                text=work.text[within.start : within.end],
                graph=known.rstrip("\n") or "nothing yet",
                unheld=unheld(graph, work.text, within, work.locale),
                open=open_questions(graph.rejected),
            ).revision
    except BudgetError as error:
        return Look(Settled(stopped=error.message))
    except ModelError as error:
        if error.code not in SKIPPED:
            raise
        return Look(Settled(failed=error))
    removed, corrected = _named(revision, graph)
    changed = removed | corrected
    settled = settle(work, revision, _held(graph, changed), within, known, torn=bool(changed))
    nothing = not any((revision.quantities, revision.relations, revision.claims, revision.questions, removed))
    return Look(settled, removed, corrected, revision.finished or nothing)


def revised(work: Work, graph: Graph, looks: Sequence[Look]) -> Graph:
    """Build the graph anew from what is firm and the model's nodes, with the changes of one round.

    A node whose correction was refused stays as it was.
    """
    drafts = [merge([look.settled.draft], work.text, graph) for look in looks if not look.settled.empty]
    changed = {id for look in looks for id in (*look.removed, *look.corrected)}
    new = join(drafts, graph.by_id.keys() - changed) if drafts else Draft()
    admitted = {node.id for node in new.nodes()}
    corrected = {id for look in looks for id in look.corrected}
    lefts = {node.left for node in new.relations}
    gone = {id for look in looks for id in look.removed} | (corrected & admitted)
    gone |= {node.id for node in graph.relations if node.id in corrected and node.left in lefts}
    refused = tuple(one for look in looks for one in look.settled.refused)
    if not (gone or admitted):
        return with_rejected(graph, refused)
    ours = together(of_model(without(graph, gone)), of_model(new))
    draft = ours.model_copy(update={"findings": (*graph.findings, *new.findings), "locale": graph.locale})
    return consistent(with_rejected(admit(draft, work.text, work.graph), (*graph.rejected, *refused)))


def _named(revision: Revision, graph: Graph) -> tuple[frozenset[str], frozenset[str]]:
    """Give the ids of the model's own nodes that a revision removes, and of those that it proposes anew.

    Cells, and nodes of rules and users, are not the model's to change. A question is named by its words, and an
    equation by its left side, where that is the model's and its value follows.
    """
    ours = {node.id: node for node in of_model(graph).nodes()}
    words = {_said(node.text): node.id for node in ours.values() if isinstance(node, Question)}
    named = {name.strip() for name in revision.remove}
    removed = {id for id in named if id in ours} | {words[_said(name)] for name in named if _said(name) in words}
    removed |= _given(removed, graph)
    again = ({item.id for item in revision.quantities} | {item.id for item in revision.claims}) & ours.keys()
    again |= {words[_said(item.question)] for item in revision.questions if _said(item.question) in words}
    lefts = {item.left for item in revision.relations} & ours.keys()
    follow = {node.id for node in graph.quantities if node.id in lefts and node.stated is None}
    follow |= {item.id for item in revision.quantities if item.quote or item.id in lefts}
    return frozenset(removed), frozenset(again | _given(follow, graph)) - removed


def _given(ids: Set[str], graph: Graph) -> set[str]:
    """Give the ids of the model's relations that give these quantities their values."""
    return {node.id for node in graph.relations if node.left in ids and node.by == "model"}


def _said(text: str) -> str:
    return " ".join(text.lower().split()).rstrip("?").strip()


def _held(graph: Graph, ids: Set[str]) -> Graph:
    """Take nodes out of a graph, and what was found or refused, so that it is told of anew; not what a user removed."""
    left = without(graph, ids)
    refused = tuple(one for one in graph.rejected if one.reason == REMOVED)
    return Graph(**dict(left) | {"findings": (), "rejected": refused})
