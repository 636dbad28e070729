"""Read row labels: groups and where they end, times, roles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stc.frontends.builtin.tables.measures import NOTHING, Measure, read_declaration, read_label
from stc.frontends.builtin.tables.times import combine, is_time
from stc.graph import Period, Role
from stc.periods import find_periods, read_period

_TOTAL = re.compile(
    r"^(?:grand |sub-?)?totals?\b|\btotals?$|\bin total$|^sum$|^(?:gesamt|summe|insgesamt|合計|total général)\b",
    re.IGNORECASE,
)
_PART = re.compile(r"^[-–—•* ]*(?:\(?of which|thereof|hereof|including|incl\.|davon)\b", re.IGNORECASE)
_NOTE = re.compile(
    r"(?:\s*\((?:\d{1,2}|[a-z])\)(?:\s*,)?)+$|(?<=[A-Za-z)%])\d(?:,\d)*(?=$|\s\([%a-z ]{1,12}\)$)|[*†‡§¹²³⁴⁵⁶⁷⁸⁹]+$",
    re.ASCII,
)
_CODE_TAIL = re.compile(r"\b(?:[A-Z]|CO|PM|SO|NO|CH|FY|COVID-1)\d$|\b(?:[kcdm]?m|ft|in)[23]$")
_TAIL = re.compile(r"[\s.]*(?:\s[—–-]+|\s\.+|\.{2,}|\s_+)$")
_LEAD = re.compile(r"^[•·▪●*]\s*")
_DATED = re.compile(
    r"\b(?:balances?|outstanding|nonvested|unvested|non-vested|vested|exercisable|as (?:of|at)|at|beginning|end(?:ing)?"
    r"|opening|closing|issued|carrying|net book value|employees|shares)\b[^a-z]*$|\bas (?:of|at)\b|\bat$",
    re.IGNORECASE,
)
_CAPITALS = re.compile(r"[^a-z]*[A-Z][^a-z]+")


@dataclass(slots=True)
class Group:
    label: str
    style: str
    depth: int
    period: Period | None = None
    measure: Measure = NOTHING


@dataclass(slots=True)
class Groups:
    """The row groups that are open, outermost first, and a unit that a row in between declared."""

    open: list[Group] = field(default_factory=list)
    data_since: bool = False
    measure: Measure = NOTHING
    section: int = 0
    closed_inner: bool = False  # a total has ended a group, and nothing has opened since
    closed_style: str = ""

    def enter(self, text: str, indent: int) -> None:
        """Open a group; one of the same style or depth ends, and what is inside it."""
        label = clean_label(text)
        period = read_period(label) or (combine(None, label)[0] if is_time(label) else None)
        group = Group(
            label, _style(text.strip(), period), indent, period, read_label(text).over(read_declaration(text))
        )
        same = [i for i, g in enumerate(self.open) if g.style == group.style and g.depth >= indent]
        deeper = [i for i, g in enumerate(self.open) if g.depth > indent]
        if self.closed_inner and self.closed_style == group.style and period is None and not deeper:
            pass  # it stands where the group stood that a total has ended
        elif self.data_since or (period is not None and same):
            cut = min([*same[-1:], *deeper], default=None)
            if cut is not None:
                del self.open[cut:]
            elif self.open and indent <= self.open[-1].depth and not self.closed_inner and self.open[-1].period is None:
                self.open.pop()
        self.open.append(group)
        self.data_since = self.closed_inner = False
        self.section += 1

    def outdent(self, indent: int) -> None:
        """Close groups that stand further right than a row that is no total."""
        while self.open and self.data_since and self.open[-1].depth > indent:
            self.open.pop()
            self.section += 1

    def leave(self, label: str) -> None:
        """Close what a total ends: the group that it names, else, for a total without words, the innermost one."""
        self.section += 1
        named = _bare(label)
        for i in range(len(self.open) - 1, -1, -1):
            group = _bare(self.open[i].label)
            if named and group and (named == group or group.startswith(named + " ") or named.startswith(group + " ")):
                self.closed_style = self.open[i].style
                del self.open[i:]
                self.closed_inner = True
                return
        if not named and self.open and self.open[-1].period is None:
            self.closed_style = self.open.pop().style
            self.closed_inner = True

    def labels(self) -> tuple[str, ...]:
        """Give the names of the open groups; those that are times are none."""
        return tuple(g.label for g in self.open if g.label and g.period is None)


def _bare(label: str) -> str:
    return " ".join(re.sub(r"^(?:grand |sub-?)?totals?\b|\btotals?$|[^\w&]+", " ", label.lower()).split())


def _style(text: str, period: Period | None) -> str:
    if period is not None:
        return "time"
    return f"{':' if text.endswith(':') else ''}{'C' if _CAPITALS.fullmatch(text) else ''}"


def clean_label(text: str) -> str:
    """Take bullets, footnote marks, leader dots and stray dashes off a label.

    >>> [clean_label(t) for t in ("Order intake1", "Net sales (1)", "Tier 1", "Systems .", "Taxes  —", "Scope CO2")]
    ['Order intake', 'Net sales', 'Tier 1', 'Systems', 'Taxes', 'Scope CO2']
    """
    text = _LEAD.sub("", _TAIL.sub("", text)).strip()
    text = text[:-1].rstrip() if text.endswith(":") else text
    if _CODE_TAIL.search(text):
        return text
    return _NOTE.sub("", text).strip() or text


def role_of(label: str) -> Role:
    """Tell totals and parts by their words."""
    if _PART.search(label):
        return "part"
    return "total" if _TOTAL.search(label) else "item"


def row_period(label: str, outer: Period | None = None) -> tuple[bool, Period | None]:
    """Read the time that a row label gives: the whole label, or a date at its end after words such as "balance at".

    Gives whether the label is nothing but the time, and the time.

    >>> row_period("2019")[0], row_period("Balance at December 31, 2018")[1].end, row_period("Notes due 2024")[1]
    (True, '2018-12-31', None)
    """
    if is_time(label):
        period = read_period(label) or combine(None, label)[0]
        if period is None and outer is not None:
            joined = combine(outer, label)[0]  # "First Quarter" under "Fiscal 2019"
            period = joined if joined is not None and joined.label != outer.label else None
        return period is not None, period
    if not any(c.isdigit() for c in label):
        return False, None
    found = find_periods(label)
    if len(found) == 1:
        start, end, period = found[0]
        dated = period.start is None or read_period(label[start:end]) is None
        if dated and _DATED.search(label[:start].rstrip(" ,(-–—")) and not label[end:].strip(" ):."):
            return False, period
        if dated and start == 0 and re.search(r"^[\s:,–-]*(?:balance|net)", label[end:], re.IGNORECASE):
            return False, period
    return False, None
