"""Verb groups of a sentence and the subject of each: who does what, as far as word lists can tell."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from stc.frontends.builtin.prose.lexicon import (
    ADVERB,
    AUXILIARY,
    BE,
    CONJUNCTION,
    DETERMINER,
    MODAL,
    NEGATION,
    NOUN_TOO,
    PREPOSITION,
    PRONOUN,
    SUBORDINATE,
    TIME_WORD,
    is_plural,
    verb,
    word_set,
)
from stc.frontends.builtin.prose.sentences import Token

_SUBJECT_PRONOUN = word_set("he she it they we i you who which that there everyone each")
_OPENS_GERUND = word_set("after before while by without")
_TAKES_INFINITIVE = word_set(
    """
    have need want plan decide go try like expect use able continue begin start manage choose
    """
)
_NO_NAME = PREPOSITION | DETERMINER | TIME_WORD | PRONOUN | ADVERB | CONJUNCTION
_TITLES = ("mr", "mrs", "ms", "dr")
_LINKS = word_set(
    """
    able going supposed required ready expected planned scheduled projected estimated forecast likely due set designed
    intended believed said thought allowed
    """
)


@dataclass(frozen=True, slots=True)
class Verb:
    """A verb group, tokens first:last inclusive, and its subject, tokens begin:end (empty where begin == end).

    `words` are the roots that a question about it has to say too ("need" of "needs to buy").
    """

    first: int
    last: int
    lemma: str
    words: tuple[str, ...]
    negated: bool
    modal: bool
    passive: bool
    gerund: bool
    infinitive: bool = False  # "to buy": governs what follows, is no clause of its own
    begin: int = 0
    end: int = 0
    inherits: bool = False  # the subject is that of the verb before ("and bought 3")


def read_verbs(pieces: Sequence[Token]) -> list[Verb]:
    """Find the verb groups of a sentence, in order, without their subjects.

    >>> from stc.frontends.builtin.prose.sentences import tokens
    >>> text = "She had to buy 5 pens and gave them away"
    >>> [(v.lemma, v.words) for v in read_verbs(tokens(text, 0, len(text), [(15, 16)]))]
    [('buy', ('have', 'buy')), ('give', ('give',))]
    """
    found: list[Verb] = []
    index = 0
    while index < len(pieces):
        group = _read_group(pieces, index, found)
        if group is None:
            index += 1
        else:
            found.append(group)
            index = group.last + 1
    return found


def _read_group(pieces: Sequence[Token], first: int, before: Sequence[Verb]) -> Verb | None:
    if not (pieces[first].word in AUXILIARY or _is_verb(pieces, first, before)):
        return None
    words: list[str] = []
    negated = modal = passive = False
    index, last, lemma = first, first, ""
    gerund = pieces[first].word.endswith("ing")
    while index < len(pieces):
        token = pieces[index]
        word = token.word
        if word in NEGATION and token.number < 0:
            negated = True
            index += 1
        elif word in AUXILIARY:
            base = verb(word)
            modal = modal or word in MODAL
            passive = word in BE
            if base in ("be", "have", "do"):
                lemma = base
            last = index
            index += 1
        elif token.is_word and verb(word) and (index == first or _continues(pieces, index, lemma)):
            lemma, last = verb(word), index
            passive = passive and not word.endswith("ing")
            index += 1
            infinitive = _infinitive(pieces, index, lemma)
            if infinitive < 0:
                break
            words.append(lemma)
            index = infinitive
            passive = False
            continue
        elif word in ADVERB - {"there", "left", "here", "total"} and token.number < 0 and index > first:
            index += 1
        elif lemma in ("have", "be", "go") and (word == "to" or word in _LINKS):
            infinitive = _infinitive(pieces, index, lemma)
            if infinitive < 0:
                break
            words.append(lemma if word == "to" else word)
            index, passive = infinitive, False
        else:
            break
    else:
        last = min(last, len(pieces) - 1)
    if not lemma and not modal:
        return None
    infinitive_first = first > 0 and pieces[first - 1].word == "to"
    return Verb(first, last, lemma, (*words, lemma), negated, modal, passive, gerund, infinitive_first)


def _continues(pieces: Sequence[Token], index: int, lemma: str) -> bool:
    """Tell whether a verb form goes on a group: "had received", "was riding", "will buy", not "had left 5"."""
    word = pieces[index].word
    before = pieces[index - 1]
    if before.word in DETERMINER or before.number >= 0 or before.word in PREPOSITION - {"to"}:
        return False
    if word.endswith("ing"):
        return lemma == "be"
    return not (lemma == "have" and word == "left" and index + 1 < len(pieces) and pieces[index + 1].number >= 0)


def _infinitive(pieces: Sequence[Token], index: int, lemma: str) -> int:
    """Give the index of the verb in "(has) to buy", "(is) able to make", or -1."""
    if index < len(pieces) and pieces[index].word in _LINKS:
        index, lemma = index + 1, "able"
    if lemma not in _TAKES_INFINITIVE or index + 1 >= len(pieces) or pieces[index].word != "to":
        return -1
    return index + 1 if verb(pieces[index + 1].word) == pieces[index + 1].word else -1


def _is_verb(pieces: Sequence[Token], index: int, before: Sequence[Verb]) -> bool:
    token = pieces[index]
    lemma = verb(token.word) if token.is_word else ""
    if not lemma:
        return False
    word = token.word
    left = pieces[index - 1] if index else None
    right = pieces[index + 1] if index + 1 < len(pieces) else None
    if left is None:
        return word == lemma and right is not None and (right.number >= 0 or right.word in DETERMINER)
    if left.number >= 0:
        plain = right is None or not right.is_word or right.word in PREPOSITION | ADVERB | DETERMINER
        return plain and word != lemma and not word.endswith(("s", "ing")) and word != "left"
    if left.word in DETERMINER - {"that", "some", "all"}:
        return False
    if left is not None and left.word.endswith("'s") and not word.endswith("ing"):
        return False
    if word.endswith("ing"):
        opens = left is not None and left.word in _OPENS_GERUND and (index < 2 or not pieces[index - 2].is_word)
        return index > 0 and left is not None and (opens or left.word == ",") and right is not None and lemma != word
    if left is not None and left.word in PREPOSITION - {"to"}:
        return False
    if left is not None and left.word == "to":
        return word == lemma
    if word == "left":
        return _no_verb_since_boundary(pieces, index, before)
    if lemma in NOUN_TOO and word in (lemma, lemma + "s", lemma + "es"):
        return _noun_or_verb(pieces, index, lemma)
    if word == lemma and word not in ("cut", "put", "hit", "read", "set", "split", "cost", "come", "become", "run"):
        return left is not None and left.is_word
    return True


def _no_verb_since_boundary(pieces: Sequence[Token], index: int, before: Sequence[Verb]) -> bool:
    since = before[-1].last if before else -1
    return since < 0 or any(t.word in CONJUNCTION or t.word in ",;" for t in pieces[since + 1 : index])


def _noun_or_verb(pieces: Sequence[Token], index: int, lemma: str) -> bool:
    """Decide on words such as cost, drink, plant, stop: a verb after a pronoun or name, or where it agrees."""
    word = pieces[index].word
    left = pieces[index - 1] if index else None
    right = pieces[index + 1] if index + 1 < len(pieces) else None
    if left is None or right is None or not left.is_word or right.word in ("of", ",", ".", "and"):
        return left is not None and left.word in _SUBJECT_PRONOUN - {"there", "each", "that"}
    if left.word in _SUBJECT_PRONOUN - {"there", "each"} or left.word in ("and", "also", "then", "only"):
        return True
    if left.text[:1].isupper() and not right.text[:1].isupper():
        return not is_plural(left.word) or word == lemma or left.word.endswith("s")
    if word == lemma and is_plural(left.word) and right.word in (PREPOSITION | ADVERB) - {"of"}:
        return True
    beyond = pieces[index + 2] if index + 2 < len(pieces) else None
    if right.word in ("for", "by", "to", "from", "at") and beyond is not None:
        right = beyond
    if right.word in ("$", "£", "€"):
        return True
    amount = right.number >= 0 or right.word in DETERMINER or right.word in ("$", "about", "at", "up", "him", "her")
    return amount and (is_plural(left.word) if word == lemma else not is_plural(left.word))


def with_subjects(pieces: Sequence[Token], verbs: Sequence[Verb], phrases: Sequence[tuple[int, int]]) -> list[Verb]:
    """Give each verb its subject; `phrases` are the token ranges [begin, end) of numbers with their nouns.

    A subject that is one of `phrases` is given as exactly that range.
    """
    found: list[Verb] = []
    floor = 0
    for group in verbs:
        if found and _is_reduced(pieces, found[-1], group):  # "benefits realized from options were"
            reduced = found.pop()
            subject = (reduced.begin, group.first)
            floor = group.last + 1
            found.append(_placed(group, subject))
            continue
        if group.infinitive:
            subject = (group.first, group.first)
        else:
            begin = _walk_left(pieces, group.first, floor, phrases)
            subject = _subject(pieces, begin, group.first, phrases)
            if subject[0] == subject[1] and begin > 0 and pieces[begin - 1].word in ("who", "which", "that"):
                subject = (begin - 1, begin)
        floor = group.last + 1
        found.append(_placed(group, subject))
    return found


def _placed(group: Verb, subject: tuple[int, int]) -> Verb:
    return replace(group, begin=subject[0], end=subject[1], inherits=subject[0] == subject[1])


def _is_reduced(pieces: Sequence[Token], before: Verb, group: Verb) -> bool:
    """Tell whether the verb before is a participle inside the subject of `group`."""
    if before.first != before.last or not pieces[before.last].word.endswith(
        ("ed", "en", "made", "paid", "sold", "held")
    ):
        return False
    if before.begin == before.end or group.infinitive or group.first <= before.last:
        return False
    between = pieces[before.last + 1 : group.first]
    if pieces[before.begin].word in PRONOUN or pieces[group.first].word not in AUXILIARY or before.end != before.first:
        return False
    return not between or (
        between[0].word in PREPOSITION and all(t.is_word and t.word not in CONJUNCTION for t in between)
    )


def _walk_left(pieces: Sequence[Token], index: int, floor: int, phrases: Sequence[tuple[int, int]]) -> int:
    """Give where the clause of the verb at `index` begins: after a sign, a subordinating word, or the verb before."""
    at = index
    while at > floor:
        token = pieces[at - 1]
        titled = token.word == "." and at - 2 >= floor and pieces[at - 2].word in _TITLES
        if token.number < 0 and not token.is_word and token.word not in "$%-'\"" and not titled:
            break
        if token.word == "then" and at - 2 >= floor and pieces[at - 2].is_word and pieces[at - 2].word != "and":
            at -= 1
            continue
        if token.word in CONJUNCTION - {"and", "yet"} or (token.word in SUBORDINATE and token.word not in ("as",)):
            if token.word in ("before", "after", "since", "until") and not _clause_opens(pieces, at, index):
                at -= 1
                continue
            break
        if token.word == "and" and not _joins(pieces, at - 1, floor, phrases):
            break
        at -= 1
    return at


def _clause_opens(pieces: Sequence[Token], at: int, index: int) -> bool:
    """Tell "after she left" (a clause) from "after monday she left" (a time) by what follows the word."""
    return at < index and (pieces[at].word in _SUBJECT_PRONOUN or index - at <= 3)


def _joins(pieces: Sequence[Token], index: int, floor: int, phrases: Sequence[tuple[int, int]]) -> bool:
    """Tell whether this "and" joins two names of one subject rather than two clauses."""
    at = index
    while at > floor:
        token = pieces[at - 1]
        if any(a <= at - 1 < b for a, b in phrases) or token.number >= 0:
            return False
        if not token.is_word or token.word in CONJUNCTION:
            break
        at -= 1
    return at < index and (floor == 0 or at > floor)


def _subject(pieces: Sequence[Token], begin: int, end: int, phrases: Sequence[tuple[int, int]]) -> tuple[int, int]:
    inside = [(a, b) for a, b in phrases if begin <= a and b <= end]
    if inside:
        a, b = inside[-1]
        tail = pieces[b:end]
        if not tail or tail[0].word in PREPOSITION or all(t.word in ADVERB for t in tail):
            name = named_end(pieces, b, end)
            return name if name else (a, b)
        begin = b
    name = named_end(pieces, begin, end)
    if name:
        return name
    if begin + 1 < end and pieces[begin].word in ("every", "each") and pieces[begin + 1].word in TIME_WORD:
        begin = next(
            (i for i in range(begin + 2, end) if pieces[i].word in DETERMINER), begin
        )  # "every month the office"
    while begin < end and (
        pieces[begin].word in ADVERB - {"each", "every", "total"} or pieces[begin].word in ("and", ",", "then")
    ):
        begin += 1
    while end > begin and pieces[end - 1].word in (ADVERB | {"then"}) - {"there"}:
        end -= 1
    if begin < end and pieces[begin].word in PREPOSITION:
        starts = [i for i in range(begin + 2, end) if pieces[i].word in DETERMINER]
        return (starts[-1], end) if starts else (end, end)
    return begin, end


def named_end(pieces: Sequence[Token], begin: int, end: int) -> tuple[int, int] | None:
    """Find a subject right before the verb that is a pronoun or a name, with names joined to it by "and"."""
    while end > begin and pieces[end - 1].word in (ADVERB | {"then"}) - {"there", "each"}:
        end -= 1
    if end <= begin:
        return None
    last = pieces[end - 1]
    if last.word in _SUBJECT_PRONOUN - {"each", "who", "which", "that"}:
        return end - 1, end
    if not last.text[:1].isupper() or last.word in DETERMINER or last.word in TIME_WORD:
        return None
    at = end - 1
    while at > begin and (
        (pieces[at - 1].text[:1].isupper() and pieces[at - 1].word not in _NO_NAME)
        or (pieces[at - 1].word == "and" and at - 2 >= begin and pieces[at - 2].is_word)
        or (pieces[at - 1].word == "." and at - 2 >= begin and pieces[at - 2].word in _TITLES)
    ):
        at -= 1
    if at > begin and pieces[at - 1].word in ("the", "a", "an") and pieces[at - 1].is_word:
        at -= 1
    return at, end
