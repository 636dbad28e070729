"""Cut a long text into segments that a model can read at once, and join what it read in them.

    heading + what follows | paragraphs and tables that fit together | a table alone | sentences of a long paragraph

Spans stay offsets into the whole text, so a segment is one stretch of it: nothing is repeated or put in front.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from stc.frontends.document import Block, Document, TableBlock, TextBlock
from stc.frontends.lm.joining import join
from stc.frontends.lm.sentences import ends
from stc.graph import Span

__all__ = ["cut", "join"]

WIDEST = 4  # times the size: a table may be so large before only its head and first rows are read


def cut(document: Document, size: int) -> tuple[Span, ...]:
    """Cut a document into segments of at most about `size` characters, in order, at the borders of its blocks.

    A text that fits is one segment, a blank one none. A heading stays with what follows it, and a line that ends in a
    colon too. A paragraph larger than a segment is cut where sentences end, else at a line's end or a space. A table
    larger than a segment is a segment by itself; of one that is much larger the segment holds its head and as many
    rows as fit: the cells that the rules have read stand for the others.

    >>> from stc.frontends.document import read_document
    >>> report = read_document("# Fruit\\n\\nTom has 3 apples.\\n\\n# Nuts\\n\\nAnn has 12 nuts.\\n")
    >>> [report.text[slice(*span)] for span in cut(report, 30)]
    ['# Fruit\\n\\nTom has 3 apples.', '# Nuts\\n\\nAnn has 12 nuts.']
    """
    size = max(1, size)
    text = document.text
    if not text.strip():
        return ()
    if len(text) <= size:
        return (Span(0, len(text)),)
    segments: list[Span] = []
    for piece, alone in _pieces(document, size):
        last = segments[-1] if segments and not alone else None
        if last is not None and not _alone(last, size) and piece.end - last.start <= size:
            segments[-1] = Span(last.start, piece.end)
        else:
            segments.append(piece)
    return tuple(segments)


def _alone(segment: Span, size: int) -> bool:
    return segment.end - segment.start > size


def _pieces(document: Document, size: int) -> Iterator[tuple[Span, bool]]:
    """Give what must not be cut, in order, and whether it is a large table, which stands alone."""
    text = document.text
    for group in _groups(document):
        *heads, body = group
        start, end = heads[0].start if heads else body.start, body.end
        if end - start <= size:
            yield Span(start, end), False
        elif isinstance(body, TableBlock):
            yield Span(start, _table_end(body, start, size)), True
        else:
            if heads and body.start - start > size // 2:  # a heading as long as a paragraph
                yield from ((span, False) for span in _sentences(text, start, heads[-1].end, size))
                start = body.start
            yield from ((span, False) for span in _sentences(text, start, end, size))


def _groups(document: Document) -> Iterator[list[Block]]:
    """Put blocks that lead to the next one together with it."""
    group: list[Block] = []
    reached = 0
    for block in sorted(document.blocks, key=lambda block: (block.start, -block.end)):
        if block.end <= reached or not document.text[block.start : block.end].strip():
            continue  # inside the one before
        reached = block.end
        group.append(block)
        if not _leads(block):
            yield group
            group = []
    if group:
        yield group
    if not reached:  # no block at all: the text is one paragraph
        yield [TextBlock(0, len(document.text), document.text)]


def _leads(block: Block) -> bool:
    if isinstance(block, TableBlock):
        return False
    return block.kind == "heading" or block.text.rstrip().endswith(":")


def _table_end(table: TableBlock, start: int, size: int) -> int:
    """Give where a table's segment ends: with the table, or with the last row that fits where it is too large."""
    if table.end - start <= WIDEST * size:
        return table.end
    row_ends = [max(cell.end for cell in row) for row in table.rows if row]
    fitting: Sequence[int] = [end for end in row_ends if end - start <= size]
    return max(fitting, default=min(start + size, table.end))


def _sentences(text: str, start: int, end: int, size: int) -> Iterator[Span]:
    """Cut running text into pieces of at most `size` characters, at the last sentence that ends in reach."""
    while end - start > size:
        place = _border(text, start, start + size)
        yield Span(start, place)
        start = place
        while start < end and text[start].isspace():
            start += 1
    if start < end:
        yield Span(start, end)


def _border(text: str, start: int, limit: int) -> int:
    """Choose where to cut at or before `limit`: after a sentence, a line, a word; never inside a run of digits."""
    for found in (
        max(ends(text, start, limit), default=start),
        text.rfind("\n", start, limit),
        text.rfind(" ", start, limit),
    ):
        if found > start + (limit - start) // 4 and text[start:found].strip():
            return found
    place = limit
    while place > start + 1 and text[place - 1].isdigit() and text[place].isdigit():
        place -= 1
    return place if place > start + 1 else limit
