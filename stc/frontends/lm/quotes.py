"""Where a quote stands in a text: as it is, else with other white space, other quotes and dashes, other case.

Never by likeness: each word of the quote stands at the place that is found, in that order. Offsets are those of the
text as it was given.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache

from stc.admit.grounding import Complaint
from stc.graph import Span

MAX_QUOTE = 4000  # characters
MAX_PLACES = 200  # of one quote that are counted
_GAP = re.compile(r"\s*(?:\.\.\.|…|\[\.\.\.\]|\[…\])\s*")
_ALIKE = {
    **dict.fromkeys("‘’‚‛`´′", "'"),
    **dict.fromkeys("“”„‟«»″", '"'),
    **dict.fromkeys("‐‑‒–—―−", "-"),
    **dict.fromkeys("\u00ad\u200b\u200c\u200d\u2060\ufeff", ""),
    "…": "...",
}
_MARKS = "*_"  # of emphasis, in Markdown
_EDGES = " \t\n\"'“”‘’«».,;:!?"


def find_quote(quote: str, occurrence: int, text: str, within: Span) -> tuple[Span, ...] | Complaint:
    """Find the place of a quote in a part of a text, or the places of its parts, which "..." joins.

    >>> find_quote('a  "dozen" eggs', 0, "He buys a “dozen” eggs.", Span(0, 23))
    (Span(start=8, end=22),)
    >>> find_quote("5", 0, "5 of 15, 5 of 20", Span(0, 16)).message
    "the quote '5' stands 2 times in the text: copy more words around it, or give occurrence 1 to 2"
    """
    if not quote.strip():
        return Complaint("not-in-text", "the quote is empty: copy the words of the text that say it")
    if len(quote) > MAX_QUOTE:
        return Complaint("not-in-text", f"the quote has {len(quote):,} characters: copy only the words that say it")
    found = _places(quote, text, within)
    if not found and (parts := [part for part in _GAP.split(quote) if part.strip()])[1:]:
        return _joined(parts, text, within)
    if not found:
        return Complaint("not-in-text", f"the text does not say {_cut(quote)!r}{_advice(quote, text, within)}")
    if len(found) == 1:
        return (found[0],)
    if occurrence < 1:
        times = f"{len(found)} times in the text: copy more words around it, or give occurrence 1 to {len(found)}"
        return Complaint("ambiguous", f"the quote {_cut(quote)!r} stands {times}")
    if occurrence > len(found):
        times = f"only {len(found)} times in the text: give occurrence 1 to {len(found)}"
        return Complaint("not-in-text", f"the quote {_cut(quote)!r} stands {times}")
    return (found[occurrence - 1],)


def _joined(parts: list[str], text: str, within: Span) -> tuple[Span, ...] | Complaint:
    """Find the parts of a quote one after the other; the first must stand at one place alone."""
    spans: list[Span] = []
    for part in parts:
        rest = Span(spans[-1].end, within.end) if spans else within
        found = _places(part, text, rest)
        if not found or (not spans and len(found) > 1):
            several = (
                f"stands {len(found)} times: copy more words" if found else "is not in the text, or not in this order"
            )
            return Complaint("ambiguous" if found else "not-in-text", f"{_cut(part)!r} of the quote {several}")
        spans.append(found[0])
    return tuple(spans)


def _places(quote: str, text: str, within: Span) -> list[Span]:
    """Give the places of a quote, by the strictest way of comparing that finds any."""
    for way in (0, 1, 2, 3):
        if found := _found(quote, text, within, way):
            return found
    bare = quote.strip(_EDGES)  # marks that the model put around the words, or that end a sentence there
    return _found(bare, text, within, 3) if bare and bare != quote else []


def _found(quote: str, text: str, within: Span, way: int) -> list[Span]:
    """Find a quote as it stands (0) or folded in one of the ways of `_fold`."""
    offsets: Sequence[int]
    folded, offsets = (text, range(len(text))) if way == 0 else _folded(text, within.start, within.end, way)
    wanted = quote.strip() if way == 0 else _fold(quote, way)[0].strip()
    if not wanted:
        return []
    whole: list[Span] = []
    pieces: list[Span] = []  # that begin or end inside a word, such as "apple" in "apples"
    begin, end = within if way == 0 else (0, len(folded))
    at = folded.find(wanted, begin, end)
    while at >= 0 and len(whole) < MAX_PLACES and len(pieces) < MAX_PLACES:
        span = Span(offsets[at], offsets[at + len(wanted) - 1] + 1)
        cuts = {_cuts(text, span.start), _cuts(text, span.end)}
        if "number" not in cuts:
            (pieces if "word" in cuts else whole).append(span)
        at = folded.find(wanted, at + 1, end)
    return whole or pieces


def _cuts(text: str, place: int) -> str:
    """Tell whether a place is inside a number or a word."""
    if not 0 < place < len(text):
        return ""
    before, after = text[place - 1], text[place]
    if before.isdigit() and after.isdigit():
        return "number"
    if before in ".," and after.isdigit() and place > 1 and text[place - 2].isdigit():
        return "number"
    if after in ".," and before.isdigit() and text[place + 1 : place + 2].isdigit():
        return "number"
    return "word" if before.isalnum() and after.isalnum() and before < "\u0250" and after < "\u0250" else ""


@lru_cache(maxsize=16)  # all quotes of a reply are looked up in one part of the text
def _folded(text: str, start: int, end: int, way: int) -> tuple[str, tuple[int, ...]]:
    folded, offsets = _fold(text[start:end], way)
    return folded, tuple(offset + start for offset in offsets)


def _fold(text: str, way: int) -> tuple[str, list[int]]:
    """Fold a text for comparison: its characters, and the offset that each comes from.

    1 white space is one blank; 2 typographic signs are ASCII; 3 small letters, no marks of emphasis.
    """
    characters: list[str] = []
    offsets: list[int] = []
    for offset, character in enumerate(text):
        if character.isspace():
            plain = "" if characters and characters[-1] == " " else " "
        else:
            plain = _ALIKE.get(character, character) if way > 1 else character
        if way > 2:
            lower = plain.lower()
            plain = "" if plain in _MARKS else lower if len(lower) == len(plain) else plain
        characters.extend(plain)
        offsets.extend([offset] * len(plain))
    return "".join(characters), offsets


def _advice(quote: str, text: str, within: Span) -> str:
    """Say where the quote leaves the text: what stands there after the words that are found."""
    words = quote.split()[:60]
    low, high = 0, len(words)
    while low < high:  # the longest beginning that the text has
        middle = (low + high + 1) // 2
        low, high = (middle, high) if _places(" ".join(words[:middle]), text, within) else (low, middle - 1)
    places = _places(" ".join(words[:low]), text, within) if low else []
    if low < 2 or not places:
        return ": copy words exactly as they stand there"
    end = min(within.end, places[0].end + 40)
    return f": after {_cut(' '.join(words[:low]))!r} it goes on {' '.join(text[places[0].end : end].split())!r}"


def _cut(quote: str) -> str:
    plain = " ".join(quote.split())
    return plain if len(plain) <= 80 else f"{plain[:77]}..."
