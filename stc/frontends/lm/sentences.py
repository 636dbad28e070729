"""Where sentences end: a rough rule, for cutting long paragraphs and telling whether two quotes share a sentence."""

from __future__ import annotations

import re
from collections.abc import Iterator

from stc.graph import Span

AROUND = 1000  # characters on each side in which the ends of a sentence are looked for
_END = re.compile(r"""[.!?…]["'”’»)\]]{0,3}(?=\s)|[。！？]|\n[ \t\r]*\n""")
_ABBREVIATED = re.compile(
    r"(?:\b(?:[^\W\d_]|mrs?|ms|dr|prof|st|no|nos|vs|approx|inc|ltd|co|corp|e\.g|i\.e|etc|fig|art|ca|bzw|z\.b|nr|mio|mrd"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec))$",
    re.IGNORECASE,
)
_NEXT = re.compile(r"\s*(.)")
_MONTH = re.compile(  # "on 3. May"
    r"\s+(?:jan|feb|m[aä]r|apr|ma[iy]|jun|jul|aug|sep|o[ck]t|nov|de[cz])[^\W\d_]*\b", re.IGNORECASE
)


def ends(text: str, start: int, end: int) -> Iterator[int]:
    """Give the places in text[start:end] just after the end of a sentence.

    >>> said = "Mr. Hill paid $1.50. He left."
    >>> [said[:place] for place in ends(said, 0, len(said))]
    ['Mr. Hill paid $1.50.', 'Mr. Hill paid $1.50. He left.']
    """
    for found in _END.finditer(text, start, end):
        mark = found[0]
        if mark[0] == ".":
            after = _NEXT.match(text, found.end())
            if after is not None and after[1].islower():
                continue
            if text[found.start() - 1 : found.start()].isdigit() and _MONTH.match(text, found.end()):
                continue
            if _ABBREVIATED.search(text, max(start, found.start() - 8), found.start()):
                continue
        yield found.end()
    if end > start and text[end - 1] in ".!?…":
        yield end


def sentence_around(text: str, span: Span) -> Span:
    """Widen a span to the sentences that it touches.

    >>> sentence_around("Tom has 3 apples. Ann has 4. They eat.", Span(22, 25))
    Span(start=17, end=28)
    """
    low, high = max(0, span.start - AROUND), min(len(text), span.end + AROUND)
    start = max((place for place in ends(text, low, span.start + 1) if place <= span.start), default=low)
    end = min((place for place in ends(text, start, high) if place >= span.end), default=high)
    return Span(start, end)
