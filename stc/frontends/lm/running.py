"""One run of a compilation with a model: its session, and what the artifact tells of it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from stc.models.ledger import Ledger

if TYPE_CHECKING:
    from stc.frontends.document import Document
    from stc.frontends.lm.options import Plan
    from stc.graph import Graph


def think_once(document: Document, graph: Graph, lm: Any, plan: Plan, locale: str) -> tuple[Graph, dict[str, Any]]:
    """Have the model add to the graph of the rules; gives the graph, and what `run` tells of it beside the counts."""
    from stc.frontends.lm.thinking import think

    session = plan.run_session()
    before = len(session.ledger.calls)
    thought = think(
        document,
        graph,
        lm=lm,
        session=session,
        locale=locale,
        samples=plan.samples,
        rounds=plan.rounds,
        retries=plan.retries,
        size=plan.size,
        report=plan.report,
    )
    ledger = Ledger()
    for call in session.ledger.calls[before:]:  # a session may have served other texts before
        ledger.add(call)
    told: dict[str, Any] = {
        "frontend": "lm",
        "model": lm.model,
        "samples": plan.samples,
        "rounds": plan.rounds,
        "retries": plan.retries,
        "size": plan.size,
        "segments": thought.segments,
        "model_nodes": {
            "admitted": thought.admitted,
            "repaired": thought.repaired,
            "rejected": dict(thought.rejected),
            "wordings_dropped": thought.wordings_dropped,
        },
        "ledger": ledger.as_dict(),
    }
    told |= {"partial": thought.partial} if thought.partial else {}
    told |= {"failed_replies": thought.failed} if thought.failed else {}
    return thought.graph, told
