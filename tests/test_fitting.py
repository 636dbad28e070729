"""Formulas and last lines that a model may write, and the value and unit that they have to come out with."""

from __future__ import annotations

import pytest

from stc.graph import Graph
from stc.runtime.answer import Answer
from stc.runtime.compose import answer_line
from stc.runtime.reason import answer_reply
from stc.runtime.view import View
from stc.text import parse

FACTS = """
speed = 60 mile/hour; by user
wage = 15 $/hour; by user
pens = 20 pen; by user
money = 20 $; by user
board = 3 m; by user
flour = 3 kg; by user
days = 5 day; by user
sold = 30 pen; by user
first = 12; by user
second = 14; by user
before = 12 percent; by user
after = 14 percent; by user
price = 80 EUR; by user
sales = 500 million $; by user
income = 50 thousand $; by user
shares = 50 million share; by user
"""

COMPOSED = [
    ("How far does it go in 90 minutes?", "speed * 90", "90 mile"),
    ("How far does it go in 90 minutes?", "speed * convert(90, minute)", "90 mile"),
    ("What do the pens cost at $3 each?", "pens * 3", "$60"),
    ("What do the pens cost at $3 per pen?", "3 * pens", "$60"),
    ("What do the pens cost at 50 cents each?", "pens * 50", "1,000 cent"),
    ("How many cups at 50 cents each can she buy?", "money / 50", "40"),
    ("How many cups at $0.50 can she buy?", "money / 0.5", "40"),
    ("How many pieces of 50 cm are there?", "board / 50", "6"),
    ("How many whole pieces of 70 cm are there?", "floor(board / 70)", "4"),
    ("How many 250 g bags are there?", "flour / 250", "12"),
    ("What does he get at $20 a day?", "20 * days", "$100"),
    ("What does he get at $20 a day?", "days * 20", "$100"),
    ("How many pages is that at 20 pages a day?", "20 * days", "100 pages"),
    ("How many hours is that at 8 hours a day?", "8 * days", "40 hours"),
    ("What does she earn at 8 hours a day for 5 days?", "wage * 8 * 5", "$600"),
    ("What is income per share?", "income / shares", "$0.001/share"),
    ("How many dozen pens were sold?", "sold / 12", "2.5 dozen pens"),
    ("How many dozens of pens were sold?", "sold", "2.5 dozen pens"),
    ("What is the average percentage?", "(first + second) / 2", "13"),
    ("What is the average percentage?", "(before + after) / 2", "13 percent"),
    ("Were more than 25 pens sold?", "sold > 25", "yes"),
    ("Were at least 31 pens sold?", "sold >= 31", "no"),
    ("Were exactly 30 pens sold?", "sold == 30", "yes"),
    ("Was the board cut to 30 cm shorter than before?", "board < 30", "no"),
]
REFUSED = [
    ("What does she earn in 5 days?", "wage * 5", "gives $ day/hour"),
    ("How did sales change from 2018 to 2019?", "sales - 2018", "takes the year 2018 for an amount"),
    ("What is the price after a 25% discount?", "price - 25", "takes 25 percent for an amount"),
    ("By how many percentage points did it rise?", "(after - before) / before", "asks for percentage point"),
    ("What percentage of the pens were sold?", "sold", "asks for percent"),
    ("What are first and second?", "first and second", "not part of the language"),
    ("What are first and second?", "first second", "an operator or a value is missing"),
    ("What is first squared?", "first squared", ""),
    ("Is 5 more than 3?", "5 > 3", "a comparison names an id"),
]
REASONED = [
    ("How many were sold?", r"Answer: \boxed{30}", "30"),
    ("How many were sold?", "Answer: sold = 30", "30"),
    ("How many were sold?", "Answer: cannot be determined", "the model finds no answer in facts and text"),
    ("How many were sold?", "Answer: 12k", "the answer is no number that can be read: write digits and the unit alone"),
    ("How often does first go into second?", "Formula: second / first\nAnswer: 1", "1.167"),
    (
        "How many go into it?",
        "Formula: first / sold\nAnswer: 0",
        "the formula gives 0.4 1/pen, the answer says 0: which is right?",
    ),
    ("Is first more than second?", "Formula: first > second\nAnswer: no", "no"),
    (
        "Is first more?",
        "Formula: first > second\nAnswer: yes",
        "the formula gives no, the answer says yes: which is right?",
    ),
    ("What is it?", "Formula: first + second\nAnswer: $26", "$26"),
    ("How many pens?", "Formula: pens\nAnswer: $20", "20 pens"),
    ("When was it?", "Answer: 2019", "2019"),
    ("How many were sold?", "Answer: sold", "30 pens"),
]


@pytest.fixture(scope="module")
def view() -> View:
    return View(Graph(**dict(parse(FACTS))), "")


@pytest.mark.parametrize(("question", "line", "text"), COMPOSED)
def test_the_value_comes_in_the_unit_that_the_question_means(view: View, question: str, line: str, text: str) -> None:
    answer = answer_line(line, question, view, view.graph, 1.0)
    assert isinstance(answer, Answer), answer
    assert answer.text == text


@pytest.mark.parametrize(("question", "line", "why"), REFUSED)
def test_what_would_be_another_number_is_refused(view: View, question: str, line: str, why: str) -> None:
    answer = answer_line(line, question, view, view.graph, 1.0)
    assert not isinstance(answer, Answer)
    assert why in answer.message


@pytest.mark.parametrize(("question", "reply", "text"), REASONED)
def test_the_last_lines_of_a_reply(view: View, question: str, reply: str, text: str) -> None:
    answer = answer_reply(reply, question, view, view.graph)
    assert (answer.text if isinstance(answer, Answer) else answer.message) == text


@pytest.mark.parametrize(("question", "text"), [("What does Tom sell?", "apples"), ("How many apples are there?", "5")])
def test_a_quoted_word_that_is_an_id_as_well(question: str, text: str) -> None:
    graph = Graph(
        **dict(parse('claim c "Tom sells apples." @"Tom sells apples."\napples = 5; by user', "Tom sells apples."))
    )
    answer = answer_line('"apples"', question, View(graph, "Tom sells apples."), graph, 1.0)
    assert isinstance(answer, Answer), answer
    assert answer.text == text
