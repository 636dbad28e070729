"""Calls side by side, and the frame that dspy programs run in."""

from __future__ import annotations

import asyncio
import contextlib
import contextvars
import threading
from collections.abc import Callable, Iterable, Iterator
from typing import TYPE_CHECKING, Any, TypeVar

from stc.models.choice import import_dspy
from stc.models.session import Session

if TYPE_CHECKING:
    import dspy

T = TypeVar("T")
R = TypeVar("R")


@contextlib.contextmanager
def using(session: Session, lm: dspy.BaseLM, *, lane: int = 0, **config: Any) -> Iterator[None]:
    """Let dspy's modules inside ask `lm` through `session`; `config` goes to every call.

    Nothing is set for the process: outside the block, and in other threads, dspy stays as it was.
    """
    module = import_dspy()
    from stc.models.adapter import TypedAdapter

    with module.context(lm=lm, adapter=TypedAdapter(session, lane, config)):
        yield


def side_by_side(function: Callable[[T], R], items: Iterable[T], session: Session) -> list[R]:
    """Apply a function to items in up to `session.concurrency` threads; results in the items' order.

    Each thread sees the caller's context (`using` holds inside). The first error stops the rest: no further item
    begins, waits end, calls under way come to their end (they are paid), and the error is raised. Ctrl-C stops the
    session and does not wait.

    >>> side_by_side(lambda number: number * number, [3, 1, 2], Session())
    [9, 1, 4]
    """
    todo = list(items)
    if len(todo) < 2 or session.concurrency == 1:
        return [function(item) for item in todo]
    results: dict[int, R] = {}
    errors: dict[int, BaseException] = {}
    places = iter(range(len(todo)))
    lock = threading.Lock()
    with session.group() as cancel:

        def work() -> None:
            while True:
                with lock:
                    place = None if errors else next(places, None)
                if place is None:
                    return
                try:
                    results[place] = function(todo[place])
                except BaseException as error:
                    with lock:
                        errors.setdefault(len(errors), error)
                    cancel()

        threads = [
            threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True)
            for _ in range(min(len(todo), session.concurrency))
        ]
        for thread in threads:
            thread.start()
        try:
            for thread in threads:
                thread.join()
        except BaseException:  # Ctrl-C, or the death of this thread: the others are daemons and hold nothing up
            session.stop()
            raise
    if errors:
        raise errors[0]
    return [results[place] for place in range(len(todo))]


async def in_thread(function: Callable[[], R], session: Session) -> R:
    """Run a function that makes calls without holding the event loop up; cancelling the task stops the session.

    The thread is a daemon of its own: unlike those of asyncio's pool it holds up neither the loop's end nor the
    process's while a server stays silent.
    """
    loop = asyncio.get_running_loop()
    done: asyncio.Future[R] = loop.create_future()

    def tell(settle: Callable[[Any], None], outcome: object) -> None:
        if not done.done():
            settle(outcome)

    def work() -> None:
        outcome: object
        settle: Callable[[Any], None]
        try:
            outcome, settle = function(), done.set_result
        except BaseException as error:
            outcome, settle = error, done.set_exception
        with contextlib.suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(tell, settle, outcome)

    threading.Thread(target=contextvars.copy_context().run, args=(work,), daemon=True).start()
    try:
        return await done
    except asyncio.CancelledError:
        session.stop()
        raise
