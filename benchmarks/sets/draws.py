"""What the templates draw from: their functions, and lists of names, fractions and multiples in our own words."""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from fractions import Fraction
from typing import Any

from benchmarks.sets.whitelist import Worded

NUMBER_WORDS = (
    *("zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"),
    *("thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen", "twenty"),
)
_PARTS = (
    *(("half", 1, 2), ("one-third", 1, 3), ("two-thirds", 2, 3), ("one-fourth", 1, 4), ("three-fourths", 3, 4)),
    *(("one-fifth", 1, 5), ("two-fifths", 2, 5), ("one-sixth", 1, 6), ("one-eighth", 1, 8), ("one-tenth", 1, 10)),
)
_IN_WORDS = tuple(Worded(text, Fraction(over, under)) for text, over, under in _PARTS)
_IN_DIGITS = tuple(Worded(f"{over}/{under}", Fraction(over, under)) for _, over, under in _PARTS)
_TIMES = tuple(Worded(f"{NUMBER_WORDS[n]} times", Fraction(n)) for n in range(2, 8))

LISTS: dict[str, tuple[Any, ...]] = {
    "names_female": (
        *("Alma", "Bea", "Carla", "Delia", "Edith", "Flora", "Greta", "Hana"),
        *("Ida", "Jola", "Kira", "Lena", "Mina", "Nora", "Petra", "Rosa"),
    ),
    "names_male": (
        *("Anton", "Boris", "Carl", "Dario", "Emil", "Felix", "Georg", "Hugo"),
        *("Ivan", "Jonas", "Karim", "Leo", "Milan", "Nils", "Otto", "Pavel"),
    ),
    "currencies_sym": ("$", "€", "£"),
    "fractions": _IN_WORDS,
    "fraction_alph": _IN_WORDS,
    "fraction_nums": _IN_DIGITS,
    "fraction_alnum": _IN_WORDS + _IN_DIGITS,
    "multi_times": _TIMES,
    "multiple_ice": (Worded("twice", Fraction(2)), Worded("thrice", Fraction(3))),
    "multiple": tuple(Worded(w, Fraction(n)) for w, n in (("double", 2), ("triple", 3), ("quadruple", 4))),
    "length_lg": ("mile", "kilometer"),
    "sports": ("basketball", "football", "tennis", "volleyball", "hockey", "badminton"),
    "weekdays": ("Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"),
}
LISTS["names"] = LISTS["names_female"] + LISTS["names_male"]


def drawing(dice: random.Random) -> dict[str, Callable[..., Any]]:
    """Give the functions that draw, bound to one source of chance.

    >>> drawing(random.Random(1))["range"](Fraction(3), Fraction(4))
    Fraction(3, 1)
    """

    def stepped(*bounds: Fraction) -> Fraction:
        start, stop, step = (Fraction(0), *bounds, Fraction(1)) if len(bounds) == 1 else (*bounds, Fraction(1))[:3]
        return start + step * dice.randrange(max(1, -((start - stop) // step)))

    def sample(options: Sequence[Any], count: Fraction = Fraction(1)) -> Any:
        return dice.choice(options) if count == 1 else dice.sample(list(dict.fromkeys(options)), int(count))

    def sample_sequential(options: Sequence[Any], count: Fraction) -> Any:
        start = dice.randrange(len(options) - int(count) + 1)
        return list(options[start : start + int(count)])

    def numbers_within(low: Fraction, high: Fraction) -> Worded:
        number = dice.randrange(int(low), int(high))
        return Worded(NUMBER_WORDS[number], Fraction(number))

    return {
        "range": stepped,
        "arange": stepped,
        "frange": stepped,
        "sample": sample,
        "sample_sequential": sample_sequential,
        "numbers_within": numbers_within,
        "one_of": sample,  # what a bare list means
    }


def shown(value: object) -> str:
    """Write a drawn value as the text does: words as they are, amounts that are not whole with two decimals or more.

    >>> shown(Fraction(3, 2)), shown(Fraction(1, 8)), shown(Worded("twice", Fraction(2))), shown(Fraction(7))
    ('1.50', '0.125', 'twice', '7')
    """
    if isinstance(value, Worded):
        return value.text
    if not isinstance(value, Fraction) or value.denominator == 1:
        return str(value)
    decimals = next((n for n in range(2, 12) if (value * 10**n).denominator == 1), 0)
    if not decimals:
        return str(value)
    digits = str(abs(int(value * 10**decimals))).rjust(decimals + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-decimals]}.{digits[-decimals:]}"
