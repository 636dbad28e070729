"""The names in a wording: which there are, in which order, and where a pronoun stands for one."""

from __future__ import annotations

import re
from collections.abc import Set
from itertools import zip_longest

from stc.words import tokens, words
from stc.words.turning import CALENDAR, DIRECTED, FIRST_WORDS, GROUP_OF

_PIECE = re.compile(r"[^\W\d_]+|[,&]")
_JOINTS = frozenset((",", "&", "and", "or"))
_THINGS = frozenset(("tv", "dvd", "cd", "pc"))  # in capitals, and nobody
_STANDS_FOR_ONE = frozenset(("he", "she"))  # groups of pronouns
_THAN = re.compile(r"\bthan\b", re.IGNORECASE)


def names_in(text: str) -> frozenset[str]:
    """Give the words that are written as names: with a capital, not at the beginning, or there and no question word.

    >>> sorted(names_in("How many coins did Ann give Bob?"))
    ['ann', 'bob']
    """
    first = True
    found: set[str] = set()
    for piece in _PIECE.findall(text):
        if piece[0].isupper() and not (first and piece.lower() in FIRST_WORDS):
            found |= set(words(piece))
        first = False
    return frozenset(found & set(words(text)))


def other_name(question: str, wording: str) -> str:
    """Give a name that only one has; "" where there is none, or a pronoun stands for the only actor of the question.

    >>> other_name("How much does Ann earn?", "How much does she earn?")
    ''
    >>> other_name("How much does Ann pay Bob?", "How much does she pay Bob?")
    'ann'
    """
    ours, theirs = words(question), words(wording)
    names = names_in(question) | names_in(wording)
    mine, others = names & set(ours), names & set(theirs)
    missing = mine - others
    alone = len(missing) == 1 and missing == mine - _THINGS - CALENDAR
    if alone and not others - mine and _pronouns(theirs) and not _pronouns(ours):
        return ""
    return min(mine ^ others, default="")


def _pronouns(said: tuple[str, ...]) -> Set[str]:
    return {GROUP_OF[word] for word in said if word in GROUP_OF} & _STANDS_FOR_ONE


def reordered(question: str, wording: str) -> bool:
    """Tell whether another order of names, or of all words, makes two questions of two wordings.

    A list may stand in any order; what gives, compares or leads from one to the other may not.

    >>> reordered("How much did Ann and Bob earn?", "How much did Bob and Ann earn?")
    False
    >>> reordered("How much did Ann pay Bob?", "How much did Bob pay Ann?")
    True
    """
    ours, theirs = words(question), words(wording)
    names = (names_in(question) | names_in(wording)) & set(ours) & set(theirs)
    directed = bool(DIRECTED & {*ours, *theirs})
    loose = frozenset() if directed else _THINGS | CALENDAR
    for one, other in zip_longest(_THAN.split(question), _THAN.split(wording), fillvalue=""):
        if names & set(words(one)) != names & set(words(other)):
            return True
        if _in_order(one, names - loose) != _in_order(other, names - loose):
            return True
    left = [[word for word in tokens(text) if directed or word not in names] for text in (question, wording)]
    return ours[:2] == theirs[:2] and left[0] != left[1] and sorted(left[0]) == sorted(left[1])


def _in_order(text: str, names: Set[str]) -> list[Set[str]]:
    """Give the names in their order, each once; those of one list together, since its order says nothing."""
    groups: list[set[str]] = []
    seen: set[str] = set()
    joined = False
    for piece in _PIECE.findall(text):
        named = names & set(words(piece))
        if named - seen:
            if joined and groups:
                groups[-1] |= named
            else:
                groups.append(set(named))
            seen |= named
        joined = bool(named) or (joined and piece.lower() in (*_JOINTS, "s"))
    return [frozenset(group) for group in groups]
