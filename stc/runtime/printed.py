"""The printed form of a number in running text, with the currency before it and the scale or unit behind it."""

from __future__ import annotations

import re

from stc.units import KINDS, singular

_IRREGULAR = {
    "person": "people",
    "child": "children",
    "man": "men",
    "woman": "women",
    "foot": "feet",
    "mouse": "mice",
    "goose": "geese",
    "tooth": "teeth",
    "ox": "oxen",
    "die": "dice",
    **{
        alike: alike for alike in ("sheep", "fish", "deer", "moose", "salmon", "trout", "aircraft", "series", "species")
    },
}
_BEFORE = re.compile(r"(?:(?:US|CA|CAD|A|C|HK|S|NZ|NT|R)?[$€£¥] ?|\b[A-Z]{3} ?)$")
_AFTER = re.compile(
    r"\)?(?:%|p\b|m\b|bn\b|k\b|\s?(?:thousand|million|billion|trillion)\b|\s?(?:percentage points?|"
    r"basis points?|percent"
    r"|per cent|pence|cents?|years?|months?|weeks?|days?|hours?|minutes?|square (?:feet|metres|meters))\b)?"
)


def printed_amount(text: str, start: int, end: int) -> str:
    """Give the number at [start, end) as the sentence writes it.

    >>> sentence = "We paid US$1.2 million over 2.5 years at 13% of 445.0p."
    >>> [printed_amount(sentence, sentence.index(n), sentence.index(n) + len(n)) for n in ("1.2", "2.5", "13", "445.0")]
    ['US$1.2 million', '2.5 years', '13%', '445.0p']
    """
    before = _BEFORE.search(text[max(0, start - 5) : start])
    after = _AFTER.match(text[end : end + 40])
    return f"{before[0] if before else ''}{text[start:end]}{after[0] if after else ''}"


def in_plural(unit: str) -> str:
    """Give a unit as one says it of more than one: its counted noun or unit of time in the plural.

    >>> in_plural("bridge"), in_plural("day"), in_plural("million person"), in_plural("GB"), in_plural("km/hour")
    ('bridges', 'days', 'million people', 'GB', 'km/hour')
    >>> [in_plural(noun) for noun in ("sheep", "box", "berry", "knife", "potato", "piano", "mouse")]
    ['sheep', 'boxes', 'berries', 'knives', 'potatoes', 'pianos', 'mice']
    """
    amount, slash, per = unit.partition("/")
    before, space, noun = amount.rpartition(" ")
    if len(noun) < 3 or not (noun.isalpha() and noun.islower()) or KINDS.get(noun, "noun") not in ("noun", "time"):
        return unit
    forms = [_IRREGULAR.get(noun, ""), f"{noun}s", f"{noun}es"]
    if noun.endswith(("s", "x", "z", "ch", "sh", "o")):
        forms.insert(1, f"{noun}es")  # of pianoes the singular is no piano, so that they stay pianos
    elif noun.endswith(("f", "fe")):
        forms.insert(1, f"{noun.removesuffix('e').removesuffix('f')}ves")
    elif noun.endswith("y") and noun[-2] not in "aeiou":
        forms.insert(1, f"{noun[:-1]}ies")
    plural = next((form for form in forms if form and singular(form) == noun), noun)
    return f"{before}{space}{plural}{slash}{per}"
