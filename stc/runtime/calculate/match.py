"""Match a phrase with the labels of series: every content word must be covered, and exact labels win.

A match is scored between 0 and 1: 1 where the row label says the phrase word for word; less for every word that the
label has more, and for words that only the table's heading covers.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from stc.runtime.calculate.roles import fits, right_way
from stc.runtime.calculate.words import HARD, LIGHT, OPTIONAL, VETO, with_digits
from stc.runtime.index import Index, Postings, Series, plain_words
from stc.units import KINDS
from stc.words import tokens
from stc.words import words as all_words
from stc.words.lists import STOP

VETOED = 0.35  # off the score for a label's word that turns its meaning and that the phrase lacks
UNNAMED = 0.15  # off the score for a word of a row label that the phrase lacks
EXTRA_IN_PROSE = 0.06  # off the score for a word of a sentence that the phrase lacks
_KIND = frozenset(["expense", "cost", "ratio"])  # what a row is, which its label need not say
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

    `names` are the phrase's words that are written as names: where no label has one of them but the title does, it is
    the owner of everything in the text and tells nothing apart.
    """
    words = _content(phrase)
    if not words:
        return Matches(())
    in_tables = _match_on(index, index.in_tables, words, names)
    if in_tables.uncovered and (mended := _respelled(index, words, in_tables.uncovered)):
        in_tables = _match_on(index, index.in_tables, mended, names)
    if in_tables.uncovered and _KIND.issuperset(in_tables.uncovered):
        in_tables = _named_in_full(index, words, names, in_tables)
    if "per" in in_tables.uncovered:
        in_tables = _rated_by_head(index, words, names) or in_tables
    in_prose = _match_on(index, index.in_prose, words, frozenset())
    if in_tables.crowded or in_prose.crowded:
        return Matches((), crowded=True)
    said = names.intersection(all_words(phrase))  # little words in capitals among them
    both = (
        found
        for found in (*in_tables.found, *in_prose.found)
        if fits(words, names, said, found.series) and right_way(phrase, found.series)
    )
    found = sorted(_spelled(both, said), key=lambda m: (-m.score, m.series.number))
    return Matches(tuple(found), () if found else in_tables.uncovered or in_prose.uncovered)


def _spelled(found: Iterable[Match], said: frozenset[str]) -> list[Match]:
    """Keep the row that a phrase names by a little word in capitals, where it does: "the IT budget"."""
    found = list(found)
    own = [m for m in found if m.series.named and m.series.row <= said]
    return [Match(m.series, min(1.0, m.score + UNNAMED)) if m.series.row <= STOP else m for m in own] or found


def _match_on(index: Index, postings: Postings, words: tuple[str, ...], names: frozenset[str]) -> Matches:
    """Match with the series of tables or of prose; a table's heading lends words that its labels do not have."""
    needed = [word for word in words if word not in OPTIONAL]
    known = [word for word in needed if word in postings] or [word for word in words if word in postings]
    lend = postings is index.in_tables
    if lend and len(needed) > 1:
        needed = [
            word for word in needed if word != "get"
        ]  # what a row gets stands in its cells; Tom gets what he had not
    lent = {
        word: _lent(index, words, word) for word in needed if lend and (word in index.around or word in index.summed)
    }
    unknown = [word for word in needed if word not in postings and not lent.get(word)]
    free = [word for word in unknown if lend and word in names and word in index.title]
    if len(free) < len(unknown) or not known:
        return Matches((), tuple(word for word in unknown if word not in free) or words)
    only_lent = [lent[word] for word in needed if word not in postings and word not in free]
    numbers = set.intersection(*sorted([*only_lent, *(postings[word] for word in known)], key=len))
    if not numbers:
        loans = (lent[word] - _own_row(index, postings[word], words, word) if word in lent else set() for word in known)
        numbers = set.intersection(*only_lent, *(postings[w] | loan for w, loan in zip(known, loans, strict=True)))
    if "total" in needed:  # the row that is all of what stands over the table
        spoken = (postings[word] | lent.get(word, set()) for word in known)
        numbers |= {n for n in set.intersection(*only_lent, *spoken) if index.series[n].row == {"total"}}
    if not numbers and "expense" in known and len(known) > 1:  # a row "Advertising" is the advertising expense
        known = [word for word in known if word != "expense"]
        words = tuple(word for word in words if word != "expense")
        numbers = set.intersection(*only_lent, *(postings[word] for word in known))
    if len(numbers) > MAX_CANDIDATES:
        return Matches((), crowded=True)
    found = _scored(index, numbers, words, sorted(known, key=lambda word: len(postings[word])), len(free))
    return Matches(tuple(found), () if found else tuple(known))


def _named_in_full(index: Index, words: tuple[str, ...], names: frozenset[str], failed: Matches) -> Matches:
    """Match "office expense" with a row that is all of the other words: a word for what rows are may be left out."""
    rest = tuple(word for word in words if word not in failed.uncovered)
    wanted = frozenset(rest) - OPTIONAL
    if not wanted:
        return failed
    found = _match_on(index, index.in_tables, rest, names).found
    own = tuple(m for m in found if m.series.row - m.series.light - OPTIONAL == wanted)
    if "ratio" in failed.uncovered:
        own = tuple(m for m in own if " to " in m.series.label or "/" in m.series.label)
    return Matches(tuple(Match(m.series, m.score - 0.05) for m in own)) if own else failed


def _rated_by_head(index: Index, words: tuple[str, ...], names: frozenset[str]) -> Matches | None:
    """Match "price per hour" with the price under a head that is nothing but "Hour"."""
    rates = {word for before, word in pairwise(words) if before == "per"}
    if not rates or any(KINDS.get(word) not in ("time", "physical") for word in rates):
        return None  # "per employee" is no unit, whatever is headed "Employees"
    found = _match_on(index, index.in_tables, tuple(word for word in words if word != "per"), names)
    headed = tuple(m for m in found.found if rates <= {word for head in m.series.heads for word in _alone(head)})
    return Matches(headed) if headed else None


def _alone(head: str) -> tuple[str, ...]:
    """Give the word of a head that has one content word only."""
    content = tokens(head)
    return content if len(content) == 1 else ()


def _own_row(index: Index, having: set[int], words: tuple[str, ...], word: str) -> set[int]:
    """Give the series of the tables where a word belongs to a row that the phrase names in full: it means that row."""
    if word == "total" or len(having) > MAX_CANDIDATES:
        return set()
    wanted = frozenset(words)
    tables = {index.series[n].table for n in having if word in index.series[n].row and index.series[n].row <= wanted}
    return set().union(*(index.members[table] for table in tables))


def _lent(index: Index, words: tuple[str, ...], word: str) -> set[int]:
    """Give the series of the tables whose heading has a word; one that turns meanings, only in the same company."""
    if word.isdigit():
        return set()
    place = words.index(word)
    pairs = [pair for pair in (words[place - 1 : place + 1], words[place : place + 2]) if len(pair) == 2]
    lent = set[int]() if word in HARD else set(index.summed.get(word, ()))
    for table in index.around.get(word, ()):
        if word not in HARD or any(pair in index.pairs[table] for pair in pairs):
            lent |= index.members[table]
    return lent


def _outdone(index: Index, series: Series, wanted: frozenset[str], needed: frozenset[str]) -> bool:
    """Tell whether the phrase names another column of the same row in full: the deposit, not the price beside it."""
    if not series.table or series.columns <= wanted:
        return False
    lacking = needed - series.row - series.columns - series.groups
    return bool(lacking) and any(
        other.row == series.row and plain_words(other.heads) <= wanted and other.columns & lacking
        for other in index.beside(series)
    )


def _of_another_column(index: Index, series: Series, wanted: frozenset[str]) -> bool:
    """Tell whether what the phrase says of a column is the whole name of another one: money in, beside money out."""
    said = series.columns & wanted
    if not said or plain_words(series.heads) <= wanted:
        return False
    return any(said <= whole <= wanted for whole in index.heads.get(series.table, ()))


def _respelled(index: Index, words: tuple[str, ...], uncovered: tuple[str, ...]) -> tuple[str, ...] | None:
    """Mend misspelled words by the one label word that is a letter away; None where one has no such word."""
    mended = dict[str, str]()
    for word in uncovered:
        if len(word) < 7 or word in index.said or word in VETO:
            return None
        near = [have for have in index.in_tables if abs(len(have) - len(word)) <= 1 and _one_away(word, have)]
        if len(near) != 1:
            return None
        mended[word] = near[0]
    return tuple(mended.get(word, word) for word in words)


def _one_away(word: str, other: str) -> bool:
    """Tell whether one letter inserted, dropped or swapped makes one word of the other; not the first.

    A letter that is replaced makes another word too often: nitrite is no nitrate.
    """
    start = next((i for i, (a, b) in enumerate(zip(word, other, strict=False)) if a != b), min(len(word), len(other)))
    rest, rest_other = word[start:], other[start:]
    return start > 0 and (
        rest[1:] == rest_other
        or rest == rest_other[1:]
        or (rest[:2] == rest_other[1::-1] and rest[2:] == rest_other[2:])
    )


def _scored(index: Index, numbers: set[int], words: tuple[str, ...], known: Sequence[str], free: int) -> list[Match]:
    """Score series that have all known words; `free` words are names that stand in no label."""
    needed, wanted = frozenset(word for word in words if word not in OPTIONAL), frozenset(words)
    needed = needed or frozenset(known)
    scored = [Match(index.series[n], _score(wanted, needed, index.series[n]) - 0.03 * free) for n in numbers]
    scored = [m for m in scored if m.score > 0 and not _outdone(index, m.series, wanted, needed)]
    scored = [m for m in scored if not _of_another_column(index, m.series, wanted)]
    whole = {frozenset(["total"])} if "total" in wanted else frozenset[frozenset[str]]()
    for word in known:  # where some labels have a word, the lines around do not lend it to the others
        having = [
            m for m in scored if word in m.series.row | m.series.columns | m.series.groups or whole & {m.series.row}
        ]
        scored = having or scored
    return sorted(scored, key=lambda m: (-m.score, m.series.number))


@lru_cache(maxsize=4096)
def _content(phrase: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(with_digits(tokens(phrase))))


def _score(wanted: frozenset[str], needed: frozenset[str], series: Series) -> float:
    """Score a series; 0 where a word that turns the meaning stands on one side only."""
    own = series.row | series.columns
    inner = own | series.groups
    if not needed & own and not (needed & series.groups and series.row <= {"total"}):
        return 0.0
    lent = needed - inner
    extra_row = series.row - wanted - LIGHT - series.light
    extra_columns = series.columns - wanted - LIGHT - series.light
    extra_groups = series.groups - wanted
    score = 1.0
    if series.named and series.row - wanted:
        score, extra_row = score - UNNAMED, frozenset[str]()
    if extra_row and "total" in wanted & series.row:
        score -= 0.15  # the total of segments is not the total
    if extra_row and "average" in wanted & series.row and series.table:
        score -= 0.15  # nor is the average of the EU the average
    # a sentence says more than a label: what it has over the phrase tells less
    other, optional = (UNNAMED, 0.08) if series.table else (EXTRA_IN_PROSE, 0.02)
    if extra_row & VETO == {"total"}:
        score, extra_row = score - 0.3, extra_row - {"total"}  # sales may be called total sales
    for word in extra_row:
        score -= VETOED if word in VETO else optional if word in OPTIONAL else other
    for word in extra_columns - {"total"}:  # of a row's columns the total stands for the row
        score -= VETOED if word in VETO else 0.04 if word in OPTIONAL else 0.08
    score -= 0.02 * min(3, len(extra_groups)) + 0.04 * len(needed & (series.groups - own))
    score -= 0.03 * len(lent)
    return max(0.0, score)
