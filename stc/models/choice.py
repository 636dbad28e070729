"""Which model is asked; the only place that reads the environment for it."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Any, Literal, cast

from stc.errors import InputError, ModelError
from stc.models.effort import check_effort

if TYPE_CHECKING:
    import dspy

Role = Literal["sleep", "test"]
OPENAI_SHAPED = ("openai/", "hosted_vllm/", "ollama_chat/", "ollama/")
TIMEOUT = 300.0  # seconds without a byte; a model that thinks long sends nothing meanwhile


def choose(
    role: Role,
    lm: str | dspy.BaseLM | None = None,
    *,
    api_base: str | None = None,
    temperature: float | None = None,
    effort: str | None = None,
    max_tokens: int | None = None,
    timeout: float | None = None,
) -> dspy.BaseLM | None:
    """Give the model for a role: `lm`, else STC_LM (for "test" STC_TEST_LM first); None where none is named.

    The base URL is `api_base`, else STC_API_BASE, else for openai/ models OPENAI_BASE_URL; the time that a server may
    stay silent is `timeout`, else STC_TIMEOUT, else 300 seconds. A dspy.LM keeps its own settings and its cache but for
    what is given here. InputError where a setting cannot be used.

    >>> choose("sleep", "openai/gpt-4o-mini", api_base="http://localhost:8080/v1").model
    'openai/gpt-4o-mini'
    """
    check_effort(effort)
    given = {"temperature": temperature, "max_tokens": max_tokens, "reasoning_effort": effort}
    settings = {name: value for name, value in given.items() if value is not None}
    if isinstance(lm, str) and not lm.strip():
        raise InputError("the name of the model is empty", hint="name one, or leave the option out; none for no model")
    named = lm if lm is not None else _named(role)
    if named is None or named == "none":  # said on purpose, whatever the environment names
        return None
    if not isinstance(named, str):
        client = {name: value for name, value in (("api_base", api_base), ("timeout", timeout)) if value is not None}
        return _changed(named, settings | client)
    return _made(named.strip(), settings, _base(named.strip(), api_base), _seconds(timeout))


def import_dspy() -> Any:
    """Import dspy such that no price map is fetched from the network behind the user's back."""
    os.environ.setdefault("LITELLM_LOCAL_MODEL_COST_MAP", "True")
    try:
        import dspy
    except Exception as error:  # missing, or broken: a package that it needs has another version
        raise ModelError(
            f"language models need dspy, which cannot be imported here: {error}",
            code="no-model",
            hint="install the package's dependencies: pip install stc-compiler",
        ) from error
    return dspy


def _named(role: Role) -> str | None:
    variables = ("STC_TEST_LM", "STC_LM") if role == "test" else ("STC_LM",)
    return next((value for name in variables if (value := os.environ.get(name, "").strip())), None)


def _base(model: str, api_base: str | None) -> str | None:
    base = api_base or os.environ.get("STC_API_BASE")
    if not base and model.startswith("openai/"):
        base = os.environ.get("OPENAI_BASE_URL")
    if not base:
        return None
    if not base.startswith(("http://", "https://")):
        raise InputError(
            "the model's base URL does not begin with http:// or https://",
            hint="write it like --api-base http://localhost:8080/v1 (or STC_API_BASE, OPENAI_BASE_URL)",
        )
    if model.startswith(OPENAI_SHAPED) and base.rstrip("/").count("/") == 2:
        return base.rstrip("/") + "/v1"  # a bare host: where these servers have their API
    return base


def _seconds(timeout: float | None) -> float:
    text = os.environ.get("STC_TIMEOUT", "").strip()
    if timeout is None and not text:
        return TIMEOUT
    try:
        seconds = float(text) if timeout is None else float(timeout)
    except ValueError:
        seconds = math.nan
    if not (math.isfinite(seconds) and seconds > 0):
        raise InputError(
            f"a model's timeout must be a positive number of seconds, got {text if timeout is None else timeout}",
            hint="set STC_TIMEOUT to something like 120, or unset it",
        )
    return seconds


def _made(model: str, settings: dict[str, Any], base: str | None, timeout: float) -> dspy.BaseLM:
    """Make the model; retries and journal are ours, so that each try is counted and a resumed run is the same run."""
    module = import_dspy()
    client: dict[str, Any] = {"timeout": timeout}
    if base:
        client["api_base"] = base
        if model.startswith("openai/") and not os.environ.get("OPENAI_API_KEY"):
            client["api_key"] = "none"  # servers on one's own machine ask for none; the client refuses to send none
        if model.startswith("openai/"):
            client["engine"] = "lm15"  # a base URL in the environment makes dspy import litellm, which takes seconds
    try:
        lm = module.LM(model, cache=False, num_retries=0, **settings, **client)
        lm.remembers_little = True  # nobody else holds it: thousands of prompts need not stay in memory
        return cast("dspy.BaseLM", lm)
    except (ValueError, TypeError, module.utils.exceptions.LMError) as error:
        raise InputError(
            f"{model}: this model cannot be used so: {getattr(error, 'message', None) or error}",
            hint="name it like openai/gpt-4o-mini, anthropic/NAME, ollama_chat/NAME or hosted_vllm/NAME",
        ) from None


def _changed(lm: dspy.BaseLM, settings: dict[str, Any]) -> dspy.BaseLM:
    if not isinstance(lm, import_dspy().BaseLM):
        raise InputError(
            f"a model must be a dspy.LM or a name like openai/gpt-4o-mini, got {type(lm).__name__}",
            hint="wrap another client as dspy.LM(model, engine=...)",
        )
    if not settings:
        return lm
    try:
        return cast("dspy.BaseLM", lm.copy(**settings))
    except (ValueError, TypeError) as error:
        raise InputError(
            f"{lm.model}: this model object does not take {', '.join(settings)}: {error}",
            hint="set it where the object is made, and leave the option out",
        ) from None
