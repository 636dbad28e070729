"""The form in which a model reads facts at test time."""

from __future__ import annotations

import re
from itertools import takewhile

import pytest

import stc
from stc.admit import admit
from stc.graph import Draft
from stc.models import estimate_tokens
from stc.runtime.retrieve import LIMIT, retrieve
from stc.runtime.view import view_of
from stc.text import parse, show
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
    assert len(facts.quantities) == LIMIT
    assert estimate_tokens(show_series(facts)) < 0.65 * estimate_tokens(show(facts, spans=False))


def test_values_stand_in_the_order_of_their_ids() -> None:
    facts = retrieve("What was total revenue in 2024?", view_of(stc.compile(REPORT, lm="none")))
    lines = show_series(facts).splitlines()
    assert lines[0] == "[Revenue; year ended December 31]"
    assert "total_revenue_{2024, 2023, 2022} = 345.5, 318.5, 305.4 million $" in lines


def test_what_follows_is_shown_without_its_formula_and_rounded() -> None:
    lines = ['a = 3 apple @"3"', 'b = 7 apple @"7"', "share = ? percent"]
    text = "3 of 7 apples"
    graph = admit(parse("\n".join([*lines, 'share_is: share == convert(a / b, percent) @"of"']), text), text)
    assert "share = 42.8571 percent\n" in show_series(graph)
