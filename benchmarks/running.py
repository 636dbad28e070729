"""One run of an arm on a set: contexts prepared side by side, then all questions; one row each, a failed call too."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from typing import TYPE_CHECKING, Any, NamedTuple, TypeVar

from benchmarks.arms import Arm, Desk, Outcome, Prepared
from benchmarks.sets import Context, Query
from stc.errors import ModelError

if TYPE_CHECKING:
    from stc.models import Call

Row = dict[str, Any]
T = TypeVar("T")
FATAL = frozenset(("auth", "quota", "no-model", "stopped", "budget"))  # what no other question would escape
KEPT = ("signature", "input", "output", "cached", "reasoning", "retries", "seconds", "attempt")


class Plan(NamedTuple):
    """What a run is: names for the rows, and the contexts."""

    set: str
    seed: int
    arm: str
    model: str
    contexts: Sequence[Context]

    def name(self, context: Context, number: int | str) -> str:
        """Name a row as recordings do: set:seed/arm/context/question."""
        return f"{self.set}:{self.seed}/{self.arm}/{context.id}/{number}"


def run(plan: Plan, arm: Arm, desk: Desk, told: Callable[[Row], None]) -> None:
    """Answer every question of the plan, and tell each row as it comes; raises ModelError where no call can succeed.

    Contexts go side by side, and the questions of one as soon as it is prepared; at most `session.concurrency` of
    either are under way. Each has a session of its own over the shared journal, so that its calls are its own, those
    before a failure too.
    """
    from stc.models import side_by_side

    slots = threading.BoundedSemaphore(desk.session.concurrency)

    def one(context: Context) -> None:
        with slots, desk.session.tagged(row=plan.name(context, "sleep")):
            own = _own(desk)
            prepared, error = _guarded(lambda: arm.prepare(own, context))
        told(_context_row(plan, context, prepared, own.session.ledger.calls, error))

        def answer(item: tuple[int, Query]) -> None:
            outcome, problem = None, error
            calls: tuple[Call, ...] = ()
            if prepared is not None:
                with slots, desk.session.tagged(row=plan.name(context, item[0])):
                    mine = _own(desk)
                    outcome, problem = _guarded(lambda: arm.answer(mine, prepared, context, item[1]))
                calls = mine.session.ledger.calls
            told(_answer_row(plan, desk, context, *item, outcome, calls, problem))

        side_by_side(answer, list(enumerate(context.queries)), desk.session)

    side_by_side(one, plan.contexts, desk.session)


def _own(desk: Desk) -> Desk:
    from stc.models import Session

    return replace(desk, session=Session(journal=desk.session.journal, concurrency=desk.session.concurrency))


def _guarded(work: Callable[[], T]) -> tuple[T | None, str]:
    try:
        return work(), ""
    except ModelError as error:
        if error.code in FATAL:
            raise
        return None, f"{error.code}: {error.message}"


def _context_row(plan: Plan, context: Context, prepared: Prepared | None, calls: Sequence[Call], error: str) -> Row:
    return {
        **_names(plan, context),
        "kind": "context",
        "calls": calls_as_rows(calls),
        "counts": dict(prepared.counts) if prepared else {},
        "error": error,
    }


def _answer_row(
    plan: Plan,
    desk: Desk,
    context: Context,
    number: int,
    query: Query,
    outcome: Outcome | None,
    calls: Sequence[Call],
    error: str,
) -> Row:
    said = outcome.said if outcome else None
    return {
        **_names(plan, context),
        "kind": "answer",
        "question": number,
        "type": query.kind,
        "said": list(said.strings) if said else None,
        "scale": said.scale if said else "",
        "text": outcome.text if outcome else "",
        "gold": list(query.gold),
        "gold_scale": query.scale,
        "right": said is not None and desk.data.right(query, said),
        "how": outcome.how if outcome else "failed",
        "calls": calls_as_rows(calls),
        "error": error,
    }


def _names(plan: Plan, context: Context) -> Row:
    return {"set": plan.set, "seed": plan.seed, "arm": plan.arm, "model": plan.model, "context": context.id}


def calls_as_rows(calls: Sequence[Call]) -> list[Mapping[str, Any]]:
    """Give what of a call the figures need."""
    return [{name: asdict(call)[name] for name in KEPT} for call in calls]
