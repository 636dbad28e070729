"""The working state of admitting a draft: what still stands, what was rejected, and how rejection spreads."""

from __future__ import annotations

from collections.abc import Iterable, Set
from dataclasses import dataclass, field

from stc import units
from stc.admit.formulas import name_complaint, parse_unit
from stc.admit.grounding import Complaint
from stc.admit.solve import Equation
from stc.graph import Claim, Finding, Graph, Quantity, Question, Rejected, Relation

Checked = Quantity | Relation | Claim | Question
ORPHAN = Complaint("rests-on-rejected", "the formula that gives it was rejected")


@dataclass(slots=True)
class Door:
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
    findings: list[Finding] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)  # ids of rejected quantities
    naming: dict[str, set[str]] = field(default_factory=dict)  # quantity -> new relations that name it
    giving: dict[str, set[str]] = field(default_factory=dict)  # quantity -> new relations that still give it


def refuse(node: Checked, complaint: Complaint | None, door: Door) -> bool:
    if complaint is None:
        return False
    door.rejected.append(Rejected(node=node, reason=complaint.code, message=f"{node.id}: {complaint.message}"))
    if isinstance(node, Quantity):
        door.gone.add(node.id)
    return True


def names_known(ids: Set[str], door: Door) -> Complaint | None:
    """Check ids, and have the units of those at hand that the graph holds already."""
    for name in ids:
        if name not in door.units:
            held = door.graph.by_id.get(name)
            if isinstance(held, Quantity):
                door.units[name] = parse_unit(held.unit)
    return name_complaint(ids, door.units, door.gone)


def fall(ids: Iterable[str], complaint: Complaint, door: Door) -> None:
    """Reject quantities, the relations that name them, and the quantities that nothing gives then, and so on."""
    falling = sorted(ids)
    while falling:
        resting: dict[str, str] = {}
        for name in [name for name in falling if name in door.quantities]:
            refuse(door.quantities.pop(name), complaint, door)
            door.units.pop(name, None)
            for id in (*door.naming.get(name, ()), *door.giving.get(name, ())):
                resting.setdefault(id, name)
        next_ones: set[str] = set()
        for id in sorted(resting.keys() & door.relations.keys()):
            relation = door.relations.pop(id)
            refuse(relation, Complaint("rests-on-rejected", f"it rests on {resting[id]}, which was rejected"), door)
            door.giving[relation.left].discard(id)
            if not door.giving[relation.left] and needs_source(relation.left, door):
                next_ones.add(relation.left)
        falling = sorted(next_ones)
        complaint = ORPHAN


def needs_source(name: str, door: Door) -> bool:
    return name in door.quantities and door.quantities[name].stated is None
