"""Units as text: "million USD", "USD/share", "km/hour", "m^2": any listed name in, one canonical form out."""

from __future__ import annotations

import re
from fractions import Fraction
from functools import lru_cache

from stc.errors import UnitError
from stc.units.names import KINDS, LONGEST, NAMES, SCALES, Powers
from stc.units.nouns import singular
from stc.units.unit import ONE, Unit, is_noun, power, product

MAX_LENGTH = 200
_ONE = Fraction(1)
_OPERATOR = re.compile(r" ?/ ?| per (?!cent\b)| ?[*·] ?")
_POWER = re.compile(r"(.+?)\^(\d{1,2})", re.ASCII)
_WORD = re.compile(r"[^\W\d_][^\W_]*+(?:['’-][^\W_]++)*+")
_PREFIX = {"square": 2, "sq": 2, "sq.": 2, "cubic": 3, "cu": 3, "cu.": 3}
_NO_NOUNS = frozenset(
    {"and", "as", "at", "by", "for", "from", "in", "is", "of", "on", "or", "per", "than", "the", "to", "with"}
)
_SUPERSCRIPT = str.maketrans({"²": "^2", "³": "^3", "\u00a0": " ", "_": " "})


@lru_cache(maxsize=1 << 14)
def parse(text: str) -> Unit:
    """Read a unit; a lower-case word that names no unit is a counted noun, in the singular.

    Every factor after a "/" belongs to the denominator up to the next "/" or "*". Raises UnitError for anything else.

    >>> parse("million USD"), parse("miles per hour") == parse("mph"), parse("apples") == parse("apple")
    (Unit(powers=(('million', 1), ('USD', 1))), True, True)
    """
    if not text:
        return ONE
    if len(text) > MAX_LENGTH:
        raise UnitError(f"a unit has at most {MAX_LENGTH} characters, not {len(text):,}", code="length")
    plain = " ".join(text.translate(_SUPERSCRIPT).replace("**", "^").split())
    if plain in NAMES:
        return product(NAMES[plain])
    found: list[tuple[str, int]] = []
    sign, start = 1, 0
    for match in [*_OPERATOR.finditer(plain), None]:
        end = match.start() if match else len(plain)
        found.extend((base, sign * exponent) for base, exponent in _factors(plain[start:end].strip(), text))
        if match:
            sign, start = (1 if match[0].strip() in ("*", "·") else -1), match.end()
    return product(found)


def noun(words: str) -> Unit:
    """Make the unit of a counted noun from any word or phrase: "Apples" -> apple, "tennis balls" -> tennis ball.

    A phrase that holds the name of a unit is joined by hyphens (quarter-coin). Raises UnitError for a single word
    that is itself the name of a unit, and for what is no word.

    >>> show(noun("Tennis Balls"))
    'tennis ball'
    """
    parts = words.lower().split()
    if not parts or len(words) > MAX_LENGTH or not all(_WORD.fullmatch(part) for part in parts):
        raise UnitError(f"{words[:80]!r} is no counted noun", code="noun")
    if any(_known(part) for part in parts):
        if len(parts) == 1:
            raise UnitError(f"{parts[0]!r} is the name of a unit", hint="add a word: 'quarter coin'", code="noun")
        return Unit((("-".join([*parts[:-1], singular(parts[-1])]), 1),))
    return Unit(((_phrase(parts), 1),))


def show(unit: Unit) -> str:
    """Write a unit in its canonical form; `parse(show(unit)) == unit`.

    >>> show(parse("thousands of dollars per share")), show(parse("1/hour")), show(ONE)
    ('thousand $/share', '1/hour', '')
    """
    return _show(unit)


@lru_cache(maxsize=1 << 12)
def _show(unit: Unit) -> str:
    if not unit.powers:
        return ""
    above = _chain([(base, exponent) for base, exponent in unit.powers if exponent > 0])
    below = ""
    after_scale = False
    for base, exponent in unit.powers:
        if exponent < 0:
            below += (" " if after_scale else "/") + _raised(base, -exponent)
            after_scale = base in SCALES
    return f"{above or '1'}{below}"


def _chain(powers: list[tuple[str, int]]) -> str:
    text, before = "", ""
    for base, exponent in powers:
        runs_together = (is_noun(base) and is_noun(before)) or f"{before} {base.split()[0]}" in NAMES  # "year*old"
        text += ("*" if runs_together else " ") * bool(before) + _raised(base, exponent)
        before = base
    return text


def _raised(base: str, exponent: int) -> str:
    return base if exponent == 1 else f"{base}^{exponent}"


def _known(word: str) -> bool:
    return word in NAMES or word in _PREFIX


def _factors(chunk: str, text: str) -> list[tuple[str, int]]:
    """Read the factors between two operators: listed names, longest first, then counted nouns."""
    words = chunk.split()
    if not any(word != "of" for word in words):
        raise UnitError(f"a unit is missing in {text[:80]!r}", code="missing")
    found: list[tuple[str, int]] = []
    phrase: list[str] = []
    place = 0
    while place < len(words):
        taken, powers = _name(words, place)
        if not taken:
            if words[place] != "of" or phrase:  # a box of cereal; millions of dollars
                phrase.append(words[place])
            place += 1
            continue
        found.extend(_noun(phrase, text))
        phrase = []
        found.extend(powers)
        place += taken
    return found + _noun(phrase, text)


def _name(words: list[str], place: int) -> tuple[int, Powers]:
    """Find the longest listed name at a place: how many words it takes, and its product."""
    exponent = _PREFIX.get(words[place].lower())
    if exponent and place + 1 < len(words):
        taken, powers = _name(words, place + 1)
        if taken and len(powers) == 1 and KINDS[powers[0][0]] == "physical":
            return taken + 1, ((powers[0][0], exponent),)
    for count in range(min(LONGEST, len(words) - place), 0, -1):
        name = " ".join(words[place : place + count])
        powers_or_none = _listed(name)
        if powers_or_none is not None:
            return count, powers_or_none
    return 0, ()


def _listed(name: str) -> Powers | None:
    if name in NAMES:
        return NAMES[name]
    raised = _POWER.fullmatch(name)
    if raised and raised[1] in NAMES:
        return power(product(NAMES[raised[1]]), int(raised[2]) * _ONE).powers
    lower = name.lower()
    return NAMES[lower] if len(lower) > 3 and lower in NAMES else None


def _noun(words: list[str], text: str) -> list[tuple[str, int]]:
    while words and words[-1] == "of":
        words = words[:-1]
    if not words:
        return []
    raised = _POWER.fullmatch(words[-1])
    exponent = int(raised[2]) if raised else 1
    plain = [*words[:-1], raised[1] if raised else words[-1]]
    for word in plain:
        if not _WORD.fullmatch(word) or word != word.lower():
            hint = f"counted nouns are lower-case words: {word.lower()}" if _WORD.fullmatch(word) else ""
            raise UnitError(f"unknown unit {word[:80]!r}", hint=hint, code="unknown")
    if len(plain) == 1 and plain[0] in _NO_NOUNS:
        raise UnitError(
            f"unknown unit {plain[0]!r}", hint="inch is the unit of length" * (plain[0] == "in"), code="unknown"
        )
    return [(_phrase(plain), exponent)]


def _phrase(words: list[str]) -> str:
    """Put the head of a phrase in the singular: "boxes of cereal" -> "box of cereal"."""
    head = words.index("of") - 1 if "of" in words[1:] else len(words) - 1
    return " ".join([*words[:head], singular(words[head]), *words[head + 1 :]])
