"""What makes a number of a story unsafe to answer with as it stands: more of the same, repetition, sentences not read.

Stories hold their numbers apart on purpose: "he runs 3 miles" and, a sentence later, "he does that twice a day".
"""

from __future__ import annotations

from collections.abc import Sequence

from stc.frontends.builtin.prose.lexicon import word_set
from stc.runtime.story.facts import Story, Told
from stc.runtime.story.match import PRONOUNS, touching
from stc.runtime.story.question import Side

_TIME = word_set("day week month year hour minute time weekday weekend night morning evening second trip lap")
_ANY_DEED = frozenset(
    ("", "do", "have", "be", "go", "make", "take", "repeat", "last", "continue", "happen", "work", "use")
)
_EVERYWHERE = frozenset(("be", "have", "do"))  # deeds that join nothing
_EVERYWHERE_SAID = word_set("this that these those them him her his their its everyone everybody all")
_REPEATS = word_set("every each daily weekly monthly yearly per twice thrice double both another again")


def lookup_risk(side: Side, used: Sequence[Told], story: Story) -> bool:
    """Tell whether something else in the story may change what a single number answers."""
    names = frozenset(side.owner) - PRONOUNS
    rivals = [told for told in touching(side, story) if told not in used and _may_own(told, used, names)]
    rivals = [told for told in rivals if not _elsewhere(told, used, side)]
    bearing = _bearing(side, used)
    operating = (at in story.elliptic or _bears(words, bearing) for at, words in enumerate(story.operating))
    if rivals or any(operating):
        return True
    return any(repeats(told, used, side) for told in story.told if told not in used) or _said_again(used, side, story)


def product_risk(used: Sequence[Told], story: Story, words: frozenset[str]) -> bool:
    """Tell whether a third number beside a rate and its count may belong to the product: "for 3 weeks", "5 times"."""
    sentences = {told.fact.sentence for told in used}
    for told in story.told:
        if told in used or told.money or told.fact.head in words:
            continue
        timed = told.fact.head in _TIME or told.fact.each in _TIME
        deed = told.fact.verb in _ANY_DEED or told.fact.verb in {t.fact.verb for t in used}
        if timed and (told.fact.sentence in sentences or (deed and told.fact.owner in {t.fact.owner for t in used})):
            return True
    return False


def _elsewhere(told: Told, used: Sequence[Told], side: Side) -> bool:
    """Tell whether a fact says the same of another year than the question names: in 2022, not in 2023."""
    here = {word for one in used for word in one.fact.place if word.isdigit()} & side.place
    there = {word for word in told.fact.place if word.isdigit()}
    alike = any(told.fact.owner == one.fact.owner and told.fact.verb == one.fact.verb for one in used)
    return bool(here and there) and alike and not here & there


def _may_own(told: Told, used: Sequence[Told], names: frozenset[str]) -> bool:
    owner = told.fact.owner
    if not owner or owner == ("?",) or set(owner) & PRONOUNS:
        return True
    return owner in {one.fact.owner for one in used} or bool(names & set(owner))


def repeats(told: Told, used: Sequence[Told], side: Side) -> bool:
    """Tell whether another fact is a time or a frequency that multiplies what is asked."""
    if side.thing & {told.fact.head}:
        return False
    timed = told.fact.head in _TIME or told.fact.each in _TIME or told.fact.each == "?"
    same = any(told.fact.sentence == one.fact.sentence or told.fact.owner == one.fact.owner for one in used)
    shared = told.fact.each is not None and any(told.fact.each in one.fact.tops for one in used)
    return (timed and same and not told.money) or (shared and told.has(side.thing))


def _said_again(used: Sequence[Told], side: Side, story: Story) -> bool:
    """Tell whether a sentence repeats the deed without a number: "each friend", "every day", "again"."""
    bearing = _bearing(side, used)
    return any(words & _REPEATS - side.place and _bears(words, bearing) for words in story.sentences)


def _bearing(side: Side, used: Sequence[Told]) -> frozenset[str]:
    """Give the words that join a sentence to a question: its thing, who has it, and the deed."""
    told = (word for one in used for word in (*one.fact.thing, *one.fact.owner, *one.fact.verb_words))
    return frozenset((*side.thing, *side.owner, *told)) - _EVERYWHERE


def _bears(words: frozenset[str], bearing: frozenset[str]) -> bool:
    """Tell whether a sentence may be about the same: it shares a word, or says only "they" or "it"."""
    return bool(words & (bearing | PRONOUNS | _EVERYWHERE_SAID)) or not words
