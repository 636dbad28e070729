"""The only reader of numbers in text: one whole numeral, every numeral of a passage, and whether a span holds a value.

`digits` beside this file reads digits by locale, `words` reads words, `locale` guesses the locale, `context` looks at
what stands beside a numeral. Here numerals are found in running text and told apart from what only looks like one:
years, ordinals, list numbers, dates, clock times, phone numbers, versions, ids such as A320.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

from stc.numerals.context import DASHES, POWER, VULGAR, look_left, look_right, numbers_a_list
from stc.numerals.digits import (
    HALF,
    LOCALES,
    MAX_LENGTH,
    PLAIN,
    SCALES,
    Reading,
    locale_of,
    mixes_digits,
    read_core,
    read_numeral,
    readings,
    shows_otherwise,
    to_ascii,
)
from stc.numerals.locale import ambiguous, guess_locale
from stc.numerals.words import Words, find_words

__all__ = [
    "LOCALES",
    "SCALES",
    "Numeral",
    "Reading",
    "ambiguous",
    "find_numerals",
    "guess_locale",
    "holds",
    "locale_of",
    "read_numeral",
    "readings",
]

_THIN = "\u00a0\u2009\u202f\u2007"
_DASH = re.escape(DASHES)
_TOKEN = re.compile(rf"\d++(?:[.,'’/⁄:{_DASH}]\d++|[{_THIN}]\d{{3}}(?!\d))*+|[{VULGAR}]")
_SPACED = re.compile(rf"\d{{1,3}}(?:[ {_THIN}]\d{{3}}(?!\d))++(?:,\d++)?(?![.,]?\d)|{_TOKEN.pattern}")
_THIN_SPACE = re.compile(rf"[{_THIN}]")
_PARTS = re.compile(rf"[{_DASH}]")
_ENDS_OF_NUMBERS = frozenset(".,'’:/⁄" + _THIN)


class Numeral(NamedTuple):
    """A numeral in running text: the offsets of its sign and digits (or words), its exact value, what stands beside it.

    `value` has neither percent nor scale in it. `shape` is "integer", "decimal", "fraction", "words" or "multiple"
    ("twice") for numbers of things, and "year", "ordinal", "list", "date", "time", "code" or "pronoun" for the rest.
    What has no single value (dates as a whole, phone numbers, versions, ratios) is left out.
    """

    start: int
    end: int
    value: Fraction
    resolution: Fraction
    shape: str = "integer"
    percent: bool = False
    currency: str = ""  # as printed before it: "$", "US$", "EUR"
    scale: str = ""  # as printed after it: "million", "bn", "k"


def find_numerals(text: str, start: int = 0, end: int | None = None, locale: str = "en") -> list[Numeral]:
    """Find every numeral between two offsets of a text, in order; what stands around it is looked at, too.

    >>> found = find_numerals("In 2019 the 3rd team sold 1,200 of two dozen A320")
    >>> [(int(numeral.value), numeral.shape) for numeral in found]
    [(2019, 'year'), (3, 'ordinal'), (1200, 'integer'), (24, 'words'), (320, 'code')]

    Raises:
        InputError: for a locale that is not known.
    """
    end, locale = len(text) if end is None else end, locale_of(locale)
    digits = text if text.isascii() else to_ascii(text)
    foreign = digits != text
    if not text.isascii() and shows_otherwise(text):
        return []
    found: list[Numeral] = []
    done = start
    for match in (_SPACED if locale == "fr" else _TOKEN).finditer(digits, start, end):
        a, b = match.span()
        if a < done or b - a > MAX_LENGTH or (foreign and mixes_digits(text[a:b])):
            continue
        if b < len(digits) and (power := POWER.match(digits, b)):
            done = power.end()
            if (read := read_numeral(digits[a:done], locale)) is not None:
                found.append(Numeral(a, done, read.value, read.resolution, read.shape))
            continue
        point = a > 0 and digits[a - 1] == "." and (a == 1 or not (digits[a - 2].isalnum() or digits[a - 2] in ".)"))
        if match[0].isdigit() and not point:
            numeral = _placed(digits, a, b, Fraction(int(match[0])), HALF, "integer")
            if numeral is not None:
                found.append(_beside(digits, found, numeral) if found else numeral)
        else:
            found += _compound(digits, a - point, "." * point + match[0], locale, found)
    if locale in ("en", "in", "und") and (words := find_words(text, start, end)):
        return sorted([*found, *(_judged(text, word) for word in words if not _is_scale(text, word))])
    return found


def _placed(text: str, a: int, b: int, value: Fraction, resolution: Fraction, shape: str) -> Numeral | None:
    """Make a numeral of digits at an offset by looking at both sides; None where they are part of something else."""
    parts = _EIGHTHS.match(text, b) if shape == "fraction" else None
    b = parts.end() if parts else b
    left, (kind, beside) = look_left(text, a), look_right(text, b)
    shape, currency, negative, begin = left.shape or shape, left.currency, left.negative, left.start
    if kind == "raised":
        return None
    percent = kind == "percent"
    if text[b : b + 1] == ")" and a and text[a - 1] == "(":
        percent = look_right(text, b + 1)[0] == "percent"
        if shape == "enclosed" or percent:
            after = look_right(text, b + 1)
            scale = after[1] if after[0] in ("scale", "short") else ""
            return Numeral(a - 1, b + 1, -value, resolution, _SHAPE[resolution == HALF], percent, currency, scale)
    if shape == "enclosed":
        begin, negative, shape = a, False, _SHAPE[resolution == HALF]
    if shape == "date" and (value > 31 or shape == "decimal"):
        shape = "year" if _is_year(text, a, value, b - a) else "integer"
    scale = beside if kind == "scale" or (kind == "short" and (currency or beside == "K")) else ""
    if shape == "code" and percent and text[a - 1 : a].isspace():  # "in each class 40 % are boys"
        shape = _SHAPE[resolution == HALF]
    if shape == "integer" and b - a > 1 and text[a] == "0":  # 007, 02134
        shape = "code"
    if kind in ("ordinal", "time", "decade", "code", "mega") or (
        kind == "month" and value <= 31 and resolution == HALF
    ):
        shape = _BY_RIGHT[kind]
    elif kind == "short" and not scale and beside in "bB":
        shape = "code"
    elif shape == "integer" and not kind and numbers_a_list(text, a, b):
        shape = "list"
    elif shape in ("integer", "code") and not text[a - 1 : a].isalpha() and kind in ("", "month"):
        shape = "year" if not currency and not negative and _is_year(text, a, value, b - a) else shape
    return Numeral(begin, b, -value if negative else value, resolution, shape, percent, currency, scale)


def _beside(text: str, found: list[Numeral], numeral: Numeral) -> Numeral:
    """Judge an integer by the one before it: the 6 of "notes 5 and 6", and 1 000 000, which may be one or three."""
    last = found[-1]
    gap = text[last.end : numeral.start]
    if gap == " " and numeral.end - numeral.start == 3 and last.end - last.start <= 3 and last.shape in _WHOLE:
        found[-1] = last._replace(shape="code")
        return numeral._replace(shape="code")
    if last.shape != "code" or numeral.shape != "integer" or not text[last.start - 1 : last.start].isspace():
        return numeral
    return numeral._replace(shape="code") if gap in _AND else numeral


_EIGHTHS = re.compile(r"(?:ths?|rds?|nds?|s)\b")  # 3/8ths
_WHOLE = ("integer", "code")
_AND = (" and ", " & ", " or ", " to ", " through ")
_SHAPE = {True: "integer", False: "decimal"}
_BY_RIGHT = {"ordinal": "ordinal", "time": "time", "decade": "code", "code": "code", "mega": "code", "month": "date"}


def _is_year(text: str, start: int, value: Fraction, length: int) -> bool:
    """Tell a year by its size; one that is as likely a count (1800, 2000) wants a word such as "in" before it."""
    if length != 4 or not 1800 <= value <= 2100:
        return False
    return (1900 < value < 2100 and value != 2000) or _YEAR_WORD.search(text, max(0, start - 10), start) is not None


_YEAR_WORD = re.compile(r"\b(?:in|since|years?|until|by|during|fiscal|from|FY)\s$", re.IGNORECASE)


def _compound(text: str, a: int, token: str, locale: str, found: list[Numeral]) -> list[Numeral]:
    """Read digits with something between them: separators, a range, a fraction; dates and phones are left out."""
    if PLAIN.fullmatch(token) and locale == "en":
        read = read_numeral(token)
        one = None if read is None else _placed(text, a, a + len(token), read.value, read.resolution, read.shape)
        return [] if one is None else [one]
    thin = _THIN_SPACE.search(token)
    if thin is not None and read_core(token, locale) is None:  # they part two numbers here
        left = _compound(text, a, token[: thin.start()], locale, found)
        return [*left, *_compound(text, a + thin.end(), token[thin.end() :], locale, left)]
    if ":" in token:
        return []
    if "/" in token or "⁄" in token or token in VULGAR:
        return _fraction(text, a, token, found)
    parts = _PARTS.split(token)
    if len(parts) > 2 or (len(parts) == 2 and not _is_range(text, a, token, parts)):
        return []
    numerals: list[Numeral] = []
    at = a
    for part in parts:
        core = read_core(part, locale)
        if core is not None:
            numeral = _placed(text, at, at + len(part), *core, _SHAPE[core[1] == HALF])
            if numeral is not None:
                code = bool(numerals) and numerals[0].shape == "code"  # the 10 of "ASC 740-10"
                shape = "code" if code else numeral.shape
                numerals.append(numeral if at == a else numeral._replace(start=at, value=core[0], shape=shape))
        at += len(part) + 1
    return numerals


def _is_range(text: str, a: int, token: str, parts: list[str]) -> bool:
    """Tell 3-5 and 2018-2019 from phone numbers (555-0123), months (01-05) and years (2018-19)."""
    first, second = parts
    if (first[0] == "0" and first.isdigit() and len(first) > 1) or (second[0] == "0" and second[1:2].isdigit()):
        return False
    if len(first) == 4 and len(second) == 2 and first.isdigit():
        return False
    phone = len(first) == 3 and len(second) == 4 and second.isdigit() and "-" in token
    return not (phone and not second.endswith("00"))


def _fraction(text: str, a: int, token: str, found: list[Numeral]) -> list[Numeral]:
    """Read 1/4 and ½, with the whole number before them where there is one; 24/7, 1/1/19, 2018/19 are left out."""
    read = read_numeral(token)
    if read is None or token in ("24/7", "9/11", "50/50") or read.value.denominator > 100:
        return []
    if len(token) > 5 and "/" in token and "-" not in token:  # 2018/19, 120/80
        return []
    value, last = read.value, found[-1] if found else None
    gap = "" if last is None else text[last.end : a]
    apart = gap == " and " and text.startswith(" of", a + len(token))  # "ate 2 and 1/2 of the rest"
    if last is not None and last.shape == "integer" and gap in ("", " ", "-", " and ") and not apart:
        if abs(last.value) >= 1000 or value >= 1:
            return []
        found.pop()
        whole = last.value - value if last.value < 0 else last.value + value
        return [last._replace(end=a + len(token), value=whole, resolution=Fraction(0), shape="fraction")]
    numeral = _placed(text, a, a + len(token), value, Fraction(0), "fraction")
    if numeral is None or (numeral.shape == "fraction" and _DATED.search(text, max(0, a - 8), a)):
        return []
    return [numeral]


_DATED = re.compile(r"\b(?:on|by|since|until|before|after|dated|through)\s$", re.IGNORECASE)
_FIRST_HALF = re.compile(r"first|second|latter|former|last|1st|2nd")
_NO_COUNT = re.compile(r"no|this|that|the|each|every|any|some|which|another|last|next|only|other|new|old|such")
_OF = re.compile(
    r"\s+(?:of|as|more|less|fewer|larger|higher|lower|smaller|the|to|million|mile|hour|cup)\b|\s*[.,;:!?)]|\s*$"
)


def _is_scale(text: str, word: Words) -> bool:
    """Tell the "dozen" of "5 dozen", which is the scale of the digits before it."""
    return word.end - word.start == 5 and text[max(0, word.start - 2) : word.start - 1].isdigit() and word.value == 12


def _judged(text: str, word: Words) -> Numeral:
    """Give a number in words its shape: "one" as a pronoun, "the second half", "a quarter" of a year are no counts."""
    said = text[word.start : word.end].lower()
    before = text[max(0, word.start - 12) : word.start].lower().split()
    last, shape = (before[-1] if before else ""), word.shape
    if said == "one" and (
        _NO_COUNT.fullmatch(last) or re.match(r"\s(?:another|can|may|should|must|day)\b|['’]s|-", text[word.end :])
    ):
        shape = "pronoun"
    elif said == "half" and (
        _FIRST_HALF.fullmatch(last) or re.match(r"[ -](?:year|time|yearly)", text[word.end : word.end + 9])
    ):
        shape = "ordinal"
    elif (said == "dozen" and last == "per") or (
        shape == "multiple" and text[word.end : word.end + 6] in ("-digit", " digit")
    ):
        shape = "code"
    elif said.startswith(("a ", "an ")) and shape == "fraction" and "half" not in said:
        shape = shape if last == "by" or _OF.match(text, word.end) else "code"
    kind, beside = look_right(text, word.end)
    scale = beside if kind == "scale" else ""
    return Numeral(word.start, word.end, word.value, word.resolution, shape, kind == "percent", "", scale)


def holds(text: str, span: tuple[int, int], value: Fraction, locale: str = "en") -> bool:
    """Tell whether the text at a span is one whole numeral with exactly this value, not a piece of a longer one.

    A span that takes in the scale word may hold either number: 1.2 or 1,200,000 for "1.2 million".

    >>> holds("sold 1,234 boxes", (5, 10), Fraction(1234)), holds("sold 1,234 boxes", (7, 10), Fraction(234))
    (True, False)
    """
    start, end = span
    said = text[start:end]
    if not 0 <= start < end <= len(text) or _is_piece(text, start, end, locale):
        return False
    if locale == "en" and len(said) <= MAX_LENGTH and (plain := PLAIN.fullmatch(said)):
        places = len(plain[1] or "")
        digits = int(said.replace(",", "").replace(".", "")) if places or "," in said else int(said)
        return digits * value.denominator == value.numerator * int(10**places)
    read = read_numeral(said, locale)
    return read is not None and value in (read.value, read.whole)


def _is_piece(text: str, start: int, end: int, locale: str) -> bool:
    """Tell whether a span cuts a numeral or a word: a digit, a separator and digit, a letter, a sign beside it."""
    left, first = text[start - 1] if start else " ", text[start]
    right, last = text[end] if end < len(text) else " ", text[end - 1]
    if not left.isspace() and left not in "|>;*_" and _cuts_left(text, start, left, first):
        return True
    if right.isspace() and locale != "fr" and right == " ":
        return False
    if right.isalnum():
        if right in _SUPERSCRIPTS:  # a footnote mark, or a power of ten
            return text[start:end] == "10"
        return last.isalpha() or right.isdigit() or (last.isdigit() and look_right(text, end)[0] in _CUTS)
    if right in _ENDS_OF_NUMBERS or (locale == "fr" and right == " "):
        groups = right == " " and not (
            end - start <= 3 and text[end + 1 : end + 4].isdigit() and not text[end + 4 : end + 5].isdigit()
        )
        return last.isdigit() and text[end + 1 : end + 2].isdigit() and not groups
    return False


_CUTS = ("ordinal", "decade", "code", "mixed")
_SUPERSCRIPTS = frozenset("¹²³⁴⁵⁶⁷⁸⁹⁰")


def _cuts_left(text: str, start: int, left: str, first: str) -> bool:
    if left.isalnum():
        return left.isdigit() or not first.isdigit() or look_left(text, start).shape == "code"
    if not first.isdigit() and first != ".":
        return False
    if left in _ENDS_OF_NUMBERS:
        return start > 1 and (text[start - 2].isdigit() or (left == "." and not text[start - 2].isalnum()))
    return left in DASHES and look_left(text, start).negative
