"""Which words of a sentence belong to which of its numbers: the verb, what stands before, what follows."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import accumulate

from stc.frontends.builtin.prose.clauses import Verb
from stc.frontends.builtin.prose.lexicon import (
    CONJUNCTION,
    DETERMINER,
    PARTICLE,
    PREPOSITION,
    SUBORDINATE,
    TIME_WORD,
    word_set,
)
from stc.frontends.builtin.prose.nouns import Phrase
from stc.frontends.builtin.prose.sentences import Token
from stc.frontends.builtin.prose.wording import content_words

_WHOM = word_set("he she him her they them")
OTHER = "the other one"  # whom "than he has" means


OTHER = "the other one"  # whom "than he has" means


def means_other(pieces: Sequence[Token], at: int) -> bool:
    """Tell whether "than he has", "than him" comes after token `at`: another actor, named by a pronoun alone."""
    than = next((i for i in range(at, len(pieces)) if pieces[i].word == "than"), -1)
    return 0 <= than < len(pieces) - 1 and pieces[than + 1].word in _WHOM


def governor(
    index: int, phrase: Phrase, phrases: Sequence[Phrase], verbs: Sequence[Verb], pieces: Sequence[Token]
) -> tuple[int, str]:
    """Find the verb of a number: the one it is the subject of, else the last one before it."""
    for at, group in enumerate(verbs):
        if group.begin == phrase.begin and group.end == phrase.end:
            return at, "subject"
    parted = max((i for i in range(phrase.begin) if pieces[i].word == ";"), default=-1)
    before = [at for at, group in enumerate(verbs) if parted < group.last < phrase.begin]
    if before:
        if index and verbs[before[-1]].infinitive and phrases[index - 1].head == phrase.head == "":
            joined = pieces[phrase.begin - 1].word in (",", "and")
            if joined and phrases[index - 1].end <= verbs[before[-1]].first:
                return governor(index - 1, phrases[index - 1], phrases, verbs, pieces)
        return before[-1], "object"
    if index + 1 < len(phrases):  # "3 red, 2 green and 5 blue pens are here"
        between = pieces[phrase.end : phrases[index + 1].begin]
        if all(t.word in (",", "and", "or") for t in between):
            return governor(index + 1, phrases[index + 1], phrases, verbs, pieces)
    return -1, ""


def scope_of(
    pieces: Sequence[Token], at: int, index: int, verbs: Sequence[Verb], phrases: Sequence[Phrase]
) -> tuple[int, int]:
    """Give the tokens [start, stop) that may tell more of a number: its clause, up to the next number."""
    stop = len(pieces)
    if index + 1 < len(phrases):
        stop = min(stop, _last_link(pieces, phrases[index].end, phrases[index + 1].begin))
    for group in verbs[at + 1 :]:
        if group.first >= phrases[index].end and not group.infinitive:
            stop = min(stop, group.begin if group.begin < group.end else group.first)
            break
    for i in range(phrases[index].end, stop):
        if (
            pieces[i].word in (";", ":", "(")
            or (pieces[i].word in SUBORDINATE - {"after", "before", "as", "since"})
            or _multiplies(pieces, i)
        ):
            stop = i
            break
    start = 0
    if at >= 0:
        limit = min(verbs[at].begin if verbs[at].begin < verbs[at].end else verbs[at].first, phrases[index].begin)
        start = max((p.end for p in phrases if p.end <= limit), default=0)
        for i in range(limit - 1, start - 1, -1):
            signs = pieces[i].word in (";", ":") or pieces[i].word in CONJUNCTION
            if signs or any(g.first <= i <= g.last for g in verbs):
                start = i + 1
                break
    return start, max(stop, phrases[index].end)


def words_before(pieces: Sequence[Token], group: Verb, index: int, phrases: Sequence[Phrase]) -> Sequence[Token]:
    """Give the words between a verb and its number: "played tag with 5", "gave Ann 3"; shared along a plain list."""
    ends = (p.end if p.begin > group.last else -1 for p in phrases[:index])
    reach = list(accumulate(ends, max, initial=-1))  # how far the numbers after the verb reach, by their count
    at = index
    while reach[at] >= 0:
        begin = phrases[at].begin
        own = pieces[_last_link(pieces, reach[at], begin) : begin]
        if own:
            return own
        at -= 1
    return pieces[group.last + 1 : phrases[at].begin]


def _last_link(pieces: Sequence[Token], start: int, end: int) -> int:
    """Give where, in [start, end), the words after the last comma or "and" begin."""
    return next((i + 1 for i in range(end - 1, start - 1, -1) if pieces[i].word in (",", "and", "or", "but")), end)


def before_numbers(pieces: Sequence[Token], first: Phrase, phrase: Phrase) -> list[Token]:
    """Give what stands before the numbers of a sentence without a verb: "Flour: 3 cups".

    In a list each item may have words of its own: "Admission: adults 14 euros, children 6 euros".
    """
    own = _own_words(pieces, phrase) if phrase.begin > first.begin else []
    if own:
        colon = next((i for i in range(first.begin) if pieces[i].word == ":"), -1)
        return [*pieces[: max(colon, 0)], *own]
    parted = max((i for i in range(phrase.begin) if pieces[i].word == ";"), default=-1)
    return list(pieces[parted + 1 : first.begin]) if parted < first.begin else []


def _own_words(pieces: Sequence[Token], phrase: Phrase) -> list[Token]:
    """Give the words between the comma before an item of a list and its number, where one of them names something."""
    start = phrase.begin
    while start > 0 and pieces[start - 1].is_word and pieces[start - 1].number < 0 and pieces[start - 1].word != "and":
        start -= 1
    if start == 0 or pieces[start - 1].word not in (",", ";", "and"):
        return []
    own = list(pieces[start : phrase.begin])
    return own if any(t.word not in PREPOSITION | DETERMINER | CONJUNCTION for t in own) else []


def _multiplies(pieces: Sequence[Token], at: int) -> bool:
    """Tell whether "twice", "half as many" begins here: another number, which a relation tells."""
    following = pieces[at + 1].word if at + 1 < len(pieces) else ""
    return pieces[at].word in ("twice", "thrice", "half") or (pieces[at].word == "as" and following in ("many", "much"))


def opening_of(pieces: Sequence[Token], group: Verb, start: int, phrase: Phrase) -> list[Token]:
    """Give what stands before the subject in its clause: "Last week", "On monday", "At the park,"."""
    if group.inherits:
        return []
    end = min(group.begin, phrase.begin)
    if start and pieces[start - 1].is_word and pieces[start - 1].word not in CONJUNCTION:
        return []
    return [token for token in pieces[start:end] if token.number < 0]


def split_than(place: list[Token]) -> tuple[list[Token], tuple[str, ...]]:
    """Split "than the frog in the pond" off the rest of a clause."""
    for index, token in enumerate(place):
        if token.word == "than":
            return place[:index], content_words(place[index + 1 :])
    return place, ()


def particle_of(pieces: Sequence[Token], group: Verb | None) -> str:
    return particle_after(pieces, group.last) if group is not None else ""


def particle_after(pieces: Sequence[Token], last: int) -> str:
    """Give the particle right after the verb that ends at `last`: "off" of "got off", none of "read on Friday"."""
    at = last + 1
    if at >= len(pieces) or pieces[at].word not in PARTICLE:
        return ""
    following = next((t for t in pieces[at + 1 :] if t.word not in DETERMINER), None)
    timed = following is not None and (following.word in TIME_WORD or following.word[0].isdigit())
    return "" if timed else pieces[at].word
