"""Whether two wordings can be one question: what a program can tell of wordings that somebody else wrote.

A wording answers as its question does, so one that asks another thing gives wrong answers. Here stands what is cheap to
see: other numbers or times, words that turn a meaning round, other names or another order of them, another kind of
answer. It cannot see everything, and refuses right wordings, too: those are asked further down the chain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence, Set
from fractions import Fraction
from itertools import pairwise

from stc.numerals import find_numerals
from stc.words import stem, tokens, words
from stc.words.asked import another_kind, asks_how_long
from stc.words.named import names_in, other_name, reordered
from stc.words.turning import (
    COLOURS,
    FREE,
    GROUP_OF,
    LY,
    MANY,
    MEASURES,
    OPPOSITES,
    PRONOUNS,
    SAYS_NO_MORE,
    TIMES,
    WHILES,
)

Words = tuple[str, ...]

_WORD = re.compile(r"[^\W\d_]+")
_ONE = frozenset(("a", "an", "one", "the", "this", "that"))
_ASKED, _COUNTED = frozenset(("which", "what")), frozenset(("many", "number"))  # "which day", "how many full days"
_POINTED = frozenset(("this", "that"))
_AGE = frozenset(("old", "age"))
_AT_ANOTHER_TIME = frozenset(("will", "would", "when", "then", "become", "turn", "was", "were"))


def differs(question: str, wording: str) -> str:
    """Say in what a wording asks another thing than its question; "" where nothing speaks against it.

    >>> differs("How many apples did Ann sell before noon?", "What number of apples had Ann sold before noon in total?")
    ''
    >>> differs("How many apples did Ann sell before noon?", "How many apples did Ann sell after noon?")
    "only one says 'after'"
    >>> differs("How much did Ann pay Bob?", "How much did Bob pay Ann?")
    'the names stand in another order'
    >>> differs("What was revenue in 2019?", "What was revenue in 2018?")
    'the numbers are not the same'
    """
    if _numbers(question) != _numbers(wording):
        return "the numbers are not the same"
    ours, theirs = words(question), words(wording)
    if another_kind(ours, theirs):
        return "they ask for another kind of thing"
    if name := other_name(question, wording):
        return f"only one names {name!r}"
    if reordered(question, wording):
        return "the names stand in another order"
    names = names_in(question) | names_in(wording)
    if "now" in _groups(ours).keys() ^ _groups(theirs).keys() and not (
        asks_age_now(question) and asks_age_now(wording)
    ):
        return "only one says that it is now"
    turned = _turned(ours, theirs, names) or _opposed(question, wording) or _compared(ours, theirs)
    turned = turned or _for_other_times(ours, theirs) or _one_of_many(question, wording)
    return turned or _summed(question, wording, names) or _part_of_pair(ours, theirs)


def _numbers(text: str) -> Counter[Fraction]:
    return Counter(numeral.value for numeral in find_numerals(text) if numeral.shape != "pronoun")


def _turned(ours: Words, theirs: Words, names: Set[str]) -> str:
    """Name a turning word whose like the other wording lacks; a pronoun may stand for a name that both have."""
    one, other = (_groups([word for word in said if word not in names]) for said in (ours, theirs))  # Max is a name
    for group in sorted((one.keys() ^ other.keys()) - FREE - {"now"}):
        if group in PRONOUNS and names and not PRONOUNS & (other if group in one else one).keys():
            continue
        if group == "need" and asks_how_long(ours) and asks_how_long(theirs):  # the minutes that it takes
            continue
        return f"only one says {(one.get(group) or other[group])!r}"
    return ""


def asks_age_now(text: str) -> bool:
    """Tell whether a wording asks how old somebody is: now, where it does not speak of another time.

    >>> asks_age_now("How old is Ann?"), asks_age_now("How old will Ann be then?"), asks_age_now("How old was Ann?")
    (True, False, False)
    """
    said = set(words(text))
    return bool(_AGE & said) and not _AT_ANOTHER_TIME & {*said, *text.lower().split()}


def _groups(said: Sequence[str]) -> dict[str, str]:
    """Find the groups of turning words of a wording, each with the word that stands for it."""
    found: dict[str, str] = {}
    for index, word in enumerate(said):
        before = said[index - 1] if index else ""
        if word == "away" and "give" in said:
            continue
        if word in GROUP_OF and not (word == "second" and before in ("a", "per", "each", "every")):
            found.setdefault(GROUP_OF[word], word)
        if word in TIMES and before in ("a", "an"):
            found.setdefault("each", f"{before} {word}")
    return found


def _opposed(question: str, wording: str) -> str:
    ours = {LY.get(word, word) for word in tokens(question)}
    theirs = {LY.get(word, word) for word in tokens(wording)}
    for one in sorted(ours - theirs):
        for other in sorted(theirs - ours):
            if (one, other) in OPPOSITES:
                return f"one says {one!r}, the other {other!r}"
    colours = COLOURS & (ours ^ theirs)
    if colours:
        return f"only one says {min(colours)!r}"
    return "" if ours & theirs else "no word is the same"


def _compared(ours: Words, theirs: Words) -> str:
    """Compare what follows "than": more apples than pears is not more pears than apples."""
    sides = []
    for said in (ours, theirs):
        after = said[said.index("than") + 1 :] if "than" in said else ()
        sides.append(next((word for word in after if tokens(word)), ""))
    return "" if sides[0] == sides[1] else "they compare otherwise"


def _for_other_times(ours: Words, theirs: Words) -> str:
    """Name a day, a week, a month that only one wording is about: "how many days" counts them, and is not."""
    one, other = (set(_whiles(said)) for said in (ours, theirs))
    return f"only one is about a {min(one ^ other)}" if one ^ other else ""


def _whiles(said: Words) -> Iterator[str]:
    for index, word in enumerate(said):
        word, before = LY.get(word, word), said[index - 1] if index else ""
        counted = before in _ASKED or _COUNTED & set(said[max(0, index - 3) : index])
        if (word in WHILES or (word == "year" and before in _POINTED)) and not counted:
            yield word


def _one_of_many(question: str, wording: str) -> str:
    """Name a thing of which one wording asks for one, the other for many: the price of a pen, of the pens."""
    for one, other in ((question, wording), (wording, question)):
        said, others = (_WORD.findall(text.lower()) for text in (one, other))
        for before, thing in pairwise(said):
            if before not in _ONE or stem(thing) != thing or thing in others:
                continue
            if any((word.endswith("s") or word in MANY) and word != thing and stem(word) == thing for word in others):
                return f"only one asks for one {thing}"
    return ""


def _summed(question: str, wording: str, names: Set[str]) -> str:
    """Name a thing that only one of two wordings names where only one asks for a total: adults are not all people."""
    if ("total" in _groups(words(question))) == ("total" in _groups(words(wording))):
        return ""
    left = ({*tokens(question)} ^ {*tokens(wording)}) - SAYS_NO_MORE - MEASURES - names
    return f"only one asks for a total, and only one says {min(left)!r}" if left else ""


def _part_of_pair(ours: Words, theirs: Words) -> str:
    """Name a thing of a pair, boys and girls, that only one of two wordings has."""
    for one, other in ((ours, theirs), (theirs, ours)):
        for first, joint, second in zip(one, one[1:], one[2:], strict=False):
            if joint in ("and", "or") and (first in other) != (second in other):
                return f"only one says {second if first in other else first!r}"
    return ""
