"""Take markup out of a piece of source: `mask` keeps its length, `clean` gives what a reader sees."""

from __future__ import annotations

import re
from html import unescape

from stc.frontends.document import Format

_HTML = re.compile(
    r"<[!?][A-Za-z][^<>]{0,500}>|</?[A-Za-z][^<>]{0,2000}>|&(?:#\d{1,7}|#[xX][0-9A-Fa-f]{1,6}|[A-Za-z]{2,31});",
    re.DOTALL,
)
_EMPHASIS = re.compile(r"\*{1,3}(?=\S)|(?<=\S)\*{1,3}|(?<!\w)_{1,3}(?=\S)|(?<=\S)_{1,3}(?!\w)|`+|~~")
_LINK = re.compile(r"!?\[([^\[\]]{0,500})\]\([^()\s]{0,500}(?: \"[^\"]{0,200}\")?\)")
_ESCAPE = re.compile(r"\\([!-/:-@\[-`{-~])")
_LEAD = re.compile(r"^[ \t]*(?:>[ \t]?|#{1,6}[ \t]+|[-*+][ \t]+)+", re.MULTILINE)
_SPACE = re.compile(r"\s+")


def mask(source: str, format: Format) -> str:
    """Blank the markup of a piece of source with spaces; the length stays, so that offsets stay.

    >>> mask("**12** of [them](x.html)", "markdown")
    '  12   of  them         '
    """
    if "<" in source or "&" in source:
        source = without_comments(source)
        source = _HTML.sub(_blank_tag, source)
    if format != "markdown":
        return source
    if "](" in source:
        source = _LINK.sub(lambda m: m[0].replace(m[0], _keep(m)), source)
    source = _LEAD.sub(lambda m: " " * len(m[0]), source)
    if "*" in source or "_" in source or "`" in source or "~~" in source:
        source = _EMPHASIS.sub(lambda m: " " * len(m[0]), source)
    return _ESCAPE.sub(lambda m: " " + m[1], source) if "\\" in source else source


def trimmed(source: str, shown: str) -> tuple[int, int]:
    """Give where what is shown of a piece of source begins and ends; an entity at the end is taken whole.

    >>> trimmed(" a &mdash; ", mask(" a &mdash; ", "html"))
    (1, 10)
    """
    left, right = len(shown) - len(shown.lstrip()), len(shown.rstrip())
    if right and source[right - 1] == "&":
        close = source.find(";", right, right + 34)
        right = close + 1 if close > 0 and _HTML.fullmatch(source, right - 1, close + 1) else right
    return left, max(left, right)


def clean(source: str, format: Format) -> str:
    """Give the text that a reader sees: no markup, entities resolved, white space collapsed.

    >>> clean("Total&nbsp;<b>sales</b><br>net", "html"), clean("**$ 1\\\\|2**", "markdown")
    ('Total sales net', '$ 1|2')
    """
    if "<" in source:
        source = without_comments(source)
        source = _HTML.sub(lambda m: m[0] if m[0][0] == "&" else _gap(m[0]), source)
    if "&" in source:
        source = unescape(source)
    if format == "markdown":
        if "](" in source:
            source = _LINK.sub(r"\1", source)
        if "*" in source or "_" in source or "`" in source:
            source = _EMPHASIS.sub("", source) if source.strip("*_ ") else source
        if "\\" in source:
            source = _ESCAPE.sub(r"\1", source)
    return _SPACE.sub(" ", source).strip()


def without_comments(source: str) -> str:
    """Blank the comments of HTML, and the mark of one that never ends; a parser would look for each end anew.

    >>> without_comments("a<!-- b -->c"), without_comments("a<!-- b")
    ('a          c', 'a     b')
    """
    at = source.find("<!--")
    if at < 0:
        return source
    parts: list[str] = []
    done = 0
    while at >= 0:
        close = source.find("-->", at + 4)
        if close < 0:
            rest = source[done:].replace("<!--", "    ")
            return "".join([*parts, rest])
        parts += [source[done:at], "".join(c if c in "\r\n" else " " for c in source[at : close + 3])]
        done = close + 3
        at = source.find("<!--", done)
    return "".join([*parts, source[done:]])


def _gap(tag: str) -> str:
    return " " if re.match(r"</?(?:br|p|div|li|tr|td|th)\b", tag, re.IGNORECASE) else ""


def _blank_tag(match: re.Match[str]) -> str:
    found = match[0]
    if found[0] == "<":
        return " " * len(found)
    seen = unescape(found)
    return seen.ljust(len(found)) if len(seen) <= len(found) and seen != found else found


def _keep(match: re.Match[str]) -> str:
    start, end = match.span(1)
    return " " * (start - match.start()) + match[1] + " " * (match.end() - end)
