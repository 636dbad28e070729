"""What makes a number a rate although it is not said right after it: "each pack costs", "every day she reads"."""

from __future__ import annotations

from collections.abc import Sequence

from stc.frontends.builtin.prose.clauses import Verb
from stc.frontends.builtin.prose.lexicon import ADVERB, DROP, PREPOSITION, singular
from stc.frontends.builtin.prose.nouns import Phrase
from stc.frontends.builtin.prose.sentences import Token


def under_every(pieces: Sequence[Token], at: int, phrases: Sequence[Phrase]) -> bool:
    """Tell whether "every" or "each" stands before a number in its part of the sentence, whatever it belongs to."""
    for i in range(at - 1, -1, -1):
        token = pieces[i]
        if token.word in (",", ";", ":", "while", "but"):
            return False
        if token.word in ("every", "each") and not any(p.begin <= i < p.end for p in phrases):
            return True
    return False


def each_placed(place: Sequence[Token]) -> str | None:
    """Read a rate that stands apart from its number: "60 chairs are rented each day"."""
    for index, token in enumerate(place[:-1]):
        if token.word in ("each", "every", "per"):
            following = place[index + 1]
            return following.root if following.is_word and following.word not in DROP else "?"
        if token.word == "daily":
            return "day"
    return "day" if place and place[-1].word in ("daily", "everyday") else None


def each_subject(
    pieces: Sequence[Token], group: Verb, opening: Sequence[Token], phrases: Sequence[Phrase]
) -> str | None:
    words = pieces[group.begin : group.end]
    counted = next((p for p in phrases if p.begin == group.begin and p.end == group.end), None)
    if counted is not None and not group.passive:
        alone = pieces[counted.begin].word in ("one", "1") and _is_present(pieces, group)
        return singular(counted.head) if alone and counted.head else "?"  # "3 boys had 2 pens": together or each
    if words and words[0].word in ("a", "an", "one") and len(words) > 1 and _is_present(pieces, group):
        nouns = [t for t in words[1:] if t.is_word and t.word not in DROP]
        return nouns[-1].root if nouns else None  # "a ticket costs $ 3": any one of them
    if words and words[0].word in ("each", "every") and len(words) > 1:
        nouns = [t for t in words[1:] if t.is_word and t.word not in DROP]
        of = [i for i, t in enumerate(words) if t.word in PREPOSITION]
        if words[1].word == "of":
            return nouns[-1].root if nouns else None
        head = [t for t in words[1 : of[0] if of else len(words)] if t.is_word and t.word not in DROP]
        return head[-1].root if head else None
    for i, token in enumerate(opening):
        if token.word in ("every", "each") and i + 1 < len(opening):
            return opening[i + 1].root
    return None


def _last_noun(words: Sequence[Token]) -> str:
    """Give the head of a subject: its last word before a preposition."""
    cut = next((i for i, token in enumerate(words) if i and token.word in PREPOSITION), len(words))
    nouns = [t for t in words[:cut] if t.is_word and t.word not in DROP | ADVERB]
    return nouns[-1].root if nouns else ""


def _is_present(pieces: Sequence[Token], group: Verb) -> bool:
    word = pieces[group.first].word
    return word in ("has", "is", "can", "will", "does") or (word.endswith("s") and word not in ("was", "s"))
