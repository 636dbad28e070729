"""Compiling takes time in proportion to the text, whatever it repeats: no list is searched for each item."""

from __future__ import annotations

import gc
import time
from collections.abc import Callable

import pytest

import stc

SENTENCES = (
    "Ann had {0} pears. ", "Bob has {1} more pears than Ann. ", "Ida bought {0} cups for $ {1}. ", "Leo was late. ",
    "Revenue in 2019 was ${0} million, up {1}% from 2018. ", "Mia gave 1/4 of the {0} coins to Tom. ",
)  # fmt: skip


def story(count: int, per_paragraph: int) -> str:
    said = [SENTENCES[at % len(SENTENCES)].format(at % 97 + 100, at % 7 + 2) for at in range(count)]
    return "\n\n".join("".join(said[at : at + per_paragraph]) for at in range(0, count, per_paragraph)) + "\n"


def table(count: int, label: str, line: str, rule: str) -> str:
    rows = "".join(line.format(label.format(at), at * 3 + 1, at * 5 + 1) for at in range(count))
    return line.format("Item", 2019, 2018) + rule + rows


PIPES = ("| {} | {} | {} |\n", "|---|---|---|\n")
TEXTS: dict[str, Callable[[int], str]] = {
    "paragraphs": lambda count: story(count, 6),
    "one paragraph": lambda count: story(count, count),
    "one sentence again and again": lambda count: "Tom has 5 apples.\n\n" * count,
    "headings": lambda count: "".join(f"# Part {at}\n\nTom has {at} apples.\n\n" for at in range(count)),
    "long sentences": lambda count: "".join(
        "Tom has " + ", ".join(f"{at} apples" for at in range(100)) + ".\n\n" for _ in range(count // 100)
    ),
    "rows": lambda count: table(count, "goods {}", *PIPES),
    "equal rows": lambda count: table(count, "goods", *PIPES),
    "equal rows of a file": lambda count: table(count, "goods", "{},{},{}\n", ""),
    "a wide row": lambda count: f"|{' 1 |' * count}\n|{'---|' * count}\n|{' 2 |' * count}\n",
}


def seconds(text: str) -> float:
    gc.collect()
    begin = time.process_time()
    stc.compile(text)
    return time.process_time() - begin


@pytest.mark.parametrize("name", TEXTS)
def test_compiling_grows_with_the_text_and_no_faster(name: str) -> None:
    small, large = TEXTS[name](500), TEXTS[name](4_000)
    seconds(small)  # imports, compiled patterns
    each = min(seconds(small), seconds(small)) / len(small)
    assert seconds(large) / len(large) < 3 * each + 1e-6  # quadratic: 8 times as long for each character


def test_a_sentence_without_end_is_read_or_left() -> None:
    for link in (", ", " and ", " and Ann buys "):
        for count in (150, 300, 600, 5_000):
            text = "Tom wants to buy " + link.join(map(str, range(count))) + ".\n"
            assert seconds(text) < 2, (link, count)


def test_five_megabytes_of_plain_words_compile() -> None:
    text = ("The board met in spring and talked about the weather at length.\n" * 20 + "\n") * 4_000
    assert len(text) > 5_000_000
    assert seconds(text) < 60  # some 8 s, on a machine of two slow cores
