"""The only reader of times in text: a period with the dates that are sure, whether two are one, which comes first.

A year names a calendar year until the document tells where its fiscal year ends: "2019" then is the year that ends in
2019 on that day. Where the text does not tell, a fiscal year has a label and no dates: no date is better than a
wrong one. Durations ("three years") are no periods.
"""

from __future__ import annotations

import re
from calendar import monthrange
from datetime import date, timedelta
from functools import lru_cache

from stc.graph import Period
from stc.periods.forms import COUNTS, MONTHS, Time, find_times, in_year, months_before, read_time

__all__ = ["combine", "find_periods", "order", "precedes", "read_period", "same_period", "shift", "year_of"]

MonthDay = tuple[int, int]
_LONGEST = 200  # characters of a head or a label that can be one period
_BEFORE = re.compile(
    r"(?:(?:as\s(?:of|at)(?:\sand\sfor)?|at|on|for|in|during|by|of|the|full|balances?|(?:un)?audited|stichtag|am|zum|im|jahr|stand)\s+)+",
    re.IGNORECASE,
)
_AFTER = re.compile(
    r"(?:\s*(?:[:;,.*†‡¹²³]|\((?:\d{1,2}|[a-z]|(?:un)?audited|as\s\w{1,12}|restated|revised|\d\d\sweeks|note\s\d{1,2})\)"
    r"|\[\d{1,2}\]|(?:un)?audited|restated))+",
    re.IGNORECASE,
)


@lru_cache(maxsize=8192)
def read_period(text: str, context_end: MonthDay | None = None) -> Period | None:
    """Read a head or a label that is one period and nothing else; `context_end` is where fiscal years end, (9, 30).

    >>> read_period("Three months ended June 30, 2019")
    Period(label='three months ended June 30, 2019', start='2019-04-01', end='2019-06-30')
    >>> read_period("FY2018/19"), read_period("3 years")
    (Period(label='2018/2019', start=None, end=None), None)
    >>> read_period("fiscal 2019", (9, 30)).start
    '2018-10-01'
    """
    time = _time_in(text)
    return None if time is None else _period(time, context_end)


def find_periods(text: str, context_end: MonthDay | None = None) -> list[tuple[int, int, Period]]:
    """Find the periods of a running text or a question with their offsets, in order.

    >>> [(start, end, period.label) for start, end, period in find_periods("Sales rose in Q3 2019 and in fiscal 2018.")]
    [(14, 21, 'Q3 2019'), (29, 40, 'fiscal 2018')]
    """
    if not _MAY_HOLD.search(text):
        return []
    return [(start, end, _period(time, context_end)) for start, end, time in find_times(text) if time is not None]


_MAY_HOLD = re.compile(r"\d\d")


_SHORT_FISCAL = re.compile(r"F(?:20)?\d\d")  # a head of its own: in running text F16 may be anything


@lru_cache(maxsize=8192)
def _time_in(text: str) -> Time | None:
    """Read a text as one time, without the words and marks around it that change nothing."""
    if len(text) > _LONGEST or not _MAY_HOLD.search(text):
        return None
    text = " ".join(text.split()).strip("*_ ")
    text = text[1:-1] if text[:1] == "(" and text[-1:] == ")" else text
    text = "FY" + text[1:] if _SHORT_FISCAL.fullmatch(text) else text
    time = read_time(text)
    if time is not None:
        return time
    before = _BEFORE.match(text)
    text = text[before.end() :] if before else text
    if (time := read_time(text)) is not None:
        return time
    for cut in _AFTER.finditer(text):
        if cut.end() == len(text):
            return read_time(text[: cut.start()].rstrip())
    return None


@lru_cache(maxsize=8192)
def _period(time: Time, context_end: MonthDay | None) -> Period:
    start, end = _dates(time, context_end)
    return Period(label=_label(time), start=_iso(start), end=_iso(end))


def _label(time: Time) -> str:
    """Write a time as one would ask for it; reading the label gives the time again."""
    day = f"{MONTHS[time.end.month - 1]} {time.end.day}, {time.end.year}" if time.end else str(time.year)
    fiscal = "fiscal " if time.fiscal else ""
    match time.shape:
        case "year" if time.split:
            return f"{time.year - 1}/{time.year}"
        case "year":
            return f"{fiscal}{time.year}"
        case "quarter":
            return f"Q{time.number} {fiscal}{time.year}"
        case "half":
            return f"H{time.number} {fiscal}{time.year}"
        case "month":
            return f"{MONTHS[time.number - 1]} {time.year}"
        case "day":
            return day
        case "weeks":
            return f"{time.number} weeks ended {day}"
        case "months" if time.number == 12:
            return f"year ended {day}"
        case "months":
            count = COUNTS[time.number] if time.number < len(COUNTS) else str(time.number)
            return f"{count} month{'s' if time.number > 1 else ''} ended {day}"
        case "ltm":
            return f"LTM {day}"
        case "ytd":
            return f"YTD {day}"


def _dates(time: Time, context_end: MonthDay | None) -> tuple[date | None, date | None]:
    """Give the first and the last day, where they are sure."""
    match time.shape:
        case "day":
            return None, time.end
        case "months" if time.end is not None:
            return months_before(time.end, time.number), time.end
        case "weeks" if time.end is not None:
            return time.end - timedelta(weeks=time.number) + timedelta(days=1), time.end
        case "ltm" if time.end is not None:
            return months_before(time.end, 12), time.end
        case "month":
            return date(time.year, time.number, 1), date(time.year, time.number, monthrange(time.year, time.number)[1])
        case "year" | "half" | "quarter":
            end = _year_end(time, context_end)
            if end is None:
                return None, None
            months = {"year": 12, "half": 6, "quarter": 3}[time.shape]
            after = {"year": 0, "half": 12 - 6 * time.number, "quarter": 12 - 3 * time.number}[time.shape]
            last = months_before(end, after) - timedelta(days=1) if after else end
            return months_before(last, months), last
    return None, None


def _year_end(time: Time, context_end: MonthDay | None) -> date | None:
    """Give the last day of the year that names a period; a fiscal year that ends in winter may carry either year."""
    if context_end is None or time.calendar:
        return None if (time.fiscal or time.split) and not time.calendar else date(time.year, 12, 31)
    month, day = context_end
    if month <= 3:
        return None
    return date(time.year, month, min(day, monthrange(time.year, month)[1]))


def combine(outer: str, inner: str, context_end: MonthDay | None = None) -> Period | None:
    """Read a period that two heads give together, the outer one over the inner one; None where they do not fit.

    >>> combine("Years Ended September 30,", "2019").label
    'year ended September 30, 2019'
    >>> combine("Fiscal 2019", "February 1, 2020")
    Period(label='fiscal 2019', start='2019-02-02', end='2020-02-01')
    >>> combine("2019", "Q3").label, combine("2019", "2018")
    ('Q3 2019', None)
    """
    over, under = _time_in(outer), _time_in(inner)
    if over is not None and under is not None:
        return _joined(over, under, context_end)
    for text in (f"{outer} {inner}", f"{inner} {outer}"):
        whole = _time_in(text)
        if whole is not None:
            return _period(whole, context_end)
    alone, other = (over, inner) if over is not None else (under, outer)
    return None if alone is None or _PART.search(other) or find_times(other) else _period(alone, context_end)


_PART = re.compile(
    r"\b(?:ended|ending|months?|(?<!\d\d )weeks?|quarters?|half|Q[1-4]|H[12]|LTM|TTM|YTD|to date|as of)\b|\d\d,?\s*$",
    re.IGNORECASE,
)


def _joined(over: Time, under: Time, context_end: MonthDay | None) -> Period | None:
    """Put two whole times together: one lies in the other, or a fiscal year meets the day on which it ends."""
    if over == under:
        return _period(under, context_end)
    year, day = (over, under) if over.shape == "year" else (under, over)
    if year.shape != "year" or day.shape == "year":
        return None
    if day.end is None:
        return _period(day, context_end) if day.year == year.year else None
    late = day.end.year - 1 == year.year and day.end.month <= 2
    if day.end.year != year.year and not (late and year.fiscal):
        return None
    if day.shape == "day" and not (year.fiscal or year.split):
        return _period(day, context_end)
    if day.shape not in ("day", "weeks", "months") or (day.shape == "months" and day.number != 12):
        return _period(day, context_end)
    start, end = _dates(day, None)
    start = start or months_before(day.end, 12)
    return Period(label=_label(year), start=_iso(start), end=_iso(end))


def same_period(asked: Period, have: Period) -> bool:
    """Tell whether a number for the period `have` answers a question for `asked`; a part of a year is not the year.

    >>> year, day, quarter = read_period("2019"), read_period("December 31, 2019"), read_period("Q3 2019")
    >>> same_period(year, day), same_period(day, day), same_period(year, quarter), same_period(quarter, year)
    (True, True, False, False)
    """
    if asked.label == have.label:
        return True
    wanted, given = _time_in(asked.label), _time_in(have.label)
    if wanted is None or given is None:
        return (asked.start, asked.end) == (have.start, have.end) and asked.end is not None
    alike = asked.start is not None and (asked.start, asked.end) == (have.start, have.end)
    same_end = asked.end is not None and asked.end == have.end
    match wanted.shape:
        case "year":
            return _names_year(given) == wanted.year and not (wanted.fiscal and _ends_early(given))
        case "day":
            return same_end and given.shape in ("day", "months", "weeks", "year")
        case "month":
            in_month = given.shape == "day" and given.end is not None and given.end.month == wanted.number
            return alike or (in_month and given.year == wanted.year)
        case "months" if wanted.number == 12:
            year = given.shape == "year" and given.year == wanted.year and not _ends_early(wanted)
            return alike or year or (same_end and given.shape in ("day", "weeks") and _names_year(given) > 0)
        case "weeks" if wanted.number in (52, 53):
            year = given.shape == "year" and given.year == wanted.year and not _ends_early(wanted)
            return alike or year or (same_end and _names_year(given) > 0)
        case "quarter" | "half":
            known = (given.shape, given.year, given.number) == (wanted.shape, wanted.year, wanted.number)
            return known or (alike and not wanted.fiscal)
    return alike


def _names_year(time: Time) -> int:
    """Give the year that a whole year or a day is asked for by; 0 for parts of a year."""
    whole = (
        time.shape in ("year", "day")
        or (time.shape == "months" and time.number == 12)
        or (time.shape == "weeks" and time.number in (52, 53))
    )
    return time.year if whole else 0


def _ends_early(time: Time) -> bool:
    return time.end is not None and time.end.month <= 2


def year_of(period: Period) -> int | None:
    """Give the year by which a period is named, None where its label is none that can be read.

    >>> year_of(read_period("six months ended June 30, 2019")), year_of(read_period("2018/2019"))
    (2019, 2019)
    """
    time = _time_in(period.label)
    return None if time is None else time.year


def order(period: Period) -> tuple[str, str]:
    """Give a key that sorts periods by time: when it ends, then when it starts; ("", "") where nothing is known."""
    if period.end is not None:
        return period.end, period.start or period.end
    time = _time_in(period.label)
    if time is None:
        return "", ""
    last = {"quarter": 3 * time.number, "half": 6 * time.number}.get(time.shape, 12)
    return f"{time.year}-{last:02}-{monthrange(time.year, last)[1]}", ""


def precedes(earlier: Period, later: Period) -> bool:
    """Tell whether one period ends before another does; False where either is unknown.

    >>> precedes(read_period("2018"), read_period("FY2019")), precedes(read_period("2019"), read_period("Q1 2019"))
    (True, False)
    """
    first, second = order(earlier), order(later)
    return bool(first[0]) and bool(second[0]) and first[0] < second[0]


def shift(period: Period, years: int) -> Period | None:
    """Give the same period some years later, or earlier: "the previous year"; None where its label cannot be read.

    >>> shift(read_period("Q3 2019"), -1).label, shift(read_period("February 29, 2020"), -1).label
    ('Q3 2018', 'February 28, 2019')
    """
    time = _time_in(period.label)
    if time is None or not 1800 <= time.year + years <= 2099:
        return None
    moved = in_year(time, time.year + years)
    if period.end is None or time.end is not None:
        return _period(moved, None)
    if (period.start, period.end) == tuple(map(_iso, _dates(time, None))):
        return _period(moved, None)
    end = date.fromisoformat(period.end)  # of a fiscal year that the document told
    if time.shape == "year" and end.year == time.year and end.month > 3:
        return _period(moved, (end.month, end.day))
    return Period(label=_label(moved))


def _iso(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
