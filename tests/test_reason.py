"""Reason: how its last lines are read, what they are checked against, and what it is shown."""

from __future__ import annotations

from fractions import Fraction
from typing import Any

import dspy
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stc.admit import admit
from stc.graph import Claim, Graph, Span
from stc.models import Session
from stc.runtime.answer import Answer, Pass
from stc.runtime.asking import MANNERS, Answering, Asking
from stc.runtime.passages import passages
from stc.runtime.reason import NOT_CHECKED, answer_reply, reason
from stc.runtime.replies.final import Amount, Amounts, Final, Words, read_final, read_value
from stc.runtime.replies.line import Unknown, Unreadable
from stc.runtime.view import View
from stc.text import parse
from stc.units import parse as parse_unit
from tests.chat_server import ChatServer, cut, last

TEXT = "A ticket costs 12 euros. Ida buys 5 tickets and a map for 3.50 euros. The museum closes at 6 pm."
NODES = """
ticket = 12 EUR/ticket | price of a ticket "12 euros"
bought = 5 ticket | tickets Ida buys "5 tickets"
map = 3.5 EUR | price of the map "3.50 euros"
claim c1 "The museum closes at 6 pm." @"The museum closes at 6 pm."
"""
VIEW = View(admit(parse(NODES, TEXT), TEXT), TEXT)

AMOUNTS = [
    ("12.5 percent", "25/2", "percent"),
    ("12.5%", "25/2", "percent"),
    ("**12.5 %**.", "25/2", "percent"),
    ("-3", "-3", ""),
    ("−3 percentage points", "-3", "percentage point"),
    ("$(1,200)", "-1200", "$"),
    ("$1,234,567.80", "6172839/5", "$"),
    ("1.2 million USD", "6/5", "million USD"),
    ("$1.2bn", "6/5", "billion $"),
    ("USD 12", "12", "USD"),
    ("£5 per share", "5", "GBP/share"),
    ("$12/hour", "12", "$/hour"),
    ("60 km/h", "60", "km/hour"),
    ("12km", "12", "km"),
    ("3/4 cup", "3/4", "cup"),
    ("2 1/2 hours", "5/2", "hour"),
    ("3 hours and 20 minutes", "10/3", "hour"),
    ("two thirds", "2/3", ""),
    ("twelve apples", "12", "apple"),
    ("about 200 people", "200", "person"),
    ("1.5e-3", "3/2000", ""),
    ("2019", "2019", ""),
]


@pytest.mark.parametrize(("said", "value", "unit"), AMOUNTS)
def test_an_amount_is_read_exactly(said: str, value: str, unit: str) -> None:
    read = read_value(said)
    assert isinstance(read, Amount)
    assert read.value == Fraction(value)
    assert read.unit == parse_unit(unit)


@pytest.mark.parametrize(
    "said",
    [
        "1e9999",
        "9" * 500,
        "1.234,5",
        "12:30",
        "10^6",
        "1/0",
        "(5)",
        "2,5",
        "",
        '"',
        "'x",
        "12 34",
        "x" * 3000,
        '"a", 5',
    ],
)
def test_what_is_no_number_and_no_words_is_refused(said: str) -> None:
    assert isinstance(read_value(said), Unreadable)


def test_other_answers() -> None:
    assert read_value("Unknown.") == Unknown()
    assert read_value("YES") == Words(("yes",))
    assert read_value("“north”, 'x'") == Words(("north", "x"), quoted=True)
    assert read_value("12 March 2019") == Words(("12 March 2019",))
    assert read_value("6 pm") == Words(("6 pm",))
    closed = read_value("2*sqrt(3)")
    assert isinstance(closed, Amount) and closed.value == "2*sqrt(3)"
    several = read_value("12, 15 and 18 apples")
    assert isinstance(several, Amounts)
    assert [one.value for one in several.amounts] == [12, 15, 18]
    assert several.texts == ("12", "15", "18 apples")


def test_a_comma_that_the_document_reads_otherwise_is_asked_again() -> None:
    assert isinstance(read_value("1,234 euros", "de"), Unreadable)
    plain = read_value("1234 euros", "de")
    assert isinstance(plain, Amount) and plain.value == 1234


@pytest.mark.parametrize(
    "reply",
    [
        "It is 12.",
        "Answer: 12\nand that is all",
        "The answer is 12",
        "Formula: a\nAnswer 12",
        "Answer: 12\nFormula: a\nDone",
        "",
        "Answer:",
        "x" * 250_000 + "\nAnswer: 12",
    ],
)
def test_an_answer_stands_in_the_last_lines_or_nowhere(reply: str) -> None:
    assert isinstance(read_final(reply), Unreadable)


@pytest.mark.parametrize(
    ("reply", "formula"),
    [
        ("Answer: 12", ""),
        ("Answer: 1\nso:\n**Final answer:** 12", ""),
        ("```\nFormula: a + b\nAnswer: 12\n```", "a + b"),
        ("Answer: 12\nFormula: `a`", "a"),
        ("Formula: none\nAnswer: 12.", ""),
    ],
)
def test_the_last_lines(reply: str, formula: str) -> None:
    assert read_final(reply) == Final(Amount(Fraction(12), resolution=Fraction(1, 2)), formula)


def answered(reply: str, question: str = "What does Ida pay?") -> Answer:
    outcome = answer_reply(reply, question, VIEW, VIEW.graph)
    assert isinstance(outcome, Answer), outcome
    return outcome


def test_a_formula_that_agrees_is_the_answer_with_its_steps_and_places() -> None:
    answer = answered("Formula: ticket * bought + map\nAnswer: 63.50 euros")
    assert (answer.value, answer.unit, answer.formula) == (Fraction(127, 2), "EUR", "ticket * bought + map")
    assert answer.steps and len(answer.evidence) == 3
    assert answer.confidence > answered("Answer: 63.50 euros").confidence


@pytest.mark.parametrize(
    ("question", "reply", "value"),
    [
        ("What share is the map of a ticket's price, in percent?", "Formula: map / ticket\nAnswer: 29.2%", "175/6"),
        ("What share is that, rounded to whole percent?", "Formula: map / ticket\nAnswer: 29%", "29"),
        ("How many buses does that take?", "Formula: bought / 2\nAnswer: 3", "3"),
    ],
)
def test_agreeing_to_the_last_digit_keeps_the_exact_value_unless_rounding_is_asked_for(
    question: str, reply: str, value: str
) -> None:
    if "2" in reply.splitlines()[0]:
        question += " One takes 2."
    assert answered(reply, question).value == Fraction(value)


def test_a_formula_that_does_not_hold_checks_nothing() -> None:
    for formula in ("tickets * 5", "ticket * 7", "__import__('os')", "ticket +", "ticket * bought + bought"):
        answer = answered(f"Formula: {formula}\nAnswer: 63.50 euros")
        assert (answer.evidence, answer.formula) == ((), "")
        assert answer.confidence < 0.5


def test_a_number_that_one_quantity_holds_cites_it() -> None:
    answer = answered("Answer: 3.50 euros", "What does the map cost?")
    assert [place.quote for place in answer.evidence] == ["3.50"]
    assert answer.ids == ("map",)
    assert answered("Answer: 3.50 dollars", "How much?").ids == ()


def test_words_of_the_text_are_cited_and_others_are_not() -> None:
    cited = answered('Answer: "6 pm"', "When does it close?")
    assert [TEXT[place.start : place.end] for place in cited.evidence] == ["6 pm"]
    assert answered("Answer: 6 pm", "When does it close?").evidence == cited.evidence
    made_up = answered('Answer: "7 pm"', "When does it close?")
    assert made_up.evidence == ()
    assert made_up.confidence < cited.confidence
    assert isinstance(answer_reply("Answer: 12 or maybe 13", "How many?", VIEW, VIEW.graph), Unreadable)


@settings(max_examples=300, deadline=None)
@given(st.text(alphabet="Answer: Formul\n0123.,%$€/()\"'*`-ticketbough pm٣e∞", max_size=80))
def test_no_reply_breaks_anything(tail: str) -> None:
    outcome = answer_reply(f"Answer: {tail}", "What does Ida pay?", VIEW, VIEW.graph)
    assert isinstance(outcome, Answer | Pass | Unreadable)


def asking(server: ChatServer, **settings: Any) -> Asking:
    return Asking(dspy.LM("openai/test", api_base=server.url, api_key="test", cache=False), Session(), **settings)


def test_verbosity_says_how_much_to_write_and_how_much_may_be_written() -> None:
    limits = []
    for verbosity, manner in enumerate(MANNERS):
        with ChatServer("Answer: 5 tickets") as server:
            answer = reason("How many tickets?", VIEW, asking(server, verbosity=verbosity))
            (request,) = server.requests
        assert isinstance(answer, Answer) and answer.how == "reasoned"
        said = last(request)
        assert manner in said
        assert said.index(TEXT) < said.index("How many tickets?") < said.index(manner)
        limits.append(request.get("max_tokens", request.get("max_completion_tokens")))
    assert limits == sorted(set(limits))


def test_a_reply_that_was_cut_off_is_asked_for_once_more() -> None:
    with ChatServer([cut("First I count the"), "Answer: 5 tickets"]) as server:
        answer = reason("How many tickets?", VIEW, asking(server))
        assert "cut off: write less" in last(server.requests[1])
    assert isinstance(answer, Answer)
    assert [call.signature for call in answer.calls] == ["reason", "reason"]
    assert answer.tokens.output == 7


def test_two_replies_that_contradict_their_formulas_pass_on() -> None:
    with ChatServer(["Formula: map\nAnswer: 5", "Formula: ticket\nAnswer: 5"]) as server:
        outcome = reason("What does the map cost?", VIEW, asking(server))
        assert "the formula gives 3.50 EUR, the answer says 5" in last(server.requests[1])
    assert isinstance(outcome, Pass)
    assert outcome.code == "doubtful"
    assert len(outcome.calls) == 2


def test_the_text_is_whole_where_short_else_what_the_facts_stand_in() -> None:
    padding = "\n\n".join(f"Paragraph {number} says nothing that matters to anybody." for number in range(300))
    long = f"{padding}\n\n{TEXT}\n\n{padding}"
    view = View(admit(parse(NODES, long), long), long)
    assert passages(VIEW, VIEW.graph) == TEXT
    assert passages(view, view.graph) == f"[...]\n{TEXT}\n[...]"


def test_of_a_long_table_its_head_and_the_lines_of_facts_are_shown() -> None:
    rows = [f"| row {number} | {number} |" for number in range(1000)]
    table = "\n".join(["| name | value |", "|---|---|", *rows])
    start = table.index("| row 700")
    claim = Claim(id="c", text="row 700", span=Span(start + 2, start + 9))
    shown = passages(View(Graph(), table), Graph(claims=(claim,))).splitlines()
    assert shown == ["| name | value |", "|---|---|", "| row 0 | 0 |", "| row 700 | 700 |"]


def test_the_program_goes_on_to_reason_where_the_line_says_unknown() -> None:
    from stc.models import using

    with ChatServer(["unknown", "Answer: 12"]) as server:
        ask = asking(server)
        with using(ask.session, ask.lm):
            said = Answering()(facts="a = 3", question="What is b?", text="b is 12.")
    assert said.reply == "Answer: 12"
    assert [call.signature for call in ask.session.ledger.calls] == ["compose", "reason"]


@pytest.mark.parametrize(
    ("reply", "checked"),
    [("Answer: 77 bananas", False), ('Answer: "Paris"', False), ("Answer: 5 tickets", True), ('Answer: "6 pm"', True)],
)
def test_what_nothing_bears_out_says_so(reply: str, checked: bool) -> None:
    with ChatServer(reply) as server:
        answer = reason("What is it?", VIEW, asking(server))
    assert isinstance(answer, Answer)
    assert (NOT_CHECKED not in answer.steps) == checked == bool(answer.evidence)
