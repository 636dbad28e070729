"""The words that a fact keeps: roots of time and place, and what the number is about, to be read."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from stc.frontends.builtin.prose.clauses import Verb
from stc.frontends.builtin.prose.lexicon import (
    CHANGE,
    CONJUNCTION,
    DETERMINER,
    DROP,
    GERMAN,
    PREPOSITION,
    TIME_WORD,
    VAGUE,
)
from stc.frontends.builtin.prose.nouns import Phrase
from stc.frontends.builtin.prose.sentences import Token


def content_words(pieces: Iterable[Token]) -> tuple[str, ...]:
    pieces = list(pieces)
    return tuple(
        dict.fromkeys(
            token.root
            for index, token in enumerate(pieces)
            if (token.is_word or token.word[0].isdigit())
            and token.number < 0
            and (token.word not in DROP or is_this(pieces, index))
            and token.root not in VAGUE
            and token.word != "then"
        )
    )


def is_this(pieces: Sequence[Token], index: int) -> bool:
    """Tell whether this is the "this" of "this year", which sets a time apart from another."""
    following = pieces[index + 1].word if index + 1 < len(pieces) else ""
    return pieces[index].word in ("this", "that") and following in TIME_WORD


def worded(
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
