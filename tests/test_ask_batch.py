"""Many questions side by side and one that is awaited: order, errors, threads, cancelling, and the command."""

from __future__ import annotations

import asyncio
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from chat_server import ChatServer, Fault, Request, Said, said
from model_replies import scripted

import stc
from stc.cli import main
from stc.errors import InputError, ModelError
from stc.models import Session

BAKERY = stc.compile("The bakery sold 40 loaves on Monday and 25 loaves on Tuesday. Each loaf costs 3 dollars.")
KNOWN = "What does each loaf cost?"
TAKINGS = "loaves_bakery_sold_on_monday * each_loaf_costs"


def asked(number: int) -> str:
    return f"What did Monday's loaves bring in, asked for the time number {number}?"


def slow(seconds: float, first: float | None = None) -> ChatServer:
    """Serve a right formula after some seconds; a question with "number 0" after `first`."""

    def reply(request: Request) -> Said:
        late = first if first is not None and "number 0?" in said(request) else seconds
        return Said(TAKINGS, delay=late)

    return ChatServer(reply)


def test_without_a_model_the_order_stays_and_nothing_is_read_ahead() -> None:
    read: list[int] = []

    def questions() -> Iterator[str]:
        for number in range(5):
            read.append(number)
            yield KNOWN if number % 2 else "Why?"

    answers = stc.ask_all(BAKERY, questions())
    assert next(answers)[0] == 0
    assert read == [0]
    assert [(place, answer.known) for place, answer in answers] == [(1, True), (2, False), (3, True), (4, False)]


def test_answers_come_as_they_are_found() -> None:
    with slow(0.02, first=0.3) as server:
        questions = [asked(number) for number in range(6)]
        places = [place for place, _ in stc.ask_all(BAKERY, questions, lm="openai/test", api_base=server.url)]
    assert sorted(places) == list(range(6))
    assert places[-1] == 0


def test_no_more_than_the_concurrency_are_under_way() -> None:
    with slow(0.05) as server:
        questions = [asked(number) for number in range(9)]
        answers = list(stc.ask_all(BAKERY, questions, lm="openai/test", api_base=server.url, concurrency=3))
        assert server.most_at_once == 3
        assert {answer.value for _, answer in answers} == {120}
        assert sum(answer.tokens.total for _, answer in answers) == sum(server.tokens.values())


def test_one_session_counts_all_and_is_left_open() -> None:
    session = Session(concurrency=4)
    with ChatServer(scripted(compose=TAKINGS)) as server:
        options = {"lm": "openai/test", "api_base": server.url, "session": session}
        answers = list(stc.ask_all(BAKERY, [asked(1), KNOWN, asked(2)], **options))  # type: ignore[arg-type]
        assert len(session.ledger.calls) == server.count == sum(len(answer.calls) for _, answer in answers) == 2
        assert stc.ask(BAKERY, asked(3), **options).known  # type: ignore[arg-type]


def test_a_row_holds_its_error_and_the_others_go_on() -> None:
    def reply(request: Request) -> str | Fault:
        return Fault.refused(400, "this one is odd") if "number 1?" in said(request) else TAKINGS

    with ChatServer(reply) as server:
        questions = [asked(number) for number in range(4)]
        found = dict(stc.ask_all(BAKERY, questions, lm="openai/test", api_base=server.url))
    assert [found[place].known for place in range(4)] == [True, False, True, True]
    assert found[1].code == "bad-request"
    assert "refused (HTTP 400" in found[1].reason


def test_a_call_that_was_paid_before_an_error_is_counted_in_the_row() -> None:
    with ChatServer(scripted(compose="unknown", reason=Fault.refused(400, "no"))) as server:
        ((_, answer),) = stc.ask_all(BAKERY, [asked(0)], lm="openai/test", api_base=server.url)
        assert (answer.known, len(answer.calls)) == (False, 1)
        assert answer.tokens.total == sum(server.tokens.values()) > 0


@pytest.mark.parametrize(("fault", "code"), [(Fault.unauthorized(), "auth"), (Fault.quota(), "quota")])
def test_what_every_question_would_meet_stops_the_batch(fault: Fault, code: str) -> None:
    with ChatServer(fault) as server:
        answers = stc.ask_all(
            BAKERY, [asked(number) for number in range(50)], lm="openai/test", api_base=server.url, concurrency=2
        )
        with pytest.raises(ModelError) as caught:
            list(answers)
        assert caught.value.code == code
        assert server.count <= 4


def test_a_budget_for_all_ends_in_rows_not_in_an_error() -> None:
    session = Session(max_tokens=1)
    with ChatServer(scripted(compose=TAKINGS)) as server:
        found = dict(stc.ask_all(BAKERY, [asked(0), KNOWN], lm="openai/test", api_base=server.url, session=session))
        assert (found[0].code, found[1].known, server.count) == ("budget", True, 0)


def test_who_reads_no_further_asks_no_further() -> None:
    with slow(0.02) as server:
        questions = (asked(number) for number in range(1000))
        answers = stc.ask_all(BAKERY, questions, lm="openai/test", api_base=server.url, concurrency=2)
        next(answers)
        answers.close()  # type: ignore[attr-defined]
        time.sleep(0.15)
        count = server.count
        assert count <= 6
        time.sleep(0.1)
        assert server.count == count


def test_an_error_of_the_questions_is_raised() -> None:
    def questions() -> Iterator[str]:
        yield asked(0)
        raise OSError("the disk is gone")

    with slow(0.0) as server, pytest.raises(OSError, match="the disk is gone"):
        list(stc.ask_all(BAKERY, questions(), lm="openai/test", api_base=server.url))


@pytest.mark.parametrize("concurrency", [0, -1, True, 1.5])
def test_a_concurrency_is_at_least_one(concurrency: int) -> None:
    with pytest.raises(InputError, match="at least 1"):
        stc.ask_all(BAKERY, [KNOWN], concurrency=concurrency)


def test_one_text_is_no_list_of_questions() -> None:
    with pytest.raises(InputError, match="got one str"):
        stc.ask_all(BAKERY, KNOWN)


def test_awaiting_many() -> None:
    async def both() -> list[stc.Answer]:
        options = {"lm": "openai/test", "api_base": server.url}
        return await asyncio.gather(*(stc.aask(BAKERY, asked(n), **options) for n in range(3)))  # type: ignore[arg-type]

    with slow(0.1) as server:
        started = time.perf_counter()
        assert [answer.value for answer in asyncio.run(both())] == [120, 120, 120]
        assert server.most_at_once > 1
        assert time.perf_counter() - started < 5


def test_awaiting_raises_what_asking_raises() -> None:
    with ChatServer(Fault.unauthorized()) as server, pytest.raises(ModelError) as caught:
        asyncio.run(stc.aask(BAKERY, asked(0), lm="openai/test", api_base=server.url))
    assert caught.value.code == "auth"
    assert asyncio.run(stc.aask(BAKERY, KNOWN)).known


def test_cancelling_ends_the_waiting_at_once_and_leaves_the_session_to_others() -> None:
    session = Session()

    async def cancelled() -> float:
        task = asyncio.create_task(stc.aask(BAKERY, asked(0), lm="openai/test", api_base=server.url, session=session))
        while not server.count:
            await asyncio.sleep(0.01)
        started = time.perf_counter()
        task.cancel()
        with pytest.raises(asyncio.CancelledError):
            await task
        return time.perf_counter() - started

    with slow(0.0, first=0.3) as server:
        assert asyncio.run(cancelled()) < 0.2
        deadline = time.perf_counter() + 5
        while len(session.ledger.calls) < 1 and time.perf_counter() < deadline:
            time.sleep(0.02)
        assert len(session.ledger.calls) == 1, "what was paid is counted"
        assert stc.ask(BAKERY, asked(1), lm="openai/test", api_base=server.url, session=session).known
        assert server.count == 2


def test_an_answer_can_be_asked_for_within_a_thread() -> None:
    found: list[stc.Answer] = []
    with ChatServer(scripted(compose=TAKINGS)) as server:
        ask = lambda: found.append(stc.ask(BAKERY, asked(0), lm="openai/test", api_base=server.url))  # noqa: E731
        threads = [threading.Thread(target=ask) for _ in range(3)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert [answer.value for answer in found] == [120, 120, 120]


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    BAKERY.save(tmp_path / "bakery.stc.json")
    (tmp_path / "questions.txt").write_text(f"{asked(0)}\n\n{KNOWN}\n")
    return tmp_path


def run(*arguments: str) -> int:
    with pytest.raises(SystemExit) as caught:
        main(list(arguments))
    return caught.value.code if isinstance(caught.value.code, int) else -1


def test_the_command_says_what_a_model_took(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ChatServer(scripted(compose=TAKINGS)) as server:
        assert run("ask", "bakery.stc.json", asked(0), "--lm", "openai/test", "--api-base", server.url) == 0
        shown = capsys.readouterr().out
        made = server.tokens["completion_tokens"]
        assert f"composed, {server.tokens['prompt_tokens']:,} tokens in, {made} out, 1 call" in shown
        options = ["--lm", "openai/test", "--api-base", server.url, "--budget", "compose", "--json"]
        assert run("ask", "bakery.stc.json", asked(0), *options) == 0
        printed = json.loads(capsys.readouterr().out)
        assert (printed["how"], printed["calls"], printed["tokens"]["output"]) == ("composed", 1, made)


def test_the_command_numbers_what_it_answers(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with slow(0.0, first=0.2) as server:
        options = ["--questions", "questions.txt", "--lm", "openai/test", "--api-base", server.url]
        assert run("ask", "bakery.stc.json", *options) == 0
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["number"], row["question"], row["known"]) for row in rows] == [(3, KNOWN, True), (1, asked(0), True)]


def test_the_command_without_a_model_keeps_the_order(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert run("ask", "bakery.stc.json", "--questions", "questions.txt") == 3
    rows = [json.loads(line) for line in capsys.readouterr().out.splitlines()]
    assert [(row["number"], row["known"]) for row in rows] == [(1, False), (3, True)]


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        (["--budget", "much", "--lm", "openai/test"], "expected a budget"),
        (["--budget", "reason"], "none is named"),
        (["--verbosity", "7"], "verbosity"),
        (["--concurrency", "0"], "concurrency"),
        (["--lm", "openai/test", "--api-base", "localhost"], "http://"),
    ],
)
def test_the_command_refuses(
    arguments: list[str], message: str, folder: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run("ask", "bakery.stc.json", asked(0), *arguments) == 2
    error = capsys.readouterr().err
    assert message in error
    assert "\nhint: " in error


def test_the_command_ends_where_the_key_is_wrong(folder: Path, capsys: pytest.CaptureFixture[str]) -> None:
    with ChatServer(Fault.unauthorized()) as server:
        options = ["--questions", "questions.txt", "--lm", "openai/test", "--api-base", server.url]
        assert run("ask", "bakery.stc.json", *options) == 2
    assert "error: " in capsys.readouterr().err
