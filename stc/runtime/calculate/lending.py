"""Words that one of two phrases lends the other: "domestic and foreign sales" are domestic sales and foreign sales."""

from __future__ import annotations

import re
from collections.abc import Iterable

from stc.runtime.calculate.grammar import Cut
from stc.runtime.calculate.scene import bare

_TOTAL = re.compile(r"\b(?:total|overall)\b|@[0-9]+")


def last_word(phrase: str) -> str:
    """Give the last word of a phrase, the times at its end left out."""
    words = bare(phrase).split()
    while words and words[-1] in ("in", "for", "at", "of", "on", "as", "to", "from", "the"):
        words.pop()
    return words[-1] if words else ""


def completed(cut: Cut) -> Iterable[tuple[str, str]]:
    """Give the two phrases as they stand, then with the words that one lends the other.

    "sales of apples and pears" is sales of apples and sales of pears; "domestic and foreign sales" lends at the end.
    """
    yield cut.a, cut.b
    between = re.fullmatch(r"(.+?) between (.+)", cut.a) or re.fullmatch(r"(.+?) (?:of|for|in|from) (.+)", cut.a)
    if between and re.search(r"[a-z]", bare(between[2])):
        yield f"{between[2]} {between[1]}", f"{cut.b} {between[1]}"
        yield cut.a, f"{between[1]} {cut.b}"
    tail = re.search(r" (?:of|for|in|from|at) (.+)$", cut.b)
    if tail:
        yield f"{cut.a} {tail[0].strip()}", cut.b
    if last_word(cut.b):
        yield f"{cut.a} {last_word(cut.b)}", cut.b
    if cut.operation in ("share", "ratio"):
        yield cut.a, f"total {cut.b}"
        yield f"{cut.a} {_TOTAL.sub(' ', cut.b)}", cut.b
