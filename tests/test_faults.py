"""Each way in which a model or its server can fail: what the user sees, the artifact holds and the ledger says."""

from __future__ import annotations

import json
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import pytest
from chat_server import ChatServer, Fault, Reply, Request, cut
from model_replies import FINISHED, field_of, scripted, stages

import stc
from stc.artifact import Artifact, dumps, load, loads
from stc.artifact.verification import verify
from stc.cli import main
from stc.errors import ModelError
from stc.models import Session

TEXT = "A shop has 40 lamps. Of every 4 lamps one broke on the way.\n"
LAMPS = {"id": "lamps", "about": "lamps that the shop has", "quote": "40 lamps", "value": "40", "unit": "lamp"}
BROKEN = {"id": "broken", "about": "broken lamps", "unit": "lamp"}
EQUATION = {"left": "broken", "formula": "lamps / 4", "quote": "Of every 4 lamps one broke on the way"}
ASKED = {"question": "How many lamps broke?", "formula": "broken"}
GOOD: dict[str, Any] = {"quantities": [LAMPS, BROKEN], "relations": [EQUATION], "questions": [ASKED]}
QUESTION = "How many lamps were still whole?"
MODEL = "openai/test"


@pytest.fixture(autouse=True)
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    for name in ("STC_LM", "STC_TEST_LM", "STC_API_BASE", "STC_TIMEOUT", "OPENAI_BASE_URL", "OPENAI_API_KEY"):
        monkeypatch.delenv(name, raising=False)
    monkeypatch.chdir(tmp_path)
    (tmp_path / "shop.txt").write_text(TEXT)
    return tmp_path


class Shell:
    """Runs the command in this process."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> tuple[int, str, str]:
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err
        return (caught.value.code if isinstance(caught.value.code, int) else -1), out, err


@pytest.fixture
def run(capsys: pytest.CaptureFixture[str]) -> Shell:
    return Shell(capsys)


def quick(**more: Any) -> Session:
    return Session(**{"attempts": 2, "pause": 0.01, **more})


def first(*faults: Reply, then: Callable[[Request], Reply]) -> Callable[[Request], Reply]:
    """Make a server that begins with faults and is well afterwards."""
    waiting = list(faults)
    return lambda request: waiting.pop(0) if waiting else then(request)


def compiled(server: ChatServer, session: Session, **options: Any) -> Artifact:
    artifact = stc.compile(TEXT, lm=MODEL, api_base=server.url, timeout=0.3, session=session, **options)
    assert loads(dumps(artifact)).graph == artifact.graph
    artifact.save("whole.stc.json")
    assert verify("whole.stc.json") == []
    return artifact


def value_of(artifact: Artifact, words: str) -> Any:
    return next((node.value for node in artifact.graph.quantities if node.about == words), None)


def rejected(artifact: Artifact) -> set[str]:
    return {one.reason for one in artifact.graph.rejected if one.node.by == "model"}


def counted(artifact: Artifact, server: ChatServer) -> dict[str, Any]:
    """Give the totals of the ledger, and check them against what the server sent."""
    totals: dict[str, Any] = artifact.run["ledger"]["totals"]
    assert totals["billed"]["input"] == totals["logical"]["input"] == server.tokens["prompt_tokens"]
    assert totals["billed"]["output"] == totals["logical"]["output"] == server.tokens["completion_tokens"]
    assert totals["calls"] == len(artifact.run["ledger"]["rows"]) == len(server.replies_sent)
    return totals


# ------------------------------------------------------------------------------------------------- faults of the server

AT_ONCE = {
    "no key": (Fault.unauthorized(), "auth", "OPENAI_API_KEY"),
    "no rights": (Fault.refused(403), "auth", "OPENAI_API_KEY"),
    "no money": (Fault.quota(), "quota", "billing"),
    "payment": (Fault.refused(402), "quota", "billing"),
    "no such model": (Fault.refused(404), "bad-request", ""),
    "a bad request": (Fault.refused(400), "bad-request", ""),
}
LASTING = {
    "busy": (Fault.busy(0.01), "rate-limit", "wait"),
    "broken": (Fault.refused(500), "server", "again"),
    "overloaded": (Fault.refused(503), "server", "again"),
    "silent": (Fault.hang(5), "timeout", "STC_TIMEOUT"),
    "dropping": (Fault.drop(), "connection", "--api-base"),
    "dropping halfway": (Fault.half_body(), "connection", "--api-base"),
    "half a JSON": (Fault.half_json(), "server", "/v1"),
}


@pytest.mark.parametrize("name", AT_ONCE)
def test_what_waiting_does_not_help_ends_a_compilation_at_once(name: str) -> None:
    fault, code, hint = AT_ONCE[name]
    session = quick()
    with ChatServer(fault) as server, pytest.raises(ModelError) as caught:
        compiled(server, session)
    assert (caught.value.code, server.count) == (code, 1)
    assert MODEL in caught.value.message and hint in caught.value.hint
    assert session.ledger.calls == ()


@pytest.mark.parametrize("name", LASTING)
def test_what_lasts_ends_a_compilation_after_the_tries(name: str) -> None:
    fault, code, hint = LASTING[name]
    session = quick()
    with ChatServer(fault) as server, pytest.raises(ModelError) as caught:
        compiled(server, session)
    assert (caught.value.code, server.count) == (code, 2)
    assert MODEL in caught.value.message and hint in caught.value.hint
    assert session.ledger.calls == ()


@pytest.mark.parametrize("name", LASTING)
def test_what_passes_is_waited_out_and_counted_as_a_retry(name: str) -> None:
    fault = LASTING[name][0]
    with ChatServer(first(fault, then=scripted(draft=GOOD))) as server:
        artifact = compiled(server, quick())
    assert value_of(artifact, "broken lamps") == 10
    rows = artifact.run["ledger"]["rows"]
    assert [row["retries"] for row in rows] == [1, *[0] * (len(rows) - 1)]
    assert stages(server)[:2] == ["draft", "draft"]
    assert "partial" not in artifact.run


def test_retry_after_is_waited_for() -> None:
    with ChatServer(first(Fault.busy(0.25), then=scripted(draft=GOOD))) as server:
        compiled(server, quick(), rounds=0)
    assert server.times[1] - server.times[0] >= 0.25


def test_a_failed_compilation_leaves_the_earlier_artifact_as_it_was(run: Shell, folder: Path) -> None:
    assert run("compile", "shop.txt", "--lm", "none")[0] == 0
    before = (folder / "shop.stc.json").read_bytes()
    for fault, message in ((Fault.unauthorized(), "refused the key"), (Fault.quota(), "money")):
        with ChatServer(fault) as server:
            code, out, err = run("compile", "shop.txt", "--lm", MODEL, "--api-base", server.url)
        assert (code, out) == (2, "")
        complaint, advice = err.splitlines()
        assert complaint.startswith(f"error: {MODEL}") and message in complaint
        assert advice.startswith("hint: ")
        assert server.count == 1
    assert (folder / "shop.stc.json").read_bytes() == before
    assert sorted(path.name for path in folder.iterdir()) == ["shop.stc.json", "shop.txt"]


def test_a_run_that_fails_in_its_middle_goes_on_without_paying_twice(run: Shell, folder: Path) -> None:
    well = scripted(draft=GOOD)

    def server_without_money(request: Request) -> Reply:
        return Fault.quota() if field_of(request, "graph") else well(request)

    with ChatServer(server_without_money) as server:
        code, _, err = run("compile", "shop.txt", "--lm", MODEL, "--api-base", server.url)
    assert code == 2 and "hint: " in err
    assert stages(server) == ["draft", "rethink"]
    assert not (folder / "shop.stc.json").exists()
    with ChatServer(well) as server:
        assert run("compile", "shop.txt", "--lm", MODEL, "--api-base", server.url)[0] == 0
    assert stages(server) == ["rethink"], "the draft is in the journal"
    totals = load(folder / "shop.stc.json").run["ledger"]["totals"]
    assert totals["billed"]["calls"] == 1 and totals["logical"]["calls"] == 2


# ---------------------------------------------------------------------------------------------- faults of a whole reply

SHAPELESS: dict[str, Reply] = {
    "words": "I am sorry, I cannot do that.",
    "nothing": "",
    "null": Fault.empty(),
    "half a JSON": json.dumps(GOOD)[:90],
    "cut off": cut(json.dumps(GOOD)[:90]),
    "huge": Fault.huge(),
    "wrong types": {"quantities": {"id": ["lamps"]}, "relations": "none"},
    "another JSON": {"answer": 7},
}


@pytest.mark.parametrize("name", SHAPELESS)
def test_a_reply_without_the_shape_is_asked_again(name: str) -> None:
    with ChatServer(first(SHAPELESS[name], then=scripted(draft=GOOD))) as server:
        artifact = compiled(server, quick())
    assert value_of(artifact, "broken lamps") == 10
    counted(artifact, server)
    assert [row["attempt"] for row in artifact.run["ledger"]["rows"]][:2] == [0, 1]
    assert len(dumps(artifact)) < 50_000


@pytest.mark.parametrize("name", SHAPELESS)
def test_replies_that_never_have_the_shape_end_in_an_error(name: str) -> None:
    session = quick()
    with ChatServer(SHAPELESS[name]) as server, pytest.raises(ModelError) as caught:
        compiled(server, session)
    assert caught.value.code == "shape"
    assert "draft" in caught.value.message and MODEL in caught.value.message and len(caught.value.message) < 600
    assert [(call.signature, call.attempt) for call in session.ledger.calls] == [("draft", n) for n in range(3)]
    assert sum(call.output or 0 for call in session.ledger.calls) == server.tokens["completion_tokens"]


def test_the_user_sees_what_the_model_did_wrong(run: Shell, folder: Path) -> None:
    with ChatServer({"answer": 7}) as server:
        code, out, err = run("compile", "shop.txt", "--lm", MODEL, "--api-base", server.url)
    assert (code, out) == (2, "")
    assert "none of the fields quantities" in err and "hint: " in err
    assert not (folder / "shop.stc.json").exists()


def test_a_rethinking_without_the_shape_loses_nothing_and_is_told() -> None:
    with ChatServer(scripted(draft=GOOD, rethink="I think it is fine.")) as server:
        artifact = compiled(server, quick())
    assert value_of(artifact, "broken lamps") == 10
    assert "rethink" in artifact.run["partial"]
    assert stages(server) == ["draft", "rethink", "rethink", "rethink"]
    counted(artifact, server)


# --------------------------------------------------------------------------------------------------- faults of one node


def changed(**nodes: Any) -> dict[str, Any]:
    """The good draft with another quantity or equation."""
    more = [nodes["quantity"]] if "quantity" in nodes else []
    relations = [nodes["equation"]] if "equation" in nodes else [EQUATION]
    return {"quantities": [LAMPS, BROKEN, *more], "relations": relations, "questions": [ASKED]}


def formula(text: str) -> dict[str, Any]:
    return changed(equation={**EQUATION, "formula": text})


WRONG: dict[str, tuple[dict[str, Any], set[str]]] = {
    "a quote that was made up": (
        changed(quantity={"id": "sold", "about": "sold lamps", "quote": "sold 12 lamps", "value": "12"}),
        {"not-in-text"},
    ),
    "a value that the quote does not hold": (
        changed(quantity={"id": "sold", "about": "sold lamps", "quote": "40 lamps", "value": "41"}),
        {"wrong-value"},
    ),
    "a literal from nowhere": (formula("lamps / 5"), {"ungrounded-literal"}),
    "an id from nowhere": (formula("lamps - whole"), {"unknown-id"}),
    "units that do not fit": (
        {
            **GOOD,
            "quantities": [LAMPS, {**BROKEN, "unit": "hour"}],
            "relations": [{**EQUATION, "formula": "lamps / 4 "}],
        },
        {"bad-unit"},
    ),
    "a formula that is code": (formula("__import__('os').system('touch x')"), {"bad-formula"}),
    "a formula of towers": (formula("9**9**9"), {"ungrounded-literal", "bad-formula", "unsolved"}),
    "a formula of digits": (formula("10**100000"), {"ungrounded-literal", "bad-formula", "unsolved"}),
    "a formula of brackets": (formula("(" * 3000 + "lamps" + ")" * 3000), {"bad-formula"}),
    "a formula that divides by zero": (formula("lamps / (lamps - lamps)"), {"ungrounded-literal"}),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_node_is_told_and_repaired(name: str) -> None:
    wrong, _ = WRONG[name]
    right = {"quantities": [LAMPS, BROKEN], "relations": [EQUATION]}
    with ChatServer(scripted(draft=wrong, repair=right)) as server:
        artifact = compiled(server, quick(), rounds=0)
    assert value_of(artifact, "broken lamps") == 10
    assert stages(server)[:2] == ["draft", "repair"]
    assert " -- " in field_of(server.requests[1], "rejected")
    assert not Path("x").exists()
    counted(artifact, server)


@pytest.mark.parametrize("name", WRONG)
def test_a_wrong_node_that_is_not_repaired_is_kept_apart_with_the_reason(name: str) -> None:
    wrong, expected = WRONG[name]
    started = time.process_time()
    with ChatServer(scripted(draft=wrong, repair=wrong, rethink=FINISHED)) as server:
        artifact = compiled(server, quick())
    assert time.process_time() - started < 10
    assert not Path("x").exists()
    assert rejected(artifact) & expected, artifact.graph.rejected
    assert {"sold", "whole"}.isdisjoint(artifact.graph.by_id)
    assert value_of(artifact, "broken lamps") == (10 if wrong["relations"] == [EQUATION] else None)
    assert artifact.run["model_nodes"]["rejected"]
    counted(artifact, server)


def test_the_command_tells_how_many_nodes_were_rejected(run: Shell, folder: Path) -> None:
    wrong = WRONG["a literal from nowhere"][0]
    with ChatServer(scripted(draft=wrong, repair=wrong)) as server:
        code, out, _ = run("compile", "shop.txt", "--lm", MODEL, "--api-base", server.url)
    assert code == 0
    assert "rejected" in out
    code, out, _ = run("show", "shop.stc.json")
    assert "ungrounded-literal" in out
    code, out, _ = run("show", "shop.stc.json", "--ledger")
    assert code == 0 and "draft" in out and "repair" in out


# ------------------------------------------------------------------------------------------------------- at test time


def asked(reply: Reply | Sequence[Reply] | Callable[[Request], Reply], **options: Any) -> tuple[stc.Answer, ChatServer]:
    artifact = stc.compile(TEXT, lm="none")
    with ChatServer(reply) as server:
        answer = stc.ask(artifact, QUESTION, lm=MODEL, api_base=server.url, timeout=0.3, session=quick(), **options)
    return answer, server


@pytest.mark.parametrize("name", AT_ONCE | LASTING)
def test_a_question_that_cannot_be_asked_is_an_error(name: str) -> None:
    fault, code, hint = (AT_ONCE | LASTING)[name]
    with pytest.raises(ModelError) as caught:
        asked(fault)
    assert caught.value.code == code
    assert hint in caught.value.hint


@pytest.mark.parametrize("name", LASTING)
def test_a_question_is_asked_again_after_what_passes(name: str) -> None:
    lamps = next(node.id for node in stc.compile(TEXT, lm="none").graph.quantities if node.value == 40)
    answer, server = asked(first(LASTING[name][0], then=scripted(compose=f"{lamps} + {lamps}")))
    assert (answer.value, answer.how) == (80, "composed")
    assert [call.retries for call in answer.calls] == [1]
    assert answer.tokens.output == sum(len(text.split()) for text in server.replies_sent[-1:])


def test_a_question_that_is_answered_without_a_model_asks_none() -> None:
    artifact = stc.compile("Tom has 3 apples.", lm="none")
    with ChatServer(Fault.unauthorized()) as server:
        answer = stc.ask(artifact, "How many apples does Tom have?", lm=MODEL, api_base=server.url)
    assert (answer.value, answer.calls, server.count) == (3, (), 0)


def test_the_command_exits_with_two_and_says_what_to_do(run: Shell) -> None:
    assert run("compile", "shop.txt", "--lm", "none")[0] == 0
    for fault, hint in ((Fault.unauthorized(), "OPENAI_API_KEY"), (Fault.quota(), "billing")):
        with ChatServer(fault) as server:
            code, out, err = run("ask", "shop.stc.json", QUESTION, "--lm", MODEL, "--api-base", server.url)
        assert (code, out) == (2, "")
        assert err.startswith(f"error: {MODEL}") and hint in err.splitlines()[1]


@pytest.mark.parametrize("said", ["", Fault.empty(), Fault.huge(300_000), "Sorry.", "{" * 1000, cut("lamps -")])
def test_replies_that_hold_no_answer_end_in_not_known(said: Reply, run: Shell) -> None:
    assert run("compile", "shop.txt", "--lm", "none")[0] == 0
    with ChatServer(said) as server:
        code, out, _ = run("ask", "shop.stc.json", QUESTION, "--lm", MODEL, "--api-base", server.url, "--json")
    assert code == 3
    answer = json.loads(out)
    assert not answer["known"] and answer["reason"] and len(out) < 20_000
    assert answer["tokens"]["input"] == server.tokens["prompt_tokens"]
    assert answer["tokens"]["output"] == server.tokens["completion_tokens"]
    assert answer["calls"] == server.count <= 4


@pytest.mark.parametrize("stage", ["compose", "reason"])
def test_what_is_left_of_a_reply_that_was_cut_off_is_no_answer(stage: str) -> None:
    lamps = next(node.id for node in stc.compile(TEXT, lm="none").graph.quantities if node.value == 40)
    said = {"compose": lamps, "reason": "Answer: 4"}[stage]  # of lamps / 4, of Answer: 40
    answer, server = asked(scripted(**{stage: cut(said)}))
    assert not answer.known
    assert stages(server).count(stage) == 2
    assert "cut off" in field_of(server.requests[stages(server).index(stage) + 1], "complaint")
