"""Answer look-ups of several values: one thing at several times, or several things at one time, as printed."""

from __future__ import annotations

import re
from collections.abc import Sequence

from stc.runtime.answer import Answer, Pass
from stc.runtime.calculate.columns import in_one_column
from stc.runtime.calculate.doubts import doubt_of
from stc.runtime.calculate.question import Times
from stc.runtime.calculate.resolve import all_between, listed, look
from stc.runtime.calculate.scene import Found, Scene, bare, year_of
from stc.runtime.calculate.words import OPTIONAL
from stc.runtime.settle import evidence_of, hedge_of, printed_in, show_number
from stc.words import tokens

_PRONOUNS = frozenset(("they", "he", "she", "them", "you", "i"))

_COMPUTES = re.compile(r"\b(?:total|sum|combined|average|mean|altogether|together|difference|change|ratio|percent)\b")


def look_up_several(scene: Scene, phrase: str) -> Answer | Pass:
    """Look up what a phrase names at each of its times, or each of the things that it lists at its one time."""
    if "respective" not in scene.original and _COMPUTES.search(phrase):
        return Pass("unread", "whether the values are asked for one by one is not said")
    times = scene.times_in(phrase)
    if times and len(times.periods) > 1:
        first, last = (year_of(times.periods[0]) or 0, year_of(times.periods[-1]) or 0)
        periods = times.periods
        if times.through and abs(first - last) != 1:
            periods = all_between(scene, bare(phrase), times)
            periods = periods if first <= last else periods[::-1]
        if not periods or (times.through and "respective" not in scene.original):
            return Pass("unread", "a look-up over a stretch of time")
        found = [look(scene, bare(phrase), Times((period,))) for period in periods]
    else:
        items = listed(scene, phrase, times, 0)
        if isinstance(items, Pass):
            return items
        found = list(items)
        if not in_one_column([item for item in found if isinstance(item, Found)]):
            return Pass("ambiguous", "the items stand in different columns")
    failures = [item for item in found if isinstance(item, Pass)]
    if failures:
        return failures[0]
    known = [item for item in found if isinstance(item, Found)]
    strange = next(filter(None, (_said_beside(scene, item) for item in known)), None)
    if strange:
        return strange
    doubts = (doubt_of(scene, item, rounded=False) for item in known)
    return next(filter(None, doubts), None) or _printed(scene, known)


def _said_beside(scene: Scene, item: Found) -> Pass | None:
    """Doubt an item of a list that a sentence says with another word: not what was asked."""
    if item.quantity is None or item.quantity.labels.table:
        return None
    asked = {*tokens(scene.original)}
    when = item.quantity.labels.period
    said = item.quantity.about.removesuffix(f", {when.label}") if when else item.quantity.about
    more = [word for word in tokens(said) if word == "include" or word not in asked | OPTIONAL | _PRONOUNS]
    return Pass("not-covered", f"the text says {more[0]!r} of '{item.quantity.about}'", tuple(more)) if more else None


def _printed(scene: Scene, found: Sequence[Found]) -> Answer | Pass:
    quantities = [item.quantity for item in found if item.quantity is not None]
    if len(quantities) != len(found) or len(quantities) < 2:
        return Pass("unread", "a list of computed values")
    units = {quantity.unit for quantity in quantities}
    if len(units) > 1:
        return Pass("unit", f"the values have different units: {', '.join(sorted(units))}")
    texts = tuple(printed_in(scene.view, quantity) for quantity in quantities)
    unit = units.pop()
    return Answer(
        known=True,
        value=texts,
        unit=unit,
        text=f"{'; '.join(texts)}{f' ({unit})' if unit else ''}",
        how="calculated",
        evidence=evidence_of(scene.view, quantities),
        steps=tuple(f"{q.about} = {show_number(q.value)} {q.unit}".strip() for q in quantities if q.value is not None),
        qualifier=hedge_of(quantities),
        ids=tuple(quantity.id for quantity in quantities),
        confidence=min(item.score for item in found),
    )
