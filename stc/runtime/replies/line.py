"""Read the one line that `compose` asks a model for: formulas, comparisons and quotes, separated by commas."""

from __future__ import annotations

import re
from dataclasses import dataclass

MAX_REPLY = 4_000  # characters: what is longer is no line
MAX_PARTS = 50

_FENCE = re.compile(r"\A```[\w-]*[ \t]*\n(.*?)\n?```\Z", re.DOTALL)
_PREFIX = re.compile(r"(?:(?:the )?(?:final )?(?:answer|formula|result|line)(?: is)?\s*[:=]|=(?!=))\s*", re.IGNORECASE)
_RESULT = re.compile(r"(?<![<>=!])=\s*[$€£¥]?\s?-?[\d.,]*\d%?(?:\s[A-Za-z $€£/%]{1,40})?\Z")
_COMPARISON = re.compile(r"(<=|>=|==|<|>)")
_SIGNS = str.maketrans({"×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-", "^": "**"})
_SAME_SIGNS = str.maketrans({"“": '"', "”": '"', "„": '"', "«": '"', "»": '"'})
_OPENING = frozenset("([{")
_CLOSING = frozenset(")]}")


@dataclass(frozen=True, slots=True)
class Formula:
    """An expression over ids, or an id alone; not parsed yet."""

    text: str


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two expressions and what is said to hold between them: < <= > >= ==."""

    left: str
    sign: str
    right: str


@dataclass(frozen=True, slots=True)
class Quote:
    """Words in quotation marks, without them."""

    text: str


@dataclass(frozen=True, slots=True)
class Unknown:
    """The model says that the facts do not suffice."""


@dataclass(frozen=True, slots=True)
class Unreadable:
    """What is wrong with a line, said so that the model can write a better one."""

    message: str


Part = Formula | Comparison | Quote


def read_line(reply: str) -> tuple[Part, ...] | Unknown | Unreadable:
    """Read a reply of one line; what stands around that line where models like to put it is taken off.

    >>> read_line("Answer: (a + b) × 2")
    (Formula(text='(a + b) * 2'),)
    >>> read_line('"north", "south"'), read_line("unknown.")
    ((Quote(text='north'), Quote(text='south')), Unknown())
    """
    line = the_line(reply)
    if isinstance(line, Unreadable):
        return line
    if line.strip("\"'").lower() == "unknown":
        return Unknown()
    parts = split_at_commas(line)
    if parts is None:
        return Unreadable("a quotation mark or a parenthesis is not closed")
    if len(parts) > MAX_PARTS:
        return Unreadable(f"more than {MAX_PARTS} answers are too many")
    if not all(parts):
        return Unreadable("a part between commas is empty")
    return tuple(_part(part) for part in parts)


def the_line(reply: str) -> str | Unreadable:
    """Give the only line of a reply, without code fence, backticks, a lead such as "Answer:" and a full stop."""
    text = reply.strip()
    if len(text) > MAX_REPLY:
        return Unreadable("the reply is too long: write one line and nothing else")
    fenced = _FENCE.match(text)
    lines = [line.strip() for line in (fenced[1] if fenced else text).splitlines() if line.strip()]
    if not lines:
        return Unreadable("the reply is empty: write one line")
    if len(lines) > 1:
        return Unreadable("the reply has several lines: write one line and nothing else")
    line = bare(lines[0])
    lead = _PREFIX.match(line)
    line = bare(line[lead.end() :]) if lead else line
    return line or Unreadable("the line is empty")


def bare(line: str) -> str:
    """Take off what only decorates a line: backticks, emphasis around all of it, a full stop at its end.

    >>> bare("**`a + b`**."), bare("2 ** 3"), bare('"the U.S."')
    ('a + b', '2 ** 3', '"the U.S."')
    """
    line = line.strip()
    while True:
        inner = line[:-1].rstrip() if line.endswith(".") else line
        for mark in ("**", "`"):
            if len(inner) > 2 * len(mark) and inner.startswith(mark) and inner.endswith(mark):
                inner = inner[len(mark) : -len(mark)].strip()
        if inner == line:
            return line
        line = inner


def split_at_commas(line: str) -> list[str] | None:
    """Split at the commas outside parentheses and quotes; None where either is not closed.

    >>> split_at_commas('max(a, b), "x, y", c'), split_at_commas('"the law (the “Act”)"')
    (['max(a, b)', '"x, y"', 'c'], ['"the law (the “Act”)"'])
    """
    parts, depth, quoted, start = [], 0, False, 0
    line = line if '"' in line else line.translate(_SAME_SIGNS)  # typographic ones may stand inside a quote
    for place, character in enumerate(line):
        if character == '"':
            quoted = not quoted
        elif quoted:
            continue
        elif character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth -= 1
        elif character == "," and depth == 0 and not _grouping(line, place):
            parts.append(line[start:place].strip())
            start = place + 1
    return None if quoted or depth else [*parts, line[start:].strip()]


def _grouping(line: str, comma: int) -> bool:
    """Tell a comma between groups of digits from one between parts: 1,200 is one number, a list has blanks."""
    after = line[comma + 1 : comma + 5]
    return line[comma - 1 : comma].isdigit() and len(after) >= 3 and after[:3].isdigit() and not after[3:].isdigit()


def _part(part: str) -> Part:
    quoted = part[1:-1]
    if len(part) > 2 and part[0] == part[-1] and part[0] in "\"'" and part[0] not in quoted:
        return Quote(" ".join(quoted.split()))
    text = part.translate(_SIGNS)
    result = _RESULT.search(text)
    if result and result.start() and "=" not in text[: result.start()]:
        text = text[: result.start()].rstrip()  # "a + b = 12": what we compute ourselves
    sides = _COMPARISON.split(text)
    if len(sides) == 3 and '"' not in text:
        return Comparison(sides[0].strip(), sides[1], sides[2].strip())
    return Formula(text)
