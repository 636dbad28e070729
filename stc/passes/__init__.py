"""The passes over an admitted graph, in order: one tuple, a reason a line.

A pass is a function of the graph and its text that gives another graph; nodes that it makes go through `admit`.
Doing a pass twice is doing it once.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from stc.check import check
from stc.graph import Graph
from stc.passes.anticipate import anticipate
from stc.passes.contradict import contradict
from stc.passes.deduplicate import deduplicate
from stc.passes.derive import derive
from stc.passes.rank import rank

Pass = Callable[[Graph, str], Graph]

PASSES: tuple[Pass, ...] = (
    deduplicate,  # later passes cost per node
    contradict,  # sees stated and derived values together
    derive,  # what follows cheaply and is likely asked
    anticipate,  # asks about the final graph
    rank,  # likely first: retrieval and prompts read from the top
)


def run(graph: Graph, text: str, passes: Sequence[Pass] = PASSES) -> Graph:
    """Do the passes in order and check the graph after each; raises CheckError that names the pass that broke it.

    >>> run(Graph(), "") == Graph()
    True
    """
    for apply in passes:
        done = apply(graph, text)
        check(done, text, after=getattr(apply, "__name__", "a pass"), since=graph)
        graph = done
    return graph
