"""Every invariant, broken by hand: what a file that was tampered with, or a pass with a fault, must not get past."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

import pytest

from stc.admit import admit
from stc.check import INVARIANTS, Fault, check, faults
from stc.errors import CheckError
from stc.graph import (
    ClaimTarget,
    Finding,
    FormulaTarget,
    Graph,
    Labels,
    Quantity,
    Relation,
    Span,
    Stated,
    Table,
)
from stc.text import parse

TEXT = "Ann has 7 pens and Bob 5. Together they have 12 pens, a third of them red. Heads 35, legs 94, 2 or 4 each."
LINES = """
ann = 7 pen @8:9; period "2019" | Ann's pens
bob = 5 pen @23:24 | Bob's pens
both = 12 pen @45:47 | pens of both
both_is: both == ann + bob @26:47
red = both * 1/3 = 4 pen @54:69 | red pens
heads = 35 @81:83
legs = 94 @90:92
hens = ?
cows = ?
head_count: heads == hens + cows @75:83
leg_count: legs == 2 * hens + 4 * cows @85:105
claim together "Together they have 12 pens" @26:52
? How many pens are red? = red
? q2: "When?" = period "2019" of ann
? q3: "What?" = claim together
"""
GRAPH = admit(parse(LINES, TEXT), TEXT)
WHEN = GRAPH.questions[1].target


def changed(_id: str, **fields: object) -> Callable[[Graph], Graph]:
    """Change fields of one node behind the door's back."""

    def change(graph: Graph) -> Graph:
        data = {name: getattr(graph, name) for name in Graph.model_fields}
        for kind in ("tables", "quantities", "relations", "claims", "questions"):
            data[kind] = tuple(n.model_copy(update=fields) if n.id == _id else n for n in data[kind])
        return Graph(**data)

    return change


def added(**nodes: object) -> Callable[[Graph], Graph]:
    """Add nodes behind the door's back."""

    def change(graph: Graph) -> Graph:
        data = {name: getattr(graph, name) for name in Graph.model_fields}
        return Graph(**{**data, **{kind: (*data[kind], node) for kind, node in nodes.items()}})

    return change


BROKEN = [
    ("unique-ids", added(quantities=Quantity(id="ann")), "two nodes have this id"),
    ("unique-ids", changed("hens", id="min"), "this name means something in formulas"),
    ("known-units", changed("ann", unit="2 pens"), "2"),
    ("known-tables", changed("ann", labels=Labels(table="t9")), "there is no table t9"),
    ("spans-in-text", added(tables=Table(id="t1", span=Span(5, 999))), "span 5:999 is empty or outside the text"),
    ("spans-in-text", added(findings=Finding(kind="note", message="x", spans=(Span(3, 3),))), "span 3:3 is empty"),
    ("stated-numbers", changed("ann", value=Fraction(8)), "'7' is 7, not 8"),
    ("stated-numbers", changed("ann", stated=Stated(span=Span(0, 3))), "'Ann' at 0 is not a number"),
    ("stated-numbers", changed("both", stated=Stated(span=Span(45, 46))), "span 45:46 cuts a number"),
    ("stated-numbers", changed("ann", value="sqrt(49)"), "a stated number is a plain number"),
    ("claimed-words", changed("together", text="Apart they have 12 pens"), "is not what stands at 26"),
    ("formulas", changed("both_is", formula="ann + bod"), "there is no quantity bod"),
    ("formulas", changed("both_is", formula="ann + "), "the formula cannot be read"),
    ("formulas", changed("both_is", left="all"), "there is no quantity all"),
    ("formulas", changed("both_is", formula="ann + bob + 8"), "8 in ann + bob + 8 is not said"),
    ("formulas", changed("both_is", spans=(Span(0, 1000),)), "outside the text"),
    ("formulas", changed("both_is", basis="definition", formula="ann * 2"), "2 in ann * 2 is not said"),
    ("formulas", changed("ann", unit="hour"), "cannot add"),
    ("values", changed("red", value=Fraction(5)), "its formula gives 4, not 5"),
    ("values", changed("red", value=None), "it has no value, but its formula gives 4"),
    ("values", changed("red_is", left="both"), "the text does not state its value, and no formula gives it"),
    ("values", changed("hens", value=Fraction(24)), "its formula gives 23, not 24"),
    ("values", changed("hens_solved", formula="heads - 11"), "the solved formula does not give the value"),
    (
        "values",
        added(
            quantities=Quantity(id="made_up", value=Fraction(9)),
            relations=Relation(id="made_up_is", left="made_up", formula="9", basis="definition", rule="solved"),
        ),
        "the text does not state its value, and no formula gives it",
    ),
    (
        "values",
        added(
            quantities=Quantity(id="ring", value=Fraction(3)),
            relations=Relation(id="ring_is", left="ring", formula="ring", basis="definition"),
        ),
        "the text does not state its value, and no formula gives it",
    ),
    ("targets", changed("q3", target=ClaimTarget(claim="apart")), "there is no claim apart"),
    ("targets", changed("q3", target=ClaimTarget(claim="ann")), "there is no claim ann"),
    ("targets", changed("q3", target=FormulaTarget(formula="ann + bod", unit="pen")), "bod"),
    ("targets", changed("q2", target=WHEN.model_copy(update={"rests_on": ("bob",)})), "nothing that it rests on"),
    ("targets", changed("q2", target=WHEN.model_copy(update={"rests_on": ()})), "the text does not say '2019'"),
    ("targets", changed("q2", target=WHEN.model_copy(update={"rests_on": ("bod",)})), "there is no node bod"),
    ("targets", changed("q3", target=FormulaTarget(formula="ann / 0", unit="pen")), "division by zero"),
    ("targets", changed("q3", target=FormulaTarget(formula="ann", unit="hour")), "gives pen, not hour"),
    ("targets", changed("q3", target=FormulaTarget(formula="ann + 13", unit="pen")), "13 in ann + 13 is not said"),
    ("findings", added(findings=Finding(kind="note", message="x", nodes=("ghost",))), "there is no such node"),
]


def test_the_graph_itself_is_sound() -> None:
    assert not GRAPH.rejected
    assert faults(GRAPH, TEXT, thorough=True) == []
    check(GRAPH, TEXT)
    check(GRAPH)


@pytest.mark.parametrize(("name", "change", "message"), BROKEN)
def test_broken_invariants(name: str, change: Callable[[Graph], Graph], message: str) -> None:
    broken = change(GRAPH)
    found = faults(broken, TEXT, thorough=True)
    assert [fault for fault in found if fault.invariant == name and message in fault.message], found
    with pytest.raises(CheckError) as caught:
        check(broken, TEXT, after="a_pass")
    assert caught.value.message.startswith("after a_pass: ")


@pytest.mark.parametrize(("name", "change", "message"), BROKEN)
def test_a_pass_cannot_hide_a_fault_behind_what_was_sound(
    name: str, change: Callable[[Graph], Graph], message: str
) -> None:
    with pytest.raises(CheckError):
        check(change(GRAPH), TEXT, since=GRAPH)


def test_every_invariant_is_broken_by_some_case_and_says_why() -> None:
    assert {name for name, _, _ in BROKEN} == {name for name, _, _ in INVARIANTS}
    assert all(why and not why.endswith(".") for _, _, why in INVARIANTS)


def test_all_faults_are_listed() -> None:
    broken = changed("red", value=Fraction(5))(changed("ann", value=Fraction(8))(GRAPH))
    assert {fault.node for fault in faults(broken, TEXT)} >= {"red", "ann"}
    assert isinstance(faults(broken, TEXT)[0], Fault)


def test_claims_and_spans_are_not_checked_without_the_text() -> None:
    assert faults(changed("ann", stated=Stated(span=Span(0, 3)))(GRAPH)) == []
