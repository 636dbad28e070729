"""A small OpenAI-compatible server for tests: real HTTP on this machine, and it fails when told to.

    with ChatServer(["forty-two"]) as server:
        lm = dspy.LM("openai/test", api_base=server.url, api_key="test")

`replies` is a `str` (said every time), a list (one a request, in order; a request more than the list holds gets a
400) or a function of the request's body. A reply is a `str`, a pydantic model or dict (sent as JSON text), a `Said`
(text with more to it) or a `Fault`. Usage follows one rule, so that tests can sum: a token is a word, see `words`.
"""

from __future__ import annotations

import asyncio
import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

from chat_shape import misshapen
from pydantic import BaseModel

Request = dict[str, Any]


@dataclass(frozen=True)
class Said:
    """A reply with more to it than its text; `usage` None sends the counted one, {} sends none."""

    text: str | None
    finish: str = "stop"
    usage: dict[str, Any] | None = None
    cached: int | None = None  # prompt tokens that a cache held; None: not reported
    reasoning: int | None = None  # completion tokens that were thought; None: not reported
    delay: float = 0.0  # seconds before the answer


@dataclass(frozen=True)
class Fault:
    """Something that goes wrong; made by the functions below."""

    kind: str
    status: int = 200
    message: str = ""
    code: str | None = None
    headers: dict[str, str] = field(default_factory=dict)
    seconds: float = 0.0
    size: int = 0

    @classmethod
    def refused(cls, status: int, message: str = "", code: str | None = None, **headers: str) -> Fault:
        """Answer with an error status; `retry_after="1"` becomes the header retry-after."""
        named = {name.replace("_", "-"): str(value) for name, value in headers.items()}
        return cls("status", status, message or f"the server says {status}", code, named)

    @classmethod
    def unauthorized(cls) -> Fault:
        return cls.refused(401, "Incorrect API key provided", "invalid_api_key")

    @classmethod
    def quota(cls) -> Fault:
        """Say, as OpenAI does with a 429, that the account has no money left."""
        return cls.refused(429, "You exceeded your current quota, please check your plan", "insufficient_quota")

    @classmethod
    def busy(cls, retry_after: float | None = None) -> Fault:
        """Say that the rate limit is reached."""
        headers = {} if retry_after is None else {"retry-after": f"{retry_after:g}"}
        return cls("status", 429, "Rate limit reached for requests", "rate_limit_exceeded", headers)

    @classmethod
    def too_long(cls) -> Fault:
        """Say that the prompt does not fit into the model's window."""
        return cls.refused(
            400,
            "This model's maximum context length is 100 tokens. Please reduce the length",
            "context_length_exceeded",
        )

    @classmethod
    def hang(cls, seconds: float = 30.0) -> Fault:
        """Send nothing for `seconds`, or until the server closes."""
        return cls("hang", seconds=seconds)

    @classmethod
    def drop(cls) -> Fault:
        """Close the connection without a word."""
        return cls("drop")

    @classmethod
    def half_body(cls) -> Fault:
        """Promise a whole answer and close the connection in its middle."""
        return cls("half-body")

    @classmethod
    def half_json(cls) -> Fault:
        """Send an answer that is the first half of one, as if it were whole."""
        return cls("half-json")

    @classmethod
    def huge(cls, size: int = 3_000_000) -> Fault:
        """Send a reply of `size` characters."""
        return cls("huge", size=size)

    @classmethod
    def wrong_types(cls) -> Fault:
        """Send JSON that is no completion."""
        return cls("wrong-types")

    @classmethod
    def no_choices(cls) -> Fault:
        return cls("no-choices")

    @classmethod
    def empty(cls) -> Fault:
        """Send a completion whose content is null."""
        return cls("empty")


Reply = str | dict[str, Any] | BaseModel | Said | Fault


def cut(text: str) -> Said:
    """Say `text` and that the limit of tokens ended it."""
    return Said(text, finish="length")


def words(text: str | None) -> int:
    """Count the tokens of a text as this server does: pieces between white space.

    >>> words("two words")
    2
    """
    return len((text or "").split())


def said(request: Request, role: str | None = None) -> str:
    """Give the contents of the request's messages, of one role or of all, one after the other."""
    return "\n".join(_content(one) for one in request["messages"] if role is None or one["role"] == role)


def last(request: Request) -> str:
    """Give the content of the last message."""
    return _content(request["messages"][-1])


def recorded(path: Path) -> Callable[[Request], Reply]:
    """Replay a JSON Lines file of {"completion", "finish"?, "usage"?, "contains"?}, such as a journal.

    The first row not yet used answers whose `contains` (a text or a list of texts) all stand in the request's messages.
    """
    rows = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]
    lock = threading.Lock()

    def reply(request: Request) -> Reply:
        asked = said(request)
        with lock:
            for row in rows:
                usage = row.get("usage") or {}
                wanted = row.get("contains", [])
                if all(one in asked for one in ([wanted] if isinstance(wanted, str) else wanted)):
                    rows.remove(row)
                    return Said(
                        row["completion"], row.get("finish", "stop"), usage if "prompt_tokens" in usage else None
                    )
        return Fault.refused(400, "no recorded completion fits this request")

    return reply


@contextlib.contextmanager
def lent_loop() -> Iterator[None]:
    """Lend litellm an event loop: it makes one where it finds none, and never closes it, which fails a later test."""
    loop = asyncio.new_event_loop()
    asyncio.set_event_loop(loop)
    try:
        yield
    finally:
        asyncio.set_event_loop(None)
        loop.close()


class ChatServer:
    """Serve /v1/chat/completions and /v1/models until the `with` block ends.

    `requests` are the bodies that came, in order; `keys` the Authorization headers; `replies_sent` the texts that went
    out; `tokens` the sums of the usage that was sent; `most_at_once` the largest number of requests under way together.
    `refuses` names fields of a request that this server answers with a 400, as servers do that lack a feature.
    """

    def __init__(
        self,
        replies: Reply | Sequence[Reply] | Callable[[Request], Reply] = "",
        *,
        refuses: Sequence[str] = (),
        usage: bool = True,
    ) -> None:
        self.replies, self.refuses, self.usage = replies, tuple(refuses), usage
        self.requests: list[Request] = []
        self.keys: list[str | None] = []
        self.times: list[float] = []
        self.replies_sent: list[str] = []
        self.tokens = {"prompt_tokens": 0, "completion_tokens": 0}
        self.most_at_once = self.at_once = 0
        self.lock = threading.Lock()
        self.closing = threading.Event()
        self._given = 0
        self._http = _Http(("127.0.0.1", 0), _Handler)
        self._http.chat = self
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    @property
    def count(self) -> int:
        """The number of chat requests that came, faults included."""
        with self.lock:
            return len(self.requests)

    def __enter__(self) -> ChatServer:
        self._thread.start()
        return self

    def __exit__(self, *failure: object) -> None:
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(5)

    def next_reply(self, request: Request) -> Reply:
        """Choose the reply to a request that has the right shape."""
        refused = [name for name in self.refuses if request.get(name) is not None]
        if refused:
            return Fault.refused(400, f"Unsupported parameter: '{refused[0]}'", "unsupported_parameter")
        if callable(self.replies):
            return self.replies(request)
        if isinstance(self.replies, str | dict | BaseModel | Said | Fault):
            return self.replies
        with self.lock:
            self._given += 1
            if self._given > len(self.replies):
                return Fault.refused(400, f"the test gave {len(self.replies)} replies, this is request {self._given}")
            return self.replies[self._given - 1]


class _Http(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 128
    chat: ChatServer

    def handle_error(self, request: Any, client_address: Any) -> None:
        """Stay silent where a client went away."""


class _Handler(BaseHTTPRequestHandler):
    server: _Http

    def log_message(self, format: str, *args: Any) -> None:
        """Print nothing."""

    def do_GET(self) -> None:
        if self.path != "/v1/models":
            return self._send(404, _error(f"no such path: {self.path}", None))
        self._send(200, {"object": "list", "data": [{"id": "test", "object": "model", "owned_by": "tests"}]})

    def do_POST(self) -> None:
        chat = self.server.chat
        body = self.rfile.read(int(self.headers.get("content-length", 0)))
        if self.path != "/v1/chat/completions":
            return self._send(404, _error(f"no such path: {self.path}", None))
        try:
            request = json.loads(body)
        except ValueError:
            return self._send(400, _error("the body is no JSON", None))
        with chat.lock:
            chat.requests.append(request)
            chat.keys.append(self.headers.get("authorization"))
            chat.times.append(time.monotonic())
            chat.at_once += 1
            chat.most_at_once = max(chat.most_at_once, chat.at_once)
        try:
            wrong = misshapen(request)
            self._reply(request, Fault.refused(400, wrong) if wrong else chat.next_reply(request))
        finally:
            with chat.lock:
                chat.at_once -= 1

    def _reply(self, request: Request, reply: Reply) -> None:
        if isinstance(reply, Fault):
            return self._fail(request, reply)
        if isinstance(reply, BaseModel):
            reply = reply.model_dump_json()
        elif isinstance(reply, dict):
            reply = json.dumps(reply)
        whole = reply if isinstance(reply, Said) else Said(reply)
        if whole.delay:
            self.server.chat.closing.wait(whole.delay)
        self._send(200, self._completion(request, whole))

    def _fail(self, request: Request, fault: Fault) -> None:
        if fault.kind == "status":
            return self._send(fault.status, _error(fault.message, fault.code), fault.headers)
        if fault.kind == "hang":
            self.server.chat.closing.wait(fault.seconds)
            return self._drop()
        if fault.kind == "drop":
            return self._drop()
        if fault.kind == "wrong-types":
            return self._send(200, {"id": 7, "choices": "none", "usage": ["many"], "model": None})
        if fault.kind == "no-choices":
            return self._send(200, {**self._completion(request, Said("")), "choices": []})
        if fault.kind == "empty":
            return self._send(200, self._completion(request, Said(None)))
        if fault.kind == "huge":
            return self._send(200, self._completion(request, Said('{"quantities": [' + "9" * fault.size)))
        whole = json.dumps(self._completion(request, Said("half of this"))).encode()
        half = whole[: len(whole) // 2]
        self._bytes(200, half, {}, promised=len(whole) if fault.kind == "half-body" else len(half))

    def _completion(self, request: Request, reply: Said) -> dict[str, Any]:
        """Wrap a reply as OpenAI does; its usage is counted in words and added to the server's sums."""
        chat = self.server.chat
        choice: dict[str, Any] = {
            "index": 0,
            "message": {"role": "assistant", "content": reply.text},
            "finish_reason": reply.finish,
        }
        if request.get("logprobs"):
            tokens = [
                {"token": one, "logprob": -0.5, "bytes": None, "top_logprobs": []} for one in (reply.text or "").split()
            ]
            choice["logprobs"] = {"content": tokens}
        whole = {
            "id": f"chatcmpl-{len(chat.requests)}",
            "object": "chat.completion",
            "created": 1_700_000_000,
            "model": request["model"],
            "choices": [choice],
        }
        usage = usage_of(request, reply) if reply.usage is None else reply.usage
        with chat.lock:
            chat.replies_sent.append(reply.text or "")
            if usage and chat.usage:
                for name in chat.tokens:
                    chat.tokens[name] += usage.get(name, 0)
        return {**whole, "usage": usage} if usage and chat.usage else whole

    def _send(self, status: int, body: dict[str, Any], headers: dict[str, str] | None = None) -> None:
        data = json.dumps(body).encode()
        self._bytes(status, data, headers or {}, promised=len(data))

    def _bytes(self, status: int, data: bytes, headers: dict[str, str], promised: int) -> None:
        self.send_response(status)
        for name, value in {"content-type": "application/json", "content-length": str(promised), **headers}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    def _drop(self) -> None:
        """Reset the connection: with no time to linger, closing sends RST instead of FIN."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.close_connection = True
        self.connection.close()


def usage_of(request: Request, reply: Said) -> dict[str, Any]:
    """Count the usage of one call: the words of all messages' contents, the words of the reply (plus those thought)."""
    given, made = words(said(request)), words(reply.text) + (reply.reasoning or 0)
    usage: dict[str, Any] = {"prompt_tokens": given, "completion_tokens": made, "total_tokens": given + made}
    if reply.cached is not None:
        usage["prompt_tokens_details"] = {"cached_tokens": reply.cached}
    if reply.reasoning is not None:
        usage["completion_tokens_details"] = {"reasoning_tokens": reply.reasoning}
    return usage


def _content(message: dict[str, Any]) -> str:
    content = message["content"]
    return content if isinstance(content, str) else "\n".join(part.get("text", "") for part in content)


def _error(message: str, code: str | None) -> dict[str, Any]:
    return {"error": {"message": message, "type": code or "invalid_request_error", "param": None, "code": code}}
