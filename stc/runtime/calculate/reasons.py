"""Why a phrase could not be looked up, in a sentence."""

from __future__ import annotations

from stc.graph import Period
from stc.runtime.answer import Pass
from stc.runtime.index import Series


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


def not_there(phrase: str, period: Period | None, series: Series, score: float, strictness: float) -> Pass:
    if score < strictness:
        return Pass("not-covered", f"the nearest label to '{phrase}' says more: {series.label}")
    label = period.label if period else "that time"
    return Pass("missing", f"'{phrase}' is not given for {label}", (label,))
