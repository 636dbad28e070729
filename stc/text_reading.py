"""Read the text form of a graph, see stc.text; errors say line and column."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, TypeVar

from pydantic import ValidationError

from stc import numerals
from stc.graph import (
    Claim,
    ClaimTarget,
    Draft,
    Finding,
    FormulaTarget,
    Labels,
    Period,
    PeriodTarget,
    Quantity,
    Question,
    Rejected,
    Relation,
    Span,
    SpansTarget,
    Stated,
    Table,
    Target,
    read_exact,
)
from stc.scanner import Scanner

T = TypeVar("T")
Line = Table | Quantity | Relation | Claim | Question | Finding | Rejected
_NUMBER = re.compile(r"-?\d+(?:\.\d+|/\d+)?(?![\w./])", re.ASCII)
_VALUE = re.compile(
    r'(?P<number>\?|-?[0-9]+(?:\.[0-9]+|/[0-9]+)?|"(?:[^"\\]|\\.)*+")'
    r'(?:[ \t]+(?P<unit>"(?:[^"\\]|\\.)*+"|[^\W\d_].*|[$€£¥%].*))?'
)
_DATE = re.compile(r"\d{4}-\d\d-\d\d", re.ASCII)
_KEYWORD = re.compile(r"(?:table|claim|rejected|locale)(?=[ \t]+[^=:\s])")
_BASES = ("said", "definition", "assumed")
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
    unnamed: int = 0


def parse(lines: str, context: str | None = None) -> Draft:
    """Read the text form into a draft; `context` is the text that quotes are looked up in.

    Raises TextFormError.

    >>> draft = parse('balls = 800 ball | balls the juggler has "can juggle 800 balls"', "He can juggle 800 balls.")
    >>> draft.quantities[0].stated.span
    Span(start=14, end=17)
    """
    reading = read(lines, context)
    for id, scanner in reading.removed:
        scanner.fail(f"only stc apply removes nodes, here is no {id} to remove", place=0)
    return draft_of(reading)


def read(lines: str, context: str | None = None) -> Reading:
    """Read lines one by one, those that remove a node (`- id`) too."""
    reading = Reading(context)
    for number, line in enumerate(lines.split("\n"), 1):
        scanner = Scanner(line, number)
        if scanner.at_end():
            continue
        start = len(reading.nodes)
        _line(scanner, reading)
        if not scanner.at_end():
            scanner.fail(f"did not expect {scanner.shown()}", hint="attributes come after a semicolon")
        for node in reading.nodes[start:]:
            if not isinstance(node, Finding | Rejected):
                reading.lines.setdefault(node.id, scanner)
    return reading


def draft_of(reading: Reading) -> Draft:
    """Sort what was read by kind."""

    def all_of(kind: type[T]) -> tuple[T, ...]:
        return tuple(node for node in reading.nodes if isinstance(node, kind))

    return Draft(
        tables=all_of(Table),
        quantities=all_of(Quantity),
        relations=all_of(Relation),
        claims=all_of(Claim),
        questions=all_of(Question),
        findings=all_of(Finding),
        rejected=all_of(Rejected),
        locale=reading.locale,
    )


def _line(scanner: Scanner, reading: Reading) -> None:
    if scanner.take("?"):
        reading.nodes.append(_question(scanner))
    elif scanner.take("!"):
        reading.nodes.append(_finding(scanner, reading))
    elif scanner.take("- "):
        reading.removed.append((scanner.word("the id of a node"), scanner))
    else:
        match scanner.match(_KEYWORD):
            case "locale":
                reading.locale = scanner.word("a locale such as en or de")
            case "rejected":
                reading.nodes.append(_rejected(scanner, reading))
            case _ as keyword:
                scanner.place -= len(keyword)
                _node(scanner, reading)


def _node(scanner: Scanner, reading: Reading) -> None:
    match scanner.match(_KEYWORD):
        case "table":
            reading.nodes.append(_table(scanner, reading))
        case "claim":
            reading.nodes.append(_claim(scanner, reading))
        case _ if scanner.take("?"):
            reading.nodes.append(_question(scanner))
        case _:
            start = scanner.place
            id = scanner.word("a line such as `id = 5 apple`, `id: left == formula`, table, claim, ? or !")
            if scanner.take(":"):
                left = scanner.word("the id of the left side")
                scanner.need("==")
                reading.nodes.append(_relation(id, left, scanner, reading))
            elif scanner.take("=="):
                reading.nodes.append(_relation(_relation_id(id, reading), id, scanner, reading))
            elif scanner.take("="):
                _quantity(id, scanner, reading)
            else:
                scanner.fail(
                    f"expected = or == or : after {id}, got {scanner.shown()}", place=max(start, scanner.place)
                )


def _relation_id(left: str, reading: Reading) -> str:
    id, number = f"{left:.70}_is", 1
    while id in reading.lines:
        number += 1
        id = f"{left:.70}_is_{number}"
    return id


def _made(scanner: Scanner, make: Callable[..., T], /, **fields: Any) -> T:
    """Make a node; what the model says is wrong with it becomes an error of this line."""
    try:
        return make(**fields)
    except (ValidationError, ValueError) as error:
        errors = error.errors() if isinstance(error, ValidationError) else []
        where = ".".join(map(str, errors[0]["loc"])) if errors else ""
        message = f"{where}: {errors[0]['msg']}" if errors else str(error)
        scanner.fail(f"this cannot be: {message}", hint="ids are small letters, digits and _", place=0)


def _table(scanner: Scanner, reading: Reading) -> Table:
    id, caption = scanner.word("an id"), scanner.string("a caption")
    spans = _spans(scanner, reading)
    if len(spans) != 1:
        scanner.fail("a table needs one span @start:end")
    unit = ""
    while scanner.take(";"):
        scanner.need("unit ")
        unit = _unit(scanner.until(";"), scanner)
    return _made(scanner, Table, id=id, caption=caption, span=spans[0], unit=unit)


def _quantity(id: str, scanner: Scanner, reading: Reading) -> None:
    """Read what follows `id =`: a value and its unit, a formula, or a formula, = and what it gives."""
    scanner.space()
    head_place, first = scanner.place, scanner.until("@±;|=")
    formula = ""
    if scanner.take("="):
        formula, first = first, scanner.until("@±;|=")
    found = _VALUE.fullmatch(first)
    if not first:
        scanner.fail(f"expected a value or a formula, got {scanner.shown()}")
    if found is None and not formula:
        formula, first = first, ""
    elif found is None:
        scanner.fail(f"expected a value and its unit, got {first!r:.40}", place=head_place)
    value = _value(found["number"], scanner) if found else None
    unit = _unit(found["unit"] or "", scanner) if found else ""
    fields: dict[str, Any] = {"about": ""}
    labels: dict[str, Any] = {}
    stated: dict[str, Any] = {}
    spans = _spans(scanner, reading, None if formula else value)
    resolution = _number(scanner) if scanner.take("±") else Fraction(0)
    while scanner.take(";"):
        _attribute(scanner, fields, labels, stated)
    spans += _about(scanner, reading, fields, None if formula else value)
    if formula:
        by = fields.get("by", "text")
        reading.nodes.append(_folded(id, _formula(formula, scanner), spans, by, scanner, reading))
        spans = []
    if len(spans) > 1:
        scanner.fail("a number stands at one place, not at several", hint="link two quantities by a relation `a == b`")
    if stated and not spans:
        scanner.fail("only a number with a span can be a range or hedged")
    if spans:
        fields["stated"] = _made(scanner, Stated, span=spans[0], resolution=resolution, **stated)
    made = _made(scanner, Labels, **labels)
    reading.nodes.append(_made(scanner, Quantity, id=id, value=value, unit=unit, labels=made, **fields))


def _folded(id: str, formula: str, spans: list[Span], by: str, scanner: Scanner, reading: Reading) -> Relation:
    basis = "said" if spans else "definition"
    name = _relation_id(id, reading)
    return _made(scanner, Relation, id=name, left=id, formula=formula, basis=basis, spans=tuple(spans), by=by)


def _relation(id: str, left: str, scanner: Scanner, reading: Reading) -> Relation:
    formula = _formula(scanner.until("@;|"), scanner)
    spans = _spans(scanner, reading)
    fields: dict[str, Any] = {}
    notes: list[str] = []
    while scanner.take(";"):
        key = scanner.word("an attribute")
        if key in _BASES:
            fields["basis"] = key
        elif key == "rule":
            fields["rule"] = scanner.word("the name of a rule")
        elif key == "note":
            notes.append(scanner.string("a note"))
        elif key == "by":
            fields["by"] = scanner.word("text, rule, model or user")
        else:
            scanner.fail(f"a relation has no attribute {key}", hint="it has said, definition, assumed, rule, note, by")
    if scanner.take("|"):
        spans.append(_quoted(scanner, reading, None))
    fields.setdefault("basis", "said" if spans else "definition")
    return _made(scanner, Relation, id=id, left=left, formula=formula, spans=tuple(spans), notes=tuple(notes), **fields)


def _claim(scanner: Scanner, reading: Reading) -> Claim:
    id, text = scanner.word("an id"), scanner.string("a sentence")
    spans = _spans(scanner, reading)
    fields: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    stated: dict[str, Any] = {}
    while scanner.take(";"):
        _attribute(scanner, fields, labels, stated)
    if not spans:
        spans = [_find(text, 1, scanner, reading)]
    made = _made(scanner, Labels, **labels)
    return _made(scanner, Claim, id=id, text=text, span=spans[0], labels=made, **fields)


def _question(scanner: Scanner) -> Question:
    scanner.space()
    start = scanner.place
    id = re.match(r"[a-z][a-z0-9_]*(?=[ \t]*:[ \t]*\")", scanner.line[start:])
    if id is None:
        text, equals, _ = scanner.line[start:].rpartition(" = ")
        if not equals:
            scanner.fail("expected `? question = formula`")
        scanner.place = start + len(text) + len(equals)
        name = "q_" + re.sub(r"[^a-z0-9]+", "_", text.lower()).strip("_")[:60]
        return _made(scanner, Question, id=name, text=text.strip(), target=_target(scanner))
    scanner.place += id.end()
    scanner.need(":")
    text, wordings, fields = scanner.string("a question"), [], {}
    while scanner.take(";"):
        key = scanner.word("also or by")
        if key == "also":
            wordings.append(scanner.string("another wording"))
        elif key == "by":
            fields["by"] = scanner.word("text, rule, model or user")
        else:
            scanner.fail(f"a question has no attribute {key}", hint="it has also and by")
    scanner.need("=")
    return _made(scanner, Question, id=id[0], text=text, wordings=tuple(wordings), target=_target(scanner), **fields)


_PERIOD = re.compile(r'period(?=[ \t]+")')
_SPANS = re.compile(r"spans(?=[ \t]*(?:@|of\b|#|$))")
_CLAIM = re.compile(r"claim(?=[ \t]+[a-z][a-z0-9_]*[ \t\r]*(?:#|$))")
_IN = re.compile(r"(?:(?!\sin\s)[^#;])+")


def _target(scanner: Scanner) -> Target:
    if scanner.match(_PERIOD):
        return _made(scanner, PeriodTarget, period=_period(scanner), rests_on=_of(scanner))
    if scanner.match(_SPANS):
        spans = tuple(_spans(scanner, Reading()))
        return _made(scanner, SpansTarget, spans=spans, rests_on=_of(scanner))
    if scanner.match(_CLAIM):
        return _made(scanner, ClaimTarget, claim=scanner.word("the id of a claim"))
    formula = scanner.string("a formula") if scanner.next() == '"' else scanner.match(_IN).strip()
    unit = _unit(scanner.until(";"), scanner) if scanner.take("in ") else ""
    return _made(scanner, FormulaTarget, formula=formula, unit=unit)


def _of(scanner: Scanner) -> tuple[str, ...]:
    return _words(scanner) if scanner.take("of ") else ()


def _finding(scanner: Scanner, reading: Reading) -> Finding:
    kind, message = scanner.word("the kind of finding"), scanner.string("a message")
    spans = _spans(scanner, reading)
    nodes: tuple[str, ...] = ()
    while scanner.take(";"):
        scanner.need("nodes ")
        nodes = _words(scanner)
    return _made(scanner, Finding, kind=kind, message=message, spans=tuple(spans), nodes=nodes)


def _rejected(scanner: Scanner, reading: Reading) -> Rejected:
    reason, message = scanner.word("a reason"), scanner.string("a message")
    scanner.need(":")
    inner = Reading(reading.context, locale=reading.locale)
    _node(scanner, inner)
    return _made(scanner, Rejected, node=inner.nodes[-1], reason=reason, message=message)


def _attribute(scanner: Scanner, fields: dict[str, Any], labels: dict[str, Any], stated: dict[str, Any]) -> None:
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
            labels["period"] = _period(scanner)
        case "is":
            stated["qualifier"] = scanner.match(re.compile(r"at least|at most|\w+"))
        case "high":
            stated["high"] = _number(scanner)
        case "inferred":
            fields["inferred"] = _words(scanner)
        case "by":
            fields["by"] = scanner.word("text, rule, model or user")
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


def _words(scanner: Scanner) -> tuple[str, ...]:
    found = [scanner.word("a name")]
    while scanner.take(","):
        found.append(scanner.word("a name"))
    return tuple(found)


def _period(scanner: Scanner) -> Period:
    label = scanner.string('a period such as "2019"')
    start = scanner.match(_DATE)
    end = scanner.match(_DATE) if scanner.take("..") else ""
    return _made(scanner, Period, label=label, start=start or None, end=end or None)


def _number(scanner: Scanner) -> Fraction:
    found = scanner.match(_NUMBER) or scanner.fail(f"expected a number, got {scanner.shown()}")
    number = _value(found, scanner)
    return number if isinstance(number, Fraction) else scanner.fail(f"expected a number, got {found!r:.40}")


def _value(text: str, scanner: Scanner) -> Fraction | str | None:
    if text == "?":
        return None
    if text.startswith('"'):
        return Scanner(text, scanner.number).string("a number")
    try:
        return read_exact(text)
    except ValueError as error:
        scanner.fail(str(error))


def _unit(text: str, scanner: Scanner) -> str:
    return Scanner(text, scanner.number).string("a unit") if text.startswith('"') else text.strip()


def _formula(text: str, scanner: Scanner) -> str:
    if text.startswith('"'):
        return Scanner(text, scanner.number).string("a formula")
    return text or scanner.fail(f"expected a formula, got {scanner.shown()}")


def _about(scanner: Scanner, reading: Reading, fields: dict[str, Any], value: Fraction | str | None) -> list[Span]:
    """Read `| what it is about "the quote that says it"`, either of which may be left out."""
    if not scanner.take("|"):
        return []
    words = scanner.until('"')
    fields["about"] = words or fields["about"]
    return [_quoted(scanner, reading, value)] if scanner.next() == '"' else []


def _spans(scanner: Scanner, reading: Reading, value: Fraction | str | None = None) -> list[Span]:
    found = []
    while scanner.take("@"):
        if scanner.next() == '"':
            found.append(_quoted(scanner, reading, value))
        else:
            start = scanner.integer("a span start:end or a quote")
            scanner.need(":")
            found.append(Span(start, scanner.integer("the end of the span")))
    return found


def _quoted(scanner: Scanner, reading: Reading, value: Fraction | str | None) -> Span:
    """Read a quote and find its place; of a stated number, that of the number in it."""
    start = scanner.place
    quote = scanner.string("a quote")
    occurrence = 1
    counted = scanner.line[scanner.place : scanner.place + 1] == "#"
    if counted:
        scanner.place += 1
        occurrence = scanner.integer("which of the places, from 1")
    span = _find(quote, occurrence if counted else 0, scanner, reading, start)
    if not isinstance(value, Fraction):
        return span
    text = reading.context or ""
    same = [n for n in numerals.find_numerals(text, span.start, span.end, reading.locale) if n.value == value]
    if len(same) > 1:
        scanner.fail(f"{quote!r:.60} holds that number more than once", hint="quote less of the text", place=start)
    return Span(same[0].start, same[0].end) if same else span


def _find(quote: str, occurrence: int, scanner: Scanner, reading: Reading, place: int | None = None) -> Span:
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
