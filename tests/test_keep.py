"""What a user adds, mends and removes survives compiling the text again, also when the text has changed."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

import stc
from stc.apply import apply
from stc.artifact import Artifact, dumps, loads
from stc.graph import Graph

TEXT = "# Sales\n\n| (in millions) | 2019 | 2018 |\n|---|---|---|\n| Hammers | $ 5.5 | $ 4.0 |\n| Nails | 1.5 | 1.0 |\n"


def corrected(lines: str, text: str = TEXT) -> Artifact:
    artifact = stc.compile(text)
    artifact = replace(artifact, graph=apply(artifact.graph, text, lines))
    return loads(dumps(artifact))


def value(graph: Graph, id: str) -> object:
    return getattr(graph.by_id.get(id), "value", None)


def test_added_nodes_are_kept() -> None:
    old = corrected("both = hammers_2019 + nails_2019 = 7 million $ | hammers and nails, 2019")
    for text in (TEXT, "A new line.\n\n" + TEXT):
        assert value(stc.compile(text, keep=old).graph, "both") == 7


def test_what_rests_on_nodes_of_the_passes_is_kept() -> None:
    made = next(
        node.id for node in stc.compile(TEXT).graph.quantities if node.by == "rule" and "percent" not in node.id
    )
    old = corrected(f"twice = {made} + {made} = 3 million $ | twice the change")
    assert value(stc.compile(TEXT, keep=old).graph, "twice") == 3


def test_added_nodes_are_computed_anew_from_a_changed_text() -> None:
    old = corrected("both = hammers_2019 + nails_2019 = 7 million $ | hammers and nails, 2019")
    graph = stc.compile(TEXT.replace("1.5", "1.75"), keep=old).graph
    assert value(graph, "both") == Fraction(29, 4)


def test_what_rested_on_a_row_that_is_gone_comes_back_with_it() -> None:
    old = corrected("both = hammers_2019 + nails_2019 = 7 million $ | hammers and nails, 2019")
    gone = stc.compile(TEXT.replace("| Nails | 1.5 | 1.0 |\n", ""), keep=old)
    assert {one.node.id for one in gone.graph.rejected if one.node.by == "user"} == {"both", "both_is"}
    gone = stc.compile(gone.text + "\nMore.\n", keep=loads(dumps(gone)))
    assert value(stc.compile(TEXT.replace("1.5", "2.5"), keep=gone).graph, "both") == 8
    assert stc.compile(TEXT, keep=gone).graph == stc.compile(TEXT, keep=old).graph


def test_a_place_that_is_back_brings_its_node_back() -> None:
    old = corrected('mine = 4 million $ | my reading "$ 4.0"')
    gone = stc.compile(TEXT.replace("4.0", "4.4"), keep=old)
    gone = stc.compile(TEXT.replace("4.0", "4.5"), keep=loads(dumps(gone)))
    assert [one.node.id for one in gone.graph.rejected if one.reason == "moved"] == ["mine"]
    assert value(stc.compile(TEXT, keep=gone).graph, "mine") == 4
    assert value(stc.compile("# Other\n" + TEXT.replace("4.0", "4.1"), keep=gone).graph, "mine") is None


def test_rejected_nodes_of_a_user_can_be_removed() -> None:
    old = corrected("both = hammers_2019 + nails_2019 = 7 million $ | hammers and nails, 2019")
    gone = stc.compile(TEXT.replace("| Nails | 1.5 | 1.0 |\n", ""), keep=old)
    left = replace(gone, graph=apply(gone.graph, gone.text, "- both"))
    assert left.graph.rejected == ()
    assert "both" not in stc.compile(TEXT, keep=left).graph.by_id
    assert apply(old.graph, TEXT, "- both").rejected == ()


def test_a_place_that_is_gone_rejects_the_node_with_the_reason() -> None:
    old = corrected('mine = 4 million $ | my reading "$ 4.0"')
    graph = stc.compile(TEXT.replace("4.0", "4.4"), keep=old).graph
    assert [one.node.id for one in graph.rejected if one.reason == "moved"] == ["mine"]
    assert value(stc.compile("More.\n" + TEXT, keep=old).graph, "mine") == 4


def test_mended_nodes_stay_mended() -> None:
    old = corrected('nails_2019 = 1.5 million EUR | nails in euros, 2019 "1.5"')
    again = stc.compile(TEXT, keep=old).graph
    assert getattr(again.by_id["nails_2019"], "unit", "") == "million EUR"


def test_removed_nodes_stay_removed() -> None:
    old = corrected("- nails_2018")
    assert "nails_2018" not in old.graph.by_id
    again = stc.compile(TEXT, keep=old)
    assert "nails_2018" not in again.graph.by_id
    assert "nails_2018" not in stc.compile(TEXT, keep=again).graph.by_id
    assert not stc.ask(again, "What were nails in 2018?").known
    assert value(corrected("- nails_2018\n").graph, "hammers_2018") == 4
