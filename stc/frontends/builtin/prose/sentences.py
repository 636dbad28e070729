"""Running text -> sentences -> tokens, with offsets into the whole text."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from stc.frontends.builtin.prose.lexicon import root, word_set

_END = re.compile(r"[.!?…]+[\"”’')\]]*(?=\s|$)|\n[ \t\r]*\n")
_LAST_WORD = re.compile(r"([^\W\d_](?:[^\W\d_]|\.(?=[^\W\d_])){0,11})\.$")
_ABBREVIATION = word_set(
    """
    mr mrs ms dr prof st jr sr inc corp co ltd plc vs e.g i.e approx ca no nos fig vol jan feb mar apr jun jul aug
    sep sept oct nov dec u.s mio mrd tsd bzw z.b nr str ggf inkl zzgl evtl p.a
    """
)
_TOKEN = re.compile(
    r"[^\W\d_] - [^\W\d_]{2,}"  # "t - shirts", as old data sets print it
    r"|n['’]t\b|['’](?:s|re|ve|ll|d|m)\b"
    r"|[^\W\d_](?:\.[^\W\d_])+\.?"  # U.S.
    r"|[^\W\d_]+(?:[-&][^\W\d_]+|['’](?=[^\W\d_])[^\W\d_]+)*"
    r"|\d+|[^\w\s]|_"
)


@dataclass(frozen=True, slots=True)
class Token:
    """A word or a sign: `word` in lower case, `root` as words are compared, `number` the index of the mention or -1."""

    start: int
    end: int
    text: str
    word: str
    root: str
    number: int = -1

    @property
    def is_word(self) -> bool:
        return self.number < 0 and (self.word[0].isalpha() or self.word[0] in "'’")


def sentences(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Split text[start:end] into trimmed sentences; decimals, initials and abbreviations do not end one.

    >>> text = "Dr. Ames paid $ 2.50. Then she left! Why?"
    >>> [text[a:b] for a, b in sentences(text, 0, len(text))]
    ['Dr. Ames paid $ 2.50.', 'Then she left!', 'Why?']
    """
    begin = start
    for match in _END.finditer(text, start, end):
        if not _ends(text, begin, match, end):
            continue
        yield from _trimmed(text, begin, match.end())
        begin = match.end()
    yield from _trimmed(text, begin, end)


def _ends(text: str, begin: int, match: re.Match[str], end: int) -> bool:
    if match.group()[0] == "\n" or match.group() != ".":
        return True
    word = _LAST_WORD.search(text[max(begin, match.start() - 14) : match.end()])
    following = text[match.end() : min(end, match.end() + 4)].lstrip()[:1]
    if word:
        last = word.group(1)
        if last.lower() in _ABBREVIATION:
            return (
                bool(following) and last.lower() in ("inc", "corp", "co", "ltd", "plc", "u.s") and following.isupper()
            )
        if len(last) == 1 and last.isupper() and match.start() - begin > 2:
            return False
    return not following.islower()


def _trimmed(text: str, begin: int, end: int) -> Iterator[tuple[int, int]]:
    while begin < end and text[begin].isspace():
        begin += 1
    while begin < end and text[end - 1].isspace():
        end -= 1
    if begin < end:
        yield begin, end


def tokens(text: str, start: int, end: int, numbers: Sequence[tuple[int, int]] = ()) -> list[Token]:
    """Split text[start:end] into words and signs; each of the spans `numbers` (in order) becomes one token.

    >>> [token.word for token in tokens("Ann's 12 t-shirts, $ 5 each", 0, 27, [(6, 8), (21, 22)])]
    ["ann's", '12', 't-shirts', ',', '$', '5', 'each']
    """
    found: list[Token] = []
    position = start
    for index, (a, b) in enumerate((*numbers, (end, end))):
        for match in _TOKEN.finditer(text, position, a):
            word = match.group().lower().replace("’", "'").replace(" ", "")
            found.append(Token(match.start(), match.end(), match.group(), word, root(word)))
        if a < b:
            found.append(Token(a, b, text[a:b], text[a:b].lower(), text[a:b], index))
        position = b
    return found
