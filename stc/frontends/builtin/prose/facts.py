"""Sentences -> facts: each number with who, what, when and where, as far as the sentence says it in a plain form.

What stays unclear is left empty or marked, never guessed: an owner that a pronoun does not settle is ("?",).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from stc.frontends.builtin.prose.clauses import Verb, read_verbs, with_subjects
from stc.frontends.builtin.prose.lexicon import CHANGE, COMPARATIVE, PREPOSITION, singular, word_set
from stc.frontends.builtin.prose.mentions import Mention, Sentence
from stc.frontends.builtin.prose.nouns import Phrase, read_phrase
from stc.frontends.builtin.prose.owners import Memory, owners_of
from stc.frontends.builtin.prose.rates import _last_noun, each_placed, each_subject, under_every
from stc.frontends.builtin.prose.scope import (
    OTHER,
    before_numbers,
    governor,
    means_other,
    opening_of,
    particle_of,
    scope_of,
    split_than,
    words_before,
)
from stc.frontends.builtin.prose.sentences import Token
from stc.frontends.builtin.prose.wording import content_words, worded

_NOW = word_set("now currently")
_FIRST = word_set("initially originally")
_LESS = word_set("fewer less lesser shorter younger")
_LEVEL = CHANGE | word_set("reach shrink jump hit stand")  # verbs that tell how large a subject became
_HYPOTHETICAL = word_set("if unless suppose supposing whether assuming")


@dataclass(frozen=True, slots=True)
class Fact:
    """A number in its clause. Words are roots; `about` is readable; `mention` is None for "some more" and the like.

    `flags`: more, fewer, of, them, total, left, now, first, if (a condition), premise (a condition that stands alone),
    negated, modal, vague, glued.
    """

    sentence: int
    mention: Mention | None
    head: str
    thing: tuple[str, ...]
    tops: tuple[str, ...]
    owner: tuple[str, ...]
    verb: str
    verb_words: tuple[str, ...]
    role: str  # "object", "subject", "" without a verb
    place: tuple[str, ...]
    each: str | None
    flags: frozenset[str]
    about: str
    preposition: str = ""  # right before the number: "increased by 5"
    first: int = 0
    last: int = 0
    than: tuple[str, ...] = ()
    person: bool = False
    particle: str = ""  # right after the verb: "got off"


MAX_TOKENS = 1_000  # of a sentence: a longer one is a list or a table in disguise, and reading it is quadratic


def read_facts(sentences: Iterable[Sentence]) -> list[Fact]:
    """Read the facts of sentences that belong together (a paragraph, a story), in order; questions give none."""
    facts: list[Fact] = []
    memory = Memory()
    for number, sentence in enumerate(sentences):
        if sentence.tokens and any(token.word == "?" for token in sentence.tokens[-2:]):
            continue
        if len(sentence.tokens) > MAX_TOKENS:
            continue
        facts += _read_sentence(sentence, number, memory, facts)
    return facts


def clause_at(sentence: Sentence, number: int, at: int, facts: Sequence[Fact]) -> Fact | None:
    """Give a fact without a number for the clause of token `at`: its owner and verb; None where they are unclear.

    `facts` are those of the text: a pronoun is settled by the sentence's own facts and those before it.
    """
    pieces = sentence.tokens
    memory = Memory()
    for fact in facts:
        if fact.sentence <= number and len(fact.owner) == 1 and fact.owner[0] != "?" and fact.person:
            memory.persons.append((fact.owner, fact.owner[0].capitalize()))
    phrases = [read_phrase(pieces, mention) for mention in sentence.mentions]
    verbs = with_subjects(pieces, read_verbs(pieces), [(p.begin, p.end) for p in phrases])
    owners = owners_of(pieces, verbs, phrases, memory)
    before = [i for i, group in enumerate(verbs) if group.last < at]
    if (
        not before
        or "?" in owners[before[-1]][0]
        or owners[before[-1]][0][:1] in (("they",), ("it",), ("he",), ("she",))
    ):
        return None
    group, (owner, said) = verbs[before[-1]], owners[before[-1]]
    if not owner and group.lemma != "be":
        return None
    flags = _condition(pieces, verbs) | ({"negated"} if group.negated else set())
    verb_said = " ".join(token.text for token in pieces[group.first : group.last + 1])
    fact = Fact(
        number, None, "", (), (), owner, group.lemma, group.words, "object", (), None, frozenset(flags),
        f"{said} {verb_said}".strip(), "", at, at,
    )  # fmt: skip
    return replace(fact, person=len(owner) == 1 and said[:1].isupper())


def _read_sentence(sentence: Sentence, number: int, memory: Memory, before: Sequence[Fact]) -> list[Fact]:
    pieces = sentence.tokens
    phrases = [read_phrase(pieces, mention) for mention in sentence.mentions]
    verbs = with_subjects(pieces, read_verbs(pieces), [(p.begin, p.end) for p in phrases])
    owners = owners_of(pieces, verbs, phrases, memory)
    facts: list[Fact] = []
    for index, (mention, phrase) in enumerate(zip(sentence.mentions, phrases, strict=True)):
        fact = _fact(pieces, index, mention, phrase, phrases, verbs, owners, number)
        facts.append(_complete(fact, phrase, [*before, *facts]))
    return _share_places(facts, pieces)


def _fact(
    pieces: Sequence[Token], index: int, mention: Mention, phrase: Phrase, phrases: Sequence[Phrase],
    verbs: Sequence[Verb], owners: Sequence[tuple[tuple[str, ...], str]], number: int,
) -> Fact:  # fmt: skip
    at, role = governor(index, phrase, phrases, verbs, pieces)
    group = verbs[at] if at >= 0 else None
    owner, owner_said = owners[at] if at >= 0 else ((), "")
    flags = set(phrase.flags)
    start, stop = scope_of(pieces, at, index, verbs, phrases)
    place_tokens = list(pieces[phrase.end : stop])
    if role == "subject" and group is not None:
        end = min([group.first, *(p.begin for p in phrases if p.begin >= phrase.end)])
        place_tokens = [*pieces[phrase.end : end], *pieces[group.last + 1 : stop]]
    elif group is not None and role == "object":
        place_tokens = [*words_before(pieces, group, index, phrases), *place_tokens]
    opening = (
        opening_of(pieces, group, start, phrase) if group is not None else before_numbers(pieces, phrases[0], phrase)
    )
    each = phrase.each
    outer = next((p for p in phrases[:index] if p.end == phrase.begin - 1 and pieces[p.end].word == "of"), None)
    if outer is not None and outer.head and not phrase.flags & {"of"}:
        each = outer.head if each in (None, "") else "?"  # "15 boxes of 20 rockets"
        flags.add("inside")
    sized = not phrase.thing and phrase.begin > 1 and pieces[phrase.begin - 1].word in ("of", "size")
    if sized and not (mention.currency or mention.percent):
        back = phrase.begin - 2
        while back > 0 and pieces[back].word in ("of", "size"):
            back -= 1
        if pieces[back].word != "total":
            each = singular(pieces[back].word)
            flags.add("size")
    if group is not None:
        by_subject = each_subject(pieces, group, opening, phrases if role == "object" and "of" not in flags else ())
        placed = each_placed(opening) or each_placed(place_tokens)
        rates = {rate for rate in (each, by_subject, placed) if rate is not None}
        each = "?" if len(rates) > 1 else next(iter(rates), None)
        if each == "" and role == "object" and not any(p.end <= phrase.begin for p in phrases[:index]):
            each = _last_noun(pieces[group.begin : group.end]) or "?"  # "bagels cost $ 1 each"
    opening = [token for token in opening if token.word not in ("additional", "another", "other", "extra", "total")]
    around = [*opening, *place_tokens]
    for at_word, token in enumerate(around):
        _flag(token, around[at_word + 1] if at_word + 1 < len(around) else None, flags)
    before = pieces[phrase.begin - 1] if phrase.begin else None
    if before is not None and before.word in ("additional", "another", "other", "extra"):
        flags.add("more")
    if each is None and under_every(pieces, phrase.begin, phrases[:index]):
        each = "?"
    place_tokens, than = split_than(place_tokens)
    if not than and flags & COMPARATIVE.keys() and means_other(pieces, phrase.end):
        than = (OTHER,)
    later = pieces[phrase.end :]
    if than or (flags & COMPARATIVE.keys() and any(token.word == "than" for token in later)) or flags & _LESS:
        flags.add("than")
    if any(token.word in ("and", "or") for token in place_tokens[:-1]):
        flags.add("joined")
    if before is not None and before.word == "of" and phrase.begin > 1 and pieces[phrase.begin - 2].word == "total":
        flags.add("total")
    if group is not None:
        flags |= {flag for flag, on in (("negated", group.negated), ("modal", group.modal)) if on}
        if (group.lemma == "leave" and group.passive) or any(t.word in ("left", "remaining") for t in place_tokens):
            flags.add("left")
    flags |= _condition(pieces, verbs)
    place = content_words([*opening, *place_tokens])
    about = worded(phrase, owner_said, group, pieces, [*place_tokens, *opening], flags, each)
    particle = particle_of(pieces, group)
    preposition = before.word if before is not None and before.word in PREPOSITION else ""
    lemma, words = (group.lemma, group.words) if group is not None else ("", ())
    person = len(owner) == 1 and owner_said[:1].isupper()
    return Fact(
        number, mention, phrase.head, phrase.thing, phrase.tops, owner, lemma, words, role, place, each,
        frozenset(flags), about, preposition, phrase.begin, phrase.end, than, person, particle,
    )  # fmt: skip


def _flag(token: Token, following: Token | None, flags: set[str]) -> None:
    if token.word == "in" and following is not None and following.word in ("all", "total"):
        flags.add("total")
    if token.word in _NOW:
        flags.add("now")
    elif token.word in _FIRST:
        flags.add("first")
    elif token.word in ("altogether", "together", "total"):
        flags.add("total")
    elif token.word in ("left", "remaining", "still"):
        flags.add("left")


def _condition(pieces: Sequence[Token], verbs: Sequence[Verb]) -> set[str]:
    """Mark what stands under an "if": as premise where the condition is all there is, else as a mere condition."""
    found = [i for i, token in enumerate(pieces) if token.word in _HYPOTHETICAL]
    if not found:
        return set()
    if found != [0] or pieces[0].word != "if" or any(token.word in ("then", ":") for token in pieces):
        return {"if"}
    for i, token in enumerate(pieces):
        if token.word == "," and any(
            i < group.begin < group.end and pieces[group.begin - 1].word == "," for group in verbs
        ):
            return {"if"}
    return {"premise"}


def _complete(fact: Fact, phrase: Phrase, before: Sequence[Fact]) -> Fact:
    """Fill in what "18 more" and "5 of them" count: what the number before it counts."""
    bare = not fact.thing and fact.mention is not None and not (fact.mention.currency or fact.mention.percent)
    if "ones" in fact.flags and before and before[-1].head:
        last = before[-1]
        thing = tuple(dict.fromkeys((*fact.thing, *last.thing)))
        return replace(
            fact,
            head=last.head,
            thing=thing,
            tops=last.tops,
            flags=fact.flags | {"elliptic"},
            about=f"{last.head} {fact.about}",
        )
    if not bare or fact.mention is None or fact.mention.scale or "size" in fact.flags:
        return fact
    if not before or not before[-1].head or before[-1].sentence < fact.sentence - 1:
        return fact
    last = before[-1]
    if fact.owner and fact.verb in _LEVEL and (last.sentence != fact.sentence or last.owner != fact.owner):
        return fact  # "five ovens. Staff rose from 30 to 44": the subject is what is counted
    return replace(
        fact,
        head=last.head,
        thing=last.thing,
        tops=last.tops,
        flags=fact.flags | {"elliptic"},
        about=f"{last.head} {fact.about}".strip(),
    )


def _share_places(facts: Sequence[Fact], pieces: Sequence[Token]) -> list[Fact]:
    """Let "3 pens and 2 books yesterday" say yesterday of both: a number without time or place takes the last one's."""
    found = list(facts)
    for index in range(len(found) - 2, -1, -1):
        fact, after = found[index], found[index + 1]
        joined = all(t.word in (",", "and", "or", "but") for t in pieces[fact.last : after.first])
        priced = after.mention is not None and after.mention.currency and not (fact.mention and fact.mention.currency)
        if priced and all(t.word in ("at", "for") for t in pieces[fact.last : after.first]):
            tail = tuple(w for w in after.place if w not in fact.place)
            found[index] = replace(fact, place=fact.place + tail)  # "25 chairs at $ 89 each on Monday"
            continue
        if joined and fact.verb == after.verb and fact.role == after.role and fact.owner == after.owner:
            tail = tuple(w for w in after.place if w not in fact.place)
            found[index] = replace(
                fact, place=fact.place + tail, flags=fact.flags | (after.flags & {"left", "now", "total"})
            )
            if after.than and fact.flags & COMPARATIVE.keys():
                found[index] = replace(found[index], than=after.than)
            if fact.each is None and after.each is not None:
                found[index] = replace(found[index], each=after.each)
    return found
