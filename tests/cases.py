"""Fixture files of cases: `# title`, then parts that are separated by lines of three dashes."""

from __future__ import annotations

from pathlib import Path

FIXTURES = Path(__file__).parent / "fixtures"


def cases(name: str) -> list[tuple[str, list[str]]]:
    """Read a fixture file into (title, parts); `#` at the start of a line begins the next case."""
    found: list[tuple[str, list[str]]] = []
    for block in ("\n" + (FIXTURES / name).read_text(encoding="utf-8")).split("\n# ")[1:]:
        title, _, body = block.partition("\n")
        parts = [part.strip("\n") for part in ("\n" + body + "\n").split("\n---\n")]
        found.append((f"{name}: {title.strip()}", parts))
    return found
