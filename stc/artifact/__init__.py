"""The artifact and its file, `*.stc.json`: the only place that knows the format.

    file = format graph id run source text text_hash

All but `id` and `run` is canonical: keys sorted, defaults left out, one node a line, numbers as strings, so the same
input gives the same bytes, and `id` is their SHA-256. `run` tells how this one was made: versions, seconds, tokens.
Reading checks everything again and refuses what does not hold.
"""

from __future__ import annotations

import gc
import hashlib
import json
import re
import stat
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, Literal

from pydantic import Field, ValidationError

from stc.errors import ArtifactError
from stc.graph import Graph, Node

FORMAT = "stc/1"
SUFFIX = ".stc.json"
MAX_BYTES = 1_000_000_000


class Contents(Node):
    """The file as a model; its JSON Schema is published by `stc schema`."""

    format: Literal["stc/1"]
    graph: Graph
    id: str
    run: dict[str, Any] = Field(default_factory=dict)
    source: str = ""
    text: str
    text_hash: str


@dataclass(frozen=True)
class Artifact:
    """A compiled text: the text itself, its checked graph, the name of its source, and how it was compiled."""

    text: str
    graph: Graph
    source: str = ""
    run: Mapping[str, Any] = field(default_factory=dict, compare=False)

    def __hash__(self) -> int:
        return hash((self.text, self.source))

    @cached_property
    def id(self) -> str:
        """Give the SHA-256 of everything but `run`."""
        return _digest("".join(canonical(self)).encode())

    def save(self, path: str | Path) -> Path:
        """Write the file, whole or not at all, and return where; raises ArtifactError if that fails."""
        from stc.artifact.atomic import write

        target = Path(path)
        write(target, dumps(self))
        return target

    def __repr__(self) -> str:
        counts = f"{len(self.graph.quantities)} quantities, {len(self.graph.relations)} relations"
        return f"<Artifact {self.source or 'of a text'}: {counts}, {len(self.graph.questions)} questions>"

    def _repr_html_(self) -> str:
        from html import escape

        return f"<p>{escape(repr(self)[1:-1])}, {len(self.graph.findings)} findings</p>"


def text_hash(text: str) -> str:
    """Give the hash that ties a graph to its text."""
    return _digest(text.encode())


def dumps(artifact: Artifact) -> bytes:
    """Write an artifact as bytes of its file; raises ArtifactError where `run` is not plain data."""
    graph, text = canonical(artifact)
    try:
        run = _json(artifact.run)
    except (TypeError, ValueError, RecursionError) as error:  # such as a NaN, which is not JSON
        raise ArtifactError(f"cannot write run: {error}", hint="it may hold only plain data", code="write") from error
    own = f'"id":{_json(_digest((graph + text).encode()))},\n"run":{run},\n'
    return f"{graph}{own}{text}".encode()


def loads(data: bytes, name: str = "the artifact") -> Artifact:
    """Read and check the bytes of a file; raises ArtifactError that says what does not hold."""
    contents = _contents(data, name)
    artifact = Artifact(contents.text, contents.graph, contents.source, contents.run)
    if text_hash(contents.text) != contents.text_hash:
        raise ArtifactError(
            f"{name}: the text is not the one that was compiled", hint="compile it anew: stc compile FILE", code="text"
        )
    from stc.check import faults

    with collector_off():
        found = faults(contents.graph, contents.text)
    if found:
        more = f" (and {len(found) - 1} more)" if len(found) > 1 else ""
        first = f"{found[0].node}: {found[0].message}" if found[0].node else found[0].message
        raise ArtifactError(f"{name}: {first}{more}", hint=f"list all faults: stc verify {name}", code="fault")
    if _is_own(data, contents.id):
        artifact.__dict__["id"] = contents.id  # known: no need to write 100,000 nodes again to hash them
    elif artifact.id != contents.id:
        raise ArtifactError(
            f"{name}: edited by hand, its contents are not those of its id",
            hint=f"run stc verify {name}; make corrections with stc apply",
            code="edited",
        )
    return artifact


def load(path: str | Path) -> Artifact:
    """Read an artifact's file and check it; raises ArtifactError."""
    return loads(read_bytes(path), str(path))


def read_bytes(name: str | Path) -> bytes:
    """Read a file's bytes; raises ArtifactError where there is none or it is far too large."""
    if not isinstance(name, str | Path):
        raise ArtifactError(
            f"expected the name of a file (str or pathlib.Path), got {type(name).__name__}",
            hint='give the name of an artifact: "report.stc.json"',
        )
    path = Path(name)
    try:
        status = path.stat()
        if stat.S_ISCHR(status.st_mode):  # /dev/zero never ends
            raise ArtifactError(f"{path} is a device, not an artifact", hint="name a file", code="not-json")
        if status.st_size > MAX_BYTES:
            raise ArtifactError(
                f"{path} has over {MAX_BYTES:,} bytes", hint="it is no artifact of stc", code="too-large"
            )
        return path.read_bytes()
    except FileNotFoundError as error:
        hint = f"make one first: stc compile FILE -o {path}"
        raise ArtifactError(f"no such artifact: {path}", hint=hint, code="missing") from error
    except IsADirectoryError as error:
        raise ArtifactError(f"{path} is a folder", hint=f"name the artifacts in it: {path}/*{SUFFIX}") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or error
        raise ArtifactError(f"cannot read {path}: {reason}", hint="check its name and permissions") from error


def schema() -> dict[str, Any]:
    """Give the JSON Schema of the file."""
    found = _for_json_schema(Contents.model_json_schema(mode="validation"))
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        **found,
        "title": f"Artifact of stc, {FORMAT}",
    }


def _for_json_schema(value: Any) -> Any:
    r"""Write the end of a pattern as JSON Schema knows it: in its regular expressions \z is the letter z."""
    if isinstance(value, dict):
        return {key: _for_json_schema(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_for_json_schema(item) for item in value]
    return value.removesuffix("\\z") + "$" if isinstance(value, str) and value.endswith("\\z") else value


def plain(graph: Graph) -> dict[str, Any]:
    """Give a graph as the plain data that files hold: defaults left out, numbers as strings."""
    data: dict[str, Any] = graph.model_dump(mode="json", exclude_defaults=True)
    asked = [(question, line) for question, line in zip(graph.questions, data.get("questions", ()), strict=False)]
    for rejected, line in zip(graph.rejected, data.get("rejected", ()), strict=False):
        if rejected.node.__class__.__name__ == "Question":
            asked.append((rejected.node, line["node"]))  # type: ignore[arg-type]
    for question, line in asked:  # the tag that tells targets apart is a default too, and reading needs it
        line["target"]["kind"] = question.target.kind
    return data


def canonical(artifact: Artifact) -> tuple[str, str]:
    """Write the canonical part, one node a line: what comes before `id` and `run`, and what comes after."""
    graph = ",\n".join(f"{_json(key)}:{_nodes(value)}" for key, value in sorted(plain(artifact.graph).items()))
    source = f'"source":{_json(artifact.source)},\n"text":{_json(artifact.text)}'
    return (
        f'{{"format":{_json(FORMAT)},\n"graph":{{\n{graph}\n}},\n',
        f'{source},\n"text_hash":{_json(text_hash(artifact.text))}}}\n',
    )


def _nodes(value: object) -> str:
    return "[\n" + ",\n".join(map(_json, value)) + "\n]" if isinstance(value, list) else _json(value)


_ENCODER = json.JSONEncoder(ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)
_json = _ENCODER.encode
_OWN_LINES = re.compile(rb'^"id":"[^"\n]*",\n"run":[^\n]*,\n(?="source":)', re.MULTILINE)


def _digest(data: bytes) -> str:
    return "sha256:" + hashlib.sha256(data).hexdigest()


def _is_own(data: bytes, id: str) -> bool:
    """Tell whether these are the very bytes that we wrote: then nothing needs to be written again to know the id."""
    start = data.rfind(b'\n"id":"')
    found = _OWN_LINES.match(data, start + 1) if start >= 0 else None
    return found is not None and _digest(data[: found.start()] + data[found.end() :]) == id


@contextmanager
def collector_off() -> Iterator[None]:
    """Hold the garbage collector: 100,000 new nodes hold no cycles, and walking them again and again costs seconds.

    Afterwards the new nodes count as old, else the next allocation walks them all; all can still be collected.
    """
    was_on = gc.isenabled()
    gc.disable()
    try:
        yield
    finally:
        if was_on:
            if gc.get_freeze_count() == 0:  # what a caller froze stays frozen
                gc.freeze()
                gc.unfreeze()
            gc.enable()


def _contents(data: bytes, name: str) -> Contents:
    """Read the shape of a file; what its nodes say is not checked here."""
    try:
        with collector_off():
            return Contents.model_validate_json(data)
    except (ValidationError, RecursionError, ValueError) as error:
        from stc.artifact.diagnosis import diagnose

        raise diagnose(data, name, error) from error
