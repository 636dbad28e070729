"""Settle a proposal: place it, let it through the door, and have what was refused repaired."""

from __future__ import annotations

import threading
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from stc.admit import admit
from stc.errors import BudgetError, ModelError
from stc.frontends.lm.drafts import beside, of_model, removed_in, together, without
from stc.frontends.lm.items import Key, Told, amended, lines_of, told_refused, told_unplaced, unplaced
from stc.frontends.lm.options import SKIPPED
from stc.frontends.lm.placing import place
from stc.graph import Draft, Graph, Rejected, Span
from stc.models import Session, using
from stc.text import show

if TYPE_CHECKING:
    from stc.frontends.lm.program import Compile
    from stc.signatures.proposal import Proposal

MOST = 40  # refused items in one prompt: what is left over waits for the next
FELL = "rests-on-rejected"  # refused for what another node lacks: nothing to ask the model about


_DOOR = threading.Lock()  # one thread computes at a time anyway; the others wait for their replies


@dataclass(frozen=True, slots=True)
class Work:
    """What the calls of one compilation share; `lane` tells its samples apart."""

    program: Compile
    lm: Any
    session: Session
    text: str
    graph: Graph  # what the model cannot alter: tables, and what a user said
    locale: str
    retries: int
    lane: int = 0

    def asking(self) -> AbstractContextManager[None]:
        """Let the program ask the model, through the session, in this lane."""
        return using(self.session, self.lm, lane=self.lane)


@dataclass(frozen=True, slots=True)
class Settled:
    """What became of one proposal."""

    draft: Draft = field(default_factory=Draft)  # the nodes that were admitted, beside those already held
    refused: tuple[Rejected, ...] = ()
    repaired: int = 0  # items that were refused, and are no more
    stopped: str = ""  # why nothing more was asked: the budget
    failed: ModelError | None = None  # why the reply came to nothing
    wordings_dropped: int = 0  # of questions that were admitted: the door found that they ask something else

    @property
    def empty(self) -> bool:
        return not any(True for _ in self.draft.nodes())


@dataclass(frozen=True, slots=True)
class _Attempt:
    draft: Draft
    refused: tuple[Rejected, ...]
    told: tuple[Told, ...]  # what the model can do something about
    wordings_dropped: int


def settle(work: Work, proposal: Proposal, held: Graph, within: Span, known: str, torn: bool = False) -> Settled:
    """Place a proposal and admit it beside what is held; ask the model to repair what was refused, `retries` times.

    Of all attempts the one counts that admits most: a correction must not lose what was right. What is held may be
    `torn`, with nodes taken out of it that others rest on: then all is admitted anew beside what is firm.
    """
    attempt = best = _attempt(work, proposal, held, within, torn)
    first: frozenset[Key] = frozenset()
    stopped = ""
    for _ in range(work.retries):
        if not attempt.told:
            break
        first |= {one.key for one in attempt.told}
        try:
            correction = _repair(work, attempt, within, known)
        except BudgetError as error:
            stopped = error.message
            break
        except ModelError as error:
            if error.code not in SKIPPED:
                raise
            break
        better = amended(proposal, correction, [one.key for one in attempt.told])
        if better == proposal:
            break
        proposal, attempt = better, _attempt(work, better, held, within, torn)
        best = attempt if _size(attempt.draft) >= _size(best.draft) else best
    return Settled(
        best.draft,
        best.refused,
        repaired=len(first - {one.key for one in best.told}),
        stopped=stopped,
        wordings_dropped=best.wordings_dropped,
    )


def _repair(work: Work, attempt: _Attempt, within: Span, known: str) -> Proposal:
    with work.asking():
        answer = work.program.repair(
            text=work.text[within.start : within.end],
            known=(known + show(attempt.draft, spans=False)).rstrip("\n"),
            rejected=lines_of(attempt.told[:MOST]),
        )
    found: Proposal = answer.proposal
    return found


def _attempt(work: Work, proposal: Proposal, held: Graph, within: Span, torn: bool) -> _Attempt:
    with _DOOR:
        placed = place(proposal, work.text, within=within, locale=work.locale, graph=held)
        draft = without(placed.draft, removed_in(placed.draft, held))
        base, ours = (work.graph, of_model(held)) if torn else (held, Draft())
        graph = admit(together(ours, draft), work.text, base)
    old = {node.id for node in ours.nodes()}
    refused = [one for one in graph.rejected[len(base.rejected) :] if one.node.id not in old]
    told = [told_unplaced(one) for one in placed.complaints]
    told += [told_refused(one, placed.items, work.text) for one in refused if one.reason != FELL]
    kept = {node.id: len(node.wordings) for node in graph.questions}
    dropped = sum(len(node.wordings) - kept[node.id] for node in draft.questions if node.id in kept)
    return _Attempt(beside(graph, held), (*map(unplaced, placed.complaints), *refused), tuple(told), dropped)


def _size(draft: Draft) -> int:
    return sum(1 for _ in draft.nodes())
