"""The form in which a model reads facts at test time: values by id, the numbers of a table's row in one line.

    [Revenue; year ended December 31]
    sales_{2024, 2023, 2022} = 214.6, 197.3, 188 million $
    other_{2024, 2023, 2022} = 3.1, 2.9, 2.2 million $ | Royalties
    margin_2024 = 34.5238 percent

What stands in braces continues the id before it; headings that rows share stand once over them, in brackets. How a
value follows is left out, and what no short decimal writes is rounded: the model names ids, it computes nothing. On
annual reports that is half the tokens of the short form.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from fractions import Fraction
from itertools import groupby

from stc.expression import decimal
from stc.graph import Draft, Quantity, read_rational, show_exact
from stc.text import id_says, show, show_value

PARTS = ", "  # between a row's heading and its time, where an about is made of headings
LEVELS = ": "  # between levels of headings
SHORT = 8  # characters of a value that is written whole
DIGITS = 4  # after the point, of one that is not
Row = list[Quantity]


def show_series(graph: Draft) -> str:
    """Write a graph for a model that answers from it; the ids are those that formulas name.

    >>> from fractions import Fraction
    >>> from stc.graph import Labels
    >>> labels = Labels(table="t1", rows=("Net", "Sales"))
    >>> sales = [Quantity(id=f"sales_{y}", about=f"Net: Sales, {y}", value=Fraction(n), unit="$", labels=labels)
    ...          for y, n in {2024: 9, 2023: 7}.items()]
    >>> print(show_series(Draft(quantities=tuple(sales))), end="")
    [Net]
    sales_{2024, 2023} = 9, 7 $
    """
    lines: list[str] = []
    for table, nodes in groupby(graph.quantities, key=lambda node: node.labels.table):
        group = list(nodes)
        lines += _table(group) if table else [_line([node], node.about) for node in group]
    rest = Draft(claims=graph.claims, questions=graph.questions)
    return "".join(f"{line}\n" for line in lines) + show(rest, spans=False)


def _table(nodes: Sequence[Quantity]) -> Iterator[str]:
    """Write the numbers of a table, row by row under their headings."""
    rows: dict[tuple[object, ...], Row] = {}
    for node in nodes:  # one line holds numbers of one row and unit whose ids begin alike
        rows.setdefault((node.labels.rows, node.unit, node.id.partition("_")[0]), []).append(node)
    words = [_words(row) for row in rows.values()]
    end = _shared_end([said for row, said in zip(rows.values(), words, strict=True) if len(row) > 1])
    heading = ""
    for row, said in zip(rows.values(), words, strict=True):
        said = said.removesuffix(PARTS + end) if end else said
        over, _, own = said.rpartition(LEVELS)
        told = "; ".join(part for part in (over, end) if part)
        if told != heading:
            heading = told
            yield f"[{heading}]"
        yield _line(row, own)


def _line(row: Row, words: str) -> str:
    stem = _stem([node.id for node in row])
    ids = f"{stem}{{{', '.join(node.id[len(stem) :] for node in row)}}}" if len(row) > 1 else row[0].id
    values = [_short(node, "") for node in row[:-1]] + [_short(row[-1], row[0].unit)]
    told = words and words.isprintable() and not id_says(row[0].model_copy(update={"about": words}))
    return f"{ids} = {', '.join(values)}" + (f" | {words}" if told else "")


def _short(node: Quantity, unit: str) -> str:
    """Write a value, rounded to some digits where it is no short decimal and the text does not state it."""
    value = node.value
    if isinstance(value, Fraction) and node.stated is None:
        exact = show_exact(value)
        value = read_rational(decimal(value, DIGITS)) if "/" in exact or len(exact) > SHORT else value
    return show_value(value, unit)


def _stem(ids: Sequence[str]) -> str:
    """Give what ids share up to an underscore.

    >>> _stem(["cash_used_2019", "cash_used_2018"]), _stem(["cash_2019", "cash"])
    ('cash_used_', 'cash')
    """
    parts = [id.split("_") for id in ids]
    count = next((n for n, ones in enumerate(zip(*parts, strict=False)) if len(set(ones)) > 1), min(map(len, parts)))
    stem = "_".join(parts[0][:count])
    return stem if any(len(one) == count for one in parts) else f"{stem}_"


def _words(row: Row) -> str:
    """Give the words with which what all numbers of a row are about begins; whole parts between commas only."""
    if len(row) == 1:
        return row[0].about
    common = row[0].about.split(" ")
    for node in row[1:]:
        pairs = zip(common, node.about.split(" "), strict=False)
        common = common[: next((at for at, (one, other) in enumerate(pairs) if one != other), len(common))]
    return " ".join(common).rstrip(" ,")


def _shared_end(all_words: Sequence[str]) -> str:
    """Give the last parts, between commas, that the words of all rows share; never all of a row's words."""
    if len(all_words) < 2:
        return ""
    parts = [words.split(PARTS) for words in all_words]
    count = 0
    while all(len(one) > count + 1 for one in parts) and len({one[-1 - count] for one in parts}) == 1:
        count += 1
    return PARTS.join(parts[0][len(parts[0]) - count :]) if count else ""
