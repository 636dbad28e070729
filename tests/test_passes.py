"""Every pass by its fixture file: the graph before, the graph after; twice is once; what comes out is sound."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from cases import FIXTURES, cases

from stc import passes
from stc.admit import admit
from stc.check import CheckError, check, faults
from stc.frontends import builtin
from stc.frontends.document import read_document
from stc.graph import Draft, Graph, Quantity, Question, show_exact
from stc.passes import PASSES, Pass, run
from stc.text import parse, show

BY_NAME: dict[str, Pass] = {apply.__name__: apply for apply in PASSES}
ALL = [
    pytest.param(path.stem, parts, id=title)
    for path in sorted((FIXTURES / "passes").glob("*.txt"))
    for title, parts in cases(f"passes/{path.name}")
]


def before_and_after(parts: list[str]) -> tuple[str, Graph, str]:
    """Give text, graph before, lines after; a case without a text gets one that holds its numbers."""
    if len(parts) == 3:
        text, lines, after = parts
    else:
        lines, after = parts
        text = made_up(parse(lines))
    graph = admit(parse(lines, text), text)
    return text, graph, after


def made_up(draft: Draft) -> str:
    """Write each stated number at its span, and spaces elsewhere."""
    ends = [node.stated.span.end for node in draft.quantities if node.stated]
    ends += [table.span.end for table in draft.tables]
    letters = [" "] * (max(ends, default=0) + 1000)
    for node in draft.quantities:
        if node.stated is not None and node.value is not None:
            start, end = node.stated.span
            letters[start:end] = show_exact(node.value).rjust(end - start)
    return "".join(letters)


@pytest.mark.parametrize(("name", "parts"), ALL)
def test_cases(name: str, parts: list[str]) -> None:
    text, graph, after = before_and_after(parts)
    assert graph.rejected == ()
    done = BY_NAME[name](graph, text)
    assert show(done).splitlines() == after.splitlines()
    assert faults(done, text, thorough=True) == []


@pytest.mark.parametrize(("name", "parts"), ALL)
def test_twice_is_once(name: str, parts: list[str]) -> None:
    text, graph, _ = before_and_after(parts)
    done = BY_NAME[name](graph, text)
    assert BY_NAME[name](done, text) == done
    whole = run(graph, text)
    assert run(whole, text) == whole


@pytest.mark.parametrize(("name", "parts"), ALL)
def test_values_stay(name: str, parts: list[str]) -> None:
    """A pass may add and merge, but what still has its id still has its value."""
    text, graph, _ = before_and_after(parts)
    done = {node.id: node for node in run(graph, text).quantities}
    for node in graph.quantities:
        if node.id in done:
            assert (done[node.id].value, done[node.id].unit) == (node.value, node.unit)


def test_every_pass_has_a_fixture_file() -> None:
    assert {path.stem for path in Path(FIXTURES, "passes").glob("*.txt")} == set(BY_NAME)


def test_a_pass_that_breaks_the_graph_is_named() -> None:
    def invent(graph: Graph, text: str) -> Graph:
        return Graph(quantities=(*graph.quantities, Quantity(id="x", value=1)))  # type: ignore[arg-type]

    with pytest.raises(CheckError, match="after invent: values: x: the text does not state its value"):
        run(Graph(), "", passes=(invent,))


def test_the_order_of_a_draft_does_not_change_the_nodes() -> None:
    text = "Tom has 5 apples, Ann 7, Bob 5. Together 17."
    lines = [
        "tom = 5 @8:9 | Tom", "tom_b = 5 @8:9 | Tom", "ann = 7 @22:23 | Ann", "bob = 5 @29:30 | Bob",
        "all = 17 @41:43 | all", "all_is: all == tom_b + ann + bob @32:43", "less = all - bob; by rule",
    ]  # fmt: skip
    seen = set()
    for seed in range(6):
        random.Random(seed).shuffle(lines)
        graph = run(admit(parse("\n".join(lines), text), text), text)
        seen.add(tuple(sorted(line.replace("tom_b", "tom") for line in show(graph).splitlines())))
    assert len(seen) == 1


def test_questions_that_ask_the_same_are_one() -> None:
    text = "5 pens"
    lines = 'pens = 5 pen @0:1\n? q1: "How many pens?" = pens\n? q2: "How many pens?" = pens\n'
    graph = passes.deduplicate(admit(parse(lines, text), text), text)
    assert [node.id for node in graph.questions if isinstance(node, Question)] == ["q1"]
    check(graph, text)


SALES = """| in million dollars | 2019 | 2018 |
|---|---|---|
| Net sales | 120 | 100 |
| Cost of sales | 70 | 60 |
| Other cost | 13 | 12 |

Net sales grew since Eve opened new shops. There were 12 shops in 2019.
"""


def test_what_a_model_adds_is_kept_and_silences_no_rule() -> None:
    rules = admit(builtin.read(read_document(SALES), "en"), SALES)
    alone = run(rules, SALES)
    lines = """
        growth = net_sales_2019 - net_sales_2018 = 20 million $; by model; support 2 | growth of net sales
        growth_again = net_sales_2019 - net_sales_2018 = 20 million $; by model; support 1 | what net sales gained
        shops = 12 shop; by model; support 3 | shops Eve has "12 shops"
        a_shop = net_sales_2019 / shops = 10 million $/shop; by model; support 1 | net sales of a shop
        claim why "Eve opened new shops"; by model; support 2
        ? q1: "How much did net sales grow?"; also "What is the growth of net sales?"; by model; support 2 = growth
        ? q2: "Why did net sales grow?"; by model; support 2 = claim why
    """
    given = admit(parse(lines, SALES), SALES, rules)
    assert given.rejected == ()
    done = run(given, SALES)
    ours = [node for node in given.nodes() if getattr(node, "by", "") == "model"]
    assert len(ours) == 10
    assert all(done.by_id[node.id] == node for node in ours)
    assert {node.text for node in alone.questions} <= {node.text for node in done.questions}
    assert [node.id for node in done.questions[:2]] == ["q1", "q2"]
    assert done.findings == alone.findings
    derived = [{node.id for node in graph.quantities if node.by == "rule"} for graph in (alone, done)]
    assert derived[0] == derived[1]
