"""Compiling with a model as the library offers it: budgets, journals, sessions, failures, the program by itself."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path

import pytest
from bakery import DRAFT, TEXT, WRONG, compiled, metered, value_of
from chat_server import ChatServer, Fault, Request
from model_replies import scripted, stages

import stc
from stc.artifact import dumps
from stc.errors import InputError, ModelError


def test_a_budget_ends_the_run_with_a_valid_artifact(tmp_path: Path) -> None:
    with ChatServer(metered(scripted(draft=DRAFT))) as server:
        whole = compiled(server)
        first = whole.run["ledger"]["rows"][0]
        artifact = compiled(server, max_tokens=first["input"] + first["output"] + 100)
    assert artifact.run["partial"]
    assert value_of(artifact, "burned rolls") == 6
    assert artifact.run["ledger"]["totals"]["calls"] == 1


def test_a_budget_too_small_for_anything_leaves_what_the_rules_found() -> None:
    with ChatServer(scripted(draft=DRAFT)) as server:
        artifact = compiled(server, max_tokens=1)
        assert server.count == 0
    assert artifact.run["partial"]
    assert artifact.graph == stc.compile(TEXT, lm="none").graph


def test_replies_that_are_never_shaped_are_an_error() -> None:
    with ChatServer("I would rather talk about the weather.") as server, pytest.raises(ModelError) as caught:
        compiled(server)
    assert caught.value.code == "shape"
    assert server.count == 3


def test_one_reply_that_comes_to_nothing_does_not_stop_the_others() -> None:
    def rethink(request: Request) -> str:
        return "no"

    with ChatServer(scripted(draft=DRAFT, rethink=rethink)) as server:
        artifact = compiled(server)
    assert value_of(artifact, "burned rolls") == 6
    assert artifact.run["partial"].startswith("1 reply came to nothing: ")


@pytest.mark.parametrize(("fault", "code"), [(Fault.unauthorized(), "auth"), (Fault.quota(), "quota")])
def test_a_key_or_an_account_that_is_refused_stops_at_once(fault: Fault, code: str) -> None:
    with ChatServer(fault) as server, pytest.raises(ModelError) as caught:
        compiled(server, samples=1)
    assert caught.value.code == code
    assert caught.value.hint
    assert server.count == 1


def test_a_run_goes_on_from_its_journal_and_pays_once(tmp_path: Path) -> None:
    journal = tmp_path / "run.jsonl"
    with ChatServer(scripted(draft=DRAFT, rethink=[Fault.unauthorized(), {"finished": True}])) as server:
        with pytest.raises(ModelError):
            compiled(server, journal=journal)
        assert stages(server) == ["draft", "rethink"]
        artifact = compiled(server, journal=journal)
        assert stages(server) == ["draft", "rethink", "rethink"]
    with ChatServer(scripted(draft=DRAFT)) as server:
        straight = compiled(server)
    assert dumps(artifact).partition(b'"run"')[0] == dumps(straight).partition(b'"run"')[0]
    totals = artifact.run["ledger"]["totals"]
    assert (totals["calls"], totals["billed"]["calls"]) == (2, 1)


def test_a_session_is_shared_and_each_artifact_tells_of_its_own_calls() -> None:
    from stc.models import Session

    session = Session(max_tokens=1_000_000)
    with ChatServer(scripted(draft=DRAFT)) as server:
        one = compiled(server, session=session)
        other = compiled(server, TEXT.replace("Mara", "Sol"), session=session)
    assert [len(artifact.run["ledger"]["rows"]) for artifact in (one, other)] == [2, 2]
    assert len(session.ledger.calls) == 4
    with pytest.raises(InputError, match="session"):
        stc.compile(TEXT, lm="openai/test", session=session, max_tokens=5)


def test_awaited_it_is_the_same() -> None:
    async def both(url: str) -> list[stc.Artifact]:
        ways = [stc.acompile(text, lm="openai/test", api_base=url) for text in (TEXT, TEXT.replace("24", "28"))]
        return await asyncio.gather(*ways)

    with ChatServer(scripted(draft=DRAFT)) as server:
        one, other = asyncio.run(both(server.url))
    assert value_of(one, "burned rolls") == 6
    assert len(other.run["ledger"]["rows"]) >= 2


def test_cancelling_ends_the_calls() -> None:
    async def impatient(url: str) -> None:
        async with asyncio.timeout(0.3):
            await stc.acompile(TEXT, lm="openai/test", api_base=url)

    with ChatServer([Fault.busy(retry_after=60)]) as server:
        started = time.monotonic()
        with pytest.raises(TimeoutError):
            asyncio.run(impatient(server.url))
        assert time.monotonic() - started < 10
        assert server.count == 1


def test_samples_of_a_model_at_temperature_zero_are_refused() -> None:
    import dspy

    with pytest.raises(InputError, match="3 samples at temperature 0"):
        stc.compile(TEXT, lm=dspy.LM("openai/test", temperature=0), samples=3)


def test_the_environment_names_a_model_and_none_undoes_it(monkeypatch: pytest.MonkeyPatch) -> None:
    with ChatServer(scripted(draft=DRAFT)) as server:
        monkeypatch.setenv("STC_LM", "openai/test")
        monkeypatch.setenv("STC_API_BASE", server.url)
        assert stc.compile(TEXT).run["frontend"] == "lm"
        seen = server.count
        assert stc.compile(TEXT, lm="none").run["frontend"] == "builtin"
        assert server.count == seen


def test_a_users_nodes_are_kept() -> None:
    from stc.apply import apply

    with ChatServer(scripted(draft=DRAFT)) as server:
        first = compiled(server)
        mine = stc.Artifact(TEXT, apply(first.graph, TEXT, "mine = burned + burned = 12 roll"))
        again = compiled(server, keep=mine)
    assert again.graph.by_id["mine"].value == 12  # type: ignore[union-attr]


def test_what_a_user_removed_does_not_come_back() -> None:
    from stc.apply import apply

    with ChatServer(scripted(draft=DRAFT)) as server:
        first = compiled(server)
        less = stc.Artifact(TEXT, apply(first.graph, TEXT, "- price"))
        again = compiled(server, keep=less)
    assert "price" not in again.graph.by_id
    assert all(node.value != 2 for node in again.graph.quantities)
    assert again.graph.by_id["burned"].value == 6  # type: ignore[union-attr]


def test_the_program_works_by_itself_with_a_trace() -> None:
    import dspy

    from stc.frontends.lm.program import Compile

    wrong = DRAFT | {"relations": [WRONG]}
    with ChatServer(scripted(draft=wrong, repair={"relations": DRAFT["relations"][:1]})) as server:
        lm = dspy.LM("openai/test", api_base=server.url, api_key="test", cache=False, num_retries=0)
        program = Compile()
        with dspy.context(lm=lm, trace=[]):
            prediction = program(context=TEXT, samples=2)
            trace = list(dspy.settings.trace)
    names = {id(predictor): name for name, predictor in program.named_predictors()}
    assert set(names.values()) == {"draft", "repair", "rethink"}
    assert sorted(names[id(step[0])] for step in trace) == ["draft", "draft", "repair", "repair", "rethink"]
    assert value_of(stc.Artifact(TEXT, prediction.graph), "burned rolls") == 6


def test_tuned_instructions_are_used(tmp_path: Path) -> None:
    from stc.frontends.lm.program import Compile, load

    program = Compile()
    program.draft.signature = program.draft.signature.with_instructions("Read as a lawyer would.")
    program.save(str(tmp_path / "tuned.json"))
    tuned = load(tmp_path / "tuned.json")
    assert tuned.draft.signature.instructions == "Read as a lawyer would."
    assert tuned.repair.signature.instructions == Compile().repair.signature.instructions
