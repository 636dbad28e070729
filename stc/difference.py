"""What changed between two artifacts, node by node."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any, Literal, NamedTuple

if TYPE_CHECKING:
    from stc.artifact import Artifact

KINDS = ("tables", "quantities", "relations", "claims", "questions", "findings", "rejected")


class Change(NamedTuple):
    """One difference: `+` added, `-` removed, `~` changed; which kind of node, its id, and what it says."""

    sign: Literal["+", "-", "~"]
    kind: str
    id: str
    text: str

    def __str__(self) -> str:
        return f"{self.sign} {self.kind} {self.id}: {self.text}" if self.id else f"{self.sign} {self.kind}: {self.text}"


def diff(old: Artifact, new: Artifact) -> list[Change]:
    """List the changes from `old` to `new`, in the order of the grammar; the same graph gives none.

    Places are compared by what stands there, so that a node which only moved in the text has not changed.

    >>> import stc
    >>> old, new = stc.compile("Tom has 3 apples."), stc.compile("Hello. Tom has 3 apples.")
    >>> [change.sign for change in diff(old, new) if change.kind == "quantity"]
    []
    """
    before, after = _by_key(old), _by_key(new)
    changes = []
    for key in dict.fromkeys((*before, *after)):
        kind, id = key[0], key[1] if key[0] not in ("finding", "rejected") else ""
        was, now = before.get(key), after.get(key)
        if was is None and now is not None:
            changes.append(Change("+", kind, id, _text(now)))
        elif now is None and was is not None:
            changes.append(Change("-", kind, id, _text(was)))
        elif was is not None and now is not None and was != now:
            changes.append(Change("~", kind, id, _changed(was, now)))
    order = {_singular(kind): place for place, kind in enumerate(KINDS)}
    return sorted(changes, key=lambda change: order[change.kind])


def _by_key(artifact: Artifact) -> dict[tuple[str, str], dict[str, Any]]:
    """Give the nodes as plain data by kind and id; findings and rejected nodes, which have none, by all they say."""
    from stc.artifact import plain

    data = plain(artifact.graph)
    found = {}
    for kind in KINDS:
        for node in data.get(kind, ()):
            quoted = _quoted(node, artifact.text)
            found[_singular(kind), node.get("id") or json.dumps(quoted, sort_keys=True)] = quoted
    return found


def _singular(kind: str) -> str:
    return "quantity" if kind == "quantities" else kind.removesuffix("s")


def _quoted(node: dict[str, Any], text: str) -> dict[str, Any]:
    """Put what stands at the node's spans in their place."""
    shown: dict[str, Any] = {}
    for key, value in node.items():
        if key == "span":
            shown["quote"] = text[value[0] : value[1]]
        elif key == "spans":
            shown["quotes"] = [text[start:end] for start, end in value]
        elif key == "labels":
            shown["labels"] = {name: label for name, label in value.items() if name != "cell"}
        else:
            shown[key] = _quoted(value, text) if isinstance(value, dict) else value
    return shown


def _text(node: dict[str, Any]) -> str:
    """Say what a node says, in a line."""
    if "node" in node:
        return f"{node['node']['id']} ({node['reason']}: {node['message']})"
    if "formula" in node:
        return f"{node['left']} = {node['formula']}"
    if "value" in node:
        return f"{node['value']} {node.get('unit', '')}".rstrip() + (f" ({node['about']})" if node.get("about") else "")
    return str(node.get("message") or node.get("text") or node.get("caption") or node.get("about") or "")


def _changed(was: dict[str, Any], now: dict[str, Any]) -> str:
    """Say which fields changed, and from what to what."""
    keys = [key for key in dict.fromkeys((*was, *now)) if was.get(key) != now.get(key)]
    return ", ".join(f"{key} {_short(was.get(key))} -> {_short(now.get(key))}" for key in keys)


def _short(value: object) -> str:
    shown = "none" if value is None else value if isinstance(value, str) else json.dumps(value, ensure_ascii=False)
    shown = " ".join(shown.split())
    return shown if len(shown) <= 60 else shown[:59] + "…"
