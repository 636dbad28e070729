"""What a provider's failure means: one of our errors, with what to do next, and whether to wait and ask again.

No message of a provider is repeated, as it may hold the key, the base URL or pieces of the prompt.
"""

from __future__ import annotations

from dataclasses import dataclass

from stc.errors import ModelError

KEYS = {"openai": "OPENAI_API_KEY", "anthropic": "ANTHROPIC_API_KEY", "gemini": "GEMINI_API_KEY"}


@dataclass(frozen=True)
class Failure:
    """`error` to raise; `again` whether asking again may help; `after` the seconds that the server asks to wait."""

    error: ModelError
    again: bool = False
    after: float | None = None


def failure_of(problem: Exception, model: str) -> Failure:
    """Translate what dspy, an engine or a model object of the user's own raised."""
    from dspy.utils import exceptions as of

    status = getattr(problem, "status", None)
    said = f" (HTTP {status})" if isinstance(status, int) else ""
    key = KEYS.get(
        model.split("/")[0], f"{model.split('/')[0].upper()}_API_KEY" if "/" in model else "the key's variable"
    )

    def failed(code: str, what: str, hint: str) -> ModelError:
        return ModelError(f"{model}: {what}{said}", code=code, hint=hint)

    after = getattr(problem, "retry_after", None)
    match problem:
        case of.LMBillingError():
            return Failure(
                failed(
                    "quota",
                    "the provider says that the account has no quota or money left",
                    "check plan and billing with the provider, or name another --lm",
                )
            )
        case of.LMRateLimitError() if getattr(problem, "provider_code", None) == "insufficient_quota":
            return Failure(
                failed(
                    "quota",
                    "the provider says that the account has no quota or money left",
                    "check plan and billing with the provider, or name another --lm",
                )
            )
        case of.LMAuthError():
            return Failure(
                failed("auth", "the provider refused the key", f"set {key} to a valid key that may use this model")
            )
        case of.LMNotConfiguredError():
            return Failure(
                failed(
                    "auth", "no key is set for the provider", f"set {key}, or name a server of your own with --api-base"
                )
            )
        case of.LMRateLimitError():
            return Failure(
                failed("rate-limit", "the provider's rate limit is reached", "wait, or lower --concurrency"),
                True,
                after,
            )
        case of.LMTimeoutError():
            return Failure(
                failed("timeout", "no answer in time", "raise STC_TIMEOUT (seconds), or ask again later"), True, after
            )
        case of.LMTransportError() | of.LMLockTimeoutError():
            return Failure(
                failed(
                    "connection",
                    "the server cannot be reached, or dropped the connection",
                    "check that it runs, and --api-base or STC_API_BASE",
                ),
                True,
                after,
            )
        case of.LMServerError():
            return Failure(failed("server", "the server failed", "ask again later, or name another --lm"), True, after)
        case of.ContextWindowExceededError():
            return Failure(
                failed(
                    "context-length",
                    "the prompt is longer than the model's context window",
                    "use a model with a longer one, or a shorter text",
                )
            )
        case of.LMUnsupportedModelError():
            return Failure(failed("bad-request", "the provider does not know this model", "check the name after --lm"))
        case of.LMInvalidRequestError() | of.LMUnsupportedFeatureError() | of.LMConfigurationError():
            return Failure(
                failed(
                    "bad-request",
                    f"the request was refused: {type(problem).__name__}",
                    "check the model's name and that it takes the settings (temperature, effort, max tokens)",
                )
            )
        case ImportError():
            return Failure(
                failed("no-model", "a package that this model needs is not installed", "pip install litellm")
            )
        case _:
            return Failure(
                failed(
                    "server",
                    f"the answer cannot be read: {type(problem).__name__}",
                    "check that the base URL is that of a chat model's API (it often ends in /v1)",
                )
            )
