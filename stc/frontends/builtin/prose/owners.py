"""Who a verb belongs to: names, noun phrases, and pronouns where one reading is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from stc.frontends.builtin.prose.clauses import Verb, named_end
from stc.frontends.builtin.prose.lexicon import (
    ADVERB,
    DETERMINER,
    DROP,
    PERSON,
    POSSESSIVE,
    PREPOSITION,
    PRONOUN,
)
from stc.frontends.builtin.prose.nouns import Phrase
from stc.frontends.builtin.prose.sentences import Token


@dataclass(slots=True)
class Memory:
    """What pronouns may stand for: subjects in the order of their coming."""

    persons: list[tuple[tuple[str, ...], str]] = field(default_factory=list)
    things: list[tuple[tuple[str, ...], str]] = field(default_factory=list)


def owners_of(
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
        elif token.is_word and token.word not in DROP | ADVERB:
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
