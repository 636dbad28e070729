"""Join the times that heads, sections and row labels give."""

from __future__ import annotations

import re

from stc.frontends.builtin.tables.standin import find_periods
from stc.graph import Period

_FILL = re.compile(
    r"(?:\b(?:for|the|as|of|at|in|on|and|to|from|fiscal|financial|years?|months?|weeks?|quarters?|periods?|ended|ending|end|three|six|nine|twelve"
    r"|december|january|february|march|april|may|june|july|august|september|october|november|fy|dec|jan|feb|mar|apr|jun"
    r"|jul|aug|sept?|oct|nov|year-end|calendar|balances?|52|53|13|\d{1,2})\b|[\s,.:;()*-])*",
    re.IGNORECASE,
)
_DURATION = re.compile(r"\b(three|six|nine|twelve|3|6|9|12) months?\b", re.IGNORECASE)


def combine(outer: Period | None, text: str) -> tuple[Period | None, str]:
    """Join a time further out with what a text adds; gives the time and the words of the text that are none."""
    found = find_periods(text)
    if len(found) == 1:
        start, end, period = found[0]
        rest = (text[:start] + " " + text[end:]).strip(" ,:()")
        return period, "" if _FILL.fullmatch(rest) else rest
    if _FILL.fullmatch(text):
        return outer, ""
    return outer, text
