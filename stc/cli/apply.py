"""`stc apply`: add, mend or remove nodes by hand."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer


def apply(
    artifact: Annotated[Path, typer.Argument(help="An artifact, *.stc.json.")],
    nodes: Annotated[Path, typer.Argument(metavar="NODES.stc.txt", help="Nodes in the text form, see stc show.")],
    out: Annotated[
        Path | None, typer.Option("-o", "--out", metavar="OUT", help="Where to write; by default over ARTIFACT.")
    ] = None,
) -> None:
    """Add, mend or remove nodes by hand.

    They are checked like all others, marked as a user's, and kept when the text is compiled again.
    Each line of NODES is one of:

    \b
      id = formula = value unit            a number that follows: profit = sales - costs = 5 $
      id = value unit @"quote" | words     a number that the text states: share = 35 percent @"35%" | share of sales
      - id                                 remove a node

    A node of an id that is there already is mended; # begins a comment; stc show prints all nodes in this form.
    """
    from stc.apply import apply as apply_nodes
    from stc.artifact import load
    from stc.cli.output import one_line
    from stc.difference import diff
    from stc.source import read_file

    before = load(artifact)
    after = replace(before, graph=apply_nodes(before.graph, before.text, read_file(nodes, "nodes, one a line")))
    target = out if out is not None else artifact
    after.save(target)
    print(f"{artifact} -> {target}")
    for change in diff(before, after):
        print(f"  {one_line(str(change))}")
