"""A scripted model for the tests' chat server: what it says at each stage of a compilation and of an answer."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

from chat_server import ChatServer, Fault, Reply, Request, last, said

FINISHED = {"finished": True}
DEFAULTS: dict[str, Reply] = {
    "draft": "{}",
    "repair": "{}",
    "rethink": FINISHED,
    "compose": "unknown",
    "reason": "Answer: unknown",
}
MARKS = (("rejected", "repair"), ("graph", "rethink"), ("manner", "reason"), ("question", "compose"), ("text", "draft"))


def stage(request: Request) -> str:
    """Tell which signature a request is of, by the fields that it shows outside of any fence."""
    asked = said(request, "user")
    shown = _headings(asked)
    return next((name for field, name in MARKS if field in shown), "draft")


def scripted(**replies: Any) -> Callable[[Request], Reply]:
    """Make a model that says `replies[stage]`: one reply for always, or a list, whose last one is said ever after."""
    asked: Counter[str] = Counter()
    lock = threading.Lock()
    unknown = replies.keys() - DEFAULTS.keys()
    assert not unknown, f"no such stage: {unknown}"

    def reply(request: Request) -> Reply:
        name = stage(request)
        with lock:
            place = asked[name]
            asked[name] += 1
        chosen = replies.get(name, DEFAULTS[name])
        if isinstance(chosen, list):
            chosen = chosen[min(place, len(chosen) - 1)]
        return chosen(request) if callable(chosen) and not isinstance(chosen, Fault) else chosen

    return reply


def stages(server: ChatServer) -> list[str]:
    """Name the stages of all requests that a server got."""
    return [stage(request) for request in server.requests]


def field_of(request: Request, name: str) -> str:
    """Give what a request shows under a heading, to the next heading outside of a fence."""
    lines = said(request, "user").split("\n")
    inside: list[str] = []
    taking, fence = False, ""
    for line in lines:
        if not fence and line.startswith("## "):
            taking = line == f"## {name}"
            continue
        if not fence and line.startswith("<") and line.endswith(">"):
            fence = f"</{line[1:]}"
        elif line == fence:
            fence = ""
        if taking:
            inside.append(line)
    return "\n".join(inside).strip()


def _headings(text: str) -> set[str]:
    found: set[str] = set()
    fence = ""
    for line in text.split("\n"):
        if fence:
            fence = "" if line == fence else fence
        elif line.startswith("## "):
            found.add(line[3:])
        elif line.startswith("<") and line.endswith(">"):
            fence = f"</{line[1:]}"
    return found


__all__ = ["FINISHED", "field_of", "last", "scripted", "stage", "stages"]
