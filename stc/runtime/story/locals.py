"""Products that one clause states in full: "5 boxes with 10 pens each", "3 goats for $ 500 each", "4 a day for 7 days".

A sentence is written as a line in which numbers, function words and content words look different, and the forms are
matched on that line: what a form does not foresee is no product.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from stc.frontends.builtin.prose.lexicon import (
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    PREPOSITION,
    PRONOUN,
    root,
    singular,
    word_set,
)
from stc.frontends.builtin.prose.mentions import Sentence

MAX_TOKENS = 90  # of a sentence: longer ones state more than one thing at once
_FUNCTION = PREPOSITION | CONJUNCTION | DETERMINER | AUXILIARY | PRONOUN | {"every", "apiece"}
_NOUNS = r"(?:[a-z][a-z'-]* ){1,4}"
_THING = rf"{_NOUNS}(?:_of {_NOUNS})?"
_EACH = r"(?:_apiece|(?:_(?:in|on|inside|for|from|at|to) )?_each(?: (?:_one|_of _them))?)"
_UNIT = r"(?:_a|_an|_per|_each|_every|_for _each|_for _every)"
_HOLD = (
    r"(?:_with|_of|containing|holding|weighing|_that _(?:has|have|had)|_which _(?:has|have|had)"
    r"|_(?:that|which) (?:_can )?(?:hold|holds|contain|contains|weigh|weighs|carry))"
)
_PRICED = r"(?:(?!_and |_but |_or |_while )[a-z_][a-z'-]* ){0,5}"
_FORMS = tuple(
    re.compile(form)
    for form in (
        rf"#(?P<n>\d+) (?P<c>{_THING}){_HOLD} #(?P<r>\d+) (?P<t>{_THING}){_EACH} ",
        rf"#(?P<n>\d+) (?P<c>{_NOUNS})_of #(?P<r>\d+) (?P<t>{_THING})",
        rf"#(?P<n>\d+) (?P<c>{_NOUNS})#(?P<r>\d+) (?P<t>{_THING})_each ",
        rf"#(?P<n>\d+) (?P<c>{_NOUNS})_each (?P<v>(?:[a-z_][a-z'-]* ){{1,2}})#(?P<r>\d+) (?P<t>{_THING})",
        rf"#(?P<n>\d+) (?P<c>{_THING})(?P<gap>{_PRICED})\$(?P<r>\d+) {_EACH} ",
        rf"#(?P<n>\d+) (?P<c>{_THING})(?P<gap>{_PRICED})\$(?P<r>\d+) {_UNIT} (?P<u>[a-z'-]+) ",
        rf"(?:gave|gives|give|paid|pays|pay) (?:_[a-z]+ )?#(?P<n>\d+) (?P<c>{_NOUNS})\$(?P<r>\d+) _each ",
        rf"#(?P<n>\d+) (?P<c>{_NOUNS})(?:_that |_which )?(?:costing|cost|for|worth) \$(?P<r>\d+) {_EACH} ",
        rf"[#$](?P<r>\d+) (?P<t>{_THING})?{_UNIT} (?P<u>[a-z'-]+) (?:_in _the [a-z]+ )?_for "
        rf"(?:_the )?(?:first |next |last |past )?#(?P<n>\d+) (?P<c>[a-z'-]+) ",
    )
)
_PRICE_WORDS = word_set(
    "_at _for cost costs costing worth priced price sold sells sell selling pays paid earns earning"
)
_PARTS = re.compile(r"[,;:] |_while |_but |_and (?=[#$])")
_CLAUSES = re.compile(r"; |_while ")
_LEFT = word_set("rest remaining remainder many much")
_OPERATING = word_set("than half twice thrice double triple third quarter rest remaining remainder many much percent")
_REPEATS = word_set("every each daily weekly monthly yearly annually twice thrice double again per")


@dataclass(frozen=True, slots=True)
class Local:
    """A product of the numbers `count` and `rate` (ids): what is counted in all, in what shares, and said how.

    `thing` are the roots counted (none for money), `share` those of the shares, `repeated` tells that the sentence
    says each, every or per once more outside the form.
    """

    count: str
    rate: str
    thing: frozenset[str]
    share: frozenset[str]
    money: bool
    sentence: int
    repeated: bool
    operated: bool  # the clause has a word such as twice or than outside the form


def read_locals(sentence: Sentence, number: int, ids: Mapping[int, str]) -> Iterator[Local]:
    """Find the products of a sentence; `ids` gives the quantity of a mention by its start."""
    if len(sentence.tokens) > MAX_TOKENS or len(sentence.mentions) < 2:
        return
    line = _line(sentence)
    seen: set[tuple[str, str]] = set()
    for form in _FORMS:
        for found in form.finditer(line):
            said = found.groupdict()
            count, rate = (sentence.mentions[int(said[key])] for key in ("n", "r"))
            shares = _roots(said["c"])
            unit = said.get("u")
            if unit and singular(unit) not in shares and root(unit) not in shares:
                continue
            gap = said.get("gap")
            if gap is not None and not _PRICE_WORDS & {*gap.split()} and gap.strip():
                continue
            if gap is not None and not gap.strip() and not _PRICE_WORDS & {*(said["c"] or "").split()}:
                continue
            if "percent" in (count.percent, rate.percent) or count.currency:
                continue
            things = _roots(said.get("t") or "")
            if not things and not rate.currency:
                continue
            first, second = ids.get(count.start, ""), ids.get(rate.start, "")
            if not first or not second or (first, second) in seen:
                continue
            outside = {*re.findall(r"[a-z]+", _clause_round(line, found.start(), found.end()))}
            clause = _CLAUSES.split(line[: found.start()])[-1] + _CLAUSES.split(line[found.end() :])[0]
            operating = _OPERATING - _LEFT if rate.currency else _OPERATING
            operated = "~" in clause or bool(operating & {*re.findall(r"[a-z]+", clause)})
            seen.add((first, second))
            yield Local(first, second, things, shares, bool(rate.currency), number, bool(outside & _REPEATS), operated)


def _line(sentence: Sentence) -> str:
    """Write a sentence as a line: #0 and $1 for its numbers, _of for function words, apples for other words."""
    parts: list[str] = []
    pieces = sentence.tokens
    at = 0
    starts = {mention.first: index for index, mention in enumerate(sentence.mentions) if not mention.vague}
    while at < len(pieces):
        index = starts.get(at)
        if index is not None:
            mention = sentence.mentions[index]
            plain = mention.qualifier == "exact" and not mention.percent and mention.high is None
            parts.append(f"{'$' if mention.currency else '#'}{index}" if plain else "~")
            at = mention.last + 1
            continue
        word = pieces[at].word
        parts.append(f"_{word}" if word in _FUNCTION else word)
        at += 1
    return " ".join(parts) + " . "


def _clause_round(line: str, start: int, end: int) -> str:
    """Give what stands in the same part of a line beside a form: up to a comma, a semicolon or "while"."""
    before = _PARTS.split(line[:start] + "#")[-1][:-1]
    after = _PARTS.split(line[end:])[0]
    return f"{before} {after}"


def _roots(said: str) -> frozenset[str]:
    return frozenset(root(word) for word in said.split() if not word.startswith("_"))
