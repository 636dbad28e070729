"""Random and mutated input: nothing but our own errors may come out, each within a time bound.

python -m benchmarks fuzz formulas --count 100000 --seed 1
"""

from __future__ import annotations

import argparse
import importlib
import sys

PARTS = ("formulas", "artifacts")  # each is benchmarks/fuzz_<part>.py with fuzz(count, seed) -> list of complaints


def main(argv: list[str]) -> int:
    """Run one part; prints what failed, and exits 1 if anything did."""
    reader = argparse.ArgumentParser(prog="python -m benchmarks fuzz", description=__doc__.splitlines()[0])
    reader.add_argument("part", choices=PARTS)
    reader.add_argument("--count", type=int, default=10_000)
    reader.add_argument("--seed", type=int, default=1)
    options = reader.parse_args(argv)
    complaints: list[str] = importlib.import_module(f"benchmarks.fuzz_{options.part}").fuzz(options.count, options.seed)
    for complaint in complaints[:20]:
        print(complaint, file=sys.stderr)
    print(f"{options.count:,} {options.part}, seed {options.seed}: {len(complaints)} failed")
    return int(bool(complaints))
