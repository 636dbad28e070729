"""Finding the one JSON object in what a model said; every complaint is a sentence that the model can act on."""

from __future__ import annotations

import json
import re
from collections.abc import Collection
from itertools import pairwise
from typing import Any, NoReturn

MAX_REPLY = 1_000_000  # characters; what is longer is not parsed
MAX_DEPTH = 60  # brackets inside brackets; flat models need four
THOUGHT = re.compile(r"</think(?:ing)?>", re.IGNORECASE)
UNENDED = re.compile(r"\s*<think(?:ing)?>", re.IGNORECASE)
FENCE = re.compile(r"^[ \t]*```[ \t]*(?:json[c5]?)?[ \t]*$", re.IGNORECASE | re.MULTILINE)
OBJECT = re.compile(r'\{\s*["}]')  # how a JSON object starts; {x} in prose does not


class Misshapen(ValueError):
    """A reply that holds no object of the asked shape; the message is for the model."""


def without_thoughts(text: str) -> str:
    """Drop what a model thought aloud before its answer.

    >>> without_thoughts("<think>3 + 4, so 7.</think> 7")
    '7'
    >>> without_thoughts("<think>3 + 4, so")
    ''
    """
    ends = list(THOUGHT.finditer(text))
    rest = text[ends[-1].end() :] if ends else text
    return "" if UNENDED.match(rest) else rest.strip()


def object_in(text: str, names: Collection[str]) -> str:
    """Give the source text of the last JSON object that stands at the top of a reply.

    `names` are the fields it may have. Fences, prose and thoughts around it are left out, and so is an object around
    it that names none of the fields. The text is cut out, not written anew, so that no number goes through a float.
    Raises Misshapen.

    >>> object_in('Here it is: {"facts": []} as you asked [1].', {"facts"})
    '{"facts": []}'
    >>> object_in('{"answer": {"facts": []}}', {"facts"})
    '{"facts": []}'
    """
    if len(text) > MAX_REPLY:
        raise Misshapen(f"The reply has {len(text):,} characters. Give less than {MAX_REPLY:,}: the most useful first.")
    text = _fenced(without_thoughts(text))
    found, place = None, 0
    while match := OBJECT.search(text, place):
        value, place = _decoded(text, match.start())
        found = (value, match.start(), place)
    if found is None:
        raise Misshapen("The reply holds no JSON object. Give one JSON object and nothing else.")
    value, start, end = found
    if len(value) == 1 and not names & value.keys() and isinstance(inner := next(iter(value.values())), dict):
        start = text.index("{", text.index(":", start))  # not exact where the one key holds a colon: then `_same` fails
        if names & inner.keys() and _same(text, start, inner):
            return text[start : _decoded(text, start)[1]]
    if value and not names & value.keys():
        raise Misshapen(f"The JSON object has none of the fields {', '.join(names)}. Fill these fields.")
    return text[found[1] : end]


def _fenced(text: str) -> str:
    """Give what stands in the last fence that holds an object; the whole text where none does."""
    marks = list(FENCE.finditer(text))
    for opening, closing in reversed(list(pairwise(marks))):
        inside = text[opening.end() : closing.start()]
        if inside.lstrip().startswith("{"):
            return inside
    return text


def _decoded(text: str, start: int) -> tuple[dict[str, Any], int]:
    try:
        value, end = _DECODER.raw_decode(text, start)
    except json.JSONDecodeError as error:
        if not text[error.pos :].strip() or error.msg.startswith("Unterminated"):
            raise Misshapen(
                "The JSON ends before it is complete. Give all of it, with fewer items if need be."
            ) from None
        raise Misshapen(f"The JSON is wrong: {error.msg} at {_around(text, error.pos)}") from None
    except RecursionError:
        raise Misshapen("The JSON is nested too deeply. Use the schema's lists and nothing inside them.") from None
    except Misshapen:
        raise
    except ValueError as error:  # a number of thousands of digits
        raise Misshapen(f"The JSON is wrong: {str(error)[:100]}") from None
    if _depth(text, start, end) > MAX_DEPTH:
        raise Misshapen("The JSON is nested too deeply. Use the schema's lists and nothing inside them.")
    return value, end


def _depth(text: str, start: int, end: int) -> int:
    """Bound how deep a JSON text is nested; brackets inside strings count too, which only errs to the safe side."""
    depth = deepest = 0
    for match in re.finditer(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', text[start:end], re.DOTALL):
        if match[0] in "[{":
            depth += 1
            deepest = max(deepest, depth)
        elif match[0] in "]}":
            depth -= 1
    return deepest


def _same(text: str, start: int, inner: dict[str, Any]) -> bool:
    try:
        return _decoded(text, start)[0] == inner
    except Misshapen:
        return False


def _around(text: str, place: int) -> str:
    return repr(text[max(0, place - 30) : place] + " HERE " + text[place : place + 30])


def _one_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for key, value in pairs:
        if key in found and found[key] != value:
            raise Misshapen(f"The field {key[:40]!r} stands twice in one object, with different values. Give it once.")
        found[key] = value
    return found


def _no_number(name: str) -> NoReturn:
    raise Misshapen(f"{name} is no JSON number. Leave the field out where there is no number.")


_DECODER = json.JSONDecoder(object_pairs_hook=_one_of_each, parse_constant=_no_number)
