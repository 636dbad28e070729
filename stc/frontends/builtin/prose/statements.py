"""Plain statements of reports: the name of an amount is all that stands before "was", or after "recognized ... of".

"Rent expense on depots was $5 million and $6 million in 2019 and 2018, respectively."
"We recognized $5 million and $6 million, respectively, of rent expense on depots for 2019 and 2018."
"""

from __future__ import annotations

import re
from itertools import pairwise

from stc.periods import find_periods

MAX_NAME = 160  # characters
_FRAME = re.compile(
    r"\b(?:as (?:of|at)|at|for|in|during|of|on|ended|ending|over)?(?: (?:the|both|fiscal|financial))*"
    r"(?: (?:years?|periods?|quarters?|months?))?(?: (?:then )?(?:ended|ending|of))?(?: fiscal)?(?: years?)?"
    r" ?@(?:(?: ?,? ?and| ?,| ?,? ?or) ?(?:fiscal )?@)*,?",
    re.IGNORECASE,
)
_IS = re.compile(
    r"^(?P<name>.+?)[ ,]+(?:was|were|is|are|totall?ed|amounted to|came to)"
    r"(?: (?:approximately|about|around|nearly|a total of))?"
    r" ?[A-Z]{0,3}[$€£¥]?$"
)
_DOES = re.compile(
    r"^(?P<who>.*?)\b(?:recogni[sz]ed|recorded|incurred|reported|capitali[sz]ed|expensed|had)"
    r"(?: (?:approximately|about|around|nearly|a total of))? ?[A-Z]{0,3}[$€£¥]?$"
)
_WHO = re.compile(r"(?:we|the (?:company|group|partnership|trust|bank|firm))", re.IGNORECASE)
_WHAT = re.compile(r"^[ ,]*(?:respectively)?[ ,]*(?:of|in|as) (?:an? |the )?(?P<name>[^,.;:()]+)")
_END = re.compile(r" (?:which|that|expected|during|because|due to|compared|and (?:is|are|was|were)|for the|in the)\b")
_HEAD = re.compile(r"^[A-Z][^:.,;]{0,60}: (?=[A-Z])")  # "Rent costs: Rent costs were"
_GAP = re.compile(r"(?:[\s,;:()@$€£¥%]|[A-Z]{3}\b|\b(?:and|respectively|thousand|million|billion|per ?cent)\b)*")
_LATER = re.compile(
    r"(?:[\s,;:()@$€£¥%.]|\b(?:respectively|thousand|million|billion|per ?cent)\b)*"
    r"(?:, (?:which|and) (?:is|are|was|were)\b.*)?"
)
_CLAUSE = re.compile(
    r"\b(?:which|that|who|because|while|but|if|when|we|were|was|is|are|had|has|not(?! yet)|no|increased|decreased"
    r"|compared|by|from|than|primarily|mainly|included|includes)\b|[;:]",
    re.IGNORECASE,
)


def statement_name(text: str, spans: list[tuple[int, int]]) -> str:
    """Give what the numbers at `spans` of a sentence are, in its own words without times; "" where it is no plain one.

    >>> text = "Rent expense on depots was $5 and $6 in 2019 and 2018, respectively."
    >>> statement_name(text, [(28, 29), (35, 36)])
    'Rent expense on depots'
    """
    pieces = [text[: spans[0][0]]]
    pieces += [text[before[1] : after[0]] for before, after in pairwise(spans)]
    before, *gaps = map(_untimed, pieces)
    after = _untimed(text[spans[-1][1] :])
    if not all(_GAP.fullmatch(gap) for gap in gaps):
        return ""
    before = _HEAD.sub("", " ".join(_FRAME.sub(" ", before).split()).lstrip(", "))
    after = re.sub(r"^ ?(?:thousand|million|billion|%|percent|per cent)\b", "", _FRAME.sub(" ", after))
    if found := _IS.match(before):
        name = found["name"]
        return name if _LATER.fullmatch(after) and _is_name(name) else ""
    found, what = _DOES.match(before), _WHAT.match(after)
    if found and what and _WHO.fullmatch(found["who"].strip(" ,")):
        name = _END.split(what["name"])[0].strip()
        return name if _is_name(name) else ""
    return ""


def _is_name(name: str) -> bool:
    return 0 < len(name) <= MAX_NAME and not _CLAUSE.search(name)


def _untimed(text: str) -> str:
    """Put @ in the place of every time."""
    parts, position = list[str](), 0
    for start, end, _ in find_periods(text):
        parts += [text[position:start], "@"]
        position = end
    return "".join([*parts, text[position:]])
