"""The ledger against a server that counts: threads, retries, cache hits, samples, resume, re-asks, Predict."""

from __future__ import annotations

import json
import threading
from pathlib import Path
from typing import Any

import pytest
from chat_server import ChatServer, Fault, Request, Said, last
from pydantic import BaseModel

from stc.models import Call, Journal, Ledger, Session, choose, side_by_side, using
from stc.runtime.answer import tokens_of


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")


def counted(session: Session) -> tuple[int, int]:
    billed = session.ledger.totals()["billed"]
    return billed["input"], billed["output"]


def sent(server: ChatServer) -> tuple[int, int]:
    return server.tokens["prompt_tokens"], server.tokens["completion_tokens"]


def test_threads_retries_samples_and_resume_together(tmp_path: Path) -> None:
    seen: dict[str, int] = {}
    lock = threading.Lock()

    def reply(request: Request) -> Said | Fault:
        """Fail every third request the first time it comes, each in another way."""
        text = last(request)
        with lock:
            seen[text] = seen.get(text, 0) + 1
            first, number = seen[text] == 1, int(text.split()[1])
        if first and number % 3 == 0:
            return (Fault.busy(0.01), Fault.refused(500), Fault.drop())[number % 9 // 3]
        return Said("word " * (number + 1), cached=1, reasoning=2)

    def ask(number: int) -> None:
        messages = [{"role": "user", "content": f"text {number}"}]
        for lane in range(2):
            session.call(lm, messages, signature="draft" if number % 2 else "rethink", lane=lane)

    path = tmp_path / "run.jsonl"
    with ChatServer(reply) as server:
        lm = choose("sleep", "openai/test", api_base=server.url)
        session = Session(journal=Journal(path), pause=0.01)
        side_by_side(ask, range(10), session)
        first = session.ledger.totals()
        assert counted(session) == sent(server)
        session = Session(journal=Journal(path), pause=0.01)
        side_by_side(ask, range(12), session)
        again = session.ledger.totals()
    assert (first["calls"], first["retries"], first["billed"]["calls"]) == (20, 4, 20)
    assert (first["billed"]["cached"], first["billed"]["reasoning"]) == (20, 40)
    assert (again["calls"], again["retries"], again["billed"]["calls"]) == (24, 0, 4)
    assert again["logical"]["output"] == first["billed"]["output"] + again["billed"]["output"]
    assert sent(server) == tuple(first["billed"][name] + again["billed"][name] for name in ("input", "output"))
    assert server.count == 24 + 4
    assert {name: row["calls"] for name, row in first["by_signature"].items()} == {"draft": 10, "rethink": 10}


class Found(BaseModel):
    number: int


def test_predicts_and_re_asks_in_threads() -> None:
    import dspy

    class Draft(dspy.Signature):  # type: ignore[misc]
        """Find the number."""

        text: str = dspy.InputField()
        found: Found = dspy.OutputField()

    def reply(request: Request) -> str:
        asked = json.dumps(request["messages"])
        return '{"number": "none"}' if "odd" in asked and "validation" not in asked.lower() else '{"number": 7}'

    def predict(text: str) -> int:
        return int(dspy.Predict(Draft)(text=text).found.number)

    with ChatServer(reply) as server:
        session = Session()
        lm = choose("sleep", "openai/test", api_base=server.url)
        assert lm is not None
        with using(session, lm, temperature=0.5):
            assert side_by_side(predict, ["even"] * 4 + ["odd"] * 4, session) == [7] * 8
        assert dspy.settings.lm is None
    assert counted(session) == sent(server)
    assert len(session.ledger.calls) == server.count > 8
    assert {call.signature for call in session.ledger.calls} == {"draft"}
    assert {call.attempt for call in session.ledger.calls} == {0, 1}
    assert all(request["temperature"] == 0.5 for request in server.requests)


def test_unknown_is_not_zero() -> None:
    ledger = Ledger()
    ledger.add(Call("draft", "a/b", input=5, output=1, cost=0.25))
    ledger.add(Call("draft", "a/b"))
    totals = ledger.totals()
    assert (totals["billed"]["cost"], totals["unpriced"], totals["unreported"]) == (0.25, 1, 1)
    other = Ledger()
    other.add(Call("draft", "a/b", input=5, output=1))
    assert other.totals()["billed"]["cost"] is None
    assert Ledger().totals()["billed"]["cost"] == 0.0


def test_many_threads_lose_no_row() -> None:
    ledger = Ledger()
    threads = [
        threading.Thread(target=lambda: [ledger.add(Call("draft", "a/b", input=1, output=2)) for _ in range(500)])
        for _ in range(8)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert ledger.totals()["billed"]["output"] == 8000


def test_a_ledger_is_plain_data() -> None:
    ledger = Ledger()
    ledger.add(Call("draft", "a/b", input=5, output=1, seconds=0.5))
    data: Any = json.loads(json.dumps(ledger.as_dict()))
    assert data["totals"]["by_signature"]["draft"]["seconds"] == 0.5
    assert data["rows"][0]["cached"] is None and data["rows"][0]["billed"] is True


def test_what_nobody_reported_is_no_zero() -> None:
    ledger = Ledger()
    assert ledger.totals()["billed"]["cached"] == 0  # no call, nothing spent
    ledger.add(Call("draft", "openai/m", input=5, output=2))
    billed = ledger.totals()["billed"]
    assert (billed["input"], billed["cached"], billed["reasoning"]) == (5, None, None)
    ledger.add(Call("draft", "openai/m", input=5, output=2, cached=0))
    assert ledger.totals()["billed"]["cached"] == 0
    tokens = tokens_of(ledger.calls)
    assert (tokens.total, tokens.cached, tokens.reasoning) == (14, 0, None)
