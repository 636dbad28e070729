"""What the benchmarks of word problems share: items, halves by hash, asking, and the report."""

from __future__ import annotations

import argparse
import hashlib
import os
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import groupby
from pathlib import Path

from benchmarks.statistics import wilson


@dataclass(frozen=True, slots=True)
class Item:
    """A question about a context, with the answers that count as right; items of one context stand together."""

    id: str
    context: str
    question: str
    gold: frozenset[Fraction]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What was answered: `value` is None where the question was passed on, with the reason."""

    item: Item
    value: object
    said: str

    @property
    def right(self) -> bool:
        return isinstance(self.value, Fraction) and self.value in self.item.gold


_ASKS = re.compile(r",\s+((?:then\s+)?(?:how|what|calculate|in total, how)\b)", re.IGNORECASE)


def data_folder() -> Path:
    """Give the folder of the data sets: STC_DATA, or ../shared/data beside the project."""
    return Path(os.environ.get("STC_DATA", Path(__file__).parents[2] / "shared" / "data"))


def in_half(id: str, half: str) -> bool:
    """Tell whether a problem belongs to a half: develop or unseen, by the hash of its id, or all."""
    develop = int(hashlib.sha256(id.encode()).hexdigest()[:8], 16) % 2 == 0
    return half == "all" or develop == (half == "develop")


def number(text: str) -> Fraction | None:
    """Read a gold number such as "276,000", ".5", "$3.50" or "12.0"; None for what is none.

    >>> number("276,000"), number(".5"), number("x+3")
    (Fraction(276000, 1), Fraction(1, 2), None)
    """
    match = re.fullmatch(r"[$]?\s*(-?[\d,]*\.?\d+)\.?\s*%?", text.strip())
    return Fraction(match[1].replace(",", "")) if match else None


def split_question(problem: str, premise: bool = False) -> tuple[str, str]:
    """Split a problem into its context and its last question sentence; the context may be empty.

    With `premise`, what the question sentence supposes stays in the context, as SVAMP cuts its problems.

    >>> split_question("Tom has 3 pens. If he buys 4 pens, how many pens has Tom?")
    ('Tom has 3 pens.', 'If he buys 4 pens, how many pens has Tom?')
    >>> split_question("Tom has 3 pens. If he buys 4 pens, how many pens has Tom?", premise=True)
    ('Tom has 3 pens. If he buys 4 pens', 'how many pens has Tom?')
    """
    from stc.frontends.builtin.prose.sentences import sentences

    spans = list(sentences(problem, 0, len(problem)))
    asking = [span for span in spans if problem[: span[1]].endswith("?")]
    start, end = (asking or spans)[-1]
    cut = _ASKS.search(problem, start, end) if premise else None
    if cut is not None:
        start, kept = cut.start(1), problem[: cut.start()]
    else:
        kept = problem[:start]
    return f"{kept.strip()} {problem[end:].strip()}".strip(), problem[start:end]


def answer_all(items: Iterable[Item]) -> Iterator[Outcome]:
    """Compile each context once, without a model, and ask its questions."""
    import stc

    for context, questions in groupby(items, key=lambda item: item.context):
        artifact = stc.compile(context, lm="none") if context else None
        for item in questions:
            answer = stc.ask(artifact, item.question, budget="none") if artifact is not None else None
            if answer is not None and answer.known:
                yield Outcome(item, answer.value, answer.formula or answer.text)
            else:
                yield Outcome(item, None, f"{answer.code}: {answer.reason}" if answer is not None else "no context")


def report(name: str, half: str, outcomes: Sequence[Outcome]) -> None:
    """Print shares answered and right, with Wilson's 95 % intervals."""
    answered = [outcome for outcome in outcomes if outcome.value is not None]
    right = [outcome for outcome in answered if outcome.right]
    print(f"{name}, {half} half: {len(outcomes)} questions")
    print(f"  answered  {_share(len(answered), len(outcomes))}")
    print(f"  right     {_share(len(right), len(answered))} of those answered")
    reasons = Counter(outcome.said.split(":")[0] for outcome in outcomes if outcome.value is None)
    for reason, count in reasons.most_common(5):
        print(f"  passed on {count:5}  {reason[:90]}")


def _share(part: int, whole: int) -> str:
    low, high = wilson(part, whole)
    return f"{part:5} = {100 * part / max(1, whole):5.1f} % [{100 * low:.1f}, {100 * high:.1f}]"


def show(outcomes: Iterable[Outcome], which: str) -> None:
    """Print single outcomes: "wrong", "right" or "passed"."""
    for outcome in outcomes:
        kind = "passed" if outcome.value is None else "right" if outcome.right else "wrong"
        if kind == which:
            gold = " or ".join(str(value) for value in sorted(outcome.item.gold))
            print(f"[{outcome.item.id}] {outcome.item.context}\n    {outcome.item.question}")
            print(f"    gold {gold}; said {outcome.value}: {outcome.said}")


def main(name: str, argv: Sequence[str], items: Callable[[bool], Iterable[Item]], file: Path) -> int:
    """Run one benchmark of word problems; single outcomes are shown of the develop half only.

    `items(premise)` gives the questions; `premise` says whether what the last question supposes stays in the context.
    """
    parser = argparse.ArgumentParser(prog=f"python -m benchmarks {name}")
    parser.add_argument("--half", choices=("develop", "unseen", "all"), default="develop")
    parser.add_argument("--show", choices=("wrong", "right", "passed"))
    parser.add_argument("--context", choices=("sentence", "premise"), default="sentence")
    options = parser.parse_args(argv)
    if options.show and options.half != "develop":
        print("only questions of the develop half are shown", file=sys.stderr)
        return 2
    if not file.exists():
        print(f"{file} is missing: set STC_DATA to the folder of the data sets", file=sys.stderr)
        return 2
    outcomes = list(answer_all(item for item in items(options.context == "premise") if in_half(item.id, options.half)))
    if options.show:
        show(outcomes, options.show)
    report(name, options.half, outcomes)
    return 0
