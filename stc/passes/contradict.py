"""Say where a text disagrees with itself, and link what it says twice.

Totals: a stated total that its parts miss by more than rounding explains. Twice: the same thing with the same labels,
period and unit at two places either agrees, within the digits that are printed, and is linked `same_as`, or it is a
contradiction. A false finding annoys and makes answers hedge, so wherever something differs nothing is said.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterator, Mapping, Sequence
from fractions import Fraction
from functools import lru_cache
from typing import Literal

from stc import units
from stc.admit.formulas import parse_formula, parse_unit
from stc.errors import StcError
from stc.expression import Call, Expression, Name, evaluate, names
from stc.graph import Draft, Finding, Graph, Quantity, Relation, show_exact
from stc.passes.twice import agree, place_of, resolution, said_and_tabled, said_twice

Tables = dict[str, list[Quantity]]  # the cells of each table, by its id


def contradict(graph: Graph, text: str) -> Graph:
    """Add findings for totals and for what is said twice with different values; link what is said twice alike.

    >>> contradict(Graph(), "").findings
    ()
    """
    quantities = {node.id: node for node in graph.quantities}
    tables: Tables = {}
    for node in graph.quantities:
        tables.setdefault(node.labels.table, []).append(node)
    findings = [
        finding for relation in graph.relations for finding in _missed(relation, quantities, tables, graph.relations_of)
    ]
    links: list[Relation] = []
    for first, second in (*said_twice(graph, text), *said_and_tabled(graph, text)):
        if agree(first, second):
            links.append(_link(first, second))
        else:
            findings.append(_contradiction(first, second, text))
    known = set(graph.findings)
    findings = [finding for finding in dict.fromkeys(findings) if finding not in known]
    links = [link for link in links if link.id not in graph.by_id]
    if not findings and not links:
        return graph
    from stc.admit import admit

    return admit(Draft(relations=tuple(links), findings=tuple(findings), locale=graph.locale), text, graph)


def _missed(
    relation: Relation, quantities: dict[str, Quantity], tables: Tables, relations: Mapping[str, Sequence[Relation]]
) -> Iterator[Finding]:
    """Find a value, stated or given by another relation, that a formula misses by more than its digits can explain."""
    left = quantities[relation.left]
    if relation.rule in ("same_as", "solved") or (left.stated is not None and left.stated.qualifier != "exact"):
        return
    others = [
        one for one in relations.get(left.id, ()) if one is not relation and one.rule not in ("same_as", "solved")
    ]
    if left.stated is None and not others:
        return  # it is what its one formula gives
    if relation.rule == "total" and (left.labels.kind == "ratio" or "percent" in left.unit):
        return  # shares and growth rates do not add up, whatever the row is called
    tree = parse_formula(relation.formula)
    parts = [quantities[name] for name in sorted(names(tree))]
    if any(part.stated is not None and part.stated.qualifier != "exact" for part in parts):
        return
    slack = resolution(left) + _slack(tree, quantities)
    if left.stated is None:  # then its value has the slack of the formula that gave it
        slack += sum((_slack(parse_formula(one.formula), quantities) for one in others), Fraction(0))
    try:
        values = {part.id: part.value for part in parts if part.value is not None}
        lowered = units.lower(tree, {part.id: parse_unit(part.unit) for part in parts})
        value = evaluate(lowered.expression, values)
    except StcError:
        return
    if isinstance(value, str) or not isinstance(left.value, Fraction) or abs(value - left.value) <= slack:
        return
    if _explained(left.value - value, slack, left, parts, tables):
        return
    spans = sorted(part.stated.span for part in (left, *parts) if part.stated is not None)
    given, printed = _amount(value, left.unit), _amount(left.value, left.unit)
    off = _amount(left.value - value, left.unit)
    message = f"{left.about or left.id} is {printed}, but its parts give {given}: {off} apart"
    if relation.rule != "total":
        message = f"{left.about or left.id} is {printed}, but {relation.formula} gives {given}"
    kind: Literal["total", "contradiction", "note"] = "total" if relation.rule == "total" else "contradiction"
    if relation.by == "model" and relation.basis != "said":
        kind = "note"  # the text does not say so: more likely the model is wrong than the text
    yield Finding(kind=kind, message=message, nodes=(left.id, relation.id), spans=tuple(spans))


def _explained(gap: Fraction, slack: Fraction, left: Quantity, parts: list[Quantity], tables: Tables) -> bool:
    """Tell whether a gap looks like a row or a sign that we misread: it is another row's value, or twice a part's."""
    table = left.labels.table
    if not table:
        return False
    known = {part.id for part in (left, *parts)}
    doubled = [2 * part.value for part in parts if isinstance(part.value, Fraction)]
    others = [node.value for node in tables[table] if node.id not in known]
    suspects = [*doubled, *(value for value in others if isinstance(value, Fraction) and value)]
    return any(abs(abs(gap) - abs(value)) <= slack for value in suspects)


def _slack(tree: Expression, quantities: dict[str, Quantity]) -> Fraction:
    """Add up how far the printed digits of a formula's parts let its value move."""
    parts = sorted(names(tree))
    moves = {name: resolution(quantities[name]) for name in parts}
    if not any(moves.values()):
        return Fraction(0)
    if _is_sum(tree):
        return sum(moves.values(), Fraction(0))
    exact = {name: value for name in parts if isinstance(value := quantities[name].value, Fraction)}
    try:
        lowered = units.lower(tree, {name: parse_unit(quantities[name].unit) for name in parts}).expression
        middle, total = evaluate(lowered, exact), Fraction(0)
        for name in exact:
            for step in (moves[name], -moves[name]):
                moved = evaluate(lowered, {**exact, name: exact[name] + step})
                if isinstance(moved, str) or isinstance(middle, str):
                    return abs(exact[name])
                total += abs(moved - middle)
    except StcError:
        return Fraction(10**12)
    return total


def _is_sum(tree: Expression) -> bool:
    """Tell whether a formula only adds and subtracts names, each once."""
    count, open_ones = 0, [tree]
    while open_ones:
        part = open_ones.pop()
        match part:
            case Call("+" | "-" | "sum" | "neg", arguments):
                open_ones.extend(arguments)
            case Name():
                count += 1
            case _:
                return False
    return count == len(names(tree))


def _link(first: Quantity, second: Quantity) -> Relation:
    same_unit = parse_unit(first.unit) == parse_unit(second.unit)
    formula = first.id if same_unit else f'convert({first.id}, "{second.unit}")'
    return Relation(
        id=f"{second.id:.70}_same_as",
        left=second.id,
        formula=formula,
        basis="definition",
        rule="same_as",
        by="rule",
    )


@lru_cache(maxsize=1)
def _line_ends(text: str) -> tuple[int, ...]:
    """Give the offsets of line ends; counting them anew for each finding is quadratic."""
    return tuple(place for place, character in enumerate(text) if character == "\n")


def _contradiction(first: Quantity, second: Quantity, text: str) -> Finding:
    ends = _line_ends(text)
    said = " and ".join(
        f"{_amount(node.value, node.unit)} (line {bisect_left(ends, place_of(node)[0]) + 1})"
        for node in (first, second)
        if isinstance(node.value, Fraction)
    )
    spans = tuple(node.stated.span for node in (first, second) if node.stated is not None)
    message = f"{first.about or first.id}: the text says {said}"
    return Finding(kind="contradiction", message=message, nodes=(first.id, second.id), spans=spans)


def _amount(value: Fraction, unit: str) -> str:
    return f"{show_exact(value)} {unit}".strip()
