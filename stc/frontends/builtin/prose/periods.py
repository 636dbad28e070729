"""Which period each number of a sentence belongs to: by "respectively", by what stands next to it, or none."""

from __future__ import annotations

import re
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
        return _at_times(sentence, found, first, last)
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


def _at_times(
    sentence: Sentence, found: Sequence[tuple[int, int, Period]], first: Sequence[int], last: Sequence[int]
) -> list[Period | None]:
    """Give the numbers of a sentence its only time; what was "a year earlier" has the year before where that is sure.

    Sure is "5 in 2023, up from 4 a year earlier", where that year is the first number's; else it has no time. Nor has
    the first of "from 5 to 7 in 2023", which may be of any time before.
    """
    from stc.periods import shift

    pieces, only = sentence.tokens, found[0][2]
    chosen: list[Period | None] = []
    for index, (begin, end) in enumerate(zip(first, last, strict=True)):
        previous = last[index - 1] if index else 0
        when = _EARLIER.match(_said(sentence, end, end + 10)) or (_BEFORE if index else _OPENING).search(
            _said(sentence, previous, begin)
        )
        if when:
            opening = found[0][0] <= pieces[min(2, len(pieces) - 1)].start
            own = index > 0 and pieces[previous - 1].end <= found[0][0] and found[-1][1] <= pieces[begin].start
            sure = when["sure"] is not None and (opening or (own and index == 1))
            chosen.append(shift(only, -1) if sure else None)
        else:
            chosen.append(None if _starts_change(sentence, found, begin, end) else only)
    return chosen


def _said(sentence: Sentence, start: int, end: int) -> str:
    return "".join(f"{token.word} " for token in sentence.tokens[start:end])


def _starts_change(sentence: Sentence, found: Sequence[tuple[int, int, Period]], begin: int, end: int) -> bool:
    """Tell whether a number is the first of "from 5 to 7", with no time of its own between them."""
    pieces = sentence.tokens
    to = next((i for i in range(end, min(end + 6, len(pieces))) if pieces[i].word == "to"), None)
    if begin == 0 or pieces[begin - 1].word != "from" or to is None:
        return False
    upto = next((piece for piece in pieces[to + 1 : to + 5] if piece.number >= 0), None)
    return upto is not None and not any(pieces[begin].start < a < upto.start for a, _, _ in found)


_LAST_YEAR = (
    r"(?:(?P<sure>(?:a|one) (?:full )?year (?:earlier|before|prior|previously)(?= [.,;)]|\s*$| and | but )"
    r"|the year (?:before|prior)(?= [.,;)]|\s*$| and | but )|the (?:prior|previous|preceding) year(?:'s)?\b(?! end))"
    r"|(?:a|an|one|two|three|four|five|\d+|the) (?:years?|quarters?|months?|decades?|weeks?|days?) "
    r"(?:earlier|before|prior|previously|ago)\b"
    r"|(?:the )?(?:prior|previous|preceding|last) (?:year|quarter|month|period|week|season)\b)"
)
_EARLIER = re.compile(rf"(?:[^\W\d]+ ){{0,2}}?(?:(?:in|during|for|at) )?{_LAST_YEAR}")
_BEFORE = re.compile(rf"(?:[,;(] |\b(?:and|but|while|with|from|to|than|against) )(?:(?:in|during|for) )?{_LAST_YEAR}")
_OPENING = re.compile(rf"^(?:(?:in|during|for) )?{_LAST_YEAR}")
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
