"""The artifact's file: the same bytes for the same input, whole or not at all, and nothing read that does not hold."""

from __future__ import annotations

import json
import os
import stat
from collections.abc import Callable
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import stc
from benchmarks.fuzz_artifacts import fuzz
from stc.artifact import Artifact, atomic, dumps, loads, plain, schema
from stc.artifact.verification import verify
from stc.errors import ArtifactError
from stc.graph import Claim, Draft, FormulaTarget, Graph, Quantity, Question, Relation, Span, Stated

TEXT = "Tom has 12 apples.\nAnn has half of them.\nThe 3.50 € crate is blue.\n"
Edit = Callable[[dict[str, Any]], object]


def make_artifact(text: str = TEXT) -> Artifact:
    """Admit one node of each kind."""
    from stc.admit import admit

    twelve = Stated(span=Span(text.index("12"), text.index("12") + 2))
    price = Stated(span=Span(text.index("3.50"), text.index("3.50") + 4), resolution=Fraction(1, 200))
    half = Span(text.index("half"), text.index("half") + 4)
    draft = Draft(
        quantities=(
            Quantity(id="tom", about="apples Tom has", unit="apple", value=Fraction(12), stated=twelve),
            Quantity(id="ann", about="apples Ann has", unit="apple"),
            Quantity(id="crate", about="price of the crate", unit="EUR", value=Fraction(7, 2), stated=price),
        ),
        relations=(Relation(id="ann_half", left="ann", formula="tom / 2", basis="said", spans=(half,)),),
        claims=(Claim(id="blue", text="The 3.50 € crate is blue.", span=Span(text.index("The"), len(text) - 1)),),
        questions=(Question(id="q1", text="How many apples has Ann?", target=FormulaTarget(formula="ann")),),
    )
    return Artifact(text, admit(draft, text), "note.txt", {"stc": "0", "seconds": {"admit": 0.25}})


@pytest.fixture(scope="module")
def artifact() -> Artifact:
    return make_artifact()


def test_all_nodes_are_admitted(artifact: Artifact) -> None:
    assert artifact.graph.rejected == ()
    assert artifact.graph.by_id["ann"].value == 6  # type: ignore[union-attr]


def test_what_is_saved_is_what_is_loaded(artifact: Artifact, tmp_path: Path) -> None:
    file = tmp_path / "note.stc.json"
    assert artifact.save(file) == file
    again = stc.load(str(file))
    assert again == artifact
    assert again.run == artifact.run
    assert again.id == artifact.id
    assert hash(again) == hash(artifact)


def test_the_same_input_gives_the_same_bytes_but_for_run() -> None:
    one, other = make_artifact(), make_artifact()
    assert dumps(one) == dumps(other)
    slower = Artifact(other.text, other.graph, other.source, {"seconds": {"admit": 9.0}})
    assert slower.id == one.id
    changed = [a for a, b in zip(dumps(one).split(b"\n"), dumps(slower).split(b"\n"), strict=True) if a != b]
    assert [line[:6] for line in changed] == [b'"run":']


def test_compiling_twice_gives_the_same_id() -> None:
    assert stc.compile(TEXT).id == stc.compile(TEXT).id


def test_the_file_is_one_node_a_line_without_floats(artifact: Artifact) -> None:
    lines = dumps(artifact).decode().splitlines()
    assert sum(line.startswith('{"') and '"id":' in line for line in lines) == sum(1 for _ in artifact.graph.nodes())
    data = json.loads(dumps(artifact), parse_float=lambda text: pytest.fail(text) if text != "0.25" else 0)
    assert data["graph"]["quantities"][2]["value"] == "3.5"
    assert "€" in dumps(artifact).decode()
    assert list(data) == sorted(data)


def test_another_layout_of_the_same_contents_is_read(artifact: Artifact) -> None:
    spread = json.dumps(json.loads(dumps(artifact)), indent=4).encode()
    assert loads(spread) == artifact


def test_a_hash_of_the_text_ties_it_to_its_graph(artifact: Artifact) -> None:
    data = dumps(artifact).replace(b"blue", b"pink")
    with pytest.raises(ArtifactError, match="not the one that was compiled"):
        loads(data)


def forge(artifact: Artifact, edit: Edit) -> bytes:
    """Edit a file's contents and give it a fitting id, so that only the checks of the graph stand in the way."""
    data = json.loads(dumps(artifact))
    edit(data)
    from stc.artifact import Contents, text_hash

    data["text_hash"] = text_hash(data["text"])
    contents = Contents.model_validate(data | {"id": ""})
    return dumps(Artifact(contents.text, contents.graph, contents.source, {}))


FORGED: dict[str, Edit] = {
    "a value that its formula does not give": lambda data: data["graph"]["quantities"][1].update(value="7"),
    "a number that is not at its span": lambda data: data["graph"]["quantities"][0].update(value="13"),
    "a span outside the text": lambda data: data["graph"]["quantities"][0]["stated"].update(span=[900, 902]),
    "a span that holds no number": lambda data: data["graph"]["quantities"][0]["stated"].update(span=[0, 3]),
    "a backward span": lambda data: data["graph"]["quantities"][0]["stated"].update(span=[10, 8]),
    "an unknown id in a formula": lambda data: data["graph"]["relations"][0].update(formula="tim / 2"),
    "an ungrounded literal": lambda data: data["graph"]["relations"][0].update(formula="tom / 3"),
    "a formula that runs code": lambda data: data["graph"]["relations"][0].update(formula="__import__('os')"),
    "a tower": lambda data: data["graph"]["relations"][0].update(formula="9**9**9**9"),
    "a division by zero": lambda data: data["graph"]["relations"][0].update(formula="tom / 0"),
    "a wider resolution": lambda data: data["graph"]["quantities"][2]["stated"].update(resolution="5"),
    "a calculation for a number": lambda data: data["graph"]["quantities"][1].update(value="3+3"),
    "a number made of ones": lambda data: (
        data["graph"]["relations"][0].update(formula="1 + 1", basis="definition"),
        data["graph"]["quantities"][1].update(value="2"),
    ),
    "a circle": lambda data: data["graph"]["relations"][0].update(formula="ann + tom"),
    "an id twice": lambda data: data["graph"]["quantities"][1].update(id="tom"),
    "an unknown unit": lambda data: data["graph"]["quantities"][0].update(unit="a b/c d/"),
    "a question about nothing": lambda data: data["graph"]["questions"][0]["target"].update(formula="nobody"),
    "a claim that is not said": lambda data: data["graph"]["claims"][0].update(text="The crate is red."),
    "another text": lambda data: data.update(
        text="Tom has 99 apples.\nAnn has half of them.\nThe 3.50 € crate is blue."
    ),
}


@pytest.mark.parametrize("name", FORGED)
def test_what_does_not_hold_is_refused_even_with_a_fitting_id(name: str, artifact: Artifact, tmp_path: Path) -> None:
    data = forge(artifact, FORGED[name])
    with pytest.raises(ArtifactError) as caught:
        loads(data, "note.stc.json")
    assert caught.value.hint
    file = tmp_path / "note.stc.json"
    file.write_bytes(data)
    assert verify(file)


@pytest.mark.parametrize("field", ["about", "unit", "value", "by", "id"])
def test_an_edit_by_hand_is_told(field: str, artifact: Artifact) -> None:
    data = json.loads(dumps(artifact))
    data["graph"]["quantities"][0][field] = "user" if field == "by" else "5" if field == "value" else "pear"
    with pytest.raises(ArtifactError):
        loads(json.dumps(data).encode())


def test_a_harmless_edit_by_hand_is_told_as_such(artifact: Artifact) -> None:
    data = dumps(artifact).replace(b"apples Tom has", b"apples Tim has")
    with pytest.raises(ArtifactError, match="edited by hand") as caught:
        loads(data, "note.stc.json")
    assert "stc verify" in caught.value.hint


UNREADABLE = {
    "": "empty",
    "# A report\n": "not JSON",
    "[1, 2]": 'no "format"',
    "{}": 'no "format"',
    '{"format":"stc/2"}': "stc/2",
    '{"format":"stc/1","graph":{': "cut short",
    '{"format":"stc/1"}': "graph: Field required",
    "[" * 100_000: "deep",
    '{"format":"stc/1","graph":' + "9" * 9_000 + "}": "",
    '{"format":NaN}': "NaN",
}


@pytest.mark.parametrize("text", UNREADABLE, ids=[key[:30] or "empty" for key in UNREADABLE])
def test_what_is_no_artifact_is_refused_with_the_reason(text: str) -> None:
    with pytest.raises(ArtifactError, match=UNREADABLE[text] or None) as caught:
        loads(text.encode(), "x.stc.json")
    assert caught.value.hint
    assert "\n" not in caught.value.message


def test_bytes_that_are_not_utf8_are_refused(artifact: Artifact) -> None:
    with pytest.raises(ArtifactError):
        loads(dumps(artifact).replace("€".encode(), b"\x80"))
    with pytest.raises(ArtifactError):
        loads(b"\xff\xfe{\x00}\x00")


def test_every_beginning_of_a_file_is_refused(artifact: Artifact) -> None:
    data = dumps(artifact)
    for length in range(0, len(data) - 1, 7):
        with pytest.raises(ArtifactError):
            loads(data[:length])


def test_mutated_files_are_refused_or_hold() -> None:
    assert fuzz(count=600, seed=7) == []


@settings(max_examples=60, deadline=None)
@given(st.text(st.characters(exclude_categories=("Cs",), exclude_characters="\0")), st.text(max_size=20))
def test_any_text_and_source_is_read_back_exactly(text: str, source: str) -> None:
    artifact = Artifact(text, Graph(), source, {"seconds": {"admit": 0.5}})
    assert loads(dumps(artifact)) == artifact


def test_text_is_kept_exactly(tmp_path: Path) -> None:
    text = 'Tom has 3 apples.\r\n\tAnn\u2028has \U0001f34e 4 "pears" \\ \u202e\r\nend'
    stc.compile(text).save(tmp_path / "a.stc.json")
    assert stc.load(tmp_path / "a.stc.json").text == text


def test_saving_keeps_the_mode_and_what_a_link_points_to(artifact: Artifact, tmp_path: Path) -> None:
    target, link = tmp_path / "target.stc.json", tmp_path / "link.stc.json"
    target.write_text("old")
    target.chmod(0o640)
    link.symlink_to(target)
    artifact.save(link)
    assert link.is_symlink()
    assert stat.S_IMODE(target.stat().st_mode) == 0o640
    assert stc.load(link) == artifact
    assert sorted(os.listdir(tmp_path)) == ["link.stc.json", "target.stc.json"]


def test_a_new_file_has_the_usual_mode(artifact: Artifact, tmp_path: Path) -> None:
    plain_file = tmp_path / "plain"
    plain_file.write_text("")
    artifact.save(tmp_path / "new.stc.json")
    assert (tmp_path / "new.stc.json").stat().st_mode == plain_file.stat().st_mode


def test_a_full_disk_leaves_the_old_file(artifact: Artifact, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "a.stc.json"
    artifact.save(file)
    before = file.read_bytes()

    def full(_: int) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(atomic.os, "fsync", full)
    with pytest.raises(ArtifactError, match="No space left"):
        make_artifact(TEXT + "More.\n").save(file)
    assert file.read_bytes() == before
    assert os.listdir(tmp_path) == ["a.stc.json"]


@pytest.mark.parametrize("path", ["missing/a.stc.json", ".", "a\0b", "x" * 300])
def test_places_that_cannot_be_written_are_refused(path: str, artifact: Artifact, tmp_path: Path) -> None:
    with pytest.raises(ArtifactError):
        artifact.save(f"{tmp_path}/{path}")


@pytest.mark.parametrize("path", ["missing.stc.json", ".", "a\0b", "x" * 300])
def test_places_that_cannot_be_read_are_refused(path: str, tmp_path: Path) -> None:
    with pytest.raises(ArtifactError) as caught:
        stc.load(f"{tmp_path}/{path}")
    assert caught.value.hint


def test_the_published_schema_is_current() -> None:
    published = Path(stc.__file__ or "").with_name("artifact.schema.json").read_text(encoding="utf-8")
    assert json.loads(published) == schema(), "run: stc schema > stc/artifact.schema.json"


def test_every_field_of_the_file_is_in_the_schema(artifact: Artifact) -> None:
    found = schema()
    assert set(json.loads(dumps(artifact))) == set(found["properties"])
    assert set(plain(artifact.graph)) <= set(found["$defs"]["Graph"]["properties"])
    assert found["$defs"]["Stated"]["properties"]["resolution"]["type"] == "string"


def test_a_run_that_is_no_json_is_not_written(artifact: Artifact) -> None:
    odd = Artifact(artifact.text, artifact.graph, "", {"seconds": float("nan")})
    with pytest.raises(ArtifactError, match="cannot write run"):
        dumps(odd)


@pytest.mark.parametrize("thing", [None, 5, b"note.stc.json"])
def test_what_names_no_file_is_not_loaded(thing: Any) -> None:
    with pytest.raises(ArtifactError, match="expected the name of a file") as caught:
        stc.load(thing)
    assert caught.value.hint


def test_a_device_is_no_artifact() -> None:
    with pytest.raises(ArtifactError, match="device"):
        stc.load("/dev/zero")


def test_a_name_that_is_no_utf8_is_escaped(tmp_path: Path) -> None:
    file = tmp_path / os.fsdecode(b"\xff.txt")
    try:
        file.write_text(TEXT)
    except OSError:
        pytest.skip("this file system has no such names")
    compiled = stc.compile(file)
    assert compiled.source == r"\udcff.txt"
    assert stc.load(compiled.save(tmp_path / "note.stc.json")).source == compiled.source


@pytest.mark.parametrize("thing", [None, "note.stc.json", 5])
def test_what_is_no_artifact_cannot_be_asked(thing: Any) -> None:
    with pytest.raises(stc.InputError, match="expected an artifact"):
        stc.ask(thing, "How many apples has Ann?")
