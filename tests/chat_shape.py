"""What an OpenAI-compatible server refuses about the shape of a chat request."""

from __future__ import annotations

from typing import Any

ROLES = ("system", "developer", "user", "assistant", "tool")


def misshapen(request: Any) -> str:
    """Say what OpenAI would refuse about the shape of a request; "" where nothing."""
    if not isinstance(request, dict) or not isinstance(request.get("model"), str) or not request["model"]:
        return "you must provide a model parameter"
    messages = request.get("messages")
    if not isinstance(messages, list) or not messages:
        return "'messages' must be a list that is not empty"
    for place, message in enumerate(messages):
        if not isinstance(message, dict) or message.get("role") not in ROLES:
            return f"Invalid value: 'messages[{place}].role', expected one of {', '.join(ROLES)}"
        if not isinstance(message.get("content"), str | list):
            return f"Invalid type for 'messages[{place}].content'"
    if request.get("stream"):
        return "this server does not stream"
    for name, kind in {"temperature": int | float, "max_tokens": int, "max_completion_tokens": int, "n": int}.items():
        if request.get(name) is not None and not isinstance(request[name], kind):
            return f"Invalid type for '{name}'"
    shape = request.get("response_format")
    if shape is not None and (
        not isinstance(shape, dict) or shape.get("type") not in ("text", "json_object", "json_schema")
    ):
        return "Invalid value: 'response_format.type'"
    return ""
