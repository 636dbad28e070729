"""What the text says twice agrees or does not."""

from __future__ import annotations

from stc.graph import Graph


def contradict(graph: Graph, text: str) -> Graph:
    """Add findings for values that disagree."""
    return graph
