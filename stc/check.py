"""What must hold of a graph, as one table: read INVARIANTS from top to bottom.

`check` raises at the first fault and names the pass that made it; it runs after every pass and when an artifact is
read. `faults` lists them all; with `thorough` it also admits every node again from scratch and compares.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from functools import cached_property
from itertools import chain
from typing import NamedTuple, TypeVar

from stc import units
from stc.admit.assumed import assumed_complaint
from stc.admit.formulas import lower_for, name_complaint, parse_formula, parse_unit, target_unit
from stc.admit.grounding import (
    Complaint,
    cell_complaint,
    claim_complaint,
    period_complaint,
    relation_complaint,
    span_complaint,
    stated_complaint,
)
from stc.admit.solve import BASIS, Equation, solve
from stc.errors import CheckError, StcError
from stc.expression import RESERVED, Exact, equal, evaluate, names
from stc.graph import (
    Claim,
    ClaimTarget,
    Draft,
    FormulaTarget,
    Graph,
    PeriodTarget,
    Quantity,
    Relation,
    Span,
    SpansTarget,
    Table,
    show_exact,
)

T = TypeVar("T")
Found = Iterator[tuple[str, str]]  # node, message


class Fault(NamedTuple):
    """What is wrong: the node's id, the invariant's name, a sentence."""

    node: str
    invariant: str
    message: str


@dataclass
class Subject:
    """A graph under check; a node that `since`, a checked graph, holds too needs no second look by itself."""

    graph: Graph
    text: str | None = None
    since: Graph | None = None

    @cached_property
    def seen(self) -> frozenset[int]:
        if self.since is None:
            return frozenset()
        return frozenset(map(id, chain(self.since.nodes(), self.since.findings)))

    @cached_property
    def grown(self) -> bool:
        """Whether all nodes that others may name are still what they were in `since`, so that names still hold."""
        if self.since is None or self.since.locale != self.graph.locale:
            return False
        now = frozenset(map(id, chain(self.graph.tables, self.graph.quantities, self.graph.claims)))
        return all(id(node) in now for node in chain(self.since.tables, self.since.quantities, self.since.claims))

    def fresh(self, nodes: Iterable[T]) -> Iterable[T]:
        return [node for node in nodes if id(node) not in self.seen] if self.grown else nodes

    @cached_property
    def units(self) -> dict[str, units.Unit]:
        known = {}
        for quantity in self.graph.quantities:
            try:
                known[quantity.id] = parse_unit(quantity.unit)
            except StcError:
                continue  # told by `unit`
        return known

    @cached_property
    def equations(self) -> dict[str, Equation | Complaint]:
        """What has been read of relations so far, by id."""
        return {}

    @cached_property
    def values(self) -> dict[str, Exact | None]:
        return {quantity.id: quantity.value for quantity in self.graph.quantities}


def unique_ids(subject: Subject) -> Found:
    seen: set[str] = set()
    for node in subject.graph.nodes():
        if node.id in seen:
            yield node.id, "two nodes have this id"
        elif node.id in RESERVED:
            yield node.id, "this name means something in formulas"
        seen.add(node.id)


def known_units(subject: Subject) -> Found:
    for node in subject.fresh(chain[Quantity | Table](subject.graph.quantities, subject.graph.tables)):
        try:
            parse_unit(node.unit)
        except StcError as error:
            yield node.id, error.message


def known_tables(subject: Subject) -> Found:
    tables = {table.id: table for table in subject.graph.tables}
    for node in subject.fresh(chain[Quantity | Claim](subject.graph.quantities, subject.graph.claims)):
        if not node.labels.table:
            continue
        table = tables.get(node.labels.table)
        if table is None:
            yield node.id, f"there is no table {node.labels.table}"
        elif isinstance(node, Quantity) and node.stated and (found := cell_complaint(node.stated.span, table)):
            yield node.id, found.message


def spans_in_text(subject: Subject) -> Found:
    if subject.text is None:
        return
    for node in subject.fresh(chain(subject.graph.tables, subject.graph.questions, subject.graph.findings)):
        for span in _spans(node):
            if complaint := span_complaint(span, subject.text):
                yield getattr(node, "id", "finding"), complaint.message


def _spans(node: object) -> Iterable[Span]:
    target = getattr(node, "target", None)
    if isinstance(target, SpansTarget):
        return target.spans
    span = getattr(node, "span", None)
    return (span,) if isinstance(span, Span) else getattr(node, "spans", ())


def stated_numbers(subject: Subject) -> Found:
    if subject.text is not None:
        for quantity in subject.fresh(subject.graph.quantities):
            if complaint := stated_complaint(quantity, subject.text, subject.graph.locale):
                yield quantity.id, complaint.message


def claimed_words(subject: Subject) -> Found:
    if subject.text is not None:
        for claim in subject.fresh(subject.graph.claims):
            if complaint := claim_complaint(claim, subject.text):
                yield claim.id, complaint.message


def formulas(subject: Subject) -> Found:
    for relation in subject.fresh(subject.graph.relations):
        read = _equation(relation, subject)
        if isinstance(read, Complaint):
            yield relation.id, read.message
        elif subject.text is not None:
            complaint = relation_complaint(relation, read.expression, subject.text, subject.graph.locale)
            if complaint is not None:
                yield relation.id, complaint.message


def _equation(relation: Relation, subject: Subject) -> Equation | Complaint:
    """Read a relation once: its formula, the names in it, its unit."""
    if relation.id in subject.equations:
        return subject.equations[relation.id]
    read = subject.equations[relation.id] = _read_equation(relation, subject)
    return read


def _read_equation(relation: Relation, subject: Subject) -> Equation | Complaint:
    try:
        expression = parse_formula(relation.formula)
    except StcError as error:
        return Complaint("bad-formula", error.message)
    named = names(expression)
    complaint = name_complaint({*named, relation.left}, subject.units)
    complaint = complaint or assumed_complaint(relation, expression, subject.units[relation.left])
    lowered = complaint or lower_for(relation.formula, expression, relation.left, subject.units)
    if isinstance(lowered, Complaint):
        return lowered
    rank = BASIS[relation.basis], relation.id
    return Equation(relation.id, relation.left, expression, lowered.expression, rank, named)


def values(subject: Subject) -> Found:
    """Solve the graph again from its stated numbers; solved relations give nothing, they have to come out again."""
    if not _changed(subject):
        return
    graph = subject.graph
    read = [(node, _equation(node, subject)) for node in graph.relations]
    equations = [found for node, found in read if node.rule != "solved" and isinstance(found, Equation)]
    known = {q.id: q.value for q in graph.quantities if q.stated is not None and q.value is not None}
    claimed = {q.id: q.value for q in graph.quantities if q.stated is None and q.value is not None}
    if not claimed and not equations:
        return
    solution = solve(equations, known, claimed, None)
    for id, message in solution.failed.items():
        yield id, message
    for id, value in claimed.items():
        if id in solution.missed:
            yield id, f"its formula gives {show_exact(solution.missed[id]):.80}, not {show_exact(value):.80}"
        elif id not in solution.values:
            yield id, "the text does not state its value, and no formula gives it"
        elif isinstance(value, str) and isinstance(solution.values[id], Fraction):
            yield id, f"{value!r:.80} is a calculation, not the number that its formula gives"
    for quantity in graph.quantities:
        if quantity.value is None and quantity.id in solution.values:
            yield quantity.id, f"it has no value, but its formula gives {show_exact(solution.values[quantity.id]):.80}"
    for node, solved in read:
        if node.rule == "solved" and isinstance(solved, Equation):
            try:
                sound = equal(evaluate(solved.plain, solution.values), solution.values[node.left])
            except (StcError, KeyError):
                sound = False
            if not sound:
                yield node.id, "the solved formula does not give the value of its left side"


def _changed(subject: Subject) -> bool:
    if subject.since is None or len(subject.since.relations) > len(subject.graph.relations):
        return True
    return any(True for _ in subject.fresh(chain(subject.graph.quantities, subject.graph.relations)))


def targets(subject: Subject) -> Found:
    known = subject.graph.by_id
    for question in subject.fresh(subject.graph.questions):
        match question.target:
            case FormulaTarget() as target:
                unit = target_unit(question, target, subject.units, subject.values, subject.graph.locale)
                if isinstance(unit, Complaint):
                    yield question.id, unit.message
                elif not units.same(unit, parse_unit(target.unit)):
                    yield question.id, f"{target.formula:.80} does not give {target.unit or 'a plain number'}"
            case ClaimTarget(claim=claim):
                if not isinstance(known.get(claim), Claim):
                    yield question.id, f"there is no claim {claim}"
            case PeriodTarget(rests_on=ids) | SpansTarget(rests_on=ids):
                for id in ids:
                    if id not in known:
                        yield question.id, f"there is no node {id}"
                if isinstance(question.target, PeriodTarget):
                    complaint = period_complaint(question.target, known, subject.text)
                    if complaint is not None:
                        yield question.id, complaint.message


def findings(subject: Subject) -> Found:
    known = subject.graph.by_id.keys() | {rejected.node.id for rejected in subject.graph.rejected}
    for finding in subject.graph.findings:
        for id in finding.nodes:
            if id not in known:
                yield id, f"a finding names it, but there is no such node: {finding.message:.80}"


INVARIANTS: tuple[tuple[str, Callable[[Subject], Found], str], ...] = (
    ("unique-ids", unique_ids, "formulas name nodes by id, so an id is one node and no word of the language"),
    ("known-units", known_units, "an unknown unit would compare equal to nothing, or to everything"),
    ("known-tables", known_tables, "a cell is evidence only of a table that is there"),
    ("spans-in-text", spans_in_text, "evidence that cannot be shown is none"),
    ("stated-numbers", stated_numbers, "a stated number stands in the text, at its span, with its value"),
    ("claimed-words", claimed_words, "a claim is what the text says, word for word"),
    (
        "formulas",
        formulas,
        "formulas read, name quantities, use numbers that are said, and give their left side's unit",
    ),
    ("values", values, "every other value follows exactly from the stated ones, in no circle"),
    ("targets", targets, "an anticipated answer has a value, in its unit, over nodes that are there"),
    ("findings", findings, "a finding points at what it speaks of"),
)


def check(graph: Graph, text: str | None = None, after: str = "", since: Graph | None = None) -> None:
    """Raise CheckError at the first invariant that a graph breaks; `after` names the pass to blame.

    Without the text what concerns spans is left out. With `since`, a graph that was checked before, nodes that both
    hold are not looked at again by themselves.

    >>> check(Graph(), "")
    """
    for fault in _faults(Subject(graph, text, since)):
        blamed = f"after {after}: " if after else ""
        hint = f"the fault is in the pass {after}" if after else "run `stc verify` to list all faults"
        raise CheckError(f"{blamed}{fault.invariant}: {fault.node}: {fault.message}", hint=hint, code=fault.invariant)


def faults(graph: Graph, text: str | None = None, thorough: bool = False) -> list[Fault]:
    """List all that is wrong with a graph; `thorough` also admits its nodes from scratch, with sympy, and compares."""
    found = list(_faults(Subject(graph, text)))
    if thorough and text is not None and not found:
        found += _differences(graph, text)
    return found


def _faults(subject: Subject) -> Iterator[Fault]:
    for name, find, _why in INVARIANTS:
        told = False
        for node, message in find(subject):
            told = True
            yield Fault(node, name, message)
        if told and name == "unique-ids":
            return  # ids mean nothing from here on


def _differences(graph: Graph, text: str) -> Iterator[Fault]:
    """Admit the graph's nodes as if they were proposed today; a sound graph comes out as it went in."""
    from stc.admit import admit

    draft = Draft.model_validate({name: getattr(graph, name) for name in Draft.model_fields})
    again = admit(draft.model_copy(update={"rejected": ()}), text)
    for rejected in again.rejected:
        yield Fault(rejected.node.id, rejected.reason, rejected.message)
    for node in graph.nodes():
        other = again.by_id.get(node.id)
        if (
            other is not None
            and isinstance(node, Quantity)
            and isinstance(other, Quantity)
            and node.value != other.value
        ):
            yield Fault(node.id, "values", "computed again its value is another")
