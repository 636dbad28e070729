"""Word problems of public data sets, the develop halves only; skipped where the data is absent."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from itertools import islice
from pathlib import Path

import pytest

from benchmarks import socratic, svamp
from benchmarks.word_problems import Item, answer_all, in_half, split_question


@pytest.mark.parametrize(
    ("file", "items", "first", "least"), [(svamp.FILE, svamp.items, 240, 50), (socratic.FILE, socratic.items, 600, 15)]
)
def test_what_is_answered_is_right(file: Path, items: Callable[[], Iterable[Item]], first: int, least: int) -> None:
    if not file.exists():
        pytest.skip(f"{file.name} is not there: set STC_DATA to the folder of the data sets")
    asked = islice((item for item in items() if in_half(item.id, "develop")), first)
    answered = [outcome for outcome in answer_all(asked) if outcome.value is not None]
    right = sum(outcome.right for outcome in answered)
    assert len(answered) >= least
    assert right >= 0.95 * len(answered)


def test_split_keeps_decimals_and_titles_together() -> None:
    context, question = split_question("Mr. Lee paid $0.75 a pear. He bought 4. How much did Mr. Lee pay?")
    assert (context, question) == ("Mr. Lee paid $0.75 a pear. He bought 4.", "How much did Mr. Lee pay?")
