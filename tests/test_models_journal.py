"""The journal: a killed run never pays twice, equal asks stay apart, and no other file is harmed."""

from __future__ import annotations

import json
import subprocess
import sys
import textwrap
import threading
import time
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from chat_server import ChatServer, Fault, Said, last

from stc.errors import InputError, ModelError
from stc.models import Journal, Session, choose, side_by_side


@pytest.fixture(autouse=True)
def _keys(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OPENAI_API_KEY", "sk-test")


def model(server: ChatServer | str, **settings: Any) -> Any:
    return choose("sleep", "openai/test", api_base=server if isinstance(server, str) else server.url, **settings)


def ask(session: Session, lm: Any, text: str = "hello you", **more: Any) -> str:
    return session.call(lm, [{"role": "user", "content": text}], signature="draft", prompt="abc", **more).text


def test_a_row_holds_what_a_recording_needs_and_no_secret(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with ChatServer(Said("naïve 7\u2028\ud800", finish="length", cached=1)) as server:
        session = Session(journal=Journal(path))
        with session.tagged(row="p2-17"):
            ask(session, model(server), lane=3)
        ask(session, model(server))
        text = path.read_text()
        assert server.url not in text and "sk-test" not in text and "hello" not in text
    first, second = map(json.loads, text.splitlines())
    seconds = first.pop("seconds")
    assert 0 <= seconds < 5 and len(first.pop("key")) == 64
    assert first == {
        "signature": "draft",
        "model": "openai/test",
        "prompt": "abc",
        "lane": 3,
        "row": "p2-17",
        "completion": "naïve 7\u2028\ud800",
        "finish": "length",
        "usage": {"input": 2, "output": 3, "cached": 1},
    }
    assert "row" not in second


def test_a_second_run_pays_nothing_and_says_the_same(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with ChatServer(Said("yes", finish="length", cached=1, reasoning=2)) as server:
        first = Session(journal=Journal(path))
        paid = first.call(model(server), [{"role": "user", "content": "hello"}], signature="draft")
        again = Session(journal=Journal(path), max_tokens=1)
        free = again.call(model("http://127.0.0.1:9/v1"), [{"role": "user", "content": "hello"}], signature="draft")
        assert server.count == 1
    assert (free.text, free.finish_reason) == (paid.text, paid.finish_reason) == ("yes", "length")
    assert free.call.recorded and not free.call.billed and free.call.cost is None
    totals = again.ledger.totals()
    assert totals["billed"] == {"input": 0, "output": 0, "cached": 0, "reasoning": 0, "cost": 0.0, "calls": 0}
    assert totals["logical"]["output"] == 3 and totals["logical"]["calls"] == 1 and totals["unpriced"] == 0


def test_what_makes_a_request_another(tmp_path: Path) -> None:
    with ChatServer("yes") as server:
        session = Session(journal=Journal(tmp_path / "run.jsonl"))
        lm = model(server)
        for more in ({}, {"lane": 1}, {"temperature": 0.5}, {"max_tokens": 9}, {"effort": "low"}, {"seed": 4}):
            ask(session, lm, **more)
        ask(session, lm, "another text")
        ask(session, lm, response_format={"type": "json_object"})
        ask(session, choose("sleep", "openai/test-2", api_base=server.url))
        keys = [json.loads(line)["key"] for line in (tmp_path / "run.jsonl").read_text().splitlines()]
        assert len(set(keys)) == len(keys) == server.count == 9
        resumed = Session(journal=Journal(tmp_path / "run.jsonl"))
        ask(resumed, model(server, temperature=0.5))  # the model's own setting or the call's: the same request
        assert server.count == 9


def test_equal_asks_get_their_own_rows_in_order(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with ChatServer(["a", "b", "c", "d"]) as server:
        lm = model(server)
        session = Session(journal=Journal(path))
        assert [ask(session, lm) for _ in range(3)] == ["a", "b", "c"]
        resumed = Session(journal=Journal(path))
        assert [ask(resumed, lm) for _ in range(4)] == ["a", "b", "c", "d"]
        assert server.count == 4


def test_equal_asks_in_parallel_are_each_paid_once(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with ChatServer(lambda request: Said(f"reply {server.count}", delay=0.01)) as server:
        lm = model(server)
        replies = []
        for _ in range(2):
            session = Session(journal=Journal(path))
            replies.append(side_by_side(partial(ask, session, lm), ["same"] * 6, session))
        assert server.count == 6 and sorted(replies[0]) == sorted(replies[1])
        assert session.ledger.totals()["billed"]["calls"] == 0


def test_replay_never_calls(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with ChatServer("yes") as server:
        lm = model(server)
        ask(Session(journal=Journal(path)), lm)
        before = path.read_bytes()
        session = Session(journal=Journal(path, replay=True))
        assert ask(session, lm) == "yes"
        for text in ("hello you", "unheard of"):
            with pytest.raises(ModelError) as caught:
                ask(session, lm, text)
            assert caught.value.code == "not-recorded" and str(path) in caught.value.message
        assert server.count == 1 and path.read_bytes() == before
    with pytest.raises(InputError, match="cannot be opened"):
        Journal(tmp_path / "missing.jsonl", replay=True)
    assert not (tmp_path / "missing.jsonl").exists()


def test_a_torn_last_line_is_dropped_and_the_file_goes_on(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with ChatServer(lambda request: last(request).upper()) as server:
        lm = model(server)
        session = Session(journal=Journal(path))
        ask(session, lm, "one")
        ask(session, lm, "two")
        whole = path.read_bytes()
        start = whole.index(b"\n") + 1
        for end in (*range(start, start + 12), len(whole) - 2, len(whole) - 1):
            path.write_bytes(whole[:end])
            before = server.count
            resumed = Session(journal=Journal(path))
            assert [ask(resumed, lm, "one"), ask(resumed, lm, "two")] == ["ONE", "TWO"]
            assert server.count == before + (end < len(whole) - 1)  # only the row that was torn is paid again
            ask(resumed, lm, "three")
            assert [json.loads(line)["completion"] for line in path.read_text().splitlines()] == ["ONE", "TWO", "THREE"]
        path.write_bytes(whole[:7])  # the very first row was torn
        assert ask(Session(journal=Journal(path)), lm, "one") == "ONE"
        assert path.read_bytes().startswith(b'{"key"')
        path.write_bytes(whole[:-9])
        assert ask(Session(journal=Journal(path, replay=True)), lm, "one") == "ONE"
        assert path.read_bytes() == whole[:-9]


@pytest.mark.parametrize(
    "content",
    [
        b"hello",
        b"hello\n",
        b'{"key": 7, "completion": "x"}\n',
        b'{"some": "json"}',
        b"[]\n",
        b"\n",
        b"\x89PNG\r\n\x1a\n\x00",
        b"\xff\xfe",
        b'{"key": "a", "completion": "x"}\nnot a row\n{"key": "b", "completion": "x"}\n',
        b'{"key": "a", "completion": "x", "usage": []}\n',
        b'{"key": "a", "completion": "x", "usage": {"input": 1' + b"0" * 5000 + b"}}\n",
        b'{"key": ' + b"[" * 100_000 + b"\n",
    ],
)
@pytest.mark.parametrize("replay", [False, True])
def test_a_file_that_is_no_journal_is_left_alone(content: bytes, replay: bool, tmp_path: Path) -> None:
    path = tmp_path / "notes.txt"
    path.write_bytes(content)
    with pytest.raises(InputError) as caught:
        Journal(path, replay=replay)
    assert "line " in caught.value.message and str(path) in caught.value.message and caught.value.hint
    assert path.read_bytes() == content


def test_a_journal_that_cannot_be_kept_is_told_before_anything_is_paid(tmp_path: Path) -> None:
    for path in (tmp_path, tmp_path / "no such folder" / "run.jsonl", Path("/dev/zero")):
        with pytest.raises(InputError, match="cannot be opened"):
            Journal(path)


def test_a_reply_whose_row_cannot_be_written_is_in_the_ledger(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with ChatServer("yes") as server:
        session = Session(journal=Journal(path))
        path.unlink()
        path.mkdir()
        with pytest.raises(InputError, match="paid call cannot be written"):
            ask(session, model(server))
    assert session.ledger.totals()["billed"]["output"] == 1


def test_a_failed_ask_leaves_no_row(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    with ChatServer([Fault.refused(400), "yes"]) as server:
        session = Session(journal=Journal(path))
        with pytest.raises(ModelError):
            ask(session, model(server))
        assert ask(session, model(server)) == "yes"
        assert ask(Session(journal=Journal(path)), model(server)) == "yes"
        assert server.count == 2


RUN = """
    import sys
    from stc.models import Journal, Session, choose, side_by_side
    lm = choose("sleep", "openai/test", api_base=sys.argv[1])
    session = Session(journal=Journal(sys.argv[2]), concurrency=4)
    ask = lambda text: session.call(lm, [{"role": "user", "content": text}], signature="draft").text
    side_by_side(ask, [f"text {number}" for number in range(20)], session)
    totals = session.ledger.totals()
    print(totals["billed"]["calls"], totals["logical"]["calls"])
"""


def test_a_killed_run_goes_on_where_it_stopped_and_pays_nothing_twice(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    sent: list[str] = []
    lock = threading.Lock()
    killed = threading.Event()

    def reply(request: dict[str, Any]) -> Said | Fault:
        with lock:
            sent.append(last(request))
            late = len(sent) > 9 and not killed.is_set()
        return Fault.hang(20) if late else Said("word " * 200, delay=0.01)

    def start() -> subprocess.Popen[bytes]:
        command = [sys.executable, "-c", textwrap.dedent(RUN), server.url, str(path)]
        return subprocess.Popen(command, stdout=subprocess.PIPE)

    with ChatServer(reply) as server:
        with start() as run:
            deadline = time.monotonic() + 20
            while len(sent) < 13 or path.read_bytes().count(b"\n") < 9:  # nine answered, four hang
                assert time.monotonic() < deadline
                time.sleep(0.01)
            run.kill()
        killed.set()
        kept = [json.loads(line)["key"] for line in path.read_bytes().splitlines()]
        paid = sent[:9]
        assert len(kept) == 9
        before = len(sent)
        with start() as run:
            assert run.stdout is not None
            out = run.stdout.read()
            assert run.wait(20) == 0
    assert out.split() == [b"11", b"20"]
    asked_again = sent[before:]
    assert len(asked_again) == 11 and not set(asked_again) & set(paid)
