"""Wordings that a model wrote: which are kept, which are dropped with a finding; recall answers by the kept."""

from __future__ import annotations

import pytest

import stc
from stc.admit import admit
from stc.artifact import Artifact, dumps, loads
from stc.graph import Draft, FormulaTarget, Graph, Quantity, Question, Span, Stated
from stc.runtime.answer import Answer, Pass
from stc.runtime.recall import recall
from stc.runtime.view import View
from stc.words.alike import differs

ALIKE = [
    ("How many tennis balls are there?", "What is the number of tennis balls?"),
    ("How much does Janet make every day at the market?", "What is Janet's daily income from the market?"),
    ("How many eggs are left to sell?", "How many eggs remain to be sold?"),
    ("How many hours does she work in a week?", "What are her weekly hours of work?"),
    ("What is the total cost of the apples?", "How much do the apples cost in total?"),
    ("Who bought the house?", "Which person bought the house?"),
    ("When was the plant closed?", "In which year was the plant closed?"),
    ("What was total revenue in 2019?", "How much was total revenue for the year 2019?"),
    ("How many days are there in 2 weeks?", "How many days are in two weeks?"),
    ("How much did Ann pay Bob?", "What amount did Ann pay to Bob?"),
]

OTHER = [
    ("How many apples were there before noon?", "How many apples were there after noon?"),
    ("How many did she buy?", "How many did she sell?"),
    ("What is his profit?", "What is his revenue?"),
    ("What did Ann's shop earn?", "What did Bob's shop earn?"),
    ("Ann's apples?", "Bob's apples?"),
    ("How many apples does Ann have?", "How many apples does she have?"),
    ("How much did Ann pay Bob?", "How much did Bob pay Ann?"),
    ("How many coins did the boy give the girl?", "How many coins did the girl give the boy?"),
    ("How many more apples than pears?", "How many more pears than apples?"),
    ("How many more apples are there?", "How many fewer apples are there?"),
    ("How much is it per day?", "How much is it per week?"),
    ("What was net income?", "What was gross income?"),
    ("How many apples are there in total?", "How many apples are there on average?"),
    ("Why was the plant closed?", "When was the plant closed?"),
    ("How many guests didn't come?", "How many guests came?"),
    ("What was revenue in 2019?", "What was revenue in 2018?"),
    ("What was revenue in 2019?", "What was revenue?"),
    ("What was revenue in Q3 2019?", "What was revenue in Q2 2019?"),
    ("How much are 3 apples?", "How much are 4 apples?"),
    ("How many balls were there at the start?", "How many balls were there at the end?"),
    ("What share of sales was online?", "What sales were online?"),
    ("How many would be left if she sold all?", "How many would be left?"),
    ("How many eggs are there?", "What does the farm earn?"),
]


@pytest.mark.parametrize(("question", "wording"), ALIKE)
def test_wordings_of_one_question(question: str, wording: str) -> None:
    assert differs(question, wording) == differs(wording, question) == ""


@pytest.mark.parametrize(("question", "wording"), OTHER)
def test_wordings_of_two_questions(question: str, wording: str) -> None:
    assert differs(question, wording)
    assert differs(wording, question)


TEXT = "Before noon Ann had 9 red balls among 20 balls; after noon Ann had 4 red balls."


def stated(id: str, number: str, about: str) -> Quantity:
    start = TEXT.index(number)
    return Quantity(
        id=id, about=about, unit="ball", value=int(number), stated=Stated(span=Span(start, start + len(number)))
    )


QUANTITIES = (
    stated("early", "9", "red balls Ann had before noon"),
    stated("balls", "20", "balls Ann had before noon"),
    stated("late", "4", "red balls Ann had after noon"),
)


def asked(*wordings: str, text: str = "How many red balls did Ann have before noon?", by: str = "model") -> Question:
    made = Question(id="q", text=text, wordings=wordings, target=FormulaTarget(formula="early", unit="ball"))
    return made.model_copy(update={"by": by})


def admitted(*questions: Question) -> Graph:
    return admit(Draft(quantities=QUANTITIES, questions=questions), TEXT)


GOOD = "What number of red balls had Ann before noon?"
BAD = ("How many red balls did Ann have after noon?", "How many balls did Ann have before noon?", "Red balls of Ann?")


def test_recall_answers_by_the_wordings_that_a_model_wrote() -> None:
    graph = admitted(asked(GOOD))
    answer = recall(f"Please tell me {GOOD.lower()}", View(graph, TEXT))
    assert isinstance(answer, Answer)
    assert (answer.value, answer.how, answer.tokens.total) == (9, "recalled", 0)
    assert not graph.findings


@pytest.mark.parametrize("wording", BAD)
def test_a_wording_that_asks_something_else_is_dropped_with_a_finding(wording: str) -> None:
    graph = admitted(asked(GOOD, wording))
    assert graph.questions[0].wordings == (GOOD,)
    (finding,) = graph.findings
    assert finding.nodes == ("q",)
    assert repr(wording) in finding.message
    view = View(graph, TEXT)
    assert isinstance(recall(wording, view), Pass)
    assert isinstance(recall(GOOD, view), Answer)


def test_a_users_wordings_are_his_own() -> None:
    graph = admitted(asked(*BAD, by="user"))
    assert (graph.questions[0].wordings, graph.findings) == (BAD, ())


def test_a_dropped_wording_grounds_no_number() -> None:
    text = "How many red balls were there before noon?"
    question = asked("How many red balls were there before noon on 5 days?", text=text)
    graph = admitted(question.model_copy(update={"target": FormulaTarget(formula="early * 5")}))
    assert not graph.questions
    assert graph.rejected[0].reason == "ungrounded-literal"


def test_admitting_again_and_reading_the_file_again_change_nothing() -> None:
    question = asked(GOOD, *BAD)
    graph = admitted(question)
    assert admit(Draft(quantities=QUANTITIES, questions=(question,)), TEXT, graph) == graph
    read = loads(dumps(Artifact(TEXT, graph, "balls", {})))
    assert read.graph == graph


def test_a_model_does_not_outvote_a_rule() -> None:
    rule = asked(by="rule")
    other = asked().model_copy(update={"id": "m", "target": FormulaTarget(formula="late", unit="ball")})
    outcome = recall(rule.text, View(admitted(rule, other), TEXT))
    assert isinstance(outcome, Pass)
    assert "mean different things" in outcome.message
    same = asked().model_copy(update={"id": "m", "target": FormulaTarget(formula="balls - 11", unit="ball")})
    graph = admitted(rule)
    graph = graph.model_copy(update={"questions": (*graph.questions, same)})
    answer = recall(rule.text, View(graph, TEXT))
    assert isinstance(answer, Answer)
    assert answer.value == 9


def test_two_questions_of_a_model_that_sound_alike_answer_neither() -> None:
    one = asked("What number of balls?", text="Number of red balls?")
    other = one.model_copy(update={"id": "m", "target": FormulaTarget(formula="late", unit="ball")})
    assert isinstance(recall("number of red balls", View(admitted(one, other), TEXT)), Pass)


def test_a_user_stands_above_a_model() -> None:
    model = asked()
    user = asked(by="user").model_copy(update={"id": "u", "target": FormulaTarget(formula="late", unit="ball")})
    for questions in ((model, user), (user, model)):
        answer = recall(model.text, View(admitted(*questions), TEXT))
        assert isinstance(answer, Answer)
        assert answer.value == 4


def test_the_chain_recalls_what_a_model_anticipated() -> None:
    artifact = Artifact(TEXT, admitted(asked(GOOD)), "balls", {})
    assert stc.ask(artifact, GOOD).how == "recalled"
