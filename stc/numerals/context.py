"""What stands beside digits in running text: signs, currencies, percent and scale, and the marks of what is no number.

"5" is a number of things in "5 apples", and none in "note 5", "A-5", "5th", "5 May", "5 pm" or "(5)" at a line's start.
"""

from __future__ import annotations

import re
from typing import NamedTuple

from stc.numerals.digits import CURRENCY

VULGAR = "¼½¾⅐⅑⅒⅓⅔⅕⅖⅗⅘⅙⅚⅛⅜⅝⅞"
DASHES = "-−‐‑–"
_SUPER = "¹²³⁴⁵⁶⁷⁸⁹⁰"
_MONTHS = (
    r"(?:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?|Januar|Februar|März|Mai|Juni|Juli|Oktober|Dezember)\b"
)
_UNITS = (
    r"(?:kgs|kms|cms|gms|km|cm|m|kg|mg|µg|g|lbs?|oz|ml|mL|cl|dl|l|L|hrs?|h|mins?|s|secs?|ms|ft|yds?|mi|mph|kWh|MWh|GWh|TWh|kW|MW|GW|W|V"
    r"|mA|Hz|kHz|MHz|GHz|KB|MB|GB|TB|px|pp|ppt|bps|pts|x|C|F|N|J|kJ|kcal|cal|Pa|kPa|bar|dB|ha|mol|nm)"
)
_RIGHT = re.compile(
    rf"""(?P<raised>[{_SUPER}^]|\s?\^)
    |(?P<percent>\s?(?:%|percent\b|per\s?cent\b|pct\b|Prozent\b))
    |(?P<ordinal>(?:st|nd|rd|th)\b) |(?P<decade>['’]?s\b(?!\s?/))
    |(?P<time>\s?(?:[ap]\.m\b|[ap]m\b|[AP]\.?M\b|o['’]clock|Uhr\b))
    |(?P<scale>[\s-]?(?:hundred|dozen|thousand|lakhs?|crores?|million|billion|trillion)\b
        |\s?(?:Mio\b\.?|Mrd\b\.?|Tsd\b\.?|mln\b|mn\b|bn\b|tn\b)|[kM]\b
        |(?:mm|[mbK])(?=\s?(?:USD|EUR|GBP|CHF|SEK|NOK|DKK|€|£|\$)))
    |(?P<mega>\s?(?:[MmKkT]|Mio)(?:USD|EUR|GBP|CHF|SEK)\b)
    |(?P<short>(?:mm|m|b|B|K)\b)
    |(?P<unit>{_UNITS}(?![^\W_]))
    |(?P<mixed>\s?[{VULGAR}])
    |(?P<month>\.?\s+{_MONTHS})
    |(?P<code>(?<=40[13])\([kb]\)|[^\W\d]|[@\\]|-[A-Z])""",
    re.VERBOSE,
)
POWER = re.compile(r"\s?[×x]\s?10(?:\^[-−]?\d{1,3}|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]{1,4})")
_MONTH_STARTS = frozenset(
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec", "Mär", "Mai")
)
_MONTH_LEFT = re.compile(rf"{_MONTHS}\.?,?\s+(?:the\s)?$")
_CURRENCY_LEFT = re.compile(rf"(?:^|(?<=[\W\d]))(?:{CURRENCY})\s?$")
_MARKS = frozenset("$€£¥₹₩₽₪₺₫฿₦₱¢")
_CURRENCY_TEXT = """usd eur gbp chf jpy cny rmb inr cad aud nzd hkd sgd twd krw sek nok dkk pln czk huf rub try brl mxn
    zar ils thb rs rs. kr kr. zł fr."""
_CURRENCY_WORDS = frozenset(_CURRENCY_TEXT.split())
_LABEL_TEXT = """note notes section sections page pages p. pp. chapter chapters figure figures fig fig. table tables
    step item items article articles exhibit appendix schedule annex volume vol. vol no. nos. nr. version v. room gate
    flight route highway grade phase level topic rule form act iso iec rfc din ifrs ias asc asu fas sfas sab sop eitf
    day week year month quarter tier class question problem exercise example paragraph para. footnote lot tel tel.
    phone fax aasb scope gb/t seite kapitel abschnitt artikel absatz nr ziffer §"""
_LABELS = frozenset(_LABEL_TEXT.split())
_TIMES = frozenset(
    ("day", "week", "month", "year", "quarter", "class", "room", "grade", "gate", "lot", "page", "table")
)
_EACH = frozenset(("a", "an", "per", "each", "every", "one", "this", "last", "that", "same"))


class Left(NamedTuple):
    """What stands to the left: where the sign starts, whether it is a minus, the currency, and a shape or ""."""

    start: int
    negative: bool = False
    currency: str = ""
    shape: str = ""


def look_left(text: str, start: int) -> Left:
    """Read the sign, the currency and the label that stand before digits at an offset."""
    mark = text[start - 1] if start else "\n"
    if mark == "\n" or mark in '"“(\\|*_~<>≤≥≈+=×':
        return _open_left(text, start) if mark == "(" else Left(start)
    if mark.isspace():
        return _word_left(text, start)
    if mark in DASHES:
        return _dash_left(text, start)
    if mark in _MARKS or mark.isalpha() or mark == ".":
        return _currency_left(text, start) or Left(start, shape="code")
    if mark in "#№@^/&" or (mark in "'’" and text[start : start + 2].isdigit()):
        return Left(start, shape="code")
    return Left(start)


def _word_left(text: str, start: int) -> Left:
    before = text[max(0, start - 16) : start]
    words = before.split()
    word = words[-1].strip("()[]\"'“‘*") if words else ""
    if (word and word[-1] in _MARKS) or word.lower() in _CURRENCY_WORDS:
        found = _currency_left(text, start)
        return found if found is not None else Left(start, currency=word)
    rate = len(words) > 1 and word.lower() in _TIMES and (words[-2].lower() in _EACH or words[-2][-1:].isdigit())
    if rate:  # "8 hours a day 6 days a week"
        return Left(start)
    if word.lower() in _LABELS and "\n" not in before[before.rfind(word) :]:
        return Left(start, shape="code")
    dated = (word[:3] in _MONTH_STARTS or word.lower() == "the") and _MONTH_LEFT.search(before)
    return Left(start, shape="date" if dated else "")


def _dash_left(text: str, start: int) -> Left:
    """Tell a minus (" -5", "($-5", "=-5") from a hyphen (A-5), and from the dash of a range written 3 -5."""
    before = text[max(0, start - 8) : start - 1]
    last = before[-1:]
    if last in _MARKS and last:
        found = _currency_left(text, start - 1)
        return Left(start - 1, True, found.currency if found else last)
    if not last or last in "([=/|>,;:\"'*+×" or last.isspace():
        unclear = last.isspace() and last != "\n" and before.rstrip()[-1:] in tuple("0123456789%)")
        return Left(start, shape="code") if unclear else Left(start - 1, True)
    return Left(start, shape="code" if last.isalpha() else "")


def _currency_left(text: str, start: int) -> Left | None:
    """Read a currency before digits, and a minus before the currency: "-$5" is minus five, "$3-$5" a range."""
    found = _CURRENCY_LEFT.search(text, max(0, start - 8), start)
    if found is None:
        mark = text[max(0, start - 2) : start].strip()[-1:]
        return Left(start, currency=mark) if mark in _MARKS else None
    at = found.start() - 1
    if at >= 0 and text[at] in DASHES and (at == 0 or text[at - 1].isspace() or text[at - 1] in "(|="):
        if text[max(0, at - 4) : at].rstrip()[-1:].isdigit():
            return Left(start, currency=found[0].strip(), shape="code")
        return Left(at, True, found[0].strip())
    return Left(start, currency=found[0].strip().replace("\\", ""))


def _open_left(text: str, start: int) -> Left:
    """Look before a parenthesis: "$(5" is a negative amount once the parenthesis closes right behind the digits."""
    found = _currency_left(text, start - 1)
    return Left(start) if found is None else Left(start - 1, True, found.currency, "enclosed")


def look_right(text: str, end: int) -> tuple[str, str]:
    """Read what follows digits that end at an offset: its kind (a group of the pattern above) and its text."""
    found = _RIGHT.match(text, end)
    return ("", "") if found is None else (found.lastgroup or "", found[0].strip(" \t\n-."))


def numbers_a_list(text: str, start: int, end: int) -> bool:
    """Tell "1. Wash", "2) Dry", "(3)" and "28 Derivatives" from numbers: a short integer that opens a line, or stands
    in parentheses.
    """
    mark = text[end : end + 1]
    if end - start > 2 or mark not in (".", ")", "]", " "):
        return False
    if text[start - 1 : start] in ("(", "["):
        return mark in ")]"
    after = text[end + 1 : end + 3]
    if mark == " ":
        heads = after[:1].isupper() and after[1:].islower()
    else:
        heads = mark != "]" and (after[:1].isspace() or not after)
    return heads and not text[max(0, text.rfind("\n", max(0, start - 20), start) + 1, start - 20) : start].strip(
        " \t>-*#"
    )
