"""GSM8K-Socratic: all sub-questions of a problem, asked of the problem without its last question.

Taken are problems of the develop half whose last question supposes nothing (no number, no "if"), so that cutting it
off takes nothing from the context that its sub-questions need, and that have at least two sub-questions with a number.
"""

from __future__ import annotations

import json
import re

from benchmarks.sets import Context, DataSet, Query, chosen, numbers
from benchmarks.sets.splitting import cut
from benchmarks.socratic import FILE
from benchmarks.word_problems import in_half, number

_RESULT = re.compile(r"<<[^<>]*=([^<>]*)>>")
_SUPPOSES = re.compile(
    r"\d|\b(?:if|when|after|before|given|assuming|than|half|twice|double|triple|third|quarter|dozen|one|two|three|four|five"
    r"|six|seven|eight|nine|ten|eleven|twelve|twenty|thirty|forty|fifty|hundred|thousand|once|times)\b",
    re.IGNORECASE,
)


def contexts(limit: int, seed: int) -> list[Context]:
    """Choose `limit` problems by hash."""
    there = {}
    for line in FILE.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        text, question = cut(row["question"])
        queries = _queries(row["answer"])
        if text and len(queries) > 1 and in_half(str(row["original_id"]), "develop") and not _SUPPOSES.search(question):
            there[str(row["original_id"])] = Context(str(row["original_id"]), text, queries)
    return [there[id] for id in chosen(list(there), limit, seed)]


def _queries(answer: str) -> tuple[Query, ...]:
    """Read the sub-questions; one that stands over several steps counts once, and any of their results is right."""
    golds: dict[str, list[str]] = {}
    for step in answer.split("\n"):
        question, found, worked = step.partition(" ** ")
        results = _RESULT.findall(worked)
        if found and results and number(results[-1]) is not None:
            golds.setdefault(question.strip(), []).append(results[-1].strip(" $%").replace(",", "").rstrip("."))
    return tuple(Query(question, tuple(dict.fromkeys(values))) for question, values in golds.items())


SET = DataSet("socratic", 10, contexts, numbers.FORM, numbers.read, numbers.told, numbers.right)
