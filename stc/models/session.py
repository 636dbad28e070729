"""The session: what the calls of one run share - journal, ledger, budget, waits, and the stop."""

from __future__ import annotations

import contextlib
import json
import random
import time
from collections.abc import Callable, Iterator, Sequence
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

from stc.errors import InputError, ModelError, StcError
from stc.models.allowance import Allowance, Amount
from stc.models.calling import Message, Raw, request, settings_of
from stc.models.failing import Failure, failure_of
from stc.models.journal import Journal
from stc.models.ledger import Call, Ledger
from stc.models.prices import estimate_tokens, price
from stc.models.recording import Reply, call_of, key_of, named, reply_of, row_of
from stc.models.turns import Turns

if TYPE_CHECKING:
    import dspy

__all__ = ["Event", "Reply", "Session"]

LONGEST_PAUSE = 60.0  # seconds between two tries that we choose ourselves
LONGEST_ASKED = 600.0  # seconds that a server may make us wait
_about: ContextVar[str] = ContextVar("about", default="")


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
            raise InputError(
                f"concurrency and attempts must be at least 1, got {concurrency} and {attempts}",
                hint="write --concurrency 1 for one call after the other",
            )
        self.journal, self.concurrency, self.attempts, self.pause = journal, concurrency, attempts, pause
        self.report = report
        self.ledger = Ledger()
        self.allowance = Allowance(max_tokens, max_cost)
        self.turns = Turns(concurrency)
        self.unstructured: set[str] = set()  # models that were found to refuse a schema for the reply

    def stop(self) -> None:
        """Make every later call raise ModelError (stopped), and end all waits now; calls under way are still kept."""
        self.turns.stop()

    @property
    def stopped(self) -> bool:
        return self.turns.stopped

    def group(self) -> contextlib.AbstractContextManager[Callable[[], None]]:
        """Open a block whose calls can be stopped alone; gives the function that does it. See `Turns.group`."""
        return self.turns.group()

    @contextlib.contextmanager
    def tagged(self, *, row: str) -> Iterator[None]:
        """Name the data row that the calls inside are about, for the rows of the journal."""
        token = _about.set(row)
        try:
            yield
        finally:
            _about.reset(token)

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
        instructions; `lane` tells samples of one request apart; `attempt` counts re-asks; `config` may hold
        temperature, max_tokens, effort and whatever else the model's object takes.
        """
        said = [dict(message) for message in messages]
        settings = settings_of(lm, config | ({"response_format": response_format} if response_format else {}))
        key = key_of(lm, said, settings, lane)
        self.turns.check(lm.model)
        row = self.journal.ask(key) if self.journal else None
        if row is not None:
            return self._done(reply_of(row, signature, lm.model, attempt))
        started = time.monotonic()
        raw, retries = self._paid(lm, said, _laned(lm, settings, lane), signature)
        seconds = time.monotonic() - started
        call = call_of(raw, signature, lm.model, retries=retries, seconds=seconds, attempt=attempt)
        try:
            if self.journal:
                self.journal.append(row_of(key, raw, call, prompt=prompt, lane=lane, about=_about.get()))
        finally:  # it was paid, whatever becomes of the file
            reply = self._done(Reply(raw.text, raw.finish, call))
        return reply

    def _done(self, reply: Reply) -> Reply:
        call = reply.call
        self.ledger.add(call)
        made = "?" if call.output is None else call.output
        self._say(Event("call", call.signature, call.model, f"{made} tokens", call.seconds, call))
        return reply

    def _say(self, event: Event) -> None:
        if self.report:
            self.report(event)

    def _paid(
        self, lm: dspy.BaseLM, messages: list[Message], settings: dict[str, Any], signature: str
    ) -> tuple[Raw, int]:
        """Ask the provider within the budget; gives the reply and the number of tries that failed."""
        prompt = _plain([message.get("content") for message in messages], settings.get("response_format"))
        limit = settings.get("max_tokens") or settings.get("max_completion_tokens")
        need = self.allowance.need(lm.model, prompt, limit if isinstance(limit, int) else None)
        with self.turns.changed:
            self.turns.until(lm.model, lambda: self.allowance.fits(need))
            self.allowance.begin(need)
        spent = Amount()
        try:
            raw, retries = self._persistent(lm, messages, settings, signature)
            if not raw.from_cache and self.allowance.limited:
                spent = _spent(raw, lm.model, prompt)
            return raw, retries
        finally:
            with self.turns.changed:
                self.allowance.end(need, spent)
                self.turns.changed.notify_all()

    def _persistent(
        self, lm: dspy.BaseLM, messages: list[Message], settings: dict[str, Any], signature: str
    ) -> tuple[Raw, int]:
        """Ask until there is an answer, waiting between tries; raises the last try's error."""
        tries = 0
        while True:
            try:
                with self.turns.place(lm.model):
                    return request(lm, messages, settings), tries
            except StcError:
                raise
            except Exception as problem:
                failure = failure_of(problem, lm.model, lm.kwargs.get("api_base") or lm.kwargs.get("base_url"))
            tries += 1
            most = min(self.attempts, failure.tries)
            if tries >= most:
                raise failure.error from None
            seconds = self._seconds(failure, tries)
            message = f"{failure.error.message}; try {tries + 1} of {most} in {seconds:.1f} s"
            self._say(Event("wait", signature, lm.model, message, seconds))
            if failure.after is not None:
                self.turns.hold_back(lm.model, failure.after)
            self.turns.pause(lm.model, seconds)

    def _seconds(self, failure: Failure, tries: int) -> float:
        """Choose how long to wait: what the server asks and a bit, so that not all come at once; else ever longer."""
        if failure.after is None:
            longer: float = min(self.pause * 2 ** (tries - 1), LONGEST_PAUSE)
            return longer * random.uniform(0.75, 1.25)
        if failure.after > LONGEST_ASKED:
            asked = f"the server asks to wait {failure.after:,.0f} seconds, more than {LONGEST_ASKED:,.0f}"
            hint = "start the run again later with the same --journal"
            raise ModelError(f"{failure.error.message}; {asked}", code=failure.error.code, hint=hint)
        return failure.after + self.pause * random.uniform(0.0, 1.0)


def _laned(lm: dspy.BaseLM, settings: dict[str, Any], lane: int) -> dict[str, Any]:
    """Tell dspy's own cache, where the user has it on, that samples of one request are different."""
    if not lane or not getattr(lm, "cache", False) or settings.get("temperature") == 0 or "rollout_id" in settings:
        return settings
    return settings | {"rollout_id": lane}


def _spent(raw: Raw, model: str, prompt: str) -> Amount:
    """Say what a reply took from the budget, estimated where the server does not say."""
    given = estimate_tokens(prompt) if raw.input is None else raw.input
    made = estimate_tokens(raw.text) if raw.output is None else raw.output
    rates = price(model) or (0.0, 0.0)
    return Amount(given + made, given * rates[0] + made * rates[1] if raw.cost is None else raw.cost)


def _plain(contents: list[Any], shape: Any) -> str:
    """Write out what a prompt is made of, the schema of the reply too, to estimate its tokens."""
    parts = [*contents, shape] if shape else contents
    return "\n".join(part if isinstance(part, str) else json.dumps(part, default=named) for part in parts)
