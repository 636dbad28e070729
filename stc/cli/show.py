"""`stc show`: print the graph of an artifact."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from stc.errors import InputError

FORMATS = ("text", "json", "mermaid", "dot", "graphml")


def show(
    artifact: Annotated[Path, typer.Argument(help="An artifact, *.stc.json.")],
    format: Annotated[str, typer.Option(help="text, json, mermaid, dot or graphml.")] = "text",
    short: Annotated[bool, typer.Option("--short", help="Text without spans, as a model reads it.")] = False,
) -> None:
    """Print the graph of an artifact.

    As text that stc apply reads back, as JSON, or as a drawing (mermaid, dot, graphml).
    """
    from stc.artifact import load

    if format not in FORMATS:
        raise InputError(f"unknown format: {format}", hint=f"one of: {', '.join(FORMATS)}")
    graph = load(artifact).graph
    if format == "text":
        from stc.cli.output import printable
        from stc.text import show as show_text

        print(printable(show_text(graph, spans=not short).rstrip("\n")))
    elif format == "json":
        from stc.artifact import plain
        from stc.cli.output import as_json

        print(as_json(plain(graph)))
    else:
        from stc import view
        from stc.cli.output import printable

        print(printable(view.export(graph, format).rstrip("\n")))
