"""The graph as networkx sees it: order, ancestors, cycles; and drawings of it (mermaid, dot, graphml).

number  ->  relation  ->  number        a relation stands between what it names and its left side
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

from stc.admit.formulas import parse_formula
from stc.errors import InputError
from stc.expression import names
from stc.graph import Draft, FormulaTarget, PeriodTarget, Quantity, Relation, show_exact

if TYPE_CHECKING:
    from networkx import DiGraph

MAX_LABEL = 60


def view(graph: Draft) -> DiGraph[str]:
    """Build the networkx view: an edge from each quantity to the relations that name it, and on to their left sides.

    >>> from stc.text import parse
    >>> drawn = view(parse("a = ?\\nb = 2 * a"))
    >>> sorted(drawn.edges)
    [('a', 'b_is'), ('b_is', 'b')]
    """
    import networkx

    drawn: DiGraph[str] = networkx.DiGraph()
    drawn.add_nodes_from((node.id, {"kind": "quantity"}) for node in graph.quantities)
    drawn.add_nodes_from((node.id, {"kind": "relation"}) for node in graph.relations)
    drawn.add_edges_from(_edges(graph))
    return drawn


def _edges(graph: Draft) -> Iterator[tuple[str, str]]:
    for relation in graph.relations:
        for name in sorted(names(parse_formula(relation.formula))):
            yield name, relation.id
        yield relation.id, relation.left


def rests_on(graph: Draft, id: str) -> list[str]:
    """List the quantities that a quantity's value can follow from, the nearest first.

    Follows formulas only where the text does not state the value.

    >>> from stc.text import parse
    >>> rests_on(parse("a = ?\\nb = 2 * a\\nc = b + 1"), "c")
    ['b', 'a']
    """
    giving: dict[str, list[Relation]] = {}
    for relation in graph.relations:
        giving.setdefault(relation.left, []).append(relation)
    stated = {node.id for node in graph.quantities if node.stated is not None}
    found: dict[str, None] = {id: None}
    order = [id]
    for name in order:  # grows while it is read
        for relation in giving.get(name, ()) if name not in stated or name == id else ():
            for part in sorted(names(parse_formula(relation.formula))):
                if part not in found:
                    found[part] = None
                    order.append(part)
    return order[1:]


def order(graph: Draft) -> list[str]:
    """Sort quantities so that each comes after those that its formulas name; what goes round in circles comes last.

    >>> from stc.text import parse
    >>> order(parse("c = b + 1\\nb = 2 * a\\na = ?"))
    ['a', 'b', 'c']
    """
    import networkx

    drawn = networkx.condensation(view(graph))
    quantities = {node.id for node in graph.quantities}
    ids = [*(node.id for node in graph.quantities), *(node.id for node in graph.relations)]
    place = {id: number for number, id in enumerate(ids)}
    members: dict[int, set[str]] = dict(drawn.nodes(data="members"))
    sooner = {number: min(place.get(id, 0) for id in group) for number, group in members.items()}
    sorted_groups = networkx.lexicographical_topological_sort(drawn, key=lambda number: sooner[number])
    groups = [sorted(members[number], key=lambda id: place.get(id, 0)) for number in sorted_groups]
    return [id for group in groups for id in group if id in quantities]


def cycles(graph: Draft) -> list[list[str]]:
    """List the groups of quantities that formulas define by each other: solved systems, and checks of stated totals.

    >>> from stc.text import parse
    >>> cycles(parse("a = b + 1\\nb = a - 1\\nc = a"))
    [['a', 'b']]
    """
    import networkx

    quantities = {node.id for node in graph.quantities}
    found = (sorted(quantities & group) for group in networkx.strongly_connected_components(view(graph)))
    return sorted(group for group in found if len(group) > 1)


def export(graph: Draft, format: str) -> str:
    """Draw the graph as "mermaid", "dot" or "graphml" text; raises InputError for other formats."""
    match format:
        case "mermaid":
            return _mermaid(graph)
        case "dot":
            return _dot(graph)
        case "graphml":
            return _graphml(graph)
        case _:
            raise InputError(f"unknown drawing: {format}", hint="one of mermaid, dot, graphml")


def _shapes(graph: Draft) -> Iterator[tuple[str, str, str]]:
    """Give (id, kind, label) of all that is drawn."""
    for node in graph.quantities:
        yield node.id, "stated" if node.stated is not None else "derived", _label(node)
    for relation in graph.relations:
        yield relation.id, "relation", _short(relation.formula)
    for question in graph.questions:
        yield question.id, "question", _short(question.text)


def _links(graph: Draft) -> Iterable[tuple[str, str]]:
    yield from _edges(graph)
    known = {node.id for node in graph.quantities}
    for question in graph.questions:
        target = question.target
        if isinstance(target, FormulaTarget):
            ids: Iterable[str] = sorted(names(parse_formula(target.formula)))
        else:
            ids = target.rests_on if isinstance(target, PeriodTarget) else ()
        yield from ((id, question.id) for id in ids if id in known)


def _label(node: Quantity) -> str:
    value = "?" if node.value is None else show_exact(node.value)
    return _short(f"{node.about or node.id} = {value} {node.unit}".rstrip())


def _short(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= MAX_LABEL else text[: MAX_LABEL - 1] + "…"


_MERMAID = {"stated": ('["', '"]'), "derived": ('("', '")'), "relation": ('{{"', '"}}'), "question": ('>"', '"]')}
_DOT = {"stated": "box", "derived": "ellipse", "relation": "hexagon", "question": "note"}


def _mermaid(graph: Draft) -> str:
    lines = ["flowchart LR"]
    for id, kind, label in _shapes(graph):
        before, after = _MERMAID[kind]
        safe = re.sub(r'["&<>#;`\\]', lambda mark: f"#{ord(mark[0])};", label)
        lines.append(f"    n_{id}{before}{safe}{after}")  # n_: "end" and its like are words of mermaid
    lines += [f"    n_{source} --> n_{target}" for source, target in _links(graph)]
    return "\n".join(lines) + "\n"


def _dot(graph: Draft) -> str:
    lines = ["digraph stc {", "    rankdir=LR"]
    for id, kind, label in _shapes(graph):
        safe = label.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'    "{id}" [shape={_DOT[kind]}, label="{safe}"]')
    lines += [f'    "{source}" -> "{target}"' for source, target in _links(graph)]
    return "\n".join([*lines, "}"]) + "\n"


def _graphml(graph: Draft) -> str:
    lines = [
        '<?xml version="1.0" encoding="UTF-8"?>',
        '<graphml xmlns="http://graphml.graphdrawing.org/xmlns">',
        '  <key id="kind" for="node" attr.name="kind" attr.type="string"/>',
        '  <key id="label" for="node" attr.name="label" attr.type="string"/>',
        '  <graph edgedefault="directed">',
    ]
    for id, kind, label in _shapes(graph):
        safe = escape("".join(letter if letter.isprintable() else " " for letter in label))
        data = f'<data key="kind">{kind}</data><data key="label">{safe}</data>'
        lines.append(f"    <node id={quoteattr(id)}>{data}</node>")
    for source, target in _links(graph):
        lines.append(f"    <edge source={quoteattr(source)} target={quoteattr(target)}/>")
    return "\n".join([*lines, "  </graph>", "</graphml>"]) + "\n"
