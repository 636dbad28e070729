"""What a text says twice: pairs of numbers at different places with the same words, period and kind of unit."""

from __future__ import annotations

import re
from collections.abc import Iterator
from fractions import Fraction

from stc import units
from stc.admit.formulas import parse_unit
from stc.graph import Graph, Quantity
from stc.words import tokens

MAX_PROSE = 400  # characters of a sentence that is compared as a whole
MAX_BETWEEN = 5000  # characters between two sentences without a time of their own
_NEW_TIME = re.compile(r"(?:19|20)\d\d|\n *(?:#|>|On |From:|Date:|-{3})|\d{1,2}[/.]\d{1,2}[/.]\d{2}")
_SCALES = frozenset(("thousand", "million", "billion", "trillion", "bn", "mn", "$", "€", "£", "%", "be"))
_YEAR = re.compile(r"\b(?:19|20)\d\d\b")
_RESTATED = """restate revise revised previously prior originally original initially estimate expect forecast budget
plan target guidance adjusted adjust unaudited preliminary pro forma before after now then later earlier old new was
instead updated update corrected correct amend amended not if would could should may"""
RESTATED = frozenset(_RESTATED.split())  # words that say that two values of one thing are both right


def said_twice(graph: Graph, text: str) -> Iterator[tuple[Quantity, Quantity]]:
    """Pair each stated quantity with the first that says the same thing at another place."""
    captions = {table.id: frozenset(_words(table.caption)) for table in graph.tables}
    first: dict[object, list[Quantity]] = {}
    for quantity in sorted((node for node in graph.quantities if _comparable(node)), key=place_of):
        key = _key(quantity, captions, text)
        if key is None:
            continue
        earlier = first.setdefault(key, [])
        if earlier and _two_places(earlier[0], quantity, text):
            yield earlier[0], quantity
        earlier.append(quantity)


def said_and_tabled(graph: Graph, text: str) -> Iterator[tuple[Quantity, Quantity]]:
    """Pair each cell with the sentences that say the same thing: the row's words and its period, and nothing else.

    Rows that tables have twice with different values are left out: one of them has lost a heading.
    """
    cells: dict[object, list[Quantity]] = {}
    sentences: list[tuple[object, Quantity]] = []
    for quantity in graph.quantities:
        period = quantity.labels.period
        if period is None or not _comparable(quantity):
            continue
        unit = units.without_scale(parse_unit(quantity.unit))
        if quantity.labels.table:
            words = frozenset(_words(" ".join((*quantity.labels.rows, *quantity.labels.columns))))
            cells.setdefault((words, period, unit), []).append(quantity)
        elif sentence := _sentence(quantity, text):
            said = frozenset(_words(sentence)) - _SCALES
            if said and not said & RESTATED:
                sentences.append(((said, period, unit), quantity))
    for key, quantity in sentences:
        found = cells.get(key, [])
        if found and all(cell.value == found[0].value for cell in found):
            yield found[0], quantity


def place_of(quantity: Quantity) -> tuple[int, int]:
    return (quantity.stated.span.start, quantity.stated.span.end) if quantity.stated else (0, 0)


def _comparable(quantity: Quantity) -> bool:
    """Leave out what is not exact, or inferred in the fields that are compared."""
    stated = quantity.stated is not None and quantity.stated.qualifier in ("exact", "about")
    return stated and isinstance(quantity.value, Fraction) and not {"unit", "period"} & set(quantity.inferred)


def _key(quantity: Quantity, captions: dict[str, frozenset[str]], text: str) -> object:
    """Write down what a quantity is of: words, period and unit; None where that is too little to compare it."""
    labels = quantity.labels
    unit = units.without_scale(parse_unit(quantity.unit))
    words = _words(" ".join((*labels.rows, *labels.columns))) if labels.rows else _words(quantity.about)
    period = (labels.period.label, labels.period.start, labels.period.end) if labels.period else None
    if labels.table:
        if period is None or not words:
            return None
        return "table", tuple(sorted(set(words))), captions.get(labels.table, frozenset()), period, unit
    sentence = _sentence(quantity, text)
    said = set(_words(sentence)) if sentence else set()
    if len(said) < 3 or said & RESTATED:
        return None
    return "prose", tuple(sorted(set(words))), tuple(sorted(said)), period, unit


def _words(text: str) -> tuple[str, ...]:
    return tuple(word for word in tokens(text) if not word[0].isdigit())


def _sentence(quantity: Quantity, text: str) -> str:
    """Give the sentence around a number if no other number stands in it, else nothing."""
    start, end = place_of(quantity)
    ends = (".", "!", "?", "\n")
    before = max(text.rfind(mark, max(0, start - MAX_PROSE), start) for mark in (". ", "! ", "? ", "\n")) + 1
    after = min((place for mark in ends if (place := text.find(mark, end, end + MAX_PROSE)) >= 0), default=len(text))
    around = f"{text[before:start]} {text[end:after]}"
    unread = _YEAR.sub("", around) if quantity.labels.period is not None else around
    return "" if any(letter.isdigit() for letter in unread) or len(around) > MAX_PROSE else around


def _two_places(first: Quantity, second: Quantity, text: str) -> bool:
    """Tell whether two quantities stand at places that can be compared.

    Not within one table, where a heading may have been lost; and sentences without a time of their own only where no
    year, date or heading between them may have changed what they speak of.
    """
    if place_of(first) == place_of(second):
        return False
    if first.labels.table:
        return first.labels.table != second.labels.table
    between = text[place_of(first)[1] : place_of(second)[0]]
    return first.labels.period is not None or (len(between) < MAX_BETWEEN and not _NEW_TIME.search(between))


def agree(first: Quantity, second: Quantity) -> bool:
    """Compare two stated numbers by their digits and scales: $1.2 billion agrees with 1,234 million."""
    one, other = (units.scale(parse_unit(node.unit)) for node in (first, second))
    assert isinstance(first.value, Fraction)
    assert isinstance(second.value, Fraction)
    slack = max(_tolerance(first) * one, _tolerance(second) * other)
    return abs(first.value * one - second.value * other) <= slack


def _tolerance(quantity: Quantity) -> Fraction:
    """Give the resolution of a number, wider for one that is hedged."""
    if quantity.stated is None or not isinstance(quantity.value, Fraction):
        return Fraction(0)
    hedge = abs(quantity.value) / 10 if quantity.stated.qualifier == "about" else Fraction(0)
    return max(hedge, resolution(quantity))


def resolution(quantity: Quantity) -> Fraction:
    """Give how far the true value may be from the printed one: nothing for things that were counted one by one."""
    if quantity.stated is None or not isinstance(quantity.value, Fraction):
        return Fraction(0)
    unit = parse_unit(quantity.unit)
    counted = bool(unit) and units.same(unit, units.ONE) and units.scale(unit) == 1
    if counted and quantity.value.denominator == 1 and quantity.value % 100:
        return Fraction(0)
    return quantity.stated.resolution
