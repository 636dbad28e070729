"""`stc explain`: the derivation of a quantity or of an answer, as a tree."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stc.errors import InputError


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

    found = explain_node(load(artifact), given)
    if not isinstance(found, Derivation):
        print(printable(f"not known: {found.reason}"))
        return 3
    if on_terminal():
        _print_in_colours(found)
    else:
        print(printable("\n".join(lines(found))))
    return 0


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
