"""The number that a quote holds: found as a numeral, with its span, exactly the value that the model gave."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise

from stc.admit.grounding import WORDS, Complaint, resolutions
from stc.graph import Qualifier, Span, Stated, read_exact, show_exact
from stc.numerals import SCALES, Numeral, find_numerals, holds, read_numeral

MAX_VALUE = 100  # characters of a value
_PLAIN = re.compile(r"\d[\d.,]*")
_WORD = re.compile(r"[A-Za-z]+")
_QUALIFIERS: dict[str, Qualifier] = {
    **dict.fromkeys(("about", "approximately", "approx", "around", "roughly", "nearly", "almost", "~"), "about"),
    **dict.fromkeys(("at least", "more than", "over", "above", "minimum", "min", "no less than"), "at least"),
    **dict.fromkeys(("at most", "less than", "up to", "under", "below", "maximum", "max", "no more than"), "at most"),
    "range": "range",
    "between": "range",
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Found:
    """A number of the text: where it stands and how exactly; or the word that says it, such as "a couple"."""

    value: Fraction
    stated: Stated | None
    percent: bool = False
    currency: str = ""
    scale: str = ""  # that stands beside it and is not in the value
    word: Span | None = None


def read_values(value: str, locale: str) -> list[Fraction]:
    """Read a model's value in all ways that it may be meant; the text decides which of them is there.

    >>> [str(number) for number in read_values("1,200", "en")], [str(number) for number in read_values("1/4", "en")]
    (['1200'], ['1/4'])
    """
    plain = value.strip()
    if not plain or len(plain) > MAX_VALUE:
        return []
    exact = read_exact(plain)
    found = [exact] if isinstance(exact, Fraction) else []
    for way in dict.fromkeys((locale, "en")):
        reading = read_numeral(plain, way)
        found += [reading.value, reading.whole] if reading is not None else []
        if reading is None and len(inside := find_numerals(plain, locale=way)) == 1:  # "800 balls"
            found.append(inside[0].value)
    found += [Fraction(WORDS[word]) for word in [plain.lower()] if word in WORDS]
    return list(dict.fromkeys(found))


def read_ends(value: str, locale: str) -> tuple[Fraction, Fraction] | None:
    """Read the two ends of a range, "3-5" or "3 to 5"."""
    found = find_numerals(value, locale=locale) if len(value) <= MAX_VALUE else []
    if len(found) != 2:
        return None
    low, high = abs(found[0].value), abs(found[1].value)
    return (low, high) if low < high else None


def read_qualifier(said: str) -> Qualifier | None:
    """Read how exact a number is; None for a word that says no such thing."""
    plain = " ".join(said.lower().split())
    return "exact" if plain in ("", "exact", "exactly") else _QUALIFIERS.get(plain)


def find_number(value: str, qualifier: Qualifier, spans: Sequence[Span], text: str, locale: str) -> Found | Complaint:
    """Find the numeral of a quote that has a value, the only one there.

    >>> found = find_number("1/4", "exact", [Span(0, 20)], "A quarter of 8 balls", "en")
    >>> found.stated.span, str(found.value)
    (Span(start=0, end=9), '1/4')
    """
    numerals = [numeral for span in spans for numeral in find_numerals(text, span.start, span.end, locale)]
    ends = read_ends(value, locale)
    if qualifier == "range" or ends is not None:
        return _range(value, ends, numerals, text)
    wanted = read_values(value, locale)
    if not wanted:
        return Complaint("wrong-value", f"the value {value!r:.60} is no number: write digits, as in 1200, 0.5 or 1/4")
    for number in wanted:
        found = list(_having(number, numerals, text, locale)) or list(_plainly(number, spans, numerals, text, locale))
        places = {one.stated.span for one in found if one.stated}
        if len(places) > 1:
            shown = f"{show_exact(number):.40} stands {len(places)} times in the quote"
            return Complaint("ambiguous", f"{shown}: copy fewer words, so that only the one that is meant is in them")
        if found:
            return _qualified(found[0], qualifier)
        words = [span for span in _words(spans, text) if WORDS.get(text[slice(*span)].lower()) == number]
        if len(words) == 1:
            return Found(number, None, word=words[0])
    return _missing(wanted[0], numerals, text)


def _having(number: Fraction, numerals: Sequence[Numeral], text: str, locale: str) -> Iterator[Found]:
    """Go through the numerals with a value, with or without the scale word that stands beside them."""
    for numeral in numerals:
        span = Span(numeral.start, numeral.end)
        factor = SCALES.get(numeral.scale.lower(), 12 if numeral.scale == "dozen" else 1)
        if numeral.value == number and holds(text, span, number, locale):
            yield _found(number, span, numeral, text, locale, numeral.scale)
        elif factor != 1 and numeral.value * factor == number:
            end = text.index(numeral.scale, numeral.end) + len(numeral.scale)
            end += text[end : end + 1] == "s"
            if holds(text, (numeral.start, end), number, locale):
                yield _found(number, Span(numeral.start, end), numeral, text, locale, "")


def _found(number: Fraction, span: Span, numeral: Numeral, text: str, locale: str, scale: str) -> Found:
    said = text[slice(*span)]
    exact = numeral.resolution * (number / numeral.value if numeral.value else 1)
    resolution = exact if exact in resolutions(said, locale) else Fraction(0)
    return Found(number, Stated(span=span, resolution=resolution), numeral.percent, numeral.currency, scale)


def _plainly(
    number: Fraction, spans: Sequence[Span], numerals: Sequence[Numeral], text: str, locale: str
) -> Iterator[Found]:
    """Go through digits that look like no amount (10:30), yet are a whole number with the value."""
    for span in spans:
        for match in _PLAIN.finditer(text, *span):
            said = match[0].rstrip(".,")
            place = Span(match.start(), match.start() + len(said))
            read = any(numeral.start < place.end and place.start < numeral.end for numeral in numerals)
            if not read and holds(text, place, number, locale):
                yield Found(number, Stated(span=place))


def _words(spans: Sequence[Span], text: str) -> Iterator[Span]:
    for span in spans:
        yield from (Span(*match.span()) for match in _WORD.finditer(text, *span))


def _range(
    value: str, ends: tuple[Fraction, Fraction] | None, numerals: Sequence[Numeral], text: str
) -> Found | Complaint:
    """Find two numerals side by side, the low and the high end."""
    for first, second in pairwise(numerals):
        low, high = abs(first.value), abs(second.value)
        if ends in (None, (low, high)) and low < high and second.end - first.start < 100:
            stated = Stated(span=Span(first.start, second.end), qualifier="range", high=high)
            return Found(low, stated, second.percent, first.currency or second.currency, second.scale)
    return Complaint(
        "wrong-value", f"the quote holds no range {value!r:.40}: copy the words from its low to its high end"
    )


def _qualified(found: Found, qualifier: Qualifier) -> Found:
    if qualifier == "exact" or found.stated is None:
        return found
    stated = found.stated.model_copy(update={"qualifier": qualifier})
    return Found(found.value, stated, found.percent, found.currency, found.scale)


def _missing(number: Fraction, numerals: Sequence[Numeral], text: str) -> Complaint:
    """Say what the quote holds instead of a value."""
    shown = f"{show_exact(number):.40}"
    if not numerals:
        message = f"the quote holds no number: copy the words that hold {shown}"
        return Complaint("not-in-text", f"{message}, or leave value and quote empty and give an equation")
    for numeral in numerals:
        if numeral.value == -number:
            return Complaint(
                "wrong-value", f"the text says {show_exact(numeral.value)}, not {shown}: write it as printed"
            )
        if numeral.percent and numeral.value == number * 100:
            percent = show_exact(numeral.value)
            message = f"the text says {percent} percent, not {shown}: write value {percent}, unit percent"
            return Complaint("wrong-value", f"{message}, and convert(id, one) in formulas")
    held = ", ".join(dict.fromkeys(text[numeral.start : numeral.end] for numeral in numerals[:8]))
    message = f"the quote holds {held}, not {shown}: write the value as the text says it"
    return Complaint("wrong-value", f"{message}; a value that follows has none, but an equation")
