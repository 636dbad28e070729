"""Answer which row or column of a table is largest or smallest: "Which segment had the highest sales in 2019?"."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from stc.graph import Period, Quantity
from stc.runtime.answer import Answer, Pass
from stc.runtime.calculate.dashes import dash_doubt
from stc.runtime.calculate.families import families
from stc.runtime.calculate.grammar import Wanted
from stc.runtime.calculate.scene import Scene, bare, cells_at
from stc.runtime.calculate.when import said
from stc.runtime.calculate.words import OPTIONAL
from stc.runtime.index import Series
from stc.words import tokens

_GENERIC = frozenset(
    [
        "item",
        "category",
        "component",
        "line",
        "type",
        "kind",
        "class",
        "element",
        "part",
        "one",
        "factor",
        "source",
        "of",
    ]
)


def answer_items(scene: Scene, wanted: Wanted) -> Answer | Pass:
    """Answer with the label of the item whose value is largest or smallest at the time that is named."""
    phrase = bare(wanted.phrase)
    words = frozenset(tokens(phrase)) - OPTIONAL
    times = scene.times_in(wanted.phrase)
    if times and len(times.periods) != 1:
        return Pass("unread", "the largest item over several times")
    period = times.periods[0] if times else None
    noun = frozenset(tokens(wanted.noun)) - OPTIONAL - _GENERIC
    outcomes = []
    for lines in families(scene, words, noun):
        found = _best(lines, period, wanted.order)
        if not isinstance(found, Pass):
            outcomes.append(found)
    if not outcomes:
        return Pass("not-covered", f"no rows or columns that compare '{phrase}' were found", tuple(sorted(words)))
    if len({label for label, _ in outcomes}) > 1:
        return Pass("ambiguous", f"several tables compare '{phrase}'")
    label, quantities = outcomes[0]
    return dash_doubt(scene.view, quantities) or said(scene, (label,), quantities)


def _best(lines: Sequence[Series], period: Period | None, order: str) -> tuple[str, list[Quantity]] | Pass:
    values: list[tuple[Fraction, str, Quantity]] = []
    units = set()
    for line in lines:
        cells = cells_at(line, period)
        if len(cells) != 1 or not isinstance(cells[0].value, Fraction):
            return Pass("missing", f"{line.label} is not given for that time")
        values.append((cells[0].value, line.label, cells[0]))
        units.add(cells[0].unit)
    if len(units) > 1 or any(value < 0 for value, _, _ in values):
        return Pass("doubtful", "the items have different units or signs")
    best = (max if order == "largest" else min)(value for value, _, _ in values)
    winners = [label for value, label, _ in values if value == best]
    if len(winners) != 1:
        return Pass("ambiguous", "several items share that value")
    return winners[0], [quantity for _, _, quantity in values]
