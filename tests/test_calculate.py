"""`calculate` on documents of our own: tests/fixtures/answers/calculate.txt holds document, ---, question = answer."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import NamedTuple

import pytest

import stc.compiler
from stc.admit import admit
from stc.runtime import Answer, Pass, View, ask, view_of
from stc.runtime.calculate import calculate
from stc.runtime.settle import show_number
from stc.text import parse

FIXTURE = Path(__file__).parent / "fixtures" / "answers" / "calculate.txt"


class Case(NamedTuple):
    title: str
    document: str
    question: str
    answer: str
    unit: str


def read_cases(text: str) -> list[Case]:
    cases = []
    for block in text.split("\n\n# "):
        title, rest = block.removeprefix("# ").split("\n", 1)
        document, questions = rest.split("\n---\n")
        for line in questions.splitlines():
            if line.startswith("#") or not line.strip():
                continue
            question, wanted = line.rsplit(" = ", 1)
            answer, _, unit = wanted.partition(" |")
            cases.append(Case(title, document, question, answer.strip(), unit.strip()))
    return cases


CASES = read_cases(FIXTURE.read_text(encoding="utf-8"))
VIEWS: dict[str, View] = {}


def view(document: str) -> View:
    if document not in VIEWS:
        artifact = stc.compiler.compile(document)
        VIEWS[document] = View(artifact.graph, artifact.text, "report")
    return VIEWS[document]


@pytest.mark.parametrize("case", CASES, ids=[f"{case.title}: {case.question}" for case in CASES])
def test_calculate(case: Case) -> None:
    answer = calculate(case.question, view(case.document))
    if case.answer == "?":
        assert not isinstance(answer, Answer), f"answered {answer.text} by {answer.formula}"
        assert answer.message
        return
    assert isinstance(answer, Answer), answer.message
    assert case.answer in (answer.text, _printed(answer))
    assert answer.unit == case.unit or not case.unit
    assert answer.how == "calculated"
    assert answer.evidence
    assert all(view(case.document).text[e.start : e.end] == e.quote for e in answer.evidence)


def _printed(answer: Answer) -> str:
    looked_up = len(answer.ids) == 1 and answer.formula == answer.ids[0]
    if looked_up or not isinstance(answer.value, Fraction):
        return answer.evidence[0].quote if looked_up else answer.text
    return show_number(answer.value)


def test_a_hedged_number_makes_a_hedged_answer() -> None:
    answer = ask(view(CASES[0].document), "What was the effective tax rate in 2019?")
    assert answer.known
    assert answer.qualifier == "about"
    assert answer.text.startswith("about ")


def test_a_step_over_two_scales_shows_its_units() -> None:
    document = next(case.document for case in CASES if case.title == "tables of one currency in different scales")
    share = ask(view(document), "What was rent as a percentage of total takings in 2023?")
    assert share.steps[0].startswith("convert(1.2 million $ / 4250 thousand $, percent) = 28.235")
    both = ask(view(document), "What was the sum of total takings and rent in 2023?")
    assert both.formula == 'total_takings_2023 + convert(rent_2023, "thousand $")'
    assert both.steps == ('4250 thousand $ + convert(1.2 million $, "thousand $") = 5450 thousand $',)
    plain = ask(view(document), "What was the sum of ferry tickets and café sales in 2022?")
    assert plain.steps == ("1800 + 2100 = 3900 thousand $",)


def test_an_answer_names_its_source_and_time() -> None:
    answer = ask(view(CASES[0].document), "What were net sales in 2019?")
    assert answer.source == answer.evidence[0].source == "report"
    assert answer.seconds > 0
    assert answer.tokens.input == answer.tokens.output == 0


def test_several_artifacts_must_agree() -> None:
    def table(net_sales: int, source: str) -> View:
        artifact = stc.compiler.compile(f"| | 2019 |\n| --- | --- |\n| Net sales | {net_sales} |\n")
        return View(artifact.graph, artifact.text, source)

    first = View(stc.compiler.compile("Tom has 3 apples.").graph, "Tom has 3 apples.", "story")
    second, third = table(70, "s70"), table(80, "s80")
    assert ask([first, second], "What were net sales in 2019?").source == "s70"
    differing = ask([second, third], "What were net sales in 2019?")
    assert not differing.known
    assert differing.code == "ambiguous"
    assert not ask([], "What were net sales in 2019?").known


@pytest.mark.parametrize(
    "question", ["", "   ", "?", "x" * 5000, "\x00", "What?", "@1 @2", "(((", "what was the change in @0 between"]
)
def test_odd_questions_are_not_known(question: str) -> None:
    answer = ask(view(CASES[0].document), question)
    assert not answer.known
    assert answer.reason


def test_views_are_kept_as_long_as_their_artifact() -> None:
    artifact = stc.compiler.compile("| | 2019 |\n| --- | --- |\n| Net sales | 70 |\n")
    assert view_of(artifact) is view_of(artifact)
    assert view_of(view_of(artifact)) is view_of(artifact)


@pytest.mark.parametrize(
    ("question", "asks"),
    [
        ("When was the York shop opened?", "a time"),
        ("In which year did Site North use the most gas?", "a time"),
        ("How long did the trip take?", "how long"),
        ("How did electricity change?", "how something changed"),
        ("Why did costs rise?", "a reason"),
    ],
)
def test_the_reason_says_what_is_asked_for(question: str, asks: str) -> None:
    answer = ask(view(CASES[0].document), question)
    assert not answer.known
    assert answer.reason.startswith(f"the question asks for {asks}")


@pytest.mark.parametrize("by", ["text", "model"])
def test_numbers_in_a_models_words_are_left_to_recall_and_to_a_model(by: str) -> None:
    text = "Of 60 helpers 10 left after the rain."
    node = f'left = 10 helper @"10"{"; by model" * (by == "model")} | helpers that left after the rain'
    view = View(admit(parse(node, text), text), text)
    outcome = calculate("How many helpers left after the rain?", view)
    assert isinstance(outcome, Answer) == (by == "text")


def test_readings_that_are_labelled_alike_are_told_by_their_values() -> None:
    text = "The number of workers was 12 in the mill and the number of workers was 9 in the shop."
    nodes = 'a = 12 worker @"12" | number of workers\nb = 9 worker @"9" | number of workers'
    outcome = calculate("What was the number of workers?", View(admit(parse(nodes, text), text), text))
    assert isinstance(outcome, Pass)
    assert outcome.message == "'number of workers' may be number of workers (12 worker) or number of workers (9 worker)"
