"""Questions about a story: "How many T [than U] did A do [at P] [than ...]?" -> its parts, or None."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise, takewhile

from stc.frontends.builtin.prose.clauses import read_verbs
from stc.frontends.builtin.prose.lexicon import (
    AUXILIARY,
    CONJUNCTION,
    DETERMINER,
    MODAL,
    PREPOSITION,
    PRONOUN,
    verb,
    word_set,
)
from stc.frontends.builtin.prose.mentions import Mention, Sentence, read_sentence
from stc.frontends.builtin.prose.nouns import read_phrase
from stc.frontends.builtin.prose.scope import particle_after
from stc.frontends.builtin.prose.sentences import Token
from stc.frontends.builtin.prose.wording import is_this
from stc.numerals import find_numerals
from stc.runtime.story.facts import AMOUNT, MONEY, MUCH

_LEFT = frozenset(("left", "remain", "remaining", "still", "leave"))
_NOW = frozenset(("now", "currently"))
_FIRST = frozenset(("initially", "originally"))
_FIRST_PHRASES = (("at", "first"), ("to", "begin", "with"), ("at", "the", "start"), ("to", "start", "with"),
                  ("in", "the", "beginning"), ("at", "the", "beginning"))  # fmt: skip
_TOTAL = frozenset(("altogether", "together", "total", "overall", "combined"))
_BLOCK = word_set(
    """
    if then extra additional another average percent percentage fraction ratio times twice half least most
    approximately difference enough afford change profit unless after before since until later again
    """
)
_COSTS = re.compile(r"^what (do(?:es)?|did|will|would)\b(?=[^?]* cost\b)", re.I)  # "what does it cost"
_ADJECTIVES = ("old", "tall", "long", "deep", "heavy", "wide")
_ONE = frozenset(("a", "an", "one", "each", "every"))
_DEFINITE = frozenset(("the", "this", "that"))
_DROP = (PREPOSITION | CONJUNCTION | DETERMINER | AUXILIARY) - {"each"}
_MONEY_WORDS = frozenset(("money", "dollar", "dollars", "cost", "euro", "euros"))


@dataclass(frozen=True, slots=True)
class Side:
    """What one side of a question names: thing, owner, verb, place, all as roots."""

    thing: frozenset[str] = frozenset()
    owner: tuple[str, ...] = ()
    verb: str = ""
    verb_words: frozenset[str] = frozenset()
    place: frozenset[str] = frozenset()
    negated: bool = False
    particle: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """A question: `form` value, more, fewer; `other` is the side after "than"; `each` the noun of "per day".

    `number` and `of` are a number in the question and what it counts. `marks`: left, now, first, total.
    """

    side: Side
    form: str = "value"
    other: Side | None = None
    each: str = ""
    number: Mention | None = None
    of: frozenset[str] = frozenset()
    marks: frozenset[str] = frozenset()
    words: frozenset[str] = frozenset()
    also: frozenset[str] = frozenset()  # a second thing: "pens and pencils"
    single: bool = False  # asks of one: "a bag", "each bag", "one bag"
    ones: frozenset[str] = frozenset()  # the nouns asked of one of: "a box", "one box"
    definite: frozenset[str] = frozenset()  # those asked of as "the box"
    joint: bool = False  # names more than one actor, thing or time: "Ann and Bob"
    head: str = ""


def read_asked(question: str) -> Asked | None:
    """Read a question of the forms above; None for any other."""
    text = _COSTS.sub(r"How much \1", question.strip()).rstrip("?").rstrip()
    sentence = read_sentence(text, 0, len(text), find_numerals(text, 0, len(text), "en"))
    pieces = list(sentence.tokens)
    lead = _lead(pieces)
    if lead is None or len(pieces) > 40:
        return None
    opening, at, money = lead
    counted = at + 1 < len(pieces) and pieces[at].word == "times" and pieces[at + 1].word in ("did", "does", "do")
    if any(token.word in _BLOCK for i, token in enumerate(pieces) if not (counted and i == at)):
        return None
    lead_word = pieces[at - 1].word
    marks: set[str] = set(_marks(opening))
    form = "value"
    if at < len(pieces) and pieces[at].word in ("more", "fewer", "less"):
        form = "fewer" if pieces[at].word != "more" else "more"
        at += 1
    number, of = _number(sentence)
    thing, at = _thing(pieces, at)
    if lead_word == "long" and any(verb(token.word) in ("last", "take", "keep") for token in pieces[at:]):
        thing_words = AMOUNT
    elif lead_word in _ADJECTIVES:
        thing_words = frozenset((lead_word,))
    elif money and not thing:
        thing_words = MONEY if _is_paid(pieces[at:]) else AMOUNT
    else:
        thing_words = frozenset(token.root for token in thing)
        if thing and {token.word for token in thing} & _MONEY_WORDS:
            thing_words = MONEY
        elif money and thing:
            thing_words |= MUCH
    also: list[Token] = []
    if at + 1 < len(pieces) and pieces[at].word == "and" and thing and form == "value":
        also, at = _thing(pieces, at + 1)
        if not also or (at < len(pieces) and pieces[at].word in ("and", ",", "or")):
            return None
    rest = pieces[at:]
    pieces_left, marked = _strip_marks(rest)
    marks |= marked
    split = next((i for i, token in enumerate(pieces_left) if token.word == "than"), -1)
    first = pieces_left if split < 0 else pieces_left[:split]
    head = _head(pieces, thing)
    second = frozenset(token.root for token in also)
    asked = Asked(
        Side(thing_words),
        form,
        None,
        _each(pieces),
        number,
        of,
        frozenset(marks),
        _content(_strip_marks(pieces)[0]),
        second,
        head=head,
    )
    if form == "value":
        if split >= 0:
            return None
        side = _clause(first, thing_words, number)
        joint = any(token.word in ("and", "or") for token in rest)
        single = any(token.word in ("a", "an", "one", "each") for token in rest)
        if side is None:
            return None
        ones, definite = (_singular(rest, side.verb, words) for words in (_ONE, _DEFINITE))
        return replace(asked, side=side, joint=joint, single=single, ones=ones, definite=definite)
    if split < 0:
        return None
    return _compared(asked, first, pieces_left[split + 1 :], thing_words)


def _singular(pieces: Sequence[Token], deed: str, determiners: frozenset[str]) -> frozenset[str]:
    """Give the heads of phrases in the singular behind a determiner: "a tall chair", but not "the chairs"."""
    found: set[str] = set()
    for index, token in enumerate(pieces):
        if token.word not in determiners:
            continue
        following = pieces[index + 1 :]
        phrase = list(takewhile(lambda t: t.is_word and t.number < 0 and t.word not in _DROP, following))
        end = next((at for at, one in enumerate(phrase) if at and verb(one.word) == deed), len(phrase))
        if end and phrase[end - 1].word == phrase[end - 1].root:
            found.add(phrase[end - 1].root)
    return frozenset(found)


def _is_paid(pieces: Sequence[Token]) -> bool:
    """Tell "how much did it cost" from "how much did it weigh"."""
    return not any(verb(token.word) in ("weigh", "jump", "grow", "measure", "drink", "run", "walk") for token in pieces)


def _lead(pieces: Sequence[Token]) -> tuple[list[Token], int, bool] | None:
    """Find "how many" or "how much", alone or after a few words; gives them, where it ends, and if it is "much"."""
    for index in range(min(len(pieces) - 1, 6)):
        if pieces[index].word == "how" and pieces[index + 1].word in ("many", "much", *_ADJECTIVES):
            opening = list(pieces[:index])
            if any(token.word in CONJUNCTION for token in opening):
                return None
            return opening, index + 2, pieces[index + 1].word == "much"
    return None


def _thing(pieces: Sequence[Token], at: int) -> tuple[list[Token], int]:
    """Read the noun phrase asked for: up to a verb, "than", or a preposition other than "of"."""
    words: list[Token] = []
    while at < len(pieces):
        token = pieces[at]
        stop = (
            token.word in AUXILIARY
            or token.word in (PREPOSITION - {"of"})
            or token.word in ("there", "and", "or", "who")
        )
        if not token.is_word or stop or (words and _finite(pieces, at)) or token.word in _TOTAL | _LEFT | _NOW:
            break
        if token.word == "of" and at + 1 < len(pieces) and pieces[at + 1].word in DETERMINER:
            break
        if token.word not in DETERMINER and token.word != "of":
            words.append(token)
        at += 1
    return words, at


def _head(pieces: Sequence[Token], thing: Sequence[Token]) -> str:
    """Give the head of the thing asked for: what stands before "of", else the last word."""
    for token, following in pairwise(pieces):
        if following.word == "of" and token in thing:
            return token.root
    return thing[-1].root if thing else ""


def _finite(pieces: Sequence[Token], at: int) -> bool:
    word = pieces[at].word
    lemma = verb(word)
    return bool(lemma) and word not in (lemma, lemma + "s") and not word.endswith("ing")


def _clause(pieces: Sequence[Token], thing: frozenset[str], number: Mention | None = None) -> Side | None:
    """Read "did Ann buy in May", "are in the basket", "suggested bacon"."""
    if not pieces:
        return Side(thing)
    first = pieces[0].word
    negated = any(token.word in ("not", "n't") or token.word.endswith("n't") for token in pieces)
    pieces = [token for token in pieces if token.word not in ("not", "n't")]
    if first in ("do", "does", "did", "didn't", "doesn't", "don't") or first in MODAL:
        return _inverted(pieces, 1, thing, negated)
    if first in ("have", "has", "had"):
        side = _inverted(pieces, 1, thing, negated)
        return side
    if first in ("is", "are", "was", "were"):
        after = pieces[1:]
        if after and after[0].word == "there":
            after = after[1:]
        group = read_verbs(pieces)
        if group and group[0].first == 0 and group[0].lemma != "be":
            place = _content(pieces[group[0].last + 1 :])
            return Side(thing, (), group[0].lemma, frozenset(group[0].words), place, negated)
        return Side(thing, (), "be", frozenset(("be",)), _content(after), negated)
    if verb(first):
        return Side(
            thing, (), verb(first), frozenset((verb(first),)), _content(pieces[1:]), negated, particle_after(pieces, 0)
        )
    return None


def _inverted(pieces: Sequence[Token], start: int, thing: frozenset[str], negated: bool) -> Side | None:
    perfect = pieces[0].word in ("have", "has", "had")
    for index in range(start + 1, len(pieces)):
        token = pieces[index]
        before = pieces[index - 1].word
        fits = verb(token.word) if perfect else (verb(token.word) == token.word and token.word)
        if not fits or not token.is_word or before in DETERMINER or before in PREPOSITION or before.endswith("'s"):
            continue
        owner = tuple(
            dict.fromkeys(t.root for t in pieces[start:index] if t.is_word and t.word not in _DROP | {"each"})
        )
        words = {verb(token.word)}
        lemma = verb(token.word)
        last = index
        while last + 2 < len(pieces) and pieces[last + 1].word == "to" and verb(pieces[last + 2].word):
            lemma = verb(pieces[last + 2].word)
            words.add(lemma)
            last += 2
        return Side(
            thing, owner, lemma, frozenset(words), _content(pieces[last + 1 :]), negated, particle_after(pieces, last)
        )
    return None


def _compared(asked: Asked, first: Sequence[Token], second: Sequence[Token], thing: frozenset[str]) -> Asked | None:
    """Read what stands after "than": a thing, an owner, a place, or a clause of its own."""
    if not first:  # "how many more red than yellow pens are there": the clause stands after the second thing
        words, at = _thing(second, 0)
        side = _clause(second[at:], thing)
        if side is None or not words or not second[at:]:
            return None
        return replace(asked, side=side, other=replace(side, thing=frozenset(token.root for token in words)))
    left = _clause(first, thing)
    if left is None:
        return None
    words = [token for token in second if token.word not in ("those", "that", "the", "a", "an", "ones", "what")]
    if not words:
        return None
    if words[0].word in PREPOSITION:
        return replace(asked, side=left, other=replace(left, place=_content(words)))
    groups = read_verbs(second)
    if not groups:
        if any(token.word in CONJUNCTION | PREPOSITION - {"of"} for token in words):
            return None
        names = tuple(token.root for token in words if token.is_word)
        return replace(asked, side=left, other=Side(frozenset(), names, "?", left.verb_words, left.place))
    group = groups[0]
    who = [t for t in second[: group.first] if t.is_word and t.word not in _DROP | {"those", "ones"}]
    owner = tuple(dict.fromkeys(token.root for token in who)) or left.owner
    if "that" in [t.word for t in second[: group.first]] or not who:
        owner = left.owner
    place = _content(second[group.last + 1 :])
    if group.lemma in ("do", "be") and group.lemma != left.verb:
        return replace(asked, side=left, other=replace(left, owner=owner, place=place or left.place))
    lemma = left.verb if group.lemma == "do" else group.lemma
    words_of = left.verb_words if group.lemma == "do" else frozenset(group.words)
    return replace(
        asked, side=left, other=Side(thing, owner, lemma, words_of, place, False, particle_after(second, group.last))
    )


def _each(pieces: Sequence[Token]) -> str:
    for index, token in enumerate(pieces[:-1]):
        if token.word in ("each", "per", "every"):
            noun = next((t for t in pieces[index + 1 :] if t.is_word and t.word not in _DROP), None)
            return noun.root if noun is not None else ""
        if token.word == "a" and pieces[index + 1].word in ("day", "week", "month", "year", "hour", "minute"):
            return pieces[index + 1].root
    return "?" if pieces and pieces[-1].word in ("each", "apiece") else ""


def _number(sentence: Sentence) -> tuple[Mention | None, frozenset[str]]:
    told = [mention for mention in sentence.mentions if not mention.vague]
    if len(told) != 1:
        return (None, frozenset()) if not told else (told[0], frozenset(("?",)))
    phrase = read_phrase(sentence.tokens, told[0])
    tops = phrase.tops if phrase.tops != ("cost",) else phrase.thing[-2:-1]  # "2 bagels cost": no kind of cost
    return told[0], frozenset(tops)


def _marks(pieces: Sequence[Token]) -> set[str]:
    return _strip_marks(pieces)[1]


def _strip_marks(pieces: Sequence[Token]) -> tuple[list[Token], set[str]]:
    """Take out the words that say left, now, at first or in all; gives the rest and the marks."""
    marks: set[str] = set()
    kept: list[Token] = []
    index = 0
    while index < len(pieces):
        phrase = next((p for p in _FIRST_PHRASES if tuple(t.word for t in pieces[index : index + len(p)]) == p), None)
        word = pieces[index].word
        following = pieces[index + 1].word if index + 1 < len(pieces) else ""
        if phrase is not None:
            marks.add("first")
            index += len(phrase)
            continue
        if word in ("in", "of") and following in ("all", "total"):
            marks.add("total")
            index += 2
            continue
        mark = "left" if word in _LEFT else "now" if word in _NOW else "first" if word in _FIRST else ""
        mark = "total" if word in _TOTAL else mark
        if mark:
            marks.add(mark)
        else:
            kept.append(pieces[index])
        index += 1
    return kept, marks


def _content(pieces: Sequence[Token]) -> frozenset[str]:
    return frozenset(
        token.root
        for index, token in enumerate(pieces)
        if token.number < 0
        and (token.is_word or token.word[0].isdigit())
        and (token.word not in _DROP or is_this(pieces, index))
        and token.word not in ("how", "many", "much", "each", "there", "also", "per", "every", "it")
        and token.word not in PRONOUN
    )
