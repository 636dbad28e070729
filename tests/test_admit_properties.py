"""Whatever a draft proposes, what gets in is sound: no exception, every invariant holds, and again is the same."""

from __future__ import annotations

from fractions import Fraction

from hypothesis import given, settings
from hypothesis import strategies as st

from stc.admit import admit
from stc.check import faults
from stc.graph import Draft, FormulaTarget, Graph, Quantity, Question, Relation, Span, Stated
from stc.passes import run
from stc.text import parse, show

TEXT = "There are 12 pens, 3 boxes and 7 hours; half of them cost $ 4 and 0 cost 2.5 % of 12."
NUMBERS = {(10, 12): "12", (19, 20): "3", (31, 32): "7", (60, 61): "4", (66, 67): "0", (73, 76): "2.5", (82, 84): "12"}
ids = st.sampled_from(["a", "b", "c", "d", "e", "f"])
unit_names = st.sampled_from(
    ["", "", "", "pen", "box", "hour", "minute", "$", "pen/box", "percent", "2 odd", "thousand pen"]
)
spots = st.sampled_from(sorted(NUMBERS.items()))


@st.composite
def stated(draw: st.DrawFn) -> Quantity:
    (start, end), printed = draw(spots)
    value = Fraction(printed) + draw(st.sampled_from([0, 0, 0, 0, 1]))
    return Quantity(id=draw(ids), unit=draw(unit_names), value=value, stated=Stated(span=Span(start, end)))


open_ones = st.builds(
    Quantity,
    id=ids,
    unit=unit_names,
    value=st.sampled_from([None, None, None, Fraction(9), Fraction(24), "sqrt(3)", "odd("]),
)
formulas = st.recursive(
    ids | st.sampled_from(["2", "1/2", "0", "3"]),
    lambda inner: (
        st.builds("({} {} {})".format, inner, st.sampled_from("+-*/"), inner)
        | st.builds("{}({}, {})".format, st.sampled_from(["max", "sum", "mod"]), inner, inner)
        | st.builds("sqrt({})".format, inner)
        | st.builds("convert({}, minute)".format, inner)
    ),
    max_leaves=5,
)
relations = st.builds(
    Relation,
    id=st.sampled_from(["r1", "r2", "r3", "r4", "r5"]),
    left=ids,
    formula=formulas,
    basis=st.sampled_from(["said", "definition", "assumed"]),
    rule=st.sampled_from(["", "total", "solved"]),
    spans=st.sampled_from([(Span(0, 50),), (Span(0, len(TEXT)),), (Span(80, 999),)]),
)
questions = st.builds(
    Question,
    id=st.sampled_from(["q1", "q2"]),
    text=st.sampled_from(["How many are 2 pens?", "How many?"]),
    target=st.builds(FormulaTarget, formula=formulas, unit=unit_names),
)
drafts = st.builds(
    Draft,
    quantities=st.lists(stated() | open_ones, max_size=6, unique_by=lambda node: node.id).map(tuple),
    relations=st.lists(relations, max_size=5, unique_by=lambda node: node.id).map(tuple),
    questions=st.lists(questions, max_size=2, unique_by=lambda node: node.id).map(tuple),
)


@given(drafts)
@settings(max_examples=200, deadline=None)
def test_what_gets_in_is_sound(draft: Draft) -> None:
    graph = admit(draft, TEXT)
    assert faults(graph, TEXT, thorough=True) == []
    assert admit(draft, TEXT) == graph
    assert parse(show(graph)) == Draft(**{name: getattr(graph, name) for name in Draft.model_fields})
    kept = {node.id for node in graph.nodes()} | {rejected.node.id for rejected in graph.rejected}
    assert {node.id for node in draft.nodes() if not (isinstance(node, Relation) and node.rule == "solved")} <= kept


@given(drafts, st.randoms(use_true_random=False))
@settings(max_examples=100, deadline=None)
def test_the_order_of_a_draft_does_not_count(draft: Draft, random: object) -> None:
    shuffle = random.shuffle  # type: ignore[attr-defined]
    quantities, relations = list(draft.quantities), list(draft.relations)
    shuffle(quantities)
    shuffle(relations)
    again = Draft(quantities=tuple(quantities), relations=tuple(relations), questions=draft.questions)
    one, other = admit(draft, TEXT), admit(again, TEXT)
    assert sorted(show(one).splitlines()) == sorted(show(other).splitlines())


@given(drafts)
@settings(max_examples=60, deadline=None)
def test_the_passes_keep_it_sound_and_twice_is_once(draft: Draft) -> None:
    graph: Graph = run(admit(draft, TEXT), TEXT)
    assert faults(graph, TEXT, thorough=True) == []
    assert run(graph, TEXT) == graph
