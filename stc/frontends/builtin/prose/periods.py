"""Which period each number of a sentence belongs to: by "respectively", by what stands next to it, or none."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from stc.frontends.builtin.prose.lexicon import word_set
from stc.frontends.builtin.prose.mentions import Sentence
from stc.graph import Period


def periods_of(text: str, sentence: Sentence, first: Sequence[int], last: Sequence[int]) -> list[Period | None]:
    """Give the period of each number whose tokens are first[i]:last[i]; None where the sentence leaves it open.

    "5, 6 and 7 for 2019, 2018 and 2017, respectively" aligns where the counts agree. Else a number takes the period
    that follows it before the next number, else the only period of the sentence, else none.
    """
    if not first:
        return []
    if not any((token.word[0].isdigit() and token.number < 0) or token.word in _WORDS for token in sentence.tokens):
        return [None] * len(first)
    from stc.periods import find_periods

    found = [
        (a + sentence.start, b + sentence.start, period)
        for a, b, period in find_periods(text[sentence.start : sentence.end])
    ]
    if not found:
        return [None] * len(first)
    pieces = sentence.tokens
    if any(token.word in ("respectively", "jeweils") for token in pieces):
        return _aligned(found, len(first))
    if len({period.label for _, _, period in found}) == 1:
        return [found[0][2]] * len(first)
    chosen: list[Period | None] = []
    for index, own in enumerate(_owned(sentence, found, first, last)):
        labels = {period.label for period in own}
        chosen.append(own[0] if len(labels) == 1 and index < len(first) else None)
    return chosen


def _owned(
    sentence: Sentence, found: Sequence[tuple[int, int, Period]], first: Sequence[int], last: Sequence[int]
) -> list[list[Period]]:
    """Give each number the periods of its own stretch: these part at the last comma, ";" or link between."""
    pieces = sentence.tokens
    parts: list[int] = [sentence.start]
    for before, after in pairwise(zip(first, last, strict=True)):
        gap = range(before[1], after[0])
        cut = next((i for i in reversed(gap) if pieces[i].word in _PARTS), after[0])
        parts.append(pieces[cut].start)
    parts.append(sentence.end + 1)
    return [[period for a, _, period in found if begin <= a < end] for begin, end in pairwise(parts)]


_PARTS = frozenset((",", ";", "and", "while", "whereas", "but", "from", "compared", "versus", "("))
_WORDS = word_set(
    """
    year quarter month january february march april may june july august september october november december
    """
)


def _aligned(found: Sequence[tuple[int, int, Period]], count: int) -> list[Period | None]:
    """Align a list of numbers with a list of periods; only where there are as many of one as of the other."""
    periods = [period for _, _, period in found]
    if len(periods) == count and len({period.label for period in periods}) == count:
        return list(periods)
    return [None] * count
