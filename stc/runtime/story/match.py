"""Which facts of a story a side of a question names."""

from __future__ import annotations

from collections.abc import Sequence

from stc.frontends.builtin.prose.lexicon import word_set
from stc.runtime.story.facts import STATE, Story, Told
from stc.runtime.story.question import Side

NEEDING = word_set("need use require take call")  # of a recipe or a plan; its list has no verb at all
PRONOUNS = word_set("he she it they you we i")


def same_owner(told: Told, owner: Sequence[str], story: Story) -> bool:
    """Tell whether a fact belongs to the owner of a question; a pronoun fits where the story has one actor."""
    if not owner or tuple(owner) == ("everyone together",):
        return True
    if len(owner) == 1 and owner[0] in PRONOUNS:
        actors = {t.fact.owner for t in story.told if t.fact.owner}
        return len(actors) == 1 or told.fact.owner == tuple(owner)
    mine = frozenset(told.fact.owner)
    if mine:
        return frozenset(owner) <= mine
    return frozenset(owner) <= frozenset(told.fact.place)


def same_verb(told: Told, side: Side) -> bool:
    """Tell whether a fact has the verb of a question, with all that goes with it ("have to complete")."""
    if not side.verb or side.verb == "?":
        return True
    if side.verb in NEEDING and told.fact.verb in NEEDING | {""}:
        return {*told.fact.verb_words} - NEEDING <= {*side.verb_words, ""}  # "is expected to take" took nothing yet
    if told.fact.particle != side.particle and not {told.fact.verb, side.verb} & STATE and side.particle != "?":
        return False
    ours = frozenset(told.fact.verb_words) - {"able"}
    if ours == side.verb_words - {"able"}:
        return True
    return (
        told.fact.verb in STATE
        and side.verb in ("have", "be")
        and len(side.verb_words) == 1
        and told.fact.verb in ("have", "be")
    )


def covers(told: Told, words: frozenset[str]) -> bool:
    """Tell whether the words of a place or time stand in the fact itself."""
    fact = told.fact
    if words and "joined" in fact.flags and not frozenset(fact.place) <= words | frozenset(fact.thing):
        return False  # "from selling tea and mowing lawns" is more than from mowing lawns
    return words <= frozenset(
        (*fact.place, *fact.thing, *fact.owner, *fact.verb_words, *((fact.each,) if fact.each else ()))
    )


def matching(side: Side, story: Story, *, vague: bool = False) -> list[Told]:
    """Give the facts that a side names in all its words."""
    return [
        told
        for told in story.told
        if (told.vague == vague)
        and told.has(side.thing)
        and same_owner(told, side.owner, story)
        and same_verb(told, side)
        and covers(told, side.place)
        and ("old" not in side.thing or not told.fact.owner or side.place <= {*told.fact.owner})
        and ("negated" in told.fact.flags) == side.negated
        and "if" not in told.fact.flags
    ]


def touching(side: Side, story: Story) -> list[Told]:
    """Give all facts that may be about the thing of a side, whatever they say of it; vague ones too."""
    found = []
    for told in story.told:
        if told.has(side.thing):
            found.append(told)
        elif not told.money and told.fact.thing and frozenset(told.fact.thing) <= side.thing:
            found.append(told)  # "5 cookies" where salty cookies are asked for
        elif told.vague and not told.fact.thing:
            found.append(told)
    return found
