"""The noun phrase that a number counts: head, modifiers, of-complement, the "per" or "each" of a rate."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from stc.frontends.builtin.prose.lexicon import (
    ADVERB,
    AUXILIARY,
    COMPARATIVE,
    CONJUNCTION,
    DETERMINER,
    MEASURE_ADJECTIVE,
    NEGATION,
    NOUN_TOO,
    PREPOSITION,
    PRONOUN,
    TIME_WORD,
    is_plural,
    root,
    singular,
    verb,
    word_set,
)
from stc.frontends.builtin.prose.measures import is_measure
from stc.frontends.builtin.prose.mentions import Mention
from stc.frontends.builtin.prose.sentences import Token

_STOP = (
    (ADVERB | AUXILIARY | CONJUNCTION | DETERMINER | NEGATION | PREPOSITION | PRONOUN) - MEASURE_ADJECTIVE - {"total"}
)
_PERIOD_NOUN = word_set(
    """
    second minute hour day night week weekend weekday month quarter year morning evening tag stunde woche monat jahr
    """
)
_SKIP = word_set(
    """
    different other new equal such whole full total additional extra more fewer less lesser another
    """
)
_SINCE = word_set("earlier later ago previously hence")
MAX_WORDS = 5  # of a noun phrase


@dataclass(frozen=True, slots=True)
class Phrase:
    """What a number counts: tokens [begin, end); `head` its counted noun (lower case, singular), "" for bare money.

    `thing` are the roots of head, modifiers and complement; `each` the noun of a rate ("" for a bare "each"), None
    where there is none; `flags` what stood between: more, fewer, of (a part: "4 of the books"), them, measure words.
    """

    begin: int
    end: int
    head: str = ""
    thing: tuple[str, ...] = ()
    said: str = ""
    each: str | None = None
    flags: frozenset[str] = frozenset()
    tops: tuple[str, ...] = ()  # roots of which one has to be asked for: the head, or what pieces are pieces of


def read_phrase(pieces: Sequence[Token], mention: Mention) -> Phrase:
    """Read the noun phrase after a number, e.g. "7 bags of old cans" -> head bag, thing (bag, old, can)."""
    at = mention.last + 1
    flags: set[str] = set()
    glued = at < len(pieces) and pieces[at].word == "-" and pieces[at].start == pieces[at - 1].end
    if glued and at + 1 < len(pieces) and pieces[at + 1].is_word:
        flags.add("glued")  # "a 10-hour shift": a measure of the shift
        word = pieces[at + 1]
        rest = at + 2
        return Phrase(
            mention.first, rest, singular(word.word), (word.root,), word.text, None, frozenset(flags), (word.root,)
        )
    measured = bool(mention.currency or mention.percent)
    while (
        at < len(pieces)
        and pieces[at].is_word
        and (pieces[at].word in COMPARATIVE or pieces[at].word in _SKIP - {"new"})
    ):
        flags.add(pieces[at].word)
        at += 1
    if at < len(pieces) and pieces[at].word == "of" and not measured:
        flags.add("of")
        at += 1
        while at < len(pieces) and (pieces[at].word in DETERMINER or pieces[at].word.endswith("'s")):
            at += 1
        if at < len(pieces) and pieces[at].word in ("them", "those", "these", "which"):
            flags.add("them")
            at += 1
    if at + 1 < len(pieces) and pieces[at].word in ("°", "º") and pieces[at + 1].word in ("c", "f") and not measured:
        unit = "celsius" if pieces[at + 1].word == "c" else "fahrenheit"
        return Phrase(mention.first, at + 2, unit, (unit,), f"°{pieces[at + 1].text}", None, frozenset(flags), (unit,))
    words: list[Token] = []
    if not measured:
        words, at = _noun(pieces, at)
    if words and is_measure(words[0].word):
        return _measured(pieces, mention, words, at, flags)
    head = singular(words[-1].word) if words else ""
    if words and any(w.word in MEASURE_ADJECTIVE for w in words[1:]):
        cut = next(i for i, w in enumerate(words) if i and w.word in MEASURE_ADJECTIVE)
        head = singular(words[cut - 1].word)
    thing = [w.root for w in words if w.word not in _SKIP]
    tops = [root(head)] if head else []
    said = " ".join(w.text for w in words)
    if at + 1 < len(pieces) and pieces[at].word == "of" and (words or measured) and not (flags & {"them"}):
        more, after = _complement(pieces, at + 1)
        if more:
            thing += [w.root for w in more]
            tops += [more[-1].root] if head == "piece" else []
            said = f"{said} of {' '.join(w.text for w in more)}" if said else " ".join(w.text for w in more)
            at = after
    if words and words[-1].word in _SKIP:
        head = ""
    if at < len(pieces) and pieces[at].word in ("one", "ones"):
        flags.add("ones")
        at += 1
    if at + 1 < len(pieces) and pieces[at].word in COMPARATIVE and pieces[at + 1].word == "than":
        flags.add(pieces[at].word)
        at += 1
    each, at = _each(pieces, at, measured or head in _PERIOD_NOUN or bool(head))
    return Phrase(mention.first, at, head, tuple(dict.fromkeys(thing)), said, each, frozenset(flags), tuple(tops))


def _measured(pieces: Sequence[Token], mention: Mention, words: Sequence[Token], at: int, flags: set[str]) -> Phrase:
    """Read what a unit of measure measures: "375 g flour", "2 litres of milk", "48 pages long"."""
    unit, stuff = words[0], list(words[1:])
    if not stuff and at + 1 < len(pieces) and pieces[at].word == "of":
        stuff, at = _complement(pieces, at + 1)
    elif not stuff:
        stuff, at = _noun(pieces, at)
    if at + 1 < len(pieces) and pieces[at].word in COMPARATIVE and pieces[at + 1].word == "than":
        flags.add(pieces[at].word)
        at += 1
    each, at = _each(pieces, at, True)
    said = " ".join(token.text for token in (unit, *stuff))
    thing = tuple(dict.fromkeys((unit.root, *(token.root for token in stuff))))
    return Phrase(mention.first, at, singular(unit.word), thing, said, each, frozenset(flags), (unit.root,))


def _noun(pieces: Sequence[Token], at: int) -> tuple[list[Token], int]:
    words: list[Token] = []
    while at < len(pieces) and len(words) < MAX_WORDS:
        token = pieces[at]
        if not token.is_word or token.word in _STOP:
            break
        if not words and _is_finite(pieces, at):
            break
        if words and token.word in MEASURE_ADJECTIVE and len(words) > 1:
            break
        if words and token.word not in MEASURE_ADJECTIVE and _ends_before(words, token, pieces, at):
            break
        if not words and token.word in TIME_WORD and not is_plural(token.word) and token.word not in _PERIOD_NOUN:
            break
        words.append(token)
        at += 1
    return words, at


def _is_finite(pieces: Sequence[Token], at: int) -> bool:
    """Tell "38 suggested adding" (a verb) from "38 used cars" (a modifier)."""
    word = pieces[at].word
    lemma = verb(word)
    if not lemma or word.endswith("ing") or (word in (lemma, lemma + "s") and lemma in NOUN_TOO):
        return False
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if following is not None and following.is_word and is_plural(following.word) and not verb(following.word):
        return False  # "9 rose stamps"
    if word.endswith("ed") and following is not None and following.is_word:
        return following.word in _STOP or following.word.endswith("ing") or bool(verb(following.word))
    return True


def _ends_before(words: Sequence[Token], token: Token, pieces: Sequence[Token], at: int) -> bool:
    """Tell whether the noun phrase is over before `token`: a verb, a time, or anything after a plural but a plural."""
    word = token.word
    lemma = verb(word)
    if word in TIME_WORD and word not in _PERIOD_NOUN:
        return True
    plural = is_plural(words[-1].word) or words[-1].word in ("kg", "km", "ml", "cm", "mm", "g", "lb", "lbs", "oz", "l")
    if lemma and not (word in (lemma, lemma + "s") and lemma in NOUN_TOO and not plural):
        return True
    if word.endswith("'s") or (word.endswith("ly") and len(word) > 4):
        return True
    if not plural:
        return False
    return not (is_plural(word) and not lemma)


def _complement(pieces: Sequence[Token], at: int) -> tuple[list[Token], int]:
    while at < len(pieces) and pieces[at].word in DETERMINER:
        at += 1
    if at < len(pieces) and (pieces[at].number >= 0 or not pieces[at].is_word):
        return [], at
    return _noun(pieces, at)


def _each(pieces: Sequence[Token], at: int, countable: bool) -> tuple[str | None, int]:
    """Read what makes a rate right after a phrase: "per day", "a day", "each", "for each pack", "/kg"."""
    if at >= len(pieces):
        return None, at
    word = pieces[at].word
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    if word in ("per", "every", "each", "for") and _counted_share(pieces, at):
        return "?", at
    if word in ("per", "/", "pro", "je") and following is not None and following.is_word:
        noun, after = _noun(pieces, at + 1)
        return (singular(noun[-1].word) if noun else None), (after if noun else at)
    if word == "apiece":
        return "", at + 1
    if word in ("each", "every"):
        noun, after = _noun(pieces, at + 1)
        return (singular(noun[-1].word) if noun else ("" if word == "each" else None)), max(after, at + 1)
    if word in ("a", "an") and following is not None and countable:
        if _tells_when(pieces, at + 2):
            return None, at  # "4 million a year earlier" tells when, not how often
        if singular(following.word) == following.word and (
            following.word in _PERIOD_NOUN or _ends_clause(pieces, at + 2)
        ):
            return singular(following.word), at + 2
        return None, at
    if (
        word in ("in", "for", "to", "from", "on", "off", "with")
        and following is not None
        and following.word in ("each", "every")
    ):
        skip = at + 2
        if skip < len(pieces) and pieces[skip].word == "of":
            skip += 1
            while skip < len(pieces) and (pieces[skip].word in DETERMINER or pieces[skip].number >= 0):
                skip += 1
        noun, after = _noun(pieces, skip)
        return (singular(noun[-1].word) if noun else None), (after if noun else at)
    return None, at


def _tells_when(pieces: Sequence[Token], at: int) -> bool:
    """Tell the "earlier" of "a year earlier" from what follows a rate: "$3 a year before tax"."""
    word = pieces[at].word if at < len(pieces) else ""
    if word not in ("before", "after", "prior"):
        return word in _SINCE
    following = pieces[at + 1] if at + 1 < len(pieces) else None
    return following is None or not following.is_word or following.word in DETERMINER | CONJUNCTION


def _counted_share(pieces: Sequence[Token], at: int) -> bool:
    """Tell "every 10 minutes", "for every 200 calories": a rate whose share is more than one."""
    at += 1 if pieces[at].word != "for" else 2
    linked = pieces[at - 1].word in ("per", "every", "each")
    return linked and at < len(pieces) and pieces[at].number >= 0


def _ends_clause(pieces: Sequence[Token], at: int) -> bool:
    return (
        at >= len(pieces)
        or not pieces[at].is_word
        or pieces[at].word in ("and", "but", "or", "for", "from", "at", "in", "on", "while")
    )
