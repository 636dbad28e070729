"""Which period each number of a sentence belongs to: by "respectively", by what stands next to it, or none."""

from __future__ import annotations

from collections.abc import Sequence

from stc.frontends.builtin.prose_lexicon import word_set
from stc.frontends.builtin.prose_mentions import Sentence
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
    starts = [pieces[i].start for i in first]
    ends = [pieces[i - 1].end for i in last]
    chosen: list[Period | None] = []
    for index, end in enumerate(ends):
        limit = starts[index + 1] if index + 1 < len(starts) else sentence.end
        after = [period for a, _, period in found if end <= a < limit]
        chosen.append(after[0] if len({p.label for p in after}) == 1 else None)
    return chosen


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
