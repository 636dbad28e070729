"""Evaluate a formula exactly: over fractions, and, where a root or pi needs it, over closed formulas.

Every step is bounded before it is taken, so that no formula takes memory or seconds. sympy is imported only once a
result is irrational, and is built from our own tree alone; it never sees text.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from fractions import Fraction
from functools import reduce

from stc.errors import FormulaError
from stc.expression.showing import round_fraction, show, show_number
from stc.expression.tree import Call, Expression, Name, Number, UnitName

MAX_BITS = 10_000  # of every intermediate numerator and denominator: about 3,000 digits
MAX_RESULT = 1_000  # characters of a result as files write it
MAX_FACTORIAL = 1_000
MAX_ROUND = 100  # places

Exact = Fraction | str


class Irrational(Exception):
    """Says that a step leaves the rational numbers; never reaches a caller of this package."""


def evaluate(expression: Expression, values: Mapping[str, Exact]) -> Exact:
    """Compute a formula exactly: a Fraction, or a closed formula such as "2*sqrt(3)" where the result is irrational.

    round goes half away from zero, mod and % follow the divisor's sign as in Python, 0**0 is 1.
    Raises FormulaError for an unknown name, a division by zero, an undefined root, and results that are too large.

    >>> from stc.expression import parse
    >>> evaluate(parse("floor(a / 4) + 1/3"), {"a": Fraction(9)})
    Fraction(7, 3)
    >>> evaluate(parse("sqrt(12)"), {})
    '2*sqrt(3)'
    """
    try:
        result = _rational(expression, values)
    except Irrational:
        from stc.expression import roots

        return roots.evaluate(expression, values)
    return bounded(result)


def bounded(result: Fraction) -> Fraction:
    """Pass a result on if files can hold it."""
    small = result.numerator.bit_length() < 800 and result.denominator.bit_length() < 800  # at most 1,000 digits
    if not small and len(show_number(result)) > MAX_RESULT:
        raise too_large()
    return result


def equal(first: Exact, second: Exact) -> bool:
    """Decide whether two exact numbers are the same.

    >>> equal("sqrt(2)+sqrt(3)", "sqrt(5+2*sqrt(6))"), equal(Fraction(1, 2), Fraction(1, 3))
    (True, False)
    """
    if not isinstance(first, str) and not isinstance(second, str):
        return first == second
    if first == second:
        return True
    from stc.expression import roots

    return roots.equal(first, second)


def decimal(value: Exact, digits: int = 6) -> str:
    """Write a number as a decimal, rounded half away from zero to `digits` places after the point.

    A number below 1 keeps that many significant digits. Zeros at the end are left out.

    >>> decimal(Fraction(2, 3), 2), decimal(Fraction(1, 3000), 2), decimal("sqrt(2)", 4), decimal(Fraction(5))
    ('0.67', '0.00033', '1.4142', '5')
    """
    if isinstance(value, str):
        from stc.expression import roots

        value = roots.approximate(value, digits)
    return round_fraction(value, digits)


def too_large() -> FormulaError:
    return FormulaError("the result is too large", hint=f"numbers have at most {MAX_RESULT:,} digits")


def division_by_zero(call: Call) -> FormulaError:
    return FormulaError(f"division by zero in {show(call)[:80]}", hint="check the value of the divisor")


def _rational(expression: Expression, values: Mapping[str, Exact]) -> Fraction:
    if isinstance(expression, Name):
        return lookup(expression, values)
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, UnitName):
        raise FormulaError(f"the unit {expression.text!r} is not a number")
    arguments = [_rational(argument, values) for argument in checked(expression).arguments]
    return apply(expression, arguments)


def checked(call: Call) -> Call:
    """Pass a call on unless only its units tell what it means."""
    if call.function == "convert":
        raise FormulaError("convert needs the units of its argument", hint="lower the formula first, see stc.units")
    return call


def lookup(name: Name, values: Mapping[str, Exact]) -> Fraction:
    value = values.get(name.id)
    if isinstance(value, Fraction):
        return value
    if value is None:
        raise FormulaError(f"{name.id!r} has no value", hint="every id in a formula needs a number")
    if isinstance(value, str):
        raise Irrational
    if isinstance(value, int):
        return Fraction(value)
    raise FormulaError(f"{name.id!r} is a {type(value).__name__}, not an exact number", hint="use a Fraction")


def apply(call: Call, arguments: list[Fraction]) -> Fraction:
    """Take one step over fractions; raises Irrational where no fraction is the result."""
    try:
        result = _STEPS[call.function](arguments)
    except ZeroDivisionError:
        raise division_by_zero(call) from None
    if max(result.numerator.bit_length(), result.denominator.bit_length()) > MAX_BITS:
        raise too_large()
    return result


def _sum(arguments: list[Fraction]) -> Fraction:
    total = Fraction(0)
    for argument in arguments:
        total += argument
        if total.denominator.bit_length() > MAX_BITS:
            raise too_large()
    return total


def _power(arguments: list[Fraction]) -> Fraction:
    base, exponent = arguments
    if exponent.denominator != 1:
        return _root_power(base, exponent)
    power = exponent.numerator
    if base in (0, 1, -1):  # whatever the size of the exponent
        if base == 0 and power < 0:
            raise ZeroDivisionError
        return base ** (power % 2) if base == -1 else Fraction(int(base == 1 or power == 0))
    if max(base.numerator.bit_length(), base.denominator.bit_length()) * abs(power) > 2 * MAX_BITS:
        raise too_large()
    return base**power


def _root_power(base: Fraction, exponent: Fraction) -> Fraction:
    if base < 0:
        raise FormulaError("a negative number has no real power with a fraction as exponent")
    if base == 0:
        if exponent < 0:
            raise ZeroDivisionError
        return base
    if base == 1:
        return base
    above, below = _root(base.numerator, exponent.denominator), _root(base.denominator, exponent.denominator)
    return _power([Fraction(above, below), Fraction(exponent.numerator)])


def _root(number: int, degree: int) -> int:
    """Find the whole root of a positive integer, or say that there is none; Newton's method from above."""
    if number == 1:
        return 1
    if degree >= number.bit_length():
        raise Irrational
    if degree == 2:
        root = math.isqrt(number)
    else:
        root = 1 << -(-number.bit_length() // degree)
        while True:
            lower = ((degree - 1) * root + number // root ** (degree - 1)) // degree
            if lower >= root:
                break
            root = lower
    if root**degree != number:
        raise Irrational
    return root


def _sqrt(arguments: list[Fraction]) -> Fraction:
    if arguments[0] < 0:
        raise FormulaError("a negative number has no real square root")
    return _root_power(arguments[0], Fraction(1, 2))


def _round(arguments: list[Fraction]) -> Fraction:
    places = _integer(arguments[1], "round's number of places") if len(arguments) == 2 else 0
    if abs(places) > MAX_ROUND:
        raise FormulaError(f"round takes at most {MAX_ROUND} places")
    scale = Fraction(10) ** places
    size = math.floor(abs(arguments[0]) * scale + Fraction(1, 2))
    return (size if arguments[0] >= 0 else -size) / scale


def _integer(value: Fraction, what: str, least: int | None = None) -> int:
    if value.denominator != 1 or (least is not None and value < least):
        wanted = "a whole number" if least is None else f"a whole number from {least}"
        raise FormulaError(f"{what} must be {wanted}, not {show_number(value)[:80]}")
    return value.numerator


def _factorial(arguments: list[Fraction]) -> Fraction:
    number = _integer(arguments[0], "factorial's argument", 0)
    if number > MAX_FACTORIAL:
        raise too_large()
    return Fraction(math.factorial(number))


def _binomial(arguments: list[Fraction]) -> Fraction:
    total = _integer(arguments[0], "binomial's first argument", 0)
    chosen = _integer(arguments[1], "binomial's second argument", 0)
    if chosen > total:
        return Fraction(0)
    if min(chosen, total - chosen) * total.bit_length() > 2 * MAX_BITS:
        raise too_large()
    return Fraction(math.comb(total, chosen))


def _gcd(arguments: list[Fraction]) -> Fraction:
    return Fraction(math.gcd(*(_integer(argument, "gcd's argument") for argument in arguments)))


def _lcm(arguments: list[Fraction]) -> Fraction:
    def step(first: int, second: int) -> int:
        if first.bit_length() > MAX_BITS:
            raise too_large()
        return math.lcm(first, second)

    return Fraction(reduce(step, (_integer(argument, "lcm's argument") for argument in arguments), 1))


def _pi(arguments: list[Fraction]) -> Fraction:
    raise Irrational


_STEPS: Mapping[str, Callable[[list[Fraction]], Fraction]] = {
    "+": lambda a: a[0] + a[1],
    "-": lambda a: a[0] - a[1],
    "*": lambda a: a[0] * a[1],
    "/": lambda a: a[0] / a[1],
    "//": lambda a: Fraction(a[0] // a[1]),
    "%": lambda a: a[0] % a[1],
    "mod": lambda a: a[0] % a[1],
    "neg": lambda a: -a[0],
    "**": _power,
    "floor": lambda a: Fraction(math.floor(a[0])),
    "ceil": lambda a: Fraction(math.ceil(a[0])),
    "round": _round,
    "abs": lambda a: abs(a[0]),
    "min": min,
    "max": max,
    "sum": _sum,
    "sqrt": _sqrt,
    "pi": _pi,
    "factorial": _factorial,
    "binomial": _binomial,
    "gcd": _gcd,
    "lcm": _lcm,
}
