"""Print for people: bold and faint on a terminal, plain text when piped or where NO_COLOR is set."""

from __future__ import annotations

import json
import os
import re
import sys
from collections.abc import Sequence
from typing import TYPE_CHECKING

_STEERING = re.compile(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff\ud800-\udfff]")

if TYPE_CHECKING:
    from stc.artifact import Artifact
    from stc.runtime.answer import Answer, Evidence


def on_terminal() -> bool:
    """Tell whether standard output is a terminal that wants colours."""
    return sys.stdout.isatty() and "NO_COLOR" not in os.environ and os.environ.get("TERM") != "dumb"


def bold(text: str) -> str:
    """Mark the answer."""
    return f"\x1b[1m{text}\x1b[0m" if on_terminal() else text


def faint(text: str) -> str:
    """Mark what is beside the point."""
    return f"\x1b[2m{text}\x1b[0m" if on_terminal() else text


def count(number: int, noun: str) -> str:
    """Count things.

    >>> count(1, "relation"), count(1200, "quantity")
    ('1 relation', '1,200 quantities')
    """
    plural = noun[:-1] + "ies" if noun.endswith("y") else noun + "s"
    return f"{number:,} {noun if number == 1 else plural}"


def printable(text: str) -> str:
    """Escape what is not printable, as JSON does: a document must not steer the terminal that its words are shown on.

    >>> print(printable("\\x1b[2J 5 €"))
    \\u001b[2J 5 €
    """
    return text if text.isprintable() else _STEERING.sub(lambda found: f"\\u{ord(found[0]):04x}", text)


def one_line(text: str, limit: int = 200) -> str:
    """Put a text in one line of at most `limit` characters.

    >>> one_line("a  b\\nc", 4)
    'a b…'
    """
    line = printable(" ".join(text[: 2 * limit + 100].split()))
    return line if len(line) <= limit else line[: limit - 1] + "…"


def as_json(data: object, indent: int | None = 2) -> str:
    """Write data as JSON; one line with `indent=None`."""
    return json.dumps(data, ensure_ascii=False, indent=indent)


def answer_lines(answer: Answer, artifacts: Sequence[Artifact]) -> list[str]:
    """Write an answer: its text first, then formula, steps and evidence with the line each stands in."""
    how = f"  {faint('how     ')}  {answer.how}, {spent(answer)}"
    if not answer.known:
        return [printable(f"not known: {answer.reason}"), *([how] if answer.calls else [])]
    lines = [bold(printable(answer.text))]
    if answer.formula:
        lines.append(f"  {faint('formula ')}  {answer.formula}")
    lines += [f"  {faint('step    ')}  {printable(step)}" for step in answer.steps]
    for item in answer.evidence:
        place = _place(item, [artifact.text for artifact in artifacts if artifact.source == item.source])
        name = f"{item.id} " if item.id else ""
        lines.append(f'  {faint("evidence")}  {name}"{one_line(item.quote)}" {faint(place)}')
    return [*lines, how]


def spent(answer: Answer) -> str:
    """Say what a model took for an answer: "0 tokens", else tokens in and out, calls, and the price where it is known.

    >>> from stc.models.ledger import Call
    >>> from stc.runtime.answer import Answer, counted
    >>> spent(counted([Call("compose", "m", input=812, output=9, cost=0.00013)], Answer(False)))
    '812 tokens in, 9 out, 1 call, $0.00013'
    """
    if not answer.calls:
        return "0 tokens"
    tokens, cost = answer.tokens, answer.cost
    price = f", ${cost:.2g}" if cost else ", nothing billed" if cost == 0 else ""
    return f"{tokens.input:,} tokens in, {tokens.output:,} out, {count(len(answer.calls), 'call')}{price}"


def _place(item: Evidence, texts: list[str]) -> str:
    """Name the line of a quote; its offset where two sources have one name."""
    name = printable(item.source) or "text"
    return f"{name}:{texts[0].count(chr(10), 0, item.start) + 1}" if len(texts) == 1 else f"{name} at {item.start}"
