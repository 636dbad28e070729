"""`stc verify`: check an artifact from scratch."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

FAULTY = 1


def verify(
    artifact: Annotated[Path, typer.Argument(help="An artifact, *.stc.json.")],
    context: Annotated[Path | None, typer.Option(metavar="FILE", help="The text that it should be made of.")] = None,
) -> int:
    """Check an artifact from scratch.

    Spans, numbers, formulas, units and hashes, with sympy. Exits with 1 and lists all faults if one does not hold.
    """
    from stc.artifact.verification import verify as verify_file
    from stc.cli.output import printable
    from stc.source import read_file

    faults = verify_file(artifact, None if context is None else read_file(context, "the text that it is made of"))
    for fault in faults:
        print(printable(f"{fault.node or 'graph'}: {fault.invariant}: {fault.message}"))
    print(f"{artifact}: {len(faults)} fault{'' if len(faults) == 1 else 's'}" if faults else f"{artifact}: all holds")
    return FAULTY if faults else 0
