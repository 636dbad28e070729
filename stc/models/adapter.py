"""The adapter between dspy.Predict and the provider: our messages out, one typed value back, calls in the ledger."""

from __future__ import annotations

import functools
import hashlib
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any
from weakref import WeakKeyDictionary

import dspy
from pydantic import BaseModel, ValidationError

from stc.errors import ModelError
from stc.models.messages import Message, assistant_message, system_message, user_message
from stc.models.reply import Misshapen, object_in, without_thoughts
from stc.models.shaping import shaped
from stc.models.threads import in_thread

if TYPE_CHECKING:
    from stc.models.session import Reply, Session

Signature = type[dspy.Signature]


class TypedAdapter(dspy.Adapter):  # type: ignore[misc]  # dspy ships no types
    """Ask for the one output field of a signature: a pydantic model comes as JSON, a `str` is the reply's text.

    Signatures of another form (optimizers bring their own) are written and read by dspy's ChatAdapter; their calls
    go through the session too. `config` holds what each call is sent (temperature, ...); a Predict's own comes first.
    """

    def __init__(self, session: Session, lane: int = 0, config: Mapping[str, Any] | None = None) -> None:
        super().__init__()
        self.session, self.lane, self.config = session, lane, dict(config or {})

    def __call__(
        self,
        lm: dspy.BaseLM,
        lm_kwargs: dict[str, Any],
        signature: Signature,
        demos: Sequence[Mapping[str, Any]],
        inputs: dict[str, Any],
    ) -> list[dict[str, Any]]:
        """Answer one Predict: a dict of the output field for each of `n` replies. Raises ModelError."""
        config = {**self.config, **lm_kwargs}
        wanted = int(config.pop("n", None) or 1)
        messages = self.format(signature, demos, inputs)
        return [self._answer(lm, signature, messages, config) for _ in range(wanted)]

    async def acall(
        self,
        lm: dspy.BaseLM,
        lm_kwargs: dict[str, Any],
        signature: Signature,
        demos: Sequence[Mapping[str, Any]],
        inputs: dict[str, Any],
    ) -> list[dict[str, Any]]:
        """Answer one Predict from a thread, so that the loop stays free."""
        return await in_thread(lambda: self(lm, lm_kwargs, signature, demos, inputs), self.session)

    def format(self, signature: Signature, demos: Sequence[Mapping[str, Any]], inputs: dict[str, Any]) -> list[Message]:
        """Write the messages: system, a pair of turns for each example, then the question."""
        if not ours(signature):
            return list(dspy.ChatAdapter().format(signature, list(demos), inputs))
        name, model = output_of(signature)
        messages = [{"role": "system", "content": system_message(signature.instructions, _described(signature), model)}]
        for demo in demos:
            said = user_message(signature.input_fields, demo)
            if said and demo.get(name) is not None:
                messages.append({"role": "user", "content": said})
                messages.append({"role": "assistant", "content": assistant_message(demo[name], model)})
        return [*messages, {"role": "user", "content": user_message(signature.input_fields, inputs) or "(nothing)"}]

    def parse(self, signature: Signature, completion: str) -> dict[str, Any]:
        """Read one reply without asking again; optimizers call this."""
        if not ours(signature):
            return dict(dspy.ChatAdapter().parse(signature, completion))
        name, model = output_of(signature)
        if model is None:
            return {name: without_thoughts(completion)}
        try:
            return {name: model.model_validate_json(object_in(completion, list(model.model_fields)))}
        except (Misshapen, ValidationError) as error:
            raise dspy.utils.exceptions.AdapterParseError(
                adapter_name=type(self).__name__, signature=signature, lm_response=completion, message=str(error)
            ) from None

    def _answer(self, lm: Any, signature: Signature, messages: list[Message], config: dict[str, Any]) -> dict[str, Any]:
        name = ledger_name(signature)
        version = hashlib.sha256(messages[0]["content"].encode()).hexdigest()[:8]

        def ask(messages: list[Message], response_format: dict[str, Any] | None = None, attempt: int = 0) -> Reply:
            return self.session.call(
                lm,
                messages,
                signature=name,
                prompt=version,
                lane=self.lane,
                response_format=response_format,
                attempt=attempt,
                **config,
            )

        field, model = output_of(signature) if ours(signature) else ("", None)
        if model is None:
            return self.parse(signature, ask(messages).text)
        shape = functools.partial(shaped, ask, messages, model, name=name, asked=lm.model)
        refusing = _REFUSING.setdefault(self.session, set())
        if lm.model in refusing or not supports_schema(lm):
            return {field: shape(schema=False)}
        try:
            return {field: shape(schema=True)}
        except ModelError as error:
            if error.code not in ("bad-request", "not-recorded"):
                raise
        value = shape(schema=False)
        refusing.add(lm.model)  # only now: it was the schema that was refused
        return {field: value}


_REFUSING: WeakKeyDictionary[Session, set[str]] = WeakKeyDictionary()
"""The models that refused a schema as response format, for each session."""


def supports_schema(lm: Any) -> bool:
    """Tell whether dspy knows that a model takes a JSON schema as response format."""
    return getattr(lm, "supports_response_schema", False) is True


def ours(signature: Signature) -> bool:
    """Tell whether a signature has the form that this adapter types: one output, a pydantic model or `str`."""
    annotations = [field.annotation for field in signature.output_fields.values()]
    return len(annotations) == 1 and (annotations[0] is str or _model(annotations[0]) is not None)


def output_of(signature: Signature) -> tuple[str, type[BaseModel] | None]:
    """Give the name of the output field, and its pydantic model, None for text."""
    ((name, field),) = signature.output_fields.items()
    return name, _model(field.annotation)


def _model(annotation: Any) -> type[BaseModel] | None:
    plain = isinstance(annotation, type) and issubclass(annotation, BaseModel) and not issubclass(annotation, dspy.Type)
    return annotation if plain else None


def ledger_name(signature: Signature) -> str:
    """Give the name of a signature in the ledger; dspy drops it when instructions change, its fields tell it then."""
    if signature.__name__ != "StringSignature":
        return str(signature.__name__).lower()
    return _named(tuple(signature.fields), tuple(field.annotation for field in signature.output_fields.values()))


@functools.cache
def _named(fields: tuple[str, ...], outputs: tuple[Any, ...]) -> str:
    for known in dspy.Signature.__subclasses__():
        same = tuple(known.fields) == fields
        if known.__module__.startswith("stc.signatures") and same and known.__name__ != "StringSignature":
            return str(known.__name__).lower()
    return "other"


def _described(signature: Signature) -> dict[str, str]:
    """Give the descriptions that somebody wrote; dspy fills in ${name} where nobody did."""
    texts = {name: (field.json_schema_extra or {}).get("desc", "") for name, field in signature.input_fields.items()}
    return {name: text for name, text in texts.items() if text and text != f"${{{name}}}"}
