"""What each way to fail means: which error, whether it is asked again, and that no secret gets into it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from chat_server import ChatServer, Fault, lent_loop

from stc.errors import ModelError
from stc.models import Event, Session, choose

SECRET, PROMPT = "sk-do-not-show-1234", "the confidential paragraph"


@pytest.fixture(autouse=True)
def _loop() -> Iterator[None]:
    with lent_loop():
        yield


def failed(fault: Fault, engine: str = "auto", **more: Any) -> tuple[ModelError, int]:
    """Ask a server that fails so, twice at most; give the error and the number of requests that came."""
    import dspy

    with ChatServer(fault) as server:
        lm = dspy.LM("openai/test", api_base=server.url, api_key=SECRET, engine=engine, timeout=0.3, cache=False)
        session = Session(attempts=2, pause=0.01)
        with pytest.raises(ModelError) as caught:
            session.call(lm, [{"role": "user", "content": PROMPT}], signature="draft", **more)
        assert not session.ledger.calls
        said = f"{caught.value.message} {caught.value.hint}"
        assert said.startswith("openai/test: ")
        for hidden in (SECRET, PROMPT, "127.0.0.1", server.url):
            assert hidden not in said
        assert caught.value.hint
        return caught.value, server.count


@pytest.mark.parametrize("engine", ["auto", "litellm"])
@pytest.mark.parametrize(
    ("fault", "code", "requests"),
    [
        (Fault.unauthorized(), "auth", 1),
        (Fault.refused(403), "auth", 1),
        (Fault.refused(402), "quota", 1),
        (Fault.quota(), "quota", 1),
        (Fault.busy(), "rate-limit", 2),
        (Fault.refused(500), "server", 2),
        (Fault.refused(503), "server", 2),
        (Fault.refused(529), "server", 2),
        (Fault.refused(504), "timeout", 2),
        (Fault.hang(5), "timeout", 2),
        (Fault.drop(), "connection", 2),
        (Fault.half_body(), "connection", 2),
        (Fault.half_json(), "server", 2),
        (Fault.refused(400), "bad-request", 1),
        (Fault.refused(404), "bad-request", 1),
        (Fault.too_long(), "context-length", 1),
    ],
    ids=lambda value: f"{value.kind}-{value.status}-{value.code}" if isinstance(value, Fault) else str(value),
)
def test_faults(fault: Fault, code: str, requests: int, engine: str) -> None:
    error, count = failed(fault, engine)
    assert (error.code, count) == (code, requests)


def test_a_body_that_is_no_completion() -> None:
    error, count = failed(Fault.wrong_types())
    assert (error.code, count) == ("server", 1)
    assert "/v1" in error.hint


@pytest.mark.parametrize(
    ("message", "code"),
    [
        ("the request exceeds the available context size", "context-length"),
        ("prompt is too long: 210000 tokens > 200000 maximum", "context-length"),
        ("Your credit balance is too low to access this API", "quota"),
        (f"unexpected value for {SECRET} in {PROMPT}", "bad-request"),
    ],
)
def test_what_servers_say_only_in_words(message: str, code: str) -> None:
    assert failed(Fault.refused(400, message))[0].code == code


def test_the_settings_that_a_server_names_are_named() -> None:
    error, _ = failed(Fault.refused(400, f"temperature does not fit {PROMPT}", "unsupported_value"), temperature=0.3)
    assert "HTTP 400, unsupported_value, the server names temperature" in error.message


def test_a_hint_names_the_providers_key(monkeypatch: pytest.MonkeyPatch) -> None:
    import dspy

    monkeypatch.delenv("GROQ_API_KEY", raising=False)
    with pytest.raises(ModelError) as caught:
        Session().call(dspy.LM("groq/test"), [{"role": "user", "content": PROMPT}], signature="draft")
    assert (caught.value.code, caught.value.message) == ("auth", "groq/test: no key is set")
    assert "GROQ_API_KEY" in caught.value.hint
    named = dspy.LM("groq/test", api_base=f"http://me:{SECRET}@localhost:8080/v1")
    with pytest.raises(ModelError) as caught:
        Session().call(named, [{"role": "user", "content": PROMPT}], signature="draft")
    assert "localhost:8080" in caught.value.hint and "--lm openai/NAME" in caught.value.hint
    assert SECRET not in caught.value.hint
    with pytest.raises(ModelError) as caught:
        Session().call(choose("sleep", "qwen", api_base="http://localhost:9/v1"), [], signature="draft")
    assert caught.value.hint == "if the server at localhost:9 speaks as OpenAI, put openai/ before the name after --lm"


def test_text_that_is_no_unicode_is_a_bad_request() -> None:
    import dspy

    with pytest.raises(ModelError) as caught:
        Session().call(dspy.LM("openai/test"), [{"role": "user", "content": "\ud800"}], signature="draft")
    assert caught.value.code == "bad-request"


def test_a_provider_that_nobody_knows() -> None:
    import dspy

    with pytest.raises(ModelError) as caught:
        Session().call(dspy.LM("nosuch/test"), [{"role": "user", "content": PROMPT}], signature="draft")
    assert caught.value.code == "bad-request" and "check the name after --lm" in caught.value.hint


@pytest.mark.parametrize("engine", ["auto", "litellm"])
def test_a_server_that_asks_to_wait_for_long_is_not_waited_for(engine: str) -> None:
    error, count = failed(Fault.busy(3600), engine)
    assert (error.code, count) == ("rate-limit", 1)
    assert "3,600 seconds" in error.message


@pytest.mark.parametrize("engine", ["auto", "litellm"])
def test_a_date_in_retry_after_is_read(engine: str) -> None:
    date = format_datetime(datetime.now(UTC) + timedelta(hours=2), usegmt=True)
    error, count = failed(Fault.refused(429, retry_after=date), engine)
    assert (error.code, count) == ("rate-limit", 1) and "seconds" in error.message


@pytest.mark.parametrize("engine", ["auto", "litellm"])
@pytest.mark.parametrize(
    ("base", "place"),
    [
        ("http://127.0.0.1:9/v1", "127.0.0.1:9"),
        ("http://no-such-host.invalid/v1", "no-such-host.invalid"),
        (f"http://me:{SECRET}@127.0.0.1:9/v1?key={SECRET}", "127.0.0.1:9"),
    ],
)
def test_a_server_that_is_not_there_is_soon_told(engine: str, base: str, place: str) -> None:
    import dspy

    lm = dspy.LM("openai/test", api_base=base, api_key=SECRET, engine=engine, timeout=5, cache=False)
    waits: list[Event] = []
    with pytest.raises(ModelError) as caught:
        Session(pause=0.01, report=waits.append).call(lm, [{"role": "user", "content": PROMPT}], signature="draft")
    assert (caught.value.code, len(waits)) == ("connection", 2)
    assert caught.value.message == f"openai/test: no server answers at {place}"
