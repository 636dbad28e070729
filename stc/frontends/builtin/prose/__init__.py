"""Prose -> draft: numbers that count or measure, what they are about, and relations that a sentence states."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from itertools import pairwise, takewhile

from stc.expression import RESERVED
from stc.frontends.builtin.prose.facts import MAX_TOKENS, Fact, read_facts
from stc.frontends.builtin.prose.mentions import Sentence, read_sentences
from stc.frontends.builtin.prose.nouns import read_phrase
from stc.frontends.builtin.prose.periods import periods_of
from stc.frontends.builtin.prose.relations import read_relations
from stc.frontends.builtin.prose.statements import statement_name
from stc.frontends.builtin.prose.units import canonical, is_count, unit_of
from stc.frontends.document import Document, TextBlock
from stc.graph import Draft, Labels, Period, Quantity, Relation, Span, Stated

MAX_ID = 48
NEAR = 8  # tokens between a count and its "each"
MAX_SENTENCES, MAX_MENTIONS = 100, 300  # of a paragraph: who has what is looked for among all its facts
_NOT_ID = re.compile(r"[^a-z0-9]+")


def read_prose(document: Document, locale: str = "en", used: Iterable[str] = ()) -> Draft:
    """Read the running text of a document into quantities and relations; tables and code are left to others.

    `used` are ids that are taken already.

    >>> from stc.frontends.document import read_document
    >>> draft = read_prose(read_document("Paco had 26 salty cookies."))
    >>> [(q.id, str(q.value), q.unit, q.about) for q in draft.quantities]
    [('salty_cookies_paco_had', '26', 'cookie', 'salty cookies Paco had')]
    """
    quantities: list[Quantity] = []
    relations: list[Relation] = []
    taken = dict.fromkeys((*RESERVED, *used), 1)
    heading = ""
    for block in document.blocks:
        if not isinstance(block, TextBlock) or block.kind == "code":
            continue
        if block.kind == "heading":
            heading = " ".join(block.text.split())
            continue
        for shown in _together(block, locale):
            more, said = read_block(block, shown, heading, taken)
            quantities += more
            relations += said
    return Draft(quantities=tuple(quantities), relations=tuple(relations), locale=locale)


def _together(block: TextBlock, locale: str) -> Iterator[list[Sentence]]:
    """Cut a block into runs of sentences that are read together; one that is no list or log is a single run."""
    run: list[Sentence] = []
    mentions = 0
    for sentence in read_sentences(block.text, 0, len(block.text), locale):
        if len(sentence.tokens) > MAX_TOKENS:
            continue
        if len(run) >= MAX_SENTENCES or mentions >= MAX_MENTIONS:
            yield run
            run, mentions = [], 0
        run.append(sentence)
        mentions += len(sentence.mentions)
    if run:
        yield run


def read_block(
    block: TextBlock, shown: Sequence[Sentence], heading: str, taken: dict[str, int]
) -> tuple[list[Quantity], list[Relation]]:
    """Read sentences of one block; `taken` are the ids in use, and grows."""
    facts = read_facts(shown)
    ids: dict[int, str] = {}
    quantities: list[Quantity] = []
    for sentence_number, sentence in enumerate(shown):
        here = [fact for fact in facts if fact.sentence == sentence_number]
        periods = periods_of(block.text, sentence, [fact.first for fact in here], [fact.last for fact in here])
        stated = _stated_names(block.text, sentence, here, periods)
        shared = _shared_about(sentence, here, periods)
        for fact, period in zip(here, periods, strict=True):
            if fact.mention is None or fact.mention.vague:
                continue
            quantity = _quantity(
                _each_of(fact, here),
                stated.get(id(fact)) or shared or fact.about,
                sentence,
                period,
                block,
                heading,
                taken,
            )
            ids[id(fact)] = quantity.id
            quantities.append(quantity)
    units = {quantity.id: quantity.unit for quantity in quantities}

    def name(fact: Fact, formula: str, base: str) -> str:
        chosen = new_id(fact.about, taken)
        head = canonical(fact.head)
        units[chosen] = head if head and is_count(units[base]) else units[base]
        return chosen

    relations: list[Relation] = []
    for made in read_relations(shown, facts, ids, name):
        sentence = shown[made.sentence]
        span = Span(block.start + sentence.start, block.start + sentence.end)
        labels = Labels(rows=_row(made.fact))
        quantities.append(Quantity(id=made.id, about=made.fact.about, unit=units[made.id], labels=labels))
        relations.append(
            Relation(
                id=new_id(f"{made.id}_said", taken), left=made.id, formula=made.formula, basis="said", spans=(span,)
            )
        )
    return quantities, relations


def _stated_names(text: str, sentence: Sentence, here: list[Fact], periods: list[Period | None]) -> dict[int, str]:
    """Give the amounts of a plain statement with times their name, "rent expense on depots", by the id of the fact."""
    amounts = list(takewhile(lambda fact: fact.mention and (fact.mention.currency or fact.mention.percent), here))
    if not amounts or None in periods[: len(amounts)]:
        return {}
    mentions = [fact.mention for fact in amounts if fact.mention is not None]
    if any(mention.vague for mention in mentions):
        return {}
    spans = [(mention.start - sentence.start, mention.end - sentence.start) for mention in mentions]
    name = statement_name(text[sentence.start : sentence.end], spans)
    return {id(fact): name for fact in amounts} if name else {}


def _each_of(fact: Fact, here: list[Fact]) -> Fact:
    """Say what a bare "each" is each of: in "3 goats for $ 500 each" the goats, the count right before it."""
    at = next(i for i, other in enumerate(here) if other is fact)
    before = here[at - 1] if at else None
    if fact.each != "" or before is None or before.mention is None or not before.head or before.each is not None:
        return fact
    near = 0 <= fact.first - before.last < NEAR and not (before.mention.currency or before.mention.percent)
    return replace(fact, each=before.head) if near else fact


def _shared_about(sentence: Sentence, here: list[Fact], periods: list[Period | None]) -> str:
    """Give what all numbers of a list with their times ("5 and 6 in ..., respectively") are about: as its first."""
    if len(here) < 2 or None in periods or not here[0].about or " and " in here[0].about:
        return ""
    if not any(token.word in ("respectively", "jeweils") for token in sentence.tokens):
        return ""
    gaps = [sentence.tokens[before.last : after.first] for before, after in pairwise(here)]
    return here[0].about if all(token.word in _IN_LISTS for gap in gaps for token in gap) else ""


_IN_LISTS = frozenset([",", ";", "and", "und", "$", "€", "£", "%", "thousand", "million", "billion", "percent"])


def _quantity(
    fact: Fact,
    about: str,
    sentence: Sentence,
    period: Period | None,
    block: TextBlock,
    heading: str,
    taken: dict[str, int],
) -> Quantity:
    mention = fact.mention
    assert mention is not None
    share = mention.value.denominator > 1 and "of" in fact.flags  # "1/4 of the balls" is no number of balls
    phrase = read_phrase(sentence.tokens, mention)
    if phrase.each == "" and fact.each:
        phrase = replace(phrase, each=fact.each)
    if fact.head and not phrase.head:
        unit = unit_of(mention, phrase.__class__(phrase.begin, phrase.end, fact.head, each=phrase.each), fact.each)
    else:
        unit = unit_of(mention, phrase, fact.each)
    about = about or (heading if _is_terse(sentence) else "") or _words_around(sentence)
    about = _with_period(about, period)
    span = Span(block.start + mention.start, block.start + mention.end)
    return Quantity(
        id=new_id(about, taken),
        about=about,
        unit="" if share else unit,
        value=mention.value,
        stated=Stated(span=span, resolution=mention.resolution, qualifier=mention.qualifier, high=mention.high),
        labels=Labels(rows=_row(fact), period=period),
    )


def _row(fact: Fact) -> tuple[str, ...]:
    return ()


def _is_terse(sentence: Sentence) -> bool:
    """Tell whether a heading may say what a number is about: "12,000 (2019)", but no whole sentence."""
    return sum(token.is_word for token in sentence.tokens) <= 3


def _words_around(sentence: Sentence) -> str:
    return " ".join(token.text for token in sentence.tokens if token.is_word)[:80]


def _with_period(about: str, period: Period | None) -> str:
    if period is None or period.label in about:
        return about
    return f"{about}, {period.label}" if about else period.label


def new_id(about: str, taken: dict[str, int]) -> str:
    """Make a readable id that is not taken, and take it; `taken` counts the ids made of each name.

    >>> new_id("salty cookies Paco had", {"salty_cookies_paco_had": 1})
    'salty_cookies_paco_had_2'
    """
    words = _NOT_ID.sub("_", about.lower().replace("'", "")).strip("_")
    name = words[:MAX_ID].rsplit("_", 1)[0] if len(words) > MAX_ID else words
    if not name or not name[0].isalpha():
        name = f"n_{name}".rstrip("_")
    chosen, count = name, taken.get(name, 1)
    while chosen in taken:
        count += 1
        chosen = f"{name}_{count}"
    taken[name] = count
    taken[chosen] = 1
    return chosen
