"""Read values separated by comma, semicolon, tab or bar, with offsets; quoted ones may hold marks and line ends."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache

from stc.frontends.document import Block, Cell, Kind, TableBlock, TextBlock

DELIMITERS = ",;\t|"
MAX_COLUMNS = 20_000  # of a table: wider ones are left as text


@lru_cache(maxsize=8)
def _field(mark: str) -> re.Pattern[str]:
    end = re.escape(mark)
    return re.compile(rf'[ ]*"(?P<quoted>(?:[^"]|"")*)"[ ]*(?=[{end}\r\n]|\Z)|(?P<bare>[^{end}\r\n]*)')


def delimiter(sample: str) -> str:
    """Find the delimiter of a text: the one that cuts nearly all of its lines alike; "" where none does.

    >>> delimiter("year;sales\\n2019;1,5\\n2018;1,2\\n"), delimiter("Well, yes.\\nNo.\\n")
    (';', '')
    """
    best, most = "", 0
    for mark in DELIMITERS:
        rows = [row for row in _records(sample[:20_000], mark) if any(end > start for start, end in row)][:60]
        if len(sample) > 20_000:
            rows = rows[:-1]
        counts = [len(row) for row in rows if len(row) > 1]
        if len(counts) < 2:
            continue
        usual = max(set(counts), key=counts.count)
        alike = counts.count(usual)
        length = sum(end - start for row in rows for start, end in row) / sum(map(len, rows))
        if alike * 10 >= len(rows) * 8 and length < 40 and (usual > 2 or alike > 2 or mark != ",") and usual > most:
            best, most = mark, usual
    return best


def read_separated(text: str) -> Iterator[Block]:
    """Read the blocks of separated values: runs of rows are tables, lines of one value before them are text.

    >>> [[cell.text for cell in row] for row in next(read_separated('a,b\\n1,"2, or\\n3"\\n')).rows]
    [['a', 'b'], ['1', '2, or 3']]
    """
    mark = delimiter(text) or ("\t" if "\t" in text else ",")
    run: list[list[tuple[int, int]]] = []
    for record in _records(text, mark):
        if all(end <= start for start, end in record):
            yield from _block(text, run)
            run = []
        else:
            run.append(record)
    yield from _block(text, run)


def _block(text: str, records: list[list[tuple[int, int]]]) -> Iterator[Block]:
    if len(records) < 2 or not 1 < max(map(len, records)) <= MAX_COLUMNS:
        for record in records:
            kind: Kind = "code" if len(record) > MAX_COLUMNS else "paragraph"  # the prose of so wide a row is none
            yield TextBlock(record[0][0], record[-1][1], text[record[0][0] : record[-1][1]], kind)
        return
    first = 0
    while first < len(records) and sum(end > start for start, end in records[first]) < 2:
        start, end = records[first][0]
        if end > start:
            yield TextBlock(start, end, text[start:end])
        first += 1
    rows = tuple(
        tuple(
            Cell(" ".join(text[start:end].replace('""', '"').split()), start, end, row, column, header=row == 0)
            for column, (start, end) in enumerate(record)
        )
        for row, record in enumerate(records[first:])
    )
    if rows:
        yield TableBlock(records[first][0][0], records[-1][-1][1], rows)


def _records(text: str, mark: str) -> Iterator[list[tuple[int, int]]]:
    """Cut a text into records of fields, each given by the offsets of its trimmed, unquoted content."""
    pattern = _field(mark)
    at = 1 if text.startswith("\ufeff") else 0
    record: list[tuple[int, int]] = []
    while at <= len(text):
        match = pattern.match(text, at)
        assert match is not None  # the bare field matches everywhere
        start, end = match.span("quoted" if match["quoted"] is not None else "bare")
        value = text[start:end]
        left = start + len(value) - len(value.lstrip())
        record.append((left, max(left, start + len(value.rstrip()))))
        at = match.end()
        if at < len(text) and text[at] == mark:
            at += 1
            continue
        if at < len(text):
            at += 2 if text.startswith("\r\n", at) else 1
        elif len(record) == 1 and record[0][1] <= record[0][0]:
            return
        yield record
        record = []
        if at >= len(text):
            return
