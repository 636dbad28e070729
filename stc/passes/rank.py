"""Rank anticipated questions, likely first: retrieval and prompts read from the top.

Values of totals and of the latest time are asked before parts and earlier times, percent changes before changes; what a
user or a model asked stands above all, and of a model's questions those that most of its drafts ask. Quantities keep
the order of the text: it is the order that readers know.
"""

from __future__ import annotations

from stc.graph import FormulaTarget, Graph, PeriodTarget, Quantity, Question

_OF_ORIGIN = {"user": 0, "model": 1, "text": 2, "rule": 3}


def rank(graph: Graph, text: str) -> Graph:
    """Sort the questions, likely first; equally likely ones keep the order in which the text gives rise to them.

    >>> rank(Graph(), "").questions
    ()
    """
    latest = max((_end(node) for node in graph.quantities), default="")
    place = {quantity.id: index for index, quantity in enumerate(graph.quantities)}
    ranked = tuple(sorted(graph.questions, key=lambda question: _rank(question, graph, latest, place)))
    if ranked == graph.questions:
        return graph
    return Graph(**{**{name: getattr(graph, name) for name in Graph.model_fields}, "questions": ranked})


def _end(quantity: Quantity) -> str:
    period = quantity.labels.period
    return (period.end or "") if period else ""


def _rank(question: Question, graph: Graph, latest: str, place: dict[str, int]) -> tuple[int, int, int, int, int, str]:
    origin, drafts, target = _OF_ORIGIN[question.by], -question.support, question.target
    if isinstance(target, PeriodTarget):
        return origin, drafts, 4, 0, place.get(target.rests_on[0], 0) if target.rests_on else 0, question.id
    node = graph.by_id.get(target.formula) if isinstance(target, FormulaTarget) else None
    if not isinstance(node, Quantity):
        return origin, drafts, 5, 0, 0, question.id
    kind = int(_end(node) != latest) if node.by != "rule" else 2 + int(node.unit != "percent")
    return origin, drafts, kind, int(node.labels.role not in ("total", "subtotal")), place[node.id], question.id
