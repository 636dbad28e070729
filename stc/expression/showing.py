"""Write a formula in its one canonical way, and numbers as exact or rounded decimals."""

from __future__ import annotations

import keyword
import re
from fractions import Fraction

from stc.expression.tree import OPERATORS, Expression, Name, Number, UnitName

_PRECEDENCE = {"+": 1, "-": 1, "*": 2, "/": 2, "//": 2, "%": 2, "neg": 3, "**": 4}
_ATOM = 5
_BARE_UNIT = re.compile(r"[A-Za-z_]\w*+(?:[*/][A-Za-z_]\w*+|\*\*\d)*", re.ASCII)


def show(expression: Expression) -> str:
    """Write a formula; `parse(show(e)) == e` for every tree that parse makes.

    A Number below zero or without a finite decimal is written as a calculation of the same value.

    >>> from stc.expression import parse
    >>> show(parse("(a+b)*1.50"))
    '(a + b) * 1.5'
    """
    return _write(expression)[0]


def _write(expression: Expression) -> tuple[str, int]:
    """Write a part, with the strength at which its outermost operator binds."""
    if isinstance(expression, Name):
        return expression.id, _ATOM
    if isinstance(expression, Number):
        text = show_number(expression.value)
        strength = _PRECEDENCE["/"] if "/" in text else _PRECEDENCE["neg"] if text[0] == "-" else _ATOM
        return text, strength
    if isinstance(expression, UnitName):
        return _unit(expression.text), _ATOM
    function, arguments = expression.function, expression.arguments
    if function == "neg":
        return f"-{_wrap(arguments[0], 3)}", 3
    if function == "**":
        return f"{_wrap(arguments[0], 5)}**{_wrap(arguments[1], 3)}", 4
    if function in OPERATORS:
        strength = _PRECEDENCE[function]
        left, right = _wrap(arguments[0], strength), _wrap(arguments[1], strength + 1)
        return f"{left} {function} {right}", strength
    if function == "pi":
        return "pi", _ATOM
    return f"{function}({', '.join([_write(argument)[0] for argument in arguments])})", _ATOM


def _wrap(expression: Expression, least: int) -> str:
    text, strength = _write(expression)
    return text if strength >= least else f"({text})"


def _unit(text: str) -> str:
    words = re.findall(r"\w+", text)
    return text if _BARE_UNIT.fullmatch(text) and not any(map(keyword.iskeyword, words)) else f'"{text}"'


def show_number(value: Fraction) -> str:
    """Write a rational number exactly: the shortest decimal, else a fraction.

    >>> show_number(Fraction(29, 2)), show_number(Fraction(-1, 3)), show_number(Fraction(7))
    ('14.5', '-1/3', '7')
    """
    above, below = value.numerator, value.denominator
    if below == 1:
        return str(above)
    twos = (below & -below).bit_length() - 1
    rest, fives = below >> twos, 0
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{above}/{below}"
    return place_point(above * 10 ** max(twos, fives) // below, max(twos, fives))


def place_point(digits: int, places: int) -> str:
    """Write an integer with its last `places` digits after the point.

    >>> place_point(-5, 2)
    '-0.05'
    """
    text = str(abs(digits)).rjust(places + 1, "0")
    sign = "-" if digits < 0 else ""
    return f"{sign}{text[:-places]}.{text[-places:]}" if places else sign + text


def round_fraction(value: Fraction, digits: int) -> str:
    """Round half away from zero: `digits` places after the point, or as many significant ones below 1."""
    if not value:
        return "0"
    places, size = digits, abs(value)
    if size < 1:
        places += max(0, len(str(size.denominator // size.numerator)) - 1)
    scaled = size * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    text = place_point(whole, places)
    text = text.rstrip("0").rstrip(".") if places else text
    return f"-{text}" if value < 0 and whole else text
