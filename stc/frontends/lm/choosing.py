"""Choose what of several drafts is kept, and in whose words: what many have, and what that rests on."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from typing import TypeVar

from stc.frontends.lm.asking import Asked
from stc.frontends.lm.disputes import Equation, Mesh
from stc.frontends.lm.fingerprints import SOLVED
from stc.graph import ClaimTarget, FormulaTarget, Quantity, Question, Relation

T = TypeVar("T")
MANY = 5  # drafts from which on a derived node that a single one has is left out


def fewest_of(drafts: Sequence[object]) -> int:
    """Give how many drafts must have what is derived, asked or found."""
    return 2 if len(drafts) >= MANY else 1


@dataclass(slots=True)
class Chosen:
    """What is kept: groups of quantities, and of equations and questions the wording that is kept, with all members."""

    quantities: list[int]
    relations: list[tuple[tuple[int, Relation], list[tuple[int, Relation]]]]
    questions: list[tuple[tuple[int, Question], Asked]]


def choose(mesh: Mesh, questions: Sequence[Asked], fewest: int) -> Chosen:
    """Keep stated numbers, what at least `fewest` drafts have, and what those rest on."""
    strong = {
        place
        for place, group in enumerate(mesh.groups)
        if place not in mesh.gone and (group.first().stated is not None or len(mesh.living(place)) >= fewest)
    }
    asked = [(best_question(mesh, group, strong), group) for group in questions]
    kept = set(strong)
    for (number, question), _ in asked:
        if isinstance(question.target, FormulaTarget):
            kept |= mesh.rests_on(number, question.target.formula)
        elif not isinstance(question.target, ClaimTarget):
            kept |= {ref for id in question.target.rests_on if isinstance(ref := mesh.ref(number, id), int)}
    relations: list[tuple[tuple[int, Relation], list[tuple[int, Relation]]]] = []
    equations = [
        (equation, living)
        for equation in mesh.equations
        if equation not in mesh.dropped
        if (living := _living(mesh, equation))
    ]
    while True:  # what is kept may rest on more, whose equations rest on more
        relations = list(_equations(mesh, equations, strong, kept, fewest))
        needed = {ref for (number, one), _ in relations for ref in mesh.rests_on(number, one.formula)}
        if needed <= kept:
            break
        kept |= needed
    return Chosen(sorted(kept - mesh.gone), relations, asked)


def _living(mesh: Mesh, equation: Equation) -> list[tuple[int, Relation]]:
    return [(number, relation) for number, relation in equation.members if mesh.stands(number, relation)]


def _equations(
    mesh: Mesh,
    equations: Sequence[tuple[Equation, list[tuple[int, Relation]]]],
    strong: set[int],
    kept: set[int],
    fewest: int,
) -> Iterator[tuple[tuple[int, Relation], list[tuple[int, Relation]]]]:
    """Choose the equations of what is kept: those that many have, and of each quantity at least one."""
    solved = {place for place in kept if _by_system(mesh, place)}
    most: dict[int, int] = {}
    for equation, living in equations:
        if isinstance(equation.left, int):
            most[equation.left] = max(most.get(equation.left, 0), _support(living))
    for equation, living in equations:
        left = equation.left
        if isinstance(left, int) and left not in kept:
            continue
        derived = isinstance(left, int) and mesh.groups[left].first().stated is None
        needed = derived and _support(living) == most[left] < fewest  # type: ignore[index]
        in_system = any(mesh.rests_on(number, relation.formula) & solved for number, relation in living)
        if _support(living) >= fewest or needed or in_system:
            yield best_relation(mesh, living, strong), living


def _by_system(mesh: Mesh, place: int) -> bool:
    given = [relation for _, relation in mesh.giving(place)]
    return bool(given) and any(relation.rule == SOLVED for relation in given)


def _support(members: Iterable[tuple[int, object]]) -> int:
    return len({number for number, _ in members})


def best_relation(mesh: Mesh, members: Sequence[tuple[int, Relation]], strong: set[int]) -> tuple[int, Relation]:
    """Choose an equation among those that are one: over what many have, in the form that most drafts give it."""

    def form(member: tuple[int, Relation]) -> Hashable:
        return frozenset(mesh.rests_on(member[0], member[1].formula)), member[1].basis

    narrowed = most_common(members, form, lambda member: mesh.rests_on(member[0], member[1].formula) <= strong)
    return most_common(narrowed, lambda member: (member[1].spans, member[1].formula))[0]


def best_question(mesh: Mesh, asked: Asked, strong: set[int]) -> tuple[int, Question]:
    """Choose a question among those that are one, likewise."""

    def names(member: tuple[int, Question]) -> Set[int]:
        target = member[1].target
        return mesh.rests_on(member[0], target.formula) if isinstance(target, FormulaTarget) else set()

    narrowed = most_common(asked.members, lambda member: frozenset(names(member)), lambda m: names(m) <= strong)
    return most_common(narrowed, lambda member: member[1].target.model_dump_json())[0]


def best_quantity(mesh: Mesh, place: int) -> tuple[int, Quantity]:
    """Choose a quantity among those that are one: the unit, then the time, then the words that most drafts give it.

    Words that more drafts use for another quantity are not its words.
    """
    narrowed = most_common(mesh.living(place), lambda member: member[1].unit)
    narrowed = most_common(narrowed, lambda member: member[1].labels.period)
    narrowed = most_common(narrowed, lambda member: member[1].stated)
    narrowed = most_common(narrowed, lambda member: member[1].about, lambda m: mesh.called(m[1].about) == place)
    return most_common(narrowed, lambda member: member[1].inferred)[0]


def most_common(
    members: Sequence[T], key: Callable[[T], Hashable], preferred: Callable[[T], bool] = lambda _: True
) -> list[T]:
    """Keep the members with the most common key, preferred ones first; of equally common ones the first.

    >>> most_common([3, 1, 2, 4], lambda number: number % 2), most_common([1, 3, 2], lambda n: n % 2, lambda n: n == 2)
    ([3, 1], [2])
    """
    able = [member for member in members if preferred(member)] or list(members)
    counts = Counter(map(key, able))
    best = max(counts, key=lambda one: counts[one])  # the first of equals: a Counter keeps their order
    return [member for member in able if key(member) == best]
