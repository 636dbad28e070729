"""Join the times that heads, corners, groups and row labels give."""

from __future__ import annotations

import re
from datetime import date, timedelta
from functools import lru_cache

from stc import periods
from stc.graph import Period
from stc.periods import find_periods, read_period

_MONTHS = (
    r"jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?"
    r"|nov(?:ember)?|dec(?:ember)?"
)
_FILL = re.compile(
    rf"(?:(?:for|the|as|of|at|in|on|and|fiscal|financial|calendar|years?|months?|weeks?|quarters?|periods?"
    rf"|half|halves|ended|ending|three|six|nine|twelve|first|second|third|fourth|year-end|fy|twelve-month|q[1-4]|h[12]|[12]h|[1-4]q"
    rf"|(?:{_MONTHS})\.?\s?\d{{0,2}}|\d{{1,2}}\s?(?:{_MONTHS}|weeks|months))(?![^\W_])|[\s,.:;()*'’–-])*",
    re.IGNORECASE,
)
_ANCHOR = re.compile(
    rf"\b(?:ended|ending|fiscal|financial|calendar|fy|q[1-4]|h[12]|(?:{_MONTHS})|as (?:of|at)|quarters?|half"
    r"|years?|months)(?![^\W_])",
    re.IGNORECASE,
)
_RANGE = re.compile(r"\s*(?:[-–—/]|to\b|through\b|and (?:after|beyond|later|there)|\+)", re.IGNORECASE)
_GLUED = re.compile(rf"\b({_MONTHS}|ended|years?)(?=\d)", re.IGNORECASE)
_DAY = re.compile(r"[0-3]?\d,")
_YEAR_GLUED = re.compile(r"\b((?:19|20)\d\d)(?:[AEF]\b|(?=(?:RMB|RM|US\$|HK\$|A\$|[$€£¥])))")
_DASHED = re.compile(rf"\b(\d{{1,2}})-({_MONTHS})-(\d\d)\b", re.IGNORECASE)
_THING = re.compile(r"\bbalances?\b", re.IGNORECASE)
_CALENDAR = re.compile(r"\bCY ?(\d\d)\b")
_SHORT = re.compile(r"F(\d\d)(?: ?(?:\(\d\)|[*†]))?")  # with the mark of a footnote


def spaced(text: str) -> str:
    """Put the space back into "December31," and spell out "F19"."""
    text = _GLUED.sub(r"\1 ", text)
    text = _YEAR_GLUED.sub(r"\1 ", text)
    text = _CALENDAR.sub(r"20\1", text)
    text = _DASHED.sub(r"\1 \2 20\3", text)
    short = _SHORT.fullmatch(text)
    return f"FY{short[1]}" if short else text


@lru_cache(maxsize=4096)
def is_time(text: str) -> bool:
    """Tell whether a text is a time, or the frame of one, and nothing else.

    >>> [is_time(text) for text in ("Years Ended September 30,", "2019", "As of", "Fiscal", "Sales in 2019", "Total")]
    [True, True, True, True, False, False]
    >>> [is_time(text) for text in ("1-3 Years", "Balance at end of period", "2021-2022", "At 31 March 2019")]
    [False, False, False, True]
    """
    if len(text) > 120 or not text:
        return False
    text = spaced(text)
    if _THING.search(text):
        return False  # "Balance at December 31, 2019" names a thing at that time
    if read_period(text) is not None:
        return True
    rest, found = text, find_periods(text)
    if len(found) == 1:
        start, end, _ = found[0]
        if _RANGE.match(text, end) or text[:start].rstrip().endswith(("-", "–", "/")):
            return False
        rest = f"{text[:start]} {text[end:]}"
    elif found:
        return False
    return bool(_FILL.fullmatch(rest)) and (bool(found) or bool(_ANCHOR.search(text)) or text.strip().lower() == "at")


def combine(period: Period | None, text: str, outer: str = "") -> tuple[Period | None, str, str]:
    """Join the time so far with a head: gives the time, the words that are no time, and the frame for heads below.

    >>> combine(None, "2019", "Years Ended March 31,")[0].label, combine(None, "Net sales 2019")[1]
    ('year ended March 31, 2019', 'Net sales')
    >>> combine(None, "As of")[2], combine(None, "2021-2022")[:2], combine(None, "2019", "Fiscal")[0].label
    ('As of', (None, '2021-2022'), 'fiscal 2019')
    """
    text = spaced(text)
    if _DAY.fullmatch(text):
        return period, "", outer  # what is left of "December 31," when a head was cut in two
    whole = None if _THING.search(text) else read_period(text)
    if whole is not None:
        return _joined(period, text, outer) or whole, "", f"{outer} {text}".strip()
    if is_time(text) and not find_periods(text):
        joined = _joined(period, text, "") if period is not None else None
        return joined or period, "", f"{outer} {text}".strip()
    found = find_periods(text)
    if len(found) != 1 or _RANGE.match(text, found[0][1]) or text[: found[0][0]].rstrip().endswith(("-", "–", "/")):
        return period, text, outer
    start, end, own = found[0]
    rest = " ".join(f"{text[:start]} {text[end:]}".split()).strip(" ,:()")
    if _FILL.fullmatch(rest):
        return _joined(period, text, outer) or own, "", outer
    return _joined(None, text[start:end], outer) or own, rest, outer


def _joined(period: Period | None, text: str, outer: str) -> Period | None:
    frame = outer.replace(":", "").strip() or (period.label if period is not None else "")
    return periods.combine(frame, text) if frame else None


def between(opening: Period, closing: Period) -> Period | None:
    """Give the time from one balance to the next: a year or quarter by its name where it is one, else both dates.

    >>> between(read_period("December 30, 2017"), read_period("December 29, 2018")).label
    'year ended December 29, 2018'
    """
    if opening.end is None or closing.end is None:
        return None
    first, last = date.fromisoformat(opening.end), date.fromisoformat(closing.end)
    first += timedelta(days=first.day != 1)  # a balance of the first of a month opens that day
    days = (last - first).days + 1
    if days < 27:
        return between(closing, opening) if days < -27 else None
    for low, high, name in (
        (360, 373, "year"),
        (89, 93, "three months"),
        (181, 185, "six months"),
        (272, 276, "nine months"),
    ):
        if low <= days <= high:
            named = read_period(f"{name} ended {last:%B} {last.day}, {last.year}")
            return named and named.model_copy(update={"start": first.isoformat()})
    return Period(label=f"{first.isoformat()} to {closing.end}", start=first.isoformat(), end=closing.end)
