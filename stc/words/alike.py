"""Whether two wordings can be one question: what a program can tell of wordings that somebody else wrote.

A wording answers as its question does, so one that asks another thing gives wrong answers. Here stands what is cheap to
see: other numbers or times, words that turn a meaning round, other names or another order of them, another kind of
answer. It cannot see everything, and refuses right wordings, too: those are asked further down the chain.
"""

from __future__ import annotations

import re
from collections import Counter
from fractions import Fraction

from stc.numerals import find_numerals
from stc.words import tokens, words
from stc.words.turning import FIRST_WORDS, GROUP_OF, LY, OPPOSITES, PRONOUNS, TIMES

_WORD = re.compile(r"[^\W\d_]+")
_SPECIAL = ("who", "where", "when", "why")
_PEOPLE = {"whose": "who", "whom": "who"}
_AMOUNT = ("many", "much")


def differs(question: str, wording: str) -> str:
    """Say in what a wording asks another thing than its question; "" where nothing speaks against it.

    >>> differs("How many apples did Ann sell before noon?", "What number of apples had Ann sold before noon?")
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
    if _kind(ours) != _kind(theirs) and "" not in (_kind(ours), _kind(theirs)):
        return "they ask for another kind of thing"
    names = _names(question, ours) | _names(wording, theirs)
    named, other = ([word for word in said if word in names] for said in (ours, theirs))
    if set(named) != set(other):
        return f"only one names {min(set(named) ^ set(other))!r}"
    if list(dict.fromkeys(named)) != list(dict.fromkeys(other)) or _swapped(question, wording, ours, theirs):
        return "the names stand in another order"
    return _turned(ours, theirs, bool(named)) or _opposed(question, wording) or _compared(ours, theirs)


def _numbers(text: str) -> Counter[Fraction]:
    return Counter(numeral.value for numeral in find_numerals(text) if numeral.shape != "pronoun")


def _kind(said: tuple[str, ...]) -> str:
    """Tell what a question asks for: who, where, when, why, an amount, or "" where that is open ("which", "what")."""
    for index, word in enumerate(said):
        word = _PEOPLE.get(word, word)
        if word in _SPECIAL:
            return word
        if word == "how":
            return "amount" if said[index + 1 : index + 2] and said[index + 1] in _AMOUNT else "how"
    return ""


def _names(text: str, said: tuple[str, ...]) -> set[str]:
    """Give the words that are written as names: with a capital, not at the beginning, or there and no question word."""
    first = True
    found: set[str] = set()
    for piece in _WORD.findall(text):
        if piece[0].isupper() and not (first and piece.lower() in FIRST_WORDS):
            found |= set(words(piece))
        first = False
    return found & set(said)


def _swapped(question: str, wording: str, ours: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether one frame holds the same words in another order: what the boy gave the girl, and she him."""
    one, other = tokens(question), tokens(wording)
    return ours[:2] == theirs[:2] and one != other and sorted(one) == sorted(other)


def _turned(ours: tuple[str, ...], theirs: tuple[str, ...], named: bool) -> str:
    """Name a turning word whose like the other wording lacks; a pronoun may stand for a name that both have."""
    one, other = _groups(ours), _groups(theirs)
    for group in sorted(one.keys() ^ other.keys()):
        if group in PRONOUNS and named and not PRONOUNS & (other if group in one else one).keys():
            continue
        return f"only one says {(one.get(group) or other[group])!r}"
    return ""


def _groups(said: tuple[str, ...]) -> dict[str, str]:
    """Find the groups of turning words of a wording, each with the word that stands for it."""
    found: dict[str, str] = {}
    for index, word in enumerate(said):
        before = said[index - 1] if index else ""
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
    if not ours & theirs:
        return "no word is the same"
    return ""


def _compared(ours: tuple[str, ...], theirs: tuple[str, ...]) -> str:
    """Compare what follows "than": more apples than pears is not more pears than apples."""
    sides = []
    for said in (ours, theirs):
        after = said[said.index("than") + 1 :] if "than" in said else ()
        sides.append(next((word for word in after if tokens(word)), ""))
    return "" if sides[0] == sides[1] or "" in sides else "they compare the other way round"
