"""Make ids and readable names for cells."""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Sequence
from functools import lru_cache

from stc.graph import Period
from stc.periods import year_of

_WORD = re.compile(r"[a-z0-9]+")
_LITTLE = frozenset({"of", "the", "and", "in", "for", "to", "a", "an", "at", "by", "on", "from", "with", "as"})
MAX_ID = 72  # leaves room for a number that keeps ids apart


@lru_cache(maxsize=8192)
def slug(text: str) -> str:
    """Make the ASCII words of a text into part of an id, little words left out.

    >>> slug("Cost of sales – Zürich"), slug("2019")
    ('cost_sales_zurich', '2019')
    """
    if not text.isascii():
        text = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode()
    words = _WORD.findall(text.lower())
    return "_".join([w for w in words if w not in _LITTLE] or words)


class Ids:
    """Gives out ids that are unique in a document."""

    def __init__(self) -> None:
        self._next: dict[str, int] = {}

    def give(self, *parts: str) -> str:
        """Join the slugs of parts, the later ones kept whole when it gets too long."""
        slugs = [s for s in (slug(p) for p in parts) if s]
        while len(slugs) > 2 and sum(map(len, slugs)) + len(slugs) > MAX_ID:
            slugs.pop(0)
        if slugs and sum(map(len, slugs)) + len(slugs) > MAX_ID:
            room = MAX_ID - sum(len(s) + 1 for s in slugs[1:])
            slugs[0] = slugs[0][: max(8, room)].rstrip("_")
        name = "_".join(slugs)[:MAX_ID].rstrip("_") or "cell"
        if not name[0].isalpha():
            name = f"n{name}" if name[0].isdigit() else f"x{name}"
        number = self._next.get(name, 0) + 1
        self._next[name] = number
        if number == 1:
            return name
        return self.give_exact(f"{name}_{number}")

    def give_exact(self, name: str) -> str:
        """Give a name as it is, or with a number where it is taken."""
        if name not in self._next:
            self._next[name] = 1
            return name
        return self.give(name)


def short_times(periods: Sequence[Period]) -> dict[str, str]:
    """Write each time as its year where no other time of the table falls in that year, else as its label.

    >>> short_times([Period(label="December 31, 2019"), Period(label="Q1 2018"), Period(label="Q2 2018")])
    {'December 31, 2019': '2019', 'Q1 2018': 'Q1 2018', 'Q2 2018': 'Q2 2018'}
    """
    years = {period.label: year_of(period) for period in periods}
    shared = Counter(years.values())
    return {label: str(year) if year and shared[year] == 1 else label for label, year in years.items()}


def about_of(groups: tuple[str, ...], label: str, columns: tuple[str, ...], period: str) -> str:
    """Write what a cell is about: "Americas: Canada, net sales, 2019"."""
    head = ": ".join(dict.fromkeys(part for part in (*groups, label) if part))
    return ", ".join(part for part in (head, *columns, period) if part)
