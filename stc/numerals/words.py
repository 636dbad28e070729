"""English number words, read exactly: "twenty-five", "two and a half million", "three quarters", "half a dozen".

Words have one more trap than digits: "and" joins one number ("one hundred and five") or two ("between one hundred and
two hundred"), and "second", "third", "quarter" are ordinals, times and coins as well. What can be read in two ways is
not read.
"""

from __future__ import annotations

import re
from fractions import Fraction
from functools import cache
from typing import NamedTuple

LONGEST = 200  # characters of a number in words
_SMALL = """zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen
    seventeen eighteen nineteen"""
_ROUND = "twenty thirty forty fifty sixty seventy eighty ninety"
UNITS = {word: number for number, word in enumerate(_SMALL.split())}
TENS = {word: 10 * number for number, word in enumerate(_ROUND.split(), start=2)}
SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
PARTS = {  # names of the parts of one, singular; "second" is a time or an ordinal, never a part
    "half": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "twelfth": 12, "sixteenth": 16, "twentieth": 20, "hundredth": 100, "thousandth": 1000,
}  # fmt: skip
PLURAL_PARTS = {("halves" if part == "half" else part + "s"): number for part, number in PARTS.items()}
MULTIPLES = {
    "twice": Fraction(2), "thrice": Fraction(3), "double": Fraction(2), "doubled": Fraction(2), "doubles": Fraction(2),
    "triple": Fraction(3), "tripled": Fraction(3), "triples": Fraction(3), "quadruple": Fraction(4),
    "quadrupled": Fraction(4), "halved": Fraction(1, 2),
}  # fmt: skip
_ALONE = """first second eleventh thirteenth fourteenth fifteenth seventeenth eighteenth nineteenth
    thirtieth fortieth fiftieth sixtieth seventieth eightieth ninetieth"""
_ORDINALS = _ALONE.split()
_HEADS = [*UNITS, *TENS, "dozen", "half", "hundred", *SCALES]
_JOINED = [*_HEADS, *PARTS, *PLURAL_PARTS, *_ORDINALS, "point"]
_ARTICLE = r"an?\s+(?=(?:hundred|thousand|million|billion|trillion|dozen|half|quarter|third|fourth|fifth|tenth)\b)"
_WORD = r"(?:{})".format("|".join(sorted(_JOINED, key=len, reverse=True)))
_HEAD = r"(?:{})".format("|".join(sorted([*_HEADS, *MULTIPLES], key=len, reverse=True)))
_PART = r"(?:half|quarter|third|fourth|fifth|tenth)"
_GAP = r"(?:-|\s{1,3}(?:and\s{1,3})?)"


@cache
def _run() -> re.Pattern[str]:
    """Compile the pattern of a run of number words when the first text needs it."""
    head = rf"(?<![\w-])(?:{_ARTICLE}{_WORD}|{_HEAD})"
    return re.compile(rf"{head}(?:{_GAP}(?:{_ARTICLE})?{_WORD}(?!\w))*+(?!\w)", re.IGNORECASE)


class Words(NamedTuple):
    """A number in words: offsets, exact value, half a unit of what was said last, and whether it is a multiple."""

    start: int
    end: int
    value: Fraction
    resolution: Fraction
    shape: str  # "words", "fraction" or "multiple"


def read_words(text: str) -> tuple[Fraction, Fraction, str] | None:
    """Read a number that is written in words, whole: value, resolution and shape; None for anything else.

    >>> read_words("two and a half million")
    (Fraction(2500000, 1), Fraction(0, 1), 'fraction')
    >>> read_words("twenty-five"), read_words("two-thirds")[0], read_words("twenty-fifth")
    ((Fraction(25, 1), Fraction(1, 2), 'words'), Fraction(2, 3), None)
    """
    if len(text) > LONGEST:
        return None
    words = text.lower().replace("-", " ").split()
    if not words:
        return None
    if len(words) == 1 and words[0] in MULTIPLES:
        return MULTIPLES[words[0]], Fraction(0), "multiple"
    value, at, step = _integer(words, 0)
    if at == len(words) and value is not None:
        return value, Fraction(step, 2), "words"
    if value is not None and words[at] == "point":
        return _decimals(value, words[at + 1 :])
    part = _mixed(words, value, at)
    return None if part is None else (part, Fraction(0), "fraction")


def find_words(text: str, start: int = 0, end: int | None = None) -> list[Words]:
    """Find the numbers in words between two offsets of a running text; ordinals are none.

    >>> [(text.value, text.start) for text in find_words("Between one hundred and two hundred of the twenty-first lot")]
    [(Fraction(100, 1), 8), (Fraction(200, 1), 24)]
    """
    found: list[Words] = []
    for run in _run().finditer(text, start, len(text) if end is None else end):
        before = text[max(0, run.start() - 12) : run.start()].lower().split()
        if before and before[-1] in ("several", "few", "some", "many", "point") and run[0].lower() in _VAGUE:
            continue
        apart = bool(before) and before[-1] in ("between", "both")
        found += _split(run[0], run.start(), apart)
    return found


_VAGUE = {"hundred", "thousand", "million", "billion", "trillion", "dozen"}


def _split(run: str, offset: int, apart: bool) -> list[Words]:
    """Read a run of number words as one number, or as two that "and" joins; a list such as "one two three" is none."""
    if len(run) > LONGEST:
        return []
    whole = None if apart else read_words(run)
    if whole is not None:
        return [Words(offset, offset + len(run), *whole)]
    for joint in re.finditer(r"\s+and\s+", run, re.IGNORECASE):
        left = read_words(run[: joint.start()])
        right = _split(run[joint.end() :], offset + joint.end(), False)
        if left is not None and right:
            return [Words(offset, offset + joint.start(), *left), *right]
    if apart:
        return _split(run, offset, False)
    ordinal = re.search(r"\s+(?:{})$".format("|".join([*_ORDINALS, *PARTS])), run, re.IGNORECASE)  # "one second"
    head = read_words(run[: ordinal.start()]) if ordinal else None
    if ordinal is None or head is None or head[0] in set(TENS.values()):
        return []
    return [Words(offset, offset + ordinal.start(), *head)]


def _integer(words: list[str], at: int) -> tuple[Fraction | None, int, int]:
    """Read an integer from words[at:]: value or None, where it ends, and the step that was said last."""
    total, group, last_scale, step, begin = 0, None, 10**15, 1, at
    while at < len(words):
        word = words[at]
        follows = words[at + 1] if at + 1 < len(words) else ""
        if word in ("a", "an") and at == begin and (follows == "hundred" or follows in SCALES or follows == "dozen"):
            group = 1
        elif word == "and" and at > begin and (follows in UNITS or follows in TENS):
            if words[at - 1] != "hundred" and words[at - 1] not in SCALES:
                break
        elif word in UNITS and (group is None or group % 100 == 0 or (group % 10 == 0 and group % 100 > 19)):
            if group is not None and (group == 0 or UNITS[word] == 0 or (group % 100 and UNITS[word] > 9)):
                break
            group, step = (group or 0) + UNITS[word], 1
        elif word in TENS and (group is None or (group % 100 == 0 and group > 0)):
            group, step = (group or 0) + TENS[word], 1
        elif word == "hundred" and group is not None and 0 < group < 100:
            group, step = group * 100, 1
        elif word == "dozen" and group is not None and group > 0 and total == 0:
            return Fraction(group * 12), at + 1, 0
        elif word in SCALES and group and SCALES[word] < last_scale:
            total, last_scale, step, group = total + group * SCALES[word], SCALES[word], SCALES[word], None
        else:
            break
        at += 1
    if at == begin or (group is None and total == 0):
        return (Fraction(12), at + 1, 0) if words[begin : begin + 1] == ["dozen"] else (None, begin, 1)
    return Fraction(total + (group or 0)), at, step


def _decimals(whole: Fraction, words: list[str]) -> tuple[Fraction, Fraction, str] | None:
    """Read the digits after "point", one word each, and a scale after them."""
    scale = SCALES[words.pop()] if words and words[-1] in SCALES else 1
    digits = [UNITS.get(word, 10) for word in words]
    if not digits or max(digits) > 9 or whole.denominator != 1:
        return None
    unit = Fraction(scale, 10 ** len(digits))
    return whole * scale + int("".join(map(str, digits))) * unit, unit / 2, "words"


def _mixed(words: list[str], whole: Fraction | None, at: int) -> Fraction | None:
    """Read "three quarters", "two and a half [million]", "half a dozen": parts of one, with or without a whole."""
    rest = words[at:]
    if whole is not None and rest[0] == "and":
        number, used = _part(rest[1:])
        if whole.denominator == 1 and whole >= 100:  # "a million and a half" says 1,500,000 or 1,000,000.5
            return None
        value = None if number is None or number >= 1 else whole + number
        return _scaled(value, rest[1 + used :], article=False)
    if whole is not None and whole != 1 and len(rest) >= 1 and rest[0] in PLURAL_PARTS:
        return _scaled(whole / PLURAL_PARTS[rest[0]], rest[1:], article=True)
    number, used = _part(words)
    return _scaled(number, words[used:], article=True)


def _part(words: list[str]) -> tuple[Fraction | None, int]:
    """Read "half", "a half", "one third", "three quarters": the value and how many words it took."""
    if words[:1] == ["half"]:
        return Fraction(1, 2), 1
    if len(words) >= 2 and words[0] in ("a", "an", "one") and words[1] in PARTS:
        return Fraction(1, PARTS[words[1]]), 2
    if len(words) >= 2 and UNITS.get(words[0], 0) > 1 and words[1] in PLURAL_PARTS:
        return Fraction(UNITS[words[0]], PLURAL_PARTS[words[1]]), 2
    return None, 0


def _scaled(value: Fraction | None, rest: list[str], article: bool) -> Fraction | None:
    """Multiply by the scale or dozen that follows a part: "half a dozen", "two and a half million"."""
    if value is None or not rest:
        return value
    if rest[0] == "of" and article:
        rest = rest[1:]
    if rest and rest[0] in ("a", "an") and article:
        rest = rest[1:]
    if len(rest) != 1:
        return None
    factor = {**SCALES, "dozen": 12, "hundred": 100}.get(rest[0])
    return None if factor is None else value * factor
