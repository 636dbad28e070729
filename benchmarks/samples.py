"""How c' grows with the number of drafts: tokens of the facts of merged drafts, beside those of drafts in a row.

    python -m benchmarks samples --replay benchmarks/recordings/p2-samples.jsonl

The recording holds drafts of some contexts in many lanes: `python -m benchmarks model p2 --arm stc --samples 10
--rounds 0 --retries 0 --budget none --limit 2 --record FILE`. No model is asked.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from pathlib import Path

from benchmarks.replaying import runs_of
from benchmarks.sets import load

COUNTS = (1, 2, 3, 5, 10)


def main(argv: Sequence[str]) -> int:
    """Print the table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks samples", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--replay", type=Path, required=True, metavar="FILE")
    path = parser.parse_args(argv).replay
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    ((name, seed, _), limit), *_ = runs_of(path, lines).items()
    model = lines[0]["model"]
    contexts = load(name).contexts(limit, int(seed))
    print("| context | drafts | quantities | facts, all | facts in a prompt | drafts in a row, all |")
    print("|---|---:|---:|---:|---:|---:|")
    for context in contexts:
        once = 0
        for count in COUNTS:
            quantities, whole, shown = measure(context.text, context.queries[0].question, path, model, count)
            once = once or whole
            print(f"| {context.id} | {count} | {quantities} | {whole} | {shown} | {once * count} |")
    return 0


def measure(text: str, question: str, recording: Path, model: str, samples: int) -> tuple[int, int, int]:
    """Give the quantities of `samples` merged drafts, the tokens of all their facts and of those for a question."""
    from stc.compiler import compile_text
    from stc.models import Journal, Session, choose, estimate_tokens
    from stc.runtime import view_of
    from stc.runtime.retrieve import retrieve
    from stc.text.series import show_series

    session = Session(journal=Journal(recording, replay=True))
    lm = choose("sleep", model)
    view = view_of(compile_text(text, lm=lm, session=session, samples=samples, rounds=0, retries=0))
    everything = retrieve(question, view, limit=10_000)
    facts = retrieve(question, view)
    shown = estimate_tokens(show_series(everything)), estimate_tokens(show_series(facts))
    return len(view.graph.quantities), *shown
