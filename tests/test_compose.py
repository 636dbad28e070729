"""Compose and reason against a real server: each case of composing.txt, then what a case cannot say in a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

import dspy
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from stc.admit import admit
from stc.errors import ModelError
from stc.expression import literals, names
from stc.expression import parse as formula_of
from stc.graph import Graph
from stc.models import Session, side_by_side
from stc.runtime.answer import Answer, Pass
from stc.runtime.asking import Asking
from stc.runtime.compose import answer_line, compose
from stc.runtime.reason import reason
from stc.runtime.replies.measured import wanted_unit
from stc.runtime.view import View
from stc.text import parse
from stc.units import show as show_unit
from tests.cases import cases
from tests.chat_server import ChatServer, Fault, Said, last


@dataclass
class Case:
    """A question over a graph: what the model replies, what it is told in between, and what comes out."""

    name: str
    view: View
    question: str = ""
    reasons: bool = False
    replies: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    text: str = ""
    quotes: list[str] | None = None
    code: str = ""


def read_cases() -> Iterator[Case]:
    for title, (text, nodes, questions) in cases("composing.txt"):
        view = View(admit(parse(nodes, text), text), text)
        for number, lines in enumerate(questions.split("\n\n"), 1):
            yield case(f"{title.partition(': ')[2].partition(':')[0]} {number}", view, lines.split("\n"))


def case(name: str, view: View, lines: list[str]) -> Case:
    made = Case(name, view)
    for line in lines:
        mark, _, rest = line.partition(" ")
        match mark:
            case "?" | "??":
                made.question, made.reasons = rest, mark == "??"
            case "<":
                made.replies.append(rest.replace("\\n", "\n"))
            case "!":
                made.complaints.append(rest)
            case "=":
                made.text = rest
            case "@":
                made.quotes = [quote for quote in rest.split(" | ") if quote]
            case "pass":
                made.code = rest
            case _:
                raise AssertionError(f"{name}: no such line {line!r}")
    return made


def asking(server: ChatServer, **settings: object) -> Asking:
    lm = dspy.LM("openai/test", api_base=server.url, api_key="test", cache=False, num_retries=0)
    return Asking(lm, Session(pause=0.01), **settings)  # type: ignore[arg-type]


@pytest.mark.parametrize("one", list(read_cases()), ids=lambda one: one.name)
def test_case(one: Case) -> None:
    with ChatServer(one.replies) as server:
        answerer = reason if one.reasons else compose
        outcome = answerer(one.question, one.view, asking(server))
        asked = [last(request) for request in server.requests]
    told = [request.partition("## complaint")[2] for request in asked[1:]]
    assert len(told) == len(one.replies) - 1
    for said, complaint in zip(told, one.complaints, strict=False):
        assert complaint in said
    assert sum(call.output or 0 for call in outcome.calls) == sum(len(reply.split()) for reply in one.replies)
    if one.code:
        assert isinstance(outcome, Pass), outcome
        assert outcome.code == one.code
        for complaint in one.complaints[len(told) :]:
            assert complaint in outcome.message
        return
    assert isinstance(outcome, Answer), outcome
    assert outcome.how == ("reasoned" if one.reasons else "composed")
    shown = f"{outcome.text}; {outcome.formula}" if outcome.formula else outcome.text
    assert shown == one.text
    quotes = [place.quote for place in outcome.evidence]
    assert one.quotes is None or quotes == one.quotes
    for place in outcome.evidence:
        assert one.view.text[place.start : place.end] == place.quote
    assert outcome.tokens.output == sum(call.output or 0 for call in outcome.calls)


SHIFTS = "The first shift lasts 90 minutes and the second shift lasts 150 minutes."
NODES = 'first = 90 minute | first shift "90 minutes"\nsecond = 150 minute | second shift "150 minutes"'
VIEW = View(admit(parse(NODES, SHIFTS), SHIFTS), SHIFTS)


def test_the_prompt_begins_alike_for_all_questions_and_ends_with_the_question() -> None:
    with ChatServer("first") as server:
        for question in ("How long is the first shift?", "Which is longer?"):
            compose(question, VIEW, asking(server))
        one, other = server.requests
    assert one["messages"][0] == other["messages"][0]
    start, _, question = one["messages"][1]["content"].rpartition("\n")
    assert question == "How long is the first shift?"
    assert other["messages"][1]["content"].startswith(start)
    assert "first = 90 minute" in start
    assert "complaint" not in start
    assert one.get("max_tokens", one.get("max_completion_tokens")) == 200


def test_a_complaint_comes_after_the_question() -> None:
    with ChatServer(["frist", "first"]) as server:
        answer = compose("How long is the first shift?", VIEW, asking(server))
        first, second = (last(request) for request in server.requests)
    assert isinstance(answer, Answer)
    assert second.startswith(first)
    assert "frist\nthere is no id frist: did you mean first?" in second
    assert answer.confidence < 0.9
    assert [call.signature for call in answer.calls] == ["compose", "compose"]


def test_tokens_left_are_kept() -> None:
    question = "How long is the first shift?"
    with ChatServer(["frist", "first"]) as server:
        nothing = compose(question, VIEW, asking(server, tokens_left=60))
        assert server.count == 0
        compose(question, VIEW, asking(server, tokens_left=350))
        limits = [request.get("max_tokens", request.get("max_completion_tokens")) for request in server.requests]
    assert isinstance(nothing, Pass) and nothing.code == "budget"
    assert 16 <= limits[0] < 200
    assert len(limits) == 1 or limits[1] < limits[0]


def test_a_thought_that_took_all_the_room_gets_more() -> None:
    with ChatServer([Said("", finish="length", reasoning=200), "first"]) as server:
        answer = compose("How long is the first shift?", VIEW, asking(server))
        limits = [request.get("max_tokens", request.get("max_completion_tokens")) for request in server.requests]
        assert last(server.requests[0]) == last(server.requests[1])
    assert isinstance(answer, Answer)
    assert limits[0] == 200 < 4_000 < limits[1]
    assert answer.tokens.reasoning == 200


def test_effort_leaves_room_for_thoughts() -> None:
    with ChatServer("first") as server:
        compose("How long is the first shift?", VIEW, asking(server, effort="low"))
        (request,) = server.requests
    assert request.get("max_tokens", request.get("max_completion_tokens")) == 4_200


def test_the_model_s_own_limit_holds() -> None:
    with ChatServer("first") as server:
        lm = dspy.LM("openai/test", api_base=server.url, api_key="test", cache=False, max_tokens=50)
        compose("How long is the first shift?", VIEW, Asking(lm, Session()))
        (request,) = server.requests
    assert request.get("max_tokens", request.get("max_completion_tokens")) == 50


@pytest.mark.parametrize("answerer", [compose, reason])
def test_huge_and_empty_replies_pass_on(answerer: Any) -> None:
    for fault in (Fault.huge(500_000), Fault.empty()):
        with ChatServer([fault, fault]) as server:
            outcome = answerer("How long is the first shift?", VIEW, asking(server))
            assert server.count == 2
            assert all(len(last(request)) < 6_000 for request in server.requests)
        assert isinstance(outcome, Pass)
        assert outcome.code == "doubtful"
        assert len(outcome.calls) == 2


def test_a_model_that_cannot_be_asked_raises() -> None:
    with ChatServer(Fault.unauthorized()) as server, pytest.raises(ModelError, match="test"):
        compose("How long is the first shift?", VIEW, asking(server))


def test_an_empty_graph_asks_nobody() -> None:
    with ChatServer("first") as server:
        outcome = compose("How long?", View(Graph(), "Nothing here."), asking(server))
        assert server.count == 0
    assert isinstance(outcome, Pass) and outcome.code == "not-covered"


def test_questions_side_by_side_count_their_own_calls() -> None:
    questions = [f"How long is the first shift, {number}?" for number in range(12)]
    with ChatServer(lambda request: "frist" if "7?" in last(request) else "first") as server:
        shared = asking(server)
        outcomes = side_by_side(lambda question: compose(question, VIEW, shared), questions, shared.session)
    assert [len(outcome.calls) for outcome in outcomes] == [2 if number == 7 else 1 for number in range(12)]
    assert len(shared.session.ledger.calls) == 13


@settings(max_examples=300, deadline=None)
@example("0%")  # 0 / 100 names nothing
@given(st.text(alphabet="first econd+-*/()., \"'0159%$=<>`\n٣^{}[]_abc:;", max_size=60))
def test_no_line_breaks_anything_or_brings_a_number_of_its_own(line: str) -> None:
    outcome = answer_line(line, "How long are the shifts?", VIEW, VIEW.graph, 1.0)
    if isinstance(outcome, Answer) and isinstance(outcome.value, Fraction):
        tree = formula_of(outcome.formula)
        assert names(tree) <= {"first", "second"}
        assert set(literals(tree)) <= {Fraction(0), Fraction(1), Fraction(2)}  # 2: an average of both


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How many minutes longer is the second shift?", "minute"),
        ("What is the total time, in hours?", "hour"),
        ("What was the total energy use (MWh) in 2018?", "MWh"),
        ("What was revenue in 2019 in millions of dollars?", "million $"),
        ("What is the percentage change from 2018 to 2019?", "percent"),
        ("By what percent did it fall?", "percent"),
        ("How many percentage points did the rate rise?", "percentage point"),
        ("How many square feet is the room?", "foot^2"),
        ("How many miles per hour does it go?", "mile/hour"),
        ("How many homes were built in the second year?", None),
        ("For which year(s) is it stated?", None),
        ("What is the price after a 20 percent discount?", None),
        ("How many second graders are there?", None),
        ("How many day trips are there?", None),
        ("How many apples are left?", None),
        ("What were sales in March 2019?", None),
    ],
)
def test_the_unit_that_a_question_asks_for(question: str, unit: str | None) -> None:
    wanted = wanted_unit(question)
    assert (None if wanted is None else show_unit(wanted)) == unit
