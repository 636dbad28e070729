"""The session: what the calls of one run share - journal, ledger, budget, waits, and the stop."""

from __future__ import annotations

import contextlib
import hashlib
import json
import random
import threading
import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from stc.errors import InputError, ModelError, StcError
from stc.models.allowance import Allowance, Amount
from stc.models.calling import Message, Raw, request, settings_of
from stc.models.failing import failure_of
from stc.models.journal import Journal, Row
from stc.models.ledger import Call, Ledger
from stc.models.prices import estimate_tokens, price

if TYPE_CHECKING:
    import dspy

LONGEST_PAUSE = 60.0  # seconds between two tries that we choose ourselves
LONGEST_ASKED = 600.0  # seconds that a server may make us wait
_row: ContextVar[str] = ContextVar("row", default="")
_groups: ContextVar[tuple[threading.Event, ...]] = ContextVar("groups", default=())


@dataclass(frozen=True)
class Reply:
    """What a model said; `finish_reason` "length" means cut off at the limit of tokens."""

    text: str
    finish_reason: str
    call: Call


@dataclass(frozen=True)
class Event:
    """Something to show while a run is under way: a call that ended, or a wait of `seconds` before the next try."""

    kind: Literal["call", "wait"]
    signature: str
    model: str
    message: str
    seconds: float = 0.0
    call: Call | None = None


class Session:
    """What the calls of one run share; every method may be used from many threads.

    `journal` keeps every reply before it is used; `max_tokens` (input and output together) and `max_cost` (US dollars)
    bound what is billed; at most `concurrency` calls are under way at once; each is tried up to `attempts` times, with
    waits that begin at `pause` seconds and double. `report` hears of every call and every wait, in the thread that made
    it.
    """

    def __init__(
        self,
        *,
        journal: Journal | None = None,
        max_tokens: int | None = None,
        max_cost: float | None = None,
        concurrency: int = 8,
        attempts: int = 6,
        pause: float = 1.0,
        report: Callable[[Event], None] | None = None,
    ) -> None:
        if concurrency < 1 or attempts < 1:
            raise InputError(f"concurrency and attempts must be at least 1, got {concurrency} and {attempts}")
        self.journal, self.concurrency, self.attempts, self.pause = journal, concurrency, attempts, pause
        self.report = report
        self.ledger = Ledger()
        self.allowance = Allowance(max_tokens, max_cost)
        self.unstructured: set[str] = set()  # models that were found to refuse a schema for the reply
        self._stopped = False
        self._under_way = 0
        self._not_before: dict[str, float] = {}
        self._changed = threading.Condition()

    def stop(self) -> None:
        """Make every later call raise ModelError (stopped), and end all waits now."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    @property
    def stopped(self) -> bool:
        return self._stopped or any(group.is_set() for group in _groups.get())

    @contextlib.contextmanager
    def tagged(self, *, row: str) -> Iterator[None]:
        """Name the data row that the calls inside are about, for the rows of the journal."""
        token = _row.set(row)
        try:
            yield
        finally:
            _row.reset(token)

    @contextlib.contextmanager
    def group(self) -> Iterator[Callable[[], None]]:
        """Give a function that stops the calls made inside this block, in threads that copy its context too."""
        event = threading.Event()
        token = _groups.set((*_groups.get(), event))

        def cancel() -> None:
            event.set()
            with self._changed:
                self._changed.notify_all()

        try:
            yield cancel
        finally:
            _groups.reset(token)

    def call(
        self,
        lm: dspy.BaseLM,
        messages: Sequence[Message],
        *,
        signature: str,
        prompt: str = "",
        lane: int = 0,
        response_format: Any = None,
        attempt: int = 0,
        **config: Any,
    ) -> Reply:
        """Ask a model once, from the journal where that has the reply; raises ModelError, BudgetError, InputError.

        `messages` are {"role", "content"}; `signature` is the name in the ledger, `prompt` a short hash of the
        instructions; `lane` tells samples of one request apart; `config` may hold temperature, max_tokens, effort and
        whatever else the model's object takes.
        """
        said = [dict(message) for message in messages]
        settings = settings_of(lm, config | ({"response_format": response_format} if response_format else {}))
        key = key_of(lm, said, settings, lane)
        self._check_stopped(lm.model)
        row = self.journal.ask(key) if self.journal else None
        if row is not None:
            return self._done(reply_of(row, signature, lm.model, attempt))
        started = time.monotonic()
        raw, retries = self._paid(lm, said, _laned(lm, settings, lane), signature)
        call = _call(raw, signature, lm.model, retries, time.monotonic() - started, attempt)
        row = {"key": key, "signature": signature, "model": lm.model, "prompt": prompt, "lane": lane}
        row |= {"row": _row.get()} if _row.get() else {}
        row |= {"completion": raw.text, "finish": raw.finish, "usage": _usage(raw), "seconds": round(call.seconds, 3)}
        try:
            if self.journal:
                self.journal.append(row)
        finally:  # it was paid, whatever becomes of the file
            reply = self._done(Reply(raw.text, raw.finish, call))
        return reply

    def _done(self, reply: Reply) -> Reply:
        self.ledger.add(reply.call)
        made = "?" if reply.call.output is None else reply.call.output
        self._say(
            Event("call", reply.call.signature, reply.call.model, f"{made} tokens", reply.call.seconds, reply.call)
        )
        return reply

    def _say(self, event: Event) -> None:
        if self.report:
            self.report(event)

    def _paid(
        self, lm: dspy.BaseLM, messages: list[Message], settings: dict[str, Any], signature: str
    ) -> tuple[Raw, int]:
        """Ask the provider within the budget; gives the reply and the number of tries that failed."""
        prompt = "\n".join(_plain(message.get("content")) for message in messages)
        limit = settings.get("max_tokens") or settings.get("max_completion_tokens")
        need = self.allowance.need(lm.model, prompt, limit if isinstance(limit, int) else None)
        with self._changed:
            self._wait_for(lm.model, lambda: self.allowance.fits(need))
            self.allowance.begin(need)
        spent = Amount()
        try:
            raw, retries = self._persistent(lm, messages, settings, signature)
            if not raw.from_cache and self.allowance.limited:
                spent = _spent(raw, lm.model, prompt)
            return raw, retries
        finally:
            with self._changed:
                self.allowance.end(need, spent)
                self._changed.notify_all()

    def _persistent(
        self, lm: dspy.BaseLM, messages: list[Message], settings: dict[str, Any], signature: str
    ) -> tuple[Raw, int]:
        """Ask until there is an answer, waiting between tries; raises the last try's error."""
        for tries in range(self.attempts):
            self._pause(lm.model, self._not_before.get(lm.model, 0.0) - time.monotonic())
            try:
                with self._slot(lm.model):
                    return request(lm, messages, settings), tries
            except StcError:
                raise
            except Exception as problem:
                failure = failure_of(problem, lm.model)
            if not failure.again or tries + 1 == self.attempts:
                raise failure.error from None
            seconds = self._seconds(failure.after, tries, failure.error)
            if failure.after is not None:  # the others need not find out for themselves
                self._not_before[lm.model] = time.monotonic() + failure.after
            message = f"{failure.error.message}; try {tries + 2} of {self.attempts} in {seconds:.1f} s"
            self._say(Event("wait", signature, lm.model, message, seconds))
            self._pause(lm.model, seconds)
        raise AssertionError("unreachable: the last try returns or raises")

    def _seconds(self, asked: float | None, tries: int, error: ModelError) -> float:
        """Choose how long to wait: what the server asks and a bit, so that not all come at once; else ever longer."""
        if asked is None:
            longer: float = min(self.pause * 2**tries, LONGEST_PAUSE)
            return longer * random.uniform(0.75, 1.25)
        if asked > LONGEST_ASKED:
            message = f"{error.message}; the server asks to wait {asked:,.0f} seconds, more than {LONGEST_ASKED:,.0f}"
            raise ModelError(message, code=error.code, hint="start the run again later with the same --journal")
        return asked + self.pause * random.uniform(0.0, 1.0)

    @contextlib.contextmanager
    def _slot(self, model: str) -> Iterator[None]:
        """Hold one of the places for calls under way."""
        with self._changed:
            self._wait_for(model, lambda: self._under_way < self.concurrency)
            self._under_way += 1
        try:
            yield
        finally:
            with self._changed:
                self._under_way -= 1
                self._changed.notify_all()

    def _pause(self, model: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        with self._changed:
            self._wait_for(model, lambda: time.monotonic() >= end, end)

    def _wait_for(self, model: str, ready: Callable[[], object], end: float | None = None) -> None:
        """Wait, with the lock held, until `ready`; ends at once with ModelError when the run is stopped."""
        while True:
            self._check_stopped(model)
            if ready():
                return
            self._changed.wait(None if end is None else max(end - time.monotonic(), 0.0))

    def _check_stopped(self, model: str) -> None:
        if self.stopped:
            raise ModelError(
                f"{model}: the run was stopped", code="stopped", hint="start it again with the same --journal"
            )


def key_of(lm: dspy.BaseLM, messages: Sequence[Message], settings: Mapping[str, Any], lane: int) -> str:
    """Hash what decides a reply: model, messages, settings, lane; never keys or base URLs."""
    whole = {"model": lm.model, "messages": list(messages), "settings": dict(settings), "lane": lane}
    return hashlib.sha256(json.dumps(whole, sort_keys=True, default=_named).encode()).hexdigest()


def _named(thing: Any) -> Any:
    """Give a stable form of a setting that JSON does not know: a model class's schema, else the type's name."""
    return thing.model_json_schema() if hasattr(thing, "model_json_schema") else type(thing).__qualname__


def reply_of(row: Row, signature: str, model: str, attempt: int) -> Reply:
    """Make the reply of a journal's row: it counts, and bills nothing."""
    known = row.get("usage", {})
    given, made, cached, thought = (
        value if isinstance(value := known.get(name), int) else None
        for name in ("input", "output", "cached", "reasoning")
    )
    call = Call(signature, model, given, made, cached, thought, billed=False, recorded=True, attempt=attempt)
    return Reply(row["completion"], row.get("finish", "stop"), call)


def _laned(lm: dspy.BaseLM, settings: dict[str, Any], lane: int) -> dict[str, Any]:
    """Tell dspy's own cache, where the user has it on, that samples of one request are different."""
    if not lane or not getattr(lm, "cache", False) or settings.get("temperature") == 0 or "rollout_id" in settings:
        return settings
    return settings | {"rollout_id": lane}


def _call(raw: Raw, signature: str, model: str, retries: int, seconds: float, attempt: int) -> Call:
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


def _usage(raw: Raw) -> dict[str, int]:
    counts = {"input": raw.input, "output": raw.output, "cached": raw.cached, "reasoning": raw.reasoning}
    return {name: value for name, value in counts.items() if value is not None}


def _spent(raw: Raw, model: str, prompt: str) -> Amount:
    """Say what a reply took from the budget, estimated where the server does not say."""
    given = estimate_tokens(prompt) if raw.input is None else raw.input
    made = estimate_tokens(raw.text) if raw.output is None else raw.output
    rates = price(model) or (0.0, 0.0)
    return Amount(given + made, given * rates[0] + made * rates[1] if raw.cost is None else raw.cost)


def _plain(content: Any) -> str:
    return content if isinstance(content, str) else json.dumps(content, default=str)
