"""A small text with a model's draft of it, and what tests of compiling with a model share."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from chat_server import ChatServer, Reply, Request, Said

import stc
from stc.artifact import dumps, loads
from stc.models import estimate_tokens

TEXT = "Mara baked 24 rolls in the morning. A quarter of them burned. Each roll that was left sold for $2.\n"
DRAFT: dict[str, Any] = {
    "quantities": [
        {"id": "rolls", "about": "rolls Mara baked", "quote": "baked 24 rolls", "value": "24", "unit": "roll"},
        {"id": "price", "about": "price of a roll", "quote": "sold for $2", "value": "2", "unit": "$/roll"},
        {"id": "burned", "about": "burned rolls", "unit": "roll"},
        {"id": "left", "about": "rolls left", "unit": "roll"},
    ],
    "relations": [
        {"left": "burned", "formula": "rolls / 4", "quote": "A quarter of them burned"},
        {"left": "left", "formula": "rolls - burned", "quote": "A quarter of them burned"},
    ],
    "questions": [{"question": "How many rolls burned?", "wordings": ["How many were lost?"], "formula": "burned"}],
}
WRONG = {"left": "burned", "formula": "rolls / 5", "quote": "A quarter of them burned"}
TABLE = """# Bakery

| Rolls sold | 2023 | 2024 |
|------------|------|------|
| Plain      | 100  | 130  |
| Seeded     | 40   | 50   |

Plain rolls cost half as much as seeded ones.
"""


def metered(reply: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
    """Let the server count tokens as the budget estimates them before a call."""

    def metering(request: Request) -> Reply:
        answer = reply(request)
        text = json.dumps(answer)
        given = sum(estimate_tokens(message["content"]) for message in request["messages"])
        return Said(text, usage={"prompt_tokens": given, "completion_tokens": estimate_tokens(text)})

    return metering


def compiled(server: ChatServer, text: str = TEXT, **options: Any) -> stc.Artifact:
    """Compile with the server's model, and check what must always hold: the file can be read back."""
    artifact = stc.compile(text, lm="openai/test", api_base=server.url, **options)
    assert loads(dumps(artifact)).graph == artifact.graph
    return artifact


def by_model(artifact: stc.Artifact) -> dict[str, Any]:
    return {node.id: node for node in artifact.graph.nodes() if getattr(node, "by", "") == "model"}


def reasons(artifact: stc.Artifact) -> list[str]:
    return sorted(one.reason for one in artifact.graph.rejected if one.node.by == "model")


def value_of(artifact: stc.Artifact, words: str) -> Any:
    """Give the value of the quantity that is about these words."""
    (found,) = (node for node in artifact.graph.quantities if node.about == words)
    return found.value
