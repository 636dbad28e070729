"""What a bag of words cannot tell: who does what to whom, how many of a thing, and per what."""

from __future__ import annotations

import re
from itertools import pairwise

from stc.runtime.calculate.words import LIGHT, OPTIONAL, OWN
from stc.runtime.index import Series
from stc.words import tokens

_COUNTS = frozenset(
    ["two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve", "dozen"]
)
_TIMES = frozenset(
    """
    monday tuesday wednesday thursday friday saturday sunday
    january february march april may june july august september october november december
    """.split()  # noqa: SIM905
)


def fits(words: tuple[str, ...], names: frozenset[str], said: frozenset[str], series: Series) -> bool:
    """Tell whether a series can be meant by a phrase whose words it has.

    "Bob paid Ann" is not "Ann paid Bob", two canoes cost more than the price of a canoe, and a rent per month is no
    rent per year. `said`: the little words that the phrase writes as names, IT.
    """
    return (
        (not series.key or not series.key.isdisjoint((*words, *said)))
        and _same_order(words, names, series)
        and not _counted(words, series)
        and _same_rate(words, series)
        and not _amount(words, series)
        and not _swapped(words, series)
        and not _half(words, series)
    )


def right_way(phrase: str, series: Series) -> bool:
    """Tell whether a phrase goes the way of a table's row: "from Arvo to Belt" is no "from Belt to Arvo".

    Where the rows of a table name the same place now first, now second, one end alone names no row.
    """
    if not series.crossed:
        return True
    ends: dict[str, int] = {}
    for place, label in enumerate(series.rows):
        for way in ("from", "to"):
            if f" {way} {label.lower()} " in f" {phrase} ":
                ends[way] = place
    return len(ends) != 1 and ends.get("from", 0) <= ends.get("to", 0)


def _same_order(words: tuple[str, ...], names: frozenset[str], series: Series) -> bool:
    """Compare the order of names with a sentence's; a table's labels have no order that means anything."""
    if series.table or len(names) < 2:
        return True
    own = tokens(series.first.about)
    places = [own.index(word) for word in words if word in names and word not in _TIMES and word in own]
    return places == sorted(places)


def _counted(words: tuple[str, ...], series: Series) -> bool:
    """Tell whether the phrase counts what the label names: "two canoes"."""
    own = series.row | series.columns
    pairs = pairwise(words)
    return any(word in _COUNTS and word not in own and counted in own for word, counted in pairs)


def _same_rate(words: tuple[str, ...], series: Series) -> bool:
    """Tell whether "per day" in the phrase is per day in the label or unit too, whatever `day` may do elsewhere.

    Nor are the shares that a phrase speaks of those that an amount is stated per.
    """
    rates = {word for before, word in pairwise(words) if before == "per"}
    per = series.first.unit.partition("/")[2]
    if per and per in words and per not in rates and series.table:
        said = [pair for label in (*series.rows, *series.heads) for pair in pairwise(("", *tokens(label)))]
        if (per_said := [before for before, word in said if word == per]) and set(per_said) == {"per"}:
            return False
    return not rates or rates <= series.row | series.columns | series.groups | {*tokens(series.first.unit)}


def _amount(words: tuple[str, ...], series: Series) -> bool:
    """Tell whether a rate is asked for and the series is an amount in thousands or millions that no label calls one."""
    asked = OWN.intersection(words) - series.row - series.columns - series.groups
    return bool(asked) and series.first.unit.startswith(("thousand ", "million ", "billion "))


def _swapped(words: tuple[str, ...], series: Series) -> bool:
    """Tell whether a label has another word where the phrase has one that it lacks: cash-settled, stock-settled."""
    if not series.table:
        return False
    own = series.row | series.columns | series.groups
    lacking = {after: word for word, after in pairwise(words) if word not in own and after in series.row}
    label = pairwise(tokens(series.label)) if lacking else ()
    return any(after in lacking and word not in words and word not in OPTIONAL | LIGHT for word, after in label)


def _half(words: tuple[str, ...], series: Series) -> bool:
    """Tell whether the phrase names one of two things that a label joins: depreciation, of it and amortization."""
    parts = re.split(r" and | & ", series.label) if series.table else []
    if len(parts) != 2 or not series.row:
        return False
    named = [frozenset(tokens(part)) - OPTIONAL for part in parts]
    return any(own and rest and own <= {*words} and not rest & {*words} for own, rest in (named, named[::-1]))
