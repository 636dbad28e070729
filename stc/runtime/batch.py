"""Many questions side by side, and one that is awaited: answers come as they are found."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import nullcontext, suppress
from contextvars import copy_context
from queue import SimpleQueue
from threading import Lock, Semaphore, Thread
from typing import TYPE_CHECKING, Unpack

from stc.errors import InputError
from stc.runtime.answer import Answer
from stc.runtime.budget import Means, Options, means_of
from stc.runtime.chain import Outcome, answer, views_of
from stc.runtime.view import Readable, View

if TYPE_CHECKING:
    from asyncio import Future

    from stc.models import Session

STOPPING = ("auth", "quota", "no-model", "stopped")  # errors that every later question would meet as well


def ask_all(
    thing: Readable | Sequence[Readable],
    questions: Iterable[str],
    *,
    concurrency: int = 8,
    **options: Unpack[Options],
) -> Iterator[tuple[int, Answer]]:
    """Answer many questions; gives (place of the question from 0, answer) as the answers come.

    At most `concurrency` questions are under way at once, and no more are read from `questions` than that. All share
    one session. Without a model the order of the questions stays. A question whose call fails gets an answer that is
    not known, with the error's code and message; where all later calls would fail too (authentication, quota) what is
    under way ends and the error is raised. Other arguments and errors are those of `ask`.

    >>> import stc
    >>> artifact = stc.compile("Tom has 3 apples. Ann has 4 apples.")
    >>> [(place, answer.text) for place, answer in ask_all(artifact, ["How many apples does Ann have?"])]
    [(0, '4 apples')]
    """
    if isinstance(questions, str):
        raise InputError("expected questions, got one str", hint="ask one with ask, or give a list")
    if isinstance(concurrency, bool) or not isinstance(concurrency, int) or concurrency < 1:
        raise InputError(f"expected a concurrency of at least 1, got {concurrency!r:.40}")
    views = views_of(thing)
    means = means_of(options, concurrency)
    asked = enumerate(questions)
    if means.session is None:
        return ((place, answer(views, question, means).answer) for place, question in asked)
    return _side_by_side(views, asked, means, means.session, concurrency)


def _side_by_side(
    views: Sequence[View], asked: Iterator[tuple[int, str]], means: Means, session: Session, concurrency: int
) -> Iterator[tuple[int, Answer]]:
    """Answer in threads that end with the process: a call that hangs holds up neither an interrupt nor the exit."""
    with session.group() as cancel:
        pool = _Pool(asked, lambda question: answer(views, question, means), concurrency)
        pool.start()
    try:
        for place, outcome in pool.results():
            if isinstance(outcome, BaseException):
                raise outcome
            if outcome.error is not None and outcome.error.code in STOPPING:
                raise outcome.error
            yield place, outcome.answer
    finally:
        pool.close()
        cancel()


class _Pool:
    """Threads that take the next question each, as many at a time as there are slots; a slot is free when read."""

    def __init__(self, asked: Iterator[tuple[int, str]], find: Callable[[str], Outcome], width: int) -> None:
        self._asked, self._find, self._width = asked, find, width
        self._lock, self._slots, self._closed = Lock(), Semaphore(width), False
        self._found: SimpleQueue[tuple[int, Outcome | BaseException] | None] = SimpleQueue()

    def start(self) -> None:
        """Start the threads; they see the context of the caller."""
        for _ in range(self._width):
            Thread(target=copy_context().run, args=(self._work,), daemon=True).start()

    def results(self) -> Iterator[tuple[int, Outcome | BaseException]]:
        """Give what is found as it is found, until all threads are done."""
        working = self._width
        while working:
            found = self._found.get()
            if found is None:
                working -= 1
                continue
            yield found
            self._slots.release()

    def close(self) -> None:
        self._closed = True
        self._slots.release(self._width)

    def _work(self) -> None:
        try:
            while (given := self._next()) is not None:
                place, question = given
                try:
                    self._found.put((place, self._find(question)))
                except BaseException as error:  # raised where the answers are read
                    self._found.put((place, error))
        except BaseException as error:  # of the iterable that gives the questions
            self._found.put((-1, error))
        finally:
            self._found.put(None)

    def _next(self) -> tuple[int, str] | None:
        self._slots.acquire()
        with self._lock:
            given = None if self._closed else next(self._asked, None)
        if given is None:
            self._slots.release()
        return given


async def aask(
    thing: Readable | Sequence[Readable],
    question: str,
    **options: Unpack[Options],
) -> Answer:
    """Answer a question as `ask` does, without holding up the event loop.

    Cancelling ends the waiting at once: what a model is saying then is still counted in the session's ledger, and no
    further call is made for this question; other questions on the session go on.
    """
    import asyncio

    views = views_of(thing)
    means = means_of(options)
    loop = asyncio.get_running_loop()
    waiting: Future[Outcome] = loop.create_future()

    def settle(outcome: Outcome | BaseException) -> None:
        if waiting.done():  # cancelled meanwhile
            return
        if isinstance(outcome, BaseException):
            waiting.set_exception(outcome)
        else:
            waiting.set_result(outcome)

    def work() -> None:
        outcome: Outcome | BaseException
        try:
            outcome = answer(views, question, means)
        except BaseException as error:  # raised where the answer is awaited
            outcome = error
        with suppress(RuntimeError):  # the loop is closed: nobody waits any more
            loop.call_soon_threadsafe(settle, outcome)

    with means.session.group() if means.session else nullcontext(_nothing) as cancel:
        Thread(target=copy_context().run, args=(work,), daemon=True).start()
    try:
        found, error = await waiting
    except asyncio.CancelledError:
        cancel()
        raise
    if error is not None:
        raise error
    return found


def _nothing() -> None:
    """Cancel what makes no calls."""
