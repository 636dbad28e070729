"""Answers from products that one clause states in full, where no other number of the story competes."""

from __future__ import annotations

from dataclasses import replace

from stc.frontends.builtin.prose.lexicon import MEASURE_ADJECTIVE, word_set
from stc.frontends.builtin.prose.measures import is_measure
from stc.runtime.story.facts import MONEY, STATE, Story, Told
from stc.runtime.story.forms import unread
from stc.runtime.story.locals import Local
from stc.runtime.story.match import PRONOUNS, same_verb, touching
from stc.runtime.story.products import may_be, only_person
from stc.runtime.story.question import Asked
from stc.runtime.story.risks import product_risk

_PAYING = word_set("cost pay spend price purchase buy")
_EARNING = word_set("make earn get receive")
_EMPTY = word_set("money dollar price total all altogether")


def stated(asked: Asked, story: Story) -> str | None:
    """Give the product of a clause that says all words of the question."""
    side = asked.side
    if asked.form != "value" or asked.each or asked.also or asked.marks - {"total"} or side.negated or asked.joint:
        return None
    fits = [local for local in story.locals if _fits(asked, story, local)]
    if len(fits) > 1 and "total" in asked.marks:
        return _sum(asked, fits, story)
    if len(fits) != 1:
        return None
    local = fits[0]
    used = [told for told in story.told if told.id in (local.count, local.rate)]
    heads = {told.fact.head for told in used if told.id == local.count}
    if asked.ones & (local.share | local.thing) or asked.definite & heads:
        return None  # "how much does a box cost" asks of one
    if len(used) != 2 or local.repeated or product_risk(used, story, asked.words) or local.operated:
        return None
    others = replace(story, operating=tuple(words for words in story.operating if words != used[0].words))
    if unread(side, others, used):
        return None
    apart = {name for one in story.locals if asked.number is not None for name in (one.count, one.rate)}
    rivals = [told for told in touching(side, story) if told not in used and told.id not in apart]
    said = asked.words - _EMPTY - PRONOUNS
    if asked.number is not None:  # how many of the shares: only what says the same words is a rival
        rivals = [told for told in rivals if said <= told.core]
    if any(_competes(told, asked, used) for told in rivals):
        return None
    return f"{local.count} * {local.rate}"


def _sum(asked: Asked, fits: list[Local], story: Story) -> str | None:
    """Give the sum of several products, where they use up all that the story counts of the thing."""
    rates = [local.rate for local in fits]
    counts = {local.count for local in fits}
    if len({*rates}) < len(fits) or len(counts) < len(fits) or any(local.repeated or local.operated for local in fits):
        return None
    if story.operating or any(told.id not in rates for told in touching(asked.side, story)):
        return None
    used = [told for told in story.told if told.id in counts or told.id in rates]
    if product_risk(used, story, asked.words):
        return None
    return " + ".join(f"{local.count} * {local.rate}" for local in fits)


def _fits(asked: Asked, story: Story, local: Local) -> bool:
    side = asked.side
    used = [told for told in story.told if told.id in (local.count, local.rate)]
    if any(told.fact.flags & {"if", "negated"} or told.compares for told in used):
        return False
    if asked.number is not None:
        count = next((told for told in used if told.id == local.count), None)
        if count is None or count.fact.mention is None or asked.number.value != count.fact.mention.value:
            return False
        rates = {one.rate for one in story.locals}
        values = {told.fact.mention.value for told in story.told if told.id in rates and told.fact.mention is not None}
        if not asked.of & local.share or asked.number.value in values:
            return False  # "the 5 petal flowers" are not 5 flowers
    verbs = {word for told in used for word in told.fact.verb_words}
    words = asked.words - _EMPTY - PRONOUNS
    if asked.number is not None:
        words -= {"first", "last", "next"}
    if local.money:
        if side.thing != MONEY or side.verb in ("have", "be"):
            return False
        named = bool(words & local.share)
        if not named and (story.operating or any(told.money and told not in used for told in story.told)):
            return False  # all that is spent or earned: the story names more sums
        words -= _EARNING if verbs & {"sell", "earn", "make"} else _PAYING
    elif "give" in verbs and side.verb in ("get", "receive") and {*side.owner} <= local.share:
        words -= {side.verb}
    elif not (side.verb in verbs or side.verb in STATE or not side.verb):
        return False
    if not local.money and not (asked.head in local.thing and side.thing <= local.thing | local.share):
        return False
    return words <= _words(local, used, story) and bool(words & (local.share | local.thing | {*side.owner}))


def _words(local: Local, used: list[Told], story: Story) -> frozenset[str]:
    """Give the words that the clause of a product says; the only person of a story is everywhere."""
    person = only_person(story)
    alone = person if all(may_be(person, told) for told in used) else frozenset[str]()
    return frozenset[str]().union(local.share, local.thing, alone, *(told.core for told in used))


def _competes(told: Told, asked: Asked, used: list[Told]) -> bool:
    """Tell whether another number of the thing may belong to what is asked."""
    owners = {one.fact.owner for one in used}
    if asked.side.verb not in STATE | {"", "cost"} and told.fact.verb in STATE:
        return False  # "there are 10 left" is nothing that somebody drank
    if told.fact.owner and told.fact.owner not in owners and "?" not in told.fact.owner:
        return asked.words - _EMPTY - PRONOUNS <= told.core
    if asked.side.thing != MONEY:
        deeds = {asked.side.verb, *(one.fact.verb for one in used)}
        if told.vague or asked.side.verb in STATE | {""} or told.fact.verb in deeds:
            return True
    return asked.words - _EMPTY - _PAYING - _EARNING - PRONOUNS <= told.core


def related(asked: Asked, story: Story) -> str | None:
    """Give what a relation tells of an owner that the question names in full: "twice as many as Ann"."""
    side = asked.side
    if asked.form != "value" or asked.also or asked.marks - {"left"} or side.negated or asked.number is not None:
        return None
    if asked.joint or side.thing == MONEY:
        return None
    names = frozenset(side.owner) or (
        side.place if side.verb == "be" and side.thing <= MEASURE_ADJECTIVE else frozenset()
    )
    if not names and side.verb == "be" and not asked.marks and not asked.each:
        return _of_whole(asked, story)
    if not names or names & PRONOUNS:
        return None
    place = side.place - names - {asked.each}
    each = asked.each or None
    near = [
        told
        for told in touching(side, story)
        if names <= {*told.fact.owner} or not told.fact.owner or {*told.fact.owner} & (PRONOUNS | {"?"})
    ]
    kinds = {frozenset(told.fact.thing) for told in story.told if told.has(side.thing)}
    if place:  # what is told of another place or time is no rival
        near = [told for told in near if not told.fact.place or place & {*told.fact.place}]
    found = [
        told
        for told in near
        if told.fact.mention is None and told.id and names == frozenset(told.fact.owner)
        and (same_verb(told, side) if not asked.marks else "left" in told.fact.flags)
        and ("left" in told.fact.flags) == bool(asked.marks)
        and (len(kinds) == 1 or asked.side.thing >= {*told.fact.thing} - {"year"} or is_measure(told.fact.head))
        and place <= {*told.fact.place}
    ]  # fmt: skip
    if len(found) != 1 or len(near) != 1 or found[0].fact.each != each or found[0].fact.flags & {"if", "negated"}:
        return None
    if any(names <= words and words != found[0].words for words in story.operating):
        return None
    return found[0].id


def _of_whole(asked: Asked, story: Story) -> str | None:
    """Give a part that the question names in all its words: "half of the hats are red", how many red hats."""
    named = [told for told in story.told if told.has(asked.side.thing)]
    found = [told for told in named if told.fact.place and {*told.fact.place} <= asked.side.thing]
    if any("part" not in told.fact.flags for told in named):
        return None
    if len(found) != 1 or found[0].fact.mention is not None or not found[0].id or "part" not in found[0].fact.flags:
        return None
    part = found[0].fact
    wholes = [told for told in story.told if "part" not in told.fact.flags and {*told.fact.thing} & {*part.thing}]
    if asked.side.place and not (len(wholes) == 1 and asked.side.place <= {*wholes[0].fact.place}):
        return None
    if not {*part.place} <= asked.side.thing or part.each is not None:
        return None
    return found[0].id
