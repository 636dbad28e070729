"""What a provider's failure means: one of our errors, with what to do next, and how often to ask again.

No message of a provider is repeated: it may hold the key, the base URL or pieces of the prompt. What is kept of it is
the HTTP status, a code in the form of one, and which of the settings that we know it names.
"""

from __future__ import annotations

import math
import re
import socket
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC
from email.utils import parsedate_to_datetime
from typing import Any
from urllib.parse import urlsplit

from stc.errors import ModelError

MANY = 1_000  # as often as the session allows
FEW = 3  # a server that is not there, or stays silent until the time is up: each try takes long or is in vain


@dataclass(frozen=True)
class Meaning:
    """`code` of the error, what happened, what to do next, and how often to ask at most."""

    code: str
    what: str
    hint: str
    tries: int = 1


@dataclass(frozen=True)
class Failure:
    """`error` to raise, `tries` how often to ask at most, `after` the seconds that the server asks to wait."""

    error: ModelError
    tries: int = 1
    after: float | None = None


QUOTA = Meaning(
    "quota",
    "the provider says that the account has no quota or no money left",
    "look at plan and billing with the provider, or name another --lm",
)
AUTH = Meaning("auth", "the provider refused the key", "set {key} to a valid key that may use this model")
NO_KEY = Meaning("auth", "no key is set", "set {key}, or name a server that needs none with --api-base")
NO_KEY_THERE = Meaning(
    NO_KEY.code, NO_KEY.what, "set {key}; if the server at {place} speaks as OpenAI, write --lm openai/NAME"
)
LIMIT = Meaning("rate-limit", "the rate limit is reached", "wait, or lower --concurrency", tries=MANY)
TIMEOUT = Meaning(
    "timeout",
    "no answer in time",
    "give it longer with --timeout SECONDS (or STC_TIMEOUT), or ask again later",
    tries=FEW,
)
NOWHERE = Meaning(
    "connection",
    "no server answers at {place}",
    "see that it runs, and that --api-base or STC_API_BASE is its address",
    tries=FEW,
)
CONNECTION = Meaning(NOWHERE.code, "the connection broke", NOWHERE.hint, tries=MANY)
SERVER = Meaning("server", "the server failed", "ask again later, or name another --lm", tries=MANY)
GARBLED = Meaning(
    "server",
    "the answer is not that of a chat model",
    "see that the base URL is that of a chat model's API (it often ends in /v1)",
)
TORN = Meaning(GARBLED.code, "the answer is torn or no JSON", GARBLED.hint, tries=MANY)
TOO_LONG = Meaning(
    "context-length",
    "the prompt is longer than the model's context window",
    "name a model with a longer one, raise the server's, or give a shorter text",
)
UNKNOWN = Meaning(
    "bad-request", "no such model or no such address", "check the name after --lm, and that the base URL ends in /v1"
)
UNKNOWN_THERE = Meaning(
    UNKNOWN.code, UNKNOWN.what, "if the server at {place} speaks as OpenAI, put openai/ before the name after --lm"
)
REFUSED = Meaning(
    "bad-request",
    "the request was refused",
    "check that the model takes the settings (temperature, effort, max tokens)",
)
MISSING = Meaning("no-model", "a package that this model needs is not installed", "pip install litellm")

# Where no class of dspy's errors says more; litellm turns some 500s into "bad request" by their text, not their status.
STATUSES = {401: AUTH, 402: QUOTA, 403: AUTH, 404: UNKNOWN, 408: TIMEOUT, 429: LIMIT, 504: TIMEOUT}
NO_MONEY = re.compile(r"credit balance|insufficient.(?:quota|balance|funds|credit)", re.IGNORECASE)
LENGTH = re.compile(r"context.(?:length|size|window)|(?:prompt|input) is too long|too many tokens", re.IGNORECASE)
NO_MODEL = re.compile(r"provider not provided|model.{0,80}(?:not found|not exist)", re.IGNORECASE)
BROKEN = ("APIConnectionError", "ConnectError", "ReadError", "RemoteProtocolError")
SETTINGS = (
    "temperature",
    "max_tokens",
    "max_completion_tokens",
    "response_format",
    "reasoning_effort",
    "top_p",
    "stop",
)
CODE = re.compile(r"[A-Za-z][\w.-]{2,40}")


def failure_of(problem: Exception, model: str, base: str | None = None) -> Failure:
    """Translate what dspy, an engine or a model object of the user's own raised; ModelError has one of its codes.

    `base` is the URL that was asked, of which host and port are told.
    """
    meaning = _meaning(problem)
    if base and meaning is NO_KEY:
        meaning = NO_KEY_THERE
    elif base and meaning is UNKNOWN and "/" not in model:
        meaning = UNKNOWN_THERE
    place = place_of(base)
    status = _status(problem)
    said = [f"HTTP {status}"] if status and meaning.code != "connection" else []  # litellm makes statuses up
    code = getattr(problem, "provider_code", None)
    if isinstance(code, str) and CODE.fullmatch(code):
        said.append(code)
    if meaning is REFUSED:
        text = str(problem)
        named = [name for name in SETTINGS if re.search(rf"\b{name}\b", text)]
        said += [f"the server names {', '.join(named)}"] if named else [] if status else [type(problem).__name__]
    elif meaning is GARBLED:
        said.append(type(problem).__name__)
    error = ModelError(
        f"{model}: {meaning.what.format(place=place)}" + (f" ({', '.join(said)})" if said else ""),
        code=meaning.code,
        hint=meaning.hint.format(key=_key(problem, model), place=place),
    )
    return Failure(error, meaning.tries, _after(problem) if meaning.tries > 1 else None)


def place_of(base: str | None) -> str:
    """Name the host and port of a URL, and nothing else: the rest may hold a password or a key.

    >>> place_of("http://me:secret@localhost:8080/v1?key=1"), place_of("http://[::1]:99/v1"), place_of(None)
    ('localhost:8080', '[::1]:99', 'the address')
    """
    try:
        parts = urlsplit(base or "")
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return "the address"
    if not re.fullmatch(r"[\w.:-]{1,200}", host):
        return "the address"
    host = f"[{host}]" if ":" in host else host
    return host if port is None else f"{host}:{port}"


def _key(problem: Exception, model: str) -> str:
    """Name the variables that the key may stand in: as dspy says, else as providers are wont to call it."""
    named = [str(name) for name in getattr(problem, "env_keys", ()) if CODE.fullmatch(str(name))]
    return " or ".join(named) or f"{model.split('/')[0].upper() if '/' in model else 'OPENAI'}_API_KEY"


def _after(problem: Exception) -> float | None:
    """Give the seconds that the server asks to wait; litellm keeps its headers only in what it wraps."""
    for cause in _causes(problem):
        found = [getattr(cause, "retry_after", None)]
        for holder in (cause, getattr(cause, "response", None)):
            for name in ("litellm_response_headers", "headers"):
                headers: Any = getattr(holder, name, None)
                found.append(headers.get("retry-after") if hasattr(headers, "get") else None)
        for value in found:
            if (seconds := _seconds(value)) is not None:
                return seconds
    return None


def _seconds(value: object) -> float | None:
    """Read the value of a retry-after header: seconds, or a date.

    >>> _seconds("1.5"), _seconds("Wed, 21 Oct 2015 07:28:00 GMT"), _seconds("soon")
    (1.5, 0.0, None)
    """
    if isinstance(value, bool) or not isinstance(value, int | float | str):
        return None
    try:
        seconds = float(value)
    except (ValueError, OverflowError):
        try:
            date = parsedate_to_datetime(str(value))
        except (ValueError, OverflowError):
            return None
        seconds = (date if date.tzinfo else date.replace(tzinfo=UTC)).timestamp() - time.time()
    return max(seconds, 0.0) if math.isfinite(seconds) else None


def _meaning(problem: Exception) -> Meaning:
    from dspy.utils import exceptions as of

    status = _status(problem)
    match problem:
        case ImportError():
            return MISSING
        case of.LMBillingError():
            return QUOTA
        case of.ContextWindowExceededError():
            return TOO_LONG
        case of.LMUnsupportedModelError():
            return UNKNOWN
        case of.LMNotConfiguredError():
            return NO_KEY
        case of.LMTransportError() | of.LMTimeoutError() | of.LMLockTimeoutError() if status is None:
            return _broken(problem)
        case of.LMServerError() if any(type(cause).__name__ in BROKEN for cause in _causes(problem)):
            return _broken(problem)  # litellm calls it a 500
    if status is not None and status >= 400:
        if status in (400, 413, 422) and LENGTH.search(str(problem)):
            return TOO_LONG
        if status == 400 and NO_MONEY.search(str(problem)):
            return QUOTA
        if status == 400 and NO_MODEL.search(str(problem)):
            return UNKNOWN
        if getattr(problem, "provider_code", None) == "insufficient_quota":
            return QUOTA
        return STATUSES.get(status, SERVER if status >= 500 else REFUSED)
    match problem:
        case of.LMAuthError():
            return AUTH
        case of.LMRateLimitError():
            return LIMIT
        case of.LMServerError():
            return SERVER
        case of.LMInvalidRequestError() | of.LMUnsupportedFeatureError() | of.LMConfigurationError():
            return REFUSED
        case of.LMProviderError():
            return TORN
        case TimeoutError() | ConnectionError():
            return _broken(problem)
        case TypeError() | ValueError():  # of dspy itself, before anything was sent
            return REFUSED
    return GARBLED


def _status(problem: Exception) -> int | None:
    """Give the HTTP status: dspy calls it status, the providers' own packages status_code."""
    for name in ("status", "status_code"):
        status = getattr(problem, name, None)
        if isinstance(status, int) and 100 <= status <= 599:
            return status
    return None


def _causes(problem: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while problem is not None and id(problem) not in seen:
        seen.add(id(problem))
        yield problem
        problem = problem.__cause__ or problem.__context__


def _broken(problem: BaseException) -> Meaning:
    """Tell a server that is not there from one that stays silent and one that hung up, whatever the engine calls it."""
    causes = list(_causes(problem))
    if any(isinstance(cause, ConnectionRefusedError | socket.gaierror) for cause in causes):
        return NOWHERE
    return TIMEOUT if any("Timeout" in type(cause).__name__ for cause in causes) else CONNECTION
