"""`stc diff`: what changed between two artifacts."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer


def diff(
    old: Annotated[Path, typer.Argument(help="An artifact, *.stc.json.")],
    new: Annotated[Path, typer.Argument(help="A later artifact of the same text, or of a changed one.")],
    json: Annotated[bool, typer.Option("--json", help="Print the changes as JSON.")] = False,
) -> None:
    """Show what changed between two artifacts.

    Node by node; a node that only moved in the text has not changed.
    """
    from stc.artifact import load
    from stc.cli.output import as_json, bold, printable
    from stc.difference import diff as diff_artifacts

    changes = diff_artifacts(load(old), load(new))
    if json:
        print(as_json([change._asdict() for change in changes]))
        return
    for change in changes:
        print(printable(str(change)))
    counts = {sign: sum(change.sign == sign for change in changes) for sign in "+-~"}
    print(bold(f"{counts['+']} added, {counts['-']} removed, {counts['~']} changed"))
