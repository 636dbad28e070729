"""Tables of runs with a model: accuracy with intervals, tokens at test and sleep time, who answered, what was rejected.

    python -m benchmarks model-report FILES... [--name "claude (relayed)"] [--note TEXT]

FILES are rows of `python -m benchmarks model`, or recordings: of a recording each run in it is replayed first.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path
from typing import Any

from benchmarks.sets import load
from benchmarks.statistics import bootstrap, wilson
from stc.errors import StcError

Row = dict[str, Any]
HOW = ("recall", "story", "calculate", "compose", "reason", "unknown", "read", "unread", "failed")
NOT_COUNTED = {
    "relayed": "Completions came through a relay: tokens are counted from what was written (cl100k_base). What the"
    " model thinks unseen is not counted, so short replies may have taken more thought than the figures say."
}


def main(argv: Sequence[str]) -> int:
    """Print the report of some files."""
    parser = argparse.ArgumentParser(
        prog="python -m benchmarks model-report", description=(__doc__ or "").splitlines()[0]
    )
    parser.add_argument("files", type=Path, nargs="+", metavar="FILE")
    parser.add_argument("--name", default="", help="the model's name; default: as it was asked for")
    parser.add_argument("--note", default="", help="a sentence to stand under the tables")
    options = parser.parse_args(argv)
    try:
        rows = [row for path in options.files for row in read(path)]
    except (OSError, ValueError, StcError) as error:
        print(error, file=sys.stderr)
        return 2
    print(write_report(rows, options.name, options.note))
    return 0


def read(path: Path) -> list[Row]:
    """Read rows; of a recording, replay the runs whose rows it holds."""
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    if not lines or "kind" in lines[0]:
        return lines
    from benchmarks.replaying import replay

    return replay(path, lines)


def write_report(rows: Iterable[Row], name: str = "", note: str = "") -> str:
    """Write the tables as Markdown: one table a set with a line an arm, then what became of nodes, then failures."""
    groups: dict[tuple[str, int], dict[tuple[str, str], list[Row]]] = {}
    for row in rows:
        arms = groups.setdefault((row["set"], row["seed"]), {})
        arms.setdefault((row["arm"], row["model"]), []).append(row)
    parts = [_set(*key, arms, name) for key, arms in sorted(groups.items())]
    notes = [text for word, text in NOT_COUNTED.items() if word in name] + [note] * bool(note)
    return "\n\n".join(parts + notes)


def _set(name: str, seed: int, arms: Mapping[tuple[str, str], Sequence[Row]], model: str) -> str:
    first = next(iter(arms.values()))
    contexts = len({row["context"] for row in first})
    questions = sum(row["kind"] == "answer" for row in first)
    models = model or ", ".join(sorted({asked for _, asked in arms}))
    head = [
        f"### {name}, seed {seed}: {contexts} contexts, {questions} questions; {models}",
        "",
        "| arm | right | Wilson 95 % | by context 95 % | output / question | input / question (cached)"
        " | calls / question | sleep output / context | sleep input / context |",
        "|---|---:|---:|---:|---:|---:|---:|---:|---:|",
    ]
    lines = [_line(arm, rows) for (arm, _), rows in sorted(arms.items())]
    after = [text for (arm, _), rows in sorted(arms.items()) if (text := _details(arm, rows))]
    return "\n".join(head + lines + (["", *after] if after else []))


def _line(arm: str, rows: Sequence[Row]) -> str:
    answers = [row for row in rows if row["kind"] == "answer"]
    contexts = [row for row in rows if row["kind"] == "context"]
    right, total = sum(row["right"] for row in answers), len(answers)
    clusters: dict[str, list[tuple[int, int]]] = {}
    for row in answers:
        clusters.setdefault(row["context"], []).append((int(row["right"]), 1))
    by_context = bootstrap([clusters[context] for context in sorted(clusters)])
    asked, slept = _calls(answers), _calls(contexts)
    cached = f" ({_mean(asked, 'cached', total)})" if any(call["cached"] for call in asked) else ""
    return (
        f"| {arm} | {right}/{total} = {100 * right / max(1, total):.1f} % | {_interval(wilson(right, total))}"
        f" | {_interval(by_context)} | {_mean(asked, 'output', total)}"
        f" | {_mean(asked, 'input', total)}{cached} | {len(asked) / max(1, total):.2f}"
        f" | {_mean(slept, 'output', len(contexts)) if slept else '0'}"
        f" | {_mean(slept, 'input', len(contexts)) if slept else '0'} |"
    )


def _calls(rows: Iterable[Row]) -> list[Mapping[str, Any]]:
    return [call for row in rows for call in row["calls"]]


def _mean(calls: Sequence[Mapping[str, Any]], field: str, over: int) -> str:
    """Give the tokens a question or a context; "≥" where some calls did not report theirs."""
    unreported = field != "cached" and any(call[field] is None for call in calls)
    return f"{'≥ ' if unreported else ''}{sum(call[field] or 0 for call in calls) / max(1, over):,.1f}"


def _interval(bounds: tuple[float, float]) -> str:
    return f"[{100 * bounds[0]:.1f}, {100 * bounds[1]:.1f}]"


def _details(arm: str, rows: Sequence[Row]) -> str:
    """Say who answered and how rightly, what became of nodes, and what failed."""
    answers = [row for row in rows if row["kind"] == "answer"]
    more = load(answers[0]["set"]).details(answers) if answers else ""
    lines = [f"- {arm}: {more}"] * bool(more)
    ways = Counter(row["how"] for row in answers)
    if set(ways) - {"read", "unread"}:
        right = Counter(row["how"] for row in answers if row["right"])
        shares = (
            f"{how} {100 * ways[how] / len(answers):.1f} % ({right[how]}/{ways[how]} right)" for how in HOW if ways[how]
        )
        lines.append(f"- {arm}, answered by: {', '.join(shares)}")
        single = sum(row["text"].isidentifier() for row in answers if row["how"] == "compose")
        lines += [f"- {arm}, of {ways['compose']} composed formulas {single} are a single id"] * bool(ways["compose"])
    elif ways["unread"]:
        lines.append(f"- {arm}, last line not an answer in the set's form (counted as not right): {ways['unread']}")
    if nodes := _nodes([row for row in rows if row["kind"] == "context"]):
        lines.append(f"- {arm}, nodes: {nodes}")
    if thought := sum(call["reasoning"] or 0 for call in _calls(rows)):
        lines.append(f"- {arm}, of the output tokens {thought:,} were reasoning")
    failed = Counter(row["error"].split(":")[0] for row in rows if row["error"])
    if failed:
        lines.append(f"- {arm}, failed (counted as not right): {', '.join(f'{n} {why}' for why, n in failed.items())}")
    return "\n".join(lines)


def _nodes(contexts: Sequence[Row]) -> str:
    counts = [row["counts"] for row in contexts if row["counts"]]
    if not counts:
        return ""
    reasons: Counter[str] = Counter()
    for one in counts:
        reasons.update(one.get("rejected", {}))
    admitted, repaired = (sum(one.get(kind, 0) for one in counts) for kind in ("admitted", "repaired"))
    why = ", ".join(f"{reason} {number}" for reason, number in reasons.most_common())
    partial = sum(bool(one.get("partial")) for one in counts)
    return (
        f"{admitted} of the model's admitted, {repaired} of them after repair, {sum(reasons.values())} rejected"
        f"{f' ({why})' if why else ''}{f'; {partial} contexts partial' if partial else ''}"
    )
