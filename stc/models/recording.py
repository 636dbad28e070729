"""From a request to its key, from a reply to a row of the journal, and back."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from stc.models.calling import Message, Raw
from stc.models.journal import Row
from stc.models.ledger import COUNTED, Call

if TYPE_CHECKING:
    import dspy


@dataclass(frozen=True)
class Reply:
    """What a model said; `finish_reason` "length" means cut off at the limit of tokens."""

    text: str
    finish_reason: str
    call: Call


def key_of(lm: dspy.BaseLM, messages: Sequence[Message], settings: Mapping[str, Any], lane: int) -> str:
    """Hash what decides a reply: model, messages, settings, lane; never keys or base URLs."""
    whole = {"model": lm.model, "messages": list(messages), "settings": dict(settings), "lane": lane}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=named).encode()).hexdigest()


def named(thing: Any) -> Any:
    """Give a stable form of what JSON does not know: a model class's schema, else the type's name."""
    return thing.model_json_schema() if hasattr(thing, "model_json_schema") else type(thing).__qualname__


def row_of(key: str, raw: Raw, call: Call, *, prompt: str, lane: int, about: str) -> Row:
    """Make the row that the journal keeps; `about` is the data row that the call was made for, "" where none."""
    row = {"key": key, "signature": call.signature, "model": call.model, "prompt": prompt, "lane": lane}
    if about:
        row["row"] = about
    usage = {name: value for name in COUNTED if (value := getattr(raw, name)) is not None}
    return row | {"completion": raw.text, "finish": raw.finish, "usage": usage, "seconds": round(call.seconds, 3)}


def reply_of(row: Row, signature: str, model: str, attempt: int) -> Reply:
    """Make the reply of a row: it counts, and bills nothing."""
    known = row.get("usage", {})
    given, made, cached, thought = (value if isinstance(value := known.get(name), int) else None for name in COUNTED)
    call = Call(signature, model, given, made, cached, thought, billed=False, recorded=True, attempt=attempt)
    return Reply(row["completion"], row.get("finish", "stop"), call)


def call_of(raw: Raw, signature: str, model: str, *, retries: int, seconds: float, attempt: int) -> Call:
    """Make the ledger's row of a reply that a provider, or the cache before it, gave."""
    return Call(
        signature,
        model,
        raw.input,
        raw.output,
        raw.cached,
        raw.reasoning,
        retries=retries,
        seconds=seconds,
        cost=None if raw.from_cache else raw.cost,
        billed=not raw.from_cache,
        recorded=raw.from_cache,
        attempt=attempt,
    )
