"""Merging drafts: one meaning, one node; how many drafts have it; and what happens where they disagree."""

from __future__ import annotations

import random
from pathlib import Path
from time import perf_counter

import pytest
from cases import FIXTURES, cases
from hypothesis import given, settings
from hypothesis import strategies as st

from stc.admit import admit
from stc.check import faults
from stc.expression import parse as read_formula
from stc.expression.fingerprint import cancelled
from stc.frontends.lm.merging import merge
from stc.graph import Draft, Graph, Quantity
from stc.text import parse, show

RULES = cases("merging/rules.txt")
TEN = sorted((FIXTURES / "merging").glob("ten_*.txt"))


def admitted(lines: str, text: str, graph: Graph | None = None) -> Draft:
    """Read a draft in the text form, as a model's, and let it through the door."""
    graph = graph or Graph()
    draft = parse(lines, text)
    kinds = ("quantities", "relations", "claims", "questions")
    ours = {kind: tuple(n.model_copy(update={"by": "model"}) for n in getattr(draft, kind)) for kind in kinds}
    done = admit(draft.model_copy(update=ours), text, graph)
    assert done.rejected == graph.rejected, done.rejected
    held = graph.by_id.keys()
    return Draft(**{kind: tuple(n for n in getattr(done, kind) if n.id not in held) for kind in kinds})


@pytest.mark.parametrize(("title", "parts"), RULES, ids=[title for title, _ in RULES])
def test_rules(title: str, parts: list[str]) -> None:
    text, *lines, expected = parts
    merged = merge([admitted(one, text) for one in lines], text, Graph())
    assert show(merged).splitlines() == expected.splitlines()
    graph = admit(merged, text)
    assert graph.rejected == ()
    assert faults(graph, text, thorough=True) == []


def ten_drafts(path: Path) -> tuple[str, list[Draft]]:
    ((_, (text, *lines)),) = cases(f"merging/{path.name}")
    return text, [admitted(one, text) for one in lines]


def words_of(draft: Draft) -> int:
    """Count what a model reads: the pieces of the short form."""
    return len(show(draft, spans=False).split())


@pytest.mark.parametrize("path", TEN, ids=lambda path: path.stem)
def test_ten_drafts_take_little_more_room_than_one(path: Path) -> None:
    text, drafts = ten_drafts(path)
    assert len(drafts) == 10
    one = sum(map(words_of, drafts)) / 10
    merged = merge(drafts, text, Graph())
    assert words_of(merged) < 2 * one
    assert words_of(merged) < 0.2 * sum(map(words_of, drafts))
    graph = admit(merged, text)
    assert graph.rejected == ()
    assert graph.findings == merged.findings
    assert [node.wordings for node in graph.questions] == [node.wordings for node in merged.questions]
    assert faults(graph, text, thorough=True) == []


def outcome(draft: Draft) -> list[tuple[str, ...]]:
    """Say what is in a draft, whatever its ids and its order."""
    quantities = [("q", str(node.value), node.unit, str(node.support)) for node in draft.quantities]
    relations = [("r", str(node.support), node.basis) for node in draft.relations]
    questions = [("?", str(node.support)) for node in draft.questions]
    findings = [("!", finding.kind, str(finding.spans)) for finding in draft.findings]
    return sorted([*quantities, *relations, *questions, *findings])


@pytest.mark.parametrize("path", TEN, ids=lambda path: path.stem)
def test_the_order_of_drafts_does_not_matter(path: Path) -> None:
    text, drafts = ten_drafts(path)
    expected = outcome(merge(drafts, text, Graph()))
    for seed in range(4):
        random.Random(seed).shuffle(drafts)
        assert outcome(merge(drafts, text, Graph())) == expected


@pytest.mark.parametrize("path", TEN, ids=lambda path: path.stem)
@pytest.mark.parametrize("copies", [1, 2, 5])
def test_equal_drafts_are_one(path: Path, copies: int) -> None:
    text, drafts = ten_drafts(path)
    for draft in drafts[:3]:
        merged = merge([draft] * copies, text, Graph())
        assert {node.support for node in merged.nodes()} == {copies}  # type: ignore[union-attr]
        counted = {
            kind: tuple(node.model_copy(update={"support": copies}) for node in getattr(draft, kind))
            for kind in ("quantities", "relations", "claims", "questions")
        }
        assert show(merged) == show(draft.model_copy(update=counted))


def test_nothing_is_merged_from_nothing() -> None:
    assert merge([], "", Graph()) == Draft()
    assert merge([Draft(), Draft()], "", Graph()) == Draft()


def test_nodes_of_the_graph_are_shared_by_all_drafts() -> None:
    text = "Tom has 5 apples. Ann has twice as many."
    graph = admit(parse('apples_tom_has = 5 apple | "5 apples"', text), text)
    drafts = [
        admitted(lines, text, graph)
        for lines in (
            'ann = 2 * apples_tom_has = ? apple | "twice as many"',
            "anns = apples_tom_has + apples_tom_has = ? apple\nall = apples_tom_has + anns = ? apple\n? All? = all",
        )
    ]
    merged = merge(drafts, text, graph)
    assert [(node.id, node.support) for node in merged.quantities] == [("ann", 2), ("all", 1)]
    grown = admit(merged, text, graph)
    assert grown.rejected == () and grown.quantities[0] == graph.quantities[0]


def test_an_id_of_the_graph_is_not_taken() -> None:
    text = "Tom has 5 apples. Ann has 7."
    graph = admit(parse('apples = 5 apple | "5 apples"', text), text)
    drafts = [admitted(f'anns_{n} = 7 apple | "Ann has 7"', text, graph) for n in range(2)]
    renamed = [
        d.model_copy(update={"quantities": (d.quantities[0].model_copy(update={"id": "apples"}),)}) for d in drafts
    ]
    assert [node.id for node in merge(renamed, text, graph).quantities] == ["apples_2"]


TEXT = "Counts: 2 red, 3 blue, 5 red, 7 old, 11 new ones; twice the red, half the old. Then 3 more came."
SPANS = {"2 red": 2, "3 blue": 3, "5 red": 5, "7 old": 7, "11 new": 11, "3 more": 3}
stated = st.lists(st.sampled_from(sorted(SPANS)), min_size=1, max_size=6, unique=True)
names = st.sampled_from(["red", "blue", "old", "new", "all", "rest"])
shapes = st.sampled_from(
    [
        "{} + {}",
        "{} - {}",
        "{} * {}",
        "2 * {}| twice the red",
        "{} / 2| half the old",
        "max({}, {})",
        "{} - {} / 2| half the old",
    ]
)
abouts = st.sampled_from(["red things", "things in all", "the old ones", ""])


@st.composite
def random_drafts(draw: st.DrawFn) -> Draft:
    """Draw a draft that a careless model might write about TEXT, and let it through the door."""
    ids: list[str] = []
    lines: list[str] = []
    for quote in draw(stated):
        ids.append(f"{draw(names)}_{len(ids)}")
        lines.append(f'{ids[-1]} = {SPANS[quote]} | {draw(abouts)} "{quote}"')
    for _ in range(draw(st.integers(0, 5))):
        id = f"{draw(names)}_{len(ids)}"
        shape, _, quote = draw(shapes).partition("| ")
        formula = shape.format(draw(st.sampled_from(ids)), draw(st.sampled_from(ids)))
        if cancelled(read_formula(formula)) is not None:
            continue
        said = f'| {draw(abouts)} "{quote}"' if quote else f"| {draw(abouts)}"
        lines.append(f"{id} = {formula} {said}")
        ids.append(id)
    for number in range(draw(st.integers(0, 3))):
        asked = draw(st.sampled_from(["How many red?", "How many in all?", "What is the rest?"]))
        lines.append(f'? ask_{number}: "{asked}" = {draw(st.sampled_from(ids))}')
    return admitted("\n".join(lines), TEXT)


@given(st.lists(random_drafts(), min_size=1, max_size=7))
@settings(max_examples=120, deadline=None)
def test_what_is_merged_is_admitted_whole(drafts: list[Draft]) -> None:
    merged = merge(drafts, TEXT, Graph())
    graph = admit(merged, TEXT)
    assert graph.rejected == ()
    assert faults(graph, TEXT, thorough=True) == []
    spans = {node.stated.span for draft in drafts for node in draft.quantities if node.stated}
    assert {node.stated.span for node in merged.quantities if node.stated} == spans
    ids = [node.id for node in merged.nodes()]
    assert len(set(ids)) == len(ids)
    assert all(1 <= node.support <= len(drafts) for node in merged.nodes())  # type: ignore[union-attr]
    values = {node.value for draft in drafts for node in draft.quantities}
    assert {node.value for node in merged.quantities} <= values
    assert all(isinstance(node, Quantity) for node in merged.quantities)


@given(random_drafts(), st.integers(2, 6))
@settings(max_examples=60, deadline=None)
def test_copies_of_a_draft_are_that_draft(draft: Draft, copies: int) -> None:
    merged = merge([draft] * copies, TEXT, Graph())
    alone = merge([draft], TEXT, Graph())
    assert [node.id for node in merged.quantities] == [node.id for node in alone.quantities]
    assert [(node.left, node.formula) for node in merged.relations] == [(n.left, n.formula) for n in alone.relations]
    assert merged.findings == alone.findings == ()


def test_a_hundred_drafts_that_agree_in_little_take_no_time() -> None:
    text = " ".join(f"There are {n} stones of kind k{n}." for n in range(2, 32))
    drafts = []
    for seed in range(100):
        chance = random.Random(seed)
        kinds = chance.sample(range(2, 32), 20)
        lines = [f'k{n} = {n} | stones of kind k{n} "There are {n} stones"' for n in kinds]
        for place in range(15):
            one, other = chance.sample(kinds, 2)
            lines.append(f"d{place} = k{one} {chance.choice('+-*')} k{other} | stones {chance.randrange(9)}")
        drafts.append(admitted("\n".join(lines), text))
    start = perf_counter()
    merged = merge(drafts, text, Graph())
    assert perf_counter() - start < 20  # it takes two seconds where nothing else runs
    assert admit(merged, text).rejected == ()
    assert merged == merge(drafts, text, Graph())
