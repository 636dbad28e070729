"""List or count the rows that stand under a heading: "What are the items under deferred tax liabilities?"."""

from __future__ import annotations

from fractions import Fraction

from stc.expression import names, parse
from stc.graph import Quantity
from stc.runtime.answer import Answer, Pass
from stc.runtime.calculate.grammar import Wanted
from stc.runtime.calculate.scene import Scene, bare
from stc.runtime.calculate.when import said
from stc.runtime.calculate.words import OPTIONAL
from stc.runtime.index import Series
from stc.words import tokens

MIN_MEMBERS = 2


def answer_members(scene: Scene, wanted: Wanted) -> Answer | Pass:
    """Answer with the labels of the rows of the one group that the phrase names, or with their number."""
    phrase = bare(wanted.phrase)
    words = frozenset(tokens(phrase)) - OPTIONAL
    if not words:
        return Pass("unread", "the question names no group of rows")
    groups: dict[tuple[str, tuple[str, ...]], list[Series]] = {}
    for line in scene.index.series:
        if line.table and len(line.rows) > 1 and frozenset(tokens(line.rows[-2])) - OPTIONAL == words:
            groups.setdefault((line.table, line.rows[:-1]), []).append(line)
    if not groups and (parts := _summed(scene, words)):
        return said(scene, Fraction(len(parts)) if wanted.kind == "count_members" else tuple(parts), [*parts.values()])
    if len(groups) != 1:
        return Pass(
            "ambiguous" if groups else "not-covered",
            f"{len(groups)} groups of rows are called '{phrase}'",
            tuple(sorted(words)),
        )
    lines = next(iter(groups.values()))
    members: dict[str, Quantity] = {}
    for line in lines:
        if not _is_member(line) or (members and _sign(line.first) * _sign(next(iter(members.values()))) < 0):
            break  # what follows a subtotal is taken off it, or joins it with others
        members.setdefault(line.label, line.first)
    if len(members) < MIN_MEMBERS:
        return Pass("missing", f"'{phrase}' has no two rows under it")
    quantities: list[Quantity] = list(members.values())
    return said(scene, Fraction(len(members)) if wanted.kind == "count_members" else tuple(members), quantities)


def _summed(scene: Scene, words: frozenset[str]) -> dict[str, Quantity]:
    """Give the rows that the one total of a name adds up, "components of total revenue", by their labels."""
    of = {quantity.id: line for line in scene.index.series if line.table for _, quantity in line.cells}
    found: set[tuple[str, ...]] = set()
    parts: dict[str, Quantity] = {}
    for relation in scene.view.graph.relations:
        total = of.get(relation.left) if relation.rule == "total" else None
        if total is None or (total.row | {"total"}) - OPTIONAL != words | {"total"}:
            continue
        lines = [of[name] for name in sorted(names(parse(relation.formula))) if name in of]
        if len({line.rows for line in lines}) < max(MIN_MEMBERS, len(lines)) or any(map(_is_sum, lines)):
            return {}
        parts = {line.label: line.first for line in sorted(lines, key=lambda line: line.number)}
        found.add(tuple(parts))
    return parts if len(found) == 1 else {}


def _is_sum(line: Series) -> bool:
    return not _is_member(line)


def _is_member(line: Series) -> bool:
    return line.first.labels.role not in ("total", "subtotal") and not line.row & _SUMS


def _sign(quantity: Quantity) -> int:
    value = quantity.value if isinstance(quantity.value, Fraction) else Fraction(0)
    return (value > 0) - (value < 0)


_SUMS = frozenset(["total", "subtotal", "gross", "net", "less"])
