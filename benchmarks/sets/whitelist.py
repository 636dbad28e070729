"""Formulas of templates, read by a whitelist and computed exactly: Python's syntax, never Python's interpreter.

`compiled` turns an expression into a function of an environment once, so that a template can be tried many times.
Numbers are Fractions, a literal 0.15 is read from its digits, and division is exact: where the published generator
has to ask whether a float is an integer up to rounding, we ask whether it is one.
"""

from __future__ import annotations

import ast
import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import partial
from typing import Any, NamedTuple


class Worded(NamedTuple):
    """A value that the text writes in words, such as "twice" for 2."""

    text: str
    value: Fraction


class TemplateError(Exception):
    """A template that cannot be read or drawn; says why."""


Environment = Mapping[str, Any]
Computed = Callable[[Environment], Any]


def compiled(source: str, functions: Mapping[str, Callable[..., Any]]) -> Computed:
    """Turn an expression into a function; only the operations below and the given functions are known.

    >>> compiled("n // 4 + 0.1 * 3", {})({"n": Fraction(9)})
    Fraction(23, 10)
    """
    try:
        tree = ast.parse(source.strip(), mode="eval").body
    except (SyntaxError, ValueError, RecursionError) as error:
        raise TemplateError(f"{source.strip()[:80]!r} is no expression") from error
    return _node(tree, source, functions)


_OPERATORS: dict[type[ast.operator], Callable[[Any, Any], Any]] = {
    ast.Add: lambda a, b: a + b,
    ast.Sub: lambda a, b: a - b,
    ast.Mult: lambda a, b: a * b,
    ast.Div: lambda a, b: a / b,
    ast.FloorDiv: lambda a, b: Fraction(a // b),
    ast.Mod: lambda a, b: a % b,
}
_COMPARISONS: dict[type[ast.cmpop], Callable[[Any, Any], bool]] = {
    ast.Eq: lambda a, b: a == b,
    ast.NotEq: lambda a, b: a != b,
    ast.Lt: lambda a, b: a < b,
    ast.LtE: lambda a, b: a <= b,
    ast.Gt: lambda a, b: a > b,
    ast.GtE: lambda a, b: a >= b,
    ast.In: lambda a, b: a in b,
    ast.NotIn: lambda a, b: a not in b,
}


def _node(node: ast.expr, source: str, functions: Mapping[str, Callable[..., Any]]) -> Computed:
    below = partial(_node, source=source, functions=functions)
    match node:
        case ast.Constant(value=bool() | str()):
            return _always(node.value)
        case ast.Constant(value=int() | float()):
            return _always(Fraction((ast.get_source_segment(source.strip(), node) or "").replace("_", "")))
        case ast.Name():
            return partial(_name, node.id)
        case ast.List() | ast.Tuple():
            return partial(_tuple, tuple(below(item) for item in node.elts))
        case ast.UnaryOp(op=ast.USub()):
            return partial(_negative, below(node.operand))
        case ast.UnaryOp(op=ast.Not()):
            return partial(_not, below(node.operand))
        case ast.BinOp() if type(node.op) in _OPERATORS:
            return partial(_operated, _OPERATORS[type(node.op)], below(node.left), below(node.right))
        case ast.BoolOp():
            joined = all if isinstance(node.op, ast.And) else any
            return partial(_joined, joined, tuple(below(item) for item in node.values))
        case ast.Compare() if all(type(op) in _COMPARISONS for op in node.ops):
            operations = tuple(_COMPARISONS[type(op)] for op in node.ops)
            return partial(_compared, operations, tuple(below(item) for item in (node.left, *node.comparators)))
        case ast.IfExp():
            return partial(_chosen, below(node.test), below(node.body), below(node.orelse))
        case ast.Subscript():
            return partial(_item, below(node.value), below(node.slice))
        case ast.Call(func=ast.Name(id=name), keywords=[]) | ast.Call(func=ast.Attribute(attr=name), keywords=[]):
            if name in functions:  # np.arange is arange
                return partial(_called, functions[name], tuple(below(item) for item in node.args))
            raise TemplateError(f"{name}() is not known")
        case _:
            raise TemplateError(f"{ast.unparse(node)[:80]!r} is not known")


def _always(value: object) -> Computed:
    return lambda _: value


def _name(name: str, known: Environment) -> Any:
    if name not in known:
        raise TemplateError(f"{name} has no value")
    value = known[name]
    return value.value if isinstance(value, Worded) else value


def _tuple(items: tuple[Computed, ...], known: Environment) -> Any:
    return tuple(item(known) for item in items)


def _negative(item: Computed, known: Environment) -> Any:
    return -item(known)


def _not(item: Computed, known: Environment) -> bool:
    return not item(known)


def _operated(operation: Callable[[Any, Any], Any], left: Computed, right: Computed, known: Environment) -> Any:
    return operation(left(known), right(known))


def _joined(joined: Callable[[Any], bool], items: tuple[Computed, ...], known: Environment) -> bool:
    return joined(item(known) for item in items)


def _compared(
    operations: tuple[Callable[[Any, Any], bool], ...], items: tuple[Computed, ...], known: Environment
) -> bool:
    values = [item(known) for item in items]
    return all(operation(a, b) for operation, a, b in zip(operations, values, values[1:], strict=False))


def _chosen(test: Computed, then: Computed, otherwise: Computed, known: Environment) -> Any:
    return then(known) if test(known) else otherwise(known)


def _item(holder: Computed, index: Computed, known: Environment) -> Any:
    return holder(known)[int(index(known))]


def _called(function: Callable[..., Any], items: tuple[Computed, ...], known: Environment) -> Any:
    return function(*(item(known) for item in items))


def _rounded(value: Fraction, digits: Fraction = Fraction(0)) -> Fraction:
    return Fraction(round(value, int(digits)))


def _truncated(value: Fraction) -> Fraction:
    return Fraction(math.trunc(value))


ARITHMETIC: dict[str, Callable[..., Any]] = {
    "int": _truncated,
    "round": _rounded,
    "Fraction": lambda a, b=Fraction(1): Fraction(a) / Fraction(b),
    "is_int": lambda a: a.denominator == 1,
    "divides": lambda a, b: a % b == 0,  # "b divides a": divides(n, d) wants n / d whole
    "fix_floats": lambda a: a,  # exact already
    "abs": abs,
    "min": min,
    "max": max,
    "sum": sum,
    "len": lambda a: Fraction(len(a)),
    "divmod": lambda a, b: (Fraction(a // b), a % b),
}
