"""What a question asks for: who, when, an amount, and of an amount the measure that it names ("how many minutes")."""

from __future__ import annotations

from itertools import pairwise

from stc.words.turning import LENGTHS, MEASURES, MONEY, TIMES

Words = tuple[str, ...]

_SPECIAL = ("who", "where", "when", "why")
_PEOPLE = {"whose": "who", "whom": "who"}
_OPEN = ("what", "which")
_LASTING = TIMES | {"time"}  # how long: how many hours, how much time
_MEASURED = {"long": _LASTING | LENGTHS, "far": LENGTHS, "old": frozenset(("year", "month"))}
_MONEY_MAY_FOLLOW = frozenset(("", "money", "be", "do", "have", "will", "can", "would"))  # not "how much flour"
_NEAR = 3  # words after "how many" among which its measure is: how many more full hours


def another_kind(ours: Words, theirs: Words) -> bool:
    """Tell whether two wordings, split by `stc.words.words`, ask for another kind of thing, or in another measure.

    >>> from stc.words import words
    >>> another_kind(words("How long did Ann run?"), words("How many minutes did Ann run?"))
    False
    >>> another_kind(words("How many hours did Ann run?"), words("How many minutes did Ann run?"))
    True
    """
    first, second = measure_asked(ours), measure_asked(theirs)
    if first and second and first != second and not ("time" in (first, second) and {first, second} <= _LASTING):
        return True
    one, other = _kind(ours), _kind(theirs)
    if one == other or "" in (one, other):
        return _no_money(ours, second) or _no_money(theirs, first)
    allowed = [measure in _MEASURED.get(kind, ()) for kind, measure in ((one, second), (other, first))]
    return "amount" not in (one, other) or not any(allowed)


def asks_how_long(said: Words) -> bool:
    """Tell whether a wording asks for a time that something takes."""
    return _kind(said) == "long" or measure_asked(said) in _LASTING


def measure_asked(said: Words) -> str:
    """Give the measure that "how many" or "number of" asks for; "" where that is a thing that is counted.

    >>> from stc.words import words
    >>> measure_asked(words("How many more hours?")), measure_asked(words("How many apples?"))
    ('hour', '')
    """
    for index, pair in enumerate(pairwise(said)):
        if pair in (("how", "many"), ("number", "of")):
            return next((word for word in said[index + 2 : index + 2 + _NEAR] if word in MEASURES), "")
        if pair == ("how", "much") and said[index + 2 : index + 3] == ("time",):
            return "time"
    return ""


def _kind(said: Words) -> str:
    """Give who, where, when, why, amount, or the word after "how"; "" where that is open ("which", "what")."""
    for index, word in enumerate(said):
        word = _PEOPLE.get(word, word)
        if word in _SPECIAL:
            return word
        if word in _OPEN:
            return ""
        if word == "how":
            after = said[index + 1] if index + 1 < len(said) else ""
            return "amount" if after in ("many", "much") else after if after in _MEASURED else "how"
    return ""


def _no_money(said: Words, measure: str) -> bool:
    """Tell whether a wording asks for money where the other does not, or how much there is of something for money."""
    after = said[said.index("how") + 1 :] if "how" in said else ()
    if after[:1] != ("much",) or not measure:
        return False
    thing = after[1] if len(after) > 1 else ""
    return thing not in _MONEY_MAY_FOLLOW if measure in MONEY else thing == "money"
