"""Typing a reply with instructor: it validates and asks again; what is sent and what is complained of is ours.

instructor words its own prompts, which change with its version; requests here keep our words, so that a recording
stays good, a re-ask stays small whatever the model said, and a truncated reply is not taken for a short one.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any, Protocol, TypeVar

from pydantic import BaseModel

from stc.errors import ModelError
from stc.models.messages import Message, clean, slim_schema
from stc.models.reply import Misshapen, object_in

SHAPE_RETRIES = 2  # re-asks after the first reply
MAX_QUOTED = 6_000  # characters of a bad reply that the model sees again
MAX_COMPLAINT = 1_500
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
    from openai.types.chat import ChatCompletion

    logging.getLogger("instructor").addHandler(logging.NullHandler())  # else Python prints its errors by itself
    names = list(model.model_fields)
    complaints: list[str] = []
    replies: list[str] = []
    contents: list[str] = []
    failures: list[Exception] = []
    fixed = 0
    format = {"type": "json_schema", "json_schema": {"name": model.__name__, "schema": slim_schema(model)}}

    def create(**request: Any) -> ChatCompletion:
        nonlocal fixed
        given = request["messages"]
        fixed = fixed or len(given)
        if len(given) > fixed and len(complaints) < len(replies):
            complaints.append(_shortened(given[-1]["content"].partition("errors:\n")[2], MAX_COMPLAINT))
        again = _again(replies[-1], complaints[-1]) if replies else []
        try:
            reply = ask([*messages, *again], format if schema else None, len(replies))
        except Exception as error:
            failures.append(error)
            raise
        replies.append(reply.text or "")
        try:
            content = object_in(replies[-1], names)
        except Misshapen as error:
            content = ""  # what no validator takes
            cut = reply.finish_reason == "length"
            complaints.append("The reply was cut off: it is too long. Give fewer items." if cut else str(error))
        contents.append(content)
        return ChatCompletion.model_validate(_completion(content))

    client = instructor.from_litellm(create, mode=instructor.Mode.JSON_SCHEMA if schema else instructor.Mode.MD_JSON)
    try:
        client.chat.completions.create(
            model="",
            messages=[{"role": "user", "content": "."}],
            response_model=model,
            max_retries=SHAPE_RETRIES,
            strict=False,
        )
    except Exception as error:
        if failures:
            raise failures[-1] from None
        complaint = (
            complaints[-1]
            if len(complaints) == len(replies)
            else _shortened(str(error.__cause__ or error), MAX_COMPLAINT)
        )
        raise ModelError(
            f"{asked} did not give the shape that {name} asks for in {len(replies)} replies: {_line(complaint)}",
            code="shape",
            hint="try another --lm; where replies are cut off, a larger --max-output-tokens",
        ) from None
    return model.model_validate_json(contents[-1])  # the model's own class: instructor gives one derived from it


def _completion(content: str) -> dict[str, Any]:
    """Wrap a text as instructor reads it; the counting of tokens is not its business."""
    message = {"role": "assistant", "content": content}
    choice = {"index": 0, "finish_reason": "stop", "message": message}
    return {"id": "", "object": "chat.completion", "created": 0, "model": "", "choices": [choice]}


def _again(reply: str, complaint: str) -> list[Message]:
    return [
        {"role": "assistant", "content": clean(_shortened(reply, MAX_QUOTED)) or "(nothing)"},
        {"role": "user", "content": clean(f"{complaint}\nGive the whole JSON object again, corrected.")},
    ]


def _shortened(text: str, limit: int) -> str:
    text = NOISE.sub("", text).strip()
    return text if len(text) <= limit else f"{text[: limit * 3 // 4]}\n[...]\n{text[-limit // 4 :]}"


def _line(text: str) -> str:
    return " ".join(text.split())[:300]
