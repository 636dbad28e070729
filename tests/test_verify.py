"""`stc verify` compiles the text again: what no sum proves is held all the same, by whoever knows the format."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

import stc
from stc.apply import apply
from stc.artifact import Artifact, Contents, dumps
from stc.artifact.verification import verify

TEXT = """# Orchard

| (in thousands) | 2019  | 2018  | 2017  |
|----------------|-------|-------|-------|
| Apples         | $ 5.5 | $ 4.0 | $ 3.5 |
| Pears          | 1.5   | (1.0) | 2.5   |
| Total          | $ 7.0 | $ 3.0 | $ 6.5 |

Tom has about 12 apples. Ann has twice as many apples as Tom. Between 5 and 7 boxes were lost.
"""
Edit = Callable[[dict[str, Any]], object]


def stated(graph: dict[str, Any], value: str) -> dict[str, Any]:
    """Find the quantity with this value."""
    return next(node for node in graph["quantities"] if node.get("value") == value and "stated" in node)


EDITS: dict[str, Edit] = {
    "unit": lambda graph: stated(graph, "12").update(unit="pear"),
    "about": lambda graph: stated(graph, "12").update(about="apples Ann has"),
    "qualifier": lambda graph: stated(graph, "12")["stated"].update(qualifier="exact"),
    "rows": lambda graph: stated(graph, "1.5")["labels"].update(rows=["Apples"]),
    "cell": lambda graph: stated(graph, "1.5")["labels"].update(cell=[1, 1]),
    "period": lambda graph: stated(graph, "1.5")["labels"].update(period={"label": "2016"}),
    "role": lambda graph: stated(graph, "1.5")["labels"].update(role="total"),
    "rule": lambda graph: graph["relations"][0].update(rule="change"),
    "basis": lambda graph: graph["relations"][0].update(basis="assumed"),
    "caption": lambda graph: graph["tables"][0].update(caption="Vineyard"),
    "question": lambda graph: graph["questions"][0].update(text="What were plums in 2019?"),
    "finding": lambda graph: graph.pop("findings"),
    "invented": lambda graph: (
        graph["claims"].append({"id": "c", "text": "Tom", "span": [TEXT.index("Tom"), 300]})
        if "claims" in graph
        else graph.update(claims=[{"id": "c", "text": "Tom has", "span": [TEXT.index("Tom"), TEXT.index("Tom") + 7]}])
    ),
}


def forged(edit: Edit, artifact: Artifact) -> bytes:
    """Edit a graph, and give the file the id and the run that fit."""
    data = json.loads(dumps(artifact))
    edit(data["graph"])
    contents = Contents.model_validate_json(json.dumps(data | {"id": ""}))
    return dumps(Artifact(contents.text, contents.graph, contents.source, contents.run))


@pytest.fixture(scope="module")
def artifact() -> Artifact:
    return stc.compile(TEXT)


@pytest.mark.parametrize("field", EDITS)
def test_an_edit_with_a_fitting_id_is_told(field: str, artifact: Artifact, tmp_path: Path) -> None:
    file = tmp_path / "note.stc.json"
    file.write_bytes(forged(EDITS[field], artifact))
    assert verify(file)


def test_a_sound_file_holds(artifact: Artifact, tmp_path: Path) -> None:
    assert verify(artifact.save(tmp_path / "note.stc.json")) == []


def test_nodes_by_a_user_are_no_fault_and_hide_none(artifact: Artifact, tmp_path: Path) -> None:
    tom = next(node for node in artifact.graph.quantities if node.value == 12)
    graph = apply(artifact.graph, TEXT, f'bob = 2 * {tom.id} = 24 apple | "twice as many"\n')
    mended = Artifact(TEXT, graph, "", artifact.run)
    file = mended.save(tmp_path / "note.stc.json")
    assert verify(file) == []
    file.write_bytes(forged(EDITS["rows"], mended))
    assert {fault.node for fault in verify(file)} == {
        node.id for node in artifact.graph.quantities if node.value == 1.5 and node.stated
    }


def test_a_file_of_another_version_is_not_compiled_again(artifact: Artifact, tmp_path: Path) -> None:
    older = Artifact(TEXT, artifact.graph, "", {**artifact.run, "stc": "0.0.1"})
    file = tmp_path / "note.stc.json"
    file.write_bytes(forged(EDITS["about"], older))
    assert verify(file) == []


def test_half_a_character_anywhere_is_told(artifact: Artifact, tmp_path: Path) -> None:
    file = tmp_path / "note.stc.json"
    file.write_bytes(dumps(artifact).replace(b'"run":{', b'"run":{"a":"\\ud800",'))
    assert [fault.node for fault in verify(file)] == ["file"]
    with pytest.raises(stc.ArtifactError):
        stc.load(file)
