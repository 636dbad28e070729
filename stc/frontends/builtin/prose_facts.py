"""Sentences -> facts: each number with who, what, when and where, as far as the sentence says it in a plain form.

What stays unclear is left empty or marked, never guessed: an owner that a pronoun does not settle is ("?",).
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field, replace

from stc.frontends.builtin.prose_clauses import Verb, named_end, read_verbs, with_subjects
from stc.frontends.builtin.prose_lexicon import (
    ADVERB,
    AUXILIARY,
    CHANGE,
    COMPARATIVE,
    CONJUNCTION,
    DETERMINER,
    GERMAN,
    PARTICLE,
    PERSON,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
    SUBORDINATE,
    TIME_WORD,
    VAGUE,
    singular,
    word_set,
)
from stc.frontends.builtin.prose_mentions import Mention, Sentence
from stc.frontends.builtin.prose_nouns import Phrase, read_phrase
from stc.frontends.builtin.prose_sentences import Token

_DROP = (PREPOSITION | CONJUNCTION | DETERMINER | AUXILIARY | PRONOUN) - {"per"}
_NOW = word_set("now currently")
_FIRST = word_set("initially originally")
_WHOLE = word_set("altogether together total all")
_LESS = word_set("fewer less lesser shorter younger")
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


@dataclass(slots=True)
class Memory:
    """What pronouns may stand for: subjects in the order of their coming."""

    persons: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    things: list[tuple[tuple[str, ...], str]] = field(default_factory=list)


def read_facts(sentences: Iterable[Sentence]) -> list[Fact]:
    """Read the facts of sentences that belong together (a paragraph, a story), in order; questions give none."""
    facts: list[Fact] = []
    memory = Memory()
    for number, sentence in enumerate(sentences):
        if sentence.tokens and any(token.word == "?" for token in sentence.tokens[-2:]):
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
    owners = _owners(pieces, verbs, phrases, memory)
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
    owners = _owners(pieces, verbs, phrases, memory)
    facts: list[Fact] = []
    for index, (mention, phrase) in enumerate(zip(sentence.mentions, phrases, strict=True)):
        fact = _fact(pieces, index, mention, phrase, phrases, verbs, owners, number)
        facts.append(_complete(fact, phrase, [*before, *facts]))
    return _share_places(facts, pieces)


def _owners(
    pieces: Sequence[Token], verbs: Sequence[Verb], phrases: Sequence[Phrase], memory: Memory
) -> list[tuple[tuple[str, ...], str]]:
    """Give each verb its owner: roots and wording; pronouns are replaced where one reading is left."""
    owners: list[tuple[tuple[str, ...], str]] = []
    for index, group in enumerate(verbs):
        if group.begin < group.end and pieces[group.begin].word in ("who", "which", "that"):
            owners.append(_antecedent(pieces, group, memory))
            continue
        if group.begin == group.end:
            if index and not group.gerund:
                owners.append(owners[-1])
            else:
                owners.append(((), ""))
            continue
        if any(p.begin == group.begin and p.end == group.end for p in phrases):
            owners.append(((), ""))
            continue
        words = pieces[group.begin : group.end]
        before = owners[-1] if owners else ((), "")
        if words[0].word == "it" and before[0] and before in memory.things and before[0] != ("?",):
            owners.append(before)  # "the fair raised 5; in 2023 it raised 7"
            continue
        owners.append(_owner(words, memory))
    for index, group in enumerate(verbs):
        if group.gerund and not owners[index][0] and index + 1 < len(verbs):
            owners[index] = owners[index + 1]
    return owners


def _antecedent(pieces: Sequence[Token], group: Verb, memory: Memory) -> tuple[tuple[str, ...], str]:
    """Give what "who" or "which" right after a name or "the ..." stands for, else an unknown owner."""
    name = named_end(pieces, 0, group.begin)
    if name is not None and name[1] == group.begin:
        return _owner(pieces[name[0] : name[1]], memory)
    for at in range(group.begin - 1, max(group.begin - 4, -1), -1):
        if pieces[at].word in DETERMINER:
            return _owner(pieces[at : group.begin], memory)
        if not pieces[at].is_word or pieces[at].word in PREPOSITION:
            break
    return ("?",), ""


def _owner(words: Sequence[Token], memory: Memory) -> tuple[tuple[str, ...], str]:
    first = words[0].word
    if len(words) == 1 and first in PRONOUN | {"there"}:
        if first in PERSON:
            people = list(dict.fromkeys(memory.persons)) or list(dict.fromkeys(memory.things))
            return (
                people[0] if len(people) == 1 else ((first,), words[0].text) if not people else (("?",), words[0].text)
            )
        if first == "it":
            things = list(dict.fromkeys(memory.things))
            return things[0] if len(things) == 1 else (("?",), "it")
        return ((), "") if first == "there" else ((first,), words[0].text)
    if first in ("which", "that", "who") and len(words) == 1:
        return ("?",), words[0].text
    content: list[str] = []
    for token in words:
        if token.word in ("his", "her") and len(set(memory.persons)) == 1:
            content += memory.persons[0][0]
        elif token.word in POSSESSIVE:
            content.append(token.word)
        elif token.is_word and token.word not in _DROP | ADVERB:
            content.append(token.root)
    said = " ".join(token.text for token in words if token.word not in ("the", "a", "an"))
    last = words[-1]
    named = last.text[:1].isupper() and words[0].word in POSSESSIVE and all(t.text.islower() for t in words[1:-1])
    if named and len(words) > 1:
        content, said, words = [last.root], last.text, words[-1:]  # "her brother Ben" is Ben
    owner = (tuple(dict.fromkeys(content)), said)
    if not content:
        return (), ""
    if words[0].word.endswith("'s") and words[0].text[:1].isupper() and words[0].word not in ("it's", "let's"):
        memory.persons.append(((words[0].root,), words[0].text[:-2]))
        memory.things.append(owner)
        return owner
    person = words[0].text[:1].isupper() and words[0].word not in DETERMINER | PREPOSITION and len(words) <= 3
    if person and "and" not in [token.word for token in words]:
        memory.persons.append(owner)
    elif not person:
        memory.things.append(owner)
    return owner


def _fact(
    pieces: Sequence[Token], index: int, mention: Mention, phrase: Phrase, phrases: Sequence[Phrase],
    verbs: Sequence[Verb], owners: Sequence[tuple[tuple[str, ...], str]], number: int,
) -> Fact:  # fmt: skip
    at, role = _governor(index, phrase, phrases, verbs, pieces)
    group = verbs[at] if at >= 0 else None
    owner, owner_said = owners[at] if at >= 0 else ((), "")
    flags = set(phrase.flags)
    start, stop = _scope(pieces, at, index, verbs, phrases)
    place_tokens = list(pieces[phrase.end : stop])
    if role == "subject" and group is not None:
        end = min([group.first, *(p.begin for p in phrases if p.begin >= phrase.end)])
        place_tokens = [*pieces[phrase.end : end], *pieces[group.last + 1 : stop]]
    elif group is not None and role == "object":
        place_tokens = [*_before(pieces, group, index, phrases), *place_tokens]
    opening = (
        _opening(pieces, group, start, phrase) if group is not None else _before_numbers(pieces, phrases[0], phrase)
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
        by_subject = _each_subject(pieces, group, opening, phrases if role == "object" and "of" not in flags else ())
        placed = _each_placed(opening) or _each_placed(place_tokens)
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
    if each is None and _under_every(pieces, phrase.begin, phrases[:index]):
        each = "?"
    place_tokens, than = _than(place_tokens)
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
    place = _words([*opening, *place_tokens])
    about = _about(phrase, owner_said, group, pieces, [*place_tokens, *opening], flags, each)
    particle = _particle(pieces, group)
    preposition = before.word if before is not None and before.word in PREPOSITION else ""
    lemma, words = (group.lemma, group.words) if group is not None else ("", ())
    person = len(owner) == 1 and owner_said[:1].isupper()
    return Fact(
        number, mention, phrase.head, phrase.thing, phrase.tops, owner, lemma, words, role, place, each,
        frozenset(flags), about, preposition, phrase.begin, phrase.end, than, person, particle,
    )  # fmt: skip


def _governor(
    index: int, phrase: Phrase, phrases: Sequence[Phrase], verbs: Sequence[Verb], pieces: Sequence[Token]
) -> tuple[int, str]:
    """Find the verb of a number: the one it is the subject of, else the last one before it."""
    for at, group in enumerate(verbs):
        if group.begin == phrase.begin and group.end == phrase.end:
            return at, "subject"
    before = [
        at
        for at, group in enumerate(verbs)
        if group.last < phrase.begin and not any(t.word == ";" for t in pieces[group.last : phrase.begin])
    ]
    if before:
        if index and verbs[before[-1]].infinitive and phrases[index - 1].head == phrase.head == "":
            joined = pieces[phrase.begin - 1].word in (",", "and")
            if joined and phrases[index - 1].end <= verbs[before[-1]].first:
                return _governor(index - 1, phrases[index - 1], phrases, verbs, pieces)
        return before[-1], "object"
    if index + 1 < len(phrases):  # "3 red, 2 green and 5 blue pens are here"
        between = pieces[phrase.end : phrases[index + 1].begin]
        if all(t.word in (",", "and", "or") for t in between):
            return _governor(index + 1, phrases[index + 1], phrases, verbs, pieces)
    return -1, ""


def _scope(
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


def _before(pieces: Sequence[Token], group: Verb, index: int, phrases: Sequence[Phrase]) -> Sequence[Token]:
    """Give the words between a verb and its number: "played tag with 5", "gave Ann 3"; shared along a plain list."""
    phrase = phrases[index]
    since = max((p.end for p in phrases[:index] if p.begin > group.last), default=-1)
    if since < 0:
        return pieces[group.last + 1 : phrase.begin]
    own = pieces[_last_link(pieces, since, phrase.begin) : phrase.begin]
    return own if own else _before(pieces, group, index - 1, phrases)


def _last_link(pieces: Sequence[Token], start: int, end: int) -> int:
    """Give where, in [start, end), the words after the last comma or "and" begin."""
    return next((i + 1 for i in range(end - 1, start - 1, -1) if pieces[i].word in (",", "and", "or", "but")), end)


def _before_numbers(pieces: Sequence[Token], first: Phrase, phrase: Phrase) -> list[Token]:
    """Give what stands before the numbers of a sentence without a verb: "Flour: 3 cups"."""
    parted = max((i for i in range(phrase.begin) if pieces[i].word == ";"), default=-1)
    return list(pieces[parted + 1 : first.begin]) if parted < first.begin else []


def _multiplies(pieces: Sequence[Token], at: int) -> bool:
    """Tell whether "twice", "half as many" begins here: another number, which a relation tells."""
    following = pieces[at + 1].word if at + 1 < len(pieces) else ""
    return pieces[at].word in ("twice", "thrice", "half") or (pieces[at].word == "as" and following in ("many", "much"))


def _opening(pieces: Sequence[Token], group: Verb, start: int, phrase: Phrase) -> list[Token]:
    """Give what stands before the subject in its clause: "Last week", "On monday", "At the park,"."""
    if group.inherits:
        return []
    end = min(group.begin, phrase.begin)
    if start and pieces[start - 1].is_word and pieces[start - 1].word not in CONJUNCTION:
        return []
    return [token for token in pieces[start:end] if token.number < 0]


def _under_every(pieces: Sequence[Token], at: int, phrases: Sequence[Phrase]) -> bool:
    """Tell whether "every" or "each" stands before a number in its part of the sentence, whatever it belongs to."""
    for i in range(at - 1, -1, -1):
        token = pieces[i]
        if token.word in (",", ";", ":", "while", "but"):
            return False
        if token.word in ("every", "each") and not any(p.begin <= i < p.end for p in phrases):
            return True
    return False


def _each_placed(place: Sequence[Token]) -> str | None:
    """Read a rate that stands apart from its number: "60 chairs are rented each day"."""
    for index, token in enumerate(place[:-1]):
        if token.word in ("each", "every", "per"):
            following = place[index + 1]
            return following.root if following.is_word and following.word not in _DROP else "?"
        if token.word == "daily":
            return "day"
    return "day" if place and place[-1].word in ("daily", "everyday") else None


def _each_subject(
    pieces: Sequence[Token], group: Verb, opening: Sequence[Token], phrases: Sequence[Phrase]
) -> str | None:
    words = pieces[group.begin : group.end]
    counted = next((p for p in phrases if p.begin == group.begin and p.end == group.end), None)
    if counted is not None and not group.passive:
        alone = pieces[counted.begin].word in ("one", "1") and _is_present(pieces, group)
        return singular(counted.head) if alone and counted.head else "?"  # "3 boys had 2 pens": together or each
    if words and words[0].word in ("a", "an", "one") and len(words) > 1 and _is_present(pieces, group):
        nouns = [t for t in words[1:] if t.is_word and t.word not in _DROP]
        return nouns[-1].root if nouns else None  # "a ticket costs $ 3": any one of them
    if words and words[0].word in ("each", "every") and len(words) > 1:
        nouns = [t for t in words[1:] if t.is_word and t.word not in _DROP]
        of = [i for i, t in enumerate(words) if t.word in PREPOSITION]
        if words[1].word == "of":
            return nouns[-1].root if nouns else None
        head = [t for t in words[1 : of[0] if of else len(words)] if t.is_word and t.word not in _DROP]
        return head[-1].root if head else None
    for i, token in enumerate(opening):
        if token.word in ("every", "each") and i + 1 < len(opening):
            return opening[i + 1].root
    return None


def _than(place: list[Token]) -> tuple[list[Token], tuple[str, ...]]:
    """Split "than the frog in the pond" off the rest of a clause."""
    for index, token in enumerate(place):
        if token.word == "than":
            return place[:index], _words(place[index + 1 :])
    return place, ()


def _last_noun(words: Sequence[Token]) -> str:
    """Give the head of a subject: its last word before a preposition."""
    cut = next((i for i, token in enumerate(words) if i and token.word in PREPOSITION), len(words))
    nouns = [t for t in words[:cut] if t.is_word and t.word not in _DROP | ADVERB]
    return nouns[-1].root if nouns else ""


def _is_present(pieces: Sequence[Token], group: Verb) -> bool:
    word = pieces[group.first].word
    return word in ("has", "is", "can", "will", "does") or (word.endswith("s") and word not in ("was", "s"))


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


def is_this(pieces: Sequence[Token], index: int) -> bool:
    """Tell whether this is the "this" of "this year", which sets a time apart from another."""
    following = pieces[index + 1].word if index + 1 < len(pieces) else ""
    return pieces[index].word in ("this", "that") and following in TIME_WORD


def _words(pieces: Iterable[Token]) -> tuple[str, ...]:
    pieces = list(pieces)
    return tuple(
        dict.fromkeys(
            token.root
            for index, token in enumerate(pieces)
            if (token.is_word or token.word[0].isdigit())
            and token.number < 0
            and (token.word not in _DROP or is_this(pieces, index))
            and token.root not in VAGUE
            and token.word != "then"
        )
    )


def _about(
    phrase: Phrase,
    owner: str,
    group: Verb | None,
    pieces: Sequence[Token],
    rest: Sequence[Token],
    flags: set[str],
    each: str | None,
) -> str:
    """Word what the number is about: "salty cookies Paco had in the morning"."""
    condition = "if" if flags & {"if", "premise"} else ""
    said = " ".join(token.text for token in pieces[group.first : group.last + 1]) if group is not None else ""
    if said.lower() in ("is", "are", "was", "were", "has", "have", "had") and not owner:
        said = ""
    tail = _tail(rest)
    link = pieces[phrase.begin - 1].word if phrase.begin else ""
    if group is not None and group.lemma in CHANGE and link in ("to", "from"):
        said = ""  # "sales rose to 5" tells of sales; only "by 5" tells of the rise
    more = next((flag for flag in ("more", "fewer", "less", "additional") if flag in flags), "")
    parts = [condition, more, phrase.said, owner, said, tail]
    if each and each not in owner.lower():
        parts.append("(each)" if each == "?" else f"per {each}")
    return " ".join(" ".join(part for part in parts if part).split())[:160]


def _tail(rest: Sequence[Token]) -> str:
    """Word time and place: without links, and without prepositions that have lost their noun."""
    kept: list[str] = []
    for token in reversed(rest):
        if (not token.is_word and not token.word[0].isdigit()) or token.number >= 0:
            continue
        if (
            token.word in CONJUNCTION | GERMAN
            or token.word in ("respectively", "then")
            or token.word in ("a", "an", "the")
        ):
            continue
        if token.word in PREPOSITION | DETERMINER and (not kept or kept[-1].lower() in PREPOSITION):
            continue
        kept.append(token.text)
    return " ".join(reversed(kept))


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
    return replace(
        fact,
        head=last.head,
        thing=last.thing,
        tops=last.tops,
        flags=fact.flags | {"elliptic"},
        about=f"{last.head} {fact.about}".strip(),
    )


def _particle(pieces: Sequence[Token], group: Verb | None) -> str:
    return particle_after(pieces, group.last) if group is not None else ""


def particle_after(pieces: Sequence[Token], last: int) -> str:
    """Give the particle right after the verb that ends at `last`: "off" of "got off", none of "read on Friday"."""
    at = last + 1
    if at >= len(pieces) or pieces[at].word not in PARTICLE:
        return ""
    following = next((t for t in pieces[at + 1 :] if t.word not in DETERMINER), None)
    timed = following is not None and (following.word in TIME_WORD or following.word[0].isdigit())
    return "" if timed else pieces[at].word


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
