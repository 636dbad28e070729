"""Which model is asked: argument, environment, settings; and what tokens cost and how many a text has."""

from __future__ import annotations

import subprocess
import sys
import textwrap
from pathlib import Path
from typing import Any

import pytest
from chat_server import ChatServer

from stc.errors import InputError
from stc.models import choose, estimate_tokens, price
from stc.models.choice import TIMEOUT


@pytest.fixture(autouse=True)
def _bare(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("STC_LM", "STC_TEST_LM", "STC_API_BASE", "STC_TIMEOUT", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)


def named(lm: Any) -> tuple[str, dict[str, Any]]:
    return lm.model, {name: value for name, value in lm.kwargs.items() if value is not None}


def test_no_model_named_is_none() -> None:
    assert choose("sleep") is None and choose("test") is None


def test_the_environment_names_models(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("STC_LM", "openai/big")
    assert [named(choose(role))[0] for role in ("sleep", "test")] == ["openai/big"] * 2
    monkeypatch.setenv("STC_TEST_LM", " openai/small ")
    assert [named(choose(role))[0] for role in ("sleep", "test")] == ["openai/big", "openai/small"]
    assert named(choose("test", "openai/other"))[0] == "openai/other"
    monkeypatch.setenv("STC_LM", " ")
    assert choose("sleep") is None


def test_a_base_url_and_a_timeout_go_from_near_to_far(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named(choose("sleep", "openai/x")) == ("openai/x", {"timeout": TIMEOUT})
    monkeypatch.setenv("OPENAI_BASE_URL", "http://far/v1")
    assert named(choose("sleep", "openai/x"))[1]["api_base"] == "http://far/v1"
    assert "api_base" not in named(choose("sleep", "anthropic/x"))[1]
    monkeypatch.setenv("STC_API_BASE", "http://near/v1")
    monkeypatch.setenv("STC_TIMEOUT", "7.5")
    for model in ("openai/x", "anthropic/x"):
        assert named(choose("sleep", model))[1]["api_base"] == "http://near/v1"
    nearest = named(choose("sleep", "openai/x", api_base="http://arg:8080", timeout=3))[1]
    assert (nearest["api_base"], nearest["timeout"]) == ("http://arg:8080/v1", 3.0)
    assert named(choose("sleep", "openai/x"))[1]["timeout"] == 7.5
    assert named(choose("sleep", "openai/x", api_base="http://h/v1/"))[1]["api_base"] == "http://h/v1/"


def test_a_base_url_in_the_environment_imports_no_litellm(monkeypatch: pytest.MonkeyPatch) -> None:
    script = """
        import sys
        from stc.models import Session, choose
        reply = Session().call(choose("test", "openai/x"), [{"role": "user", "content": "hello"}], signature="draft")
        print(reply.text, [name for name in ("openai", "instructor", "litellm.main") if name in sys.modules])
    """
    with ChatServer("yes") as server:
        monkeypatch.setenv("OPENAI_BASE_URL", server.url)
        command = [sys.executable, "-c", textwrap.dedent(script)]
        assert subprocess.run(command, capture_output=True, check=True).stdout.split() == [b"yes", b"[]"]


def test_a_key_that_is_set_is_left_to_the_provider(monkeypatch: pytest.MonkeyPatch) -> None:
    assert named(choose("sleep", "openai/x", api_base="http://h/v1"))[1]["api_key"] == "none"
    monkeypatch.setenv("OPENAI_API_KEY", "sk-1")
    assert "api_key" not in named(choose("sleep", "openai/x", api_base="http://h/v1"))[1]


def test_models_that_we_make_neither_cache_nor_retry_by_themselves() -> None:
    lm: Any = choose("sleep", "openai/x", temperature=0.7, effort="low", max_tokens=5)
    assert (lm.cache, lm.num_retries) == (False, 0)
    assert named(lm)[1] == {"timeout": TIMEOUT, "temperature": 0.7, "reasoning_effort": "low", "max_tokens": 5}


def test_a_users_model_keeps_its_settings_but_for_those_given(monkeypatch: pytest.MonkeyPatch) -> None:
    import dspy

    monkeypatch.setenv("STC_API_BASE", "http://near/v1")
    lm = dspy.LM("openai/x", cache=True, num_retries=2, temperature=0.1, api_base="http://own/v1")
    assert choose("sleep", lm) is lm
    other: Any = choose("sleep", lm, temperature=0.9)
    assert (other.cache, other.num_retries, other.kwargs["temperature"]) == (True, 2, 0.9)
    assert other.kwargs["api_base"] == "http://own/v1" and lm.kwargs["temperature"] == 0.1


def test_what_cannot_be_used(monkeypatch: pytest.MonkeyPatch) -> None:
    import dspy

    class Engine:
        def complete(self, request: Any) -> Any:
            raise AssertionError

    wrong: list[tuple[Any, dict[str, Any], str]] = [
        ("openai/", {}, "cannot be used so"),
        ("", {}, "is empty"),
        ("openai/gpt-5", {"max_tokens": 10}, "cannot be used so"),
        ("openai/x", {"api_base": "localhost:8080"}, "http://"),
        ("openai/x", {"timeout": 0}, "positive number"),
        ("openai/x", {"timeout": float("nan")}, "positive number"),
        (object(), {}, "must be a dspy.LM"),
        (dspy.LM("mine/x", engine=Engine()), {"api_base": "http://h/v1"}, "does not take api_base"),
    ]
    for lm, settings, message in wrong:
        with pytest.raises(InputError, match=message) as caught:
            choose("sleep", lm, **settings)
        assert caught.value.hint
    monkeypatch.setenv("STC_TIMEOUT", "soon")
    with pytest.raises(InputError, match="got soon"):
        choose("sleep", "openai/x")


def test_prices_are_those_of_the_provider_named() -> None:
    assert price("openai/gpt-4o-mini") == price("gpt-4o-mini") == (0.15e-6, 0.6e-6)
    assert price("anthropic/claude-sonnet-4-5") == (3e-6, 15e-6)
    for unknown in ("openai/test", "nosuch/gpt-4o-mini", "openrouter/gpt-4o-mini", "", "/", "sample_spec"):
        assert price(unknown) is None


def test_tokens_are_estimated_offline_and_in_time() -> None:
    assert estimate_tokens("") == 0
    assert 9 <= estimate_tokens("The quick brown fox jumps over the lazy dog.") <= 11
    assert estimate_tokens("<|endoftext|>") > 1
    assert estimate_tokens("a" * 200_000) > 1000
    assert estimate_tokens("\ud800 1234567") > 2


def test_an_empty_name_is_no_model() -> None:
    with pytest.raises(InputError, match="name of the model is empty"):
        choose("sleep", " ")


@pytest.mark.parametrize("fault", ["ImportError('No module')", "AttributeError('of another version')"])
def test_a_dspy_that_cannot_be_imported_is_said_so(tmp_path: Path, fault: str) -> None:
    (tmp_path / "dspy.py").write_text(f"raise {fault}")
    code = f"""
        import sys
        sys.path.insert(0, {str(tmp_path)!r})
        import stc
        try:
            stc.ask(stc.compile("Tom has 3 apples."), "Who is the best?", lm="openai/m")
        except stc.StcError as error:
            print(error.code, error.message)
    """
    done = subprocess.run([sys.executable, "-c", textwrap.dedent(code)], capture_output=True, text=True, check=False)
    assert done.stdout.startswith("no-model language models need dspy, which cannot be imported here"), done.stderr
