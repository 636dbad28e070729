"""Typing a reply with instructor: it validates and asks again; what is sent and what is complained of is ours.

instructor words its own prompts, which change with its version; requests here keep our words, so that a recording
stays good, a re-ask stays small whatever the model said, and a truncated reply is not taken for a short one.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Protocol, TypeVar

from pydantic import BaseModel, ValidationError

from stc.errors import ModelError
from stc.models.messages import Message, clean, slim_schema
from stc.models.reply import Misshapen, object_in

if TYPE_CHECKING:
    from openai.types.chat import ChatCompletion

SHAPE_RETRIES = 2  # re-asks after the first reply
MAX_QUOTED = 6_000  # characters of a bad reply that the model sees again
MAX_COMPLAINT = 1_500
ERRORS = "errors:\n"  # after which instructor puts the validator's words
TOO_LONG = "The reply was cut off: it is too long. Give fewer items."
NOISE = re.compile(r"\n[ \t]*For further information visit [^\n]*")

Model = TypeVar("Model", bound=BaseModel)


class Said(Protocol):
    @property
    def text(self) -> str: ...
    @property
    def finish_reason(self) -> str: ...


Ask = Callable[[list[Message], dict[str, Any] | None, int], Said]
"""Send messages with a response format (or None) as the n-th attempt."""


def shaped(ask: Ask, messages: list[Message], model: type[Model], *, schema: bool, name: str, asked: str) -> Model:
    """Ask until the reply is a `model`, three times at most; `schema` sends its schema as response format.

    `name` is the signature's, `asked` the language model's, for the error. Raises ModelError (shape), and what `ask`
    raises.
    """
    import instructor
    from instructor.core.exceptions import InstructorError

    _quieten()
    dialogue = _Dialogue(ask, messages, model, schema)
    mode = instructor.Mode.JSON_SCHEMA if schema else instructor.Mode.MD_JSON
    client = instructor.from_litellm(dialogue.create, mode=mode)
    try:
        client.chat.completions.create(
            model="",
            messages=[{"role": "user", "content": "."}],
            response_model=model,
            max_retries=SHAPE_RETRIES,
            strict=False,
        )
    except InstructorError as error:
        if dialogue.failure is not None:
            raise dialogue.failure from None
        complaint = " ".join(dialogue.complaint(str(error.__cause__ or error)).split())[:300]
        raise ModelError(
            f"{asked} did not give the shape that {name} asks for in {len(dialogue.replies)} replies: "
            f"{dialogue.misshapen or _in_words(error) or complaint}",
            code="shape",
            hint="try another --lm; where replies are cut off, a larger --max-output-tokens",
        ) from None
    return model.model_validate_json(dialogue.content)  # the model's own class: instructor gives one derived from it


@dataclass
class _Dialogue:
    """What was said until a reply has the shape: instructor calls `create`, and again when it finds a reply wrong."""

    ask: Ask
    messages: list[Message]
    model: type[BaseModel]
    schema: bool
    replies: list[str] = field(default_factory=list)
    content: str = ""  # the JSON of the last reply
    misshapen: str = ""  # why it has none
    failure: Exception | None = None  # what the call raised

    def create(self, **request: Any) -> ChatCompletion:
        """Answer instructor's request: ours goes out in its place, with its complaint if the last reply was wrong."""
        from openai.types.chat import ChatCompletion

        again: list[Message] = []
        if self.replies:
            told = request["messages"][-1]["content"]
            complaint = self.complaint(told.partition(ERRORS)[2] or told)
            again = [
                {"role": "assistant", "content": clean(_shortened(self.replies[-1], MAX_QUOTED)) or "(nothing)"},
                {"role": "user", "content": clean(f"{complaint}\nGive the whole JSON object again, corrected.")},
            ]
        try:
            reply = self.ask([*self.messages, *again], self.format() if self.schema else None, len(self.replies))
        except Exception as error:
            self.failure = error
            raise
        self.replies.append(reply.text or "")
        self.content = self.misshapen = ""
        try:
            self.content = object_in(self.replies[-1], list(self.model.model_fields))
        except Misshapen as error:  # no validator takes "" for an object
            self.misshapen = TOO_LONG if reply.finish_reason == "length" else str(error)
        return ChatCompletion.model_validate(_completion(self.content))

    def complaint(self, found: str) -> str:
        """Say what is wrong with the last reply; `found` is what the validator found."""
        return self.misshapen or _shortened(found, MAX_COMPLAINT)

    def format(self) -> dict[str, Any]:
        return {"type": "json_schema", "json_schema": {"name": self.model.__name__, "schema": slim_schema(self.model)}}


def _in_words(error: BaseException | None) -> str:
    """Say for people what a validator found, field by field; "" where no validator spoke."""
    while error is not None and not isinstance(error, ValidationError):
        error = error.__cause__ or error.__context__
    found = error.errors(include_url=False, include_input=False)[:3] if error is not None else []
    return "; ".join(f"{'.'.join(map(str, one['loc'])) or 'the reply'}: {one['msg'][:100]}" for one in found)


def _completion(content: str) -> dict[str, Any]:
    """Wrap a text as instructor reads it; the counting of tokens is not its business."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return {"id": "", "object": "chat.completion", "created": 0, "model": "", "choices": [choice]}


def _shortened(text: str, limit: int) -> str:
    text = NOISE.sub("", text).strip()
    return text if len(text) <= limit else f"{text[: limit * 3 // 4]}\n[...]\n{text[-limit // 4 :]}"


def _quieten() -> None:
    """Give instructor's log a handler, else Python prints its errors; a user's handlers still hear them."""
    log = logging.getLogger("instructor")
    if not any(isinstance(handler, logging.NullHandler) for handler in log.handlers):
        log.addHandler(logging.NullHandler())
