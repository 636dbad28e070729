"""Give nodes other ids, and let formulas, questions and findings name them by those."""

from __future__ import annotations

from collections.abc import Container, Mapping

from stc.admit.formulas import parse_formula
from stc.expression import Name, names, show, substitute
from stc.graph import (
    Claim,
    ClaimTarget,
    Finding,
    FormulaTarget,
    PeriodTarget,
    Quantity,
    Question,
    Relation,
    SpansTarget,
)

LONGEST = 80  # characters of an id
Ids = Mapping[str, str]  # old id -> new id; ids that are not in it stay


def fresh(id: str, taken: Container[str]) -> str:
    """Find an id that is not taken: the wished one, else with a number after it.

    >>> fresh("apples", {"apples", "apples_2"})
    'apples_3'
    """
    number, found = 1, id
    while found in taken:
        number += 1
        ending = f"_{number}"
        found = id[: LONGEST - len(ending)] + ending
    return found


def in_formula(formula: str, ids: Ids) -> str:
    """Rename the ids of a formula; one that names none of them stays letter by letter.

    >>> in_formula("2*a  + b", {"a": "x"}), in_formula("2*a  + b", {"c": "x"})
    ('2 * x + b', '2*a  + b')
    """
    tree = parse_formula(formula)
    changed = {name: Name(ids[name]) for name in names(tree) if ids.get(name, name) != name}
    return show(substitute(tree, changed)) if changed else formula


def quantity(node: Quantity, ids: Ids) -> Quantity:
    return node.model_copy(update={"id": ids[node.id]}) if ids.get(node.id, node.id) != node.id else node


def relation(node: Relation, ids: Ids) -> Relation:
    changed = {"id": ids.get(node.id, node.id), "left": ids.get(node.left, node.left)}
    changed["formula"] = in_formula(node.formula, ids)
    return (
        node if all(getattr(node, key) == value for key, value in changed.items()) else node.model_copy(update=changed)
    )


def claim(node: Claim, ids: Ids) -> Claim:
    return node.model_copy(update={"id": ids[node.id]}) if ids.get(node.id, node.id) != node.id else node


def question(node: Question, ids: Ids) -> Question:
    """Rename a question and what answers it.

    >>> node = Question(id="q", text="How many?", target=FormulaTarget(formula="a + b"))
    >>> question(node, {"b": "c"}).target.formula
    'a + c'
    """
    match node.target:
        case FormulaTarget() as target:
            target = target.model_copy(update={"formula": in_formula(target.formula, ids)})
        case ClaimTarget() as target:
            target = target.model_copy(update={"claim": ids.get(target.claim, target.claim)})
        case PeriodTarget() | SpansTarget() as target:
            rests_on = tuple(dict.fromkeys(ids.get(id, id) for id in target.rests_on))
            target = target.model_copy(update={"rests_on": rests_on})
    id = ids.get(node.id, node.id)
    return node if (id, target) == (node.id, node.target) else node.model_copy(update={"id": id, "target": target})


def finding(node: Finding, ids: Ids) -> Finding:
    nodes = tuple(dict.fromkeys(ids.get(id, id) for id in node.nodes))
    return node if nodes == node.nodes else node.model_copy(update={"nodes": nodes})
