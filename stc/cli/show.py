"""`stc show`: print the graph of an artifact."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from stc.errors import InputError

FORMATS = ("text", "json", "mermaid", "dot", "graphml")


def show(
    artifact: Annotated[Path, typer.Argument(help="An artifact, *.stc.json.")],
    format: Annotated[str, typer.Option(help="text, json, mermaid, dot or graphml.")] = "text",
    short: Annotated[bool, typer.Option("--short", help="Text without spans, as a model reads it.")] = False,
    ledger: Annotated[
        bool, typer.Option("--ledger", help="What compiling took: every call of a model, as text or as JSON.")
    ] = False,
) -> None:
    """Print the graph of an artifact.

    As text that stc apply reads back, as JSON, or as a drawing (mermaid, dot, graphml).
    """
    from stc.artifact import load

    if format not in FORMATS:
        raise InputError(f"unknown format: {format}", hint=f"one of: {', '.join(FORMATS)}")
    loaded = load(artifact)
    if ledger:
        if format not in ("text", "json"):
            raise InputError(f"a ledger cannot be drawn as {format}", hint="one of: text, json")
        return _show_ledger(loaded.run, format)
    graph = loaded.graph
    if format == "text":
        from stc.cli.output import one_line, printable
        from stc.text import show as show_text

        if partial := loaded.run.get("partial"):
            print(f"# partial: {one_line(str(partial))}")
        print(printable(show_text(graph, spans=not short).rstrip("\n")))
    elif format == "json":
        from stc.artifact import plain
        from stc.cli.output import as_json

        print(as_json(plain(graph)))
    else:
        from stc import view
        from stc.cli.output import printable

        print(printable(view.export(graph, format).rstrip("\n")))


def _show_ledger(run: Mapping[str, Any], format: str) -> None:
    from stc.cli.output import as_json, printable

    ledger = run.get("ledger")
    if format == "json":
        return print(as_json(ledger))
    from stc.cli.ledger import ledger_lines

    print(printable("\n".join(ledger_lines(ledger))))
