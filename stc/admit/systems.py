"""Systems of linear equations, solved symbolically by sympy: the only place where equations meet it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from fractions import Fraction
from typing import Any

from stc.admit.solve import Row, linear
from stc.errors import StcError
from stc.expression import Call, Exact, Expression, Name, Number

Sides = tuple[Expression, Expression]


def determine(equations: Sequence[Sides], unknowns: Sequence[str], values: Mapping[str, Exact]) -> dict[str, Fraction]:
    """Find the one value of every unknown by exact elimination.

    Empty where equations are not linear, too few, or contradict each other.

    >>> from stc.expression import parse
    >>> system = [(Name("heads"), parse("hens + cows")), (Name("legs"), parse("2 * hens + 4 * cows"))]
    >>> determine(system, ["cows", "hens"], {"heads": Fraction(35), "legs": Fraction(94)})
    {'cows': Fraction(12, 1), 'hens': Fraction(23, 1)}
    """
    pivots: dict[str, Row] = {}
    for left, right in equations:
        try:
            row = linear(Call("-", (left, right)), values)
        except StcError:
            return {}
        if row is None:
            return {}
        for name in unknowns:
            if row[0].get(name) and name in pivots:
                row = _minus(row, pivots[name], row[0][name])
        name = next((name for name in unknowns if row[0].get(name)), "")
        if not name:
            if row[1]:
                return {}
            continue
        factor = row[0][name]
        pivot = {key: value / factor for key, value in row[0].items() if value}, row[1] / factor
        pivots = {key: _minus(other, pivot, other[0].get(name, Fraction(0))) for key, other in pivots.items()}
        pivots[name] = pivot
    return {name: -pivots[name][1] for name in unknowns} if len(pivots) == len(unknowns) else {}


def _minus(row: Row, other: Row, factor: Fraction) -> Row:
    names = row[0].keys() | other[0].keys()
    rest = {name: row[0].get(name, Fraction(0)) - factor * other[0].get(name, Fraction(0)) for name in names}
    return {name: value for name, value in rest.items() if value}, row[1] - factor * other[1]


def symbolic(equations: Sequence[Sides], unknowns: Sequence[str]) -> dict[str, Expression]:
    """Write the solution of a linear system as formulas over the names that are known; empty where sympy has none.

    With more equations than unknowns it takes the first few that determine them: the others were seen to agree.

    >>> from stc.expression import parse, show
    >>> system = [(Name("heads"), parse("hens + cows")), (Name("legs"), parse("2 * hens + 4 * cows"))]
    >>> {name: show(formula) for name, formula in symbolic(system, ["cows", "hens"]).items()}
    {'cows': '(legs - 2 * heads) / 2', 'hens': '(4 * heads - legs) / 2'}
    """
    import sympy

    symbols = [sympy.Symbol(name) for name in unknowns]
    residues = [_to_sympy(Call("-", sides), sympy) for sides in equations]
    if any(residue is None for residue in residues):
        return {}
    matrix, constants = sympy.linear_eq_to_matrix(residues, symbols)
    rows = matrix.T.rref()[1][: len(unknowns)]
    if len(rows) < len(unknowns):
        return {}
    solutions = sympy.linsolve(
        (matrix.extract(list(rows), list(range(len(unknowns)))), constants.extract(list(rows), [0])), symbols
    )
    if len(solutions) != 1:
        return {}
    (solution,) = solutions
    formulas = {name: _from_sympy(sympy.factor(part)) for name, part in zip(unknowns, solution, strict=True)}
    return {name: formula for name, formula in formulas.items() if formula is not None}


def _to_sympy(expression: Expression, sympy: Any) -> Any:
    match expression:
        case Number(value):
            return sympy.Rational(value.numerator, value.denominator)
        case Name(id):
            return sympy.Symbol(id)
        case Call(function, arguments):
            parts = [_to_sympy(argument, sympy) for argument in arguments]
            if any(part is None for part in parts):
                return None
            match function:
                case "neg":
                    return -parts[0]
                case "+" | "sum":
                    return sympy.Add(*parts)
                case "-":
                    return parts[0] - parts[1]
                case "*":
                    return parts[0] * parts[1]
                case "/" if parts[1] != 0:
                    return parts[0] / parts[1]
    return None


def _from_sympy(value: Any) -> Expression | None:
    if value.is_Rational:
        return Number(Fraction(int(value.p), int(value.q)))
    if value.is_Symbol:
        return Name(value.name)
    if value.is_Add:
        positive = [(part, False) for part in value.as_ordered_terms() if not part.could_extract_minus_sign()]
        negative = [(-part, True) for part in value.as_ordered_terms() if part.could_extract_minus_sign()]
        return _chain([*positive, *negative], "+", "-")
    if value.is_Mul or value.is_Pow:
        above, below = value.as_numer_denom()
        if below != 1:
            parts = _from_sympy(above), _from_sympy(below)
            return None if parts[0] is None or parts[1] is None else Call("/", (parts[0], parts[1]))
        if value.is_Mul and value.could_extract_minus_sign():
            inner = _from_sympy(-value)
            return None if inner is None else Call("neg", (inner,))
        if value.is_Mul:
            return _chain([(part, False) for part in value.as_ordered_factors()], "*", "/")
        if value.exp.is_Integer and 1 < value.exp < 10:
            inner = _from_sympy(value.base)
            return None if inner is None else Call("**", (inner, Number(Fraction(int(value.exp)))))
    return None


def _chain(parts: list[tuple[Any, bool]], operator: str, inverse: str) -> Expression | None:
    whole: Expression | None = None
    for part, inverted in parts:
        read = _from_sympy(part)
        if read is None:
            return None
        if whole is None:
            whole = Call("neg", (read,)) if inverted else read
        else:
            whole = Call(inverse if inverted else operator, (whole, read))
    return whole
