"""The irrational half of evaluation: square and other roots and pi, exactly, over sympy.

The tree is evaluated step by step; a step whose arguments are all rational stays with fractions. Comparisons (min,
floor, a zero divisor) are decided by 60 digits, and where those cannot tell, by a proof of sympy's.
"""

from __future__ import annotations

import math
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

import sympy

from stc.errors import FormulaError
from stc.expression.evaluation import (
    MAX_RESULT,
    Exact,
    Irrational,
    apply,
    bounded,
    checked,
    division_by_zero,
    lookup,
    too_large,
)
from stc.expression.reading import parse
from stc.expression.showing import show
from stc.expression.tree import Call, Expression, Name, Number, UnitName

MAX_STEPS = 80  # sympy operations in one number
MAX_DIGITS = 60  # of the integers under a root
MAX_TERMS = 40  # of a sum that is multiplied out
MAX_POWER = 32
MAX_DEGREE = 60  # the 60th root: monthly rates over five years
MAX_FIELD = 64  # estimated degree over the rationals: sympy's proofs take seconds beyond
PRECISION = 60  # digits that decide a comparison

Value = Any  # Fraction, or a sympy expression: sympy carries no types


def evaluate(expression: Expression, values: Mapping[str, Exact]) -> Exact:
    """Compute a formula some of whose steps are irrational; see stc.expression.evaluate."""
    return _exact(_value(expression, values))


def equal(first: Exact, second: Exact) -> bool:
    """Decide equality where at least one side is a closed formula."""
    difference = _step(Call("-", ()), [_number(first), _number(second)])
    return _sign(difference) == 0


def approximate(value: str, digits: int) -> Fraction:
    """Find a fraction close enough to a closed formula to round it to `digits` significant digits."""
    number = _number(value)
    if isinstance(number, Fraction):
        return number
    size = abs(_float(number, 20))
    whole = max(0, len(str(math.floor(size))))
    zeros = len(str(size.denominator // max(1, size.numerator)))
    return _float(number, digits + whole + zeros + 20)


def _number(value: Exact) -> Value:
    if not isinstance(value, str):
        return Fraction(value)
    return _value(parse(value), {})


def _value(expression: Expression, values: Mapping[str, Exact]) -> Value:
    if isinstance(expression, Number):
        return expression.value
    if isinstance(expression, Name):
        value = values.get(expression.id)
        return _number(value) if isinstance(value, str) else lookup(expression, values)
    if isinstance(expression, UnitName):
        raise FormulaError(f"the unit {expression.text!r} is not a number")
    return _step(checked(expression), [_value(argument, values) for argument in expression.arguments])


def _step(call: Call, arguments: list[Value]) -> Value:
    if all(isinstance(argument, Fraction) for argument in arguments):
        try:
            return apply(call, arguments)
        except Irrational:
            pass  # the only way on is with sympy, below
    if call.function in _SELECTING:
        return _select(call.function, arguments)
    try:
        return _simplified(_irrational(call.function, [_sympy(argument) for argument in arguments]))
    except ZeroDivisionError:
        raise division_by_zero(call) from None


def _irrational(function: str, arguments: list[Value]) -> Value:
    match function, arguments:
        case "pi", []:
            return sympy.pi
        case "+", [a, b]:
            return a + b
        case "-", [a, b]:
            return a - b
        case "neg", [a]:
            return -a
        case "sum", _:
            return sympy.Add(*arguments)
        case "*", [a, b]:
            return a * b
        case "/", [a, b]:
            if _sign(b) == 0:
                raise ZeroDivisionError
            return a / b
        case "sqrt", [a]:
            return _power(a, sympy.Rational(1, 2))
        case "**", [a, b]:
            return _power(a, b)
        case "floor", [a]:
            return sympy.Integer(_floor(a))
        case "ceil", [a]:
            return sympy.Integer(-_floor(-a))
        case "//", [a, b]:
            return sympy.Integer(_floor(_irrational("/", [a, b])))
        case (("%" | "mod"), [a, b]):
            return a - b * _floor(_irrational("/", [a, b]))
        case "round", [a, *places]:
            return _round(a, *places)
    raise FormulaError(f"{function} takes whole numbers, not roots or pi")


_SELECTING = frozenset({"min", "max", "abs"})


def _select(function: str, arguments: list[Value]) -> Value:
    """Choose among the arguments, which keeps the chosen one exact."""
    if function == "abs":
        return _simplified(-arguments[0]) if _sign(arguments[0]) < 0 else arguments[0]
    chosen, wanted = arguments[0], 1 if function == "max" else -1
    for argument in arguments[1:]:
        if _sign(_sympy(argument) - _sympy(chosen)) == wanted:
            chosen = argument
    return chosen


def _power(base: Value, exponent: Value) -> Value:
    if not exponent.is_Rational:
        raise FormulaError("the exponent is irrational", hint="exponents are whole numbers or fractions")
    sign = _sign(base)
    if sign < 0 and exponent.q != 1:
        raise FormulaError("a negative number has no real root")
    if sign == 0:
        if exponent < 0:
            raise ZeroDivisionError
        return sympy.Integer(int(exponent == 0))
    if exponent.q > MAX_DEGREE or abs(exponent.p) > MAX_POWER * exponent.q:
        raise too_large()
    return base**exponent


def _round(value: Value, places: Value | None = None) -> Value:
    if places is not None and (not places.is_Integer or abs(places) > PRECISION):
        raise FormulaError("round's number of places must be a small whole number")
    scale = sympy.Integer(10) ** (places or 0)
    sign = _sign(value)
    return sign * _floor(sign * value * scale + sympy.Rational(1, 2)) / scale


def _floor(value: Value) -> int:
    if value.is_Rational:
        return int(value.p // value.q)
    close = _float(value, PRECISION)
    nearest = math.floor(close + Fraction(1, 2))
    if abs(close - nearest) > Fraction(1, 10**30):
        return math.floor(close)
    return nearest if _sign(value - nearest) >= 0 else nearest - 1


def _sign(value: Value) -> int:
    """Find the sign of a number: by its digits, or, when those are all zero, by a proof that it is zero."""
    if isinstance(value, Fraction):
        return (value > 0) - (value < 0)
    if value.is_Rational:
        return int(value.p > 0) - int(value.p < 0)
    close = _float(value, PRECISION)
    if abs(close) > Fraction(1, 10**40):
        return 1 if close > 0 else -1
    if _simplified(value) == 0 or value.equals(0):
        return 0
    raise FormulaError("cannot decide whether two irrational numbers are equal")


def _float(value: Value, digits: int) -> Fraction:
    number = sympy.Rational(str(value.evalf(digits, maxn=4 * PRECISION + digits)))
    return Fraction(int(number.p), int(number.q))


def _simplified(value: Value) -> Value:
    """Multiply out, take roots out of denominators and out of roots; a rational result becomes a Fraction."""
    if not value.is_Rational:
        _check_size(value)
        if _terms(value) <= MAX_TERMS:
            value = sympy.expand(value)
            powers = [power for power in value.atoms(sympy.Pow) if not power.base.is_Rational]
            below = [power.base for power in powers if power.exp.is_negative]
            if below and all(map(_is_short_surd, below)):
                value = sympy.expand(sympy.radsimp(value, max_terms=3))
            if any(not power.exp.is_Integer for power in powers):  # a root of a root
                value = sympy.expand(sympy.sqrtdenest(value))
            _check_size(value)
    return Fraction(int(value.p), int(value.q)) if value.is_Rational else value


def _is_short_surd(value: Value) -> bool:
    """Tell a sum of at most three square roots of rationals, whose reciprocal radsimp finds at once."""
    roots = value.atoms(sympy.Pow)
    plain = all(root.exp == sympy.Rational(1, 2) and root.base.is_Rational for root in roots)
    return plain and len(roots) <= 3 and value.is_algebraic is True


def _check_size(value: Value) -> None:
    """Refuse numbers that sympy would take long for, and powers that could not be read again."""
    digits = max((len(str(number.p)) + len(str(number.q)) for number in value.atoms(sympy.Rational)), default=0)
    if value.count_ops() > MAX_STEPS or digits > 2 * MAX_DIGITS or _degree(value) > MAX_FIELD:
        raise too_large()
    for power in value.atoms(sympy.Pow):
        if not power.exp.is_Rational or power.exp.q > MAX_DEGREE or abs(power.exp.p) > MAX_POWER * power.exp.q:
            raise too_large()


def _degree(value: Value) -> int:
    """Estimate the degree of a number over the rationals: roots in one product share theirs, in a sum they multiply."""
    if value.is_Add:
        return math.prod(_degree(term) for term in {term.as_coeff_Mul()[1] for term in value.args})
    if value.is_Mul:
        return math.lcm(*(_degree(factor) for factor in value.args))
    if value.is_Pow:
        return int(value.exp.q) * _degree(value.base)
    return 1


def _terms(value: Value) -> int:
    """Estimate how many terms multiplying out will make."""
    if value.is_Add:
        return sum(_terms(part) for part in value.args)
    if value.is_Mul:
        return math.prod(_terms(part) for part in value.args)
    if value.is_Pow and value.exp.is_Integer and value.base.is_Add:
        power = abs(int(value.exp))
        return math.comb(power + _terms(value.base) - 1, power) if power <= MAX_POWER else MAX_TERMS + 1
    return 1


def _sympy(value: Value) -> Value:
    return sympy.Rational(value.numerator, value.denominator) if isinstance(value, Fraction) else value


def _exact(value: Value) -> Exact:
    """Write a closed formula in the form that stays the same when it is read and evaluated again."""
    text = ""
    for _ in range(3):
        if isinstance(value, Fraction):
            return bounded(value)
        text, before = show(_tree(value)).replace(" ", ""), text  # without blanks, as values stand in the text form
        if len(text) > MAX_RESULT:
            raise too_large()
        if text == before:
            break
        value = _number(text)
    return text


def _tree(value: Value) -> Expression:
    """Turn sympy's expression back into our own tree."""
    if value.is_Rational:
        return _fraction(int(value.p), int(value.q))
    if value is sympy.pi:
        return Call("pi", ())
    if value.is_Add:
        first, *rest = value.as_ordered_terms()
        total = _tree(first)
        for term in rest:
            negative = term.as_coeff_Mul()[0] < 0
            total = Call("-" if negative else "+", (total, _tree(-term if negative else term)))
        return total
    if value.is_Pow and value.exp.is_Rational and value.exp > 0:
        if value.exp == sympy.Rational(1, 2):
            return Call("sqrt", (_tree(value.base),))
        return Call("**", (_tree(value.base), _tree(value.exp)))
    if value.is_Mul or value.is_Pow:
        return _product(value)
    raise FormulaError("the result has no closed form in the language")


def _product(value: Value) -> Expression:
    coefficient, rest = value.as_coeff_Mul()
    factors = rest.as_ordered_factors()
    above = [factor for factor in factors if not (factor.is_Pow and factor.exp.could_extract_minus_sign())]
    below = [1 / factor for factor in factors if factor not in above]
    numerator, denominator = int(abs(coefficient.p)), int(coefficient.q)
    parts = ([_fraction(numerator, 1)] if numerator != 1 or not above else []) + [_tree(factor) for factor in above]
    result = parts[0]
    for part in parts[1:]:
        result = Call("*", (result, part))
    for part in ([_fraction(denominator, 1)] if denominator != 1 else []) + [_tree(factor) for factor in below]:
        result = Call("/", (result, part))
    return Call("neg", (result,)) if coefficient < 0 else result


def _fraction(above: int, below: int) -> Expression:
    size: Expression = Number(Fraction(abs(above)))
    if below != 1:
        size = Call("/", (size, Number(Fraction(below))))
    return Call("neg", (size,)) if above < 0 else size
