"""The shapes that a question can have: what is asked for, and which operations a phrase names.

    Wanted = kind phrase [order] [test] [noun]
    Cut    = operation phrase phrase?

Patterns only cut the normal text of stc.runtime.calculate.question up; whether the phrases mean anything is found out
by matching them with labels. A phrase can be cut in several ways: all are tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from stc.runtime.calculate.patterns import (
    ATTRIBUTED,
    COST,
    DOUBLE,
    DOWN,
    FORMS,
    ITEM,
    LEADS,
    LESS,
    LISTS,
    OTHER,
    SINGLE,
    SMALLEST,
    SWAPPED,
    UP,
    WHEN,
    Kind,
    Operation,
)

MAX_CUTS = 16  # of one phrase


@dataclass(frozen=True, slots=True)
class Cut:
    """An operation and the phrases that it works on; `sense` is a direction that the wording takes for granted."""

    operation: Operation
    a: str
    b: str = ""
    sense: Literal["", "up", "down", "apart"] = ""


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a question asks for: `order` is largest or smallest, `test` a comparison with a number as written."""

    kind: Kind
    phrase: str
    order: Literal["", "largest", "smallest"] = ""
    test: tuple[Literal["more", "less"], str] | None = None
    noun: str = ""  # the kind of thing asked for: "segment"


def read_wanted(text: str) -> Wanted:
    """Say what a question's normal text asks for; what no pattern knows is taken for a look-up.

    >>> read_wanted("in which year was net sales larger")
    Wanted(kind='periods_where', phrase='net sales', order='largest', test=None, noun='')
    >>> read_wanted("what was the change in sales @0").phrase
    'change in sales @0'
    """
    for kind, pattern in WHEN:
        found = pattern.match(text)
        if found:
            return _when(kind, found, text)
    for pattern in ITEM:
        found = pattern.match(text)
        if found:
            groups = found.groupdict()
            phrase = found["a"] + (groups.get("t") or "")
            return Wanted("item_where", phrase, _order(found["order"]), noun=found["noun"])
    for kind, pattern in LISTS:
        found = pattern.match(text)
        if found:
            return Wanted(kind, re.sub(r" (?:are|were) (?:there|listed|recorded|shown)$", "", found["a"]))
    cost = COST.match(text)
    if cost:
        return Wanted("price", f"{cost['a']} {cost['t']}".strip())
    return Wanted("other" if OTHER.match(text) else "value", without_lead(text))


def wanted_value(text: str) -> Wanted:
    """Take a question for a look-up or computation of a value."""
    return Wanted("value", without_lead(text))


def without_lead(text: str) -> str:
    """Drop "what was the" and its like from a question or phrase."""
    for pattern in LEADS:
        text = pattern.sub("", text, count=1)
    return text.strip()


def forms(text: str) -> Iterator[Cut]:
    """Give the operations that the question as a whole words without a noun for them ("by how much did ...")."""
    for operation, pattern in FORMS:
        found = pattern.match(text)
        if found:
            groups = found.groupdict()
            rest = groups.get("t") or ""
            yield Cut(
                _plain(operation, text), found["a"] + rest, (groups.get("b") or ""), _sense(groups.get("w") or "")
            )


def cuts(phrase: str) -> Iterator[Cut]:
    """Give the ways to read a phrase as an operation on smaller phrases.

    >>> list(cuts("ratio of cash to debt"))
    [Cut(operation='ratio', a='cash', b='debt', sense='')]
    """
    phrase = re.sub(
        r"^(?:(?:the )?(?:company|group|firm|corporation)'s?|the|respective|total amount of the|amount of the) ",
        "",
        phrase,
    )
    if phrase.startswith("current ratio"):  # the one ratio of accounts that everybody computes alike
        rest = phrase.removeprefix("current ratio")
        yield Cut("ratio", f"total current assets{rest}", f"total current liabilities{rest}")
    expressed = " as a percent of " in phrase
    phrase = (
        re.sub(r"^(?:respective )?(?:proportion|percent|value|amount|share) of (?:the )?", "", phrase)
        if expressed
        else phrase
    )
    for operation, opening, joint in DOUBLE:
        start = opening.match(phrase)
        if start is None:
            continue
        body = phrase[start.end() :]
        for place in list(joint.finditer(body))[:MAX_CUTS]:
            if place.start() and place.end() < len(body):
                yield Cut(_plain(operation, start[0] + place[0]), body[: place.start()], body[place.end() :])
    opening, joint = SWAPPED
    if start := opening.match(phrase):
        body = phrase[start.end() :]
        for place in list(joint.finditer(body))[:MAX_CUTS]:
            if place.start() and place.end() < len(body):
                yield Cut("share", body[place.end() :], body[: place.start()])
    if attributed := ATTRIBUTED.match(phrase):
        yield Cut("change", f"{attributed['w']} {attributed['a']}", sense=_sense(attributed["c"]))
    for operation, pattern in SINGLE:
        found = pattern.match(phrase)
        if found:
            rest = found.groupdict().get("t") or ""
            opening_words = phrase[: found.start("a")]
            yield Cut(operation, found["a"] + rest, sense=_sense(opening_words if operation != "average" else ""))


def _plain(operation: Operation, words: str) -> Operation:
    """A proportion or fraction is a plain number; a share or percentage is one in percent."""
    if operation == "share" and re.search(r"\b(?:proportion|fraction)\b", words) and "percent" not in words:
        return "ratio"
    return operation


def _when(kind: Kind, found: re.Match[str], text: str) -> Wanted:
    groups = found.groupdict()
    if groups.get("number"):
        return Wanted(kind, found["a"], test=("less" if LESS.search(text) else "more", found["number"]))
    if kind == "periods_of":
        return Wanted(kind, f"{found['a']} {found['rest']}".strip())
    return Wanted(kind, found["a"] + (groups.get("t") or ""), _order(found["order"]))


def _order(word: str) -> Literal["largest", "smallest"]:
    return "smallest" if SMALLEST.match(word) else "largest"


def _sense(words: str) -> Literal["", "up", "down", "apart"]:
    if "difference" in words:
        return "apart"
    if UP.search(words):
        return "" if DOWN.search(words) else "up"
    return "down" if DOWN.search(words) else ""
