r"""The text form of a graph: one line a node, read and written without loss; also the short form for models.

    locale de
    table t1 "Sales by region" @0:250; unit million USD
    sales_2019 = 1452.4 million USD @100:107 ±0.05; in t1[2,3]; rows "Sales"; period "2019"; total | total sales, 2019
    growth = 52.4 million USD; by rule | change in sales
    growth_change: growth == sales_2019 - sales_2018; definition; rule change
    claim c1 "The plant closed." @200:217
    ? q1: "How much did sales grow?"; also "growth of sales?" = growth in million USD
    ! total "the parts give 17, not 18" @1:3; nodes a, b
    rejected not-in-text "'x' is not a number": x = 5 @3:4
    # a comment

A quantity is `id = value unit @span ±resolution`, then attributes after semicolons, then what it is about. Names of
attributes: in, cell, rows, columns, period, total|subtotal|part, flow|stock|ratio, is (qualifier), high, inferred, by,
support (how many of a model's drafts hold it), about. Strings with anything unusual in them are written as JSON does.
In the short form spans, labels and relations' ids are left out, and so is what the id says already; a formula stands in
its quantity's line:

    balls = 800 ball | balls the juggler has
    tennis_balls = balls * 1/4 = 200 ball
    ? How many tennis balls are there? = tennis_balls

Whoever writes by hand gives quotes for spans: `balls = 800 ball | "can juggle 800 balls"`, and `"quote"#2` for the
second place where the quote stands. Reading is `stc.text.reading.parse`, offered here too.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from fractions import Fraction

from stc.graph import (
    Claim,
    ClaimTarget,
    Draft,
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
    Table,
    Target,
    show_exact,
)
from stc.text.reading import parse
from stc.words import tokens

__all__ = ["parse", "show", "show_node"]

_WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
_PLAIN_UNIT = re.compile(r"[^\W\d_][\w*/^$€£¥%() .-]*|[$€£¥%][\w*/^ .-]*")
_PLAIN_FORMULA = re.compile(r'[A-Za-z0-9_(-](?:[A-Za-z0-9_+*/%(),. -]|"[A-Za-z0-9$€£¥%/*^ ]+")*')


def show(graph: Draft, spans: bool = True) -> str:
    """Write a graph or draft, one line a node; without `spans` in the short form.

    >>> apples = Quantity(id="apples", unit="apple", value=Fraction(5), about="Tom's apples")
    >>> eaten = Quantity(id="eaten", unit="apple", value=Fraction(5, 2))
    >>> half = Relation(id="half", left="eaten", formula="apples / 2", basis="definition")
    >>> graph = Draft(quantities=(apples, eaten), relations=(half,))
    >>> print(show(graph), end="")
    apples = 5 apple | Tom's apples
    eaten = 2.5 apple
    half: eaten == apples / 2; definition
    >>> print(show(graph, spans=False), end="")
    apples = 5 apple | Tom's apples
    eaten = apples / 2 = 2.5 apple
    """
    lines = _full_lines(graph) if spans else _short_lines(graph)
    return "".join(f"{line}\n" for line in lines)


def _full_lines(graph: Draft) -> Iterator[str]:
    if graph.locale != "en":
        yield f"locale {_word(graph.locale)}"
    yield from map(show_node, graph.nodes())
    for finding in graph.findings:
        nodes = [f"nodes {', '.join(map(_word, finding.nodes))}"] if finding.nodes else []
        yield "; ".join([f"! {finding.kind} {_string(finding.message)}{_places(finding.spans)}", *nodes])
    for rejected in graph.rejected:
        yield show_rejected(rejected)


def show_rejected(rejected: Rejected) -> str:
    """Write a rejected node as one line: its reason, the sentence, and the node."""
    return f"rejected {_word(rejected.reason)} {_string(rejected.message)}: {show_node(rejected.node)}"


def show_node(node: Table | Quantity | Relation | Claim | Question) -> str:
    """Write one node in the full form, without a line end.

    >>> show_node(Relation(id="r", left="a", formula="2 * b", basis="said", spans=(Span(3, 9),)))
    'r: a == 2 * b @3:9'
    """
    match node:
        case Table():
            unit = [f"unit {_unit(node.unit)}"] if node.unit else []
            return "; ".join([f"table {node.id} {_string(node.caption)} @{node.span.start}:{node.span.end}", *unit])
        case Quantity():
            return _quantity(node)
        case Relation():
            return "; ".join(_relation(node))
        case Claim():
            head = f"claim {node.id} {_string(node.text)} @{node.span.start}:{node.span.end}"
            return "; ".join([head, *_labels(node.labels), *_by(node, "text")])
        case Question():
            also = [f"also {_string(wording)}" for wording in node.wordings]
            head = "; ".join([f"? {node.id}: {_string(node.text)}", *also, *_by(node, "rule")])
            return f"{head} = {_target(node.target)}"


def _quantity(node: Quantity) -> str:
    parts = [f"{node.id} = {show_value(node.value, node.unit)}"]
    stated = node.stated
    if stated is not None:
        parts[0] += _places([stated.span])
        parts[0] += f" ±{show_exact(stated.resolution)}" if stated.resolution else ""
        parts += [f"is {stated.qualifier}"] if stated.qualifier != "exact" else []
        parts += [f"high {show_exact(stated.high)}"] if stated.high is not None else []
    parts += _labels(node.labels)
    parts += [f"inferred {', '.join(map(_word, node.inferred))}"] if node.inferred else []
    parts += _by(node, "text")
    if not node.about or _bare(node.about):
        return "; ".join(parts) + (f" | {node.about}" if node.about else "")
    return "; ".join([*parts, f"about {_string(node.about)}"])


def _relation(node: Relation) -> Iterator[str]:
    yield f"{node.id}: {node.left} == {_formula(node.formula)}{_places(node.spans)}"
    if node.basis != "said" or not node.spans:
        yield node.basis
    if node.rule:
        yield f"rule {_word(node.rule)}"
    yield from (f"note {_string(note)}" for note in node.notes)
    yield from _by(node, "text")


def _labels(labels: Labels) -> Iterator[str]:
    cell = f"{labels.cell[0]},{labels.cell[1]}" if labels.cell is not None else ""
    if labels.table:
        yield f"in {_word(labels.table)}" + (f"[{cell}]" if cell else "")
    elif cell:
        yield f"cell {cell}"
    if labels.rows:
        yield f"rows {' > '.join(map(_string, labels.rows))}"
    if labels.columns:
        yield f"columns {' > '.join(map(_string, labels.columns))}"
    if labels.period is not None:
        yield f"period {_period(labels.period)}"
    if labels.role != "item":
        yield labels.role
    if labels.kind is not None:
        yield labels.kind


def _target(target: Target) -> str:
    match target:
        case FormulaTarget():
            return _formula(target.formula) + (f" in {_unit(target.unit)}" if target.unit else "")
        case PeriodTarget():
            return f"period {_period(target.period)}{_of(target.rests_on)}"
        case SpansTarget():
            return f"spans{_places(target.spans)}{_of(target.rests_on)}"
        case ClaimTarget():
            return f"claim {target.claim}"


def _of(ids: tuple[str, ...]) -> str:
    return f" of {', '.join(ids)}" if ids else ""


def _period(period: Period) -> str:
    dates = f" {period.start or ''}..{period.end or ''}" if period.start or period.end else ""
    return _string(period.label) + dates


def _places(spans: Iterable[Span]) -> str:
    return "".join(f" @{start}:{end}" for start, end in spans)


def _by(node: Quantity | Relation | Claim | Question, usual: str) -> list[str]:
    origin = [f"by {node.by}"] if node.by != usual else []
    return [*origin, f"support {node.support}"] if node.support else origin


def show_value(value: Fraction | str | None, unit: str) -> str:
    """Write a value and its unit; `?` where there is none yet."""
    number = "?" if value is None else show_exact(value) if isinstance(value, Fraction) else _string(value)
    return f"{number} {_unit(unit)}" if unit else number


def _unit(unit: str) -> str:
    return unit if _PLAIN_UNIT.fullmatch(unit) and unit == " ".join(unit.split(" ")).strip() else _string(unit)


def _formula(formula: str) -> str:
    plain = _PLAIN_FORMULA.fullmatch(formula) and formula == formula.strip() and " in " not in formula
    plain = plain and formula.split(" ")[0] not in ("spans", "claim", "period")  # words of other targets
    return formula if plain else _string(formula)


def _word(text: str) -> str:
    return text if _WORD.fullmatch(text) else _string(text)


def _bare(about: str) -> bool:
    """Tell whether words can stand after the bar as they are."""
    return about.isprintable() and about == about.strip() and not any(mark in about for mark in '"#|')


def _string(text: str) -> str:
    return json.dumps(text, ensure_ascii=not text.isprintable())


def id_says(node: Quantity) -> bool:
    """Tell whether a quantity's id holds every content word of what it is about: the short form leaves that out then.

    >>> id_says(Quantity(id="total_sales_2019", about="Total sales, 2019"))
    True
    """
    return set(tokens(node.about)) <= set(tokens(node.id.replace("_", " ")))


def _short_lines(graph: Draft) -> Iterator[str]:
    giving: dict[str, list[Relation]] = {}
    for relation in graph.relations:
        giving.setdefault(relation.left, []).append(relation)
    for node in graph.quantities:
        relations = giving.get(node.id, [])
        first = relations[0] if relations else None
        formula = f"{first.formula} = " if first is not None and node.stated is None else ""
        words = "" if id_says(node) else node.about
        about = f" | {words if _bare(words) else _string(words)}" if words else ""
        yield f"{node.id} = {formula}{show_value(node.value, node.unit)}{about}"
        for relation in relations[1:] if formula else relations:
            yield f"{node.id} == {relation.formula}"
    for claim in graph.claims:
        yield f"claim {claim.id} {_string(claim.text)}"
    for question in graph.questions:
        if isinstance(question.target, FormulaTarget):
            yield f"? {' '.join(question.text.split())} = {question.target.formula}"
