"""What a question says of units: the one that it asks for, and those of its own numbers ("90 minutes", "$20")."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from stc.errors import UnitError
from stc.numerals import find_numerals
from stc.units import KINDS, ONE, Unit, convertible, is_noun, multiply, without_scale
from stc.units import parse as parse_unit
from stc.units.names import SCALES
from stc.units.unit import product

PERCENT = parse_unit("percent")
BESIDE = 80  # characters behind a number that may be its unit
_WORD = r"[A-Za-z°µμ$€£¥%][\w°²³$€£¥.%^-]*"
_WORDS = re.compile(rf"{_WORD}(?:(?: | ?/ ?){_WORD}){{0,4}}")
_HOW_MANY = re.compile(r"\bhow many (?:(?:more|fewer|total|whole|full|extra|additional) )?", re.IGNORECASE)
_IN = re.compile(r"(?:\b[Ii]n |(?<=\s)\((?:in )?)(?:terms of |total )?")
_PERCENT = re.compile(
    r"\b(?:what|which)(?:'s)?(?: (?:is|was|are|were|will be|would be))?(?: the)?(?: [A-Za-z-]+){0,2}?"
    r" (?:percent|percentage|%)"
    r"|\bhow many (?:percent|per cent|%)|\bas an? (?:percent|percentage|%)|\bin (?:percent|percentage)\b|\bin %"
    r"|\bpercent(?:age)? (?:change|increase|decrease|growth|share|of)\b|\bpercentage is\b",
    re.IGNORECASE,
)
_PERCENT_GIVEN = re.compile(r"(?:\d|[a-z]{3,}(?:ty|teen|one|two|three|four|five|six|ten))\s?$", re.IGNORECASE)
_POINTS = re.compile(r"\bpercentage points?\b", re.IGNORECASE)
_PER = re.compile(r" per | ?/ ?")
_PER_TIME = re.compile(
    r"\b(?:an?|each|every) (?=(?:second|minute|hour|day|night|week|month|quarter|year)\b)", re.IGNORECASE
)
_PER_ONE = re.compile(r"\s?(?:per |/ ?)([A-Za-z]+)")
_ENDS = re.compile(
    r"\s*(?:[?.,;:)]|$|(?:did|does|do|is|was|are|were|will|would|has|have|had|can|could|of|per|for|from|between|after|"
    r"before|if|when|to|on|at|it|he|she|they|you|i|we|in)\b)",
    re.IGNORECASE,
)
_MEANT = {
    "pound": ("lb", "GBP"),
    "ton": ("tonne",),
    "degree": ("celsius", "fahrenheit"),
    "calorie": ("kcal",),
}
_DOLLARS = frozenset({"USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD"})


@dataclass(frozen=True, slots=True)
class Measured:
    """A number of the question, and the unit that stands beside it."""

    value: Fraction
    unit: Unit


def wanted_unit(question: str) -> Unit | None:
    """Find the unit that a question asks for; None where it asks for none, or for a count of things.

    >>> from stc.units import show
    >>> show(wanted_unit("How many minutes did the two shifts take?")), show(wanted_unit("What is that in km?"))
    ('minute', 'km')
    >>> show(wanted_unit("What percentage of the staff left?")), wanted_unit("How many apples are left?")
    ('percent', None)
    """
    text = " ".join(question.split())
    if _POINTS.search(text):
        return parse_unit("percentage point")
    if _asks_percent(text):
        return PERCENT
    found = [unit for lead in _HOW_MANY.finditer(text) if (unit := _unit_at(text, lead.end(), plural=True))]
    found = found or [unit for lead in _IN.finditer(text) if (unit := _unit_at(text, lead.end(), plural=False))]
    return found[-1] if found else None


def _asks_percent(text: str) -> bool:
    return any(
        not _PERCENT_GIVEN.search(text[max(0, found.start() - 30) : found.start()]) for found in _PERCENT.finditer(text)
    )


def _unit_at(text: str, start: int, plural: bool) -> Unit | None:
    """Read the longest unit that begins at a place: one that we know, not a counted noun alone."""
    for phrase in _phrases(text, start):
        unit = known_unit(phrase)
        if unit is None:
            continue
        if phrase.lower() in ("dozen", "dozens"):
            return unit  # "how many dozen eggs"
        after = text[start + len(phrase) :]
        if _ENDS.match(after):
            return None if len(phrase) == 1 and phrase.isalpha() and after[:1] not in ("?", ".", ")", "") else unit
        if plural and phrase.endswith(("s", "feet")) and not phrase.endswith("ss"):
            return unit  # "how many minutes longer ..."
    return None


def _phrases(text: str, start: int) -> Iterator[str]:
    """Give what may be a unit at a place, longest first: some words, with "per" and one word or two of words."""
    words = _WORDS.match(text, start)
    if words is None:
        return
    ends = [len(words[0]), *(match.start() for match in re.finditer(r"[ /]", words[0]))]
    for end in sorted(set(ends), reverse=True):
        phrase = words[0][:end].rstrip(" .-/")
        head, *below = _PER.split(phrase)
        if phrase and len(head.split()) <= 3 and len(below) <= 1 and all(len(one.split()) == 1 for one in below):
            yield phrase


def known_unit(phrase: str) -> Unit | None:
    """Read a unit all of whose parts we know, but for things that a rate is per; None for anything else.

    >>> from stc.units import show
    >>> show(known_unit("miles per hour")), known_unit("apples"), show(known_unit("dollars per apple"))
    ('mile/hour', None, '$/apple')
    """
    try:
        unit = parse_unit(phrase)
    except UnitError:
        return None
    if unit == ONE or not any(not is_noun(base) for base, _ in unit.powers):
        return None
    if any(is_noun(base) and power > 0 for base, power in unit.powers) and all(power > 0 for _, power in unit.powers):
        return None  # "day trips", "hour hands"
    return unit


def measured_in(question: str, locale: str = "en") -> tuple[Measured, ...]:
    """Find the numbers of a question that have a unit beside them, but those in percent.

    >>> from stc.units import show
    >>> [(str(one.value), show(one.unit)) for one in measured_in("At 60 miles per hour for 90 minutes and $20 a day?")]
    [('60', 'mile/hour'), ('90', 'minute'), ('20', '$/day')]
    """
    found = []
    for numeral in find_numerals(question, 0, len(question), locale):
        if numeral.percent or numeral.shape not in ("integer", "decimal", "fraction", "words"):
            continue
        unit = _beside(question, numeral.end, numeral.currency, numeral.scale)
        if unit is not None:
            found.append(Measured(abs(numeral.value), unit))
    return tuple(found)


def _beside(question: str, end: int, currency: str, scale: str) -> Unit | None:
    rest = _PER_TIME.sub("per ", question[end : end + BESIDE]).removeprefix("-")
    if currency:
        per = _PER_ONE.match(rest)
        return known_unit(f"{scale} {currency}{f' per {per[1]}' if per else ''}".strip())
    rest = rest.lstrip()
    return next((unit for phrase in _phrases(rest, 0) if (unit := _measure(phrase)) is not None), None)


def _measure(phrase: str) -> Unit | None:
    """Read a unit beside a number: one that we know, or a rate, whose parts may be things."""
    unit = known_unit(phrase)
    if unit is not None and all(base in KINDS or power < 0 for base, power in unit.powers):
        return unit
    if not _PER.search(phrase):
        return None
    try:
        return parse_unit(_PER.sub(" per ", phrase))
    except UnitError:
        return None


def target_for(unit: Unit, wanted: Unit) -> Unit | None:
    """Find the unit in which a question that wants one can be told a number in another; None where they clash.

    What the number is per stays; a question's dollars are those of the number; a bare scale is that of its money.

    >>> from stc.units import show
    >>> one, hour = parse_unit("minute/day"), parse_unit("hour")
    >>> show(target_for(one, hour)), show(target_for(parse_unit("thousand USD"), parse_unit("million $")))
    ('hour/day', 'million USD')
    >>> target_for(parse_unit("USD"), hour) is None
    True
    """
    if all(base in SCALES for base, _ in wanted.powers):
        money = any(KINDS.get(base) == "currency" for base, _ in unit.powers)
        return multiply(wanted, without_scale(unit)) if money and all(power > 0 for _, power in unit.powers) else unit
    currencies = [base for base, power in unit.powers if KINDS.get(base) == "currency" and base != "$" and power == 1]
    if len(currencies) == 1 and currencies[0] in _DOLLARS:
        wanted = product((currencies[0] if base == "$" else base, power) for base, power in wanted.powers)
    below = product(pair for pair in unit.powers if pair[1] < 0)
    for meant in _meanings(wanted):
        for target in (meant, multiply(meant, below), product(pair for pair in meant.powers if pair[1] > 0)):
            if convertible(unit, target):
                return target
    return None


def _meanings(wanted: Unit) -> Iterator[Unit]:
    """Give what a word of two meanings may stand for: pounds of weight or money, degrees of either scale."""
    yield wanted
    for base, _ in wanted.powers:
        for other in _MEANT.get(base, ()):
            yield product((other if name == base else name, power) for name, power in wanted.powers)
