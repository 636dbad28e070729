"""What stands round a table: its caption, and what the lines near it say of its unit."""

from __future__ import annotations

import re

from stc.frontends.builtin.tables.measures import NOTHING, Measure, currency_in, read_declaration, scale_in
from stc.frontends.document import Document, TableBlock, TextBlock

# A phrase that declares a scale in running text: in brackets, after "amounts" and the like, or before "except".
_DECLARES = re.compile(
    r"\((?P<bracket>[^()]{0,60}?(?:thousands?|millions?|billions?|inthousands|inmillions|['’]?000['’]?s?|[$€£]m|[$€£]bn)\b[^()]{0,120})\)?"
    r"|(?P<open>\b(?:(?:tabular )?(?:dollar )?(?:amounts?|dollars|figures|numbers|values|data|expressed|stated|presented|reported|shown|all|tables?)[^.;()]{0,40}?"
    r"\bin (?:[a-z.$€£ ]{0,20})?(?:thousands|millions|billions)\b[^.;()]{0,100}))"
    r"|^\W*(?P<line>in (?:[a-z.$€£ ]{0,24})?(?:thousands|millions|billions)\b[^.]{0,80})",
    re.IGNORECASE,
)
_NEAR = 1200  # characters of a paragraph that are looked at from the table's side


def caption_of(document: Document, index: int) -> str:
    """Join the nearest heading above a table and the line right above it."""
    heading = line = ""
    for block in reversed(document.blocks[:index]):
        if not isinstance(block, TextBlock):
            if not line:
                line = " "
            continue
        text = " ".join(block.text.split())
        if block.kind == "heading":
            heading = text
            break
        if not line:
            line = text if len(text) <= 300 else text[-300:].partition(" ")[2]
    return ": ".join(part.strip(" :") for part in (heading, line) if part.strip(" :"))


def declared(text: str) -> Measure:
    """Read the scale that running text declares, such as "(in thousands, except per share data)"; amounts declare none.

    >>> declared("Sales were $1.2 million."), declared("Net sales by region (in thousands):").scale
    (Measure(scale='', currency='', sort='', noun='', exempt=frozenset()), 'thousand')
    """
    if "00" not in text and "illion" not in text and "housand" not in text and "m)" not in text and "n)" not in text:
        return NOTHING
    best = NOTHING
    for match in _DECLARES.finditer(text):
        phrase = match[0]
        before = text[max(0, match.start() - 12) : match.start()]
        if re.search(r"\d\s*$", phrase.split("(")[0]) or re.search(r"[$€£]\s?\d[\d.,]*\s*$", before):
            continue
        scale = scale_in(phrase)
        if scale:
            best = read_declaration(text[match.start() : match.end() + 80] if match["open"] else phrase)
            best = Measure(scale, currency_in(phrase), "", "", best.exempt)
    return best


def around(document: Document, index: int) -> Measure:
    """Find the unit that the text round a table declares: right above it first, then below, then anywhere.

    Text further away counts only where no other table stands between, or where all such text agrees.
    """
    block = document.blocks[index]
    if isinstance(block, TableBlock) and block.caption:
        found = declared(block.caption)
        if found.scale:
            return found
    for step in (-1, 1):
        at, seen = index + step, 0
        while 0 <= at < len(document.blocks) and seen < 6:
            other = document.blocks[at]
            if not isinstance(other, TextBlock):
                break
            text = other.text[-_NEAR:] if step < 0 else other.text[:_NEAR]
            found = declared(text)
            if found.scale:
                return found
            seen += 1
            at += step
    said = {m.scale: m for b in document.blocks if isinstance(b, TextBlock) and (m := declared(b.text)).scale}
    return next(iter(said.values())) if len(said) == 1 else NOTHING
