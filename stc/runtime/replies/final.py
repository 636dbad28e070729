"""Read the last lines of `reason`, `Formula: ...` and `Answer: ...`, exactly; a number elsewhere in a reply is none."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from stc.errors import FormulaError, UnitError
from stc.expression import evaluate, names, parse
from stc.graph import Exact, Qualifier
from stc.numerals import SCALES, read_numeral
from stc.runtime.replies.line import Quote, Unknown, Unreadable, bare, read_line, split_at_commas
from stc.units import ONE, Unit, conversion, convertible, same
from stc.units import parse as parse_unit

MAX_REPLY = 200_000  # characters
MAX_VALUE = 2_000  # characters of an answer
MAX_LIST = 50
_LEAD = re.compile(r"[\s>*_#`-]*(?:final )?(answer|formula)[*_`\s]*:[*_`\s]*", re.IGNORECASE)
_HEDGE = re.compile(r"(about|approximately|approx\.|around|roughly|~|≈|at least|at most)\s*", re.IGNORECASE)
_JOINTS = re.compile(r"\s*;\s*|\s*,\s+(?:and\s+)?|\s+and\s+")
_GLUED = re.compile(r"(?<=\d)(?=[A-Za-z°µ/][A-Za-z°µ/^²³]*(?:\s|\Z))")
_CLOSED = re.compile(r"[\d\s+*/().-]*\b(?:sqrt|pi)\b[\d\s+*/().sqrtpi-]*", re.ASCII)
_SCALE_NAMES = {
    10**3: "thousand",
    10**5: "lakh",
    10**6: "million",
    10**7: "crore",
    10**9: "billion",
    10**12: "trillion",
}
_CLOCK = re.compile(r"[ap]\.?m\b|o['’]clock", re.IGNORECASE)
_NOTHING = frozenset({"", "none", "n/a", "-", "unknown"})
_UNKNOWN = frozenset(
    (
        "unknown",
        "not known",
        "n/a",
        "not available",
        "not stated",
        "not given",
        "not specified",
        "not enough information",
        "insufficient information",
        "cannot be determined",
        "can't be determined",
        "cannot be answered",
        "undetermined",
    )
)
_BOXED = re.compile(r"\$?\\boxed\{([^{}]*)\}\$?")
_NAMED = re.compile(r"[A-Za-z_][\w ]{0,60}=\s*(?=[-$€£¥\d.~])")
_SHORTENED = re.compile(r"\d[kK]\b")
MAX_UNIT_WORDS = 4


@dataclass(frozen=True, slots=True)
class Amount:
    """A number with its unit, as a reply states it; `resolution` is half a unit of the last digit that it writes."""

    value: Exact
    unit: Unit = ONE
    resolution: Fraction = Fraction(0)
    qualifier: Qualifier = "exact"


@dataclass(frozen=True, slots=True)
class Amounts:
    """Several numbers, where several are asked for; `texts` as the reply writes them."""

    amounts: tuple[Amount, ...]
    texts: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Words:
    """Words that answer; `quoted` where the reply says that they stand in the text. Yes and no are words, too."""

    texts: tuple[str, ...]
    quoted: bool = False


@dataclass(frozen=True, slots=True)
class Final:
    """The end of a reply: its answer, and the formula that it says gives it."""

    said: Amount | Amounts | Words | Unknown
    formula: str = ""


def read_final(reply: str, locale: str = "en") -> Final | Unreadable:
    """Read the last lines of a reply; Unreadable where it does not end with `Answer: ...`.

    >>> read_final("90 + 150 = 240.\\nFormula: a + b\\nAnswer: 4 hours").formula
    'a + b'
    >>> read_final("so it is 240").message
    'the last line must be: Answer: and the answer alone'
    """
    if len(reply) > MAX_REPLY:
        return Unreadable("the reply is too long: write less before the last lines")
    lines = [line.strip() for line in reply[-MAX_REPLY:].splitlines() if line.strip(" \t`")]
    ends = {}
    for line in reversed(lines[-2:]):
        lead = _LEAD.match(line)
        if lead is None or lead[1].lower() in ends:
            break
        ends[lead[1].lower()] = line[lead.end() :].strip().rstrip("*_`").strip()
    if "answer" not in ends:
        return Unreadable("the last line must be: Answer: and the answer alone")
    said = read_value(ends["answer"], locale)
    if isinstance(said, Unreadable):
        return said
    formula = ends.get("formula", "")
    return Final(said, "" if formula.lower().strip("*`. ") in _NOTHING else formula)


def read_value(value: str, locale: str = "en") -> Amount | Amounts | Words | Unknown | Unreadable:
    """Read an answer: a number with its unit, several, words in quotes, yes or no, unknown; else it is bare words.

    >>> read_value("$1.2 million").unit == parse_unit("million $"), read_value("3/4 cup").value
    (True, Fraction(3, 4))
    >>> read_value('"north", "south"').texts, read_value("Yes.").texts
    (('north', 'south'), ('yes',))
    """
    text = bare(value)
    if not text or len(text) > MAX_VALUE:
        return Unreadable("the answer is empty" if not text else "the answer is too long")
    boxed = _BOXED.fullmatch(text)
    text = bare(boxed[1]) if boxed else text
    text = text[named.end() :] if (named := _NAMED.match(text)) else text.removeprefix("= ")
    lowered = text.strip("\"'.").lower()
    if lowered in _UNKNOWN:
        return Unknown()
    if not text or _SHORTENED.search(text):
        return Unreadable("the answer is no number that can be read: write digits and the unit alone")
    if lowered in ("yes", "no"):
        return Words((lowered,))
    if text[0] in "\"“„«'‘":
        parts = read_line(text.translate({0x2018: "'", 0x2019: "'"}) if text[0] in "'‘" else text)
        if isinstance(parts, tuple) and all(isinstance(part, Quote) for part in parts):
            return Words(tuple(part.text for part in parts if isinstance(part, Quote)), quoted=True)
        return Unreadable('write words of the text as "words", several separated by commas')
    amount = read_amount(text, locale)
    if amount is not None:
        return amount
    return _several(text, locale) or _closed(text) or _worded(text)


def read_amount(text: str, locale: str = "en") -> Amount | Unreadable | None:
    """Read one number with its unit; None for anything else, Unreadable where the locale would read another number.

    >>> read_amount("-12.5%").value, read_amount("about 5").qualifier, read_amount("12 March 2019")
    (Fraction(-25, 2), 'about', None)
    """
    hedge = _HEDGE.match(text)
    rest = text[hedge.end() :] if hedge else text
    for number, unit in _cuts(_GLUED.sub(" ", rest, count=1)):
        read = read_numeral(number)
        if read is None or read.note or read.doubt:
            continue
        if _CLOCK.match(unit):
            return None
        other = read_numeral(number, locale) if locale not in ("en", "in") else None
        if other is not None and other.value != read.value:
            return Unreadable(f"{number!r:.40} can be read in two ways: write its digits without separators")
        scale = _SCALE_NAMES.get(SCALES.get(read.scale.lower(), 1), read.scale.lower())
        before = " ".join(filter(None, (scale, read.currency, "percent" if read.percent else "")))
        try:
            whole = parse_unit(f"{before}{'' if unit.startswith('/') else ' '}{unit}".strip())
        except UnitError:
            return None
        qualifier: Qualifier = "exact" if not hedge else _qualifier(hedge[1].lower())
        return Amount(read.value, whole, read.resolution, qualifier)
    return None


def _qualifier(word: str) -> Qualifier:
    return "at least" if word == "at least" else "at most" if word == "at most" else "about"


def _cuts(text: str) -> Iterator[tuple[str, str]]:
    """Cut between number and unit, the longest number first; a unit has few words."""
    words = text.split()
    for count in range(min(MAX_UNIT_WORDS, len(words) - 1) + 1):
        end = len(words) - count
        number = " ".join(words[:end])
        yield number, " ".join(words[end:])
        glued = re.fullmatch(r"(.*\d)(/[A-Za-z].*)", number)
        if glued:
            yield glued[1], " ".join([glued[2], *words[end:]])


def _several(text: str, locale: str) -> Amounts | Amount | None:
    """Read a list of numbers, or one in two units: 3 hours and 20 minutes."""
    texts = tuple(part for part in _JOINTS.split(text) if part)
    amounts = [read_amount(part, locale) for part in texts]
    if not 2 <= len(texts) <= MAX_LIST or not all(isinstance(amount, Amount) for amount in amounts):
        return None
    found = tuple(amount for amount in amounts if isinstance(amount, Amount))
    first, second = found[0], found[1]
    if len(found) == 2 and ";" not in text and _finer(second, first):
        factor = conversion(second.unit, first.unit).factor
        values = [one.value for one in found if isinstance(one.value, Fraction)]
        return Amount(values[0] + values[1] * factor, first.unit, second.resolution * factor, first.qualifier)
    return Amounts(found, texts)


def _finer(small: Amount, large: Amount) -> bool:
    """Tell whether an amount is the smaller part of another, in a smaller unit of the same kind."""
    if not (isinstance(small.value, Fraction) and isinstance(large.value, Fraction)) or small.unit == large.unit:
        return False
    if same(small.unit, ONE) or same(large.unit, ONE) or not convertible(small.unit, large.unit):
        return False
    return 0 <= small.value * conversion(small.unit, large.unit).factor < 1


def _closed(text: str) -> Amount | None:
    """Read a closed formula without names: 2*sqrt(3), 5*pi."""
    if not _CLOSED.fullmatch(text):
        return None
    try:
        tree = parse(text)
        return None if names(tree) else Amount(evaluate(tree, {}))
    except FormulaError:
        return None


def _worded(text: str) -> Words | Unreadable:
    if text[0].isdigit() or text[0] in "$€£¥-+(~":
        if split_at_commas(text) is not None and re.search(r"[A-Za-z]{2}", text):
            return Words((text,))  # "12 March 2019", "3M Company"
        return Unreadable("the answer is no number that can be read: write digits and the unit alone")
    return Words((text,))
