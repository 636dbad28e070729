"""Order, ancestors, cycles and drawings of a graph."""

from __future__ import annotations

import xml.dom.minidom

import networkx
import pytest

from stc.errors import InputError
from stc.text import parse
from stc.view import cycles, export, order, rests_on, view

GRAPH = parse(
    'total = 12 "a & b" @0:2 | the "total" <of> all\n'.replace(" | the", "; about ").replace(
        '"total" <of> all', '"the \\"total\\" <of> all"'
    )
    + "end = total / 2\nrest == total - end\nrest = ?\n? What is the rest? = rest\n"
)


def test_order_and_ancestors() -> None:
    assert order(GRAPH) == ["total", "end", "rest"]
    assert rests_on(GRAPH, "rest") == ["end", "total"]
    assert cycles(GRAPH) == []
    assert networkx.is_directed_acyclic_graph(view(GRAPH))


def test_a_stated_quantity_rests_on_nothing_further() -> None:
    graph = parse("a = 3 @0:1\na == b + c\nd = 2 * a\n")
    assert rests_on(graph, "d") == ["a"]
    assert rests_on(graph, "a") == ["b", "c"]


def test_drawings_escape_what_is_special() -> None:
    assert export(GRAPH, "mermaid").splitlines() == [
        "flowchart LR",
        '    n_total["the #34;total#34; #60;of#62; all = 12 a #38; b"]',
        '    n_end("end = ?")',
        '    n_rest("rest = ?")',
        '    n_end_is{{"total / 2"}}',
        '    n_rest_is{{"total - end"}}',
        '    n_q_what_is_the_rest>"What is the rest?"]',
        "    n_total --> n_end_is",
        "    n_end_is --> n_end",
        "    n_end --> n_rest_is",
        "    n_total --> n_rest_is",
        "    n_rest_is --> n_rest",
        "    n_rest --> n_q_what_is_the_rest",
    ]
    assert '"total" [shape=box, label="the \\"total\\" <of> all = 12 a & b"]' in export(GRAPH, "dot")
    xml.dom.minidom.parseString(export(GRAPH, "graphml"))


def test_graphml_is_read_by_networkx(tmp_path: object) -> None:
    drawn = networkx.parse_graphml(export(GRAPH, "graphml"))
    assert drawn.number_of_nodes() == 6
    assert drawn.nodes["total"]["label"] == 'the "total" <of> all = 12 a & b'


def test_an_unknown_drawing_is_an_error() -> None:
    with pytest.raises(InputError, match="unknown drawing: svg"):
        export(GRAPH, "svg")


def test_deep_chains_do_not_recurse() -> None:
    graph = parse("a0 = ?\n" + "".join(f"a{n} = a{n - 1} + 1\n" for n in range(1, 3000)))
    assert order(graph)[-1] == "a2999"
    assert len(rests_on(graph, "a2999")) == 2999
