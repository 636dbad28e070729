"""What the calls of one run share: retries and waits, the stop, the places, the budget."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import textwrap
import threading
import time
from collections.abc import Iterator
from typing import Any

import pytest
from chat_server import ChatServer, Fault, Request, Said, last

from stc.errors import BudgetError, InputError, ModelError
from stc.models import Event, Session, choose, in_thread, side_by_side


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")
    threads = threading.active_count()
    yield
    deadline = time.monotonic() + 5
    while threading.active_count() > threads and time.monotonic() < deadline:
        time.sleep(0.01)
    assert threading.active_count() == threads, "a test left threads behind"


def model(server: ChatServer, **settings: Any) -> Any:
    return choose("sleep", "openai/test", api_base=server.url, **settings)


def ask(session: Session, lm: Any, text: str = "hello you", **more: Any) -> str:
    return session.call(lm, [{"role": "user", "content": text}], signature="draft", **more).text


def until(condition: Any) -> None:
    deadline = time.monotonic() + 5
    while not condition():
        assert time.monotonic() < deadline, "waited for too long"
        time.sleep(0.005)


def test_failures_are_waited_out_counted_and_told() -> None:
    told: list[Event] = []
    session = Session(pause=0.01, report=told.append)
    with ChatServer([Fault.refused(500), Fault.drop(), Fault.busy(0.2), "yes"]) as server:
        assert ask(session, model(server)) == "yes"
    (call,) = session.ledger.calls
    assert (call.retries, call.input, call.output, call.billed) == (3, 2, 1, True)
    assert [event.kind for event in told] == ["wait", "wait", "wait", "call"]
    assert "try 4 of 6" in told[2].message and told[2].seconds >= 0.2
    assert server.times[3] - server.times[2] >= 0.2  # what the server asked for
    assert call.seconds >= 0.2


def test_the_last_tries_error_is_raised() -> None:
    session = Session(pause=0.01, attempts=3)
    with ChatServer(Fault.refused(503)) as server, pytest.raises(ModelError) as caught:
        ask(session, model(server))
    assert (caught.value.code, server.count) == ("server", 3)
    assert caught.value.__suppress_context__ and not session.ledger.calls


def test_the_users_retries_are_not_added_to_ours() -> None:
    import dspy

    with ChatServer(Fault.refused(503)) as server:
        lm = dspy.LM("openai/test", api_base=server.url, cache=False, num_retries=8)
        with pytest.raises(ModelError):
            ask(Session(pause=0.01, attempts=2), lm)
    assert server.count == 2 and lm.num_retries == 8


def test_stop_ends_a_wait_and_every_later_call() -> None:
    told: list[Event] = []
    session = Session(pause=60, report=told.append)
    caught: list[ModelError] = []

    def work() -> None:
        try:
            ask(session, lm)
        except ModelError as error:
            caught.append(error)

    with ChatServer(Fault.refused(500)) as server:
        lm = model(server)
        thread = threading.Thread(target=work)
        thread.start()
        until(lambda: told)
        time.sleep(0.05)  # from being told to waiting
        session.stop()
        thread.join(1)
        assert not thread.is_alive()
        with pytest.raises(ModelError, match="stopped"):
            ask(session, lm)
    assert [error.code for error in caught] == ["stopped"] and server.count == 1


def test_ctrl_c_ends_a_wait_at_once() -> None:
    script = """
        import sys
        from stc.models import Session, choose, side_by_side
        lm = choose("sleep", "openai/test", api_base=sys.argv[1])
        session = Session(pause=60, report=lambda event: print(event.kind, flush=True))
        ask = lambda text: session.call(lm, [{"role": "user", "content": text}], signature="draft")
        try:
            side_by_side(ask, ["wait", "hang"], session)
        except KeyboardInterrupt:
            print("stopped", session.stopped, flush=True)
            raise SystemExit(130)
    """

    def reply(request: Request) -> Fault:
        return Fault.hang(20) if last(request) == "hang" else Fault.refused(500)

    with ChatServer(reply) as server:
        run = subprocess.Popen([sys.executable, "-c", textwrap.dedent(script), server.url], stdout=subprocess.PIPE)
        assert run.stdout is not None
        with run.stdout:
            assert run.stdout.readline().strip() == b"wait"
            until(lambda: server.count == 2)
            started = time.monotonic()
            run.send_signal(signal.SIGINT)
            assert run.stdout.readline().strip() == b"stopped True"
            assert run.wait(5) == 130
    assert time.monotonic() - started < 2


def test_side_by_side_keeps_order_context_and_the_limit_of_places() -> None:
    import dspy

    session = Session(concurrency=3)

    def nested(number: int) -> list[str]:
        assert dspy.settings.max_history_size == 77
        return side_by_side(lambda text: ask(session, lm, text), [f"{number} a", f"{number} b"], session)

    def reply(request: Request) -> Said:
        return Said(last(request).upper(), delay=0.02)

    with ChatServer(reply) as server, dspy.context(max_history_size=77):
        lm = model(server)
        assert side_by_side(nested, range(6), session) == [[f"{number} A", f"{number} B"] for number in range(6)]
    assert server.most_at_once == 3 and server.count == 12
    assert session.ledger.totals()["billed"]["input"] == server.tokens["prompt_tokens"]


def test_the_first_error_stops_the_rest_but_not_the_session() -> None:
    told: list[Event] = []
    session = Session(concurrency=2, pause=60, report=told.append)

    def reply(request: Request) -> Any:
        if last(request) == "waits":
            return Fault.refused(500)
        if last(request) == "fails":
            until(lambda: told)
            time.sleep(0.05)  # the other waits by now
            return Fault.unauthorized()
        return "fine"

    with ChatServer(reply) as server:
        lm = model(server)
        started = time.monotonic()
        with pytest.raises(ModelError) as caught:
            side_by_side(lambda text: ask(session, lm, text), ["waits", "fails", *["more"] * 20], session)
        assert time.monotonic() - started < 5
        assert (caught.value.code, server.count) == ("auth", 2)
        assert not session.stopped and ask(session, lm) == "fine"


def test_no_item_begins_after_an_error() -> None:
    begun: list[int] = []

    def work(number: int) -> None:
        begun.append(number)
        if number == 0:
            raise InputError("no")
        time.sleep(0.02)

    with pytest.raises(InputError):
        side_by_side(work, range(50), Session(concurrency=3))
    assert len(begun) < 10


def test_what_was_under_way_when_another_failed_is_kept() -> None:
    session = Session(concurrency=2)

    def reply(request: Request) -> Any:
        if last(request) == "fails":
            until(lambda: server.count == 2)
            return Fault.unauthorized()
        return Said("paid", delay=0.1)

    with ChatServer(reply) as server:
        lm = model(server)
        with pytest.raises(ModelError, match="refused the key"):
            side_by_side(lambda text: ask(session, lm, text), ["fails", "slow"], session)
    assert [call.output for call in session.ledger.calls] == [1]


def test_one_threads_rate_limit_holds_the_others_back() -> None:
    session = Session(concurrency=2, pause=0.01)

    def reply(request: Request) -> Any:
        return Fault.busy(0.25) if server.count == 1 else "yes"

    with ChatServer(reply) as server:
        lm = model(server)
        first = threading.Thread(target=ask, args=(session, lm, "first"))
        first.start()
        until(lambda: session.turns.held_back("openai/test"))
        ask(session, lm, "second")
        first.join(5)
    assert server.times[1] - server.times[0] >= 0.2


def test_tokens_are_never_spent_past_the_limit_by_more_than_a_reply() -> None:
    session = Session(max_tokens=30)
    with ChatServer("one two three four five six seven eight") as server:  # 2 tokens in, 8 out
        lm = model(server)
        for _ in range(3):
            ask(session, lm)
        with pytest.raises(BudgetError) as caught:
            ask(session, lm)
    assert (caught.value.code, server.count) == ("budget", 3)
    assert "30 of 30 tokens are spent" in caught.value.message and "--max-tokens" in caught.value.hint


def test_a_call_whose_longest_reply_would_not_fit_is_refused_before_it_is_made() -> None:
    with ChatServer("yes") as server, pytest.raises(BudgetError):
        ask(Session(max_tokens=30), model(server), max_tokens=29)
    assert server.count == 0


def test_threads_set_tokens_aside() -> None:
    session = Session(max_tokens=60, concurrency=8)
    done: list[str] = []

    def one(_: int) -> None:
        done.append(ask(session, lm, max_tokens=10))

    with ChatServer(Said("a b c d e f g h i j", delay=0.02)) as server:  # 2 in, 10 out: 5 fit into 60
        lm = model(server)
        with pytest.raises(BudgetError):
            side_by_side(one, range(12), session)
    assert server.count == len(done) == 5
    assert session.ledger.totals()["billed"]["input"] + session.ledger.totals()["billed"]["output"] == 60


def test_short_replies_give_back_what_was_set_aside() -> None:
    session = Session(max_tokens=120, concurrency=8)
    with ChatServer(Said("a", delay=0.02)) as server:  # 2 in, 1 out, though each may take 42: two at once
        lm = model(server)
        for _ in range(2):
            server.most_at_once = 0
            assert len(side_by_side(lambda _: ask(session, lm, max_tokens=40), range(6), session)) == 6
            assert server.most_at_once == 2
    assert server.count == 12


def test_tokens_that_a_server_does_not_report_are_estimated_for_the_budget() -> None:
    session = Session(max_tokens=30)
    with ChatServer("one two three four five six seven eight", usage=False) as server:
        lm = model(server)
        with pytest.raises(BudgetError):
            [ask(session, lm) for _ in range(20)]
    assert 2 <= server.count <= 4
    totals = session.ledger.totals()
    assert totals["unreported"] == server.count and session.ledger.calls[0].output is None


def test_money() -> None:
    with ChatServer(Said("yes", usage={"prompt_tokens": 1_000_000, "completion_tokens": 0})) as server:
        session = Session(max_cost=0.2)
        lm = choose("sleep", "openai/gpt-4o-mini", api_base=server.url)
        ask(session, lm)  # 0.15 dollars
        ask(session, lm)
        with pytest.raises(BudgetError, match=r"\$0\.3000 of \$0\.2000 are spent"):
            ask(session, lm)
        assert server.count == 2 and session.ledger.totals()["billed"]["cost"] == pytest.approx(0.3)
        with pytest.raises(InputError, match="nobody here knows its price") as caught:
            ask(Session(max_cost=1), model(server))
        assert server.count == 2 and caught.value.code == "unknown-price"


@pytest.mark.parametrize("wrong", [{"max_tokens": 0}, {"max_cost": -1.0}, {"concurrency": 0}, {"attempts": 0}])
def test_limits_that_make_no_sense(wrong: dict[str, Any]) -> None:
    with pytest.raises(InputError):
        Session(**wrong)


def test_in_thread_gives_results_errors_and_contexts() -> None:
    session = Session()

    def fails() -> None:
        raise InputError("no")

    async def main() -> None:
        assert await in_thread(lambda: 7, session) == 7
        with pytest.raises(InputError):
            await in_thread(fails, session)

    asyncio.run(main())
    assert not session.stopped


def test_cancelling_a_task_stops_the_session_and_holds_nothing_up() -> None:
    session = Session()

    async def main() -> None:
        task = asyncio.create_task(in_thread(lambda: ask(session, lm), session))
        while server.count == 0:
            await asyncio.sleep(0.005)
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task

    with ChatServer(Fault.hang(20)) as server:
        lm = model(server)
        started = time.monotonic()
        asyncio.run(main())
        assert time.monotonic() - started < 2 and session.stopped


def test_many_tasks_side_by_side_count_right() -> None:
    session = Session(concurrency=4)

    async def main() -> list[str]:
        return await asyncio.gather(
            *(in_thread(lambda text=f"word {number}": ask(session, lm, text), session) for number in range(12))
        )

    with ChatServer(lambda request: Said(last(request), delay=0.01)) as server:
        lm = model(server)
        assert asyncio.run(main()) == [f"word {number}" for number in range(12)]
    billed = session.ledger.totals()["billed"]
    assert (billed["calls"], billed["input"], billed["output"]) == (12, 24, 24)
    assert server.most_at_once <= 4


def test_importing_the_models_imports_no_client() -> None:
    script = (
        "import sys, stc.models; print([m for m in ('dspy', 'litellm', 'openai', 'instructor') if m in sys.modules])"
    )
    out = subprocess.run([sys.executable, "-c", script], capture_output=True, check=True, env=dict(os.environ))
    assert out.stdout.strip() == b"[]"
