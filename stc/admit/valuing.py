"""The values of an admitted draft: computed, solved, compared with what was claimed, and filled in."""

from __future__ import annotations

from collections.abc import Iterator

from stc import units
from stc.admit.door import ORPHAN, Door, fall, names_known, needs_source, refuse
from stc.admit.formulas import lower_for, parse_formula
from stc.admit.grounding import Complaint
from stc.admit.solve import BASIS, Equation, Solution, solve
from stc.expression import Exact, Expression, names, show
from stc.graph import Quantity, Relation, show_exact


def find_values(door: Door) -> Solution:
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
        refuse(relation, Complaint("bad-formula", solution.failed[id]), door)
        door.giving[relation.left].discard(id)
        if not door.giving[relation.left] and needs_source(relation.left, door):
            orphans.add(relation.left)
    fall(orphans - solution.values.keys(), ORPHAN, door)
    _drop_circular(solution, door)
    for id in sorted(claimed.keys() - solution.values.keys()):
        if id in door.quantities:
            fall([id], _claim_complaint(id, claimed[id], solution), door)
    return solution


def _claim_complaint(id: str, claimed: Exact, solution: Solution) -> Complaint:
    if id in solution.missed:
        got = show_exact(solution.missed[id])
        return Complaint("wrong-value", f"its formula gives {got:.80}, not {show_exact(claimed):.80}")
    return Complaint("no-source", "the text does not state its value, and no formula gives it")


def _open_equations(open_ones: set[str], door: Door) -> Iterator[Equation]:
    """Give the equations of the graph that still hold a quantity without a value: new ones may determine it."""
    for relation in door.graph.relations:
        expression = parse_formula(relation.formula)
        named = names(expression)
        if relation.left not in open_ones and not named & open_ones:
            continue
        names_known({*named, relation.left}, door)
        lowered = units.lower(expression, door.units)
        rank = BASIS[relation.basis], relation.id
        yield Equation(relation.id, relation.left, expression, lowered.expression, rank, named)


def _plain(left: str, formula: Expression, door: Door) -> Expression | None:
    """Lower a formula that was found by solving; None where its unit is not the quantity's."""
    lowered = lower_for("", formula, left, door.units)
    return None if isinstance(lowered, Complaint) else lowered.expression


def _drop_circular(solution: Solution, door: Door) -> None:
    """Reject relations that define quantities by each other without determining them."""
    graph = {id: door.equations[id] for id, node in door.relations.items() if node.left not in solution.values}
    edges = [(e.left, name) for e in graph.values() for name in e.names if name not in solution.values]
    circles = _circles(edges)
    for id in sorted(id for id, e in graph.items() if any(circles.get(e.left) == circles.get(n, -1) for n in e.names)):
        relation = door.relations.pop(id)
        message = f"{relation.formula:.80} goes round in a circle that determines nothing"
        refuse(relation, Complaint("circular", message), door)
        door.giving[relation.left].discard(id)
    orphans = {e.left for e in graph.values() if not door.giving.get(e.left) and needs_source(e.left, door)}
    fall(orphans, ORPHAN, door)


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


def filled(solution: Solution, door: Door) -> tuple[list[Quantity], list[Relation]]:
    """Give the quantities that stand with their values, and a relation for each value that was found by solving."""
    values = solution.values
    quantities = [
        node.model_copy(update={"value": values[node.id]})
        if node.id in values and (node.value is None or isinstance(node.value, str))  # "9 + 9" is written as 18
        else node
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


def revalued(quantity: Quantity, solution: Solution) -> Quantity:
    if quantity.value is None and quantity.id in solution.values:
        return quantity.model_copy(update={"value": solution.values[quantity.id]})
    return quantity


def noted(relation: Relation, door: Door) -> Relation:
    notes = door.notes.get(relation.id, ())
    return relation if relation.notes == notes else relation.model_copy(update={"notes": notes})
