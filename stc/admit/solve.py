"""What relations determine: forward by evaluating, backward by isolating, linear systems by sympy. Exact throughout.

The work goes in rounds over all equations that are ready, so the result does not depend on their order. Nothing
recurses over the graph: a chain of 10,000 relations takes 10,000 short rounds.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from fractions import Fraction

from stc.errors import StcError
from stc.expression import Call, Exact, Expression, Name, Number, equal, evaluate, names

BASIS = {"said": 0, "assumed": 1, "definition": 2}  # which relation gives a value that several would give
MAX_SYSTEM = 6  # unknowns that depend on each other: symbolic solutions grow faster than anybody reads
MAX_SYSTEMS = 200  # of one graph
MAX_ROUNDS = 20  # of solving systems and going on from there


@dataclass(frozen=True, slots=True)
class Equation:
    """`left == expression`: `expression` as written, `plain` without convert, `rank` orders equations of one left."""

    id: str
    left: str
    expression: Expression
    plain: Expression
    rank: tuple[int, str]
    names: frozenset[str]


@dataclass(slots=True)
class Solution:
    """What is known, and how: `by` names the equation that gave a value, `solved` holds formulas found by solving."""

    values: dict[str, Exact]
    by: dict[str, str] = field(default_factory=dict)
    solved: dict[str, tuple[Expression, tuple[str, ...]]] = field(default_factory=dict)  # formula, equations used
    failed: dict[str, str] = field(default_factory=dict)  # equation -> why it has no value
    missed: dict[str, Exact] = field(default_factory=dict)  # claimed quantity -> what its formula gives instead


Lower = Callable[[str, Expression], Expression | None]  # (left, formula) -> plain formula, None where units do not fit
Row = tuple[dict[str, Fraction], Fraction]  # coefficients and constant of an equation ... == 0


def solve(
    equations: Iterable[Equation], known: Mapping[str, Exact], claimed: Mapping[str, Exact], lower: Lower | None
) -> Solution:
    """Find all values that the equations determine.

    A claimed value counts once an equation gives exactly it; until then the quantity is as unknown as any other.
    Without `lower` only values are sought, no formulas for them: then nothing needs sympy.
    """
    equations = sorted(equations, key=lambda equation: equation.rank)
    solution = Solution(dict(known))
    _propagate(equations, solution, claimed, lower)
    for _ in range(MAX_ROUNDS):
        if not _systems(equations, solution, claimed, lower):
            break
        _propagate(equations, solution, claimed, lower)
    return solution


def _propagate(
    equations: list[Equation], solution: Solution, claimed: Mapping[str, Exact], lower: Lower | None
) -> None:
    """Settle every equation with one unknown, round by round: evaluating where that is its left, else isolating it."""
    values = solution.values
    waiting: dict[str, list[Equation]] = defaultdict(list)
    missing: dict[str, int] = {}
    ready: list[Equation] = []
    for equation in equations:
        unknown = [name for name in equation.names if name not in values]
        if equation.left not in values and equation.left not in equation.names:
            unknown.append(equation.left)
        if not unknown or equation.id in solution.failed:
            continue
        missing[equation.id] = len(unknown)
        for name in unknown:
            waiting[name].append(equation)
        if len(unknown) == 1:
            ready.append(equation)
    backward: list[Equation] = []
    while ready or backward:
        forward = [
            equation for equation in ready if equation.left not in values and equation.left not in equation.names
        ]
        backward += [equation for equation in ready if equation.left in values]
        found = [equation.left for equation in forward if _settle(equation, equation.plain, solution, claimed)]
        if not forward:
            backward.sort(key=lambda equation: equation.rank)
            found += [name for equation in backward for name in _isolated(equation, solution, claimed, lower)]
            backward = []
        ready = []
        for name in found:
            for equation in waiting.pop(name, ()):
                missing[equation.id] -= 1
                if missing[equation.id] == 1:
                    ready.append(equation)
        ready.sort(key=lambda equation: equation.rank)


def _isolated(
    equation: Equation, solution: Solution, claimed: Mapping[str, Exact], lower: Lower | None
) -> Iterator[str]:
    """Isolate the one unknown of an equation whose left side is known; gives its name if that settled it."""
    unknown = next((name for name in sorted(equation.names) if name not in solution.values), None)
    if unknown is None:
        return
    written = equation.plain if lower is None else equation.expression
    formula = isolate(written, unknown, Name(equation.left))
    if formula is not None and _take(unknown, formula, (equation.id,), solution, claimed, lower):
        yield unknown


def _settle(equation: Equation, plain: Expression, solution: Solution, claimed: Mapping[str, Exact]) -> bool:
    """Take the value that an equation gives for its left side; False where it gives none, or not the claimed one."""
    if equation.left in solution.values:
        return False
    try:
        value = evaluate(plain, solution.values)
        if equation.left in claimed and not equal(value, claimed[equation.left]):
            solution.missed[equation.left] = value
            return False
    except StcError as error:
        solution.failed[equation.id] = error.message
        return False
    solution.values[equation.left] = value
    solution.by[equation.left] = equation.id
    solution.missed.pop(equation.left, None)
    return True


def _take(
    unknown: str,
    formula: Expression,
    used: tuple[str, ...],
    solution: Solution,
    claimed: Mapping[str, Exact],
    lower: Lower | None,
) -> bool:
    if lower is None and unknown not in claimed:
        return False  # with units it may not have been found
    plain = lower(unknown, formula) if lower else formula
    if plain is None:
        return False
    solved = Equation("", unknown, formula, plain, (9, ""), names(formula))
    if not _settle(solved, plain, solution, claimed):
        solution.failed.pop("", None)
        return False
    solution.solved[unknown] = formula, used
    del solution.by[unknown]
    return True


def isolate(expression: Expression, unknown: str, left: Expression) -> Expression | None:
    """Solve `left == expression` for a name that occurs once below + - * / and neg only; None where it does not.

    >>> from stc.expression import parse, show
    >>> show(isolate(parse("x + 3 * y"), "y", Name("total")))
    '(total - x) / 3'
    """
    if _count(expression, unknown) != 1:
        return None
    while not (isinstance(expression, Name) and expression.id == unknown):
        if not isinstance(expression, Call):
            return None
        arguments = expression.arguments
        place = next(i for i, argument in enumerate(arguments) if unknown in names(argument))
        if expression.function == "neg":
            left = Call("neg", (left,))
        elif expression.function == "sum":
            rest = tuple(argument for i, argument in enumerate(arguments) if i != place)
            left = Call("-", (left, Call("sum", rest))) if rest else left
        elif expression.function in "+-*/" and len(arguments) == 2:
            left = _undo(expression.function, place, arguments[1 - place], left)
        else:
            return None
        expression = arguments[place]
    return left


def _undo(operator: str, place: int, other: Expression, left: Expression) -> Expression:
    if operator == "+":
        return Call("-", (left, other))
    if operator == "*":
        return Call("/", (left, other))
    inverse = {"-": "+", "/": "*"}[operator]
    return Call(inverse, (left, other)) if place == 0 else Call(operator, (other, left))


def _count(expression: Expression, name: str) -> int:
    if isinstance(expression, Name):
        return int(expression.id == name)
    return sum(_count(part, name) for part in expression.arguments) if isinstance(expression, Call) else 0


def _systems(equations: list[Equation], solution: Solution, claimed: Mapping[str, Exact], lower: Lower | None) -> bool:
    """Solve small groups of equations that share unknowns; True if anything was found."""
    from stc.admit.systems import determine, symbolic

    found = False
    for group, unknowns in _groups(equations, solution)[:MAX_SYSTEMS]:
        if not 1 <= len(unknowns) <= min(MAX_SYSTEM, len(group)):
            continue
        sides = [(Name(equation.left), equation.plain) for equation in group]
        values = determine(sides, unknowns, solution.values)
        if not values or _denied(values, solution, claimed):
            continue
        formulas: Mapping[str, Expression] = symbolic(sides, unknowns) if lower else _numbers(values)
        used = tuple(equation.id for equation in group)
        for unknown, formula in formulas.items():
            found |= _take(unknown, formula, used, solution, claimed, lower)
    return found


def _denied(values: Mapping[str, Fraction], solution: Solution, claimed: Mapping[str, Exact]) -> bool:
    """Note the claimed values that a system's solution denies: then nothing of that system counts."""
    denied = {name: values[name] for name in sorted(values.keys() & claimed.keys()) if claimed[name] != values[name]}
    solution.missed.update(denied)
    return bool(denied)


def _numbers(values: Mapping[str, Fraction]) -> dict[str, Expression]:
    return {name: Number(value) for name, value in values.items()}


def _groups(equations: list[Equation], solution: Solution) -> list[tuple[list[Equation], list[str]]]:
    """Group the equations that still hold unknowns by the unknowns that they share; small groups come first."""
    parent: dict[str, str] = {}

    def root(name: str) -> str:
        while parent.setdefault(name, name) != name:
            parent[name] = parent[parent[name]]
            name = parent[name]
        return name

    open_ones: list[tuple[Equation, list[str]]] = []
    for equation in equations:
        unknown = sorted(n for n in equation.names | {equation.left} if n not in solution.values)
        if unknown and equation.id not in solution.failed:
            open_ones.append((equation, unknown))
            for name in unknown[1:]:
                parent[root(name)] = root(unknown[0])
    groups: dict[str, tuple[list[Equation], set[str]]] = {}
    for equation, unknown in open_ones:
        members, together = groups.setdefault(root(unknown[0]), ([], set()))
        members.append(equation)
        together.update(unknown)
    listed = [(members, sorted(together)) for members, together in groups.values()]
    return sorted(listed, key=lambda group: (len(group[1]), group[1]))


def linear(expression: Expression, values: Mapping[str, Exact]) -> Row | None:
    """Read a formula as coefficients of its unknowns and a constant; None where it is not linear in them.

    >>> from stc.expression import parse
    >>> linear(parse("2 * x + y * k - 1"), {"k": Fraction(3)})
    ({'x': Fraction(2, 1), 'y': Fraction(3, 1)}, Fraction(-1, 1))
    """
    if isinstance(expression, Name) and expression.id not in values:
        return {expression.id: Fraction(1)}, Fraction(0)
    if not isinstance(expression, Call) or all(name in values for name in names(expression)):
        value = evaluate(expression, values)
        return None if isinstance(value, str) else ({}, value)
    parts = [linear(argument, values) for argument in expression.arguments if isinstance(argument, Expression)]
    if len(parts) != len(expression.arguments) or any(part is None for part in parts):
        return None
    sides = [part for part in parts if part is not None]
    match expression.function:
        case "neg":
            return _weighted(sides, [Fraction(-1)])
        case "+" | "sum":
            return _weighted(sides, [Fraction(1)] * len(sides))
        case "-":
            return _weighted(sides, [Fraction(1), Fraction(-1)])
        case "*" if not sides[1][0]:
            return _weighted(sides[:1], [sides[1][1]])
        case "*" if not sides[0][0]:
            return _weighted(sides[1:], [sides[0][1]])
        case "/" if not sides[1][0] and sides[1][1]:
            return _weighted(sides[:1], [1 / sides[1][1]])
        case _:
            return None


def _weighted(sides: list[Row], weights: list[Fraction]) -> Row:
    total: dict[str, Fraction] = defaultdict(Fraction)
    constant = Fraction(0)
    for (coefficients, add), weight in zip(sides, weights, strict=True):
        constant += weight * add
        for name, coefficient in coefficients.items():
            total[name] += weight * coefficient
    return dict(total), constant
