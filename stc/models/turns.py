"""Who may call now: places for calls under way, waits that a stop ends, and rate limits that hold all callers back."""

from __future__ import annotations

import contextlib
import threading
import time
from collections.abc import Callable, Iterator
from contextvars import ContextVar

from stc.errors import ModelError

_groups: ContextVar[tuple[threading.Event, ...]] = ContextVar("groups", default=())


class Turns:
    """The waiting room of a session. One condition for all waits, so that a stop ends every one of them at once."""

    def __init__(self, places: int) -> None:
        self.changed = threading.Condition()
        self._free = places
        self._stopped = False
        self._not_before: dict[str, float] = {}

    @property
    def stopped(self) -> bool:
        return self._stopped or any(group.is_set() for group in _groups.get())

    def stop(self) -> None:
        with self.changed:
            self._stopped = True
            self.changed.notify_all()

    @contextlib.contextmanager
    def group(self) -> Iterator[Callable[[], None]]:
        """Give a function that stops the calls made inside this block, in threads that copy its context too."""
        event = threading.Event()
        token = _groups.set((*_groups.get(), event))

        def cancel() -> None:
            event.set()
            with self.changed:
                self.changed.notify_all()

        try:
            yield cancel
        finally:
            _groups.reset(token)

    def check(self, model: str) -> None:
        """Raise ModelError (stopped) where the run, or the group that this thread calls for, was stopped."""
        if self.stopped:
            hint = "start it again with the same --journal: nothing is paid twice"
            raise ModelError(f"{model}: the run was stopped", code="stopped", hint=hint)

    def until(self, model: str, ready: Callable[[], bool], end: float | None = None) -> None:
        """Wait until `ready`, looking again at every change and at the time `end`; call it with `changed` held."""
        self.check(model)
        while not ready():
            self.changed.wait(None if end is None else max(end - time.monotonic(), 0.0))
            self.check(model)

    def pause(self, model: str, seconds: float) -> None:
        end = time.monotonic() + seconds
        with self.changed:
            self.until(model, lambda: time.monotonic() >= end, end)

    def hold_back(self, model: str, seconds: float) -> None:
        """Let nobody ask a model for some seconds: what the server told one caller holds for all."""
        self._not_before[model] = time.monotonic() + seconds

    def held_back(self, model: str) -> float:
        """Give the seconds for which nobody is to ask a model."""
        return max(self._not_before.get(model, 0.0) - time.monotonic(), 0.0)

    @contextlib.contextmanager
    def place(self, model: str) -> Iterator[None]:
        """Hold one of the places for calls under way, once there is one and the model may be asked."""
        self.pause(model, self.held_back(model))
        with self.changed:
            self.until(model, lambda: self._free > 0)
            self._free -= 1
        try:
            yield
        finally:
            with self.changed:
                self._free += 1
                self.changed.notify_all()
