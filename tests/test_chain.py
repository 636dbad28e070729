"""The chain with a model behind it: who is asked, in which order, what it costs, and what stops it."""

from __future__ import annotations

import pytest
from chat_server import ChatServer, Fault
from model_replies import scripted, stage

import stc
from stc.artifact import Artifact
from stc.errors import InputError, ModelError
from stc.explain import explain
from stc.models import Session
from stc.runtime.budget import read_budget

TEXT = "The bakery sold 40 loaves on Monday and 25 loaves on Tuesday. Each loaf costs 3 dollars."
BAKERY = stc.compile(TEXT)
KNOWN = "What does each loaf cost?"
OPEN = "What did Monday's loaves bring in?"
TAKINGS = "loaves_bakery_sold_on_monday * each_loaf_costs"


def named(text: str, source: str) -> Artifact:
    """Compile a text under a name."""
    made = stc.compile(text)
    return Artifact(made.text, made.graph, source, made.run)


def test_no_model_is_asked_what_is_answered_without() -> None:
    assert stc.ask(BAKERY, KNOWN).known
    with ChatServer(scripted()) as server:
        answer = stc.ask(BAKERY, KNOWN, lm="openai/test", api_base=server.url)
        assert (server.count, answer.text, answer.calls) == (0, "$3/loaf", ())
        assert answer.how in ("recalled", "calculated")


def test_without_a_model_the_answer_is_what_it_was() -> None:
    answer = stc.ask(BAKERY, OPEN)
    assert (answer.known, answer.calls, answer.tokens.total, answer.cost) == (False, (), 0, 0)
    assert "budget" not in answer.reason
    assert stc.ask(BAKERY, OPEN, budget="none").reason == answer.reason


def test_a_model_composes() -> None:
    with ChatServer(scripted(compose=TAKINGS)) as server:
        answer = stc.ask(BAKERY, OPEN, lm="openai/test", api_base=server.url)
        assert (answer.value, answer.unit, answer.how, server.count) == (120, "$", "composed", 1)
        assert {item.quote for item in answer.evidence} == {"40", "3"}
        assert answer.tokens.input == server.tokens["prompt_tokens"]
        assert answer.tokens.output == server.tokens["completion_tokens"]
        assert [call.signature for call in answer.calls] == ["compose"]


def test_what_composing_does_not_know_is_reasoned() -> None:
    with ChatServer(scripted(compose="unknown", reason=f"Formula: {TAKINGS}\nAnswer: 120 dollars")) as server:
        answer = stc.ask(BAKERY, OPEN, lm="openai/test", api_base=server.url)
        assert [stage(request) for request in server.requests] == ["compose", "reason"]
        assert (answer.value, answer.how) == (120, "reasoned")
        assert answer.tokens.input == server.tokens["prompt_tokens"]
        assert answer.tokens.output == server.tokens["completion_tokens"]


def test_a_line_that_fails_twice_falls_to_reasoning_and_is_counted() -> None:
    replies = scripted(compose=["loaves * 3", "still * nonsense"], reason=f"Formula: {TAKINGS}\nAnswer: 120 dollars")
    with ChatServer(replies) as server:
        answer = stc.ask(BAKERY, OPEN, lm="openai/test", api_base=server.url)
        assert [stage(request) for request in server.requests] == ["compose", "compose", "reason"]
        assert (answer.value, len(answer.calls)) == (120, 3)
        assert answer.tokens.total == sum(server.tokens.values())


def test_what_nobody_knows_says_what_was_missing_and_what_it_took() -> None:
    with ChatServer(scripted()) as server:
        answer = stc.ask(BAKERY, "Why did the bakery close?", lm="openai/test", api_base=server.url)
        assert not answer.known
        assert answer.reason.startswith("the question asks for a reason")
        assert "insufficient" in answer.reason
        assert len(answer.calls) == server.count == 2
        assert answer.tokens.total == sum(server.tokens.values())


@pytest.mark.parametrize(
    ("budget", "stages", "said"),
    [
        ("none", [], "the budget none stops before a model is asked"),
        (0, [], "the budget none stops before a model is asked"),
        ("compose", ["compose"], "the budget compose stops before reasoning"),
        (20, [], "too few to compose"),
    ],
)
def test_the_budget_stops_the_chain_and_says_so(budget: str | int, stages: list[str], said: str) -> None:
    with ChatServer(scripted()) as server:
        answer = stc.ask(BAKERY, OPEN, budget=budget, lm="openai/test", api_base=server.url)  # type: ignore[arg-type]
        assert not answer.known
        assert said in answer.reason
        assert [stage(request) for request in server.requests] == stages


def test_a_number_of_tokens_is_never_passed() -> None:
    with ChatServer(scripted()) as server:
        answer = stc.ask(BAKERY, OPEN, budget=600, lm="openai/test", api_base=server.url)
        assert sum(server.tokens.values()) <= 600
        for request in server.requests:
            assert (request.get("max_tokens") or request["max_completion_tokens"]) <= 600
        assert not answer.known


@pytest.mark.parametrize("budget", ["much", "-1", -1, 1.5, True, "", "1e3"])
def test_what_is_no_budget_is_refused(budget: object) -> None:
    with pytest.raises(InputError, match="expected a budget") as caught:
        read_budget(budget, named=True)
    assert "compose, reason" in caught.value.hint


@pytest.mark.parametrize("budget", ["compose", "reason", 500, "500"])
def test_a_budget_for_a_model_needs_one(budget: object) -> None:
    with pytest.raises(InputError, match="none is named") as caught:
        stc.ask(BAKERY, KNOWN, budget=budget)  # type: ignore[arg-type]
    assert "STC_LM" in caught.value.hint


def test_verbosity_is_from_0_to_4() -> None:
    with pytest.raises(InputError, match="from 0 to 4"):
        stc.ask(BAKERY, KNOWN, verbosity=5)


def test_the_environment_names_the_model(monkeypatch: pytest.MonkeyPatch) -> None:
    with ChatServer(scripted(compose=TAKINGS)) as server:
        monkeypatch.setenv("STC_API_BASE", server.url)
        monkeypatch.setenv("STC_LM", "openai/sleeps")
        monkeypatch.setenv("STC_TEST_LM", "openai/answers")
        assert stc.ask(BAKERY, OPEN).value == 120
        monkeypatch.delenv("STC_TEST_LM")
        assert stc.ask(BAKERY, OPEN).value == 120
        assert [request["model"] for request in server.requests] == ["answers", "sleeps"]
        assert not stc.ask(BAKERY, OPEN, lm="none").known
        assert not stc.ask(BAKERY, OPEN, budget="none").known
        explain(BAKERY, OPEN)
        assert server.count == 2


@pytest.mark.parametrize(
    ("fault", "code"), [(Fault.unauthorized(), "auth"), (Fault.quota(), "quota"), (Fault.refused(404), "bad-request")]
)
def test_what_waiting_does_not_mend_is_raised_at_once(fault: Fault, code: str) -> None:
    with ChatServer(fault) as server, pytest.raises(ModelError) as caught:
        stc.ask(BAKERY, OPEN, lm="openai/test", api_base=server.url)
    assert (caught.value.code, server.count) == (code, 1)
    assert caught.value.hint


def test_a_session_is_shared() -> None:
    session = Session()
    with ChatServer(scripted(compose=TAKINGS)) as server:
        first = stc.ask(BAKERY, OPEN, lm="openai/test", api_base=server.url, session=session)
        second = stc.ask(BAKERY, OPEN, lm="openai/test", api_base=server.url, session=session)
    assert session.ledger.calls == (*first.calls, *second.calls)
    assert session.ledger.totals()["billed"]["input"] == server.tokens["prompt_tokens"]


SHOP = "The florist sold 12 roses on Friday."


def test_of_several_artifacts_the_one_that_fits_is_shown_to_the_model() -> None:
    things = [named(SHOP, "florist"), named(TEXT, "bakery")]
    with ChatServer(scripted(compose=TAKINGS)) as server:
        answer = stc.ask(things, OPEN, lm="openai/test", api_base=server.url)
        assert (answer.value, answer.source, server.count) == (120, "bakery", 1)
        assert answer.evidence[0].source == "bakery"
        assert "roses" not in str(server.requests[0])


def test_artifacts_that_fit_equally_must_agree() -> None:
    same, other = named(TEXT, "one"), named(TEXT.replace("40", "50"), "two")
    with ChatServer(scripted(compose=TAKINGS)) as server:
        assert stc.ask([same, named(TEXT, "again")], OPEN, lm="openai/test", api_base=server.url).value == 120
        answer = stc.ask([same, other], OPEN, lm="openai/test", api_base=server.url)
        assert answer.reason == "the artifacts answer differently: one says $120; two says $150"
        assert (len(answer.calls), server.count) == (2, 4)
        many = stc.ask([same, other, same, other], OPEN, lm="openai/test", api_base=server.url)
        assert "4 artifacts fit the question equally well" in many.reason
        assert server.count == 4


def test_a_known_answer_of_one_artifact_needs_no_model() -> None:
    with ChatServer(scripted()) as server:
        things = [named(SHOP, "florist"), named(TEXT, "bakery")]
        assert stc.ask(things, KNOWN, lm="openai/test", api_base=server.url).source == "bakery"
        assert server.count == 0


@pytest.mark.parametrize("question", ["", " \n", "why? " * 500])
def test_what_is_no_question_is_not_sent(question: str) -> None:
    with ChatServer(scripted()) as server:
        assert stc.ask(BAKERY, question, lm="openai/test", api_base=server.url).code == "unread"
        assert server.count == 0
