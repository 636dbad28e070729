"""Compose and reason against a real server: each case of composing.txt, then what a case cannot say in a line."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field

import dspy
import pytest

from stc.admit import admit
from stc.models import Session
from stc.runtime.answer import Answer, Pass
from stc.runtime.asking import Asking
from stc.runtime.compose import compose
from stc.runtime.reason import reason
from stc.runtime.view import View
from stc.text import parse
from tests.cases import cases
from tests.chat_server import ChatServer, last


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
