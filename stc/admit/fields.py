"""Tell the fields of comma-separated lines from long numbers: in "1,204,350" three cells or one number may stand."""

from __future__ import annotations

from functools import lru_cache
from itertools import pairwise

MAX_LINE = 20_000  # characters of a line that is looked at


def is_field(text: str, span: tuple[int, int], column: int) -> bool:
    """Tell whether a span is exactly one field, the one numbered `column` from 0, of a line among lines like it.

    Like it is a line above or below with as many fields: a number in a sentence has none.

    >>> text = "day,in,out\\n1,204,350\\n"
    >>> is_field(text, (13, 16), 1), is_field(text, (11, 16), 0), is_field("We sold 1,204,350 shares.", (10, 13), 1)
    (True, False, False)
    """
    start, end = _line(text, span[0])
    fields = _fields(text, start, end)
    if len(fields) < 2 or column >= len(fields) or fields[column] != tuple(span):
        return False
    neighbours = [_line(text, place) for place in (start - 1, end + 1) if 0 <= place < len(text)]
    return any(len(_fields(text, *line)) == len(fields) for line in neighbours)


def _line(text: str, place: int) -> tuple[int, int]:
    """Give the line that an offset lies in, without its end; an empty one where it is too long."""
    start = text.rfind("\n", max(0, place - MAX_LINE), place) + 1
    end = text.find("\n", place, place + MAX_LINE)
    end = len(text) if end < 0 else end
    return (start, end) if end - start <= MAX_LINE else (start, start)


@lru_cache(maxsize=4)  # the cells of a row are asked for one after the other
def _fields(text: str, start: int, end: int) -> tuple[tuple[int, int], ...]:
    """Cut a line at its commas, those in quotes left out; gives each field without white space and quotes."""
    cuts = [start - 1]
    quoted = False
    for place in range(start, end):
        if text[place] == '"':
            quoted = not quoted
        elif text[place] == "," and not quoted:
            cuts.append(place)
    cuts.append(end)
    return tuple(_bare(text, before + 1, after) for before, after in pairwise(cuts))


def _bare(text: str, start: int, end: int) -> tuple[int, int]:
    said = text[start:end]
    left = len(said) - len(said.lstrip(' \t\r"'))
    return start + left, start + max(left, len(said.rstrip(' \t\r"')))
