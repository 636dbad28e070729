"""What rules read in prose gives way to a model's reading, and fills what the model left.

A model starts from the cells of tables, which it cannot alter, and from a user's nodes. Prose it reads anew: its words
for a number are better than a rule's, and two readings of one number would be in each other's way. What it did not
read, because it saw no use, or the budget ended, the rules' nodes hold.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Iterable, Set
from fractions import Fraction

from stc.admit import admit
from stc.admit.formulas import parse_formula
from stc.errors import StcError
from stc.expression import literal_terms, names
from stc.frontends.lm.renaming import fresh
from stc.graph import Draft, Graph, Quantity, Relation, Span


def firm(rules: Graph) -> Graph:
    """Take what a model cannot alter out of the graph of the rules: tables and their cells, and what a user said."""
    ids = {node.id for node in rules.quantities if node.labels.table or node.by == "user"}
    relations = _resting_on(rules, ids, {node.id for node in rules.quantities if node.stated is None})
    ids |= {relation.left for relation in relations}
    return Graph(
        tables=rules.tables,
        quantities=tuple(node for node in rules.quantities if node.id in ids),
        relations=relations,
        claims=tuple(node for node in rules.claims if node.by == "user"),
        findings=tuple(node for node in rules.findings if set(node.nodes) <= ids),
        rejected=rules.rejected,
        locale=rules.locale,
    )


def fill(graph: Graph, rules: Graph, text: str) -> Graph:
    """Add the rules' nodes of the places where a graph holds nothing.

    >>> from stc.graph import Stated
    >>> eggs = Quantity(id="eggs", unit="egg", value=Fraction(5), stated=Stated(span=Span(8, 9)))
    >>> hens = Quantity(id="hens", unit="hen", value=Fraction(3), stated=Stated(span=Span(19, 20)))
    >>> text = "Tom has 5 eggs and 3 hens."
    >>> rules = admit(Draft(quantities=(eggs, hens)), text)
    >>> model = admit(Draft(quantities=(eggs.model_copy(update={"id": "hens", "by": "model"}),)), text)
    >>> [node.id for node in fill(model, rules, text).quantities]
    ['hens', 'hens_2']
    """
    spans = sorted({node.stated.span for node in graph.quantities if node.stated})
    passages = sorted({node.span for node in graph.claims})
    old = {node.id for node in rules.quantities if node.labels.table or node.by == "user"}
    new = [
        node
        for node in rules.quantities
        if node.stated and node.id not in old and _free(node.stated.span, spans) and not _in_formula(node, graph)
    ]
    ids = {node.id for node in new}
    derived = {node.id for node in rules.quantities if node.stated is None} - graph.by_id.keys()
    relations = list(_resting_on(rules, ids, derived))
    lefts = {relation.left for relation in relations} - ids
    taken = set(graph.by_id)
    names_now: dict[str, str] = {}
    for node in (*new, *(node for node in rules.quantities if node.id in lefts)):
        names_now[node.id] = fresh(node.id, taken)
        taken.add(names_now[node.id])
    if any(id != now for id, now in names_now.items()):
        relations = [relation for relation in relations if _same_names(relation, names_now)]
        lefts &= {relation.left for relation in relations}
    kept = ids | lefts
    draft = Draft(
        quantities=tuple(
            node.model_copy(update={"id": names_now[node.id]}) for node in rules.quantities if node.id in kept
        ),
        relations=tuple(relations),
        claims=tuple(node for node in rules.claims if _free(node.span, passages) and node.id not in taken),
        locale=graph.locale,
    )
    filled = admit(draft, text, graph)
    findings = (*graph.findings, *(one for one in rules.findings if set(one.nodes) <= filled.by_id.keys()))
    return filled.model_copy(update={"findings": tuple(dict.fromkeys(findings)), "rejected": graph.rejected})


def _free(span: Span, spans: list[Span]) -> bool:
    """Tell whether none of the spans, in order and not in each other, overlaps a span."""
    at = bisect_left(spans, span)
    return not any(near.start < span.end and span.start < near.end for near in spans[max(0, at - 1) : at + 1])


def _in_formula(node: Quantity, graph: Graph) -> bool:
    """Tell whether a formula has the number that a node states, from words that hold it: "a quarter of" as eggs / 4."""
    if node.stated is None or not isinstance(node.value, Fraction):
        return False
    start, end = node.stated.span
    said = [one for one in graph.relations if any(span.start <= start and end <= span.end for span in one.spans)]
    return any(node.value in _literals(relation) for relation in said)


def _literals(relation: Relation) -> set[Fraction]:
    """Give the numbers that a formula writes out, in all ways in which words may say them: n / 4 by 4 or a quarter."""
    try:
        terms = literal_terms(parse_formula(relation.formula))
    except StcError:
        return set()
    found = {number for term in terms for number in term}
    return found | {1 / number for number in found if number} | {a / b for a, b in _pairs(terms) if b}


def _pairs(terms: Iterable[tuple[Fraction, ...]]) -> Iterable[tuple[Fraction, Fraction]]:
    return ((term[0], term[1]) for term in terms if len(term) == 2)


def _resting_on(rules: Graph, ids: Set[str], derived: Set[str]) -> tuple[Relation, ...]:
    """Give the relations that rest on quantities, and on what those relations give, and so on."""
    known = set(ids)
    chosen: set[str] = set()
    growing = True
    while growing:
        growing = False
        for relation in rules.relations:
            if relation.id in chosen or relation.left not in known | derived or not _names(relation) <= known:
                continue
            chosen.add(relation.id)
            growing = growing or relation.left not in known
            known.add(relation.left)
    return tuple(relation for relation in rules.relations if relation.id in chosen)


def _same_names(relation: Relation, names_now: dict[str, str]) -> bool:
    return all(names_now.get(id, id) == id for id in (*_names(relation), relation.left))


def _names(relation: Relation) -> frozenset[str]:
    try:
        return names(parse_formula(relation.formula))
    except StcError:
        return frozenset({""})
