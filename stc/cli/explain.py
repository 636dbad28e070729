"""`stc explain`: the derivation of a quantity or of an answer, as a tree."""

from __future__ import annotations

import re
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from stc.errors import InputError

if TYPE_CHECKING:
    from stc.graph import Graph

ID = re.compile(r"[a-z][a-z0-9_]*")


def explain(
    artifact: Annotated[Path, typer.Argument(help="An artifact, *.stc.json.")],
    given: Annotated[str, typer.Argument(metavar="ID|QUESTION", help="The id of a node, or a question.")],
) -> int:
    """Show what a number or an answer rests on.

    Formulas down to the places in the text that state their numbers, as a tree.
    """
    from stc.artifact import load
    from stc.cli.output import on_terminal, printable
    from stc.explain import Derivation, lines
    from stc.explain import explain as explain_node

    loaded = load(artifact)
    if ID.fullmatch(given) and given not in loaded.graph.by_id:
        raise InputError(f"no node {given} in {artifact}", hint=_near(given, loaded.graph, artifact))
    found = explain_node(loaded, given)
    if not isinstance(found, Derivation):
        print(printable(f"not known: {found.reason}"))
        return 3
    if on_terminal():
        _print_in_colours(found)
    else:
        print(printable("\n".join(lines(found))))
    return 0


def _near(id: str, graph: Graph, artifact: Path) -> str:
    """Say what else was meant: why a node of that id was rejected, or ids that look like it."""
    from difflib import get_close_matches

    for rejected in graph.rejected:
        if rejected.node.id == id:
            return f"it was rejected: {rejected.reason}: {rejected.message}"
    near = get_close_matches(id, graph.by_id, n=3)
    meant = f"did you mean {' or '.join(near)}? " if near else ""
    return f"{meant}all nodes: stc show {artifact}; a question is asked in more than one word"


def _print_in_colours(root: object) -> None:
    from rich.console import Console
    from rich.text import Text
    from rich.tree import Tree

    from stc.cli.output import printable
    from stc.explain import Derivation

    if not isinstance(root, Derivation):
        raise InputError("nothing to print")
    tree = Tree(Text(printable(root.head), style="bold"))
    waiting = [(root, tree)]
    while waiting:
        node, branch = waiting.pop()
        for quote, place in node.quotes:
            branch.add(Text.assemble((printable(f'"{quote}"'), "green"), " ", (printable(place), "dim")))
        waiting += [(child, branch.add(Text(printable(child.head), style=child.style))) for child in node.children]
    Console().print(tree)
