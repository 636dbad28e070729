"""Numerals in digits as documents print them, read exactly: "1,234.5", "(89)", "−1", "$ 1,452.4", "2 1/2", "1.234,56".

Which of "," "." "'" and spaces group digits and which one starts the decimals is the locale's; a numeral that the
locale does not write is not read. Nothing passes through a float. The patterns are linear (possessive), the length is
bounded, since int(str) is quadratic.
"""

from __future__ import annotations

import html
import re
import unicodedata
from fractions import Fraction
from functools import cache
from typing import NamedTuple

from stc.errors import InputError
from stc.numerals.words import read_words

MAX_LENGTH = 400  # characters of one numeral
MAX_EXPONENT = 300
LOCALES = ("en", "in", "ch", "de", "fr")  # one for each way of writing numbers
_SAME = {
    "en": "us uk gb au ca ie nz zh ja ko th he ms",
    "in": "hi bn ta te mr",
    "ch": "li",
    "de": "at nl es it pt da tr el id ro hr sl sr vi ca-es br",
    "fr": "sv no nb nn fi pl cs sk ru uk-ua hu bg et lv lt",
}
_LOCALE_OF = {word: locale for locale, words in _SAME.items() for word in [locale, *words.split()]}
_THIN = "\u00a0\u2009\u202f\u2007"  # spaces that group digits and never part words
_GROUPS = {
    "comma": r"[1-9]\d{0,2}(?:,\d{3})++",
    "point": r"[1-9]\d{0,2}(?:\.\d{3})++",
    "thin": rf"[1-9]\d{{0,2}}(?:[{_THIN}]\d{{3}})++",
    "space": rf"[1-9]\d{{0,2}}(?:[{_THIN} ]\d{{3}})++",
    "quote": r"[1-9]\d{0,2}(?:['’]\d{3})++",
    "lakh": r"[1-9]\d?(?:,\d\d(?!\d))++,\d{3}",
}


def _form(groups: str, point: str) -> re.Pattern[str]:
    whole = "|".join([*(_GROUPS[name] for name in groups.split()), r"\d++"])
    return re.compile(rf"(?P<whole>{whole})?(?:{point}(?P<places>\d++))?", re.ASCII)


FORMS = {
    "en": _form("lakh comma thin quote", r"\."),
    "in": _form("lakh comma thin quote", r"\."),
    "ch": _form("quote thin", r"\."),
    "de": _form("point space quote", ","),
    "fr": _form("space", ","),
}
SCALES = {
    "hundred": 100, "dozen": 12, "thousand": 10**3, "k": 10**3, "tsd": 10**3, "lakh": 10**5, "lakhs": 10**5,
    "million": 10**6, "mn": 10**6, "mln": 10**6, "mio": 10**6, "m": 10**6, "mm": 10**6, "crore": 10**7,
    "crores": 10**7, "billion": 10**9, "bn": 10**9, "mrd": 10**9, "b": 10**9, "trillion": 10**12, "tn": 10**12,
}  # fmt: skip
CURRENCY = (
    r"(?:(?:US|CA|AU|HK|NT|NZ|C|A|S|R)?\\?\$|€|£|¥|₹|₩|₽|₪|₺|₫|฿|₦|₱|¢|Rs\.?|kr\.?|zł|Fr\."
    r"|\b(?:USD|EUR|GBP|CHF|JPY|CNY|RMB|INR|CAD|AUD|NZD|HKD|SGD|TWD|KRW|SEK|NOK|DKK|PLN|CZK|HUF|RUB|TRY|BRL|MXN|ZAR|ILS|THB)\b)"
)
_SCALE_WORD = (
    r"(?:\s?(?:hundred|dozen|thousands?|lakhs?|crores?|millions?|billions?|trillions?|Mio\.?|Mrd\.?|Tsd\.?)"
    r"|\s?(?:mln|mn|bn|tn)|(?:mm|[kKmMbB]))(?![^\W_])"
)
MINUS = r"\-−‐‑–﹣－"  # as it stands inside a character class
_SUPER = "¹²³⁴⁵⁶⁷⁸⁹⁰ᵃᵇᶜᵈᵉ"
_BIDI = "\u200e\u200f\u061c\ufeff\u200b"
_OVERRIDES = re.compile("[\u202d\u202e]")  # these show digits in another order than they stand in
_DECORATED_FORM = rf"""[\s*_†‡§{_BIDI}]*+
    (?P<before>{CURRENCY})? \s*+
    (?P<sign>[+{MINUS}])? \s*+
    (?P<between>{CURRENCY})? \s*+
    (?P<open>\()? \s*+
    (?P<inner>[{MINUS}])? [{_BIDI}]?
    (?P<inside>{CURRENCY})? \s*+
    (?P<core>[.,]?\d++(?:[.,'’{_THIN}\x20]\d++)*+)
    (?P<power>[eE][+-]?\d{{1,3}}(?![\d.])|\s?[×x]\s?10(?:\^[-−]?\d{{1,3}}|[⁻⁺]?[⁰¹²³⁴⁵⁶⁷⁸⁹]+))?
    (?P<percent>\s?(?:%|percent\b|per\ cent\b))?
    (?P<scale>{_SCALE_WORD})?
    (?P<shut>\s?{CURRENCY})?
    (?P<close>\s?\))?
    (?P<percent2>\s?%)?
    (?P<after>\s?{CURRENCY})?
    (?P<trailing>[-−](?=\s*$))?
    (?P<notes>(?:[{_SUPER}*†‡§]|\((?:\d{{1,2}}|[a-z])\)|\[(?:\d{{1,2}}|[a-z])\]|\s\(?[a-z]\)|\s[*†‡§{_SUPER}])*+)
    [\s*_{_BIDI}]*+"""
_FRACTION = re.compile(
    rf"\s*+(?P<sign>[{MINUS}])?(?:(?P<whole>\d{{1,9}})(?:[\s-]|\sand\s))?(?P<over>\d{{1,9}})[/⁄](?P<under>\d{{1,9}})"
    r"(?:ths?|rds?|nds?|s)?\s*+"
)
_VULGAR = re.compile(rf"\s*+(?P<sign>[{MINUS}])?(?:(?P<whole>\d{{1,9}})(?:\s?|\sand\s))?(?P<part>[¼½¾⅐-⅞↉])\s*+")
PLAIN = re.compile(r"(?:[1-9]\d{0,2}(?:,\d{3})++|\d++)(?:\.(\d++))?", re.ASCII)
_SUPERSCRIPT = str.maketrans("⁰¹²³⁴⁵⁶⁷⁸⁹⁻⁺", "0123456789-+")


class Reading(NamedTuple):
    """One numeral: exact value without percent and scale, half a unit of its last digit, and what stands around it."""

    value: Fraction
    resolution: Fraction
    shape: str  # "integer", "decimal", "fraction", "words" or "multiple"
    start: int  # of the bare digits in the text that was read
    end: int
    percent: bool = False
    currency: str = ""  # as printed: "$", "US$", "EUR"
    scale: str = ""  # as printed, normal form: "million", "bn", "k", "m"
    note: str = ""  # footnote marks that were skipped
    doubt: str = ""  # "footnote" for a lone "(1)": a mark or minus one, which only its table can tell

    @property
    def whole(self) -> Fraction:
        """The value times the scale word that was read with it: 1,200,000 for "1.2 million"."""
        return self.value * SCALES.get(self.scale.lower(), 1)


def locale_of(tag: str) -> str:
    """Name the way of writing numbers that a language tag stands for; "und" (undecided) stays.

    >>> locale_of("de-AT"), locale_of("de-CH"), locale_of("en_IN"), locale_of("es")
    ('de', 'ch', 'in', 'de')

    Raises:
        InputError: for a tag that is not known.
    """
    if tag in FORMS or tag == "und":
        return tag
    language, _, region = tag.lower().replace("_", "-").partition("-")
    if region in ("ch", "li", "in") and language in _LOCALE_OF:
        return "ch" if region == "li" else region
    if language not in _LOCALE_OF:
        raise InputError(f"unknown locale {tag!r:.40}", hint=f"use one of {', '.join(LOCALES)}, or a tag such as de-CH")
    return _LOCALE_OF[language]


def readings(text: str) -> tuple[tuple[str, Fraction], ...]:
    """List what each locale makes of a numeral; two different values mean that only the locale can tell.

    >>> readings("1.234")
    (('en', Fraction(617, 500)), ('in', Fraction(617, 500)), ('ch', Fraction(617, 500)), ('de', Fraction(1234, 1)))
    """
    found = ((locale, read_numeral(text, locale)) for locale in LOCALES)
    return tuple((locale, reading.value) for locale, reading in found if reading is not None)


def read_numeral(text: str, locale: str = "en") -> Reading | None:
    """Read a text that is one whole numeral, in digits or English words; None where it is none, or is undecidable.

    >>> read_numeral("$ (1,452.4)").value, read_numeral("12.5 %").percent, read_numeral("1.2 million").whole
    (Fraction(-7262, 5), True, Fraction(1200000, 1))
    >>> read_numeral("1.234,56", "de").value, read_numeral("1.234,56"), read_numeral("two thirds").value
    (Fraction(30864, 25), None, Fraction(2, 3))
    """
    if len(text) > MAX_LENGTH:
        return None
    if locale == "en" and (plain := PLAIN.fullmatch(text)):  # most cells of most tables
        return _plain(text, plain[1] or "")
    if locale not in FORMS:
        locale = locale_of(locale)
        if locale == "und":
            return _undecided(text)
    if "&" in text:
        text = html.unescape(text)
    if not text.isascii():
        if shows_otherwise(text) or mixes_digits(text):
            return None
        text = to_ascii(text)
    if decorated := _decorated().fullmatch(text):
        return _read_decorated(decorated, locale)
    return _read_fraction(text) or _read_words(text, locale)


def _plain(text: str, places: str) -> Reading:
    digits = int(text.replace(",", "").replace(".", ""))
    if not places:
        return Reading(Fraction(digits), HALF, "integer", 0, len(text))
    unit = 10 ** len(places)
    return Reading(Fraction(digits, unit), Fraction(1, 2 * unit), "decimal", 0, len(text))


HALF = Fraction(1, 2)


def _undecided(text: str) -> Reading | None:
    """Read a numeral whose locale is not known: only where all locales that can read it agree."""
    found = [reading for locale in LOCALES if (reading := read_numeral(text, locale)) is not None]
    return found[0] if len({(reading.value, reading.resolution) for reading in found}) == 1 else None


def to_ascii(text: str) -> str:
    """Give full-width, Arabic-Indic and other decimal digits and separators their ASCII form, one character each."""
    return _OTHER_DIGITS.sub(lambda found: _WIDE.get(found[0]) or str(unicodedata.decimal(found[0])), text)


def shows_otherwise(text: str) -> bool:
    """Tell whether a text holds marks that show its digits in another order than they stand in."""
    return _OVERRIDES.search(text) is not None


def mixes_digits(text: str) -> bool:
    """Tell whether digits of two scripts stand in one numeral, which no hand writes."""
    return len({ord(character) - unicodedata.decimal(character) for character in text if character.isdecimal()}) > 1


_WIDE = {"，": ",", "．": ".", "％": "%", "（": "(", "）": ")", "＄": "$", "٫": ".", "٬": ",", "٪": "%", "＋": "+"}
_OTHER_DIGITS = re.compile(rf"(?![0-9])\d|[{''.join(_WIDE)}]")


_SEPARATORS = str.maketrans("", "", ",.'’ " + _THIN)


def read_core(core: str, locale: str) -> tuple[Fraction, Fraction] | None:
    """Read bare digits with separators by a locale: value and half a unit of the last digit."""
    if locale == "und":
        found = {number for known in LOCALES if (number := read_core(core, known)) is not None}
        return found.pop() if len(found) == 1 else None
    form = FORMS[locale].fullmatch(core)
    if form is None or not core:
        return None
    whole, places = form["whole"] or "", form["places"] or ""
    digits = int((whole if whole.isdigit() else whole.translate(_SEPARATORS)) + places)
    unit = 10 ** len(places)
    return Fraction(digits, unit), Fraction(1, 2 * unit)


@cache
def _decorated() -> re.Pattern[str]:
    """Compile the long pattern when the first numeral needs it; plain digits never do."""
    return re.compile(_DECORATED_FORM, re.VERBOSE)


def _read_decorated(match: re.Match[str], locale: str) -> Reading | None:
    """Put a numeral together from its parts; None where signs, parentheses or marks do not fit each other."""
    part = match.groupdict()
    number = read_core(part["core"], locale)
    signs = [mark for mark in (part["sign"], part["inner"], part["trailing"]) if mark]
    currencies = [part[name] for name in ("before", "between", "inside", "shut", "after") if part[name]]
    percents = [part[name] for name in ("percent", "percent2") if part[name]]
    if number is None or len(signs) > 1 or len(currencies) > 1 or len(percents) > 1:
        return None
    if (part["close"] and not part["open"]) or (part["open"] and (part["sign"] or part["trailing"])):
        return None
    if percents and (currencies or part["scale"]):
        return None
    if part["core"] == "10" and part["notes"].strip(_SUPER) != part["notes"]:
        return None  # ten with a footnote or a power of ten
    scale, resolution = Fraction(1), number[1]
    if part["power"]:
        exponent = _exponent(part["power"], part["core"])
        if exponent is None or part["scale"]:
            return None
        scale = Fraction(10) ** exponent
    negative = bool(part["open"]) or (bool(signs) and signs[0] != "+")
    value = (-number[0] if negative else number[0]) * scale
    note = part["notes"].strip()
    lone = bool(part["open"] and part["close"]) and len(part["core"]) <= 2 and not currencies and not percents
    if lone and note:
        return None
    return Reading(
        value,
        resolution * scale,
        "integer" if resolution == HALF and scale.denominator == 1 else "decimal",
        match.start("core"),
        match.end("core"),
        bool(percents),
        currencies[0].strip().replace("\\", "") if currencies else "",
        _scale_name(part["scale"]),
        note,
        "footnote" if lone else "",
    )


def _scale_name(scale: str | None) -> str:
    name = (scale or "").strip().rstrip(".")
    return name[:-1].lower() if name.endswith("s") else name.lower() if len(name) > 2 else name


def _exponent(power: str, core: str) -> int | None:
    """Read "e-05" or "× 10⁶"; a bare 12E5 may be a part number, so the short form wants a point or a sign."""
    if power[0] in "eE":
        return int(power[1:]) if ("." in core or power[1] in "+-") and abs(int(power[1:])) <= MAX_EXPONENT else None
    digits = power.partition("10")[2].lstrip("^").translate(_SUPERSCRIPT).replace("−", "-")
    return int(digits) if len(digits) <= 4 and abs(int(digits)) <= MAX_EXPONENT else None


def _read_fraction(text: str) -> Reading | None:
    """Read "1/4", "3/8ths", "2 1/2", "½", "2½"."""
    text = "".join(character if character != "\u00a0" else " " for character in text)
    if match := _FRACTION.fullmatch(text):
        over, under, whole = int(match["over"]), int(match["under"]), int(match["whole"] or 0)
        if under < 2 or (match["whole"] and over >= under):
            return None
        value, start = whole + Fraction(over, under), match.start("whole") if match["whole"] else match.start("over")
        end = match.end("under")
    elif match := _VULGAR.fullmatch(text):
        parts = unicodedata.normalize("NFKC", match["part"]).split("⁄")
        whole = int(match["whole"] or 0)
        if parts[0] == "0":
            return None
        value, start = (
            whole + Fraction(int(parts[0]), int(parts[1])),
            match.start("whole" if match["whole"] else "part"),
        )
        end = match.end("part")
    else:
        return None
    return Reading(-value if match["sign"] else value, Fraction(0), "fraction", start, end)


def _read_words(text: str, locale: str) -> Reading | None:
    if locale not in ("en", "in"):  # "once" is eleven in Spanish
        return None
    bare = text.strip()
    found = read_words(bare)
    start = text.find(bare)
    return None if found is None else Reading(found[0], found[1], found[2], start, start + len(bare))
