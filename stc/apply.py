"""Add, mend and remove nodes by hand: lines of the text form, checked like all others, and kept when recompiling.

balls = 800 ball | balls the juggler has "can juggle 800 balls"    add, or mend the node of that id
- tennis_balls                                                     remove a node
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NoReturn, TypeVar

from stc.admit import admit
from stc.errors import TextFormError
from stc.graph import Claim, Draft, Finding, Graph, Quantity, Question, Rejected, Relation, Table
from stc.text.parts import Reading
from stc.text.reading import draft_of, read

Kind = TypeVar("Kind", Quantity, Relation, Claim, Question)
SYNTAX = 'write `id = formula = value unit`, `id = value unit @"quote" | words`, or `- id` to remove a node'


def apply(graph: Graph, text: str, lines: str) -> Graph:
    """Apply lines of the text form to a graph; what follows from mended numbers is computed anew.

    Nodes are marked as a user's. What rested on a removed node is rejected. Raises TextFormError, and changes nothing,
    where a line cannot be read, names a node that is not there, or its node is not admitted.

    >>> from stc.text import show
    >>> text = "Tom has 5 apples, Ann twice as many."
    >>> told = 'tom = 5 apple | "5"\\nann = 2 * tom = 10 apple | "Ann twice as many"'
    >>> print(show(apply(Graph(), text, told)), end="")
    tom = 5 apple @8:9; by user
    ann = 10 apple; by user
    ann_is: ann == 2 * tom @18:35; by user
    """
    try:
        reading = read(lines, text)
    except TextFormError as error:
        error.hint = error.hint or SYNTAX
        raise
    mine = draft_of(reading)
    if mine.findings or mine.rejected or mine.tables:
        node = (*mine.findings, *mine.rejected, *mine.tables)[0]
        _refuse(reading, getattr(node, "id", ""), "findings, rejected nodes and tables are not made by hand")
    removed = _removed(reading, graph)
    changed = removed | {node.id for node in mine.nodes()} | set(_gone_along(removed, graph))
    anew = {node.left for node in mine.relations} & {node.id for node in mine.quantities}
    changed |= {relation.id for left in anew for relation in graph.relations_of.get(left, ())}
    kept = Draft(
        tables=graph.tables,
        quantities=(*_unvalued(_rest(graph.quantities, changed), graph), *_mine(mine.quantities)),
        relations=(*_rest(graph.relations, changed), *_mine(mine.relations)),
        claims=(*_rest(graph.claims, changed), *_mine(mine.claims)),
        questions=(*_rest(graph.questions, changed), *_mine(mine.questions)),
        findings=tuple(finding for finding in graph.findings if not _concerns(finding, changed)),
        rejected=(*(one for one in graph.rejected if one.node.id not in changed), *_apart(removed, graph)),
        locale=graph.locale,
    )
    result = admit(kept, text)
    known = set(graph.rejected)
    for rejected in result.rejected:
        if rejected.node.by == "user" and rejected not in known and rejected.node.id in reading.lines:
            _refuse(reading, rejected.node.id, rejected.message, rejected)
    return result


def _removed(reading: Reading, graph: Graph) -> set[str]:
    waiting = {one.node.id for one in graph.rejected if one.node.by == "user"}
    for id, scanner in reading.removed:
        if id not in graph.by_id and id not in waiting:
            scanner.fail(f"there is no node {id} to remove", hint="stc show lists all nodes", place=0)
        if any(id == table.id for table in graph.tables):
            scanner.fail(f"{id} is a table: its cells would lose their evidence", place=0)
    return {id for id, _ in reading.removed}


def _apart(removed: set[str], graph: Graph) -> Iterable[Rejected]:
    """Keep removed nodes apart, so that compiling the text again leaves them out again."""
    for id in sorted(removed):
        node = graph.by_id.get(id)
        if node is not None and not isinstance(node, Table) and node.by != "user":
            yield Rejected(node=node, reason="removed", message=f"{id}: removed by a user")


def _gone_along(removed: set[str], graph: Graph) -> Iterable[str]:
    """Give the user's own formulas for the user's own removed numbers: one line made both."""
    for node in (*graph.nodes(), *(one.node for one in graph.rejected)):
        if isinstance(node, Relation) and node.by == "user" and node.left in removed:
            left = graph.by_id.get(node.left)
            if left is None or getattr(left, "by", "") == "user":
                yield node.id


def _rest(nodes: Iterable[Kind], changed: set[str]) -> tuple[Kind, ...]:
    return tuple(node for node in nodes if node.id not in changed)


def _mine(nodes: Iterable[Kind]) -> tuple[Kind, ...]:
    return tuple(node.model_copy(update={"by": "user"}) for node in nodes)


def _unvalued(nodes: Iterable[Quantity], graph: Graph) -> Iterable[Quantity]:
    """Forget values that formulas gave, so that they come out anew."""
    for node in nodes:
        given = node.stated is None and node.id in graph.relations_of
        yield node.model_copy(update={"value": None}) if given and node.value is not None else node


def _concerns(finding: Finding, changed: set[str]) -> bool:
    return any(id in changed for id in finding.nodes)


def _refuse(reading: Reading, id: str, message: str, rejected: Rejected | None = None) -> NoReturn:
    scanner = reading.lines.get(id)
    line = scanner.number if scanner is not None else 1
    code = rejected.reason if rejected is not None else "text-form"
    raise TextFormError(message, line=line, hint="nothing was changed", code=code)
