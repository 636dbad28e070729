"""Numbers in running text that count or measure something: value, hedge, range, currency, scale and unit word.

Years, dates, ordinals, clock times, list, section and phone numbers and codes are left out here, by their shape.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from fractions import Fraction

from stc.frontends.builtin.prose.lexicon import CHANGE, VAGUE, verb, word_set
from stc.frontends.builtin.prose.sentences import Token, sentences, tokens
from stc.graph import Qualifier
from stc.numerals import Numeral, find_numerals

CURRENCY = {
    "$": "$", "us$": "USD", "usd": "USD", "€": "EUR", "eur": "EUR", "euro": "EUR", "euros": "EUR", "£": "GBP",
    "gbp": "GBP",
    "¥": "JPY", "jpy": "JPY", "yen": "JPY", "chf": "CHF", "dollar": "$", "dollars": "$", "₹": "INR", "inr": "INR",
    "rupees": "INR", "rmb": "CNY", "cny": "CNY", "cad": "CAD", "aud": "AUD", "sek": "SEK", "nok": "NOK", "dkk": "DKK",
    "franken": "CHF", "c$": "CAD", "a$": "AUD",
}  # fmt: skip
SCALE = {
    "thousand": "thousand", "thousands": "thousand", "million": "million", "millions": "million", "mn": "million",
    "mm": "", "billion": "billion", "billions": "billion", "bn": "billion", "trillion": "trillion", "tsd": "thousand",
    "tausend": "thousand", "mio": "million", "millionen": "million", "mrd": "billion", "milliarden": "billion",
    "milliarde": "billion", "dozen": "dozen", "dozens": "dozen",
}  # fmt: skip
PERCENT = frozenset(("%", "percent", "percents", "prozent", "pct"))
_NEARLY = word_set("a about almost an another approximately around further just nearly only over roughly some us")
_MOVED = word_set("edged shrank slipped soared jumped plunged surged slid sank swelled up down")
_AFTER_HALF = frozenset(("the", "as", "a", "an", "that", "this", "his", "her", "their"))
_SHAPES = frozenset(("integer", "decimal", "words", "fraction"))
_HEDGES: tuple[tuple[tuple[str, ...], Qualifier], ...] = (
    (("more", "than"), "at least"), (("at", "least"), "at least"), (("no", "less", "than"), "at least"),
    (("greater", "than"), "at least"), (("over",), "at least"), (("a", "minimum", "of"), "at least"),
    (("no", "fewer", "than"), "at least"), (("exceeding",), "at least"),
    (("not", "exceed"), "at most"), (("exceed",), "at least"), (("exceeds",), "at least"), (("exceeded",), "at least"),
    (("above",), "at least"),
    (("mindestens",), "at least"), (("über",), "at least"), (("mehr", "als"), "at least"),
    (("less", "than"), "at most"), (("fewer", "than"), "at most"), (("at", "most"), "at most"),
    (("up", "to"), "at most"),
    (("no", "more", "than"), "at most"), (("not", "more", "than"), "at most"), (("under",), "at most"),
    (("a", "maximum", "of"), "at most"), (("below",), "at most"), (("höchstens",), "at most"),
    (("bis", "zu"), "at most"),
    (("maximal",), "at most"), (("weniger", "als"), "at most"),
    (("about",), "about"), (("approximately",), "about"), (("around",), "about"), (("roughly",), "about"),
    (("nearly",), "about"), (("almost",), "about"), (("some",), "about"), (("circa",), "about"), (("ca",), "about"),
    (("ca", "."), "about"), (("approx",), "about"), (("approx", "."), "about"), (("~",), "about"), (("≈",), "about"),
    (("rund",), "about"), (("etwa",), "about"), (("ungefähr",), "about"), (("fast",), "about"), (("knapp",), "about"),
    (("an", "estimated"), "about"), (("close", "to"), "about"), (("<",), "at most"), ((">",), "at least"),
    (("≤",), "at most"), (("≥",), "at least"),
)  # fmt: skip
_HEDGES_ENDING = {
    last: tuple((words, qualifier) for words, qualifier in _HEDGES if words[-1] == last)
    for last in {words[-1] for words, _ in _HEDGES}
}


@dataclass(frozen=True, slots=True)
class Mention:
    """A number that counts or measures; first:last are the tokens it covers with its marks, range and scale word."""

    start: int
    end: int
    value: Fraction
    resolution: Fraction
    high: Fraction | None
    qualifier: Qualifier
    currency: str
    scale: str
    percent: str  # "", "percent", "percentage_point" or "basis_point"
    first: int
    last: int
    words: bool  # written in words: "three"
    vague: bool = False  # "some more": an amount that is not told


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence as tokens, with the numbers in it that count or measure something."""

    start: int
    end: int
    tokens: tuple[Token, ...]
    mentions: tuple[Mention, ...]


def read_sentences(text: str, start: int, end: int, locale: str) -> Iterator[Sentence]:
    """Split text[start:end] into sentences with their mentions."""
    numerals = find_numerals(text, start, end, locale)
    at = 0
    for a, b in sentences(text, start, end):
        inside: list[Numeral] = []
        while at < len(numerals) and numerals[at].start < b:
            if numerals[at].start >= a and numerals[at].end <= b:
                inside.append(numerals[at])
            at += 1
        yield read_sentence(text, a, b, inside)


def read_sentence(text: str, start: int, end: int, inside: Sequence[Numeral]) -> Sentence:
    """Read one sentence with its numerals into tokens and mentions."""
    inside = [numeral for numeral in inside if numeral.shape in _SHAPES]
    pieces = tokens(text, start, end, [(n.start, n.end) for n in inside])
    if not inside and not any(piece.word in VAGUE for piece in pieces):
        return Sentence(start, end, tuple(pieces), ())
    mentions: list[Mention] = []
    covered = -1
    for index, token in enumerate(pieces):
        if token.number < 0 or index <= covered:
            if index > covered and token.word in VAGUE and _is_vague(pieces, index):
                mentions.append(_vague(token, index))
            continue
        if token.word == "half" and index + 1 < len(pieces) and pieces[index + 1].word in _AFTER_HALF:
            continue  # "half the number": a factor
        if _is_run(pieces, index):
            continue
        mention = _read_mention(pieces, index, inside)
        if mention is not None:
            mentions.append(mention)
            covered = mention.last
        else:
            covered = _range_end(pieces, index, inside)
    return Sentence(start, end, tuple(pieces), tuple(mentions))


def _is_run(pieces: Sequence[Token], index: int) -> bool:
    """Tell whether a number stands in a row of numbers, or after a plus: a telephone number, a code."""
    before = pieces[index - 1] if index else None
    after = pieces[index + 1] if index + 1 < len(pieces) else None
    in_row = any(other is not None and other.number >= 0 for other in (before, after))
    digits = pieces[index].text.isdigit() and in_row
    return digits or (before is not None and before.word == "+" and before.end == pieces[index].start)


def _is_vague(pieces: Sequence[Token], index: int) -> bool:
    following = pieces[index + 1] if index + 1 < len(pieces) else None
    if following is not None and (following.number >= 0 or following.word in CURRENCY):
        return False
    return pieces[index].word != "many" or (index > 0 and pieces[index - 1].word not in ("how", "as", "so", "too"))


def _vague(token: Token, index: int) -> Mention:
    zero = Fraction(0)
    return Mention(token.start, token.end, zero, zero, None, "about", "", "", "", index, index, True, True)


def _read_mention(pieces: Sequence[Token], index: int, inside: Sequence[Numeral]) -> Mention | None:
    numeral = inside[pieces[index].number]
    first, last = index, index
    currency, first = _currency_before(pieces, first)
    value, resolution, high = numeral.value, numeral.resolution, None
    other = _range_end(pieces, last, inside)
    if other > last:
        high = inside[pieces[other].number].value
        if high <= value:
            return None  # "5-3" is a score or a code, "12 or 10" two prices
        last = other
    scale, percent = "", ""
    while last + 1 < len(pieces):
        word = pieces[last + 1].word
        following = pieces[last + 2].word if last + 2 < len(pieces) else ""
        if word in SCALE and SCALE[word] and not scale and not percent:
            scale, last = SCALE[word], last + (2 if word in ("mio", "mrd", "tsd") and following == "." else 1)
        elif word in CURRENCY and (not currency or currency == "$"):
            currency, last = CURRENCY[word] if CURRENCY[word] != "$" or not currency else currency, last + 1
        elif word in PERCENT and not percent and not currency:
            percent, last = "percent", last + 1
            if following in ("point", "points"):
                percent, last = "percentage_point", last + 1
        elif word in ("percentage", "basis") and following in ("point", "points") and not percent and not currency:
            percent, last = f"{word}_point", last + 2
        else:
            break
    if not (currency or scale or percent) and last + 1 < len(pieces) and _is_code(pieces, last):
        return None
    qualifier, first = _hedge(pieces, first)
    if high is not None:
        qualifier = "range"
        if first > 0 and pieces[first - 1].word in ("between", "from", "zwischen"):
            first -= 1
    end = pieces[max(index, other)].end  # the span of a range holds both of its ends
    return Mention(
        pieces[index].start, end, value, resolution, high, qualifier, currency, scale, percent,
        first, last, numeral.shape == "words",
    )  # fmt: skip


def _currency_before(pieces: Sequence[Token], first: int) -> tuple[str, int]:
    if first == 0:
        return "", first
    word = pieces[first - 1].word
    if word not in CURRENCY or word in ("dollar", "dollars", "euro", "euros", "yen", "rupees", "franken"):
        return "", first
    if word == "$" and first > 1 and pieces[first - 2].word in ("us", "u.s.", "c", "ca", "a", "au", "hk", "nz", "s"):
        mark = pieces[first - 2].word
        if pieces[first - 2].end == pieces[first - 1].start or mark in ("us", "u.s."):
            name = {"us": "USD", "u.s.": "USD", "c": "CAD", "ca": "CAD", "a": "AUD", "au": "AUD"}.get(mark)
            return (name, first - 2) if name else ("$", first - 1)
    return CURRENCY[word], first - 1


def _is_code(pieces: Sequence[Token], index: int) -> bool:
    """Tell whether what is glued on makes the number part of a name or a clock time: "10-K", "737s"."""
    following = pieces[index + 1]
    if following.word in ("am", "pm", "a.m.", "p.m.", "a.m", "p.m", "uhr", "o'clock"):
        return True
    if following.start != pieces[index].end:
        return False
    if following.word in ("/", ":", "_"):
        return index + 2 < len(pieces) and pieces[index + 2].start == following.end and pieces[index + 2].number >= 0
    if following.word == "-":
        return index + 2 < len(pieces) and pieces[index + 2].start == following.end and len(pieces[index + 2].text) == 1
    return following.word in ("th", "st", "nd", "rd", "s")


def _range_end(pieces: Sequence[Token], index: int, inside: Sequence[Numeral]) -> int:
    """Give the index of the number that ends a range begun at `index`, or `index` where there is none."""
    at = index + 1
    if at < len(pieces) and pieces[at].word in CURRENCY | dict.fromkeys(PERCENT):
        at += 1
    if at + 1 >= len(pieces):
        return index
    link = pieces[at].word
    before = pieces[index - 1].word if index else ""
    if before in CURRENCY and index > 1:
        before = pieces[index - 2].word
    linked = (
        link in ("-", "–", "—", "to", "bis")
        or (link in ("and", "und") and before in ("between", "zwischen"))
        or (link == "or" and pieces[index].number >= 0)
    )
    percent = pieces[at - 1].word in PERCENT
    at += 1
    if pieces[at].word in CURRENCY and at + 1 < len(pieces):
        if percent:
            return index  # "up 12% to $56": no range has ends of two kinds
        at += 1
    if not linked or pieces[at].number < 0:
        return index
    if link == "to" and (before == "from" or _changes(pieces, index)):
        return index  # a change from 5 to 7 is two numbers, and one by 5 to 7 may be
    return at


def _changes(pieces: Sequence[Token], index: int) -> bool:
    """Tell whether a number says by how much something changed: "fell by about 5", "rose 5", "was up 5"."""
    at = index - 1
    while at >= 0 and (pieces[at].word in CURRENCY or pieces[at].word in _NEARLY):
        at -= 1
    if at >= 0 and pieces[at].word == "by":
        at -= 1
        return any(verb(token.word) in CHANGE for token in pieces[max(0, at - 4) : at + 1])
    word = pieces[at].word if at >= 0 else ""
    return word in _MOVED or (verb(word) in CHANGE and word not in CHANGE)  # "an increase 5 to 7" is no verb


def _hedge(pieces: Sequence[Token], first: int) -> tuple[Qualifier, int]:
    """Read the hedge right before token `first`; gives it with the index where it begins."""
    best: tuple[Qualifier, int] = ("exact", first)
    if not first:
        return best
    for words, qualifier in _HEDGES_ENDING.get(pieces[first - 1].word, ()):
        begin = first - len(words)
        if (
            begin >= 0
            and first - best[1] < len(words)
            and all(pieces[begin + offset].word == word for offset, word in enumerate(words))
        ):
            best = (qualifier, begin)
    return best
