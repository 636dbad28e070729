"""Retrieval: which nodes a question gets to see, in which order, and what is left out."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

import stc
from stc.admit import admit
from stc.graph import Claim, FormulaTarget, Graph, Question, Span
from stc.runtime.retrieve import CLAIMS, QUESTIONS, fitness, retrieve
from stc.runtime.view import View, view_of
from stc.text import parse, show
from tests.chat_server import ChatServer

TOWNS = ("Arden", "Bexley", "Corby", "Dover", "Epsom", "Fowey", "Goole", "Hythe")
THINGS = ("bakery", "school", "bridge", "harbour", "library")
TEXT = "".join(
    f"\n## {town}\n\n| Costs in dollars | 2019 | 2018 |\n|---|---|---|\n"
    + "".join(
        f"| {town} {thing} | {100 * row + 7 * place + 5} | {90 * row + place} |\n"
        for place, thing in enumerate(THINGS, 1)
    )
    + f"| Total {town} | {500 * row + 7 * 15 + 25} | {450 * row + 15} |\n"
    for row, town in enumerate(TOWNS, 1)
)
VIEW = view_of(stc.compile(TEXT))


def ids(graph: Graph) -> list[str]:
    return [node.id for node in graph.quantities]


def test_all_nodes_where_they_are_few() -> None:
    view = view_of(stc.compile("The bakery sold 40 loaves on Monday and 25 loaves on Tuesday."))
    assert retrieve("How far is the moon?", view).quantities == view.graph.quantities


def test_the_nodes_of_the_question_where_they_are_many() -> None:
    assert len(VIEW.graph.quantities) > 60
    found = retrieve("By how much did the Dover library's costs grow from 2018 to 2019?", VIEW, limit=6)
    assert len(found.quantities) == 6
    assert {"dover_library_2019", "dover_library_2018"} <= set(ids(found))
    assert {table.id for table in found.tables} == {node.labels.table for node in found.quantities}


def test_rare_words_weigh_more_than_years() -> None:
    found = retrieve("What was the Goole harbour in 2019 in 2018?", VIEW, limit=2)
    assert set(ids(found)) == {"goole_harbour_2019", "goole_harbour_2018"}


def test_what_a_rule_works_out_of_other_nodes_is_left_out() -> None:
    stated = [node.id for node in VIEW.graph.quantities if node.stated]
    assert len(stated) < len(VIEW.graph.quantities)
    assert ids(retrieve("?", VIEW, limit=500)) == stated


def test_relations_are_left_out_since_the_values_are_there() -> None:
    assert VIEW.graph.relations
    assert not retrieve("?", VIEW, limit=500).relations


def test_what_follows_is_chosen_by_its_words_and_what_has_no_value_is_not() -> None:
    text = "Red has 3 apples, green has 4 apples, in sum. " + " ".join(f"{n} pears" for n in range(50))
    lines = ['a = 3 apple @"3 apples"', 'b = 4 apple @"4 apples"', "both = ? apple", "crates = ?"]
    lines += ['both_is: both == a + b @"in sum"']
    lines += [f'filler_{number} = {number} pear @"{number} pears"#1' for number in range(50)]
    view = View(admit(parse("\n".join(lines), text), text), text)
    assert not view.graph.rejected
    assert "both" in ids(retrieve("How many apples have both?", view, limit=1))
    assert "crates" not in ids(retrieve("How many crates are there?", view, limit=500))


def test_findings_rejected_nodes_and_questions_of_rules_are_left_out() -> None:
    text = "Sales were 3 apples in 2018."
    graph = admit(parse('x = 9 apple @"3"\nsales = 3 apple @"3 apples"#1; about "sales 2018"', text), text)
    view = View(graph, text)
    assert graph.rejected
    found = retrieve("What were sales?", view)
    assert (found.rejected, found.findings, found.questions) == ((), (), ())


def test_questions_of_a_model_stay_unless_they_only_look_up() -> None:
    text = "3 apples, 4 apples"
    graph = admit(parse('a = 3 apple @"3 apples"\nb = 4 apple @"4 apples"', text), text)
    asked = [
        Question(id="q1", text="How many a?", target=FormulaTarget(formula="a"), by="model"),
        Question(id="q2", text="How many in all?", target=FormulaTarget(formula="a + b"), by="model"),
        Question(id="q3", text="How many of both?", target=FormulaTarget(formula="a + b"), by="rule"),
    ]
    graph = graph.model_copy(update={"questions": tuple(asked)})
    assert [question.id for question in retrieve("What?", View(graph, "")).questions] == ["q2"]
    many = tuple(asked[1].model_copy(update={"id": f"m{n}", "text": f"How many word{n}?"}) for n in range(40))
    view = View(graph.model_copy(update={"questions": many}), "")
    found = [question.id for question in retrieve("How many word31?", view).questions]
    assert len(found) == QUESTIONS and "m31" in found


def test_claims_are_chosen_by_their_words_and_keep_their_order() -> None:
    sentences = [f"The {thing} of {town} was opened by the mayor. " for town in TOWNS for thing in THINGS]
    text, claims, start = "".join(sentences), [], 0
    for number, sentence in enumerate(sentences):
        claims.append(Claim(id=f"c{number}", text=sentence.strip(), span=Span(start, start + len(sentence) - 1)))
        start += len(sentence)
    view = View(Graph(claims=tuple(claims)), text)
    found = retrieve("Who opened the library of Hythe?", view).claims
    assert len(found) == CLAIMS
    assert [claim for claim in claims if claim in found] == list(found)
    assert any("library of Hythe" in claim.text for claim in found)


@given(st.lists(st.sampled_from([*TOWNS, *THINGS, "2019", "total", "the"]), max_size=6), st.integers(1, 40))
def test_the_order_is_the_graphs_and_the_choice_is_the_same_each_time(words: list[str], limit: int) -> None:
    question = " ".join(words)
    found = retrieve(question, VIEW, limit)
    place = {node.id: index for index, node in enumerate(VIEW.graph.quantities)}
    assert [place[id] for id in ids(found)] == sorted(place[id] for id in ids(found))
    assert len(found.quantities) <= limit
    assert found == retrieve(question, View(VIEW.graph, VIEW.text), limit)
    assert show(parse(show(found), TEXT)) == show(found), "what is found is a graph that can be written and read"


def test_fitness_counts_the_words_that_a_text_holds() -> None:
    assert fitness("What did the Dover harbour cost in 2019?", VIEW) > fitness("What did the Ripon mill cost?", VIEW)


def test_the_sum_of_a_long_column_is_not_that_of_the_cells_which_were_shown() -> None:
    rows = "\n".join(f"| Item {number} | {number * 3} | {number * 5} |" for number in range(1, 81))
    view = view_of(stc.compile(f"# Sales\n\n| thing | 2019 | 2018 |\n|---|---|---|\n{rows}\n"))
    question = "What do all things that have a number come to in 2019?"
    shown = [node for node in retrieve(question, view).quantities if node.labels.cell and node.labels.cell[1] == 1]
    line = " + ".join(node.id for node in shown)
    assert 3 <= len(shown) < 80
    with ChatServer([line, f"Formula: {line}\nAnswer: {sum(int(node.value or 0) for node in shown)}"]) as server:
        answer = stc.ask(view, question, lm="openai/m", api_base=server.url)
    assert server.count == 2
    assert not answer.known
    assert "were not shown" in answer.reason


@pytest.mark.parametrize(
    ("question", "shown"),
    [
        ("How many visitors came?", False),
        ("What was the change in visitors?", False),
        ("What caused the change in visitors?", True),
        ("Why did the number of visitors increase?", True),
        ("Which gate has the largest number of visitors?", True),
    ],
)
def test_claims_are_for_questions_that_words_answer(question: str, shown: bool) -> None:
    text = "The gate was widened, so more visitors came."
    graph = Graph(claims=(Claim(id="wide", text=text, span=Span(0, len(text))),))
    assert bool(retrieve(question, View(graph, text)).claims) == shown
