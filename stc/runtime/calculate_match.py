"""Match a phrase with the labels of series: every content word must be covered, and exact labels win.

A match is scored between 0 and 1: 1 where the row label says the phrase word for word; less for every word that the
label has more, and for words that only the table's heading covers.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

from stc.runtime.calculate_words import LIGHT, OPTIONAL, VETO
from stc.runtime.index import Index, Series
from stc.words import tokens

MAX_CANDIDATES = 3000  # a phrase that this many series share names none of them


@dataclass(frozen=True, slots=True)
class Match:
    """A series with how well it matches, and what of the phrase stands in which of its labels."""

    series: Series
    score: float


@dataclass(frozen=True, slots=True)
class Matches:
    """The matches of a phrase, best first, or the words that nothing covers."""

    found: tuple[Match, ...]
    uncovered: tuple[str, ...] = ()
    crowded: bool = False


def match(index: Index, phrase: str, names: frozenset[str] = frozenset()) -> Matches:
    """Find the series whose labels cover all content words of a phrase (without marks of times), best first.

    `names` are the phrase's words that are written as names: where no label has one of them but the text does, it is
    the owner of everything in the text and tells nothing apart.
    """
    words = _content(phrase)
    needed = [word for word in words if word not in OPTIONAL]
    known = [word for word in needed if word in index.postings]
    unknown = [word for word in needed if word not in index.postings]
    uncovered = [w for w in unknown if w in VETO or w not in index.context and not (w in names and w in index.said)]
    if uncovered:
        return Matches((), tuple(uncovered))
    around = sum(word in index.context for word in unknown)
    known = known or [word for word in words if word in index.postings]
    if not known:
        return Matches((), tuple(words))
    wanted = frozenset(words)
    found = _scored(index, wanted, known, around)
    loose = [word for word in known if word in index.context and word not in VETO]
    if not found and loose:
        kept = [word for word in known if word not in loose]
        found = _scored(index, wanted, kept, around + len(loose)) if kept else []
    if len(found) > MAX_CANDIDATES:
        return Matches((), crowded=True)
    return Matches(tuple(found), () if found else tuple(known))


def _scored(index: Index, wanted: frozenset[str], known: Sequence[str], around: int) -> list[Match]:
    """Score the series that have all known words; `around` words stand only in lines that introduce the table."""
    sets = sorted((index.postings[word] for word in set(known)), key=len)
    numbers = set.intersection(*sets)
    needed = frozenset(known)
    scored = [Match(index.series[n], _score(wanted, needed, index.series[n]) - 0.03 * around) for n in numbers]
    return sorted((m for m in scored if m.score > 0), key=lambda m: (-m.score, m.series.number))


@lru_cache(maxsize=4096)
def _content(phrase: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(tokens(phrase)))


def _score(wanted: frozenset[str], needed: frozenset[str], series: Series) -> float:
    """Score a series; 0 where a word that turns the meaning stands on one side only."""
    own = series.row | series.columns
    inner = own | series.groups
    if not needed & own and not (needed & series.groups and series.row <= {"total"}):
        return 0.0
    missing_in_label = needed - inner
    if missing_in_label & VETO:
        return 0.0
    extra_row = series.row - wanted - LIGHT
    extra_columns = series.columns - wanted - LIGHT
    extra_groups = series.groups - wanted
    score = 1.0
    for word in extra_row:
        score -= 0.3 if word in VETO else 0.08 if word in OPTIONAL else 0.15
    for word in extra_columns:
        score -= 0.3 if word in VETO else 0.04 if word in OPTIONAL else 0.08
    score -= 0.02 * min(3, len(extra_groups)) + 0.04 * len(needed & (series.groups - own))
    score -= 0.08 * len(missing_in_label)
    return max(0.0, score)
