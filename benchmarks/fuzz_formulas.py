"""Random strings and mutated formulas through reading, lowering and evaluating."""

from __future__ import annotations

import random
import time
import warnings
from collections.abc import Iterator
from fractions import Fraction

from stc import expression, units
from stc.errors import StcError
from stc.expression import Exact

BOUND = 2.0  # seconds for one formula; nearly all take microseconds, the slowest are sums of many roots

SEEDS = (
    "(revenue - cost) / revenue",
    "convert(shift, minute) - break_",
    'convert(revenue, "thousand USD") * 2',
    "floor(apples / 4) * 3 + max(apples, 7)",
    "sqrt(apples**2 + 16)",
    "pi * sqrt(2) / (1 + sqrt(3))",
    "binomial(apples, 2) + factorial(5) - gcd(12, 18) * lcm(4, 6)",
    "round(-7 / 2, 1) // 3 % 5 + mod(9, 4)",
    "sum(a, b, c) / 3",
    "8**(1/3) + 2**-3",
    "min(sqrt(2), 3/2) - abs(-1/4)",
    "(1 + convert(rate, one))**3",
)
HOSTILE = (
    "9**9**9**9",
    "-" * 5000 + "1",
    "(" * 3000 + "1" + ")" * 3000,
    "f(" * 500,
    "1" * 10_000,
    "+".join(["a"] * 4000),
    "a**" * 2000 + "a",
    "sum(" + ",".join(["1"] * 9_000) + ")",
    "factorial(factorial(factorial(9)))",
    "binomial(10**50, 10**49)",
    "lcm(" + ",".join(str(n) for n in range(1, 900)) + ")",
    "sum(" + ",".join(f"1/{n}" for n in range(1, 900)) + ")",
    "sum(" + ",".join(f"sqrt({n})" for n in range(2, 90)) + ")",
    "(sqrt(2)+sqrt(3)+sqrt(5)+sqrt(7)+pi)**30",
    "1/(sqrt(2)+sqrt(3)+sqrt(5)+sqrt(7)+sqrt(11))",
    "2**(1/59) - 3**(1/58)",
    "sqrt(" * 40 + "2" + ")" * 40,
    "sqrt(10**59+7)*sqrt(10**58+3)",
    "(10**400)**(10**400)",
    "\x00",
    "a\x00b",
    "__import__('os').system('true')",
    "().__class__.__bases__",
    "\u0430 + b",
    "\uff41pples",
    "apples\u200b",
    "1e999999999",
    "0x" + "f" * 500,
    '"a" "b"',
    "f'{1}'",
    "lambda: 0",
    "[x for x in (1,)]",
    "1 if 1 else 2",
    "convert(convert(convert(shift, minute), hour), second)",
    "convert(shift, 'hour' 'x')",
)
ALPHABET = "abcxyz0123456789 .,()+-*/%**//\"'_^=<>!&|~@#$[]{}:;\\\n\t\x00é٣１ａµ½−×€\u202e"
WORDS = (
    "apples revenue cost shift break_ rate a b c 0 1 2 3 7 10 0.5 1/3 100000 ( ) ( ) , + - * / // % ** sqrt( floor( "
    "ceil( round( min( max( sum( abs( gcd( lcm( mod( factorial( binomial( convert( pi hour minute one percent"
)
UNITS = {
    "apples": "apple",
    "revenue": "million USD",
    "cost": "million USD",
    "shift": "hour",
    "break_": "minute",
    "rate": "percent",
}
VALUES: dict[str, Exact] = {
    "apples": Fraction(9),
    "revenue": Fraction("1452.4"),
    "cost": Fraction(89, 7),
    "shift": "2*sqrt(3)",
    "break_": Fraction(-30),
    "rate": Fraction(5, 2),
    "a": Fraction(0),
    "b": Fraction(10**40),
    "c": "sqrt(2)+pi",
}


def formulas(count: int, seed: int) -> Iterator[str]:
    """Make the strings: the hostile ones first, then random characters, random words and mutated formulas."""
    dice = random.Random(seed)
    words = WORDS.split()
    yield from HOSTILE[:count]
    for number in range(count - len(HOSTILE)):
        if number % 4 == 0:
            yield "".join(dice.choices(ALPHABET, k=dice.randrange(40)))
        elif number % 4 == 1:
            yield " ".join(dice.choices(words, k=dice.randrange(1, 14)))
        else:
            yield _mutated(dice, words)


def _mutated(dice: random.Random, words: list[str]) -> str:
    formula = dice.choice(SEEDS)
    for _ in range(dice.randrange(1, 4)):
        at, to = sorted((dice.randrange(len(formula) + 1), dice.randrange(len(formula) + 1)))
        match dice.randrange(5):
            case 0:
                formula = formula[:at] + formula[min(to, at + 3) :]
            case 1:
                formula = formula[:at] + dice.choice(ALPHABET) + formula[at:]
            case 2:
                formula = formula[:at] + dice.choice(words) + formula[min(len(formula), at + 1) :]
            case 3:
                formula = formula[:to] + formula[at:to] + formula[to:]
            case _:
                formula = f"({formula}) {dice.choice('+-*/')} ({dice.choice(SEEDS)})"
    return formula


def fuzz(count: int, seed: int) -> list[str]:
    """Try every string; returns a line for each that raised something else than our errors, or took too long."""
    lowering = {name: units.parse(UNITS.get(name, "")) for name in VALUES}
    complaints: list[str] = []
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        for formula in formulas(count, seed):
            start = time.perf_counter()
            complaint = _try(formula, lowering)
            seconds = time.perf_counter() - start
            if not complaint and seconds > BOUND:
                complaint = f"took {seconds:.1f} s"
            if complaint:
                complaints.append(f"{formula[:120]!r}: {complaint}")
    return complaints


def _try(formula: str, lowering: dict[str, units.Unit]) -> str:
    """Push one string through; returns the complaint, if any."""
    try:
        tree = expression.parse(formula)
        if expression.parse(expression.show(tree)) != tree:
            return "is not read back the same"
        value = expression.evaluate(units.lower(tree, lowering).expression, VALUES)
        if isinstance(value, str) and not _is_read_back(value):
            return f"its value {value} is not read back the same"
        expression.decimal(value)
    except StcError as error:
        return "" if error.message and error.message.isprintable() else f"a poor message: {error.message!r}"
    except Exception as error:
        return f"{type(error).__name__}: {error}"
    return ""


def _is_read_back(value: str) -> bool:
    """Tell whether a closed formula is one that the language can read, with the same value."""
    try:
        return expression.evaluate(expression.parse(value), {}) == value
    except StcError:
        return False
