"""TAT-QA: real annual reports, a table and paragraphs each, with all their questions; from the develop part only."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from benchmarks.sets import Context, DataSet, Query, Said, chosen
from benchmarks.tatqa_data import read_contexts
from benchmarks.tatqa_metric import exact_match, is_number, word_overlap

if TYPE_CHECKING:
    from stc.runtime import Answer, View

SCALES = ("thousand", "million", "billion", "percent")
FORM = (
    "Write the answer, then ` | `, then its scale: none, thousand, million, billion or percent. A number is written in"
    " digits, in the scale that the text gives it in, rounded to at most two decimals, without currency signs; a rate"
    " or a percentage change has the scale percent. Where the question asks for words, copy them from the text, no"
    " more than answers it, with the scale none. Several parts are separated by ` ## ` before the scale."
)


def contexts(limit: int, seed: int) -> list[Context]:
    """Choose `limit` contexts of the develop part by hash."""
    there = {context.uid: context for context in read_contexts("develop")}
    return [
        Context(
            uid,
            there[uid].markdown,
            tuple(Query(item.question, item.answer, item.scale, item.answer_type) for item in there[uid].items),
        )
        for uid in chosen(list(there), limit, seed)
    ]


def read(text: str) -> Said | None:
    """Read `answer | scale`; without a scale, the scale is none.

    >>> read("12.5 | million"), read("cash ## debt | none")
    (Said(strings=('12.5',), scale='million'), Said(strings=('cash', 'debt'), scale=''))
    """
    answer, found, scale = text.strip().strip("*`").strip().rpartition("|")
    scale = scale.strip().strip(".").lower()
    if not found or scale not in (*SCALES, "none"):
        answer, scale = text.strip().strip("*`"), "none"
    parts = tuple(part.strip() for part in answer.split("##") if part.strip())
    return Said(parts, "" if scale == "none" else scale) if parts else None


def told(answer: Answer, view: View) -> Said | None:
    """Put an answer of stc into strings and a scale."""
    from benchmarks.tatqa import predicted

    if not answer.known:
        return None
    if isinstance(answer.value, str):  # words, or a number that no fraction is
        return Said((answer.value,))
    return Said(*predicted(answer, view))


def right(query: Query, said: Said) -> bool:
    """Score as TAT-QA does: numbers by value times scale, words by normalized match."""
    return exact_match(said.strings, said.scale, query.gold, query.scale)


def details(rows: Sequence[Mapping[str, Any]]) -> str:
    """Tell numbers and words apart: words are right in many forms, so their F1 stands beside the exact match."""
    numbers = [row for row in rows if all(is_number(part) for part in row["gold"])]
    words = [row for row in rows if row not in numbers]
    if not numbers or not words:
        return ""
    overlap = sum(word_overlap(row["said"] or (), row["gold"]) for row in words) / len(words)
    return (
        f"numbers {sum(row['right'] for row in numbers)}/{len(numbers)} right;"
        f" words {sum(row['right'] for row in words)}/{len(words)} the same, F1 {overlap:.2f}"
    )


SET = DataSet("tatqa", 10, contexts, FORM, read, told, right, details=details)
