"""TAT-QA's contexts as documents: where the file is, how it is parted, how a context reads as Markdown.

The parts keep rules honest. Rules were developed on "develop", one half, in four folds: a rule made after one fold's
errors is measured on the other three. Then "second", half of the rest, was measured and after that looked at, too.
Nobody looked at "unseen".
"""

from __future__ import annotations

import hashlib
import json
import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any, Literal, NamedTuple

Part = Literal["develop", "second", "unseen"]
PARTS: tuple[Part, ...] = ("develop", "second", "unseen")
FILE = "tatqa/tatqa_dev.json"


class Item(NamedTuple):
    """A question with its gold answer; `answer` as strings."""

    uid: str
    question: str
    answer: tuple[str, ...]
    scale: str
    answer_type: str
    answer_from: str
    derivation: str


class Context(NamedTuple):
    """A table with paragraphs, as Markdown, and the questions on it."""

    uid: str
    markdown: str
    items: tuple[Item, ...]


def data_file() -> Path:
    """Give the path of the data set below STC_DATA (default ../shared/data beside the project)."""
    default = Path(__file__).resolve().parents[2] / "shared" / "data"
    return Path(os.environ.get("STC_DATA", default)) / FILE


def part_of(uid: str) -> Part:
    """Give the part that a context belongs to, by the hash of its table's uid."""
    number = _hash(uid, 0)
    return "develop" if number % 2 == 0 else "second" if number % 4 == 1 else "unseen"


def fold_of(uid: str) -> int:
    """Give the fold, 0 to 3, of a context."""
    return _hash(uid, 8) % 4


def read_contexts(part: Part, fold: int | None = None) -> list[Context]:
    """Read the contexts of a part, or of one fold of it."""
    raw = json.loads(data_file().read_text(encoding="utf-8"))
    contexts = [_context(entry) for entry in raw if part_of(entry["table"]["uid"]) == part]
    return [context for context in contexts if fold is None or fold_of(context.uid) == fold]


def to_markdown(table: Sequence[Sequence[str]], paragraphs: Sequence[str]) -> str:
    """Render a table as a pipe table with the paragraphs after it.

    >>> print(to_markdown([["", "2019"], ["Cash | bank", "5"]], ["In millions."]))
    |  | 2019 |
    | --- | --- |
    | Cash \\| bank | 5 |
    <BLANKLINE>
    In millions.
    <BLANKLINE>
    """
    lines = ["| " + " | ".join(_cell(cell) for cell in row) + " |" for row in table]
    if lines:
        lines.insert(1, "|" + " --- |" * len(table[0]))
    return "\n".join(lines) + "\n\n" + "\n\n".join(paragraphs) + "\n"


def _cell(text: str) -> str:
    return " ".join(text.split()).replace("|", "\\|")


def _context(entry: dict[str, Any]) -> Context:
    paragraphs = sorted(entry["paragraphs"], key=lambda paragraph: int(paragraph["order"]))
    markdown = to_markdown(entry["table"]["table"], [" ".join(p["text"].split()) for p in paragraphs])
    return Context(entry["table"]["uid"], markdown, tuple(_item(question) for question in entry["questions"]))


def _item(raw: dict[str, Any]) -> Item:
    answer = raw["answer"] if isinstance(raw["answer"], list) else [raw["answer"]]
    return Item(
        raw["uid"],
        raw["question"],
        tuple(str(part) for part in answer),
        raw["scale"],
        raw["answer_type"],
        raw["answer_from"],
        raw["derivation"],
    )


def _hash(uid: str, start: int) -> int:
    return int(hashlib.sha256(uid.encode()).hexdigest()[start : start + 8], 16)
