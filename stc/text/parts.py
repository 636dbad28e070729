"""The parts of lines of the text form: attributes, periods, numbers, and spans with the quotes that stand for them."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

from pydantic import ValidationError

from stc import numerals
from stc.graph import Claim, Finding, Period, Quantity, Question, Rejected, Relation, Span, Table, read_exact
from stc.text.scanner import Scanner

T = TypeVar("T")
Line = Table | Quantity | Relation | Claim | Question | Finding | Rejected
_NUMBER = re.compile(r"-?\d+(?:\.\d+|/\d+)?(?![\w./])", re.ASCII)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_FLAGS: Mapping[str, tuple[str, str]] = {
    **{role: ("role", role) for role in ("subtotal", "total", "part")},
    **{kind: ("kind", kind) for kind in ("flow", "stock", "ratio")},
}


@dataclass
class Reading:
    """What has been read so far, the text that quotes are looked up in, and the ids to be removed."""

    context: str | None = None
    nodes: list[Line] = field(default_factory=list)
    removed: list[tuple[str, Scanner]] = field(default_factory=list)
    lines: dict[str, Scanner] = field(default_factory=dict)  # id -> where it was read
    locale: str = "en"


def made(scanner: Scanner, make: Callable[..., T], /, **fields: Any) -> T:
    """Make a node; what the model says is wrong with it becomes an error of this line."""
    try:
        return make(**fields)
    except (ValidationError, ValueError) as error:
        errors = error.errors() if isinstance(error, ValidationError) else []
        where = ".".join(map(str, errors[0]["loc"])) if errors else ""
        message = f"{where}: {errors[0]['msg']}" if errors else str(error)
        scanner.fail(f"this cannot be: {message}", hint="ids are small letters, digits and _", place=0)


def read_attribute(scanner: Scanner, fields: dict[str, Any], labels: dict[str, Any], stated: dict[str, Any]) -> None:
    """Read one attribute of a quantity or claim, after its semicolon."""
    scanner.space()
    start, key = scanner.place, scanner.word("an attribute")
    match key:
        case "in":
            labels["table"] = scanner.word("the id of a table")
            if scanner.take("["):
                labels["cell"] = _cell(scanner)
                scanner.need("]")
        case "cell":
            labels["cell"] = _cell(scanner)
        case "rows" | "columns":
            labels[key] = _strings(scanner)
        case "period":
            labels["period"] = read_period(scanner)
        case "is":
            stated["qualifier"] = scanner.match(re.compile(r"at least|at most|\w+"))
        case "high":
            stated["high"] = read_number(scanner)
        case "inferred":
            fields["inferred"] = read_words(scanner)
        case "by":
            fields["by"] = scanner.word("text, rule, model or user")
        case "support":
            fields["support"] = scanner.integer("the number of drafts")
        case "about":
            fields["about"] = scanner.string("what it is about")
        case _ if key in _FLAGS:
            labels.__setitem__(*_FLAGS[key])
        case _:
            scanner.fail(
                f"there is no attribute {key}", hint="see `python -m pydoc stc.text` for all of them", place=start
            )


def _cell(scanner: Scanner) -> tuple[int, int]:
    row = scanner.integer("a row")
    scanner.need(",")
    return row, scanner.integer("a column")


def _strings(scanner: Scanner) -> tuple[str, ...]:
    found = [scanner.string("a heading")]
    while scanner.take(">"):
        found.append(scanner.string("a heading"))
    return tuple(found)


def read_words(scanner: Scanner) -> tuple[str, ...]:
    found = [scanner.word("a name")]
    while scanner.take(","):
        found.append(scanner.word("a name"))
    return tuple(found)


def read_period(scanner: Scanner) -> Period:
    label = scanner.string('a period such as "2019"')
    start = scanner.match(_DATE)
    end = scanner.match(_DATE) if scanner.take("..") else ""
    return made(scanner, Period, label=label, start=start or None, end=end or None)


def read_number(scanner: Scanner) -> Fraction:
    found = scanner.match(_NUMBER) or scanner.fail(f"expected a number, got {scanner.shown()}")
    number = read_value(found, scanner)
    return number if isinstance(number, Fraction) else scanner.fail(f"expected a number, got {found!r:.40}")


def read_value(text: str, scanner: Scanner) -> Fraction | str | None:
    if text == "?":
        return None
    if text.startswith('"'):
        return Scanner(text, scanner.number).string("a number")
    try:
        return read_exact(text)
    except ValueError as error:
        scanner.fail(str(error))


def read_unit(text: str, scanner: Scanner) -> str:
    return Scanner(text, scanner.number).string("a unit") if text.startswith('"') else text.strip()


def read_formula(text: str, scanner: Scanner) -> str:
    if text.startswith('"'):
        return Scanner(text, scanner.number).string("a formula")
    return text or scanner.fail(f"expected a formula, got {scanner.shown()}")


def read_about(scanner: Scanner, reading: Reading, fields: dict[str, Any], value: Fraction | str | None) -> list[Span]:
    """Read `| what it is about "the quote that says it"`, either of which may be left out."""
    if not scanner.take("|"):
        return []
    words = scanner.until('"')
    fields["about"] = words or fields["about"]
    return [read_quoted(scanner, reading, value)] if scanner.next() == '"' else []


def read_spans(scanner: Scanner, reading: Reading, value: Fraction | str | None = None) -> list[Span]:
    found = []
    while scanner.take("@"):
        if scanner.next() == '"':
            found.append(read_quoted(scanner, reading, value))
        else:
            start = scanner.integer("a span start:end or a quote")
            scanner.need(":")
            found.append(Span(start, scanner.integer("the end of the span")))
    return found


def read_quoted(scanner: Scanner, reading: Reading, value: Fraction | str | None) -> Span:
    """Read a quote and find its place; of a stated number, that of the number in it."""
    start = scanner.place
    quote = scanner.string("a quote")
    occurrence = 1
    counted = scanner.line[scanner.place : scanner.place + 1] == "#"
    if counted:
        scanner.place += 1
        occurrence = scanner.integer("which of the places, from 1")
    span = find_quote(quote, occurrence if counted else 0, scanner, reading, start)
    if not isinstance(value, Fraction):
        return span
    text = reading.context or ""
    same = [n for n in numerals.find_numerals(text, span.start, span.end, reading.locale) if n.value == value]
    if len(same) > 1:
        scanner.fail(f"{quote!r:.60} holds that number more than once", hint="quote less of the text", place=start)
    return Span(same[0].start, same[0].end) if same else span


def find_quote(quote: str, occurrence: int, scanner: Scanner, reading: Reading, place: int | None = None) -> Span:
    text = reading.context
    if text is None:
        scanner.fail("a quote can be found only with the text at hand", hint="give spans as @start:end", place=place)
    if not quote:
        scanner.fail("an empty quote stands everywhere", place=place)
    found: list[int] = []
    at = text.find(quote)
    while at >= 0 and len(found) < max(2, occurrence):
        found.append(at)
        at = text.find(quote, at + 1)
    if not found or len(found) < occurrence:
        times = f"only {len(found)} times" if found else "nowhere"
        scanner.fail(f"{quote!r:.60} stands {times} in the text", hint="quote the text exactly", place=place)
    if not occurrence and len(found) > 1:
        scanner.fail(f"{quote!r:.60} stands in the text more than once", hint='say which: "quote"#2', place=place)
    start = found[occurrence - 1 if occurrence else 0]
    return Span(start, start + len(quote))
