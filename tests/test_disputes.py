"""Answers that rest on numbers which a text disputes say so; others, and notes, do not bother anybody."""

from __future__ import annotations

import pytest
from chat_server import ChatServer

import stc
from stc.artifact import Artifact
from stc.graph import Finding, Graph
from stc.runtime.answer import Answer

REPORT = """# Report 2024

| (in thousands) | 2024 | 2023 | 2022 |
|---|---|---|---|
| Rent | 100 | 90 | 80 |
| Wages | 200 | 180 | 160 |
| Energy | 37 | 35 | 33 |
| Total costs | 387 | 305 | 273 |
"""


@pytest.fixture(scope="module")
def artifact() -> Artifact:
    artifact = stc.compile(REPORT, lm="none")
    assert [one.kind for one in artifact.graph.findings] == ["total"]
    return artifact


def disputed(answer: Answer) -> list[str]:
    assert answer.known
    return [step for step in answer.steps if step.startswith("disputed: ")]


def finding(artifact: Artifact, kind: str, *nodes: str) -> Artifact:
    found = Finding.model_validate({"kind": kind, "message": "one says so, one otherwise", "nodes": nodes})
    graph: Graph = artifact.graph.model_copy(update={"findings": (found,)})
    return Artifact(artifact.text, graph, "report", {})


@pytest.mark.parametrize(
    "question", ["What were total costs in 2024?", "What was the change in total costs from 2023 to 2024?"]
)
def test_an_answer_with_a_total_that_misses_its_parts_tells_of_it(artifact: Artifact, question: str) -> None:
    (told,) = disputed(stc.ask(artifact, question, budget="none"))
    assert told.endswith("but its parts give 337 thousand: 50 thousand apart")


@pytest.mark.parametrize("question", ["What was rent in 2024?", "What were total costs in 2023?"])
def test_an_answer_without_the_disputed_number_does_not(artifact: Artifact, question: str) -> None:
    assert not disputed(stc.ask(artifact, question, budget="none"))


@pytest.mark.parametrize(("kind", "told"), [("contradiction", 1), ("ambiguous", 1), ("total", 1), ("note", 0)])
def test_notes_are_not_told(artifact: Artifact, kind: str, told: int) -> None:
    answer = stc.ask(finding(artifact, kind, "rent_2024"), "What was rent in 2024?", budget="none")
    assert len(disputed(answer)) == told
    assert answer.value == 100


def test_what_a_derived_number_rests_on_is_looked_through(artifact: Artifact) -> None:
    assert artifact.graph.by_id["rent_2024_change"].stated is None
    with ChatServer("rent_2024_change * 2") as server:
        marked = finding(artifact, "contradiction", "rent_2023")
        answer = stc.ask(marked, "Twice what rent grew by?", lm="openai/test", api_base=server.url)
    assert (answer.value, answer.ids) == (20, ("rent_2024_change",))
    assert disputed(answer)


def test_a_composed_answer_tells_as_well_and_the_model_is_not_shown(artifact: Artifact) -> None:
    with ChatServer("rent_2024 + wages_2024") as server:
        options = {"lm": "openai/test", "api_base": server.url}
        plain = stc.ask(finding(artifact, "note", "rent_2024"), "Which sum do both come to?", **options)
        marked = stc.ask(finding(artifact, "ambiguous", "rent_2024"), "Which sum do both come to?", **options)
        first, second = server.requests
    assert (plain.how, marked.how) == ("composed", "composed")
    assert (len(disputed(plain)), len(disputed(marked))) == (0, 1)
    assert first["messages"] == second["messages"]
