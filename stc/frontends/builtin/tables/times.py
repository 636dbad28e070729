"""Join the times that heads, corners, groups and row labels give."""

from __future__ import annotations

import re

from stc.frontends.builtin.tables.standin import find_periods, read_period
from stc.graph import Period

_MONTHS = r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?"
_FILL = re.compile(
    rf"(?:(?:for|the|as|of|at|in|on|and|to|from|through|fiscal|financial|calendar|years?|months?|weeks?|quarters?|periods?"
    rf"|half|halves|ended|ending|end|three|six|nine|twelve|first|second|third|fourth|year-end|yearend|balances?|fy|twelve-month|{_MONTHS}|\d{{1,2}})"
    r"(?![^\W_])|[\s,.:;()*'’–-])*",
    re.IGNORECASE,
)
_SAYS = re.compile(rf"year|month|week|quarter|period|fiscal|ended|half|\b(?:{_MONTHS})(?![a-z])|\bas (?:of|at)\b|^\W*at\W*$", re.IGNORECASE)


def is_time(text: str) -> bool:
    """Tell whether a text is a time, or the frame of one, and nothing else.

    >>> [is_time(text) for text in ("Years Ended September 30,", "2019", "As of", "Fiscal", "Sales in 2019", "Total")]
    [True, True, True, True, False, False]
    """
    if len(text) > 120:
        return False
    rest = text
    for start, end, _ in reversed(find_periods(text)):
        rest = f"{rest[:start]} {rest[end:]}"
    return bool(_FILL.fullmatch(rest)) and (rest != text or bool(_SAYS.search(text)))


def combine(period: Period | None, text: str, outer: str = "") -> tuple[Period | None, str, str]:
    """Join the time so far with a head: gives the time, the words that are no time, and the frame for heads below.

    >>> combine(None, "2019", "Fiscal")[0].label, combine(None, "Net sales 2019")[1], combine(None, "As of")[2]
    ('2019', 'Net sales', 'As of')
    """
    found = find_periods(text)
    if not found and is_time(text):
        return period, "", f"{outer} {text}".strip()
    if len(found) != 1:
        return period, text, outer
    start, end, own = found[0]
    rest = f"{text[:start]} {text[end:]}".strip(" ,:()")
    timely = bool(_FILL.fullmatch(rest))
    joined = read_period(f"{outer} {text}") if outer and timely else None
    whole = read_period(text) if timely else None
    return joined or whole or own, "" if timely else " ".join(rest.split()), outer
