"""Read the text form of a graph, see stc.text; errors say line and column."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any, TypeVar

from stc.graph import (
    Claim,
    ClaimTarget,
    Draft,
    Finding,
    FormulaTarget,
    Labels,
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
)
from stc.text.parts import (
    Reading,
    find_quote,
    made,
    read_about,
    read_attribute,
    read_formula,
    read_number,
    read_period,
    read_quoted,
    read_spans,
    read_unit,
    read_value,
    read_words,
)
from stc.text.scanner import Scanner

T = TypeVar("T")
_VALUE = re.compile(
    r'(?P<number>\?|-?[0-9]+(?:\.[0-9]+|/[0-9]+)?|"(?:[^"\\]|\\.)*+")'
    r'(?:[ \t]+(?P<unit>"(?:[^"\\]|\\.)*+"|[^\W\d_].*|[$€£¥%].*))?'
)
_KEYWORD = re.compile(r"(?:table|claim|rejected|locale)(?=[ \t]+[^=:\s])")
_BASES = ("said", "definition", "assumed")


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


def _table(scanner: Scanner, reading: Reading) -> Table:
    id, caption = scanner.word("an id"), scanner.string("a caption")
    spans = read_spans(scanner, reading)
    if len(spans) != 1:
        scanner.fail("a table needs one span @start:end")
    unit = ""
    while scanner.take(";"):
        scanner.need("unit ")
        unit = read_unit(scanner.until(";"), scanner)
    return made(scanner, Table, id=id, caption=caption, span=spans[0], unit=unit)


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
    value = read_value(found["number"], scanner) if found else None
    unit = read_unit(found["unit"] or "", scanner) if found else ""
    fields: dict[str, Any] = {"about": ""}
    labels: dict[str, Any] = {}
    stated: dict[str, Any] = {}
    spans = read_spans(scanner, reading, None if formula else value)
    resolution = read_number(scanner) if scanner.take("±") else Fraction(0)
    while scanner.take(";"):
        read_attribute(scanner, fields, labels, stated)
    spans += read_about(scanner, reading, fields, None if formula else value)
    if formula:
        origin: dict[str, Any] = {name: fields[name] for name in ("by", "support") if name in fields}
        reading.nodes.append(_folded(id, read_formula(formula, scanner), spans, origin, scanner, reading))
        spans = []
    if len(spans) > 1:
        scanner.fail("a number stands at one place, not at several", hint="link two quantities by a relation `a == b`")
    if stated and not spans:
        scanner.fail("only a number with a span can be a range or hedged")
    if spans:
        fields["stated"] = made(scanner, Stated, span=spans[0], resolution=resolution, **stated)
    placed = made(scanner, Labels, **labels)
    reading.nodes.append(made(scanner, Quantity, id=id, value=value, unit=unit, labels=placed, **fields))


def _folded(
    id: str, formula: str, spans: list[Span], origin: dict[str, Any], scanner: Scanner, reading: Reading
) -> Relation:
    basis = "said" if spans else "definition"
    name = _relation_id(id, reading)
    return made(scanner, Relation, id=name, left=id, formula=formula, basis=basis, spans=tuple(spans), **origin)


def _relation(id: str, left: str, scanner: Scanner, reading: Reading) -> Relation:
    formula = read_formula(scanner.until("@;|"), scanner)
    spans = read_spans(scanner, reading)
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
        elif key == "support":
            fields["support"] = scanner.integer("the number of drafts")
        else:
            scanner.fail(
                f"a relation has no attribute {key}", hint="it has said, definition, assumed, rule, note, by, support"
            )
    if scanner.take("|"):
        spans.append(read_quoted(scanner, reading, None))
    fields.setdefault("basis", "said" if spans else "definition")
    return made(scanner, Relation, id=id, left=left, formula=formula, spans=tuple(spans), notes=tuple(notes), **fields)


def _claim(scanner: Scanner, reading: Reading) -> Claim:
    id, text = scanner.word("an id"), scanner.string("a sentence")
    spans = read_spans(scanner, reading)
    fields: dict[str, Any] = {}
    labels: dict[str, Any] = {}
    stated: dict[str, Any] = {}
    while scanner.take(";"):
        read_attribute(scanner, fields, labels, stated)
    if not spans:
        spans = [find_quote(text, 1, scanner, reading)]
    placed = made(scanner, Labels, **labels)
    return made(scanner, Claim, id=id, text=text, span=spans[0], labels=placed, **fields)


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
        return made(scanner, Question, id=name, text=text.strip(), target=_target(scanner))
    scanner.place += id.end()
    scanner.need(":")
    text, wordings = scanner.string("a question"), []
    fields: dict[str, Any] = {}
    while scanner.take(";"):
        key = scanner.word("also or by")
        if key == "also":
            wordings.append(scanner.string("another wording"))
        elif key == "by":
            fields["by"] = scanner.word("text, rule, model or user")
        elif key == "support":
            fields["support"] = scanner.integer("the number of drafts")
        else:
            scanner.fail(f"a question has no attribute {key}", hint="it has also, by and support")
    scanner.need("=")
    return made(scanner, Question, id=id[0], text=text, wordings=tuple(wordings), target=_target(scanner), **fields)


_PERIOD = re.compile(r'period(?=[ \t]+")')
_SPANS = re.compile(r"spans(?=[ \t]*(?:@|of\b|#|$))")
_CLAIM = re.compile(r"claim(?=[ \t]+[a-z][a-z0-9_]*[ \t\r]*(?:#|$))")
_IN = re.compile(r"(?:(?!\sin\s)[^#;])+")


def _target(scanner: Scanner) -> Target:
    if scanner.match(_PERIOD):
        return made(scanner, PeriodTarget, period=read_period(scanner), rests_on=_of(scanner))
    if scanner.match(_SPANS):
        spans = tuple(read_spans(scanner, Reading()))
        return made(scanner, SpansTarget, spans=spans, rests_on=_of(scanner))
    if scanner.match(_CLAIM):
        return made(scanner, ClaimTarget, claim=scanner.word("the id of a claim"))
    formula = scanner.string("a formula") if scanner.next() == '"' else scanner.match(_IN).strip()
    unit = read_unit(scanner.until(";"), scanner) if scanner.take("in ") else ""
    return made(scanner, FormulaTarget, formula=formula, unit=unit)


def _of(scanner: Scanner) -> tuple[str, ...]:
    return read_words(scanner) if scanner.take("of ") else ()


def _finding(scanner: Scanner, reading: Reading) -> Finding:
    kind, message = scanner.word("the kind of finding"), scanner.string("a message")
    spans = read_spans(scanner, reading)
    nodes: tuple[str, ...] = ()
    while scanner.take(";"):
        scanner.need("nodes ")
        nodes = read_words(scanner)
    return made(scanner, Finding, kind=kind, message=message, spans=tuple(spans), nodes=nodes)


def _rejected(scanner: Scanner, reading: Reading) -> Rejected:
    reason, message = scanner.word("a reason"), scanner.string("a message")
    scanner.need(":")
    inner = Reading(reading.context, locale=reading.locale)
    _node(scanner, inner)
    return made(scanner, Rejected, node=inner.nodes[-1], reason=reason, message=message)
