"""One call to a model object of dspy, and what its failures mean.

The only place that touches what dspy may change from 3.4 to 3.5. It calls the model as dspy's own adapters do, on a
copy (whose retries are switched off: the session retries and counts), so that every engine works: dspy's native one,
litellm, one of the user's own, DummyLM. Finish reason, usage and price come from the entry that dspy makes for its
history; that the call was a hit in dspy's cache, from its usage tracker, which hears of every call but those.
"""

from __future__ import annotations

import contextlib
import json
import logging
from collections.abc import Iterator
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stc.models.choice import import_dspy

if TYPE_CHECKING:
    import dspy

Message = dict[str, Any]
LONGEST = 400_000  # characters of a reply that are looked at; more is taken for a reply that ran away
REMEMBERED = 20  # calls in the history of a model that `choose` made
CLIENT = frozenset(
    (
        "api_key",
        "api_base",
        "base_url",
        "headers",
        "extra_headers",
        "timeout",
        "api_version",
        "organization",
        "project",
        "extra_query",
        "custom_llm_provider",
        "azure_ad_token_provider",
    )
)

_silenced: ContextVar[bool] = ContextVar("silenced", default=False)


@dataclass(frozen=True)
class Raw:
    """What a provider gave: tokens are None where it did not say, `cost` where nobody knows the price."""

    text: str
    finish: str
    input: int | None
    output: int | None
    cached: int | None
    reasoning: int | None
    cost: float | None
    from_cache: bool


def settings_of(lm: dspy.BaseLM, config: dict[str, Any]) -> dict[str, Any]:
    """Give what a call is made with, the model's own settings under those of the call; never keys or bases."""
    named = {("reasoning_effort" if name == "effort" else name): value for name, value in config.items()}
    merged = {**lm.kwargs, **named}
    if "max_completion_tokens" in lm.kwargs and named.get("max_tokens") is not None:
        merged["max_completion_tokens"] = named["max_tokens"]  # what reasoning models call it
        del merged["max_tokens"]
    return {name: value for name, value in merged.items() if value is not None and name not in CLIENT and name != "n"}


def request(lm: dspy.BaseLM, messages: list[Message], settings: dict[str, Any]) -> Raw:
    """Ask once, without retries; raises what dspy raises."""
    module = import_dspy()
    from dspy.clients._deprecation import adapter_message_call

    client = {name: value for name, value in lm.kwargs.items() if name in CLIENT}
    asked = lm.copy(num_retries=0)
    asked.kwargs = {"temperature": None, "max_tokens": None, **client}  # the rest goes with the call
    entries: list[dict[str, Any]] = []
    hidden = bool(module.settings.disable_history)

    def keep(entry: dict[str, Any]) -> None:
        entries.append(entry)
        if getattr(lm, "remembers_little", False):
            lm.history.append(entry)
            del lm.history[:-REMEMBERED]
        elif not hidden:
            lm.update_history(entry)

    asked.update_history = keep
    tracker = _Tracker(module.settings.usage_tracker)
    with module.context(usage_tracker=tracker, disable_history=False), adapter_message_call(asked, messages), _quiet():
        asked(messages=messages, **settings)
    return _raw(entries[-1], from_cache=not tracker.heard)


@contextlib.contextmanager
def _quiet() -> Iterator[None]:
    """Keep dspy's warning of a reply that was cut off from the terminal: the caller gets the finish reason."""
    logger = logging.getLogger("dspy.clients.lm")
    if _loud not in logger.filters:
        logger.addFilter(_loud)
    token = _silenced.set(True)
    try:
        yield
    finally:
        _silenced.reset(token)


def _loud(record: logging.LogRecord) -> bool:
    return not _silenced.get() or record.levelno > logging.WARNING


class _Tracker:
    """Hears of a call that was made and passes it on to the tracker of whoever calls us."""

    def __init__(self, outer: Any) -> None:
        self.outer, self.heard = outer, False

    def add_usage(self, lm: str, usage_entry: dict[str, Any]) -> None:
        self.heard = True
        if self.outer:
            self.outer.add_usage(lm, usage_entry)


def _raw(entry: dict[str, Any], *, from_cache: bool) -> Raw:
    response: Any = entry.get("response")
    text = _text(entry)
    native = hasattr(response, "finish_reason")
    finish = response.finish_reason if native else _finish(response)
    usage = _counted(entry.get("usage")) or (_of_response(response) if native else _counted(_get(response, "usage")))
    if len(text) > LONGEST:
        text, finish = text[:LONGEST], "length"
    cost = entry.get("cost")
    return Raw(
        text,
        finish or "stop",
        **(usage or _counts(None, None, None, None)),
        cost=cost if isinstance(cost, int | float) else None,
        from_cache=from_cache,
    )


def _text(entry: dict[str, Any]) -> str:
    outputs = entry.get("outputs") or [None]
    first = outputs[0].get("text") if isinstance(outputs[0], dict) else outputs[0]
    return first if isinstance(first, str) else "" if first is None else json.dumps(first, default=str)


def _finish(response: Any) -> str:
    """Read the finish reason of a reply in OpenAI's shape: litellm's objects, or plain dicts of a user's own class."""
    choices = _get(response, "choices")
    if not choices:  # OpenAI's responses API
        return "length" if _get(response, "status") == "incomplete" else "stop"
    return str(_get(choices[0], "finish_reason") or "stop")


def _counted(usage: Any) -> dict[str, int | None] | None:
    """Read usage as dspy and litellm write it, the same for every provider; None where there is none."""
    if not usage:
        return None
    return _counts(
        _get(usage, "prompt_tokens"),
        _get(usage, "completion_tokens"),
        _get(_get(usage, "prompt_tokens_details"), "cached_tokens"),
        _get(_get(usage, "completion_tokens_details"), "reasoning_tokens"),
    )


def _of_response(response: Any) -> dict[str, int | None]:
    """Read an lm15 Response, which says what the provider said: of a hit in the cache dspy leaves only that.

    Anthropic reports input without what its cache read or wrote; add it, as dspy does for a call that was made.
    """
    usage = response.usage
    given = usage.input_tokens
    raw = (response.provider_data or {}).get("usage")
    if given is not None and isinstance(raw, dict) and "cache_read_input_tokens" in raw:
        given += (usage.cache_read_tokens or 0) + (usage.cache_write_tokens or 0)
    return _counts(given, usage.output_tokens, usage.cache_read_tokens, usage.reasoning_tokens)


def _get(thing: Any, name: str) -> Any:
    return thing.get(name) if isinstance(thing, dict) else getattr(thing, name, None)


def _counts(given: Any, made: Any, cached: Any, thought: Any) -> dict[str, int | None]:
    pairs = {"input": given, "output": made, "cached": cached, "reasoning": thought}
    return {
        name: value if isinstance(value, int) and not isinstance(value, bool) and value >= 0 else None
        for name, value in pairs.items()
    }
