"""What resolving a question carries along: the view, its index, the question's times, and what was matched already."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from fractions import Fraction

from stc.graph import Period, Quantity
from stc.periods import same_period
from stc.runtime.calculate.match import Matches, match
from stc.runtime.calculate.question import MARK, Times
from stc.runtime.index import Index, Series
from stc.runtime.view import View

_TIMED = re.compile(
    r"(?:\b(?:between|during|over|through|throughout|since|until|from|as|year|years|compared|relative|"
    r"versus|vs|to|with|in|for|at) )*@\d+"
)

_YEAR = re.compile(r"\b(?:19|20)\d\d\b")


@dataclass(frozen=True, slots=True)
class Found:
    """A formula that reads a phrase, its value for telling readings apart, and how well the labels matched."""

    formula: str
    value: Fraction
    score: float
    quantity: Quantity | None = None  # of a plain look-up
    series: Series | None = None
    scaleless: bool = False  # a ratio of amounts: their scale cancels

    @property
    def term(self) -> str:
        """The formula as an operand."""
        return self.formula if self.quantity else f"({self.formula})"


@dataclass(slots=True)
class Scene:
    """One question over one view."""

    view: View
    index: Index
    times: tuple[Times, ...]
    original: str  # the normal text of the question
    names: frozenset[str]
    strictness: float
    matched: dict[str, Matches] = field(default_factory=dict)

    def match(self, phrase: str) -> Matches:
        """Match a bare phrase, once."""
        if phrase not in self.matched:
            self.matched[phrase] = match(self.index, phrase, self.names)
        return self.matched[phrase]

    def times_in(self, phrase: str) -> Times | None:
        """Give the times that a phrase names, as one group; None where it names none."""
        groups = [self.times[int(n)] for n in MARK.findall(phrase) if int(n) < len(self.times)]
        if not groups:
            return None
        if len(groups) == 1:
            return groups[0]
        return Times(tuple(period for group in groups for period in group.periods))


def bare(phrase: str) -> str:
    """Drop the marks of times from a phrase.

    >>> bare("sales of apples in @0 and during @1")
    'sales of apples and'
    """
    return " ".join(_TIMED.sub(" ", phrase).split())


def cells_at(series: Series, period: Period | None) -> list[Quantity]:
    """Give the quantities of a series at a time; without one, all that it has."""
    if period is None:
        return [quantity for _, quantity in series.cells]
    if series.time is not None and same_period(period, series.time):
        return [quantity for _, quantity in series.cells]
    return [quantity for have, quantity in series.cells if have is not None and same_period(period, have)]


def year_of(period: Period) -> int | None:
    """Give the year that a period ends in, or that its label names ("fiscal 2019")."""
    if period.end:
        return int(period.end[:4])
    named = _YEAR.findall(period.label)
    return int(named[-1]) if named else None


def in_order(periods: tuple[Period, ...]) -> tuple[Period, ...]:
    """Sort periods from early to late."""
    return tuple(sorted(periods, key=lambda period: (year_of(period) or 0, period.end or "", period.start or "")))
