"""The forms in which texts write times, each a pattern and a function that reads it: "Q3 2019", "FY18/19", "3Q19".

A day that could be a month (5/6/2019), and two full years with a dash (2018-2019: one fiscal year, or two years), have
two readings and are not read.
"""

from __future__ import annotations

import re
from calendar import monthrange
from collections.abc import Callable
from datetime import date, timedelta
from functools import cache, lru_cache
from typing import Literal, NamedTuple

Shape = Literal["year", "quarter", "half", "month", "day", "months", "weeks", "ltm", "ytd"]
_MONTH_NAMES = "January February March April May June July August September October November December"
_COUNT_NAMES = "one two three four five six seven eight nine ten eleven twelve"
MONTHS = tuple(_MONTH_NAMES.split())
COUNTS = ("", *_COUNT_NAMES.split())
_ORDINALS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "1st": 1, "2nd": 2, "3rd": 3, "4th": 4}
_HALVES = {"first": 1, "second": 2, "1st": 1, "2nd": 2}


class Time(NamedTuple):
    """A time that was read: its shape, the year that names it, and what else the shape wants.

    `number` is the quarter, half or month, or how many months or weeks end at `end`; `split` is the form 2018/2019.
    """

    shape: Shape
    year: int
    number: int = 0
    end: date | None = None
    fiscal: bool = False
    split: bool = False
    calendar: bool = False


Found = tuple[int, int, Time | None]
_MONTH = (
    r"(?:jan(?:uary|uar)?|feb(?:ruary|ruar)?|mar(?:ch)?|märz|apr(?:il)?|may|mai|june?|juni|july?|juli|aug(?:ust)?"
    r"|sept?(?:ember)?|o[ck]t(?:ober)?|nov(?:ember)?|de[cz](?:ember)?)"
)
_YEAR = r"(?:1[89]|20)\d\d"
_SHORT = r"(?P<short>['’]\d\d|(?<=[QHYE/-])\d\d)"
_DATE = (
    rf"(?:(?P<md_m>{_MONTH})\.?\s?(?P<md_d>\d{{1,2}})(?:st|nd|rd|th)?(?:\s?,\s?|\s)(?P<md_y>{_YEAR})"
    rf"|(?P<dm_d>\d{{1,2}})(?:st|nd|rd|th|\.)?[\s-](?:of\s)?(?P<dm_m>{_MONTH})\b\.?,?[\s-](?P<dm_y>{_YEAR})"
    rf"|(?P<iso_y>{_YEAR})-(?P<iso_m>\d\d)-(?P<iso_d>\d\d)"
    r"|(?P<dot_d>\d{1,2})\.\s?(?P<dot_m>\d{1,2})\.\s?(?P<dot_y>\d{4})"
    r"|(?P<sl_a>\d{1,2})/(?P<sl_b>\d{1,2})/(?P<sl_y>\d{4}|\d\d))"
)
_FISCAL = r"(?:fiscal(?:\syears?)?|financial\syears?|FYE?|fiscal\syear\sended|tax\syear|Geschäftsjahr)"
_ENDED = r"(?:ended|ending|to|through|up\sto)(?:\son)?"
_NAMED = rf"(?:(?P<fiscal>{_FISCAL})\s?|(?P<calendar>calendar(?:\syear)?|CY)\s?|years?\s(?:(?:ended|ending)\s)?)?"
_ANY_YEAR = rf"(?P<first>{_YEAR})(?:/|[-–](?=\d\d\b))(?P<last>\d\d(?:\d\d)?)|(?P<year>{_YEAR})"
_OF = r"(?:\s(?:of|in)|\s?,|\s?/|\s?-)?\s?(?:the\s)?"


def year_of_two_digits(text: str) -> int:
    """Read "19" as 2019 and "98" as 1998: the nearest century that reports are written in."""
    digits = text.lstrip("'’")
    return int(digits) if len(digits) == 4 else int(digits) + (2000 if int(digits) < 70 else 1900)


def month_of(name: str) -> int:
    """Number a month by its English or German name, short or long."""
    key = name.lower()[:3].replace("ä", "a").replace("mrz", "mar")
    return {"mai": 5, "okt": 10, "dez": 12}.get(key) or [month[:3].lower() for month in MONTHS].index(key) + 1


def _day(found: re.Match[str]) -> date | None:
    """Read the date that a match of _DATE holds; None where no calendar has it, or day and month may be swapped."""
    part = found.groupdict()
    if part["md_m"]:
        year, month, day = int(part["md_y"]), month_of(part["md_m"]), int(part["md_d"])
    elif part["dm_m"]:
        year, month, day = int(part["dm_y"]), month_of(part["dm_m"]), int(part["dm_d"])
    elif part["iso_y"]:
        year, month, day = int(part["iso_y"]), int(part["iso_m"]), int(part["iso_d"])
    elif part["dot_y"]:
        year, month, day = int(part["dot_y"]), int(part["dot_m"]), int(part["dot_d"])
    else:
        year, month, day = year_of_two_digits(part["sl_y"]), int(part["sl_a"]), int(part["sl_b"])
        if month > 12:
            month, day = day, month
        elif day <= 12 and day != month:
            return None
    if not (1 <= month <= 12 and 1 <= day <= monthrange(year, month)[1] and year >= 1800):
        return None
    return date(year, month, day)


def _read_day(found: re.Match[str]) -> Time | None:
    day = _day(found)
    return None if day is None else Time("day", day.year, end=day)


def _read_ended(found: re.Match[str]) -> Time | None:
    """Read "six months ended June 30, 2019", "year ended ...", "52 weeks ended ...", "quarter ended ..."."""
    day = _day(found)
    if day is None:
        return None
    unit = (found["unit"] or "year").lower()
    count = found["count"]
    number = 1 if count is None else _count(count)
    if unit.startswith("week"):
        return Time("weeks", day.year, number, day) if 1 <= number <= 110 else None
    months = {"m": 1, "q": 3, "h": 6, "y": 12}[unit[0]] * number
    if unit.startswith("half") and count is not None:
        return None
    return Time("months", day.year, months, day, fiscal=bool(found["fiscal"])) if 1 <= months <= 120 else None


def _count(word: str) -> int:
    return int(word) if word.isdigit() else COUNTS.index(word.lower())


def _named_year(found: re.Match[str], shape: Shape, index: int) -> Time | None:
    """Finish a quarter, half or year with the year that names it: 2019, FY19, 2018/19."""
    part = found.groupdict()
    fiscal, calendar = any(part.get(name) for name in ("fiscal", "fiscal2", "fiscal3")), bool(part.get("calendar"))
    if part.get("first"):
        year = int(part["first"]) + 1
        if not str(year).endswith(part["last"]):
            return None
        return Time(shape, year, index, split=shape == "year", fiscal=shape != "year")
    short = part.get("short")
    year = year_of_two_digits(short) if short else int(part["year"])
    return Time(shape, year, index, fiscal=fiscal, calendar=calendar)


def _read_quarter(found: re.Match[str]) -> Time | None:
    word = (found["q"] or "").lower()
    return _named_year(found, "quarter", _ORDINALS.get(word) or int(word))


def _read_half(found: re.Match[str]) -> Time | None:
    word = (found["q"] or "").lower()
    return _named_year(found, "half", _HALVES.get(word) or int(word))


def _read_month(found: re.Match[str]) -> Time | None:
    if found["iso"]:
        year, month = int(found["year"]), int(found["iso"])
        return None if month == (year + 1) % 100 else Time("month", year, month)  # 2011-12: a month, or a fiscal year
    year = year_of_two_digits(found["short"]) if found["short"] else int(found["year2"])
    return Time("month", year, month_of(found["month"]))


def _read_running(found: re.Match[str]) -> Time | None:
    """Read "LTM June 30, 2019", "year to date 2019": twelve months up to a day, or a year's part up to one."""
    shape: Shape = "ltm" if found["running"][0].lower() in "lt" else "ytd"
    if found["year"]:
        return Time(shape, int(found["year"]))
    day = _day(found)
    return None if day is None else Time(shape, day.year, end=day)


def _read_year(found: re.Match[str]) -> Time | None:
    return _named_year(found, "year", 0)


_NUMBER = rf"(?P<count>{'|'.join(COUNTS[1:])}|\d{{1,3}})"
_COUNTED = (  # "sold 2000 units" is no year
    "units|shares|people|employees|customers|stores|students|persons|points|times|pieces|items|words|calories"
    "|dollars|euros|pounds|cents|miles|meters|metres|feet|km|kg|pages|hours|minutes|seconds|days|weeks|months"
)
_AFTER_YEARS = (
    "(?:and|to|or|was|were|is|the|in|but|with|as|that|compared|vs|versus|through|when|than|by|for|on|at|had)\\b"
)
_NAMED_TOO = _NAMED.replace("<fiscal>", "<fiscal2>")
_SOURCES: tuple[tuple[str, Callable[[re.Match[str]], Time | None]], ...] = (
    (
        rf"(?:{_NUMBER}[\s-])?(?:(?P<fiscal>fiscal|financial)[\s-])?"
        rf"(?P<unit>months?|weeks?|quarters?|half[\s-]?years?|years?)"
        rf"(?:\speriods?)?\s?,?[\s-]{_ENDED}\s(?:the\s)?{_DATE}",
        _read_ended,
    ),
    (
        r"(?P<running>LTM|TTM|last\stwelve\smonths|trailing\stwelve\smonths|YTD|year[\s-]to[\s-]date)"
        rf"(?:\s(?:ended|ending|to|through|as\sof))?\s(?:{_DATE}|(?P<year>{_YEAR}))",
        _read_running,
    ),
    (_DATE, _read_day),
    (rf"(?P<fiscal>fiscal\s)?Q(?P<q>[1-4]){_OF}{_NAMED_TOO}(?:{_ANY_YEAR}|{_SHORT})", _read_quarter),
    (rf"(?P<q>[1-4])Q{_OF}{_NAMED}(?:{_ANY_YEAR}|{_SHORT})", _read_quarter),
    (rf"(?:(?P<fiscal>{_FISCAL})\s?)?(?P<year>{_YEAR})[\s/-]?\s?Q(?P<q>[1-4])", _read_quarter),
    (
        r"(?P<fiscal>fiscal\s)?(?P<q>first|second|third|fourth|1st|2nd|3rd|4th)[\s-](?P<fiscal3>fiscal\s)?quarters?"
        rf"{_OF}{_NAMED_TOO}(?:{_ANY_YEAR})",
        _read_quarter,
    ),
    (
        rf"(?:(?P<fiscal>fiscal)\s)?(?P<year>{_YEAR})(?:['’]s)?\s(?P<q>first|second|third|fourth)[\s-]quarter",
        _read_quarter,
    ),
    (rf"(?P<q>[1-4])\.\sQuartal\s(?P<year>{_YEAR})", _read_quarter),
    (rf"H(?P<q>[12]){_OF}{_NAMED}(?:{_ANY_YEAR}|{_SHORT})", _read_half),
    (rf"(?P<q>[12])H{_OF}{_NAMED}(?:{_ANY_YEAR}|{_SHORT})", _read_half),
    (rf"(?P<year>{_YEAR})(?:[\s/-]?\s?H(?P<q>[12]))", _read_half),
    (rf"(?P<year>{_YEAR})(?:['’]s)?\s(?P<q>first|second)[\s-]half", _read_half),
    (rf"(?P<q>[12])\.\sHalbjahr\s(?P<year>{_YEAR})", _read_half),
    (rf"(?P<q>first|second|1st|2nd)[\s-]half(?:[\s-]year)?{_OF}{_NAMED}(?:{_ANY_YEAR})", _read_half),
    (
        rf"(?P<month>{_MONTH})\b\.?(?:(?:\s?,\s?|\sof\s|\s|-)(?P<year2>{_YEAR})|(?:-|\s?['’])(?P<short>\d\d))"
        rf"|(?P<year>{_YEAR})-(?P<iso>0[1-9]|1[0-2])",
        _read_month,
    ),
    (rf"(?P<fiscal>{_FISCAL})\s?(?:of\s)?(?:{_ANY_YEAR}|(?P<short>['’]?\d\d))", _read_year),
    (rf"(?P<year>{_YEAR})\s(?P<fiscal>(?:fiscal|financial)\syear|FY)", _read_year),
    (rf"{_NAMED}(?:{_ANY_YEAR})(?!\s(?:{_COUNTED})\b|(?<=18\d\d|2000)\s(?!{_AFTER_YEARS})[a-z])", _read_year),
)
_BEHIND = r"(?![^\W_]|%|\s%|[.,:]\d|[/-](?!(?:1[89]|20)\d\d(?!\d))\d)"
_BARE = re.compile(r"(?:19|20)\d\d(?=$|[?,.;:)](?:\s|$)|\s(?:and|to|or|in|from|was|is|compared|versus|vs|than|by)\b)")


@cache
def _forms() -> tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Time | None]], ...]:
    """Compile the forms when a text needs them: 10 ms, which a question about bare years never pays."""
    return tuple((re.compile(f"(?:{source}){_BEHIND}", re.IGNORECASE), read) for source, read in _SOURCES)


_START = re.compile(
    rf"(?<![^\W_])(?<![$€£¥#\d][.,/:])(?<![$€£¥#])(?:(?<=(?:1[89]|20)\d\d[-–])|(?<![^\W_][-–]))(?=\d|['’]?\d\d|FY|CY|Q[1-4]|H[12]|LTM|TTM|YTD|fis|fin|cal|tax|Gesch|year"
    rf"|month|week|quarter|half|last|trail|first|second|third|fourth|{'|'.join(COUNTS[1:])}|{_MONTH}\b)",
    re.IGNORECASE,
)


def find_times(text: str) -> list[Found]:
    """Find the times of a text in order; None stands where one is written that has two readings or no date.

    What two times share is given to both: "June 30, 2019 and 2018", "the first and second quarter of 2019".
    """
    found: list[Found] = []
    at = 0
    while (start := _START.search(text, at)) is not None:
        at = start.start()
        if _BARE.match(text, at):
            found.append((at, at + 4, _shared(text, found, at, Time("year", int(text[at : at + 4])))))
            at += 4
            continue
        for pattern, read in _forms():
            if match := pattern.match(text, at):
                found += _earlier(text, match)
                time = read(match)
                found.append((at, match.end(), time if match.end() - at != 4 else _shared(text, found, at, time)))
                at = match.end()
                break
        else:
            at = _next_word(text, at)
    return found


_JOINT = r"\s?(?:,|-|–|,?\s(?:and|or|to|through|versus|vs\.?|compared\s(?:to|with)|from))\s(?:the\s|in\s)?"
_AND_YEAR = re.compile(_JOINT, re.IGNORECASE)
_HEAD = rf"(?:Q[1-4]|H[12]|first|second|third|fourth|three|six|nine|twelve|{_MONTH}\b\.?(?:\s\d{{1,2}}(?!\d))?)"
_HEADS = re.compile(_HEAD, re.IGNORECASE)
_HEAD_BEFORE = re.compile(rf"(?<![\w-])({_HEAD}){_JOINT}$", re.IGNORECASE)


def _shared(text: str, found: list[Found], at: int, time: Time | None) -> Time | None:
    """Give a bare year what the time before it says: the 2018 of "June 30, 2019 and 2018" is June 30, 2018."""
    if time is None or not found or not _AND_YEAR.fullmatch(text, found[-1][1], at):
        return time
    before = found[-1][2]
    if before is None:
        return None
    return in_year(before, time.year) if before.shape not in ("year", "ltm", "ytd") or before.fiscal else time


def _earlier(text: str, match: re.Match[str]) -> list[Found]:
    """Read the times that share the end of the one found: the "Q1" and "Q2" of "Q1, Q2 and Q3 2019"."""
    own = _HEADS.match(match[0])
    at, times = match.start(), list[Found]()
    while own is not None and (other := _HEAD_BEFORE.search(text, max(0, at - 30), at)) is not None:
        time, at = read_time(other[1] + match[0][own.end() :]), other.start(1)
        if time is None:
            break
        times.insert(0, (at, other.end(1), time))
    return times


def in_year(time: Time, year: int) -> Time:
    """Move a time to another year; the last day of a month stays the last."""
    if time.end is None:
        return time._replace(year=year)
    year += time.end.year - time.year
    length = monthrange(year, time.end.month)[1]
    last = time.end.day == monthrange(time.end.year, time.end.month)[1]
    return time._replace(year=year, end=date(year, time.end.month, length if last else min(time.end.day, length)))


def _next_word(text: str, at: int) -> int:
    if text[at].isdigit():
        while at < len(text) and text[at].isdigit():
            at += 1
        return at
    return at + 1


@lru_cache(maxsize=4096)
def read_time(text: str) -> Time | None:
    """Read a text that is one time from its beginning to its end."""
    if len(text) == 4 and _BARE.fullmatch(text):
        return Time("year", int(text))
    for pattern, read in _forms():
        if match := pattern.fullmatch(text):
            return read(match)
    return None


def months_before(day: date, months: int) -> date:
    """Give the day on which an interval of whole months that ends on a day begins."""
    month = day.year * 12 + day.month - 1 - months
    year, month = divmod(month, 12)
    length = monthrange(year, month + 1)[1]
    if day.day == monthrange(day.year, day.month)[1] or day.day >= length:
        return date(year, month + 1, length) + timedelta(days=1)
    return date(year, month + 1, day.day) + timedelta(days=1)
