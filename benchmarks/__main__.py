"""Run a benchmark by name, or list them."""

from __future__ import annotations

import importlib
import sys
from pathlib import Path


def names() -> list[str]:
    """List the benchmarks: the modules of this folder that define `main(argv)`."""
    files = sorted(Path(__file__).parent.glob("[a-z]*.py"))
    return [file.stem for file in files if "\ndef main(" in file.read_text(encoding="utf-8")]


def run(argv: list[str]) -> int:
    """Run `argv[0]` (with - for _) with the rest of the arguments; without a known name, list what there is."""
    name = argv[0].replace("-", "_") if argv else ""
    if name not in names():
        print("usage: python -m benchmarks NAME [arguments]\n\n" + "\n".join(f"  {one}" for one in names()))
        return 0 if argv in ([], ["--help"]) else 2
    return int(importlib.import_module(f"benchmarks.{name}").main(argv[1:]) or 0)


if __name__ == "__main__":
    sys.exit(run(sys.argv[1:]))
