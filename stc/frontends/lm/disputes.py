"""Where drafts read one sentence differently: the reading that most of them have stays, with a finding.

Two derived quantities are readings of one where no draft has both, they have an id or a description in common, and
the same sentence is said to say them. Where they come to the same value they are two ways to it, and no dispute.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from itertools import combinations

from stc.admit.formulas import parse_formula
from stc.errors import StcError
from stc.expression import evaluate, names
from stc.frontends.lm.fingerprints import SOLVED, Reading
from stc.frontends.lm.grouping import Group, Refs
from stc.frontends.lm.sentences import sentence_around
from stc.graph import Quantity, Relation, Span
from stc.words import tokens

Ref = int | str  # a group, or the id of a node of the graph


@dataclass(slots=True)
class Equation:
    """Equations of several drafts that are one: the same left side, formulas that come down to the same."""

    left: Ref
    members: list[tuple[int, Relation]] = field(default_factory=list)

    def drafts(self) -> set[int]:
        return {number for number, _ in self.members}


@dataclass(frozen=True, slots=True)
class Dispute:
    """Two readings of a quantity, or of an equation of a stated number, as the drafts have them."""

    kept: Ref
    majority: list[tuple[int, Relation]]
    minority: list[tuple[int, Relation]]


@dataclass
class Mesh:
    """All drafts laid over each other: groups of quantities, equations, and what has been left out so far."""

    readings: Sequence[Reading]
    groups: list[Group[Quantity]]
    refs: Refs
    text: str
    gone: set[int] = field(default_factory=set)  # groups that lost a dispute, and what rests on them alone
    dropped: list[Equation] = field(default_factory=list)
    _named: dict[tuple[int, str], frozenset[int]] = field(default_factory=dict)
    _sentences: dict[Span, Span] = field(default_factory=dict)

    @cached_property
    def equations(self) -> list[Equation]:
        found: dict[tuple[Ref, int], Equation] = {}
        for number, reading in enumerate(self.readings):
            for relation in reading.draft.relations:
                if relation.rule != SOLVED:
                    left = self.ref(number, relation.left)
                    key = left, reading.formulas[relation.id]
                    found.setdefault(key, Equation(left)).members.append((number, relation))
        return list(found.values())

    @cached_property
    def derived(self) -> dict[int, list[int]]:
        """The groups of derived quantities by their fingerprints, once all is settled."""
        found: dict[int, list[int]] = {}
        for place, group in enumerate(self.groups):
            if place not in self.gone and group.members and group.first().stated is None:
                for of in {self.readings[number].of[node.id] for number, node in group.members}:
                    found.setdefault(of, []).append(place)
        return found

    @cached_property
    def _callers(self) -> dict[frozenset[str], Counter[int]]:
        """How often each group is described by the same words, once all is settled."""
        found: dict[frozenset[str], Counter[int]] = {}
        for place in range(len(self.groups)):
            for _, node in self.living(place) if place not in self.gone else ():
                found.setdefault(frozenset(tokens(node.about)), Counter())[place] += 1
        return found

    def called(self, about: str) -> int:
        """Give the group that most drafts describe so; of several the first."""
        counts = self._callers[frozenset(tokens(about))]
        return max(counts, key=lambda place: (counts[place], -place))

    def ref(self, number: int, id: str) -> Ref:
        """Give what an id of a draft stands for."""
        group = self.refs[number].get(id)
        return id if group is None else self.groups[group].held or group

    def rests_on(self, number: int, formula: str) -> frozenset[int]:
        """Give the groups that a formula of a draft names."""
        found = self._named.get((number, formula))
        if found is None:
            refs = (self.ref(number, name) for name in names(parse_formula(formula)))
            found = self._named[number, formula] = frozenset(ref for ref in refs if isinstance(ref, int))
        return found

    def stands(self, number: int, relation: Relation) -> bool:
        """Tell whether an equation of a draft rests on nothing that was left out."""
        return (
            self.ref(number, relation.left) not in self.gone and not self.rests_on(number, relation.formula) & self.gone
        )

    def giving(self, group: int) -> Iterator[tuple[int, Relation]]:
        """Give the equations by which drafts get the value of a quantity, each draft's best one."""
        for number, node in self.groups[group].members:
            relations = self.readings[number].giving.get(node.id, ())
            if relations:
                yield number, relations[0]

    def leave_out(self, place: int) -> None:
        """Leave out a quantity, and those that in every draft rest on what was left out."""
        self.gone.add(place)
        open_ones = [place]
        while open_ones:
            for user in self._users.get(open_ones.pop(), ()):
                if user not in self.gone and not self.living(user):
                    self.gone.add(user)
                    open_ones.append(user)

    @cached_property
    def _users(self) -> dict[int, list[int]]:
        """The groups that name a group in an equation that may give them."""
        found: dict[int, dict[int, None]] = {}
        for place, group in enumerate(self.groups):
            for number, node in group.members:
                for relation in self.readings[number].giving.get(node.id, ()):
                    for named in self.rests_on(number, relation.formula):
                        found.setdefault(named, {})[place] = None
        return {named: sorted(users) for named, users in found.items()}

    def sentence(self, span: Span) -> Span:
        """Give the sentence around a span."""
        if span not in self._sentences:
            self._sentences[span] = sentence_around(self.text, span)
        return self._sentences[span]

    def _lives(self, number: int, node: Quantity) -> bool:
        relations = self.readings[number].giving.get(node.id, ())
        return not relations or any(not self.rests_on(number, one.formula) & self.gone for one in relations)

    def living(self, place: int) -> list[tuple[int, Quantity]]:
        """Give the members of a group that rest on nothing that was left out."""
        return [(number, node) for number, node in self.groups[place].members if self._lives(number, node)]


def unite(mesh: Mesh) -> None:
    """Make one of readings that come to the same value: two ways to one quantity."""
    for one, other in _candidates(mesh):
        first, second = mesh.groups[one], mesh.groups[other]
        if first.members and second.members and _same_value(first, second) and _rivals(mesh, one, other):
            for number, node in second.members:
                mesh.refs[number][node.id] = one
            first.members = sorted(first.members + second.members, key=lambda member: member[0])
            second.members = []


def _candidates(mesh: Mesh) -> list[tuple[int, int]]:
    """Pair the derived quantities that have an id or a description in common."""
    called: dict[object, dict[int, None]] = {}
    for place, group in enumerate(mesh.groups):
        if group.members and group.first().stated is None:
            for key in {*_words(group), *(node.id for _, node in group.members)}:
                called.setdefault(key, {})[place] = None
    return sorted({pair for places in called.values() for pair in combinations(places, 2)})


def _same_value(first: Group[Quantity], second: Group[Quantity]) -> bool:
    one, other = first.first(), second.first()
    return one.value is not None and (one.value, one.unit) == (other.value, other.unit)


def decide(mesh: Mesh) -> list[Dispute]:
    """Settle all disputes, those first that rest on no other; the most drafts win, then the earliest."""
    mesh.gone |= {place for place, group in enumerate(mesh.groups) if not group.members}
    rivals = [pair for pair in _candidates(mesh) if _rivals(mesh, *pair)]
    disputed = {place for pair in rivals for place in pair}
    above = {place: _above(mesh, place) & disputed for place in disputed}
    found: list[Dispute] = []
    for one, other in sorted(rivals, key=lambda pair: (len(above[pair[0]] | above[pair[1]]), _order(mesh, pair))):
        if not mesh.gone & {one, other}:
            kept, lost = sorted((one, other), key=lambda at: (-mesh.groups[at].support, min(mesh.groups[at].drafts())))
            found.append(Dispute(kept, [*mesh.giving(kept)], [*mesh.giving(lost)]))
            mesh.leave_out(lost)
    return found + list(_equations(mesh))


def _above(mesh: Mesh, place: int) -> set[int]:
    """Give all that a quantity rests on."""
    reached: set[int] = set()
    open_ones = [place]
    while open_ones:
        for number, relation in mesh.giving(open_ones.pop()):
            new = mesh.rests_on(number, relation.formula) - reached
            reached |= new
            open_ones += new
    return reached - {place}


def _order(mesh: Mesh, pair: tuple[int, int]) -> tuple[int, int, int]:
    return -max(mesh.groups[place].support for place in pair), *pair


def _rivals(mesh: Mesh, one: int, other: int) -> bool:
    """Tell whether two groups are different readings of one quantity."""
    first, second = mesh.groups[one], mesh.groups[other]
    if first.held or second.held or not first.members or not second.members or first.drafts() & second.drafts():
        return False
    if first.first().stated is not None or second.first().stated is not None:
        return False
    like_ids = {node.id for _, node in first.members} & {node.id for _, node in second.members}
    like_words = _words(first) & _words(second)
    if not like_ids and not like_words:
        return False
    ours, theirs = _sentences(mesh, mesh.giving(one)), _sentences(mesh, mesh.giving(other))
    if ours and theirs:
        return _touch(ours, theirs)
    return bool(like_words)


def _words(group: Group[Quantity]) -> set[frozenset[str]]:
    """Give what a group is about, as sets of words."""
    return {words for _, node in group.members if (words := frozenset(tokens(node.about)))}


def _sentences(mesh: Mesh, relations: Iterable[tuple[int, Relation]]) -> set[Span]:
    said = (relation for _, relation in relations if relation.basis == "said")
    return {mesh.sentence(span) for relation in said for span in relation.spans}


def _touch(some: set[Span], others: set[Span]) -> bool:
    return any(one.start < other.end and other.start < one.end for one in some for other in others)


def _equations(mesh: Mesh) -> Iterator[Dispute]:
    """Settle different equations of one stated number that one sentence is said to say."""
    by_left: dict[Ref, list[Equation]] = {}
    for equation in mesh.equations:
        given = isinstance(equation.left, int) and mesh.groups[equation.left].first().stated is None
        if not given and all(relation.basis == "said" for _, relation in equation.members):
            by_left.setdefault(equation.left, []).append(equation)
    for equations in by_left.values():
        ranked = sorted(equations, key=lambda one: (-len(one.drafts()), min(one.drafts())))
        kept: list[Equation] = []
        for equation in ranked:
            rival = next((one for one in kept if _disputed(mesh, one, equation)), None)
            if rival is None:
                kept.append(equation)
            else:
                mesh.dropped.append(equation)
                yield Dispute(rival.left, rival.members, equation.members)


def _disputed(mesh: Mesh, one: Equation, other: Equation) -> bool:
    if one.drafts() & other.drafts() or (_holds(mesh, one) and _holds(mesh, other)):
        return False
    return _touch(_sentences(mesh, one.members), _sentences(mesh, other.members))


def _holds(mesh: Mesh, equation: Equation) -> bool:
    """Tell whether a stated number is what an equation gives, so that nothing speaks against it."""
    number, relation = equation.members[0]
    values = {node.id: node.value for node in mesh.readings[number].draft.quantities if node.value is not None}
    try:
        return evaluate(parse_formula(relation.formula), values) == values.get(relation.left)
    except StcError:
        return False
