"""Which way of writing numbers a document follows: its own numerals tell, else the words of its language."""

from __future__ import annotations

import re

from stc.graph import show_exact
from stc.numerals.digits import LOCALES, MAX_LENGTH, readings

_ENOUGH = 200_000  # characters that are looked at
_TOKEN = re.compile(r"(?<![\w.,/:'’-])\d++(?:[.,'’\u00a0\u2009\u202f ]\d++)*+(?![\w/:-])", re.ASCII)
_PROOFS = {  # forms that one way of writing numbers allows and the others do not
    "in": re.compile(r"\d{1,2}(?:,\d\d)+,\d{3}(?:\.\d+)?"),
    "ch": re.compile(r"\d{1,3}(?:['’]\d{3})+(?:\.\d+)?"),
    "en": re.compile(r"\d{1,3}(?:,\d{3})+\.\d+|\d{1,3}(?:,\d{3}){2,}"),
    "de": re.compile(r"\d{1,3}(?:\.\d{3})+,\d+|\d{1,3}(?:\.\d{3}){2,}"),
    "fr": re.compile(r"\d{1,3}(?:[\u00a0\u2009\u202f ]\d{3})+,\d+"),
}
_AGAINST_THE_LANGUAGE = 3  # how much the numerals must say to be believed against the language around them
_COMMA_DECIMAL = re.compile(r"(?:0|[1-9]\d*),\d{1,2}|0,\d+")  # no longer ones: 1,2343 is 1,234 with a footnote
_POINT_DECIMAL = re.compile(r"(?:0|[1-9]\d*)\.(?:\d{1,2}|\d{4,})|0\.\d+")
_ONE_GROUP = re.compile(r"[1-9]\d{0,2}[.,]\d{3}")
_COMMA_GROUP = re.compile(r"[1-9]\d{0,2},\d{3}")
_ENOUGH_GROUPS = 4  # numbers such as 1,234 that all have three digits after the comma: decimals would vary
_LANGUAGES = {
    "en": "the and of to in is was for with that are from were by year years ended sales revenue"
    " income thousands cost costs employees price assets other"
    " as has have does did do if than many much how what which there they she he his their her it its per each every"
    " twice times half more fewer less after before then when would all by at",
    "de": "der die das und ist nicht mit für von den dem ein eine wurde wird im auf umsatz summe gesamt jahr menge"
    " preis kosten anzahl",
    "fr": "le les des et est dans pour une du au sur avec par",
    "es": "el los las y es en para una del por con se",
    "it": "il gli della di che per una nel con sono",
    "nl": "het een van en voor met zijn op niet",
    "pt": "os as do da em para uma com por não foram foi tem dos ao aos o",
    "sv": "och att det som för är med på av den",
    "pl": "i w na się jest z do oraz dla przez",
}
_WAY = {"en": "en", "de": "de", "fr": "fr", "es": "de", "it": "de", "nl": "de", "pt": "de", "sv": "fr", "pl": "fr"}
_WORDS = {language: frozenset(words.split()) for language, words in _LANGUAGES.items()}
_WORD = re.compile(r"[^\W\d_]++")


def guess_locale(text: str) -> str:
    """Guess how a document writes numbers: a locale of stc.numerals.digits, or "und" where nothing tells.

    Numerals that only one way of writing allows count most, decimals less (3.2 may be a section, 10.30 a time), the
    language of the words decides what is left. "und" reads only what all ways of writing read alike.

    >>> guess_locale("Umsatz: 1.234,5 Mio. €"), guess_locale("Sales were 1,234 in all of the year")
    ('de', 'en')
    >>> guess_locale("a;1.234"), guess_locale("a;12")
    ('und', 'en')
    >>> guess_locale("900;990;1,089;1,134;1,200"), guess_locale("1,089;1,134;1,200")
    ('en', 'und')
    """
    text = text[:_ENOUGH]
    scores = dict.fromkeys(LOCALES, 0)
    doubtful = commas = 0
    hundreds, grouped = 0, {",": 0, ".": 0}
    for match in _TOKEN.finditer(text):
        token = match[0]
        if token.isdigit() or len(token) > MAX_LENGTH:
            hundreds += len(token) == 3
            continue
        proof = next((locale for locale, form in _PROOFS.items() if form.fullmatch(token)), None)
        if proof is not None:
            scores[proof] += 3
        elif _COMMA_DECIMAL.fullmatch(token):
            scores["de"] += 1
        elif _POINT_DECIMAL.fullmatch(token):
            scores["en"] += 1
        elif "." in token or "," in token:
            doubtful += 1
            commas += bool(_COMMA_GROUP.fullmatch(token))
            if _ONE_GROUP.fullmatch(token):
                grouped[token[-4]] += 1
    point, comma = scores["en"] + scores["in"] + scores["ch"], scores["de"] + scores["fr"]
    spoken = _WAY.get(_language(text), "")
    against = comma if spoken == "en" else point
    if spoken and (against < _AGAINST_THE_LANGUAGE or against <= 2 * (point + comma - against)):
        point, comma = (point, 0) if spoken == "en" else (0, comma)
    if point > 2 * comma:
        return max(("en", "in", "ch"), key=lambda locale: scores[locale] * (locale != "en" or 2))
    if comma > 2 * point:
        other = {"de": "fr", "fr": "de"}.get(spoken, "")
        return spoken if other and scores[other] < _AGAINST_THE_LANGUAGE else _comma(scores)
    if spoken:
        return spoken
    if not point and not comma and hundreds >= 2 and (sign := _grouping(grouped)):
        return "en" if sign == "," else "de"
    if doubtful == commas >= _ENOUGH_GROUPS and not point and not comma and not spoken:
        return "en"
    return "und" if doubtful or point or comma else "en"


def _grouping(grouped: dict[str, int]) -> str:
    """Give the sign that groups thousands where numerals run from hundreds into thousands: 900, 990, 1,089; else ""."""
    signs = [sign for sign, count in grouped.items() if count]
    return signs[0] if len(signs) == 1 and grouped[signs[0]] >= 3 else ""


def _comma(scores: dict[str, int]) -> str:
    return "fr" if scores["fr"] > scores["de"] else "de"


def _language(text: str) -> str:
    """Name the language whose function words are most frequent by far, else ""."""
    counts = dict.fromkeys(_WORDS, 0)
    for match in _WORD.finditer(text[:20_000]):
        word = match[0].lower()
        for language, words in _WORDS.items():
            counts[language] += word in words
    ranked = sorted(counts, key=lambda language: -counts[language])
    return ranked[0] if counts[ranked[0]] >= 2 and counts[ranked[0]] > 1.5 * counts[ranked[1]] else ""


def ambiguous(text: str) -> str:
    """Tell why a numeral cannot be read without knowing the locale; "" where all locales agree.

    >>> ambiguous("1.234")
    "'1.234' is 1.234 (en, in, ch) or 1234 (de): --locale says which, such as --locale en"
    >>> ambiguous("1,234.5")
    ''
    """
    if len(text) > MAX_LENGTH:
        return f"a numeral of {len(text)} characters is too long, at most {MAX_LENGTH} are read"
    by_value: dict[str, list[str]] = {}
    for locale, value in readings(text):
        by_value.setdefault(show_exact(value), []).append(locale)
    if len(by_value) < 2:
        return ""
    choices = " or ".join(f"{value} ({', '.join(locales)})" for value, locales in by_value.items())
    return f"{text.strip()!r} is {choices}: --locale says which, such as --locale en"
