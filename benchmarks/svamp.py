"""SVAMP without a model: short stories whose variants differ in a word (Patel et al. 2021); context and question apart.

python -m benchmarks svamp --half develop|unseen|all [--show wrong]
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from fractions import Fraction

from benchmarks import word_problems
from benchmarks.word_problems import Item, data_folder

FILE = data_folder() / "svamp" / "SVAMP.json"


def items(_premise: bool = False) -> Iterator[Item]:
    """Go through the problems: `Body` is the context, `Question` is asked."""
    for row in json.loads(FILE.read_text(encoding="utf-8")):
        yield Item(row["ID"], row["Body"], row["Question"], frozenset((Fraction(str(row["Answer"])),)))


def main(argv: Sequence[str]) -> int:
    """Answer the questions of a half and print the report."""
    return word_problems.main("svamp", argv, items, FILE)
