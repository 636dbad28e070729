"""Read row labels: groups and where they end, times, roles."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from stc.frontends.builtin.tables.measures import NOTHING, Measure, read_declaration, read_label
from stc.frontends.builtin.tables.standin import find_periods, read_period
from stc.graph import Period, Role

_TOTAL = re.compile(
    r"^(?:grand |sub-?)?totals?\b|\btotals?$|\bin total$|^sum\b|^(?:gesamt|summe|insgesamt)\b", re.IGNORECASE
)
_PART = re.compile(r"^[-–—• ]*(?:of which|thereof|hereof|including|incl\.|davon)\b", re.IGNORECASE)
_FOOTNOTE = re.compile(r"\s*(?:\((?:\d{1,2}|[a-z])\)(?:\s*,\s*)?)+$|(?<=[A-Za-z)%])\d$|[*†‡§]+$")
_DATED = re.compile(
    r"\b(?:balances?|outstanding|nonvested|unvested|non-vested|vested|exercisable|as (?:of|at)|at|beginning|end(?:ing)?|opening|closing|issued|carrying)\b",
    re.IGNORECASE,
)
_STYLE = re.compile(r"[A-Z][^a-z]+")


@dataclass(slots=True)
class Group:
    label: str
    style: str
    depth: int
    period: Period | None = None
    measure: Measure = NOTHING


@dataclass(slots=True)
class Groups:
    """The row groups that are open, outermost first."""

    open: list[Group] = field(default_factory=list)
    data_since: bool = True

    def enter(self, text: str, indent: int) -> None:
        """Open a group; one of the same style or depth ends, and what is inside it."""
        period = read_period(text.rstrip(":"))
        group = Group(
            strip_footnote(text).rstrip(": "),
            _style(text),
            indent,
            period,
            read_label(text).over(read_declaration(text)),
        )
        if self.data_since:
            same = [i for i, g in enumerate(self.open) if g.style == group.style and g.depth >= indent]
            deeper = [i for i, g in enumerate(self.open) if g.depth > indent]
            cut = min(same + deeper, default=None)
            if cut is not None:
                del self.open[cut:]
            elif self.open and indent == 0 and self.open[-1].depth == 0:
                self.open.pop()
        self.open.append(group)
        self.data_since = False

    def leave(self, label: str) -> None:
        """Close what a total ends: the group that it names, else, for a total without words, the innermost one."""
        named = re.sub(r"^(?:grand |sub-?)?totals?\b|\btotals?$|[^\w&]+", " ", label.lower()).strip()
        for i in range(len(self.open) - 1, -1, -1):
            group = re.sub(r"[^\w&]+", " ", self.open[i].label.lower()).strip()
            if named and group and (named == group or named.startswith(group) or group.startswith(named)):
                del self.open[i:]
                return
        if not label and self.open:
            self.open.pop()

    def labels(self) -> tuple[str, ...]:
        return tuple(g.label for g in self.open if g.label and g.period is None)


def _style(text: str) -> str:
    return f"{':' if text.endswith(':') else ''}{'C' if _STYLE.fullmatch(text) else ''}"


def strip_footnote(text: str) -> str:
    """Take footnote marks off the end of a label.

    >>> strip_footnote("Order intake1"), strip_footnote("Net sales (1)"), strip_footnote("Tier 1")
    ('Order intake', 'Net sales', 'Tier 1')
    """
    return _FOOTNOTE.sub("", text).strip() or text


def role_of(label: str) -> Role:
    """Tell totals and parts by their words."""
    if _PART.search(label):
        return "part"
    return "total" if _TOTAL.search(label) else "item"


def row_period(label: str) -> Period | None:
    """Read the time that a row label gives: the whole label, or a full date after words such as "balance at"."""
    if not any(c.isdigit() for c in label):
        return None
    whole = read_period(label)
    if whole is not None:
        return whole
    found = find_periods(label)
    if len(found) == 1 and found[0][2].start is None and _DATED.search(label[: found[0][0]]):
        return found[0][2]
    return None
