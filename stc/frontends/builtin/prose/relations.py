"""Relations that a sentence states in a form without two readings: 3 more than, twice as many as, half of, 20 % of.

Each gives a quantity without a stated number, and the formula that tells it from another number of the text. Where the
other number is not exactly one, nothing is made.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction

from stc.frontends.builtin.prose.facts import Fact, clause_at
from stc.frontends.builtin.prose.lexicon import (
    AUXILIARY,
    COMPARATIVE,
    CONJUNCTION,
    DETERMINER,
    PREPOSITION,
    PRONOUN,
    word_set,
)
from stc.frontends.builtin.prose.mentions import Sentence
from stc.frontends.builtin.prose.scope import OTHER
from stc.frontends.builtin.prose.sentences import Token
from stc.graph import show_exact

MULTIPLES = {
    "twice": Fraction(2), "thrice": Fraction(3), "double": Fraction(2), "triple": Fraction(3), "half": Fraction(1, 2),
}  # fmt: skip
_MEASURES = word_set("many much old tall long heavy high deep wide far fast big large expensive")
_DROP = PREPOSITION | CONJUNCTION | DETERMINER | AUXILIARY | PRONOUN
_ADJECTIVE = {
    "older": "old", "younger": "old", "taller": "tall", "longer": "long", "heavier": "heavy", "lighter": "heavy",
    "deeper": "deep", "wider": "wide", "higher": "high",
}  # fmt: skip
_DEFINITE = word_set("the his her their its my our your these those")
_ENDS = word_set(". , ; : and but while who which ( )")


@dataclass(frozen=True, slots=True)
class Made:
    """A quantity that a relation tells: its fact, its formula over ids, and the sentence that says it.

    `uses` is the fact of the number that the formula takes in ("3" of "3 more than"), if it is one.
    """

    id: str
    fact: Fact
    formula: str
    unit_of: str  # id of the quantity whose unit it has
    sentence: int
    uses: Fact | None = None


Name = Callable[[Fact, str, str], str]  # fact, formula, id of the quantity with the same unit -> id, or ""


def read_relations(
    sentences: Sequence[Sentence], facts: Sequence[Fact], ids: Mapping[int, str], name: Name
) -> list[Made]:
    """Find the relations of a text. `ids` gives the quantity of a fact by id(fact), `name` one to what is made."""
    known: list[tuple[Fact, str]] = [
        (fact, ids[id(fact)]) for fact in facts if id(fact) in ids and not _is_difference(fact) and _is_plain(fact)
    ]
    waiting: list[_Wanted] = [*_differences(facts, ids), *_multiples(sentences, facts), *_parts(sentences, facts, ids)]
    made: list[Made] = []
    progress = True
    while progress and waiting:  # a relation may rest on what another one tells
        progress = False
        for wanted in list(waiting):
            base = _base(wanted, known)
            if base is None:
                inverse = _inverse(wanted, known, waiting)
                if inverse is not None:
                    waiting.remove(wanted)
                    fact, formula, source = inverse
                    chosen = name(fact, formula, source)
                    if chosen:
                        made.append(Made(chosen, fact, formula, source, fact.sentence, wanted.uses))
                        known.append((fact, chosen))
                        progress = True
                continue
            waiting.remove(wanted)
            formula = wanted.formula.replace("@", base[1])
            fact = _filled(wanted.fact, base[0])
            if any(_alike(fact, other) for other, _ in known):
                continue  # the text tells that number itself
            chosen = name(fact, formula, base[1])
            if chosen:
                made.append(Made(chosen, fact, formula, base[1], fact.sentence, wanted.uses))
                known.append((fact, chosen))
                progress = True
    return made


@dataclass(frozen=True, slots=True)
class _Wanted:
    """A relation whose base is still to be found: `formula` has "@" where its id belongs."""

    fact: Fact
    formula: str
    than: frozenset[str]
    part: bool = False
    uses: Fact | None = None


def _is_difference(fact: Fact) -> bool:
    return "than" in fact.flags


def _is_plain(fact: Fact) -> bool:
    mention = fact.mention
    if mention is None or mention.vague or mention.percent or mention.qualifier not in ("exact", "about"):
        return False
    part = mention.value.denominator > 1 and "of" in fact.flags
    return not part and not fact.flags & {"if", "negated"}


def _differences(facts: Sequence[Fact], ids: Mapping[int, str]) -> list[_Wanted]:
    found = []
    for fact in facts:
        signs = {COMPARATIVE[flag] for flag in fact.flags & COMPARATIVE.keys()}
        if not fact.than or len(signs) != 1 or id(fact) not in ids or not _is_plain(fact) or not fact.thing:
            continue
        if fact.each == "?" or "?" in fact.owner or fact.head in ("time", "percent", "fold"):
            continue
        sign = "+" if signs == {1} else "-"
        flags = fact.flags - COMPARATIVE.keys() - {"than"}
        measured = tuple(_ADJECTIVE[flag] for flag in fact.flags & _ADJECTIVE.keys())
        thing = tuple(dict.fromkeys((*fact.thing, *measured)))
        left = replace(fact, flags=flags, than=(), thing=thing, about=_without_more(fact.about), mention=None)
        found.append(_Wanted(left, f"@ {sign} {ids[id(fact)]}", frozenset(fact.than), uses=fact))
    return found


def _without_more(about: str) -> str:
    words = about.split()
    cut = words.index("than") if "than" in words else len(words)
    return " ".join(word for word in words[:cut] if word.lower() not in COMPARATIVE)


def _multiples(sentences: Sequence[Sentence], facts: Sequence[Fact]) -> list[_Wanted]:
    found = []
    for number, sentence in enumerate(sentences):
        pieces = sentence.tokens
        if not pieces or any(token.word == "?" for token in pieces[-2:]):
            continue
        for at in range(len(pieces) - 2):
            factor = _factor(sentence, at)
            if factor is None or pieces[at].word != "as" or pieces[at + 1].word not in _MEASURES:
                continue
            second = next((i for i in range(at + 2, min(at + 9, len(pieces))) if pieces[i].word == "as"), -1)
            if second < 0:
                twin = _as_many_again(sentence, number, at, factor, facts)
                if twin is not None:
                    found.append(twin)
                    continue
                fact = _elliptic(sentence, number, at, factor[1], facts)
                before = _just_before(facts, number, factor[1])
                if fact is not None and before is not None and {*fact.tops} & {*before.tops}:
                    found.append(_Wanted(fact, f"{show_exact(factor[0])} * @", frozenset(before.thing)))
                continue
            if any(pieces[i].word in _ENDS or pieces[i].number >= 0 for i in range(at + 2, second)):
                continue
            value, begin = factor
            thing = [t for t in pieces[at + 2 : second] if t.is_word and t.word not in _DROP]
            stop = next((i for i in range(second + 1, len(pieces)) if pieces[i].word in _ENDS), len(pieces))
            stop = next((i for i in range(second + 2, stop) if pieces[i].word in PREPOSITION - {"of"}), stop)
            than = frozenset(t.root for t in pieces[second + 1 : stop] if t.is_word and t.word not in _DROP)
            fact = clause_at(sentence, number, begin, facts)
            if fact is None or not than or fact.flags & {"if", "negated"} or _more_before(pieces, begin):
                continue
            words = tuple(dict.fromkeys(t.root for t in thing))
            if pieces[at + 1].word not in ("many", "much"):
                words = (*words, pieces[at + 1].root)
            said = " ".join(t.text for t in thing)
            fact = replace(
                fact, thing=words, tops=words[-1:], head=thing[-1].word if thing else "", about=f"{said} {fact.about}"
            )
            found.append(_Wanted(fact, f"{show_exact(value)} * @", than))
    return found


def _as_many_again(
    sentence: Sentence, number: int, at: int, factor: tuple[Fraction, int], facts: Sequence[Fact]
) -> _Wanted | None:
    """Read "Greta bakes 30 cookies and Ann bakes twice as many": the one number before it, of another actor."""
    pieces = sentence.tokens
    value, begin = factor
    here = [fact for fact in facts if fact.sentence == number]
    before = [fact for fact in here if fact.first < begin]
    if any(fact.first > at for fact in here):
        return None
    if at + 2 < len(pieces) and pieces[at + 2].word not in _ENDS:
        return None
    if len(before) != 1 or before[0].last > begin or _more_before(pieces, begin) or not _is_plain(before[0]):
        return None
    base = before[0]
    fact = clause_at(sentence, number, begin, facts)
    if fact is None or fact.flags & {"if", "negated"} or not fact.owner or fact.owner == base.owner:
        return None
    if fact.verb != base.verb or not base.owner or base.each is not None or not base.head:
        return None
    about = f"{' '.join(base.thing)} {fact.about}"
    fact = replace(fact, thing=base.thing, tops=base.tops, head=base.head, about=about)
    return _Wanted(fact, f"{show_exact(value)} * @", frozenset(base.owner))


def _just_before(facts: Sequence[Fact], number: int, at: int) -> Fact | None:
    """Give the fact right before token `at` of a sentence, joined to it by no more than "and"."""
    before = [fact for fact in facts if fact.sentence == number and fact.last <= at]
    return before[-1] if before and at - before[-1].last <= 2 else None


def _elliptic(sentence: Sentence, number: int, at: int, begin: int, facts: Sequence[Fact]) -> Fact | None:
    """Read "17 green beans and twice as many red beans": the second "as" is left out at the end of a clause."""
    pieces = sentence.tokens
    end = next((i for i in range(at + 2, len(pieces)) if pieces[i].word in _ENDS), len(pieces))
    thing = [t for t in pieces[at + 2 : end] if t.is_word]
    if not thing or len(thing) > 3 or any(t.word in _DROP for t in thing) or _more_before(pieces, begin):
        return None
    fact = clause_at(sentence, number, begin, facts)
    if fact is None or fact.flags & {"if", "negated"}:
        return None
    roots = tuple(dict.fromkeys(t.root for t in thing))
    about = f"{' '.join(t.text for t in thing)} {fact.about}"
    return replace(fact, thing=roots, tops=roots[-1:], head=thing[-1].word, about=about)


def _more_before(pieces: Sequence[Token], begin: int) -> bool:
    """Tell "20 more than twice as many as" apart: a compound that is not read."""
    return begin > 0 and pieces[begin - 1].word in (
        "than",
        "least",
        "most",
        "nearly",
        "almost",
        "about",
        "not",
        "minus",
        "plus",
    )


def _factor(sentence: Sentence, at: int) -> tuple[Fraction, int] | None:
    """Read the factor right before token `at`: "twice", "half", "3 times", "1/3"; gives it and where it begins."""
    pieces = sentence.tokens
    if at == 0:
        return None
    word = pieces[at - 1].word
    if word in MULTIPLES:
        return MULTIPLES[word], at - 1
    begin = at - 2 if word == "times" and at > 1 else at - 1
    for mention in sentence.mentions:
        plain = mention.first == mention.last == begin and not mention.vague and mention.qualifier == "exact"
        if plain and (word == "times" or 0 < mention.value < 1):
            return mention.value, begin
    return None


def _parts(sentences: Sequence[Sentence], facts: Sequence[Fact], ids: Mapping[int, str]) -> list[_Wanted]:
    """Read "1/4 of the balls are red", "ate half of the pie", "20 % of the students walk"."""
    found = []
    for fact in facts:
        mention = fact.mention
        if (
            mention is None
            or mention.vague
            or id(fact) not in ids
            or "them" in fact.flags
            or mention.qualifier != "exact"
        ):
            continue
        if fact.flags & {"if", "negated", "than", "modal"} or "?" in fact.owner or fact.each is not None:
            continue
        pieces = sentences[fact.sentence].tokens
        if mention.percent == "percent":
            named = _names_whole(pieces, mention.last + 1)
            whole, formula = frozenset(fact.thing if named else ()), f"convert({ids[id(fact)]}, one) * @"
        elif 0 < mention.value < 1 and "of" in fact.flags and fact.thing:
            whole, formula = frozenset(fact.thing), f"{ids[id(fact)]} * @"
        else:
            continue
        if whole:
            left = replace(fact, mention=None, flags=fact.flags | {"part"})
            found.append(_Wanted(left, formula, whole, part=True, uses=fact))
    return found


def _names_whole(pieces: Sequence[Token], at: int) -> bool:
    return at + 1 < len(pieces) and pieces[at].word == "of" and pieces[at + 1].word in _DEFINITE


def _base(wanted: _Wanted, known: Sequence[tuple[Fact, str]]) -> tuple[Fact, str] | None:
    """Find the one number that "than ..." or "of the ..." names; None where there is none or more than one."""
    fact = wanted.fact
    fits: list[tuple[Fact, str]] = []
    for other, name in known:
        if wanted.part:
            if "part" in other.flags and other.sentence == fact.sentence:
                continue  # "a quarter of that, and Paul a third of that": both of the whole
            if wanted.than <= {*other.thing} and wanted.than & {*other.tops} and other.each is None:
                fits.append((other, name))
            continue
        alike = other.verb == fact.verb or "have" in (other.verb, fact.verb)
        if not alike or other.each != fact.each or other.particle != fact.particle:
            continue
        if wanted.than == {OTHER}:
            if other.owner and other.owner != fact.owner and _same_thing(fact.thing, other.thing):
                fits.append((other, name))
            continue
        by_owner = bool(other.owner) and wanted.than <= {*other.owner} and _same_thing(fact.thing, other.thing)
        by_thing = wanted.than <= {*other.thing} and bool(wanted.than & {*other.tops}) and other.owner == fact.owner
        if (by_owner and fact.owner != other.owner) or (by_thing and not by_owner):
            fits.append((other, name))
    if wanted.part and len(fits) > 1:  # what is taken a part of was told before
        fits = [(other, name) for other, name in fits if (other.sentence, other.first) < (fact.sentence, fact.first)]
    return fits[0] if len(fits) == 1 else None


def _inverse(
    wanted: _Wanted, known: Sequence[tuple[Fact, str]], waiting: Sequence[_Wanted]
) -> tuple[Fact, str, str] | None:
    """Turn "Ann has 3 more than Bob" round where Ann's number is known and Bob is only named."""
    fact = wanted.fact
    if wanted.part or not fact.person or len(wanted.than) != 1:
        return None
    same = [name for other, name in known if _alike(fact, other)]
    same += [n for other, n in known if other.owner == fact.owner and {*other.tops} & {*fact.thing} and n not in same]
    (owner,) = wanted.than
    named = any(owner in other.thing or owner in other.owner for other, _ in known)
    if len(same) != 1 or named or any(w is not wanted and owner in w.fact.owner for w in waiting):
        return None
    first, sign, amount = wanted.formula.split()
    turned = {"+": "-", "-": "+"}
    formula = f"{same[0]} {turned[sign]} {amount}" if sign in turned else f"{same[0]} / {first}"
    if sign not in turned and "/" in first:
        return None  # half of it, turned round, would need a bracket that nobody reads easily
    verb_said = fact.about.split()[-1]
    about = f"{' '.join(fact.thing)} {owner.capitalize()} {verb_said}"
    return replace(fact, owner=(owner,), about=about), formula, same[0]


def _same_thing(mine: tuple[str, ...], theirs: tuple[str, ...]) -> bool:
    """Tell whether two numbers count one thing: one may name it more fully ("clay dishes", "dishes")."""
    return not mine or set(mine) <= set(theirs) or (bool(theirs) and set(theirs) <= set(mine))


def _filled(fact: Fact, base: Fact) -> Fact:
    """Give a made fact what it leaves out: "twice as many as Ann" counts what Ann's number counts."""
    if (
        "part" in fact.flags
        and fact.mention is None
        and fact.verb == "be"
        and fact.role == "subject"
        and len(fact.place) == 1
    ):
        return replace(fact, thing=(*base.thing, *fact.place), tops=(*base.tops, *fact.place), head=base.head)
    if fact.thing and not (len(fact.thing) == 1 and fact.thing[0] in base.thing):
        return replace(fact, head=fact.head or base.head)
    return replace(fact, thing=base.thing, tops=base.tops, head=base.head)


def _alike(fact: Fact, other: Fact) -> bool:
    return (
        fact.owner == other.owner and fact.verb == other.verb and fact.each == other.each
        and set(fact.thing) == set(other.thing) and set(fact.place) == set(other.place)
    )  # fmt: skip
