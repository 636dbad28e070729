"""The normal form of a question: two questions that are asked alike in it are the same question.

    "Could you tell me Acme's total sales for the year 2019, please?"  ->  "what total sale of acme @2019"
    "What were the total sales of Acme in 2019?"                       ->  "what total sale of acme @2019"

The words keep their order and their prepositions, so roles stay: "Ann paid Bob" is not "Bob paid Ann". Only the closed
list of rewrites below makes two wordings one; each keeps the meaning in every context that we could think of.
"""

from __future__ import annotations

import re
from functools import lru_cache

from stc.words import words

Words = list[str]

_FRAMES = tuple(  # what one says before the question proper; longest first
    tuple(frame.split())
    for frame in (
        "i would like to know",
        "i want to know",
        "do you know",
        "would you tell me",
        "could you tell me",
        "can you tell me",
        "will you tell me",
        "could you give me",
        "can you give me",
        "tell me",
        "give me",
    )
)
_WHAT = (("what", "be"), ("how", "much", "be"))
_MODALS = frozenset(("can", "could", "may", "might", "must", "shall", "should", "will", "would"))
_ARTICLES = frozenset(("a", "an", "the"))
_BEFORE_TIME = frozenset(("in", "for", "during", "at", "on", "of"))
_YEAR = re.compile(r"(?:19|20)\d\d|fy\d\d(?:\d\d)?")
_SIGNS = re.compile(r"(?<!\S)[-+*/\u2212\u2013\u2014\u00d7\u00f7](?!\S)")
_QUARTER = re.compile(r"q[1-4]")
_DAY = re.compile(r"(\d\d?)(?:st|nd|rd|th)?")
_MONTHS = {
    name: f"{number:02}"
    for number, names in enumerate(
        (
            ("january", "jan"),
            ("february", "feb"),
            ("march", "mar"),
            ("april", "apr"),
            ("may",),
            ("june", "jun"),
            ("july", "jul"),
            ("august", "aug"),
            ("september", "sep", "sept"),
            ("october", "oct"),
            ("november", "nov"),
            ("december", "dec"),
        ),
        start=1,
    )
    for name in names
}
_QUARTERS = {
    "first": "q1",
    "second": "q2",
    "third": "q3",
    "fourth": "q4",
    "1st": "q1",
    "2nd": "q2",
    "3rd": "q3",
    "4th": "q4",
}
_CHANGES = frozenset(("change", "increase", "decrease", "growth", "decline", "rise", "drop", "reduction"))
_ASKING = frozenset(("how", "which", "who", "when", "where", "why", "be", "do", "have", "if", "or", "and", "not"))
_PREPOSITIONS = frozenset(
    [
        "of",
        "in",
        "on",
        "at",
        "for",
        "to",
        "from",
        "by",
        "with",
        "without",
        "than",
        "per",
        "between",
        "before",
        "after",
        "until",
        "since",
        "through",
        "over",
        "under",
        "above",
        "below",
        "into",
        "against",
        "except",
        "exclude",
        "include",
        "and",
        "or",
        "but",
        "if",
        "not",
        "as",
        "during",
    ]
)


@lru_cache(maxsize=65_536)
def normal_form(question: str) -> str:
    """Reduce a question to its normal form; "" where no word is left.

    >>> normal_form("How much was Ann's income from 2018 to 2019?")
    'what income of ann @2018..2019'
    >>> normal_form("Please tell me what the income of Ann is between 2018 and 2019")
    'what income of ann @2018..2019'
    >>> normal_form("How much did Ann pay Bob?"), normal_form("How much did Bob pay Ann?")
    ('how much ann pay bob', 'how much bob pay ann')
    """
    left = list(words(question))
    for rewrite in REWRITES:
        left = rewrite(left)
    signs = _SIGNS.findall(question)  # "sales - returns" is not "sales returns"
    return " ".join([*left, *signs] if left else left)


def _politeness(left: Words) -> Words:
    """Drop "please" at either end and "tell me" and the like before the question."""
    while left and left[0] in ("please", "kindly"):
        left = left[1:]
    while left and left[-1] in ("please", "thanks"):
        left = left[:-1]
    for frame in _FRAMES:
        if tuple(left[: len(frame)]) == frame and len(left) > len(frame):
            return _politeness(left[len(frame) :])
    return left


def _quarters(left: Words) -> Words:
    """Write "third quarter of 2019" as "q3 2019"."""
    found: Words = []
    index = 0
    while index < len(left):
        word = left[index]
        if word in _QUARTERS and left[index + 1 : index + 2] == ["quarter"]:
            found.append(_QUARTERS[word])
            index += 2
            if left[index : index + 1] == ["of"] and _is_year(left, index + 1):
                index += 1
            continue
        found.append(word)
        index += 1
    return found


def _times(left: Words) -> Words:
    """Write a year as "@2019", "from 2018 to 2019" and "between 2018 and 2019" as "@2018..2019"."""
    found: Words = []
    index = 0
    while index < len(left):
        first, after = _time(left, index)
        if not first:
            found.append(left[index])
            index += 1
            continue
        lead = found[-1] if found else ""
        joint = left[after] if after < len(left) else ""
        second, end = _time(left, after + 1)
        if second and (lead, joint) in (("from", "to"), ("between", "and")):
            found[-1] = f"@{first}..{second}"
            index = end
            continue
        _drop_lead(found)
        found.append(f"@{first}")
        index = after
    return found


def _time(left: Words, index: int) -> tuple[str, int]:
    """Read a year, a quarter or month with its year, or a date, at `index`: its normal form and where it ends."""
    if index >= len(left):
        return "", index
    if _QUARTER.fullmatch(left[index]) and _is_year(left, index + 1):
        return f"{left[index]}-{left[index + 1]}", index + 2
    if _is_year(left, index):
        return left[index], index + 1
    month = _MONTHS.get(left[index])
    if month and _is_year(left, index + 1):  # december 2019
        return f"{left[index + 1]}-{month}", index + 2
    if month and _day(left, index + 1) and _is_year(left, index + 2):  # december 31, 2019
        return f"{left[index + 2]}-{month}-{_day(left, index + 1)}", index + 3
    month = _MONTHS.get(left[index + 1]) if index + 1 < len(left) else None
    if month and _day(left, index) and _is_year(left, index + 2):  # 31 december 2019
        return f"{left[index + 2]}-{month}-{_day(left, index)}", index + 3
    return "", index


def _day(left: Words, index: int) -> str:
    found = _DAY.fullmatch(left[index]) if index < len(left) else None
    return found[1].rjust(2, "0") if found else ""


def _is_year(left: Words, index: int) -> bool:
    return index < len(left) and _YEAR.fullmatch(left[index]) is not None


def _drop_lead(found: Words) -> None:
    """Drop "in", "for", "during the year" before a time; "before", "since", "by" and all else stay."""
    kept = len(found)
    if found[-2:] == ["as", "of"]:
        del found[-2:]
        return
    if kept and found[kept - 1] == "year":
        kept -= 1
    if kept and found[kept - 1] == "the":
        kept -= 1
    if kept and found[kept - 1] in _BEFORE_TIME:
        del found[kept - 1 :]
    elif kept < len(found) and found[kept:] == ["year"]:
        del found[kept:]


def _time_last(left: Words) -> Words:
    """Move a single leading time to the end: "In 2019, what ...", "What were the 2019 sales"."""
    times = [index for index, word in enumerate(left) if word.startswith("@")]
    if len(times) != 1:
        return left
    index = times[0]
    before = [word for word in left[:index] if word not in _ARTICLES]
    if index == 0 or before in (["what", "be"], ["what"], ["how", "much", "be"]):
        return [*left[:index], *left[index + 1 :], left[index]]
    return left


def _what(left: Words) -> Words:
    """Begin "what is X", "how much was X", "(tell me) what X is" and a bare noun phrase alike: "what X"."""
    if not left or (left[0] in _ASKING and left[:3] != ["how", "much", "be"]):
        return left
    for head in _WHAT:
        if tuple(left[: len(head)]) == head:
            return ["what", *left[len(head) :]]
    if left[0] == "what":
        at = len(left) - 1
        while at and left[at].startswith("@"):
            at -= 1
        return left[:at] + left[at + 1 :] if at > 1 and left[at] == "be" else left
    if left[0] in _PREPOSITIONS or left[0] in _MODALS:
        return left
    return ["what", *left]


def _without_articles(left: Words) -> Words:
    return [word for word in left if word not in _ARTICLES]


def _owners(left: Words) -> Words:
    """Turn "Ann 's income" into "income of Ann": the owner reaches back to a preposition or verb, forward likewise."""
    if left.count("'s") != 1:
        return left
    mark = left.index("'s")
    start = mark
    while (
        start and left[start - 1] not in _PREPOSITIONS and left[start - 1] not in ("what", "be", "much", "many", "do")
    ):
        start -= 1
    end = mark + 1
    while end < len(left) and left[end] not in _PREPOSITIONS and not left[end].startswith("@"):
        end += 1
    owner, owned = left[start:mark], left[mark + 1 : end]
    if not owner or not owned or left[0] != "what":  # "how many of Ann's apples did Bob eat": verbs are in reach
        return left
    return [*left[:start], *owned, "of", *owner, *left[end:]]


def _change_in(left: Words) -> Words:
    """Write "change of sales" as "change in sales"."""
    return ["in" if word == "of" and index and left[index - 1] in _CHANGES else word for index, word in enumerate(left)]


def _how_much_change(left: Words) -> Words:
    """Write "(by) how much did sales change @.." as "what change in sales @..": "change" has no sign of its own."""
    asked = left[1:] if left[:1] == ["by"] else left
    if asked[:3] != ["how", "much", "do"]:
        return left
    times = [word for word in asked if word.startswith("@")]
    body = [word for word in asked[3:] if not word.startswith("@")]
    if len(body) > 1 and body[-1] == "change" and len(times) == 1 and asked[-1] == times[0]:
        return ["what", "change", "in", *body[:-1], times[0]]
    return left


def _without_do(left: Words) -> Words:
    """Drop the auxiliary of "how much did Ann pay": the order of the words tells who paid."""
    if left[:1] == ["how"] and "do" in left and "not" not in left:
        at = left.index("do")
        return [*left[:at], *left[at + 1 :]]
    return left


REWRITES = (
    _politeness,
    _quarters,
    _times,
    _time_last,
    _how_much_change,
    _what,
    _without_articles,
    _owners,
    _change_in,
    _without_do,
)
