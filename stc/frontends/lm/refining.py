"""Refine: nodes that rules read in prose, in the words and the unit that a model gave them; the numbers stay."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stc.admit import admit
from stc.graph import Draft, Graph, Quantity


def refine(graph: Graph, refined: Sequence[Quantity], text: str) -> Graph:
    """Put refined nodes in the places of those with their ids, and admit the whole again.

    Only what they are about, their unit and who says so change, and never of a cell. Where a new unit would make other
    nodes fall, all units stay and the words alone change.

    >>> from fractions import Fraction
    >>> from stc.graph import Span, Stated
    >>> may = Quantity(id="may", unit="$", value=Fraction(6), stated=Stated(span=Span(4, 5)))
    >>> graph = admit(Draft(quantities=(may,)), "For 6 dollars each in May.")
    >>> price = may.model_copy(update={"about": "price of a candle", "unit": "$/candle", "by": "model"})
    >>> refine(graph, [price], "For 6 dollars each in May.").by_id["may"].about
    'price of a candle'
    """
    changes = {node.id: node for node in refined if _may_change(graph.by_id.get(node.id), node)}
    if not changes:
        return graph
    whole = _with(graph, changes, text)
    if graph.by_id.keys() <= whole.by_id.keys():
        return whole
    words: dict[str, Quantity] = {}
    for id, node in changes.items():
        held = graph.by_id[id]
        if isinstance(held, Quantity):
            words[id] = held.model_copy(update={"about": node.about, "by": node.by})
    return _with(graph, words, text)


def _may_change(held: object, node: Quantity) -> bool:
    if not isinstance(held, Quantity) or held.labels.table or held.by == "user":
        return False
    kept = {"about": held.about, "unit": held.unit, "inferred": held.inferred, "by": held.by}
    return node.model_copy(update=kept) == held


def _with(graph: Graph, changes: Mapping[str, Quantity], text: str) -> Graph:
    """Admit a graph again with some of its quantities changed; what formulas gave is computed anew."""
    given = graph.relations_of.keys()
    quantities = [changes.get(node.id, node) for node in graph.quantities]
    draft = Draft(
        tables=graph.tables,
        quantities=tuple(
            node.model_copy(update={"value": None}) if node.stated is None and node.id in given else node
            for node in quantities
        ),
        relations=graph.relations,
        claims=graph.claims,
        questions=graph.questions,
        findings=graph.findings,
        rejected=graph.rejected,
        locale=graph.locale,
    )
    return admit(draft, text)
