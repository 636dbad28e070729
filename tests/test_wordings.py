"""Wordings that a model wrote: which are kept, which are left out; recall answers by those that are kept."""

from __future__ import annotations

import pytest

import stc
from stc.admit import admit
from stc.admit.wordings import other_question
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
    ("How many pears did Ann pick on Monday?", "How many pears did Ann pick on Monday altogether?"),
    (
        "How many hours of TV did Max watch on Monday and Friday?",
        "How many hours did Max watch TV on Friday and Monday?",
    ),
    ("How many minutes does Rita need to wash 9 cars?", "How long will it take Rita to wash 9 cars?"),
    ("How many days does the hay last?", "How long does the hay last?"),
    ("How many miles does Rita walk every day?", "How far does Rita walk every day?"),
    ("How much money does Rita make this week?", "How many dollars does Rita earn in total this week?"),
    ("How much water is in the tank?", "How many liters of water are in the tank?"),
    (
        "What percentage of all calves of Max and Rita are brown?",
        "What percent of the calves of Rita and Max are brown?",
    ),
    ("How many pupils like to row or dance?", "What is the total number of pupils who like to row or dance?"),
    ("How old is Rita now?", "How many years old is Rita?"),
    ("What is the sum of the ages of Max and Rita now?", "How old are Rita and Max together?"),
    ("How many clams can Rita open in 4 minutes?", "How many clams does Rita open in 4 minutes?"),
    (
        "How many more hours of TV did Max watch on Monday than on Friday?",
        "How much longer did Max watch TV on Monday than on Friday?",
    ),
    ("How many plants will Rita give to friends?", "How many plants will Rita give away to friends?"),
    ("How many of Max's calves have no spots?", "How many calves without spots does Max have?"),
]

PRONOUN = [
    ("How much money does Rita earn this week?", "How much money does she earn this week?"),
    ("How many hours did Max watch TV on Monday?", "How long did he watch TV on Monday?"),
]

OTHER = [
    ("How many apples were there before noon?", "How many apples were there after noon?"),
    ("How many did she buy?", "How many did she sell?"),
    ("What is his profit?", "What is his revenue?"),
    ("What did Ann's shop earn?", "What did Bob's shop earn?"),
    ("Ann's apples?", "Bob's apples?"),
    ("How much did Ann pay Bob?", "How much did she pay Bob?"),
    ("How many apples do Ann and Bob have?", "How many apples do they have?"),
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
    ("How much does Rita earn this week before tips?", "How much does Rita earn this week without tips?"),
    ("How much does Rita earn this week?", "How much does Rita earn this week including tips?"),
    ("How many clams can Rita open in 11 minutes?", "How many clams can Rita open in the time in which she fries 25?"),
    ("How many pupils like to row?", "How many pupils do not like to row?"),
    ("How many calves have spots?", "How many calves have spots after the visit?"),
    ("How many calves does Rita have?", "How many calves does Rita have now?"),
    ("How old is Rita now?", "How old will Rita be?"),
    ("How many plants did Rita get?", "How many plants did Rita get yesterday?"),
    ("How much does Rita earn?", "How much does Rita earn this week?"),
    ("How much does Rita earn this week?", "How much does Rita earn this month?"),
    ("How many calls did Rita make on Monday?", "How many calls did Rita make on Friday?"),
    ("How many hours does Rita need?", "How many minutes does Rita need?"),
    ("How long is the rope?", "How many dollars is the rope?"),
    ("How much money does Rita need?", "How many hours does Rita need?"),
    ("How much flour does Rita need?", "How many dollars does Rita need?"),
    ("How many eggs does Rita need?", "How many eggs does Rita use?"),
    ("How much does the pen cost?", "How much do the pens cost in total?"),
    ("How much does a pen cost?", "How much do all pens cost together?"),
    ("How many pages per day does Rita read?", "How many pages does Rita read in total?"),
    ("How much is the subtotal?", "How much is the total?"),
    ("How many pens can Rita buy?", "How many pens could Rita buy?"),
    ("How many pens would Rita have?", "How many pens does Rita have?"),
    ("How much more did Ann pay Bob than Tom?", "How much more did Bob pay Ann than Tom?"),
    ("How many more pens has Ann than Bob?", "How many more pens has Bob than Ann?"),
    ("How many more pens has Ann on Monday than on Friday?", "How many more pens has Ann on Friday than on Monday?"),
    ("How many times as many pens has Ann as Bob?", "How many times as many pens has Bob as Ann?"),
    ("How many miles is it from Rome to Bonn?", "How many miles is it from Bonn to Rome?"),
    ("How many hours from Monday to Friday?", "How many hours from Friday to Monday?"),
    ("How many pens did Ann buy from Bob?", "How many pens did Bob buy from Ann?"),
    ("How many friends of Ann know Bob?", "How many friends of Bob know Ann?"),
    ("How many pupils row or dance?", "How many pupils row and dance?"),
    ("What is the highest price?", "What is the average price?"),
    ("How many pens did Ann keep?", "How many pens did Ann lose?"),
    ("How many plants did she give away?", "How many plants did she throw away?"),
    ("How many adults came?", "How many people came in total?"),
    ("How many hens and ducks does Ann have?", "How many hens does Ann have in total?"),
    ("How many boys and girls are there?", "How many boys are there?"),
    ("How much did the child pay?", "How much did all children pay?"),
    ("How many hours did Ann work on weekdays?", "How many hours did Ann work in total?"),
    ("How many red balls are there?", "How many blue balls are there?"),
    ("How many red and blue balls are there in total?", "How many balls are there in total?"),
    ("How old was Ann?", "How old is Ann now?"),
    ("How many seats are taken?", "How many seats are free?"),
    ("How long does it take to fill the tank?", "How long does it take to empty the tank?"),
    ("How many dollars did Ann spend?", "How many dollars did Ann have?"),
]


@pytest.mark.parametrize(("question", "wording"), ALIKE)
def test_wordings_of_one_question(question: str, wording: str) -> None:
    assert differs(question, wording) == differs(wording, question) == ""


@pytest.mark.parametrize(("question", "wording"), OTHER)
def test_wordings_of_two_questions(question: str, wording: str) -> None:
    assert differs(question, wording)
    assert differs(wording, question)


@pytest.mark.parametrize(("question", "wording"), PRONOUN)
def test_a_pronoun_may_stand_for_the_only_actor_of_the_question(question: str, wording: str) -> None:
    assert differs(question, wording) == ""
    assert differs(wording, question)  # whom it means, only the question says


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
def test_a_wording_that_asks_something_else_is_left_out(wording: str) -> None:
    graph = admitted(asked(GOOD, wording))
    assert graph.questions[0].wordings == (GOOD,)
    assert not graph.findings  # whoever reads the text need not know of it
    view = View(graph, TEXT)
    assert isinstance(recall(wording, view), Pass)
    assert isinstance(recall(GOOD, view), Answer)


FITTING = [  # what the aimed quantity is called, another one, question, wording, whether it is kept
    ("pen rita sum", "calf", "How many pens does Rita have?", "How many pens does Rita have in total?", True),
    ("pen rita", "pen rita total", "How many pens does Rita have?", "How many pens does Rita have in total?", False),
    ("pen rita total", "pen rita red", "How many pens does Rita have in total?", "How many pens has Rita?", False),
    ("pen rita total", "pen rita red", "How many pens has Rita in total?", "How many pens has Rita altogether?", True),
    ("pupil row percent", "pupil class", "What share of pupils row?", "What share of the class rows?", False),
    (
        "calf rita max",
        "calf max farm",
        "How many calves have Rita and Max?",
        "How many calves have Rita and Max's farms?",
        True,
    ),
    ("pen rita", "pen max", "How many pens has Rita?", "How many pens has she?", False),
    ("pen rita", "hat rita", "How many pens has Rita?", "How many pens has she?", True),
    ("age rita now", "age rita in_8", "How old is Rita now?", "How many years old is Rita?", False),
    ("year age rita now", "year age rita in_8", "How old is Rita now?", "How many years old is Rita?", True),
    ("minute rita wash car", "car", "How long does Rita wash 2 cars?", "How many minutes does Rita wash 2 cars?", True),
    ("hour rita wash car", "car", "How long does Rita wash 2 cars?", "How many minutes does Rita wash 2 cars?", False),
    ("$ rita earn", "hour rita earn", "How much does Rita earn?", "How many dollars does Rita earn?", True),
    ("eur rita earn", "hour rita earn", "How much does Rita earn?", "How many dollars does Rita earn?", False),
    ("room capacity", "room seat", "What is the room's capacity?", "How many seats has the room?", False),
]


@pytest.mark.parametrize(("aimed", "other", "question", "wording", "kept"), FITTING)
def test_the_words_of_the_graph_decide_as_well(aimed: str, other: str, question: str, wording: str, kept: bool) -> None:
    called = {"aimed": frozenset(aimed.split()), "other": frozenset(other.split())}
    made = Question(id="q", text=question, target=FormulaTarget(formula="aimed"), by="model")
    assert bool(other_question(made, wording, called)) != kept


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
