"""Recall: what the normal form of a question makes one, what it keeps apart, and when nothing is recalled."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stc.graph import FormulaTarget, Graph, Period, PeriodTarget, Quantity, Question, Relation, Span, Stated
from stc.runtime.answer import Answer, Pass
from stc.runtime.recall import recall
from stc.runtime.view import View
from stc.words import tokens
from stc.words.lists import NEVER_STOPPED
from stc.words.wording import normal_form

SAME = [
    "What were Acme's total sales in 2019?",
    "what was the total sales of Acme in 2019",
    "In 2019, what were the total sales of Acme?",
    "How much were the total sales of Acme for the year 2019?",
    "Could you tell me Acme's total sales during 2019, please?",
    "Tell me what the total sales of Acme were in 2019.",
    "What's the total sales of Acme for 2019??",
    "total sales of Acme 2019",
    "PLEASE GIVE ME THE TOTAL SALES OF ACME IN 2019",
]

SAME_CHANGE = [
    "What was the percentage change in net sales from 2018 to 2019?",
    "What is the percent change in net sales between 2018 and 2019?",
    "What was the % change of net sales from 2018 to 2019?",
]

TURNS = [*sorted(NEVER_STOPPED - {"me"}), "2017", "$5", "5", "%", "Bob's", "if she had", "-1", "<", "quarterly", "Q1"]

ASKING = ("tell", "give", "me", "could", "you", "year", "during")  # words that only introduce the question or a time

DIFFERENT = [
    ("What did Ann lose?", "What did Ann keep?"),
    ("What were sales - returns in 2019?", "What were sales returns in 2019?"),
    ("What were sales + returns in 2019?", "What were sales - returns in 2019?"),
    ("What were gross sales in 2019?", "What were net sales in 2019?"),
    ("How much did Ann pay Bob?", "How much did Bob pay Ann?"),
    ("How much did Ann get from Bob?", "How much did Bob get from Ann?"),
    ("What was income before tax?", "What was income after tax?"),
    ("What is the rent per day?", "What is the rent per week?"),
    ("How many does Ann have?", "How many would Ann have if she had 2 more?"),
    ("How many apples did Tom lose?", "How many apples didn't Tom lose?"),
    ("What were sales in 2019?", "What were sales before 2019?"),
    ("What were sales in 2019?", "What were sales since 2019?"),
    ("What were sales in 2019?", "What were sales by 2019?"),
    ("What were sales in 2019?", "What were sales at the end of 2019?"),
    ("What were sales in 2019?", "What were sales excluding 2019?"),
    ("What were sales in 2019?", "What were sales in Q3 2019?"),
    ("What were sales in Q2 2019?", "What were sales in Q3 2019?"),
    ("What were sales in June 2019?", "What were sales in July 2019?"),
    ("What was the change in sales from 2018 to 2019?", "What was the change in sales from 2019 to 2018?"),
    ("What was the change in sales from 2018 to 2019?", "What was the percentage change in sales from 2018 to 2019?"),
    ("What was the increase in sales from 2018 to 2019?", "What was the decrease in sales from 2018 to 2019?"),
    ("What was the average of sales in 2018 and 2019?", "What was the total of sales in 2018 and 2019?"),
    ("What was Ann's brother's income?", "What was Ann's income?"),
    ("What is the brother of Ann?", "What is Ann of the brother?"),
    ("How many scored at least 5?", "How many scored exactly 5?"),
    ("How many more apples than pears?", "How many more pears than apples?"),
    ("How many samples are > 5?", "How many samples are < 5?"),
    ("What was sales of shops opened in 2018?", "What was sales in 2018 of shops opened?"),
    ("Was revenue 5?", "What was revenue 5?"),
    ("Which year had sales?", "What sales?"),
    ("How many students are there?", "How much are students?"),
]


def test_wordings_of_one_question() -> None:
    assert {normal_form(question) for question in SAME} == {"what total sale of acme @2019"}
    assert {normal_form(question) for question in SAME_CHANGE} == {"what percent change in net sale @2018..2019"}


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_questions_that_differ(one: str, other: str) -> None:
    assert normal_form(one) != normal_form(other)


@settings(max_examples=400)
@given(st.sampled_from(SAME + SAME_CHANGE), st.sampled_from(TURNS), st.integers(0, 20))
def test_no_word_that_turns_a_meaning_can_be_slipped_in(question: str, turn: str, place: int) -> None:
    parts = question.split()
    place %= len(parts) + 1
    turned = " ".join([*parts[:place], turn, *parts[place:]])
    assert normal_form(turned) != normal_form(question)


@given(st.sampled_from(SAME + SAME_CHANGE), st.integers(0, 20))
def test_no_content_word_can_be_left_out(question: str, place: int) -> None:
    parts = question.split()
    place %= len(parts)
    if tokens(parts[place]) and parts[place].lower() not in ASKING:
        assert normal_form(" ".join([*parts[:place], *parts[place + 1 :]])) != normal_form(question)


LITTLE_WORDS = "what be the of in for 2019 2018 from to Ann 's sales tell me please as q3 31 december how much did by"


@given(st.text(max_size=80))
def test_any_text_has_a_normal_form(text: str) -> None:
    assert normal_form(text) == normal_form(f"  {text}  ")


@given(st.lists(st.sampled_from(LITTLE_WORDS.split())))
def test_any_little_words_have_a_normal_form(words: list[str]) -> None:
    normal_form(" ".join(words))


def test_recalls_with_working_and_evidence() -> None:
    answer = recall("Tell me the change in sales between 2018 and 2019", VIEW)
    assert isinstance(answer, Answer)
    assert (answer.value, answer.unit, answer.how) == (Fraction(2), "apple", "recalled")
    assert answer.formula == "new - old"
    assert [item.quote for item in answer.evidence] == ["5", "3"]


def test_recalls_a_period() -> None:
    answer = recall("in which year were the sales highest", VIEW)
    assert isinstance(answer, Answer)
    assert answer.value == Period(label="2019")
    assert str(answer) == "2019"


@pytest.mark.parametrize("question", ["What was the change in sales?", "What were net sales in 2019?", "", "?"])
def test_passes_on_what_was_not_anticipated(question: str) -> None:
    outcome = recall(question, VIEW)
    assert isinstance(outcome, Pass)
    assert outcome.code == "not-asked"


def test_two_questions_that_sound_alike_answer_neither() -> None:
    twins = (_ask("a", "What were sales in 2019?", "new"), _ask("b", "Sales for 2019?", "old"))
    outcome = recall("What was sales in 2019?", View(GRAPH.model_copy(update={"questions": twins}), TEXT))
    assert isinstance(outcome, Pass)
    assert "mean different things" in outcome.message


def test_a_user_stands_above_a_rule() -> None:
    twins = (
        _ask("a", "What were sales in 2019?", "new"),
        _ask("b", "Sales for 2019?", "old").model_copy(update={"by": "user"}),
    )
    answer = recall("What was sales in 2019?", View(GRAPH.model_copy(update={"questions": twins}), TEXT))
    assert isinstance(answer, Answer)
    assert answer.value == 3


def _ask(id: str, text: str, formula: str) -> Question:
    return Question(id=id, text=text, target=FormulaTarget(formula=formula, unit="apple"))


TEXT = "Sales were 3 apples in 2018 and 5 apples in 2019."
GRAPH = Graph(
    quantities=(
        Quantity(id="old", about="sales 2018", unit="apple", value=Fraction(3), stated=Stated(span=Span(11, 12))),
        Quantity(id="new", about="sales 2019", unit="apple", value=Fraction(5), stated=Stated(span=Span(32, 33))),
        Quantity(id="grown", about="change in sales", unit="apple", value=Fraction(2), by="rule"),
    ),
    relations=(
        Relation(id="grown_is", left="grown", formula="new - old", basis="definition", rule="change", by="rule"),
    ),
    questions=(
        _ask("q1", "What was the change in sales from 2018 to 2019?", "grown"),
        Question(
            id="q2",
            text="In which year were sales highest?",
            target=PeriodTarget(period=Period(label="2019"), rests_on=("new", "old")),
        ),
    ),
)
VIEW = View(GRAPH, TEXT)
