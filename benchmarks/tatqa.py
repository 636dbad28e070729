"""TAT-QA without a model: real annual reports, a table and paragraphs each, about six questions on every one.

    python -m benchmarks tatqa                               shares answered and right by type and source, each part
    python -m benchmarks tatqa --part develop --fold 0 --show wrong

Questions of the unseen part are never shown, only counted.
"""

from __future__ import annotations

import argparse
import math
import time
from collections.abc import Sequence
from fractions import Fraction
from statistics import median

from benchmarks.tatqa_data import PARTS, Context, Item, data_file, read_contexts
from benchmarks.tatqa_metric import exact_match
from benchmarks.tatqa_report import Outcome, report, second_gold, show
from stc.graph import Period, Quantity
from stc.runtime import Answer, View, ask
from stc.runtime.settle import printed_in

SCALES = ("thousand", "million", "billion", "percent")


def main(argv: Sequence[str]) -> int:
    """Answer every question of one part, or of each, and print the report."""
    options = _options(argv)
    if options.part == "unseen" and options.show:
        print("the questions of the unseen part are counted, not shown")
        return 2
    if not data_file().exists():
        print(f"{data_file()} is missing: set STC_DATA to the folder of the data sets")
        return 2
    for part in (options.part,) if options.part else PARTS:
        outcomes, compile_seconds = run(read_contexts(part, options.fold))
        if options.show and part != "unseen":
            show(outcomes, options.show, options.type)
        print(f"# {part}")
        report(outcomes)
        asked = sorted(outcome.answer.seconds for outcome in outcomes)
        print(
            f"compile median {1000 * median(compile_seconds):.1f} ms; ask p50 {1000 * median(asked):.2f} ms,"
            f" p99 {1000 * asked[len(asked) * 99 // 100]:.2f} ms\n"
        )
    return 0


def run(contexts: Sequence[Context]) -> tuple[list[Outcome], list[float]]:
    """Compile each context and ask its questions; gives the outcomes and the seconds of compiling."""
    outcomes, seconds = [], []
    for context in contexts:
        started = time.perf_counter()
        view = compiled(context.markdown)
        seconds.append(time.perf_counter() - started)
        for item in context.items:
            answer = ask(view, item.question, budget="none")
            outcomes.append(judge(context.uid, item, answer, view))
    return outcomes, seconds


def compiled(markdown: str) -> View:
    """Compile a text to something that can be asked, with no model."""
    from stc.compiler import compile as compile_text

    artifact = compile_text(markdown, lm="none")
    return View(artifact.graph, artifact.text)


def judge(context: str, item: Item, answer: Answer, view: View) -> Outcome:
    """Score an answer against the gold one, and against the second gold answer where the first is judged wrong."""
    if not answer.known:
        return Outcome(context, item, answer, (), "", False, False, False)
    strings, scale = predicted(answer, view)
    right = exact_match(strings, scale, item.answer, item.scale)
    second = second_gold(item.uid)
    mended = exact_match(strings, scale, second[0], second[1]) if second else right
    return Outcome(context, item, answer, strings, scale, right, right or mended, scale == item.scale)


def predicted(answer: Answer, view: View) -> tuple[tuple[str, ...], str]:
    """Give an answer in TAT-QA's terms: strings, and one of "", thousand, million, billion, percent.

    A look-up is given as the cell prints it, a computed number at two decimals, as the data set gives its own.
    """
    scale = next((word for word in SCALES if word in answer.unit.replace("_", " ").split()), "")
    if "percentage point" in answer.unit or "percentage_point" in answer.unit:
        scale = "percent"
    match answer.value:
        case Period():
            return (answer.value.label,), ""
        case tuple():
            said = any(word in text for text in answer.value for word in SCALES)
            return answer.value, "" if said else scale
        case _:
            node = view.graph.by_id.get(answer.formula)
            if isinstance(node, Quantity) and node.stated:
                printed = printed_in(view, node)
                return (printed,), "" if any(word in printed for word in SCALES) else scale
            return (_two_decimals(answer),), scale


def _two_decimals(answer: Answer) -> str:
    assert answer.value is not None and not isinstance(answer.value, tuple | Period | str)
    cents, sign = abs(answer.value) * 100, "-" if answer.value < 0 else ""
    whole = math.floor(cents + Fraction(1, 2))
    return f"{sign}{whole // 100}.{whole % 100:02d}"


def _options(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks tatqa", description=__doc__)
    parser.add_argument("--part", choices=PARTS, help="default: each, one after the other")
    parser.add_argument("--fold", type=int, choices=range(4))
    parser.add_argument("--show", choices=["wrong", "passed", "right"])
    parser.add_argument("--type", default="", help="with --show: only this answer type")
    return parser.parse_args(argv)
