"""Lines and list items that say "key: value" are the rows of a table of two columns."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence

from stc.frontends.document import Block, Cell, TableBlock, TextBlock

_KEYED = re.compile(r"(?:[-*•][ \t]+)?((?:19|20)\d\d|[^\W\d_][^:.!?;|\t\r\n]{0,49}):[ \t]+([^\s:|][^:|\r\n]{0,119})")
_VALUE = re.compile(
    r"[~≈]?[-+−]?[$€£¥₹]?\s?[(]?[-−]?\d[\d.,'\u00a0\u202f]{0,30}\)?\s?%?(?:\s?(?:thousand|million|billion|trillion))?"
    r"(?:\s?°?[^\W\d_]{1,16}[23]?(?:/[^\W\d_]{1,12})?)?"
)
_YEAR = re.compile(r"(?:19|20)\d\d")
_LEAST = 3  # lines
Place = tuple[int, int]


def keyed_size(text: str, lines: Iterable[Place]) -> tuple[int, int]:
    """Count the lines that say "key: value" from the first on, and those looked at.

    The count is 0 for fewer than three, and where fewer than half of them end in a number.

    >>> text = "Rooms: 3\\nSize: 78 m²\\nHeating: gas\\n"
    >>> keyed_size(text, [(0, 8), (9, 20), (21, 33)])
    (3, 3)
    """
    size = numbers = 0
    for start, end in lines:
        found = _KEYED.fullmatch(text, start, end)
        if found is None:
            break
        size += 1
        numbers += _VALUE.fullmatch(found[2].rstrip()) is not None
    return (size if size >= _LEAST and numbers >= 2 and 2 * numbers >= size else 0), size


def keyed_table(text: str, lines: Sequence[Place]) -> TableBlock:
    """Make a table of the lines that `keyed_size` has counted, but for those without a number: they look like heads."""
    rows: list[tuple[Cell, ...]] = []
    for start, end in lines:
        found = _KEYED.fullmatch(text, start, end)
        if found is not None and _VALUE.fullmatch(found[2].rstrip()) and not _YEAR.fullmatch(found[2].rstrip()):
            cells = (Cell(" ".join(found[n].split()), *found.span(n), len(rows), n - 1) for n in (1, 2))
            rows.append(tuple(cells))
    return TableBlock(lines[0][0], lines[-1][1], tuple(rows), keyed=True)


def join_items(blocks: Iterable[Block]) -> Iterator[Block]:
    """Join runs of list items that say "key: value" to tables, and pass all other blocks on."""
    run: list[TextBlock] = []
    for block in blocks:
        if isinstance(block, TextBlock) and block.kind == "item" and (not run or block.level == run[0].level):
            run.append(block)
            continue
        yield from _joined(run)
        run = []
        if isinstance(block, TextBlock) and block.kind == "item":
            run.append(block)
        else:
            yield block
    yield from _joined(run)


def _joined(run: list[TextBlock]) -> Iterator[Block]:
    """Give a run of items as a table, if all of them say "key: value"."""
    shown = "\n".join(block.text for block in run)
    places: list[Place] = []
    at = 0
    for block in run:
        stripped = block.text.strip()
        start = at + block.text.index(stripped) if stripped else at
        places.append((start, start + len(stripped)))
        at += len(block.text) + 1
    if not run or keyed_size(shown, places)[0] < len(run):
        yield from run
        return
    moves: dict[int, int] = {}
    for block, (start, end) in zip(run, places, strict=True):
        moves.update(dict.fromkeys(range(start, end + 1), block.start + block.text.index(block.text.strip()) - start))
    rows = [
        tuple(Cell(c.text, c.start + moves[c.start], c.end + moves[c.start], c.row, c.column) for c in row)
        for row in keyed_table(shown, places).rows
    ]
    yield TableBlock(run[0].start, run[-1].end, tuple(rows), keyed=True)
