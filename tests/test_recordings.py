"""Recordings of runs with a model replay with today's prompts: the figures that rest on them can be made again."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from benchmarks.replaying import replay
from benchmarks.word_problems import data_folder

FOLDER = Path(__file__).parent.parent / "benchmarks" / "recordings"
REPLAYED = ["p2-direct-3-1", "p2-stc-1", "socratic-stc-2", "tatqa-stc-2"]  # one of each kind; all of them take a minute


@pytest.mark.parametrize("name", REPLAYED)
def test_a_recording_replays_whole(name: str) -> None:
    if not data_folder().is_dir():
        pytest.skip(f"needs the public data sets in STC_DATA (looked in {data_folder()})")
    path = FOLDER / f"{name}.jsonl"
    lines = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    rows = replay(path, lines)
    assert not [row for row in rows if row["error"]]
    assert any(row["kind"] == "answer" and row["right"] for row in rows)


@pytest.mark.parametrize("path", sorted(FOLDER.glob("*.jsonl")), ids=lambda path: path.stem)
def test_a_recording_holds_no_request_and_says_what_it_is_about(path: Path) -> None:
    kept = {"key", "signature", "model", "prompt", "lane", "row", "completion", "finish", "usage", "seconds"}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert set(row) == kept and row["row"].startswith(path.stem.split("-")[0])
