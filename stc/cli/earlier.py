"""What stands already where an artifact is to be written: what of it is kept, and what must not be lost."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from stc.errors import ArtifactError, InputError

if TYPE_CHECKING:
    from stc.artifact import Artifact


def earlier(out: Path) -> Artifact | None:
    """Load what stands where the artifact goes, for what a user put into it; raises ArtifactError if it is damaged."""
    from stc.artifact import load

    if not out.is_file() or out.stat().st_size == 0:
        return None
    try:
        return load(out)
    except ArtifactError as error:
        raise ArtifactError(
            f"{error.message}, so what a user put into it would be lost",
            hint=f"remove {out}, or name another file with -o",
            code=error.code,
        ) from error


def check_earlier(found: Artifact, out: Path, source: str, by_rules: bool) -> None:
    """Refuse to write over what another document gave, and, reading by rules that nobody asked for, over a model's.

    `source` is the document's name; a pipe has none, and what has no name may be anything.
    """
    if found.source and source and found.source != source:
        raise InputError(
            f"{out} was made from {found.source}, and {source} would take its place",
            hint=f"name another file with -o, or remove {out}",
        )
    if by_rules and found.run.get("frontend") == "lm":
        model = found.run.get("model")
        raise InputError(
            f"{out} was read with {model}, and reading by rules alone would lose that",
            hint=f"--lm {model} reads it with a model again, --lm none by rules alone",
        )


def is_better(found: Artifact | None, made: Artifact) -> bool:
    """Tell whether a model read all of a text for the earlier artifact, and only a part of it for the new one."""
    return (
        found is not None
        and found.text == made.text
        and found.run.get("frontend") == "lm"
        and not found.run.get("partial")
        and bool(made.run.get("partial"))
    )
