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

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field
from typing import TypeVar

from stc import units
from stc.errors import StcError
from stc.expression import RESERVED, Exact, Expression, names, show
from stc.formulas import lower_for, name_complaint, parse_formula, parse_unit, target_unit
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
    Rejected,
    Relation,
    SpansTarget,
    Table,
    show_exact,
)
from stc.grounding import (
    Complaint,
    claim_complaint,
    relation_complaint,
    span_complaint,
    stated_complaint,
)
from stc.solve import BASIS, Equation, Solution, solve

T = TypeVar("T")
Checked = Quantity | Relation | Claim | Question
EMPTY = Graph()


@dataclass(slots=True)
class _Door:
    """What is known while a draft is being admitted."""

    text: str
    locale: str
    graph: Graph
    quantities: dict[str, Quantity] = field(default_factory=dict)  # new ones that still stand
    relations: dict[str, Relation] = field(default_factory=dict)
    equations: dict[str, Equation] = field(default_factory=dict)
    units: dict[str, units.Unit] = field(default_factory=dict)
    notes: dict[str, tuple[str, ...]] = field(default_factory=dict)
    rejected: list[Rejected] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)  # ids of rejected quantities
    naming: dict[str, set[str]] = field(default_factory=dict)  # quantity -> new relations that name it
    giving: dict[str, set[str]] = field(default_factory=dict)  # quantity -> new relations that still give it


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
    door = _Door(text, graph.locale if graph.quantities else draft.locale, graph)
    new = _new_nodes(draft, door)
    tables, findings = _tables([node for node in new if isinstance(node, Table)], door)
    _quantities([node for node in new if isinstance(node, Quantity)], {table.id for table in tables}, door)
    _relations([node for node in new if isinstance(node, Relation)], door)
    solution = _solve(door)
    quantities, solved = _filled(solution, door)
    claims = [node for node in new if isinstance(node, Claim) and not _refuse(node, claim_complaint(node, text), door)]
    known: dict[str, Checked | Table] = {**graph.by_id}
    known.update({node.id: node for node in quantities})
    known.update({node.id: node for node in claims})
    questions = list(_questions([node for node in new if isinstance(node, Question)], known, door))
    old = tuple(_revalued(quantity, solution) for quantity in graph.quantities)
    return Graph(
        tables=(*graph.tables, *tables),
        quantities=(*old, *quantities),
        relations=(*graph.relations, *(_noted(node, door) for node in door.relations.values()), *solved),
        claims=(*graph.claims, *claims),
        questions=(*graph.questions, *questions),
        findings=_once(graph.findings, draft.findings, findings),
        rejected=_once(graph.rejected, draft.rejected, door.rejected),
        locale=door.locale,
    )


def _once(*groups: Iterable[T]) -> tuple[T, ...]:
    return tuple(dict.fromkeys(item for group in groups for item in group))


def _refuse(node: Checked, complaint: Complaint | None, door: _Door) -> bool:
    if complaint is None:
        return False
    door.rejected.append(Rejected(node=node, reason=complaint.code, message=f"{node.id}: {complaint.message}"))
    if isinstance(node, Quantity):
        door.gone.add(node.id)
    return True


def _new_nodes(draft: Draft, door: _Door) -> list[Checked | Table]:
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


def _reject(node: Checked | Table, complaint: Complaint, door: _Door) -> None:
    if not isinstance(node, Table):
        _refuse(node, complaint, door)


def _same_proposal(node: Checked | Table, held: Checked | Table) -> bool:
    """Tell whether a proposal is what the graph holds, but for what admitting filled in."""
    match node, held:
        case Quantity(), Quantity():
            filled = {"value": node.value} if node.value is None else {}
            return node == held.model_copy(update={**filled, "unit": node.unit}) and _same_unit(node.unit, held.unit)
        case Relation(), Relation():
            return node == held.model_copy(update={"notes": node.notes})
        case Question(target=FormulaTarget(unit="")), Question(target=FormulaTarget() as target):
            return node == held.model_copy(update={"target": target.model_copy(update={"unit": ""})})
        case _:
            return node == held


def _same_unit(one: str, other: str) -> bool:
    try:
        return parse_unit(one) == parse_unit(other)
    except StcError:
        return False


def _tables(nodes: list[Table], door: _Door) -> tuple[list[Table], list[Finding]]:
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


def _quantities(nodes: list[Quantity], tables: set[str], door: _Door) -> None:
    """Check units, tables and the numbers at their spans."""
    known_tables = tables | {table.id for table in door.graph.tables}
    for quantity in nodes:
        try:
            unit = parse_unit(quantity.unit)
        except StcError as error:
            _refuse(quantity, Complaint("bad-unit", error.message), door)
            continue
        if quantity.labels.table and quantity.labels.table not in known_tables:
            _refuse(quantity, Complaint("unknown-id", f"there is no table {quantity.labels.table}"), door)
        elif not _refuse(quantity, stated_complaint(quantity, door.text, door.locale), door):
            shown = units.show(unit)
            same = shown == quantity.unit
            door.quantities[quantity.id] = quantity if same else quantity.model_copy(update={"unit": shown})
            door.units[quantity.id] = unit


def _relations(nodes: list[Relation], door: _Door) -> None:
    """Check formulas: what they name, their literals, their units; then drop what rests on rejected nodes."""
    for relation in nodes:
        try:
            expression = parse_formula(relation.formula)
        except StcError as error:
            _refuse(relation, Complaint("bad-formula", error.message), door)
            continue
        named = names(expression)
        complaint = _names_known({*named, relation.left}, door)
        complaint = complaint or relation_complaint(relation, expression, door.text, door.locale)
        lowered = complaint or lower_for(relation.formula, expression, relation.left, door.units)
        if isinstance(lowered, Complaint):
            _refuse(relation, lowered, door)
            continue
        if lowered.notes:
            door.notes[relation.id] = lowered.notes
        rank = BASIS[relation.basis], relation.id
        door.relations[relation.id] = relation
        door.equations[relation.id] = Equation(relation.id, relation.left, expression, lowered.expression, rank, named)
        for name in named:
            door.naming.setdefault(name, set()).add(relation.id)
        door.giving.setdefault(relation.left, set()).add(relation.id)
    orphans = {node.left for node in nodes if node.left not in door.giving and _needs_source(node.left, door)}
    _fall(orphans, Complaint("rests-on-rejected", "the formula that gives it was rejected"), door)


def _names_known(ids: Set[str], door: _Door) -> Complaint | None:
    """Check ids, and have the units of those at hand that the graph holds already."""
    for name in ids:
        if name not in door.units:
            held = door.graph.by_id.get(name)
            if isinstance(held, Quantity):
                door.units[name] = parse_unit(held.unit)
    return name_complaint(ids, door.units, door.gone)


def _fall(ids: Iterable[str], complaint: Complaint, door: _Door) -> None:
    """Reject quantities, the relations that name them, and the quantities that nothing gives then, and so on."""
    falling = sorted(ids)
    while falling:
        resting: dict[str, str] = {}
        for name in [name for name in falling if name in door.quantities]:
            _refuse(door.quantities.pop(name), complaint, door)
            door.units.pop(name, None)
            for id in (*door.naming.get(name, ()), *door.giving.get(name, ())):
                resting.setdefault(id, name)
        next_ones: set[str] = set()
        for id in sorted(resting.keys() & door.relations.keys()):
            relation = door.relations.pop(id)
            _refuse(relation, Complaint("rests-on-rejected", f"it rests on {resting[id]}, which was rejected"), door)
            door.giving[relation.left].discard(id)
            if not door.giving[relation.left] and _needs_source(relation.left, door):
                next_ones.add(relation.left)
        falling = sorted(next_ones)
        complaint = Complaint("rests-on-rejected", "the formula that gives it was rejected")


def _needs_source(name: str, door: _Door) -> bool:
    return name in door.quantities and door.quantities[name].stated is None


def _solve(door: _Door) -> Solution:
    """Compute all values, and reject the relations and claimed values that come out wrong."""
    new = door.quantities.values()
    known: dict[str, Exact] = {q.id: q.value for q in new if q.stated is not None and q.value is not None}
    claimed = {q.id: q.value for q in new if q.stated is None and q.value is not None}
    open_ones = {q.id for q in door.graph.quantities if q.value is None}
    equations = [door.equations[id] for id in door.relations]
    if equations or open_ones:
        known = {**{q.id: q.value for q in door.graph.quantities if q.value is not None}, **known}
    if open_ones:
        equations += _open_equations(open_ones, door)
    if not equations:
        solution = Solution(known)
    else:
        solution = solve(equations, known, claimed, lambda left, formula: _plain(left, formula, door))
    orphans: set[str] = set()
    for id in sorted(solution.failed.keys() & door.relations.keys()):
        relation = door.relations.pop(id)
        _refuse(relation, Complaint("bad-formula", solution.failed[id]), door)
        door.giving[relation.left].discard(id)
        if not door.giving[relation.left] and _needs_source(relation.left, door):
            orphans.add(relation.left)
    _fall(
        orphans - solution.values.keys(), Complaint("rests-on-rejected", "the formula that gives it was rejected"), door
    )
    _drop_circular(solution, door)
    for id in sorted(claimed.keys() - solution.values.keys()):
        if id in door.quantities:
            _fall([id], _claim_complaint(id, claimed[id], solution), door)
    return solution


def _claim_complaint(id: str, claimed: Exact, solution: Solution) -> Complaint:
    if id in solution.missed:
        got = show_exact(solution.missed[id])
        return Complaint("wrong-value", f"its formula gives {got:.80}, not {show_exact(claimed):.80}")
    return Complaint("no-source", "the text does not state its value, and no formula gives it")


def _open_equations(open_ones: set[str], door: _Door) -> Iterator[Equation]:
    """Give the equations of the graph that still hold a quantity without a value: new ones may determine it."""
    for relation in door.graph.relations:
        expression = parse_formula(relation.formula)
        named = names(expression)
        if relation.left not in open_ones and not named & open_ones:
            continue
        _names_known({*named, relation.left}, door)
        lowered = units.lower(expression, door.units)
        rank = BASIS[relation.basis], relation.id
        yield Equation(relation.id, relation.left, expression, lowered.expression, rank, named)


def _plain(left: str, formula: Expression, door: _Door) -> Expression | None:
    """Lower a formula that was found by solving; None where its unit is not the quantity's."""
    lowered = lower_for("", formula, left, door.units)
    return None if isinstance(lowered, Complaint) else lowered.expression


def _drop_circular(solution: Solution, door: _Door) -> None:
    """Reject relations that define quantities by each other without determining them."""
    graph = {id: door.equations[id] for id, node in door.relations.items() if node.left not in solution.values}
    edges = [(e.left, name) for e in graph.values() for name in e.names if name not in solution.values]
    circles = _circles(edges)
    for id in sorted(id for id, e in graph.items() if any(circles.get(e.left) == circles.get(n, -1) for n in e.names)):
        relation = door.relations.pop(id)
        message = f"{relation.formula:.80} goes round in a circle that determines nothing"
        _refuse(relation, Complaint("circular", message), door)
        door.giving[relation.left].discard(id)
    orphans = {e.left for e in graph.values() if not door.giving.get(e.left) and _needs_source(e.left, door)}
    _fall(orphans, Complaint("rests-on-rejected", "the formula that gives it was rejected"), door)


def _circles(edges: list[tuple[str, str]]) -> dict[str, int]:
    """Number the circles that edges form, by the names in them; names outside circles are left out."""
    targets: dict[str, set[str]] = {}
    sources: dict[str, set[str]] = {}
    for source, target in edges:
        targets.setdefault(source, set()).add(target)
        sources.setdefault(target, set()).add(source)
    ends = [name for name in sources if name not in targets]
    while ends:  # a name that leads nowhere is in no circle
        name = ends.pop()
        for source in sources.pop(name, ()):
            targets[source].discard(name)
            if not targets[source]:
                del targets[source]
                ends.append(source)
    left = sorted((source, target) for source, found in targets.items() for target in found)
    if not left:
        return {}
    import networkx

    view = networkx.DiGraph(left)
    return {
        name: number
        for number, circle in enumerate(networkx.strongly_connected_components(view))
        for name in circle
        if len(circle) > 1 or view.has_edge(name, name)
    }


def _filled(solution: Solution, door: _Door) -> tuple[list[Quantity], list[Relation]]:
    """Give the quantities that stand with their values, and a relation for each value that was found by solving."""
    values = solution.values
    quantities = [
        node if node.value is not None or node.id not in values else node.model_copy(update={"value": values[node.id]})
        for node in door.quantities.values()
    ]
    taken = door.graph.by_id.keys() | door.quantities.keys() | door.relations.keys()
    solved = []
    for left, (formula, used) in sorted(solution.solved.items()):
        id = f"{left:.70}_solved"
        while id in taken:
            id += "_"
        found = [door.relations.get(name) or door.graph.by_id[name] for name in used]
        spans = tuple(sorted({span for node in found if isinstance(node, Relation) for span in node.spans}))
        solved.append(
            Relation(id=id, left=left, formula=show(formula), basis="definition", rule="solved", spans=spans, by="rule")
        )
    return quantities, solved


def _revalued(quantity: Quantity, solution: Solution) -> Quantity:
    if quantity.value is None and quantity.id in solution.values:
        return quantity.model_copy(update={"value": solution.values[quantity.id]})
    return quantity


def _noted(relation: Relation, door: _Door) -> Relation:
    notes = door.notes.get(relation.id, ())
    return relation if relation.notes == notes else relation.model_copy(update={"notes": notes})


def _questions(nodes: list[Question], known: Mapping[str, Checked | Table], door: _Door) -> Iterator[Question]:
    """Check what each question's target names, and that a formula has a value in its unit."""
    values = {id: node.value for id, node in known.items() if isinstance(node, Quantity)} if nodes else {}
    for question in nodes:
        target = question.target
        match target:
            case FormulaTarget():
                checked = _formula_target(question, target, values, door)
                complaint = checked if isinstance(checked, Complaint) else None
                if isinstance(checked, FormulaTarget) and checked != target:
                    question = question.model_copy(update={"target": checked})
            case PeriodTarget():
                complaint = _rest_complaint(target.rests_on, known, door)
            case SpansTarget():
                spans = [found for span in target.spans if (found := span_complaint(span, door.text))]
                complaint = spans[0] if spans else _rest_complaint(target.rests_on, known, door)
            case ClaimTarget():
                complaint = _rest_complaint([target.claim], known, door)
                if complaint is None and not isinstance(known[target.claim], Claim):
                    complaint = Complaint("unknown-id", f"{target.claim} is not a claim")
        if not _refuse(question, complaint, door):
            yield question


def _rest_complaint(ids: Iterable[str], known: Mapping[str, Checked | Table], door: _Door) -> Complaint | None:
    missing = sorted(id for id in ids if id not in known)
    if not missing:
        return None
    gone = missing[0] in door.gone
    return Complaint("rests-on-rejected" if gone else "unknown-id", f"there is no node {missing[0]}")


def _formula_target(
    question: Question, target: FormulaTarget, values: Mapping[str, Exact | None], door: _Door
) -> FormulaTarget | Complaint:
    """Check a formula that answers a question, and fill in its unit where the draft leaves that open."""
    try:
        named = names(parse_formula(target.formula))
    except StcError as error:
        return Complaint("bad-formula", error.message)
    complaint = _names_known(named, door)
    unit = complaint or target_unit(question, target, door.units, values, door.locale)
    if isinstance(unit, Complaint):
        return unit
    return target if target.unit else target.model_copy(update={"unit": units.show(unit)})
