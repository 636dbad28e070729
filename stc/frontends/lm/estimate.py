"""What a compilation would take: calls, tokens and money, without a call and without a key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack

from stc.frontends.lm.options import Options, Plan, plan_of
from stc.source import read_source

if TYPE_CHECKING:
    from stc.frontends.document import Document, Format
    from stc.graph import Graph, Span

# Output tokens of replies in trials with short texts: a draft says about this much of each number that rules did not
# find and of each sentence. Estimates, not bounds: max_tokens bounds.
PER_NUMBER = 60
PER_SENTENCE = 30
PER_DRAFT = 60
RETHOUGHT = 0.2  # of a draft's output: what a round of rethinking adds


@dataclass(frozen=True, slots=True)
class Estimate:
    """About what a compilation takes; `calls` where nothing has to be repaired, at `most` with every repair.

    `cost` is in US dollars, None where nobody here knows the model's price. Without a model all is zero.
    """

    model: str = ""
    segments: int = 0
    calls: int = 0
    most: int = 0
    input: int = 0
    output: int = 0
    cost: float | None = 0.0


def estimate(
    text_or_path: str | Path,
    *,
    locale: str | None = None,
    format: Format | None = None,
    **options: Unpack[Options],
) -> Estimate:
    """Estimate what `stc.compile` with the same arguments would take; makes no call and needs no key.

    >>> estimate("Tom has 3 apples.", lm="none").calls
    0
    """
    text, source = read_source(text_or_path)
    return estimate_text(text, source, locale=locale, format=format, **options)


def estimate_text(
    text: str, source: str = "", *, locale: str | None = None, format: Format | None = None, **options: Unpack[Options]
) -> Estimate:
    """Estimate what `stc.compiler.compile_text` would take."""
    from stc.admit import admit
    from stc.frontends import builtin
    from stc.frontends.document import read_document
    from stc.frontends.lm.filling import firm
    from stc.numerals import guess_locale, locale_of

    plan = plan_of(options)
    lm = plan.model()
    document = read_document(text, format, source)
    if lm is None:
        return Estimate()
    chosen = locale_of(locale) if locale else guess_locale(text)
    graph = firm(admit(builtin.read(document, chosen), text))
    return _estimated(document, graph, lm, plan, chosen)


def _estimated(document: Document, graph: Graph, lm: Any, plan: Plan, locale: str) -> Estimate:
    from stc.frontends.lm.segments import cut
    from stc.models import price

    segments = cut(document, plan.size)
    given = made = 0
    for segment in segments:
        drafted = _output(document.text, graph, segment, locale)
        draft, rethink = _prompts(document.text, graph, segment, locale)
        given += plan.samples * draft + plan.rounds * (rethink + drafted // 2)
        made += plan.samples * drafted + int(plan.rounds * drafted * RETHOUGHT)
    calls = len(segments) * (plan.samples + plan.rounds)
    rates = price(lm.model)
    cost = None if rates is None else given * rates[0] + made * rates[1]
    return Estimate(lm.model, len(segments), calls, calls * (1 + plan.retries), given, made, cost)


def _prompts(text: str, graph: Graph, within: Span, locale: str) -> tuple[int, int]:
    """Count the tokens of the two prompts of a segment as they would be sent."""
    from stc.frontends.lm.program import Compile
    from stc.frontends.lm.surroundings import known_around, known_in, unheld
    from stc.models import Session, estimate_tokens
    from stc.models.adapter import TypedAdapter

    program, adapter = Compile(), TypedAdapter(Session())
    words = text[within.start : within.end]
    draft = adapter.format(program.draft.signature, [], {"text": words, "known": known_in(graph, within)})
    again = {"text": words, "graph": known_around(graph, within), "unheld": unheld(graph, text, within, locale)}
    rethink = adapter.format(program.rethink.signature, [], again | {"open": ""})
    return sum(estimate_tokens(m["content"]) for m in draft), sum(estimate_tokens(m["content"]) for m in rethink)


def _output(text: str, graph: Graph, within: Span, locale: str) -> int:
    from stc.frontends.lm.surroundings import unheld_in

    words = text[within.start : within.end]
    sentences = sum(words.count(mark) for mark in (". ", "? ", "! ", ".\n"))
    return PER_DRAFT + PER_NUMBER * len(unheld_in(graph, text, within, locale)) + PER_SENTENCE * sentences


def total(estimates: Sequence[Estimate]) -> Estimate:
    """Sum estimates; the money is unknown where one is.

    >>> total([Estimate("m", 1, 2, 6, 100, 10, 0.5), Estimate("m", 1, 2, 6, 100, 10, None)])
    Estimate(model='m', segments=2, calls=4, most=12, input=200, output=20, cost=None)
    """
    whole = Estimate()
    for one in estimates:
        cost = None if whole.cost is None or one.cost is None else whole.cost + one.cost
        whole = replace(
            whole,
            model=one.model or whole.model,
            segments=whole.segments + one.segments,
            calls=whole.calls + one.calls,
            most=whole.most + one.most,
            input=whole.input + one.input,
            output=whole.output + one.output,
            cost=cost,
        )
    return whole
