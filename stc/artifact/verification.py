"""Check an artifact's file from scratch and list all that is wrong with it: the thorough twin of loading."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pydantic import ValidationError

from stc import __version__
from stc.artifact import FORMAT, Artifact, read_bytes, text_hash
from stc.artifact.diagnosis import describe, diagnose
from stc.check import Fault, faults
from stc.errors import StcError
from stc.graph import Claim, Finding, Graph, Node, Quantity, Question, Rejected, Relation, Table

if TYPE_CHECKING:
    from stc.errors import ArtifactError

KINDS: dict[str, type[Node]] = {
    "tables": Table,
    "quantities": Quantity,
    "relations": Relation,
    "claims": Claim,
    "questions": Question,
    "findings": Finding,
    "rejected": Rejected,
}


def verify(path: str | Path, context: str | None = None) -> list[Fault]:
    """Check an artifact's file with sympy, from scratch, and give all that is wrong with it; [] if all holds.

    Reads leniently: a node that is malformed is a fault, and the rest is checked all the same. A file that this
    version made without a model is compiled again too, and what comes out differently is a fault: so units, labels
    and questions are held as well, which no sum proves. What a model read is not read again. `context` is the text
    that the artifact should be made of. Raises ArtifactError only where the file is not an artifact at all.
    """
    name = str(path)
    data = read_object(read_bytes(path), name)
    found: list[Fault] = []

    def complain(node: str, message: str) -> None:
        found.append(Fault(node, "file", message))

    known = {"format", "graph", "id", "run", "source", "text", "text_hash"}
    for key in sorted(data.keys() - known):
        complain(key, "unknown field")
    for key in sorted(known - {"run"} - data.keys()):
        complain(key, "missing field")
    try:
        json.dumps(data, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        complain("file", "it holds half a character (a lone surrogate)")
    text = _string(data, "text", complain)
    if text_hash(text) != data.get("text_hash"):
        complain("text_hash", "the text is not the one that was compiled: its hash differs")
    if context is not None and context != text:
        complain("text", f"the text is not the given one: they differ from {_first_difference(text, context)} on")
    graph = _lenient_graph(data.get("graph"), complain)
    artifact = Artifact(text, graph, _string(data, "source", complain))
    if not found and artifact.id != data.get("id"):
        complain("id", "the contents are not those of the id: the file was edited by hand")
    found += faults(graph, text, thorough=True)
    return found or list(_unlike_compiled(artifact, data.get("run")))


def read_object(data: bytes, name: str) -> dict[str, Any]:
    """Read the file as JSON; raises ArtifactError where it is none of ours."""
    try:
        read = json.loads(data)
    except (ValueError, RecursionError) as error:
        raise _diagnosed(data, name, error) from error
    if not isinstance(read, dict) or read.get("format") != FORMAT:
        raise _diagnosed(data, name, ValueError("not an artifact"))
    return read


def _diagnosed(data: bytes, name: str, error: Exception) -> ArtifactError:
    return diagnose(data, name, error)


def _string(data: dict[str, Any], key: str, complain: Callable[[str, str], None]) -> str:
    value = data.get(key, "")
    if not isinstance(value, str):
        complain(key, f"expected a string, got {type(value).__name__}")
        return ""
    return value.encode("utf-8", "replace").decode()  # half a character is replaced, and shows as another text


def _lenient_graph(data: object, complain: Callable[[str, str], None]) -> Graph:
    """Read the nodes that can be read, and complain of the others."""
    if not isinstance(data, dict):
        complain("graph", "expected an object")
        return Graph()
    fields: dict[str, Any] = {}
    for key, value in data.items():
        if key not in KINDS:
            if key == "locale" and isinstance(value, str):
                fields[key] = value
            else:
                complain(f"graph.{key}", "unknown field")
        elif not isinstance(value, list):
            complain(f"graph.{key}", "expected a list")
        else:
            fields[key] = tuple(_lenient_nodes(key, value, complain))
    return Graph(**fields)


def _lenient_nodes(kind: str, values: list[Any], complain: Callable[[str, str], None]) -> list[Node]:
    nodes = []
    for place, value in enumerate(values):
        try:
            nodes.append(KINDS[kind].model_validate_json(json.dumps(value)))
        except (ValidationError, ValueError, RecursionError) as error:
            id = value.get("id") if isinstance(value, dict) else None
            complain(id if isinstance(id, str) else f"{kind}.{place}", describe(error))
    return nodes


def _unlike_compiled(artifact: Artifact, run: object) -> Iterator[Fault]:
    """Compile the text again, and tell of the nodes that it does not give so.

    A user's nodes change what rests on them and how questions are chosen: beside those only what the text states is
    compared. Nodes that are missing are no fault, for what a user removed and added again is not told.
    """
    made = run if isinstance(run, dict) else {}
    if made.get("frontend") != "builtin" or made.get("stc") != __version__ or not artifact.text.strip():
        return
    from stc.compiler import compile_text
    from stc.text import show_node

    format = made.get("format")
    try:
        again = compile_text(
            artifact.text, artifact.source, locale=artifact.graph.locale, format=format, lm="none"
        ).graph
    except StcError as error:
        yield Fault("run", "compiled-again", f"the text cannot be compiled again: {error.message}")
        return
    mended = any(getattr(node, "by", "") == "user" for node in artifact.graph.nodes())
    mended = mended or any(one.reason == "removed" or one.node.by == "user" for one in artifact.graph.rejected)
    for node in artifact.graph.nodes():
        other = again.by_id.get(node.id)
        if node == other or (mended and (other is None or getattr(node, "stated", None) is None)):
            continue
        if getattr(node, "by", "") != "user":
            given = f"gives {show_node(other):.200}" if other is not None else "gives no such node"
            yield Fault(node.id, "compiled-again", f"the text {given}")
    if not mended:
        for finding in again.findings:
            if finding not in artifact.graph.findings:
                yield Fault("", "compiled-again", f"a finding is missing: {finding.message:.200}")


def _first_difference(one: str, other: str) -> str:
    """Name the line and column where two texts part.

    >>> _first_difference("a\\nbc", "a\\nbd")
    'line 2, column 2'
    """
    place = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other)))
    before = one[:place]
    return f"line {before.count(chr(10)) + 1}, column {place - before.rfind(chr(10))}"
