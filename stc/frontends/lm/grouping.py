"""Find the nodes of several drafts that are one: numbers by their place, others by what their formulas come down to.

No draft's own nodes are ever made one: where it has two at one place ("each have 5 apples"), it means two.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Generic, TypeVar

from stc.admit.formulas import parse_formula
from stc.expression import Name
from stc.frontends.lm.fingerprints import Reading, Told
from stc.graph import Claim, Graph, Quantity
from stc.words import tokens

N = TypeVar("N", Quantity, Claim)
_CAPITALISED = re.compile(r"\b[^\W\d_a-z][^\W\d_]+")
_SMALL = re.compile(r"\b[a-z][^\W\d_]*")


@dataclass(slots=True)
class Group(Generic[N]):
    """Nodes of several drafts that are one, each with its draft's number; `held` is its id in the graph, if any."""

    members: list[tuple[int, N]] = field(default_factory=list)
    held: str = ""

    @property
    def support(self) -> int:
        """How many drafts have it."""
        return len({number for number, _ in self.members})

    def drafts(self) -> set[int]:
        return {number for number, _ in self.members}

    def first(self) -> N:
        return self.members[0][1]


Refs = list[dict[str, int]]  # of each draft: id -> number of its group
Alike = Callable[[int, Quantity, int, Quantity], bool]


def group_quantities(readings: Sequence[Reading], graph: Graph, text: str) -> tuple[list[Group[Quantity]], Refs]:
    """Group the quantities of drafts; gives the groups in the order in which they first occur."""
    at: dict[Hashable, str] = {
        (node.stated.span, node.value): node.id for node in graph.quantities if node.stated is not None
    }
    people = names_in(text)
    told = [reading.told for reading in readings]
    about = {id(node): _about(node, people) for reading in readings for node in reading.draft.quantities}

    def alike(number: int, node: Quantity, other: int, kept: Quantity) -> bool:
        if node.stated is not None:
            return True
        ours, theirs = about[id(node)].names, about[id(kept)].names
        named_apart = bool(ours and theirs) and not ours & theirs
        return not named_apart and _told(told, number, node).fits(_told(told, other, kept))

    buckets: dict[Hashable, list[tuple[int, Quantity]]] = {}
    same = _joined_fingerprints(readings)
    for number, reading in enumerate(readings):
        for node in reading.draft.quantities:
            place: Hashable = (node.stated.span, node.value) if node.stated is not None else None
            key = place or same(reading.of[node.id])
            buckets.setdefault(key, []).append((number, node))
    groups: list[Group[Quantity]] = []
    for key, members in buckets.items():
        found = _aligned(members, alike, about)
        found[0].held = at.get(key, "")
        groups += found
    return _numbered(groups, len(readings))


def names_in(text: str) -> frozenset[str]:
    """Collect words that a text writes with a capital only: names, as a rule.

    >>> sorted(names_in("Apples are red. Ann eats apples with Tom."))
    ['Ann', 'Tom']
    """
    small = set(_SMALL.findall(text))
    return frozenset(word for word in _CAPITALISED.findall(text) if word.lower() not in small)


@dataclass(frozen=True, slots=True)
class _About:
    words: frozenset[str]
    names: frozenset[str]


def _about(node: Quantity, people: frozenset[str]) -> _About:
    return _About(frozenset(tokens(node.about)), frozenset(_CAPITALISED.findall(node.about)) & people)


def _told(told: Sequence[Mapping[str, Told]], number: int, node: Quantity) -> Told:
    return told[number].get(node.id, Told())


def _joined_fingerprints(readings: Sequence[Reading]) -> Callable[[int], int]:
    """Join the fingerprints of several equations of one quantity: drafts that share one of them share the quantity."""
    parent: dict[int, int] = {}

    def root(key: int) -> int:
        while parent.get(key, key) != key:
            key = parent[key]
        return key

    for reading in readings:
        for left, relations in reading.giving.items():
            for relation in relations:
                if not isinstance(parse_formula(relation.formula), Name):
                    one, other = root(reading.of[left]), root(reading.formulas[relation.id])
                    parent[max(one, other)] = min(one, other)
    return root


def _aligned(
    members: Iterable[tuple[int, Quantity]], alike: Alike, about: Mapping[int, _About]
) -> list[Group[Quantity]]:
    """Lay members side by side, at most one of a draft in a group, those with like ids and words first."""
    by_draft: dict[int, list[Quantity]] = {}
    for number, node in members:
        by_draft.setdefault(number, []).append(node)
    groups: list[Group[Quantity]] = []
    for number in sorted(by_draft, key=lambda one: (-len(by_draft[one]), one)):
        pairs = [
            (-_likeness(node, group, about), place, at)
            for place, node in enumerate(by_draft[number])
            for at, group in enumerate(groups)
            if all(alike(number, node, other, kept) for other, kept in group.members)
        ]
        placed: dict[int, int] = {}
        for _, place, at in sorted(pairs):
            if place not in placed and at not in placed.values():
                placed[place] = at
        for place, node in enumerate(by_draft[number]):
            if place in placed:
                groups[placed[place]].members.append((number, node))
            else:
                groups.append(Group([(number, node)]))
    for group in groups:
        group.members.sort(key=lambda member: member[0])
    return groups


def _likeness(node: Quantity, group: Group[Quantity], about: Mapping[int, _About]) -> float:
    """Measure how well a node fits a group, by ids and by words in common."""
    own = about[id(node)].words
    best = 0.0
    for _, other in group.members:
        theirs = about[id(other)].words
        shared = len(own & theirs) / max(1, len(own | theirs))
        best = max(best, shared + (other.id == node.id))
    return best


def _numbered(groups: list[Group[Quantity]], drafts: int) -> tuple[list[Group[Quantity]], Refs]:
    refs: Refs = [{} for _ in range(drafts)]
    for place, group in enumerate(groups):
        for number, node in group.members:
            refs[number][node.id] = place
    return groups, refs


def group_claims(claims: Sequence[Sequence[Claim]]) -> list[Group[Claim]]:
    """Group the claims of drafts: one span, or one within the other where no draft has both.

    >>> from stc.graph import Span
    >>> long, short = (Claim(id="c", text="c", span=span) for span in (Span(0, 40), Span(5, 30)))
    >>> [group.support for group in group_claims([[long], [short], [long]])]
    [3]
    """
    exact: dict[Hashable, Group[Claim]] = {}
    for number, own in enumerate(claims):
        for node in own:
            exact.setdefault(node.span, Group()).members.append((number, node))
    kept: list[Group[Claim]] = []
    for group in sorted(exact.values(), key=lambda one: -one.support):  # stable: the first draft's before others
        span = group.first().span
        for other in kept:
            around = other.first().span
            nested = _within(span, around) or _within(around, span)
            if nested and not group.drafts() & other.drafts():
                other.members += group.members
                break
        else:
            kept.append(group)
    return kept


def _within(inner: tuple[int, int], outer: tuple[int, int]) -> bool:
    return outer[0] <= inner[0] and inner[1] <= outer[1]
