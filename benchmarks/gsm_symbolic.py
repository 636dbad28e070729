"""GSM-Symbolic P2 without a model: the last question of each problem, asked of the rest (Mirzadeh et al. 2024).

    python -m benchmarks gsm_symbolic --half develop|unseen|all [--show wrong]

Halves are by template, so that no instance of a template that rules were developed on is in the unseen half.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from benchmarks import word_problems
from benchmarks.word_problems import Item, data_folder, number, split_question

FILE = data_folder() / "gsm_symbolic" / "GSM_p2.jsonl"


def items(premise: bool = False) -> Iterator[Item]:
    """Go through the problems, split at the sentence that asks."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gold = number(row["answer"].rsplit("####", 1)[-1])
        if gold is not None:
            context, question = split_question(row["question"], premise)
            yield Item(str(row["id"]), context, question, frozenset((gold,)))


def main(argv: Sequence[str]) -> int:
    """Answer the questions of a half and print the report."""
    return word_problems.main("gsm_symbolic", argv, items, FILE)
