"""How fast everything is, each figure beside its target and its floor.

    python -m benchmarks speed                    all of it, some minutes
    python -m benchmarks speed --quick            smaller graphs, fewer repeats
    python -m benchmarks speed --largest 100000   how many numbers the largest made-up report has

Floors: starting Python alone, json.loads of the same file, a dictionary look-up, bare Fraction arithmetic. Prints a
Markdown table. Growth is the slope of a straight line through log(seconds) over log(size): 1 is linear. Each size is
timed several times and the best counts, since a machine that does other things only adds; the largest report is
compiled once, so all reports' compiling is told in processor time; the questions' figures are
percentiles of all of them.
"""

from __future__ import annotations

import argparse
import gc
import json
import math
import os
import platform
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from fractions import Fraction
from pathlib import Path
from statistics import median
from typing import NamedTuple, TypeVar

from benchmarks.speed_data import made_up_questions, made_up_report
from benchmarks.tatqa_data import Context, data_file, read_contexts
from stc.artifact import Artifact, dumps, loads
from stc.compiler import compile_text
from stc.runtime import View, ask, view_of

T = TypeVar("T")
QUESTION = "What was the change in Amber amber rent from 2018 to 2019?"
SIZES = (1_000, 10_000, 100_000)


class Row(NamedTuple):
    """One measured thing: what, how long in seconds (or a bare slope), at most how long, and the floor."""

    what: str
    value: float
    target: float | None = None
    floor: float | None = None
    floor_of: str = ""
    seconds: bool = True


def main(argv: Sequence[str]) -> int:
    """Measure and print; exit 1 where a target is missed."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks speed", description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--quick", action="store_true", help="smaller graphs, fewer repeats")
    parser.add_argument("--largest", type=int, default=100_000, help="numbers in the largest made-up report")
    options = parser.parse_args(argv)
    repeats = 3 if options.quick else 9
    largest = min(options.largest, 10_000) if options.quick else options.largest
    rows = [*cold(repeats), *real(3 if options.quick else None), *made_up(largest, 2 if options.quick else 3)]
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}\n")
    print(table(rows))
    return 1 if any(row.target is not None and row.value > row.target for row in rows) else 0


def cold(repeats: int) -> list[Row]:
    """Time whole processes, from the start to the exit."""
    with tempfile.TemporaryDirectory() as folder:
        artifact = compile_text(made_up_report(400), lm="none").save(Path(folder) / "report.stc.json")
        start = _process(["-c", "pass"], repeats)
        code = f"import json; json.loads(open({str(artifact)!r}, encoding='utf-8').read())"
        reading = _process(["-c", code], repeats)
        return [
            Row(
                "`stc --help`, cold process", _process(["-m", "stc", "--help"], repeats), None, start, "python -c pass"
            ),
            Row(
                "`stc ask`, cold process, a graph of 400 numbers",
                _process(["-m", "stc", "ask", str(artifact), QUESTION, "--budget", "none"], repeats),
                0.5,
                reading,
                "python and json.loads",
            ),
        ]


def real(limit: int | None) -> list[Row]:
    """Time TAT-QA's contexts: compiling, loading, and every question once in a warm process."""
    if not data_file().exists():
        print(f"{data_file()} is missing: set STC_DATA to the folder of the data sets; TAT-QA is left out\n")
        return []
    contexts = read_contexts("develop")[: None if limit is None else limit * 10]
    compile_text(contexts[0].markdown, lm="none")  # imports, compiled patterns
    compiling, reading, floors, asking = [], [], [], []
    for context in contexts:
        seconds, artifact = _timed(lambda context=context: compile_text(context.markdown, lm="none"))  # type: ignore[misc]
        compiling.append(seconds)
        data = dumps(artifact)
        reading.append(_timed(lambda data=data: loads(data))[0])  # type: ignore[misc]
        floors.append(_timed(lambda data=data: json.loads(data))[0])  # type: ignore[misc]
        asking += _asked(view_of(artifact), _questions(context))
    asking.sort()
    known = dict.fromkeys(range(1000), Fraction(7, 3))
    look_up = _per_call(lambda: known[500])
    arithmetic = _per_call(lambda: (Fraction(14524, 10) - Fraction(1320)) / Fraction(1320) * 100)
    return [
        Row("compile a TAT-QA context, median", median(compiling), 0.03, median(floors), "json.loads of its file"),
        Row("compile a TAT-QA context, p95", _percentile(sorted(compiling), 95)),
        Row("load a TAT-QA artifact, median", median(reading), None, median(floors), "json.loads"),
        Row(f"warm question on TAT-QA, p50 of {len(asking)}", _percentile(asking, 50), 0.001, look_up, "dict look-up"),
        Row("warm question on TAT-QA, p99", _percentile(asking, 99), 0.01, arithmetic, "percent change of Fractions"),
    ]


def made_up(largest: int, repeats: int) -> list[Row]:
    """Time made-up reports of growing size: how compiling, loading and the first question grow, and the largest."""
    sizes = [size for size in SIZES if size < largest] + [largest]
    compiling, loading, starting, counts = [], [], [], []
    for size in sizes:
        text = made_up_report(size)
        once = repeats if size <= 10_000 else 1
        seconds, artifact = _best(lambda text=text: compile_text(text, lm="none"), once, time.process_time)  # type: ignore[misc]
        data = dumps(artifact)
        del artifact
        print(f"{size:,} numbers: compiled in {seconds:.2f} s", file=sys.stderr)
        read, loaded = _best(lambda data=data: loads(data), repeats)  # type: ignore[misc]
        print(f"{size:,} numbers: loaded in {read:.2f} s", file=sys.stderr)
        opened, view = _timed(lambda loaded=loaded: _first(loaded))  # type: ignore[misc]
        counts.append(len(loaded.graph.quantities))
        compiling.append(seconds)
        loading.append(read)
        starting.append(opened)
    floor = _best(lambda: json.loads(data), repeats)[0]
    asking = sorted(_asked(view, made_up_questions(largest, 300)))
    known = {quantity.id: quantity.value for quantity in loaded.graph.quantities}
    some = loaded.graph.quantities[len(known) // 2].id
    look_up = _per_call(lambda: known[some])
    name = f"made-up graph of {counts[-1]:,} quantities"
    rows = [
        Row(f"compile a {name}, processor time", compiling[-1], None, floor, "json.loads of its file"),
        Row(f"load a {name}, {len(data) / 1e6:.0f} MB", loading[-1], 3.0, floor, "json.loads"),
        Row("its first question, indexes built", starting[-1]),
        Row(f"its other questions, p50 of {len(asking)}", _percentile(asking, 50), 0.01, look_up, "dict look-up"),
        Row("its other questions, p99", _percentile(asking, 99)),
    ]  # fmt: skip
    if len(sizes) > 1:
        span = f"{counts[0]:,} to {counts[-1]:,} quantities"
        rows += [
            Row(f"growth of compiling, {span}", slope(counts, compiling), 1.1, seconds=False),
            Row(f"growth of loading, {span}", slope(counts, loading), 1.1, seconds=False),
        ]
    return rows


def slope(sizes: Sequence[int], seconds: Sequence[float]) -> float:
    """Fit a line through log(seconds) over log(size) by least squares and give its slope.

    >>> round(slope([1, 10, 100], [0.1, 1.0, 10.0]), 6)
    1.0
    """
    xs, ys = [math.log(size) for size in sizes], [math.log(value) for value in seconds]
    x, y = sum(xs) / len(xs), sum(ys) / len(ys)
    return sum((a - x) * (b - y) for a, b in zip(xs, ys, strict=True)) / sum((a - x) ** 2 for a in xs)


def table(rows: Sequence[Row]) -> str:
    """Show the rows as a Markdown table.

    >>> print(table([Row("load", 0.5, 3.0, 0.25, "json.loads")]))
    | what | measured | at most | | floor |
    | --- | ---: | ---: | --- | --- |
    | load | 500 ms | 3.00 s | met | 250 ms: json.loads |
    """
    lines = ["| what | measured | at most | | floor |", "| --- | ---: | ---: | --- | --- |"]
    for row in rows:
        show = _duration if row.seconds else "{:.2f}".format
        target = "" if row.target is None else show(row.target)
        met = "" if row.target is None else "met" if row.value <= row.target else "MISSED"
        floor = "" if row.floor is None else f"{_duration(row.floor)}: {row.floor_of}"
        lines.append(f"| {row.what} | {show(row.value)} | {target} | {met} | {floor} |")
    return "\n".join(lines)


def _duration(seconds: float) -> str:
    for factor, unit in ((1, "s"), (1e3, "ms"), (1e6, "µs")):
        if seconds * factor >= 1:
            return f"{seconds * factor:.{0 if seconds * factor >= 100 else 1 if seconds * factor >= 10 else 2}f} {unit}"
    return f"{seconds * 1e9:.0f} ns"


def _questions(context: Context) -> list[str]:
    return [item.question for item in context.items]


def _asked(view: View, questions: Sequence[str]) -> list[float]:
    """Ask each question once, after a first one that nobody times."""
    ask(view, QUESTION, budget="none")
    return [_timed(lambda question=question: ask(view, question, budget="none"))[0] for question in questions]  # type: ignore[misc]


def _first(artifact: Artifact) -> View:
    view = view_of(artifact)
    ask(view, QUESTION, budget="none")
    return view


def _process(arguments: Sequence[str], repeats: int) -> float:
    command = [sys.executable, *arguments]
    kept = {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}
    with tempfile.TemporaryDirectory() as folder:  # byte code as an installed package has it, but not in the checkout
        environment = {**kept, "PYTHONPYCACHEPREFIX": folder}

        def run() -> object:
            return subprocess.run(command, check=True, capture_output=True, env=environment)

        run()  # fills the file cache, writes byte code
        return median(_timed(run)[0] for _ in range(repeats))


def _timed(call: Callable[[], T], clock: Callable[[], float] = time.perf_counter) -> tuple[float, T]:
    begin = clock()
    result = call()
    return clock() - begin, result


def _best(call: Callable[[], T], repeats: int, clock: Callable[[], float] = time.perf_counter) -> tuple[float, T]:
    best, result = _timed(call, clock)
    for _ in range(repeats - 1):
        gc.collect()
        seconds, result = _timed(call, clock)
        best = min(best, seconds)
    return best, result


def _per_call(call: Callable[[], object], times: int = 20_000) -> float:
    return _timed(lambda: [call() for _ in range(times)])[0] / times


def _percentile(ordered: Sequence[float], percent: int) -> float:
    return ordered[min(len(ordered) - 1, len(ordered) * percent // 100)]
