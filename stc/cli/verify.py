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
    from stc.cli.output import one_line, printable
    from stc.source import read_file

    faults = verify_file(artifact, None if context is None else read_file(context, "the text that it is made of"))
    for fault in faults:
        print(printable(f"{fault.node or 'graph'}: {fault.invariant}: {fault.message}"))
    if partial := _partial(artifact):
        print(f"{artifact} is partial: {one_line(partial)}")
    print(f"{artifact}: {len(faults)} fault{'' if len(faults) == 1 else 's'}" if faults else f"{artifact}: all holds")
    return FAULTY if faults else 0


def _partial(artifact: Path) -> str:
    """Say why not all of the text was read; "" where all was. The file may be faulty in any other way."""
    from stc.artifact import read_bytes
    from stc.artifact.verification import read_object

    run = read_object(read_bytes(artifact), str(artifact)).get("run")
    return str(run.get("partial") or "") if isinstance(run, dict) else ""
