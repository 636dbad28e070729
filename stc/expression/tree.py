"""The tree of a formula: frozen data, hashable, closed to the type checker.

    Expression = Number(value) | Name(id) | Call(function, arguments) | UnitName(text)

Operators are calls too: "+", "-", "*", "/", "//", "%", "**" take two arguments, "neg" one, and "pi" none.
UnitName stands only as the second argument of "convert".
"""

from __future__ import annotations

import keyword
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction


@dataclass(frozen=True, slots=True)
class Number:
    value: Fraction


@dataclass(frozen=True, slots=True)
class Name:
    id: str


@dataclass(frozen=True, slots=True)
class UnitName:
    text: str


@dataclass(frozen=True, slots=True)
class Call:
    function: str
    arguments: tuple[Expression, ...]


Expression = Number | Name | Call | UnitName

OPERATORS = frozenset({"+", "-", "*", "/", "//", "%", "**"})
ARITY: Mapping[str, tuple[int, int]] = {  # fewest and most arguments of the functions that a formula may call
    "floor": (1, 1),
    "ceil": (1, 1),
    "round": (1, 2),
    "abs": (1, 1),
    "sqrt": (1, 1),
    "factorial": (1, 1),
    "mod": (2, 2),
    "binomial": (2, 2),
    "convert": (2, 2),
    "min": (1, 10_000),
    "max": (1, 10_000),
    "sum": (1, 10_000),
    "gcd": (1, 10_000),
    "lcm": (1, 10_000),
}
RESERVED: frozenset[str] = frozenset({*ARITY, "pi", *keyword.kwlist})  # no id may be one of these


def names(expression: Expression) -> frozenset[str]:
    """Collect the ids that a formula uses.

    >>> sorted(names(Call("+", (Name("a"), Call("neg", (Name("b"),))))))
    ['a', 'b']
    """
    if isinstance(expression, Name):
        return frozenset((expression.id,))
    found: set[str] = set()
    waiting: list[Expression] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Name):
            found.add(node.id)
        elif isinstance(node, Call):
            waiting.extend(node.arguments)
    return frozenset(found)


def literals(expression: Expression) -> tuple[Fraction, ...]:
    """List the numbers that a formula writes out, from left to right, repeated ones repeatedly.

    >>> [str(value) for value in literals(Call("*", (Number(Fraction(2)), Number(Fraction(1, 2)))))]
    ['2', '1/2']
    """
    found: list[Fraction] = []
    waiting: list[Expression] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Number):
            found.append(node.value)
        elif isinstance(node, Call):
            waiting.extend(reversed(node.arguments))
    return tuple(found)


def literal_terms(expression: Expression) -> tuple[tuple[Fraction, ...], ...]:
    """List the same numbers as `literals`, but keep the two of a written fraction together.

    In "balls * 1/4" the text's "a quarter" stands for 1 and 4 at once; in "n / 4" the 4 stands alone.

    >>> quarter = Call("/", (Call("*", (Name("n"), Number(Fraction(1)))), Number(Fraction(4))))
    >>> literal_terms(quarter) == ((Fraction(1), Fraction(4)),)
    True
    """
    found: list[tuple[Fraction, ...]] = []
    waiting: list[Expression] = [expression]
    while waiting:
        node = waiting.pop()
        if isinstance(node, Number):
            found.append((node.value,))
        elif isinstance(node, Call):
            above, below = _fraction(node)
            if above is None or below is None:
                waiting.extend(reversed(node.arguments))
                continue
            first = node.arguments[0]
            if isinstance(first, Call):  # left * above / below
                found_left = literal_terms(first.arguments[0])
                found.extend(found_left)
            found.append((above.value, below.value))
    return tuple(found)


def _fraction(call: Call) -> tuple[Number | None, Number | None]:
    """Find above and below in `above / below` and in `left * above / below`."""
    if call.function != "/" or not isinstance(call.arguments[1], Number):
        return None, None
    above = call.arguments[0]
    if isinstance(above, Call) and above.function == "*":
        above = above.arguments[1]
    return (above, call.arguments[1]) if isinstance(above, Number) else (None, None)


def substitute(expression: Expression, replacements: Mapping[str, Expression]) -> Expression:
    """Put formulas in the place of names; names without a replacement stay.

    >>> substitute(Call("neg", (Name("a"),)), {"a": Name("b")})
    Call(function='neg', arguments=(Name(id='b'),))
    """
    if isinstance(expression, Name):
        return replacements.get(expression.id, expression)
    if not isinstance(expression, Call):
        return expression
    arguments = tuple([substitute(argument, replacements) for argument in expression.arguments])
    return expression if arguments == expression.arguments else Call(expression.function, arguments)
