"""`stc models test`: what one small call tells of a model."""

from __future__ import annotations

import json

import pytest
from chat_server import ChatServer, Fault, Reply, Said, said, words

from stc.cli import main

PLAIN, KNOWN = "openai/test", "openai/gpt-4o-mini"
GOOD = '{"thing": "pencil", "number": 12}'


@pytest.fixture(autouse=True)
def no_settings(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STC_LM", "STC_TEST_LM", "STC_API_BASE", "STC_TIMEOUT", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def tried(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    capsys.readouterr()
    with pytest.raises(SystemExit) as caught:
        main(["models", "test", *arguments])
    out, err = capsys.readouterr()
    assert "Traceback" not in err
    assert isinstance(caught.value.code, int)
    return caught.value.code, out, err


def test_what_a_model_can_do(capsys: pytest.CaptureFixture[str]) -> None:
    with ChatServer(Said(GOOD, cached=5, reasoning=7)) as server:
        code, out, _ = tried(capsys, "--lm", KNOWN, "--api-base", server.url)
    assert code == 0
    shown = dict(line.split(maxsplit=1) for line in out.splitlines())
    assert shown.pop("answered").endswith("right, in the asked shape")
    given, made = words(said(server.requests[0])), words(GOOD) + 7
    assert shown == {
        "model": KNOWN,
        "usage": f"{given} in, {made} out, 5 cached, 7 reasoning",
        "schema": "taken",
        "logprobs": "yes",
        "price": "$0.15 in, $0.6 out for a million tokens",
    }
    assert server.count == 1


def test_what_a_bare_server_refuses_is_left_out(capsys: pytest.CaptureFixture[str]) -> None:
    with ChatServer(GOOD, refuses=["logprobs", "response_format"], usage=False) as server:
        code, out, _ = tried(capsys, "--lm", PLAIN, "--api-base", server.url, "--json")
    found = json.loads(out)
    assert code == 0
    assert (found["schema"], found["schema_used"], found["logprobs"]) == (False, False, False)
    assert (found["input"], found["output"], found["price"]) == (None, None, None)
    assert found["right"] and found["calls"] == 1
    assert "response_format" not in server.requests[-1] and "logprobs" not in server.requests[-1]


def test_a_model_that_is_not_listed_is_told_the_schema_in_words(capsys: pytest.CaptureFixture[str]) -> None:
    with ChatServer(GOOD, refuses=["logprobs"]) as server:
        code, out, _ = tried(capsys, "--lm", PLAIN, "--api-base", server.url)
    assert code == 0
    assert "taken, but this model is not listed" in out
    assert server.count == 2


def test_a_model_that_needs_a_second_try_and_reads_it_wrong(capsys: pytest.CaptureFixture[str]) -> None:
    with ChatServer(["pencils", '{"thing": "box", "number": 1}']) as server:
        code, out, _ = tried(capsys, "--lm", PLAIN, "--api-base", server.url)
    assert code == 0
    assert "wrong, in the asked shape, after 1 re-ask" in out


FAULTS: dict[str, tuple[Reply, str, str]] = {
    "key": (Fault.unauthorized(), "key", "OPENAI_API_KEY"),
    "quota": (Fault.quota(), "quota", "billing"),
    "shape": ("Twelve pencils.", "shape", "--lm"),
    "path": (Fault.refused(404), "404", ""),
    "drop": (Fault.drop(), "connection broke", "--api-base"),
    "hang": (Fault.hang(5), "no answer in time", "STC_TIMEOUT"),
    "types": (Fault.wrong_types(), "not that of a chat model", "/v1"),
    "server": (Fault.refused(500), "server failed", ""),
}


@pytest.mark.parametrize("fault", FAULTS)
def test_why_a_model_cannot_be_asked(fault: str, capsys: pytest.CaptureFixture[str]) -> None:
    reply, message, hint = FAULTS[fault]
    with ChatServer(reply) as server:
        code, out, err = tried(capsys, "--lm", PLAIN, "--api-base", server.url, "--timeout", "0.2")
    assert (code, out) == (2, "")
    complaint, advice = err.splitlines()
    assert complaint.startswith(f"error: {PLAIN}") and message in complaint
    assert advice.startswith("hint: ") and hint in advice
    assert server.count <= 4


def test_no_model_is_named(capsys: pytest.CaptureFixture[str]) -> None:
    code, out, err = tried(capsys)
    assert (code, out) == (2, "")
    assert "no model is named" in err and "STC_LM" in err


def test_the_environment_names_the_model(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    with ChatServer(GOOD) as server:
        monkeypatch.setenv("STC_API_BASE", server.url)
        monkeypatch.setenv("STC_TEST_LM", "openai/one")
        assert "openai/one" in tried(capsys)[1]
        monkeypatch.setenv("STC_LM", "openai/two")
        assert "openai/two" in tried(capsys)[1]


def test_the_hint_of_a_wrong_option_names_the_command(capsys: pytest.CaptureFixture[str]) -> None:
    code, _, err = tried(capsys, "--model", "x")
    assert code == 2
    assert "hint: see stc models test --help" in err


def test_the_key_is_sent_and_never_shown(capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-secret")
    with ChatServer([GOOD, Fault.unauthorized()]) as server:
        shown = [tried(capsys, "--lm", PLAIN, "--api-base", server.url, "--json") for _ in range(2)]
    assert server.keys == ["Bearer sk-secret"] * 2
    assert [code for code, _, _ in shown] == [0, 2]
    assert "sk-secret" not in str(shown)


def test_a_wrong_shape_is_told_field_by_field(capsys: pytest.CaptureFixture[str]) -> None:
    with ChatServer('{"thing": "pencils", "number": "a dozen"}') as server:
        code, _, err = tried(capsys, "--lm", PLAIN, "--api-base", server.url)
    assert code == 2
    assert "replies: number: Input should be a valid integer" in err
    assert "validation error" not in err and "input_value" not in err
