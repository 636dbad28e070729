"""The benchmarks' own reckoning: scores, intervals, halves; the data sets themselves only where they are."""

from __future__ import annotations

import pytest

from benchmarks import statistics, tatqa, tatqa_data
from benchmarks.__main__ import names, run
from benchmarks.tatqa_metric import exact_match


@pytest.mark.parametrize(
    ("said", "scale", "gold", "gold_scale", "right"),
    [
        (["592"], "thousand", ["592"], "thousand", True),
        (["592"], "", ["592"], "thousand", False),
        (["$1,305"], "", ["$1,305"], "", True),
        (["13.0"], "percent", ["13.0%"], "", True),
        (["1.6%"], "percent", ["1.6"], "percent", True),
        (["0.25"], "", ["25"], "percent", True),
        (["14.07"], "percent", ["14.08"], "percent", False),
        (["-20.00"], "percent", ["-20"], "percent", True),
        (["2.5"], "million", ["2500"], "thousand", True),
        (["(43)"], "thousand", ["-43"], "thousand", True),
        (["2018", "2019"], "", ["2019", "2018"], "", True),
        (["2018"], "", ["2019", "2018"], "", False),
        (["Transportation Solutions"], "", ["the transportation solutions"], "", True),
    ],
)
def test_exact_match(said: list[str], scale: str, gold: list[str], gold_scale: str, right: bool) -> None:
    assert exact_match(said, scale, gold, gold_scale) is right


def test_parts_and_folds_are_fixed() -> None:
    uids = [f"context-{number}" for number in range(400)]
    develop = [uid for uid in uids if tatqa_data.part_of(uid) == "develop"]
    assert 150 < len(develop) < 250
    assert {tatqa_data.part_of(uid) for uid in uids} == set(tatqa_data.PARTS)
    assert {tatqa_data.fold_of(uid) for uid in develop} == {0, 1, 2, 3}


def test_intervals() -> None:
    low, high = statistics.wilson(0, 10)
    assert low == 0
    assert 0.2 < high < 0.35
    assert statistics.bootstrap([]) == (0.0, 1.0)
    low, high = statistics.bootstrap([[(1, 1)], [(0, 1)], [(1, 1)], [(0, 1)]])
    assert 0 <= low < 0.5 < high <= 1


def test_unseen_questions_are_not_shown(capsys: pytest.CaptureFixture[str]) -> None:
    assert tatqa.main(["--part", "unseen", "--show", "wrong"]) == 2
    assert "not shown" in capsys.readouterr().out


def test_benchmarks_are_listed(capsys: pytest.CaptureFixture[str]) -> None:
    assert "tatqa" in names()
    assert run([]) == 0
    assert run(["nothing"]) == 2
    assert "tatqa" in capsys.readouterr().out


def test_develop_half_holds_its_precision() -> None:
    if not tatqa_data.data_file().exists():
        pytest.skip(f"{tatqa_data.FILE} is not below STC_DATA")
    outcomes, _ = tatqa.run(tatqa_data.read_contexts("develop", 0)[:12])
    known = [outcome for outcome in outcomes if outcome.answer.known]
    assert len(known) >= 0.4 * len(outcomes)
    assert sum(outcome.mended for outcome in known) >= 0.9 * len(known)
