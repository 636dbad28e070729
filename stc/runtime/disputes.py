"""Answers that rest on what a text disputes say so: each finding about their numbers is a step of theirs."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from stc.admit.formulas import parse_formula
from stc.expression import names
from stc.graph import Quantity
from stc.runtime.answer import Answer
from stc.runtime.view import View

TOLD = ("contradiction", "total", "ambiguous")  # a note is for whoever reads the graph


def with_disputes(answer: Answer, view: View) -> Answer:
    """Add to an answer's steps what was found against the numbers that it rests on, however far below.

    >>> from stc.graph import Finding, Graph
    >>> found = Finding(kind="contradiction", message="rent: the text says 5 $ and 6 $", nodes=("rent",))
    >>> graph = Graph(quantities=(Quantity(id="rent"),), findings=(found,))
    >>> with_disputes(Answer(known=True, text="$5", ids=("rent",)), View(graph, "")).steps
    ('disputed: rent: the text says 5 $ and 6 $',)
    """
    disputed = view.built(_disputed_in)
    if not disputed:
        return answer
    places = (item.id for item in answer.evidence)
    met = [disputed[id] for id in _below((*answer.ids, *places), view) if id in disputed]
    said = dict.fromkeys(f"disputed: {message}" for messages in met for message in messages)
    return replace(answer, steps=(*answer.steps, *(step for step in said if step not in answer.steps)))


def _disputed_in(view: View) -> Mapping[str, tuple[str, ...]]:
    """Give the messages of findings by the id of each quantity that they name."""
    found: dict[str, tuple[str, ...]] = {}
    for finding in view.graph.findings if any(one.kind in TOLD for one in view.graph.findings) else ():
        for id in finding.nodes if finding.kind in TOLD else ():
            if isinstance(view.graph.by_id.get(id), Quantity):
                found[id] = (*found.get(id, ()), finding.message)
    return found


def _below(ids: Iterable[str], view: View) -> Iterable[str]:
    """Go through quantities and all that their values rest on: of what no place states, what its formula names."""
    seen: dict[str, None] = {}
    open_ids = [*dict.fromkeys(ids)][::-1]
    while open_ids:
        id = open_ids.pop()
        node = view.graph.by_id.get(id)
        if id in seen or not isinstance(node, Quantity):
            continue
        seen[id] = None
        for relation in view.graph.relations_of.get(id, ())[:1] if node.stated is None else ():
            open_ids += sorted(names(parse_formula(relation.formula)), reverse=True)
    return seen
