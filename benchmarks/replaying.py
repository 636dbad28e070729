"""Replay the runs that a recording holds: which set, seed and arm they are stands in its rows."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from stc.errors import InputError

Row = dict[str, Any]


def replay(path: Path, lines: Iterable[Mapping[str, Any]]) -> list[Row]:
    """Answer each run of a recording again, without a model."""
    from benchmarks.model import answer_set, options_of

    return [
        row
        for (name, seed, arm), contexts in runs_of(path, lines).items()
        for row in answer_set(
            options_of([name, "--arm", arm, "--seed", seed, "--limit", str(contexts), "--replay", str(path)])
        )
    ]


def runs_of(path: Path, lines: Iterable[Mapping[str, Any]]) -> dict[tuple[str, str, str], int]:
    """Give the runs in a recording with the number of their contexts.

    >>> runs_of(Path("r.jsonl"), [{"row": "p2:1/direct-0/0013/0"}, {"row": "p2:1/direct-0/0014/0"}])
    {('p2', '1', 'direct-0'): 2}
    """
    contexts: dict[tuple[str, str, str], set[str]] = {}
    for line in lines:
        name, _, rest = str(line.get("row", "")).partition(":")
        parts = rest.split("/")
        if len(parts) != 4:
            raise InputError(
                f"{path}: a row names no set, arm and context: {line.get('row')!r}",
                hint="give files made by python -m benchmarks model",
            )
        contexts.setdefault((name, parts[0], parts[1]), set()).add(parts[2])
    return {run: len(found) for run, found in contexts.items()}
