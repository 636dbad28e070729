"""GSM8K-Socratic without a model: the sub-questions of a problem are asked of the problem without its last question.

    python -m benchmarks socratic --half develop|unseen|all [--context sentence|premise] [--show wrong]

`--context premise` keeps what the last question supposes ("If she sells 3, how much ...?"), as SVAMP does.

A sub-question counts once a problem. Where it stands over several steps, the result of any of them is right.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from fractions import Fraction

from benchmarks import word_problems
from benchmarks.word_problems import Item, data_folder, number, split_question

FILE = data_folder() / "gsm8k_socratic" / "test_socratic.jsonl"
_RESULT = re.compile(r"<<[^<>]*=([^<>]*)>>")


def items(premise: bool = False) -> Iterator[Item]:
    """Go through the sub-questions whose step computes a number."""
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        context, _ = split_question(row["question"], premise)
        golds: dict[str, set[Fraction]] = {}
        for step in row["answer"].split("\n"):
            question, found, worked = step.partition(" ** ")
            results = _RESULT.findall(worked)
            value = number(results[-1]) if found and results else None
            if value is not None:
                golds.setdefault(question.strip(), set()).add(value)
        for question, values in golds.items():
            yield Item(str(row["original_id"]), context, question, frozenset(values))


def main(argv: Sequence[str]) -> int:
    """Answer the sub-questions of a half and print the report."""
    return word_problems.main("socratic", argv, items, FILE)
