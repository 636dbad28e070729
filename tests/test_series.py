"""The form in which a model reads facts at test time."""

from __future__ import annotations

import re
from itertools import takewhile

import pytest

import stc
from stc.graph import Draft
from stc.models import estimate_tokens
from stc.runtime.retrieve import retrieve
from stc.runtime.view import view_of
from stc.text import show
from stc.text.series import show_series

REPORT = "examples/annual_report.md"


@pytest.fixture(scope="module")
def graph() -> Draft:
    return stc.compile(REPORT, lm="none").graph


def ids_in(shown: str) -> list[str]:
    """Read the ids back from what stands before the first `=` of each line."""
    found = []
    for line in shown.splitlines():
        head = "".join(takewhile(lambda letter: letter != "=", line)).strip()
        braces = re.fullmatch(r"([a-z0-9_]+)\{(.*)\}", head)
        if braces:
            found += [braces[1] + end for end in braces[2].split(", ")]
        elif re.fullmatch(r"[a-z][a-z0-9_]*", head):
            found.append(head)
    return found


def test_every_quantity_stands_there_once(graph: Draft) -> None:
    shown = show_series(graph.model_copy(update={"relations": (), "claims": (), "questions": ()}))
    assert sorted(ids_in(shown)) == sorted(node.id for node in graph.quantities)


def test_a_report_costs_much_less_than_a_line_a_number() -> None:
    facts = retrieve("What was total revenue in 2024?", view_of(stc.compile(REPORT, lm="none")))
    assert estimate_tokens(show_series(facts)) < 0.6 * estimate_tokens(show(facts, spans=False))


def test_values_stand_in_the_order_of_their_ids() -> None:
    facts = retrieve("What was total revenue in 2024?", view_of(stc.compile(REPORT, lm="none")))
    lines = show_series(facts).splitlines()
    assert lines[0] == "[Revenue; year ended December 31]"
    assert "total_revenue_{2024, 2023, 2022} = 345.5, 318.5, 305.4 million $" in lines


def test_prose_and_what_follows_keep_lines_of_their_own() -> None:
    text = "Tom has 3 apples. Ann has 4 apples."
    graph = stc.compile(text, lm="none").graph
    assert show_series(graph) == show(graph, spans=False)
