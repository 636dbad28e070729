"""Runs with a model, against a real server of our own: templates, scoring, recordings, reports."""

from __future__ import annotations

import json
from fractions import Fraction
from pathlib import Path

import pytest

from benchmarks import model, model_report
from benchmarks.arms.direct import answer_line
from benchmarks.sets import Query, Said, load, numbers, tatqa
from benchmarks.sets.splitting import cut
from benchmarks.sets.templates import draw
from benchmarks.sets.whitelist import TemplateError, compiled
from benchmarks.word_problems import data_folder
from tests.chat_server import ChatServer, Fault

TEMPLATE = """{name, Al} packs {n,5} boxes of {k,4} jars, {frac,half} of them red. How many are red? None breaks.
#init:
- name = sample(names)
- $n, $m = sample([2, 4, 6], 2)
- $k = range(3, 30, 3)
- $frac = sample(fraction_alph)
#conditions:
- is_int(n * k * frac)
- divides(n * k, 4) and not k > 20
#answer: int(n * k * frac)
"""


def test_drawn_problems_meet_their_conditions_and_are_the_same_for_a_seed() -> None:
    drawn = [draw(TEMPLATE, "so\n#### {n * k * frac}", str(seed)) for seed in range(20)]
    assert drawn[3] == draw(TEMPLATE, "#### {n * k * frac}", "3")
    assert len({each.text for each in drawn}) > 10
    assert all(each.gold.denominator == 1 and "{" not in each.text for each in drawn)


@pytest.mark.parametrize(
    ("template", "reason"),
    [
        (TEMPLATE.replace("int(n", "open(n"), "open"),
        (TEMPLATE.replace("int(n * k * frac)", "n.__class__"), "__class__"),
        (TEMPLATE.replace("range(3, 30, 3)", "range(3, 30, 3) ** 9**9"), "not known"),
        (TEMPLATE.replace("{k,4}", "{q,4}"), "'q'"),
        (TEMPLATE.replace("not k > 20", "k > 99"), "no draw"),
        ("no formulas", "#init"),
    ],
)
def test_templates_that_cannot_be_drawn_say_why(template: str, reason: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.sets.templates.TRIES", 200)
    with pytest.raises(TemplateError, match=reason):
        draw(template, "#### {n * k * frac}", "1")


def test_a_worked_answer_of_another_value_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("benchmarks.sets.templates.TRIES", 200)
    with pytest.raises(TemplateError, match="worked answer"):
        draw(TEMPLATE, "#### {n * k * frac + 1}", "1")


def test_template_formulas_are_exact() -> None:
    assert compiled("0.1 * 3 == 0.3", {})({}) is True
    assert compiled("int(-7 / 2)", {"int": lambda a: Fraction(int(a))})({}) == -3


def test_p2_templates_draw() -> None:
    if not (data_folder() / "gsm_symbolic" / "templates" / "p2").exists():
        pytest.skip("gsm_symbolic/templates/p2 is not below STC_DATA")
    data = load("p2")
    contexts = data.contexts(20, 1)
    assert len({context.id for context in contexts}) == 20
    assert data.notes(20, 1) == []
    assert all((context.text and "?" in context.queries[0].question) or context.id == "0028" for context in contexts)


def test_questions_are_cut_at_sentences() -> None:
    assert cut("Dr. Day has 0.5 l. She pours.")[1] == "She pours."
    assert cut('He asks "Why?" and goes. How far?')[1] == "How far?"


def test_scoring_is_strict() -> None:
    exact = Query("", ("12",))
    assert not numbers.right(exact, Said(("25/2",)))
    assert numbers.read("12 apples") is None and numbers.read("between 3 and 4") is None
    assert numbers.read("−1,200") == Said(("-1200",)) and numbers.read("1,20") is None
    assert numbers.right(Query("", ("66.67",)), Said(("200/3",)))
    assert not numbers.right(Query("", ("66.67",)), Said(("66.6",)))
    assert tatqa.right(Query("", ("4.1",), "million"), Said(("4.1",), "million"))
    assert not tatqa.right(Query("", ("4.1",), "million"), Said(("4.1",), ""))


def test_only_the_last_line_is_the_answer() -> None:
    assert answer_line("<think>Answer: 3</think>\n**Answer:** 4") == "4"
    assert answer_line("Answer: 3\nOr perhaps 4.") is None
    assert answer_line("") is None


@pytest.fixture
def small_set(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Put two problems of our own in the place of the Socratic set."""
    rows = [
        {"original_id": 3, "question": "Ann has 3 pens and 4 cups. What does Ann have?", "answer": "?"},
        {"original_id": 5, "question": "Bob has 2 hats and 6 belts. What does Bob have?", "answer": "?"},
    ]
    for row, (first, second) in zip(rows, [(3, 7), (2, 8)], strict=True):
        row["answer"] = (
            f"How many of the first? ** <<{first}={first}>>\nHow many in all? ** <<1+1={second}>>\n#### {second}"
        )
    file = tmp_path / "socratic.jsonl"
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    monkeypatch.setattr("benchmarks.sets.socratic.FILE", file)
    monkeypatch.setattr("benchmarks.sets.socratic.in_half", lambda id, half: True)


def _right(request: dict[str, object]) -> str:
    text = json.dumps(request["messages"])
    ann = "Ann" in text
    return f"Answer: {(3 if ann else 2) if 'first' in text else (7 if ann else 8)}"


@pytest.mark.usefixtures("small_set")
def test_a_run_is_recorded_resumed_replayed_and_reported(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    record = tmp_path / "run.jsonl"
    call = ["socratic", "--arm", "direct-0", "--lm", "openai/test", "--record", str(record), "--concurrency", "2"]
    with ChatServer(_right) as server:
        assert model.main([*call, "--api-base", server.url]) == 0
        assert server.count == 4
        assert "4/4 = 100.0 %" in capsys.readouterr().out
        whole = record.read_text(encoding="utf-8").splitlines()
        record.write_text("\n".join(whole[:3]) + "\n", encoding="utf-8")
        assert model.main([*call, "--api-base", server.url]) == 0
        assert server.count == 5
    assert not any(word in "\n".join(whole) for word in ("pens", "belts", "How many"))
    assert {json.loads(line)["row"].split("/")[0] for line in whole} == {"socratic:1"}
    capsys.readouterr()
    assert model_report.main([str(record), "--name", "test (relayed)"]) == 0
    replayed = capsys.readouterr().out
    assert model_report.main([str(tmp_path / "run.rows.jsonl"), "--name", "test (relayed)"]) == 0
    assert capsys.readouterr().out == replayed
    assert "| direct-0 | 4/4 = 100.0 % |" in replayed and "not counted" in replayed


@pytest.mark.usefixtures("small_set")
def test_a_changed_prompt_does_not_replay(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    record = tmp_path / "run.jsonl"
    with ChatServer(_right) as server:
        run = [
            "socratic",
            "--arm",
            "direct-3",
            "--lm",
            "openai/test",
            "--api-base",
            server.url,
            "--record",
            str(record),
        ]
        assert model.main(run) == 0
    monkeypatch.setitem(model.arms.load("direct-3").answer.__globals__["INSTRUCTIONS"], 3, "Say it otherwise.")
    capsys.readouterr()
    assert model.main(["socratic", "--arm", "direct-3", "--replay", str(record)]) == 0
    told = capsys.readouterr()
    assert "4 rows do not replay" in told.err and "4 not-recorded" in told.out and "0/4" in told.out


@pytest.mark.usefixtures("small_set")
def test_a_failed_call_is_a_row_and_a_refused_key_ends_the_run(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    def one_fails(request: dict[str, object]) -> str | Fault:
        said = _right(request)
        return Fault.too_long() if said == "Answer: 8" else said

    run = ["socratic", "--arm", "direct-0", "--lm", "openai/test", "--rows", str(tmp_path / "rows.jsonl")]
    with ChatServer(one_fails) as server:
        assert model.main([*run, "--api-base", server.url]) == 0
    assert "3/4" in (told := capsys.readouterr().out) and "1 context-length" in told
    with ChatServer(lambda request: Fault.unauthorized()) as server:
        assert model.main([*run, "--api-base", server.url]) == 1
    assert capsys.readouterr().err.count("\n  ") == 1
