"""One call, whatever object of dspy stands for the model: text, finish reason, tokens, price, cache hit."""

from __future__ import annotations

import json
import logging
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from chat_server import ChatServer, Said, cut, lent_loop

from stc.models import Session, choose
from stc.models.calling import LONGEST, request, settings_of

ASKED = [{"role": "system", "content": "be short"}, {"role": "user", "content": "what is it"}]


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    monkeypatch.setenv("ANTHROPIC_API_KEY", "ak-test")
    with lent_loop():
        yield


@pytest.mark.parametrize("engine", ["auto", "litellm"])
def test_tokens_finish_and_settings(engine: str) -> None:
    import dspy

    with ChatServer(Said("six words", finish="length", cached=3, reasoning=4)) as server:
        lm = dspy.LM("openai/test", api_base=server.url, engine=engine, temperature=0.5, cache=False)
        raw = request(lm, ASKED, settings_of(lm, {"max_tokens": 9, "effort": "low"}))
    assert (raw.text, raw.finish, raw.from_cache) == ("six words", "length", False)
    assert (raw.input, raw.output, raw.cached, raw.reasoning) == (5, 6, 3, 4)
    assert raw.cost is None  # nobody knows the price of "test"
    (sent,) = server.requests
    assert sent["temperature"] == 0.5 and sent["reasoning_effort"] == "low"
    assert 9 in (sent.get("max_tokens"), sent.get("max_completion_tokens"))
    assert sent["messages"] == ASKED


@pytest.mark.parametrize("engine", ["auto", "litellm"])
def test_what_is_not_reported_is_none_and_a_known_price_is_taken(engine: str) -> None:
    import dspy

    with ChatServer("yes", usage=False) as server:
        lm = dspy.LM("openai/test", api_base=server.url, engine=engine, cache=False)
        raw = request(lm, ASKED, {})
    assert engine == "litellm" or (raw.input, raw.output, raw.cached, raw.reasoning) == (None,) * 4
    with ChatServer("yes") as server:
        lm = dspy.LM("openai/gpt-4o-mini", api_base=server.url, engine=engine, cache=False)
        raw = request(lm, ASKED, {})
    assert raw.cost == pytest.approx(5 * 0.15e-6 + 1 * 0.6e-6)


@pytest.mark.parametrize("engine", ["auto", "litellm"])
def test_a_hit_in_the_users_cache_is_seen(engine: str, tmp_path: Path) -> None:
    import dspy

    before = dspy.cache
    dspy.configure_cache(disk_cache_dir=str(tmp_path), restrict_pickle=True)
    try:
        with ChatServer("yes") as server:
            lm = dspy.LM("openai/test", api_base=server.url, engine=engine, cache=True)
            first, second = request(lm, ASKED, {}), request(lm, ASKED, {})
            session = Session()
            fresh = session.call(lm, ASKED, signature="draft", lane=1)  # another sample is no repetition
            again = session.call(lm, ASKED, signature="draft", lane=1)
    finally:
        dspy.cache.disk_cache.close()  # else Python 3.13 warns of its open database, in whatever test comes next
        dspy.cache = before
    assert server.count == 2
    assert (first.from_cache, second.from_cache) == (False, True)
    assert second.text == "yes"
    known = engine == "auto"  # dspy forgets the tokens of a hit that litellm made
    assert (second.input, second.output) == ((5, 1) if known else (None, None))
    assert fresh.call.billed and not again.call.billed and again.call.recorded
    assert session.ledger.totals()["billed"]["output"] == 1
    assert session.ledger.totals()["logical"]["output"] == (2 if known else 1)


def test_the_users_history_tracker_and_callbacks_hear_of_the_call() -> None:
    import dspy
    from dspy.utils.callback import BaseCallback

    started = []

    class Heard(BaseCallback):
        def on_lm_start(self, call_id: str, instance: Any, inputs: dict[str, Any]) -> None:
            started.append(inputs)

    with ChatServer("yes") as server, dspy.track_usage() as tracker:
        lm = dspy.LM("openai/test", api_base=server.url, cache=False, callbacks=[Heard()])
        request(lm, ASKED, {})
    assert len(lm.history) == 1 and lm.history[0]["messages"] == ASKED
    assert tracker.get_total_tokens()["openai/test"]["prompt_tokens"] == 5
    assert len(started) == 1


def test_a_cut_reply_prints_nothing_and_a_huge_one_is_cut(caplog: pytest.LogCaptureFixture) -> None:
    import dspy

    logging.getLogger("dspy").propagate = True
    for reply, length in ((cut("a b"), 3), ("9" * (LONGEST + 5), LONGEST)):
        with ChatServer(reply) as server:
            raw = request(dspy.LM("openai/test", api_base=server.url, cache=False), ASKED, {})
        assert (raw.finish, len(raw.text)) == ("length", length)
    assert not caplog.records


def test_reasoning_models_get_their_limit_under_their_own_name() -> None:
    lm = choose("sleep", "openai/gpt-5-mini", api_base="http://127.0.0.1:9/v1", max_tokens=20_000)
    assert lm is not None
    assert settings_of(lm, {"max_tokens": 300})["max_completion_tokens"] == 300
    assert "max_tokens" not in settings_of(lm, {"max_tokens": 300})


def test_settings_hold_neither_key_nor_base() -> None:
    import dspy

    lm = dspy.LM("openai/test", api_key="sk-secret", api_base="http://host/v1", timeout=3, headers={"a": "b"}, n=4)
    assert settings_of(lm, {"top_p": 0.5, "stop": None}) == {"top_p": 0.5}


def test_objects_of_the_users_own() -> None:
    import dspy
    from dspy.lm15 import response_from_openai_chat
    from dspy.utils import DummyLM

    class Engine:
        def complete(self, asked: Any) -> Any:
            message = {"role": "assistant", "content": f"limit {asked.config.max_tokens}"}
            choice = {"index": 0, "message": message, "finish_reason": "length"}
            usage = {"prompt_tokens": 3, "completion_tokens": 1, "total_tokens": 4}
            return response_from_openai_chat({"id": "x", "choices": [choice], "usage": usage}, model=asked.model)

    raw = request(dspy.LM("mine/test", engine=Engine(), cache=False), ASKED, {"max_tokens": 7})
    assert (raw.text, raw.finish, raw.input, raw.output) == ("limit 7", "length", 3, 1)
    assert "red" in request(DummyLM([{"answer": "red"}]), ASKED, {}).text


class _Anthropic(BaseHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers["content-length"]))
        usage = {
            "input_tokens": 3,
            "output_tokens": 2,
            "cache_read_input_tokens": 100,
            "cache_creation_input_tokens": 7,
        }
        body = {
            "id": "m",
            "type": "message",
            "role": "assistant",
            "model": "claude-test",
            "content": [{"type": "text", "text": "hey"}],
            "stop_reason": "max_tokens",
            "usage": usage,
        }
        data = json.dumps(body).encode()
        self.send_response(200 if self.path == "/v1/messages" and self.headers["x-api-key"] == "ak-test" else 404)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)


@pytest.fixture
def anthropic() -> Iterator[str]:
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Anthropic)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_address[1]}/v1"
    server.shutdown()
    server.server_close()
    thread.join(5)


def test_anthropics_input_counts_what_its_cache_read_and_wrote(anthropic: str) -> None:
    lm = choose("sleep", "anthropic/claude-test", api_base=anthropic)
    assert lm is not None
    raw = request(lm, ASKED, {"max_tokens": 50})
    assert (raw.text, raw.finish, raw.input, raw.output, raw.cached) == ("hey", "length", 110, 2, 100)


@pytest.mark.parametrize("model", ["hosted_vllm/test", "ollama_chat/test"])
def test_servers_of_ones_own_need_no_key_and_their_bare_host_will_do(
    model: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("OPENAI_API_KEY")
    with ChatServer("yes") as server:
        for base in (server.url, server.url.removesuffix("/v1")):
            for name in (model, "openai/test"):
                lm = choose("sleep", name, api_base=base)
                assert lm is not None
                assert request(lm, ASKED, {}).text == "yes"
        assert server.count == 4
