"""What the TAT-QA benchmark prints: shares with intervals, the curve, the causes of passing on, single outcomes."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache
from pathlib import Path
from typing import NamedTuple

from benchmarks.statistics import bootstrap, percentage
from benchmarks.tatqa_data import Item
from stc.runtime import Answer

GOLD = Path(__file__).with_name("tatqa_gold.jsonl")


class Outcome(NamedTuple):
    """One question answered or passed: `right` by the published gold answer, `mended` also by a second one."""

    context: str
    item: Item
    answer: Answer
    strings: tuple[str, ...]
    scale: str
    right: bool
    mended: bool
    same_scale: bool


def report(outcomes: Sequence[Outcome]) -> None:
    """Print all tables of the report."""
    contexts = len({outcome.context for outcome in outcomes})
    print(f"{contexts} contexts, {len(outcomes)} questions\n")
    print(f"{'':26}{'questions':>9}  {'answered':32}{'right by value and scale':34}{'gold mended':30}")
    _row("all", outcomes)
    for kind in sorted({outcome.item.answer_type for outcome in outcomes}):
        of_kind = [outcome for outcome in outcomes if outcome.item.answer_type == kind]
        _row(kind, of_kind)
        for source in sorted({outcome.item.answer_from for outcome in of_kind}):
            _row(f"  from {source}", [outcome for outcome in of_kind if outcome.item.answer_from == source])
    _intervals(outcomes)
    _curve(outcomes)
    _causes(outcomes)


def show(outcomes: Sequence[Outcome], which: str, answer_type: str) -> None:
    """Print single outcomes: those that are "wrong", "passed" or "right"."""
    chosen: dict[str, Callable[[Outcome], bool]] = {
        "wrong": lambda o: o.answer.known and not o.right,
        "passed": lambda o: not o.answer.known,
        "right": lambda o: o.right,
    }
    for o in outcomes:
        if chosen[which](o) and answer_type in ("", o.item.answer_type):
            gold = f"{' ## '.join(o.item.answer)[:90]} {o.item.scale}"
            print(f"[{o.context[:8]} {o.item.uid[:8]} {o.item.answer_type}/{o.item.answer_from}] {o.item.question}")
            print(f"    gold {gold}   {o.item.derivation[:80]}")
            said = f"{' ## '.join(o.strings)} {o.scale}   {o.answer.formula[:160]}" if o.answer.known else ""
            print(f"    {said or o.answer.code + ': ' + o.answer.reason}")


@cache
def _gold() -> dict[str, tuple[tuple[str, ...], str]]:
    if not GOLD.exists():
        return {}
    rows = [json.loads(line) for line in GOLD.read_text(encoding="utf-8").splitlines() if line.strip()]
    return {row["uid"]: (tuple(row["answer"]), row["scale"]) for row in rows}


def second_gold(uid: str) -> tuple[tuple[str, ...], str] | None:
    """Give the answer that we hold right where the published one is judged wrong."""
    return _gold().get(uid)


def _row(name: str, outcomes: Sequence[Outcome]) -> None:
    known = [outcome for outcome in outcomes if outcome.answer.known]
    answered = percentage(len(known), len(outcomes)).split(" of ")[0]
    right = percentage(sum(outcome.right for outcome in known), len(known))
    mended = percentage(sum(outcome.mended for outcome in known), len(known)).split(" of ")[0]
    print(f"{name:26}{len(outcomes):9}  {answered:32}{right:34}{mended:30}")


def _intervals(outcomes: Sequence[Outcome]) -> None:
    clusters: dict[str, list[Outcome]] = {}
    for outcome in outcomes:
        clusters.setdefault(outcome.context, []).append(outcome)
    answered = bootstrap([[(int(o.answer.known), 1) for o in group] for group in clusters.values()])
    right = bootstrap([[(int(o.right), 1) for o in group if o.answer.known] for group in clusters.values()])
    known = [outcome for outcome in outcomes if outcome.answer.known]
    scales = percentage(sum(o.same_scale for o in known), len(known))
    print(f"\nby drawing contexts: answered [{100 * answered[0]:.1f}, {100 * answered[1]:.1f}],", end=" ")
    print(f"right [{100 * right[0]:.1f}, {100 * right[1]:.1f}]; the scale's own word agrees in {scales}")


def _curve(outcomes: Sequence[Outcome]) -> None:
    known = sorted((o for o in outcomes if o.answer.known), key=lambda o: -o.answer.confidence)
    print("\ncoverage against precision, surest first:")
    for tenth in range(1, 11):
        part = known[: len(known) * tenth // 10]
        if part:
            print(
                f"  {100 * len(part) / len(outcomes):5.1f} % answered"
                f"  {100 * sum(o.right for o in part) / len(part):5.1f} % right"
                f"  (confidence from {part[-1].answer.confidence:.2f})"
            )


def _causes(outcomes: Sequence[Outcome]) -> None:
    passed = Counter((o.answer.code, _cause(o.answer.reason)) for o in outcomes if not o.answer.known)
    print("\ncommonest causes of passing on:")
    for (code, cause), count in passed.most_common(10):
        print(f"  {count:4}  {code}: {cause}")


def _cause(reason: str) -> str:
    """Reduce a reason to its kind: without the words of the question, which are not shown of the unseen part."""
    return re.sub(r"'.*'", "...", reason).split(":")[0]
