"""Answer a set with a model, by one arm; every reply is kept, so an interrupted run goes on where it stopped.

    python -m benchmarks model p2 --arm direct-3 --lm openai/NAME --api-base URL --record FILE [--limit N]
    python -m benchmarks model p2 --arm direct-3 --replay FILE        the same from the recording, without a model

A recording is a journal: per call the hash of the request, the row of the set, the prompt's version, usage, completion.
Rows (one a question, one a context) go beside it, to FILE without .jsonl plus .rows.jsonl, or to --rows.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import IO

from benchmarks import arms, sets
from benchmarks.arms import Desk
from benchmarks.model_report import write_report
from benchmarks.running import Plan, Row, run
from stc.errors import StcError


def main(argv: Sequence[str]) -> int:
    """Run one arm on one set, write its rows, and print its report."""
    options = options_of(argv)
    try:
        rows = answer_set(options)
    except StcError as error:
        print(f"{error.message}\n  {error.hint}", file=sys.stderr)
        return 1
    except FileNotFoundError as error:
        print(f"{error.filename} is missing: set STC_DATA to the folder of the data sets", file=sys.stderr)
        return 2
    print(write_report(rows, options.name))
    return 0


def answer_set(options: argparse.Namespace) -> list[Row]:
    """Run what the options say; gives the rows."""
    from stc.models import Journal, Session, choose

    data, record = sets.load(options.set), options.replay or options.record
    limit = options.limit or data.size
    plan_contexts = data.contexts(limit, options.seed)
    for note in data.notes(limit, options.seed):
        print(note, file=sys.stderr)
    name = options.lm or (model_of(options.replay) if options.replay else None)
    lm = choose(
        "sleep",
        name,
        api_base=options.api_base,
        temperature=options.temperature,
        effort=options.effort,
        timeout=options.timeout,
    )
    if lm is None:
        raise StcError("no model is named", hint="name one: --lm openai/NAME, or replay a recording: --replay FILE")
    if options.record:
        options.record.parent.mkdir(parents=True, exist_ok=True)
    session = Session(
        journal=Journal(record, replay=bool(options.replay)) if record else None, concurrency=options.concurrency
    )
    plan = Plan(options.set, options.seed, options.arm, str(lm.model), plan_contexts)
    questions = sum(len(context.queries) for context in plan_contexts)
    print(f"{options.set}, {options.arm}: {len(plan_contexts)} contexts, {questions} questions", file=sys.stderr)
    rows = _Rows(options.rows or _beside(options.record), questions)
    with rows:
        run(plan, arms.load(options.arm), Desk(data, lm, session, vars(options)), rows.add)
    _say_what_did_not_replay(rows.all)
    return rows.all


class _Rows:
    """The rows of a run: kept, and written as they come."""

    def __init__(self, path: Path | None, questions: int) -> None:
        self.all: list[Row] = []
        self.path, self.questions = path, questions
        self.file: IO[str] | None = None

    def __enter__(self) -> _Rows:
        self.file = self.path.open("w", encoding="utf-8") if self.path else None
        return self

    def __exit__(self, *_: object) -> None:
        if self.file:
            self.file.close()

    def add(self, row: Row) -> None:
        self.all.append(row)
        if self.file:
            self.file.write(json.dumps(row, ensure_ascii=False) + "\n")
            self.file.flush()
        done = sum(row["kind"] == "answer" for row in self.all)
        print(f"\r{done} of {self.questions} answered", end="\n" if done == self.questions else "", file=sys.stderr)


def model_of(recording: Path) -> str:
    """Give the model that a recording was made with."""
    with recording.open(encoding="utf-8") as file:
        first = json.loads(file.readline() or "{}")
    return str(first.get("model", ""))


def _beside(record: Path | None) -> Path | None:
    return record.with_suffix("").with_suffix(".rows.jsonl") if record else None


def _say_what_did_not_replay(rows: Sequence[Row]) -> None:
    missing = [row for row in rows if row["error"].startswith("not-recorded")]
    for row in missing[:20]:
        print(f"does not replay: {row['context']}/{row.get('question', 'sleep')}", file=sys.stderr)
    if missing:
        print(
            f"{len(missing)} rows do not replay: a prompt, the set or a setting changed; record again", file=sys.stderr
        )


def options_of(argv: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks model", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("set", choices=sets.SETS)
    parser.add_argument("--arm", choices=tuple(arms.ARMS), required=True)
    parser.add_argument("--lm", help="default: STC_LM; of a replay: the recording's")
    parser.add_argument("--api-base")
    parser.add_argument("--limit", type=int, help="contexts; default: 20 of p2, 10 of the others")
    parser.add_argument("--seed", type=int, default=1)
    files = parser.add_mutually_exclusive_group()
    files.add_argument("--record", type=Path, metavar="FILE", help="keep replies here, and take those that are there")
    files.add_argument("--replay", type=Path, metavar="FILE", help="take all replies from here, ask no model")
    parser.add_argument("--rows", type=Path, metavar="FILE", help="where the rows go")
    parser.add_argument("--name", default="", help="the model's name in the report")
    parser.add_argument("--temperature", type=float)
    parser.add_argument("--effort")
    parser.add_argument("--timeout", type=float, default=3000.0, help="seconds a reply may take")
    parser.add_argument("--concurrency", type=int, default=64, help="requests under way at once")
    ours = parser.add_argument_group("arm stc")
    ours.add_argument("--samples", type=int, default=1)
    ours.add_argument("--rounds", type=int, default=1)
    ours.add_argument("--retries", type=int, default=2)
    ours.add_argument("--verbosity", type=int, default=1, choices=range(5))
    ours.add_argument("--budget", default="reason", choices=("none", "compose", "reason"))
    return parser.parse_args(argv)
