"""One small call that tells what a model can do, before a run relies on it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from pydantic import BaseModel, Field

from stc.errors import ModelError
from stc.models.messages import Message, system_message, user_message
from stc.models.prices import price
from stc.models.shaping import shaped

if TYPE_CHECKING:
    import dspy

    from stc.models.session import Reply, Session

TEXT = "A box holds 12 pencils."
LEAST = 1_000  # tokens for the reply, so that a reasoning model gets to its answer


class Counted(BaseModel):
    """What the model is asked for: the number of a sentence."""

    thing: str = Field(description="what is counted, one word")
    number: int


@dataclass(frozen=True)
class Abilities:
    """What a model did when asked for a small typed reply.

    `seconds` is the time and `calls` the number of answers that it took (1 where the first one had the shape). `right`
    tells that it read the number, `schema` that a JSON schema was taken as response format, `schema_used` that
    compiling sends one, `logprobs` that they came when asked for. Tokens are None where not reported; `price` is
    (input, output) in US dollars a token, None where unknown.
    """

    model: str
    seconds: float
    calls: int
    right: bool
    schema: bool
    schema_used: bool
    logprobs: bool
    input: int | None
    output: int | None
    cached: int | None
    reasoning: int | None
    price: tuple[float, float] | None


def probe(lm: dspy.BaseLM, session: Session) -> Abilities:
    """Ask a model to read a number from a sentence, in JSON; what it refuses to be asked with is left out.

    Raises ModelError where no answer comes (auth, quota, connection, ...) or none of the asked shape (shape).
    """
    from stc.models.adapter import supports_schema

    refused: ModelError | None = None
    for schema, logprobs in ((True, True), (True, False), (False, True), (False, False)):
        try:
            value, replies = _asked(lm, session, schema, logprobs)
        except ModelError as error:
            if error.code != "bad-request":
                raise
            refused = error
            continue
        last = replies[-1].call
        return Abilities(
            lm.model,
            sum(reply.call.seconds for reply in replies),
            len(replies),
            value.number == 12,
            schema,
            schema and supports_schema(lm),
            logprobs and _gave_logprobs(lm),
            last.input,
            last.output,
            last.cached,
            last.reasoning,
            price(lm.model),
        )
    assert refused is not None
    raise refused


def _asked(lm: dspy.BaseLM, session: Session, schema: bool, logprobs: bool) -> tuple[Counted, list[Reply]]:
    replies: list[Reply] = []
    settings: dict[str, Any] = {"logprobs": True} if logprobs else {}
    if not (lm.kwargs.get("max_tokens") or lm.kwargs.get("max_completion_tokens")):
        settings["max_tokens"] = LEAST

    def ask(messages: list[Message], response_format: dict[str, Any] | None, attempt: int) -> Reply:
        reply = session.call(
            lm, messages, signature="probe", response_format=response_format, attempt=attempt, **settings
        )
        replies.append(reply)
        return reply

    messages: list[Message] = [
        {"role": "system", "content": system_message("Read what is counted, and how many there are.", {}, Counted)},
        {"role": "user", "content": user_message(["text"], {"text": TEXT})},
    ]
    return shaped(ask, messages, Counted, schema=schema, name="probe", asked=lm.model), replies


def _gave_logprobs(lm: dspy.BaseLM) -> bool:
    """Look into dspy's history of the model: its replies hold a dict where more than text came."""
    outputs = lm.history[-1].get("outputs") if lm.history else None
    return bool(outputs and isinstance(outputs[0], dict) and outputs[0].get("logprobs"))
