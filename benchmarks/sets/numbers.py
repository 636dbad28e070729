"""What sets of exact numbers share: how an answer is written and read, and when it is right."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import TYPE_CHECKING

from benchmarks.sets import Query, Said

if TYPE_CHECKING:
    from stc.runtime import Answer, View

FORM = (
    "The answer is a single number. Write it in digits and exactly: a whole number, a decimal, or a fraction such as "
    "7/3. Leave out units, currency signs and words. A percentage is given as its number of percent, 25 and not 0.25."
)
_NUMBER = re.compile(r"[-+−]?[$€£¥]?(\d{1,3}(?:,\d{3})+|\d+)?(\.\d+)?(?:/(\d+))?%?")


def read(text: str) -> Said | None:
    r"""Read the answer after `Answer:`; a currency or percent sign is forgiven, a word or a second number is not.

    >>> read("$1,250.50"), read("7/3."), read("12 apples"), read("$\\frac{1}{2}$")
    (Said(strings=('2501/2',), scale=''), Said(strings=('7/3',), scale=''), None, None)
    """
    written = text.strip().strip("*`").strip().removesuffix(".")
    found = _NUMBER.fullmatch(written)
    if found is None or not (found[1] or found[2]) or (found[3] and (found[2] or int(found[3]) == 0)):
        return None
    value = Fraction((found[1] or "0").replace(",", "") + (found[2] or "")) / int(found[3] or 1)
    return Said((str(-value if written[0] in "-−" else value),))


def told(answer: Answer, view: View) -> Said | None:
    """Put an answer of stc into the same terms: its value as a number, None where it gave none."""
    match answer.value:
        case Fraction():
            return Said((str(answer.value),))
        case str() if answer.known:
            return read(answer.value)
        case _:
            return None


def right(query: Query, said: Said) -> bool:
    """Tell whether the number is one of the gold ones: exactly, or rounded half up to the decimals that gold prints.

    Only gold with two decimals or more is taken as rounded: 33.33 for 100/3. So a whole number is met exactly.

    >>> right(Query("", ("33.33",)), Said(("100/3",))), right(Query("", ("33",)), Said(("100/3",)))
    (True, False)
    """
    value = Fraction(said.strings[0])
    return any(value == Fraction(gold) or _rounds_to(value, gold) for gold in query.gold)


def _rounds_to(value: Fraction, gold: str) -> bool:
    decimals = len(gold.partition(".")[2])
    if decimals < 2:
        return False
    shifted = abs(value) * 10**decimals + Fraction(1, 2)
    rounded = Fraction(shifted.numerator // shifted.denominator, 10**decimals)
    return (rounded if value >= 0 else -rounded) == Fraction(gold)
