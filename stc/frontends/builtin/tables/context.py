"""What stands round a table: its caption, and what the lines near it say of its unit."""

from __future__ import annotations

import re
from dataclasses import replace

from stc.frontends.builtin.tables.measures import NOTHING, Measure, physical_unit, read_declaration
from stc.frontends.document import Document, TableBlock, TextBlock

_WORDS = r"(?:thousands|millions|billions|tausend|millionen|milliarden|mio|mrd|teur|t€"
_WORDS += r"|(?:thousand|million|billion) (?:u\.?s\.? )?(?:euros?|dollars?|pounds?|yen|usd|eur|gbp|[$€£]))(?!\w)"
# A phrase that declares a scale in running text: in brackets, after "amounts" and the like, or at the start of a line.
_DECLARES = re.compile(
    r"\((?P<bracket>[^()]{0,60}?(?:thousands?|millions?|billions?|tausend|millionen|milliarden|mio\.?|mrd\.?|teur|t€"
    r"|inthousands|inmillions|['‘’]?000['’]?s?|[$€£]m|[$€£]bn)\b[^()]{0,120})\)?"
    r"|(?P<open>\b(?:(?:tabular )?(?:dollar )?(?:amounts?|dollars|figures|numbers|values|data|expressed|stated"
    r"|presented|reported|shown|all|tables?|beträge|angaben|werte|zahlen)[^.;()]{0,40}?"
    rf"\bin (?:[a-z.$€£ ]{{0,20}})?{_WORDS}[^;()]{{0,100}}))"
    rf"|^\W*(?P<line>in (?:[a-z.$€£ ]{{0,24}})?{_WORDS}[^.]{{0,80}})"
    r"|^(?P<title>[^.;()\d]{1,60}?\bin (?:thousand|million|billion)s of (?:u\.?s\.? )?"
    r"(?:dollars|euros|pounds|yen)\W*$)",
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
    return ": ".join(part.strip(" :") for part in (heading, line) if part.strip(" :")) or _caption_below(
        document, index
    )


_INTRODUCES = re.compile(
    r"following (?:table|is)\b|\bas follows\b|table (?:below|above)\b|set forth|summari[sz]e", re.IGNORECASE
)


def _caption_below(document: Document, index: int) -> str:
    """Find a caption for a table that nothing stands above: a title or a sentence that introduces it further down."""
    titles: list[str] = []
    for block in document.blocks[index + 1 : index + 8]:
        if not isinstance(block, TextBlock):
            break
        text = " ".join(block.text[:2000].split())
        if (text.endswith(":") and len(text) <= 300) or (len(text) <= 120 and not text.endswith((".", ";"))):
            titles.append(text)
        elif found := _INTRODUCES.search(text):
            start = max(text.rfind(". ", 0, found.start()) + 1, found.start() - 300, 0)
            end = text.find(". ", found.end())
            titles.append(text[start : end if 0 <= end < start + 500 else start + 500].strip(" ."))
    return ": ".join(title.strip(" :") for title in titles[:3])


def declared(text: str) -> Measure:
    """Read the scale that running text declares, such as "(in thousands, except per share data)"; amounts declare none.

    >>> declared("Sales were $1.2 million."), declared("Net sales by region (in thousands):").scale
    (Measure(scale='', currency='', sort='', noun='', exempt=frozenset()), 'thousand')
    """
    best = NOTHING
    done = 0
    for hint in _HINT.finditer(text):
        if hint.start() < done:
            continue
        first = max(done, hint.start() - 90)
        for match in _DECLARES.finditer(text[first : hint.end() + 120]):
            if _AFTER_NUMBER.search(match[0].partition("(")[0]):
                continue
            found = read_declaration(match[0])
            shares = frozenset(e for e in best.exempt | found.exempt if e.startswith("shares in "))
            best = replace(found if found.scale else best, exempt=(found if found.scale else best).exempt | shares)
            done = first + match.end()
    return best


# Where a scale may be declared; the costly pattern is tried round these places only.
_HINT = re.compile(
    r"(?:thousand|million|billion)s?\b|\b(?:tausend|millionen|milliarden|mio|mrd|teur|t€)(?!\w)|000\b|[$€£](?:m|bn)\b",
    re.IGNORECASE,
)
_AFTER_NUMBER = re.compile(r"\d\s*$")


# What makes a declaration speak for more than the table beside it.
_FOR_ALL = re.compile(
    r"\b(?:all (?!rows|columns|of)|throughout|tabular|tables|(?:this|the|these|our) (?:[a-z]+ ){0,2}(?:report|document"
    r"|filing|statements|accounts|pages|notes)\b|alle |sämtliche )",
    re.IGNORECASE,
)
_SENTENCE = re.compile(r"(?<=[.;])\s+(?=[A-Z(])")


def anywhere(document: Document) -> Measure:
    """Give the scale that a document's text declares for all tables, if all of it that declares one agrees.

    What stands in one section with a table, or in a heading, is that table's, unless it plainly speaks of all; in a
    document of one table every declaration is meant for it.
    """
    lone = sum(isinstance(block, TableBlock) for block in document.blocks) < 2
    owned = frozenset[int]() if lone else _beside_tables(document)
    said: dict[str, Measure] = {}
    for at, block in enumerate(document.blocks):
        if isinstance(block, TextBlock) and (found := declared(block.text)).scale:
            if not lone and (at in owned or block.kind == "heading"):
                parts = (part for part in _SENTENCE.split(block.text) if _FOR_ALL.search(part))
                found = next((m for part in parts if (m := declared(part)).scale), NOTHING)
            if found.scale:
                said[found.scale] = found
    return next(iter(said.values())) if len(said) == 1 else NOTHING


def _beside_tables(document: Document) -> frozenset[int]:
    """Give the places of the blocks that share a section, from one heading to the next, with a table."""
    owned: set[int] = set()
    section: list[int] = []
    for at, block in enumerate((*document.blocks, None)):
        if block is None or (isinstance(block, TextBlock) and block.kind == "heading"):
            if any(isinstance(document.blocks[i], TableBlock) for i in section):
                owned.update(section)
            section = []
        section.append(at)
    return frozenset(owned)


def around(document: Document, index: int) -> Measure:
    """Find the unit that the text round a table declares: right above it first, then below, in its own section."""
    block = document.blocks[index]
    best = declared(block.caption) if isinstance(block, TableBlock) and block.caption else NOTHING
    for step in (-1, 1):
        at = index + step
        while 0 <= at < len(document.blocks) and abs(at - index) <= 6:
            other = document.blocks[at]
            if not isinstance(other, TextBlock) or (step > 0 and _leads_on(document, at)):
                break
            best = _either(best, declared(other.text[-_NEAR:] if step < 0 else other.text[:_NEAR]))
            if other.kind == "heading":
                break
            at += step
    return best


def _leads_on(document: Document, at: int) -> bool:
    """Tell whether a text under a table belongs to what follows: a heading, or the line right over a next table."""
    block, after = document.blocks[at], document.blocks[at + 1 : at + 2]
    return (isinstance(block, TextBlock) and block.kind == "heading") or any(isinstance(b, TableBlock) for b in after)


_MEASURED = re.compile(
    r"(?:^|[\s(])(?:in|en)\s(?P<unit>[^\W\d_][^\s().,;:]{0,15})\)?\s*[.:]?$|\((?P<bracket>[^\W\d_][^\s()]{1,15})\)$"
    r"|,\s(?P<comma>[^\W\d_][^\s,.;:()]{0,9} per [a-z]{3,10})$"
)


def measured_in(document: Document, index: int) -> str:
    """Name the physical unit that the line over a table gives its numbers: "Output in MWh"; "" for none."""
    block = document.blocks[index]
    above = document.blocks[index - 1] if index else None
    lines = [block.caption] if isinstance(block, TableBlock) and block.caption else []
    lines += [above.text] if isinstance(above, TextBlock) and len(above.text) <= 120 else []
    found = (_MEASURED.search(line.strip()) for line in lines)
    return next((unit for match in found if match and (unit := physical_unit(match[match.lastgroup or 0]))), "")


_IN_PERCENT = re.compile(
    r"(?:[,:(]|\bin)\s*(?:percent|per cent|%)(?: of [^.,;()]{1,40})?\)?\s*[.:]?$|\bpercentage of [^.,;()]{1,40}$", re.I
)


def in_percent(document: Document, index: int) -> bool:
    """Tell whether the line over a table says that its numbers are percentages: "Unemployment rate, percent"."""
    block = document.blocks[index]
    above = document.blocks[index - 1] if index else None
    lines = [block.caption] if isinstance(block, TableBlock) and block.caption else []
    lines += [above.text] if isinstance(above, TextBlock) and len(above.text) <= 120 else []
    return any(_IN_PERCENT.search(line.strip()) for line in lines)


_AMOUNT = re.compile(r"[$€£] ?(?P<digits>\d[\d,]{0,12}(?:\.\d{1,3})?) (?P<word>thousand|million|billion)\b")


def repeated_scale(document: Document, printed: frozenset[str]) -> str:
    """Find the scale in which the running text repeats two numbers of a table or more: 24.9 as "$24.9 million"."""
    said: dict[str, set[str]] = {}
    for block in document.blocks:
        if isinstance(block, TextBlock):
            for amount in _AMOUNT.finditer(block.text):
                if sum(letter.isdigit() for letter in amount["digits"]) > 2 and amount["digits"] in printed:
                    said.setdefault(amount["word"], set()).add(amount["digits"])
    return next(iter(said)) if len(said) == 1 and all(len(digits) > 1 for digits in said.values()) else ""


def _either(best: Measure, found: Measure) -> Measure:
    """Take the first scale that is declared, and what either says of the scale of shares."""
    shares = frozenset(e for e in best.exempt | found.exempt if e.startswith("shares in "))
    chosen = best if best.scale else found
    return replace(chosen, exempt=chosen.exempt | shares)
