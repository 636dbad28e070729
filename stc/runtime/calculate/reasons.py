"""Why a phrase could not be looked up, in a sentence."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stc.graph import Period, Quantity
from stc.runtime.answer import Pass
from stc.runtime.index import Series
from stc.runtime.settle import show_number


def uncovered(phrase: str, words: tuple[str, ...]) -> Pass:
    if not words:
        return Pass("unread", "the question names nothing to look up")
    listed = ", ".join(words)
    return Pass("not-covered", f"nothing in the text is labelled with all of '{phrase}': {listed}", words)


def unsettled(phrase: str, period: Period | None, series: Series) -> Pass:
    if period is None:
        labels = ", ".join(have.label for have in series.periods)
        return Pass("missing", f"the time is not said: '{phrase}' is given for {labels}", ("time",))
    return Pass("ambiguous", f"'{phrase}' has several values for {period.label}")


def either(phrase: str, one: str, other: str, values: Sequence[Quantity]) -> Pass:
    """Say that a phrase has two readings; where they are labelled alike, by their values.

    >>> from stc.text import parse
    >>> values = parse("a = 12 worker\\nb = 9").quantities
    >>> either("workers", "number of workers", "number of workers", values).message
    "'workers' may be number of workers (12 worker) or number of workers (9)"
    >>> either("sales", "sales of books", "sales of maps", values).message
    "'sales' may be sales of books or sales of maps"
    """
    if one == other and len(values) == 2:
        told = [show_number(quantity.value) if quantity.value is not None else "" for quantity in values]
        one, other = (
            f"{label} ({f'{value} {quantity.unit}'.strip()})" if value else label
            for label, value, quantity in zip((one, other), told, values, strict=True)
        )
    return Pass("ambiguous", f"'{phrase}' may be {one} or {other}")


def not_there(phrase: str, period: Period | None, series: Series, score: float, strictness: float) -> Pass:
    if score < strictness:
        return Pass("not-covered", f"the nearest label to '{phrase}' says more: {series.label}")
    label = period.label if period else "that time"
    return Pass("missing", f"'{phrase}' is not given for {label}", (label,))


# What a question asks for that no look-up answers, by how it begins.
_ASKS = (
    (re.compile(r"when\b"), "a time, in words that are not read without a model"),
    (
        re.compile(r"how (?:long|far|old|tall|often|big|large|high|fast)\b"),
        "how long, how far or how old, which is not read without a model",
    ),
    (
        re.compile(r"how (?:do|does|did|has|have|had|is|was|are|were)\b.*\bchanged?\b"),
        "how something changed, not by how much",
    ),
    (
        re.compile(r"(?:\w+ )?(?:which|what) (?:\w+ )?(?:year|quarter|month|day|date|period)s?\b"),
        "a time, in words that are not read without a model",
    ),
    (re.compile(r"why\b|(?:what|which) (?:is|was|are|were) the (?:reason|cause)s?\b"), "a reason"),
    (re.compile(r"who(?:m|se)?\b|(?:\w+ )whom\b"), "a person or a firm"),
    (re.compile(r"where\b"), "a place"),
    (re.compile(r"how\b"), "a way"),
    (re.compile(r"(?:is|are|was|were|does|do|did|has|have|can|will)\b"), "yes or no"),
)


def unread(text: str) -> Pass:
    """Say what a question's normal text asks for, where that is no number and no label.

    >>> unread("when was the york shop opened").message
    'the question asks for a time, in words that are not read without a model'
    """
    asked = next((what for pattern, what in _ASKS if pattern.match(text)), "")
    return Pass(
        "unread", f"the question asks for {asked}" if asked else "what is asked for is not read without a model"
    )
