"""Nodes by a user's hand: added, mended, removed, or refused with the line to blame."""

from __future__ import annotations

import pytest

from stc.admit import admit
from stc.apply import apply
from stc.check import faults
from stc.errors import TextFormError
from stc.graph import Graph
from stc.text import parse, show

TEXT = "Tom has 5 apples. Ann has 7 apples. Bob has twice as many as Tom, 10 in all."


@pytest.fixture
def graph() -> Graph:
    lines = """
tom = 5 apple @8:9 | Tom's apples
ann = 7 apple @26:27 | Ann's apples
both = tom + ann = 12 apple; by rule | apples of both
? How many apples have they? = both
"""
    return admit(parse(lines, TEXT), TEXT)


def lines_of(graph: Graph) -> list[str]:
    return show(graph).splitlines()


def test_adding_marks_nodes_as_a_users(graph: Graph) -> None:
    after = apply(graph, TEXT, 'bob = 2 * tom = 10 apple | Bob\'s apples "twice as many as Tom"')
    assert [line for line in lines_of(after) if line not in lines_of(graph)] == [
        "bob = 10 apple; by user | Bob's apples",
        "bob_is: bob == 2 * tom @44:64; by user",
    ]
    assert faults(after, TEXT, thorough=True) == []


def test_mending_a_number_moves_what_follows_from_it(graph: Graph) -> None:
    after = apply(graph, TEXT, 'ann = 10 apple | Ann\'s apples "10 in all"')
    assert "both = 15 apple; by rule | apples of both" in lines_of(after)
    assert faults(after, TEXT, thorough=True) == []


def test_removing_takes_along_what_rested_on_it(graph: Graph) -> None:
    after = apply(graph, TEXT, "- ann\n")
    assert [node.id for node in after.quantities] == ["tom"]
    assert {rejected.node.id for rejected in after.rejected} == {
        "ann", "both", "both_is", "q_how_many_apples_have_they"
    }  # fmt: skip


def test_applying_nothing_changes_nothing(graph: Graph) -> None:
    assert apply(graph, TEXT, "# nothing\n") == graph


def test_what_is_shown_can_be_applied_again(graph: Graph) -> None:
    again = apply(graph, TEXT, show(graph))
    assert {node.by for node in again.quantities} == {"user"}
    assert [node.value for node in again.quantities] == [node.value for node in graph.quantities]


@pytest.mark.parametrize(
    ("lines", "message", "line"),
    [
        ("- bob", "there is no node bob to remove", 1),
        ('x = 6 apple | "5"', "x: '5' is 5, not 6", 1),
        ('\nx = 5 apple | "5 apples and"', "'5 apples and' stands nowhere in the text", 2),
        ('x = 5 apple | "apples"', "'apples' stands in the text more than once", 1),
        ("y = 5 * tom = 25 apple", "5 in 5 * tom is not said where the relation says it is", 1),
        ("y = 2 * tim", "there is no quantity tim", 1),
        ('! note "hello"', "findings, rejected nodes and tables are not made by hand", 1),
    ],
)
def test_a_line_that_does_not_hold_changes_nothing(graph: Graph, lines: str, message: str, line: int) -> None:
    with pytest.raises(TextFormError) as caught:
        apply(graph, TEXT, lines)
    assert message in caught.value.message
    assert caught.value.line == line
