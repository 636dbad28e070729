"""The one door into a graph: what a draft proposes is grounded in the text, computed again, and solved, or rejected.

    ids and units  ->  numbers at their spans  ->  formulas: ids, literals, units  ->  values  ->  questions

Nothing is mended: a node that fails is kept under `rejected` with a code and a sentence, and so is what rests on it.
Which nodes get in does not depend on their order in the draft; they keep that order.

    duplicate-id reserved-id unknown-id bad-node       ids, and nodes that cannot be
    bad-unit                                            a unit that is unknown, or that the formula does not give
    not-in-text wrong-value ungrounded-literal          what the text does not say, or says differently
    bad-formula circular no-source no-value             formulas that cannot be read or computed; values from nowhere
    rests-on-rejected
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import TypeVar

from stc import units
from stc.admit.assumed import assumed_complaint
from stc.admit.door import ORPHAN, Checked, Door, fall, names_known, needs_source, refuse
from stc.admit.formulas import error_said, lower_for, parse_formula, parse_unit, target_unit
from stc.admit.grounding import (
    Complaint,
    cell_complaint,
    claim_complaint,
    period_complaint,
    relation_complaint,
    span_complaint,
    stated_complaint,
)
from stc.admit.solve import BASIS, Equation
from stc.admit.valuing import filled, find_values, noted, revalued
from stc.admit.wordings import with_agreeing, words_of
from stc.errors import StcError
from stc.expression import RESERVED, Exact, names
from stc.graph import (
    Claim,
    ClaimTarget,
    Draft,
    Finding,
    FormulaTarget,
    Graph,
    PeriodTarget,
    Quantity,
    Question,
    Relation,
    SpansTarget,
    Table,
    Target,
)

T = TypeVar("T")
EMPTY = Graph()


def admit(draft: Draft, text: str, graph: Graph = EMPTY) -> Graph:
    """Let a draft's nodes into a graph, each one checked against the text and recomputed; raises nothing for bad ones.

    A node that the graph already holds is passed over, so that admitting twice is admitting once.

    >>> from fractions import Fraction
    >>> from stc.graph import Span, Stated
    >>> apples = Quantity(id="apples", unit="apple", value=Fraction(5), stated=Stated(span=Span(8, 9)))
    >>> eaten = Quantity(id="eaten", unit="apple")
    >>> half = Relation(id="half", left="eaten", formula="apples / 2", basis="said", spans=(Span(25, 32),))
    >>> graph = admit(Draft(quantities=(apples, eaten), relations=(half,)), "Tom has 5 apples and eats half of them.")
    >>> graph.by_id["eaten"].value
    Fraction(5, 2)
    """
    door = Door(text, graph.locale if graph.quantities else draft.locale, graph)
    new = _new_nodes(draft, door)
    tables, findings = _tables([node for node in new if isinstance(node, Table)], door)
    _quantities([node for node in new if isinstance(node, Quantity)], tables, door)
    _relations([node for node in new if isinstance(node, Relation)], door)
    solution = find_values(door)
    quantities, solved = filled(solution, door)
    claims = [node for node in new if isinstance(node, Claim) and not refuse(node, claim_complaint(node, text), door)]
    known: dict[str, Checked | Table] = {**graph.by_id}
    known.update({node.id: node for node in quantities})
    known.update({node.id: node for node in claims})
    questions = list(_questions([node for node in new if isinstance(node, Question)], known, door))
    old = tuple(revalued(quantity, solution) for quantity in graph.quantities)
    return Graph(
        tables=(*graph.tables, *tables),
        quantities=(*old, *quantities),
        relations=(*graph.relations, *(noted(node, door) for node in door.relations.values()), *solved),
        claims=(*graph.claims, *claims),
        questions=(*graph.questions, *questions),
        findings=_once(graph.findings, draft.findings, findings, door.findings),
        rejected=_once(graph.rejected, draft.rejected, door.rejected),
        locale=door.locale,
    )


def _once(*groups: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _new_nodes(draft: Draft, door: Door) -> list[Checked | Table]:
    """Leave out what the graph holds already, and refuse ids that are taken, proposed twice or reserved."""
    held = door.graph.by_id
    proposed: dict[str, Checked | Table] = {}
    clashing: set[str] = set()
    nodes = [node for node in draft.nodes() if not (isinstance(node, Relation) and node.rule == "solved")]
    for node in nodes:
        if node.id in held:
            if not _same_proposal(node, held[node.id]):
                _reject(node, Complaint("duplicate-id", "another node of the graph has this id"), door)
        elif node.id in RESERVED:
            _reject(node, Complaint("reserved-id", "this name means something in formulas"), door)
        elif proposed.setdefault(node.id, node) != node:
            clashing.add(node.id)
    for node in nodes if clashing else ():
        if node.id in clashing:
            _reject(node, Complaint("duplicate-id", "two nodes of the draft have this id"), door)
    return [node for node in proposed.values() if node.id not in clashing]


def _reject(node: Checked | Table, complaint: Complaint, door: Door) -> None:
    if not isinstance(node, Table):
        refuse(node, complaint, door)


def _same_proposal(node: Checked | Table, held: Checked | Table) -> bool:
    """Tell whether a proposal is what the graph holds, but for what admitting filled in."""
    match node, held:
        case Quantity(), Quantity():
            filled = {"value": node.value} if node.value is None else {}
            return node == held.model_copy(update={**filled, "unit": node.unit}) and _same_unit(node.unit, held.unit)
        case Relation(), Relation():
            return node == held.model_copy(update={"notes": node.notes})
        case Question(), Question():
            target = node.target if _filled(node.target, held.target) else held.target
            dropped = node.by == "model" and set(held.wordings) <= set(node.wordings)
            wordings = node.wordings if dropped else held.wordings
            return node == held.model_copy(update={"target": target, "wordings": wordings})
        case _:
            return node == held


def _filled(proposed: Target, held: Target) -> bool:
    """Tell whether a target is the one that is held, but for the unit that it leaves open."""
    match proposed, held:
        case FormulaTarget(unit=""), FormulaTarget():
            return proposed.formula == held.formula
        case _:
            return False


def _same_unit(one: str, other: str) -> bool:
    try:
        return parse_unit(one) == parse_unit(other)
    except StcError:
        return False


def _tables(nodes: list[Table], door: Door) -> tuple[list[Table], list[Finding]]:
    """Check tables; a table has no place under rejected, so a finding tells of one that is left out."""
    kept, findings = [], []
    for table in nodes:
        complaint = span_complaint(table.span, door.text)
        try:
            parse_unit(table.unit)
        except StcError as error:
            complaint = Complaint("bad-unit", error.message)
        if complaint is None:
            kept.append(table)
        else:
            findings.append(Finding(kind="note", message=f"table {table.id} is left out: {complaint.message}"))
    return kept, findings


def _quantities(nodes: list[Quantity], tables: list[Table], door: Door) -> None:
    """Check units, tables and the numbers at their spans."""
    known_tables = {table.id: table for table in (*door.graph.tables, *tables)}
    for quantity in nodes:
        try:
            unit = parse_unit(quantity.unit)
        except StcError as error:
            refuse(quantity, Complaint("bad-unit", error_said(error)), door)
            continue
        table = known_tables.get(quantity.labels.table)
        if quantity.labels.table and table is None:
            refuse(quantity, Complaint("unknown-id", f"there is no table {quantity.labels.table}"), door)
        elif table and quantity.stated and refuse(quantity, cell_complaint(quantity.stated.span, table), door):
            continue
        elif not refuse(quantity, stated_complaint(quantity, door.text, door.locale), door):
            shown = units.show(unit)
            same = shown == quantity.unit
            door.quantities[quantity.id] = quantity if same else quantity.model_copy(update={"unit": shown})
            door.units[quantity.id] = unit


def _relations(nodes: list[Relation], door: Door) -> None:
    """Check formulas: what they name, their literals, their units; then drop what rests on rejected nodes."""
    failed: list[tuple[Relation, Complaint, frozenset[str]]] = []
    for relation in nodes:
        try:
            expression = parse_formula(relation.formula)
        except StcError as error:
            failed.append((relation, Complaint("bad-formula", error_said(error)), frozenset()))
            continue
        named = names(expression)
        complaint = names_known({*named, relation.left}, door)
        complaint = complaint or relation_complaint(relation, expression, door.text, door.locale)
        complaint = complaint or assumed_complaint(relation, expression, door.units[relation.left])
        lowered = complaint or lower_for(relation.formula, expression, relation.left, door.units)
        if isinstance(lowered, Complaint):
            failed.append((relation, lowered, named - {relation.left}))
            continue
        if lowered.notes:
            door.notes[relation.id] = lowered.notes
        rank = BASIS[relation.basis], relation.id
        door.relations[relation.id] = relation
        door.equations[relation.id] = Equation(relation.id, relation.left, expression, lowered.expression, rank, named)
        for name in named:
            door.naming.setdefault(name, set()).add(relation.id)
        door.giving.setdefault(relation.left, set()).add(relation.id)
    orphans = {node.left for node in nodes if node.left not in door.giving and needs_source(node.left, door)}
    for relation, complaint, named in failed:
        cause = min(named & orphans, default="")  # whose unit may be wrong only because nothing gives it
        resting = Complaint("rests-on-rejected", f"it rests on {cause}, which was rejected")
        refuse(relation, resting if cause and complaint.code == "bad-unit" else complaint, door)
    fall(orphans, ORPHAN, door)


def _questions(nodes: list[Question], known: Mapping[str, Checked | Table], door: Door) -> Iterator[Question]:
    """Check what each question's target names, and that a formula has a value in its unit."""
    values = {id: node.value for id, node in known.items() if isinstance(node, Quantity)} if nodes else {}
    called = words_of(known.values()) if any(node.by == "model" and node.wordings for node in nodes) else {}
    for proposed in nodes:
        question = with_agreeing(proposed, called)
        target = question.target
        match target:
            case FormulaTarget():
                checked = _formula_target(question, target, values, door)
                complaint = checked if isinstance(checked, Complaint) else None
                if isinstance(checked, FormulaTarget) and checked != target:
                    question = question.model_copy(update={"target": checked})
            case PeriodTarget():
                complaint = _rest_complaint(target.rests_on, known, door)
                complaint = complaint or period_complaint(target, known, door.text)
            case SpansTarget():
                spans = [found for span in target.spans if (found := span_complaint(span, door.text))]
                complaint = spans[0] if spans else _rest_complaint(target.rests_on, known, door)
            case ClaimTarget():
                complaint = _rest_complaint([target.claim], known, door)
                if complaint is None and not isinstance(known[target.claim], Claim):
                    complaint = Complaint("unknown-id", f"{target.claim} is not a claim")
        if not refuse(question, complaint, door):
            yield question


def _rest_complaint(ids: Iterable[str], known: Mapping[str, Checked | Table], door: Door) -> Complaint | None:
    missing = sorted(id for id in ids if id not in known)
    if not missing:
        return None
    gone = missing[0] in door.gone
    return Complaint("rests-on-rejected" if gone else "unknown-id", f"there is no node {missing[0]}")


def _formula_target(
    question: Question, target: FormulaTarget, values: Mapping[str, Exact | None], door: Door
) -> FormulaTarget | Complaint:
    """Check a formula that answers a question, and fill in its unit where the draft leaves that open."""
    try:
        named = names(parse_formula(target.formula))
    except StcError as error:
        return Complaint("bad-formula", error_said(error))
    complaint = names_known(named, door)
    if question.by == "model" and not named:
        complaint = Complaint("no-source", f"{target.formula:.80} names no quantity: nothing of the text answers it")
    unit = complaint or target_unit(question, target, door.units, values, door.locale)
    if isinstance(unit, Complaint):
        return unit
    return target if target.unit else target.model_copy(update={"unit": units.show(unit)})
