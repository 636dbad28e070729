"""The one door: what gets in, what is rejected with which words, and that no draft breaks it."""

from __future__ import annotations

import random
import time
from fractions import Fraction

import pytest
from cases import cases

from stc.admit import admit
from stc.check import check, faults
from stc.graph import Draft, Graph, Quantity, Relation, Span, Stated
from stc.text import parse, show


@pytest.mark.parametrize(
    ("title", "parts"), cases("admit.txt"), ids=lambda value: value if isinstance(value, str) else ""
)
def test_cases(title: str, parts: list[str]) -> None:
    text, draft, expected = parts
    graph = admit(parse(draft, text), text)
    assert show(graph).strip("\n").splitlines() == expected.splitlines()
    check(graph, text)
    assert faults(graph, text, thorough=True) == []


@pytest.mark.parametrize(
    ("title", "parts"), cases("admit.txt"), ids=lambda value: value if isinstance(value, str) else ""
)
def test_order_does_not_count(title: str, parts: list[str]) -> None:
    text, draft, _ = parts
    read = parse(draft, text)
    graph = admit(read, text)
    for seed in range(3):
        shuffled = random.Random(seed)
        again = admit(
            Draft(
                quantities=tuple(shuffled.sample(read.quantities, len(read.quantities))),
                relations=tuple(shuffled.sample(read.relations, len(read.relations))),
                claims=tuple(shuffled.sample(read.claims, len(read.claims))),
                questions=tuple(shuffled.sample(read.questions, len(read.questions))),
            ),
            text,
        )
        assert sorted(show(again).splitlines()) == sorted(show(graph).splitlines())


@pytest.mark.parametrize(
    ("title", "parts"), cases("admit.txt"), ids=lambda value: value if isinstance(value, str) else ""
)
def test_twice_is_once(title: str, parts: list[str]) -> None:
    text, draft, _ = parts
    read = parse(draft, text)
    graph = admit(read, text)
    assert admit(Draft(**{name: getattr(graph, name) for name in Draft.model_fields}), text) == graph
    assert admit(Draft(), text, graph) == graph
    assert admit(read, text, graph).quantities == graph.quantities


def stated(count: int) -> tuple[Draft, str]:
    pieces, quantities, place = [], [], 0
    for number in range(count):
        digits = str(number * 7 % 9973)
        span = Span(place, place + len(digits))
        place += len(digits) + 8
        pieces.append(f"{digits} apples.")
        quantities.append(
            Quantity(id=f"a{number}", unit="apple", value=Fraction(int(digits)), stated=Stated(span=span))
        )
    return Draft(quantities=tuple(quantities)), "".join(pieces)


def chain(length: int, *, backward: bool = False) -> tuple[Draft, str]:
    quantities = [Quantity(id="a0", value=Fraction(5), stated=Stated(span=Span(0, 1)))]
    quantities += [Quantity(id=f"a{n}") for n in range(1, length)]
    pairs = [(n - 1, n) if backward else (n, n - 1) for n in range(1, length)]
    relations = [
        Relation(id=f"r{left}_{right}", left=f"a{left}", formula=f"a{right} + 1", basis="definition")
        for left, right in pairs
    ]
    random.Random(1).shuffle(relations)
    return Draft(quantities=tuple(quantities), relations=tuple(relations)), "5 apples"


@pytest.mark.parametrize("backward", [False, True])
def test_long_chains_neither_recurse_nor_crawl(backward: bool) -> None:
    draft, text = chain(5_000, backward=backward)
    start = time.perf_counter()
    graph = admit(draft, text)
    assert time.perf_counter() - start < 20
    assert graph.by_id["a4999"].value == (5 - 4999 if backward else 5 + 4999)  # type: ignore[union-attr]
    assert not graph.rejected
    check(graph, text)


def test_a_long_circle_is_rejected_whole() -> None:
    draft, text = chain(3_000)
    others = draft.quantities[1:]
    ring = Relation(id="ring", left="a0", formula="a2999 + 1", basis="definition")
    open_first = Quantity(id="a0")
    graph = admit(Draft(quantities=(open_first, *others), relations=(*draft.relations, ring)), text)
    assert not graph.quantities
    assert {rejected.reason for rejected in graph.rejected} == {"circular", "rests-on-rejected"}


def test_a_rejected_first_node_takes_its_chain_with_it() -> None:
    draft, text = chain(3_000)
    wrong = Quantity(id="a0", value=Fraction(6), stated=Stated(span=Span(0, 1)))
    graph = admit(Draft(quantities=(wrong, *draft.quantities[1:]), relations=draft.relations), text)
    assert not graph.quantities
    assert not graph.relations


@pytest.mark.parametrize(
    "formula",
    ["9**9**9**9", "-" * 5000 + "1", "(" * 5000, "a0 if a0 else 1", "__import__('os')", "a0\x00", "1,234", ""],
)
def test_hostile_formulas_are_rejected_nodes(formula: str) -> None:
    draft, text = chain(2)
    bad = Relation(id="bad", left="a1", formula=formula, basis="assumed")
    graph = admit(Draft(quantities=draft.quantities, relations=(bad,)), text)
    assert [rejected.node.id for rejected in graph.rejected] == ["bad", "a1"]
    assert [quantity.id for quantity in graph.quantities] == ["a0"]


@pytest.mark.parametrize("span", [Span(-1, 1), Span(0, 0), Span(1, 0), Span(0, 99), Span(10**12, 10**12 + 1)])
def test_spans_outside_the_text_are_rejected(span: Span) -> None:
    graph = admit(Draft(quantities=(Quantity(id="a", value=Fraction(5), stated=Stated(span=span)),)), "5 apples")
    assert [rejected.reason for rejected in graph.rejected] == ["not-in-text"]


def test_part_of_a_number_is_not_a_number() -> None:
    part = Quantity(id="a", value=Fraction(25), stated=Stated(span=Span(1, 3)))
    graph = admit(Draft(quantities=(part,)), "1250 apples")
    assert [rejected.reason for rejected in graph.rejected] == ["not-in-text"]


def test_a_later_draft_gives_an_open_quantity_its_value() -> None:
    text = "Ann has 4 more than Bob, who has 3."
    first = admit(parse('ann = ?\nann_is: ann == bob + 4 @"4 more than Bob"\nbob = ?', text), text)
    assert first.by_id["ann"].value is None  # type: ignore[union-attr]
    told = parse('three = 3 @"3"\nbob_is: bob == three @"who has 3"', text)
    second = admit(told, text, first)
    assert second.by_id["ann"].value == 7  # type: ignore[union-attr]
    check(second, text)


def test_speed_of_a_page_and_of_a_large_table() -> None:
    draft, text = stated(20_000)
    start = time.perf_counter()
    graph = admit(draft, text)
    assert time.perf_counter() - start < 3  # 0.15 s on an idle machine
    assert len(graph.quantities) == 20_000
    assert admit(Draft(), "") == Graph()
