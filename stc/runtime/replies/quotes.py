"""Words that a model quotes: where the text says them, and whether the facts that it was shown hold them."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from stc.graph import Claim, Graph, Period, Quantity, Span
from stc.runtime.answer import Answer, Evidence, How
from stc.runtime.replies.line import Unreadable
from stc.runtime.view import View

MAX_QUOTE = 600  # characters
_ALIKE = {"'": "['’‘`´]", "’": "['’‘`´]", '"': '["“”„]', "-": "[-‐‑‒–—−]", "–": "[-‐‑‒–—−]", "—": "[-‐‑‒–—−]"}


def quoted(words: str, view: View, facts: Graph, how: How, confidence: float) -> Answer | Unreadable:
    """Answer with words that stand in the facts, and in the text, where they are cited.

    Case, white space and the shape of quotation marks may differ; a piece of a word or of a number is none.

    >>> claim = Claim(id="c", text="Ann opened the shop.", span=Span(0, 20))
    >>> view = View(Graph(claims=(claim,)), "Ann opened the shop. Bob closed it.")
    >>> quoted("ann", view, view.graph, "composed", 1.0).evidence
    (Evidence(id='c', quote='Ann', start=0, end=3, source=''),)
    >>> quoted("Bob", view, view.graph, "composed", 1.0).message
    "the facts do not say 'Bob': copy words of the facts, or write unknown"
    """
    if len(words) > MAX_QUOTE:
        return Unreadable(f"a quote has at most {MAX_QUOTE} characters")
    pattern = pattern_of(words)
    if pattern is None or not any(pattern.search(said) for said in said_by(facts)):
        return Unreadable(f"the facts do not say {words!r:.80}: copy words of the facts, or write unknown")
    place = place_of(words, view, facts) or _labelled_so(words, view, facts)
    if place is None:
        return Unreadable(f"the text does not say {words!r:.80}: copy its own words, or write unknown")
    return cited(words, place, period_of(words, facts), how, confidence)


def cited(words: str, place: Evidence, period: Period | None, how: How, confidence: float) -> Answer:
    """Make the answer that a place of the text gives: its words, or the time that they name."""
    said = " ".join(place.quote.split())
    text = said if said.lower() == words.lower() else words
    value: Period | tuple[str, ...] = period or (text,)
    return Answer(True, value, text=text, how=how, evidence=(place,), confidence=confidence)


def place_of(words: str, view: View, facts: Graph | None = None) -> Evidence | None:
    """Find where the text says words: inside a claim of the facts first, then a cell's line, then anywhere."""
    pattern = pattern_of(words)
    if pattern is None:
        return None
    for id, span in _places(facts, view.graph) if facts is not None else ():
        found = pattern.search(view.text, span.start, span.end)
        if found:
            return Evidence(id, found[0], found.start(), found.end(), view.source)
    found = pattern.search(view.text)
    return Evidence("", found[0], found.start(), found.end(), view.source) if found else None


def _labelled_so(words: str, view: View, facts: Graph) -> Evidence | None:
    """Cite the first cell under a heading that the text spells otherwise, with marks or entities in it."""
    wanted = " ".join(words.split()).lower()
    for node in facts.quantities:
        headings = (*node.labels.rows, *node.labels.columns)
        if node.stated and node.by != "model" and wanted in (" ".join(one.split()).lower() for one in headings):
            start, end = node.stated.span
            return Evidence(node.id, view.text[start:end], start, end, view.source)
    return None


def _places(facts: Graph, graph: Graph) -> Iterator[tuple[str, Span]]:
    yield from ((claim.id, claim.span) for claim in facts.claims)
    relations = (relation for node in facts.quantities for relation in graph.relations_of.get(node.id, ()))
    yield from ((relation.id, span) for relation in relations for span in relation.spans)
    yield from (("", table.span) for table in facts.tables)


def period_of(words: str, facts: Graph) -> Period | None:
    """Give the time that words are the name of, as the facts have it."""
    wanted = " ".join(words.split()).lower()
    for node in _labelled(facts):
        period = node.labels.period
        if period is not None and period.label.lower() == wanted:
            return period
    return None


def _labelled(facts: Graph) -> Iterator[Quantity | Claim]:
    yield from facts.quantities
    yield from facts.claims


def said_by(facts: Graph) -> Iterator[str]:
    """Go through all words that a model was shown: what the facts are about, their labels, times and claims."""
    for node in _labelled(facts):
        match node:
            case Quantity():
                yield node.about
            case Claim():
                yield node.text
        yield from (*node.labels.rows, *node.labels.columns)
        if node.labels.period is not None:
            yield node.labels.period.label
    yield from (table.caption for table in facts.tables)


@lru_cache(maxsize=256)
def pattern_of(words: str) -> re.Pattern[str] | None:
    """Make what finds words whole, however they are spaced; None for what holds no letter and no digit.

    >>> bool(pattern_of("5").search("1.5")), bool(pattern_of("the U.S.").search("in the  U.S."))
    (False, True)
    """
    pieces = words[:MAX_QUOTE].split()
    if not any(character.isalnum() for character in words):
        return None
    body = r"\s+".join("".join(_ALIKE.get(character, re.escape(character)) for character in piece) for piece in pieces)
    before = r"(?<!\w)(?<!\d[.,])" if pieces[0][0].isdigit() else r"(?<!\w)" if pieces[0][0].isalnum() else ""
    last = pieces[-1][-1]
    after = r"(?![.,]?\d)(?!\w)" if last.isdigit() else r"(?!\w)" if last.isalnum() else ""
    return re.compile(f"{before}{body}{after}", re.IGNORECASE)
