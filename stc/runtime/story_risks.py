"""What makes a number of a story unsafe to answer with as it stands: more of the same, repetition, sentences not read.

Stories hold their numbers apart on purpose: "he runs 3 miles" and, a sentence later, "he does that twice a day".
"""

from __future__ import annotations

from collections.abc import Sequence

from stc.frontends.builtin.prose_lexicon import word_set
from stc.runtime.story_facts import Story, Told
from stc.runtime.story_match import PRONOUNS, touching
from stc.runtime.story_question import Side

_TIME = word_set("day week month year hour minute time weekday weekend night morning evening second trip lap")
_REPEATS = word_set("every each daily weekly monthly yearly per twice thrice double both another again")


def lookup_risk(side: Side, used: Sequence[Told], story: Story) -> bool:
    """Tell whether something else in the story may change what a single number answers."""
    names = frozenset(side.owner) - PRONOUNS
    rivals = [told for told in touching(side, story) if told not in used and _may_own(told, used, names)]
    if rivals or story.operating:
        return True
    return any(_repeats(told, used, side) for told in story.told if told not in used) or _said_again(used, side, story)


def product_risk(used: Sequence[Told], story: Story, words: frozenset[str]) -> bool:
    """Tell whether a third number beside a rate and its count may belong to the product: "for 3 weeks", "5 times"."""
    sentences = {told.fact.sentence for told in used}
    for told in story.told:
        if told in used or told.money or told.fact.head in words:
            continue
        timed = told.fact.head in _TIME or told.fact.each in _TIME
        if timed and (told.fact.sentence in sentences or told.fact.owner in {t.fact.owner for t in used}):
            return True
    return False


def _may_own(told: Told, used: Sequence[Told], names: frozenset[str]) -> bool:
    owner = told.fact.owner
    if not owner or owner == ("?",) or set(owner) & PRONOUNS:
        return True
    return owner in {one.fact.owner for one in used} or bool(names & set(owner))


def _repeats(told: Told, used: Sequence[Told], side: Side) -> bool:
    """Tell whether another fact is a time or a frequency that multiplies what is asked."""
    if side.thing & {told.fact.head}:
        return False
    timed = told.fact.head in _TIME or told.fact.each in _TIME or told.fact.each == "?"
    same = any(told.fact.sentence == one.fact.sentence or told.fact.owner == one.fact.owner for one in used)
    shared = told.fact.each is not None and any(told.fact.each in one.fact.tops for one in used)
    return (timed and same and not told.money) or (shared and told.has(side.thing))


def _said_again(used: Sequence[Told], side: Side, story: Story) -> bool:
    """Tell whether a sentence repeats the deed without a number: "each friend", "every day", "again"."""
    words = frozenset().union(*(told.words for told in used)) if used else frozenset[str]()
    return bool((words | story.words) & _REPEATS - side.place)
