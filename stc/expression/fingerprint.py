"""What a formula comes to as one number: equal formulas have equal numbers, whatever they are written like.

A fingerprint is a formula's value modulo the prime 2**127 - 1, with a number drawn from a hash in the place of each
name (identity testing after Schwartz and Zippel): 2*(a + b) and 2*b + a*2 have one, though nothing was expanded, and
formulas that differ have one with a chance of about degree in 10**38. What is no field operation (floor, min, convert)
counts as a thing of its own, known by its function and its arguments.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterator, Mapping
from fractions import Fraction
from hashlib import sha256

from stc.expression.tree import Call, Expression, Name, Number, UnitName, literals, names

PRIME = 2**127 - 1
MAX_POWER = 1000
_SWAPPED = frozenset({"min", "max", "gcd", "lcm"})  # functions whose arguments may change places


def drawn(*key: Hashable) -> int:
    """Draw a number for a thing, always the same."""
    return int.from_bytes(sha256(repr(key).encode()).digest()[:16], "big") % PRIME


def fingerprint(tree: Expression, known: Mapping[str, int]) -> int:
    """Give the fingerprint of a formula over those of its names."""
    match tree:
        case Number(value):
            return _fraction(value)
        case Name(id):
            return known[id] if id in known else drawn("id", id)
        case UnitName(text):
            return drawn("unit", "".join(text.split()))
        case Call(function, arguments):
            return _call(function, [fingerprint(argument, known) for argument in arguments], arguments)


def _fraction(value: Fraction) -> int:
    if value.denominator % PRIME == 0:
        return drawn("number", str(value))
    return value.numerator * pow(value.denominator, -1, PRIME) % PRIME


def _call(function: str, values: list[int], arguments: tuple[Expression, ...]) -> int:
    match function, values:
        case "+" | "sum", _:
            return sum(values) % PRIME
        case "-", [first, second]:
            return (first - second) % PRIME
        case "neg", [first]:
            return -first % PRIME
        case "*", [first, second]:
            return first * second % PRIME
        case "/", [first, second] if second:
            return first * pow(second, -1, PRIME) % PRIME
        case "**", [first, _] if first and (power := _whole(arguments[1])) is not None:
            return pow(first, power, PRIME)
        case "sqrt", [first]:
            return drawn("**", first, _fraction(Fraction(1, 2)))
        case "//", [first, second] if first == second:
            return 1
        case "%" | "mod", [first, second] if first == second:
            return 0
    if function in _SWAPPED and len(set(values)) == 1:
        return values[0]
    name = "mod" if function == "%" else function
    return drawn(name, *(sorted(values) if name in _SWAPPED else values))


def _whole(exponent: Expression) -> int | None:
    match exponent:
        case Number(value) if value.denominator == 1 and abs(value) <= MAX_POWER:
            return value.numerator
        case Call("neg", (Number(value),)) if value.denominator == 1 and abs(value) <= MAX_POWER:
            return -value.numerator
    return None


def cancelled(tree: Expression) -> Expression | None:
    """Find a part of a formula that comes to one number whatever its names stand for: a / a, a + b - b - a, a ** 0.

    Only parts that write out no number but 0 and 1 count: in a / (a + a / 3) the 3 comes from somewhere.

    >>> from stc.expression import parse, show
    >>> show(cancelled(parse("price * (eggs / eggs + 1)"))), cancelled(parse("(b - a) / a"))
    ('eggs / eggs', None)
    """
    return next((part for suspect in _suspects(tree) if (part := _constant(suspect)) is not None), None)


def _suspects(tree: Expression) -> Iterator[Expression]:
    """Give the parts in which something may cancel: each name is in the formula twice, or a 0 wipes it out."""
    often: Counter[str] = Counter()
    zero = False
    waiting: list[Expression] = [tree]
    while waiting:
        part = waiting.pop()
        if isinstance(part, Name):
            often[part.id] += 1
        elif isinstance(part, Call):
            waiting.extend(part.arguments)
        else:
            zero = zero or (isinstance(part, Number) and not part.value)
    if zero:
        yield tree
        return
    twice = {id for id, times in often.items() if times > 1}
    waiting = [tree] if twice else []
    while waiting:
        part = waiting.pop()
        if isinstance(part, Call) and (named := names(part)):
            if named <= twice:
                yield part
            else:
                waiting.extend(part.arguments)


def _constant(tree: Expression) -> Expression | None:
    """Find the smallest part with names whose fingerprint stays when all names stand for other things."""
    if not isinstance(tree, Call) or not (named := names(tree)):
        return None
    for argument in tree.arguments:
        if (inner := _constant(argument)) is not None:
            return inner
    if any(number not in (0, 1) for number in literals(tree)):
        return None
    others = {name: drawn("other", name) for name in named}
    return tree if fingerprint(tree, {}) == fingerprint(tree, others) else None
