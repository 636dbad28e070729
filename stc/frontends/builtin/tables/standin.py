"""Stand-in until stc.numerals and stc.periods are there."""

from __future__ import annotations

import re

from stc.graph import Period

_NUMBER = re.compile(r"(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?")
_SKIP = re.compile(r"^(?:us|c|a|hk|nz)?[$€£¥]|^(?:usd|eur|gbp)\s", re.I)
_MONTHS = ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
_M = r"(?P<month>jan(?:uary)?|feb(?:ruary)?|mar(?:ch)?|apr(?:il)?|may|june?|july?|aug(?:ust)?|sept?(?:ember)?|oct(?:ober)?|nov(?:ember)?|dec(?:ember)?)\.?"
_DATE = re.compile(
    _M
    + r"\s+(?P<day>\d{1,2}),?(?:\s+(?P<year>(?:19|20)\d\d))?\b|\b(?P<day2>\d{1,2})\s+"
    + _M.replace("month", "month2")
    + r",?\s+(?P<year2>(?:19|20)\d\d)",
    re.I,
)
_YEAR = re.compile(r"\b(?:fiscal |fy ?)?((?:19|20)\d\d)\b", re.I)


def find_periods(text: str) -> list[tuple[int, int, Period]]:
    out = []
    taken: list[tuple[int, int]] = []
    for m in _DATE.finditer(text):
        mon = m["month"] or m["month2"]
        month = [i for i, n in enumerate(_MONTHS) if n.startswith(mon[:3].lower())][0] + 1
        day, year = int(m["day"] or m["day2"]), m["year"] or m["year2"]
        taken.append(m.span())
        if year and day <= 31:
            out.append(
                (
                    *m.span(),
                    Period(label=f"{_MONTHS[month - 1].title()} {day}, {year}", end=f"{year}-{month:02}-{day:02}"),
                )
            )
    for m in _YEAR.finditer(text):
        if not any(a <= m.start() < b for a, b in taken):
            out.append((*m.span(), Period(label=m[1], start=f"{m[1]}-01-01", end=f"{m[1]}-12-31")))
    return sorted(out, key=lambda x: x[0])


def read_period(text: str, context_end: object = None) -> Period | None:
    t = text.strip()
    found = find_periods(t)
    if len(found) != 1:
        return None
    a, b, p = found[0]
    rest = (t[:a] + t[b:]).strip(" ,:()*")
    return (
        p
        if re.fullmatch(
            r"(?:for the |as of |as at |at )?(?:fiscal |the )?(?:years? |months? |quarters? )?(?:ended|ending)?(?: on)?",
            rest,
            re.I,
        )
        else None
    )
