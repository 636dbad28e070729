"""Which scale a head or a caption declares, and what it leaves out."""

from __future__ import annotations

import re
from functools import lru_cache

_WORD_SCALE = {"thousand": "thousand", "million": "million", "billion": "billion", "trillion": "trillion",
               "mio": "million", "mrd": "billion", "tsd": "thousand", "mn": "million", "bn": "billion", "m": "million",
               "k": "thousand", "b": "billion", "mm": "million", "lakh": "lakh", "crore": "crore", "bil": "billion",
               "mil": "million", "tausend": "thousand", "millionen": "million", "milliarden": "billion"}  # fmt: skip
# A scale word counts unless a number stands before it: "(in thousands)" declares, "$1.2 million" is an amount.
_SCALE = re.compile(
    r"(?<![\d.,])(?<!\d[\s\u00a0])(?:\b|(?<=in)|(?<=['‘’]))"
    r"(?P<word>thousand|million|billion|trillion|lakh|crore|tausend|millionen|milliarden)s?\b"
    r"|\b(?P<short>mio|mrd|tsd|mn|bil|mil)\b\.?",
    re.IGNORECASE,
)
_TIGHT = re.compile(
    r"(?:[$€£¥₹]|\b(?:usd|eur|gbp|cad|aud|chf|sek|nok|dkk|rmb|inr|hkd|sgd|nzd|zar|cny|jpy))"
    r"[ '‘’]?(?P<short>mn|bn|mm|m|k|b)\b"
    r"|\b(?P<lead>m|k|bn|mn|t)(?:[$€£]|(?:eur|usd|chf|gbp|sek|nok|dkk)\b)",
    re.IGNORECASE,
)
_ZEROS = re.compile(
    r"(?P<a>(?<![\d.,])['‘’`´]?0{3}[ ,.]0{3}['’`]?s?(?!\d|[,.]\d)|\(1,000,000s?\))"
    r"|(?P<k>(?<![\d.,])['‘’`´]?\s?0{3}['’`]?s?(?!\d|[,.]\d)|(?<!\d)x ?1,?000\b|\([$€£]? ?1,000s?\))",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"\b(?:except|excluding|other than)\b(?P<what>[^;.()]{0,120})|\bunless otherwise\b", re.IGNORECASE)
_EMPTY = re.compile(
    r"\b(?:per[- ])?(?:shares?|data|amounts?|information|figures|for|where|the|percent(?:age)?s?|otherwise|noted"
    r"|stated)\b"
    r"|%"
)
_SHARES_SCALED = re.compile(
    r"\bshares?(?: (?:data|amounts|and [a-z]+(?: [a-z]+)?|outstanding|information))?"
    r" (?:(?:are|is|which are|reflected|presented) )*\(?in (thousand|million|billion)s?",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def scale_in(text: str, head: bool = True) -> str:
    """Find the scale that a piece of text declares; amounts such as "$1.2 million" declare none.

    >>> [scale_in(t) for t in ("(in thousands)", "$’000", "£m", "RMB'Million", "Loan of $1.2 million", "inthousands")]
    ['thousand', 'thousand', 'million', 'million', '', 'thousand']
    """
    match = _SCALE.search(text)
    if match:
        return _WORD_SCALE[(match["word"] or match["short"]).lower()]
    if not head:
        return ""
    match = _TIGHT.search(text)
    if match:
        short = (match["short"] or match["lead"]).lower()
        return "thousand" if short == "t" else _WORD_SCALE[short]
    match = _ZEROS.search(text)
    return ("million" if match["a"] else "thousand") if match else ""


def shares_scale(text: str) -> str:
    """Find a scale that a declaration gives shares alone: "(in millions, shares in thousands)" -> "thousand"."""
    match = _SHARES_SCALED.search(text)
    return match[1].lower() if match else ""


def exempt_in(text: str) -> frozenset[str]:
    """Find what a declared scale leaves out: "share", "per share", "percentage", "count".

    >>> sorted(exempt_in("(in thousands, except share and per share data)"))
    ['per share', 'share']
    >>> sorted(exempt_in("(in USD '000, except ship days)"))
    ['=ship days']
    """
    found: set[str] = set()
    for match in _EXCEPT.finditer(text):
        what = (match["what"] or "").lower()
        found |= {
            f"={phrase}"
            for part in re.split(r",|\band\b|\bor\b", what)
            if len(phrase := _EMPTY.sub("", part).strip()) > 4
        }
        if re.search(r"\bper[- ]|\beps\b", what):
            found.add("per share")
        if not _SHARES_SCALED.search(text) and re.search(
            r"\bshares?\b(?! in )", re.sub(r"\bper[- ](?:\w+ )?shares?(?: and unit)?", "", what)
        ):
            found.add("share")
        if "percent" in what or "%" in what or "ratio" in what:
            found.add("percentage")
        if re.search(r"\b(?:number|employee|headcount|unit|store|option|count)", what):
            found.add("count")
    return frozenset(found)


def without_exceptions(text: str) -> str:
    """Take "except per share data" and the like out of a declaration."""
    return _EXCEPT.sub(" ", text)


def without_shares(text: str) -> str:
    """Take "shares in thousands" out of a declaration."""
    return _SHARES_SCALED.sub(" ", text)


def scale_word(text: str) -> str:
    """Name the scale that a suffix of a number stands for: "m" -> "million"; "" for none."""
    return _WORD_SCALE.get(text.lower().rstrip("."), "")
