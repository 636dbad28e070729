"""Cut drafts and graphs apart and put them together: what is new, what is the model's, what a user removed."""

from __future__ import annotations

from collections.abc import Iterable, Set

from stc.frontends.lm.surroundings import spans_of
from stc.graph import Claim, Draft, Graph, Quantity, Question, Rejected, Relation
from stc.keep import REMOVED


def of_model(graph: Draft) -> Draft:
    """Take the model's nodes; what formulas give has no value, so that it comes out anew."""
    relations = tuple(node for node in graph.relations if node.by == "model")
    given = {node.left for node in graph.relations}
    return Draft(
        quantities=tuple(
            node.model_copy(update={"value": None}) if node.stated is None and node.id in given else node
            for node in graph.quantities
            if node.by == "model"
        ),
        relations=relations,
        claims=tuple(node for node in graph.claims if node.by == "model"),
        questions=tuple(node for node in graph.questions if node.by == "model"),
    )


def together(one: Draft, other: Draft) -> Draft:
    """Put two drafts of different ids into one."""
    return Draft(
        quantities=(*one.quantities, *other.quantities),
        relations=(*one.relations, *other.relations),
        claims=(*one.claims, *other.claims),
        questions=(*one.questions, *other.questions),
        findings=(*one.findings, *other.findings),
        locale=other.locale,
    )


def removed_in(draft: Draft, held: Graph) -> frozenset[str]:
    """Give the ids of what a user took out of an earlier artifact: the same id, or a number or claim at its place."""
    gone = [one.node for one in held.rejected if one.reason == REMOVED]
    if not gone:
        return frozenset()
    ids = {node.id for node in gone}
    places = {span for node in gone if isinstance(node, Quantity | Claim) for span in spans_of(node)}
    stated = {node.id for node in draft.quantities if places.intersection(spans_of(node))}
    stated |= {node.id for node in draft.claims if node.span in places}
    return frozenset({node.id for node in draft.nodes() if node.id in ids} | stated)


def without(draft: Draft, ids: Set[str]) -> Draft:
    """Take nodes out of a draft."""
    return Draft(
        tables=draft.tables,
        quantities=tuple(node for node in draft.quantities if node.id not in ids),
        relations=tuple(node for node in draft.relations if node.id not in ids),
        claims=tuple(node for node in draft.claims if node.id not in ids),
        questions=tuple(node for node in draft.questions if node.id not in ids),
        findings=draft.findings,
        rejected=draft.rejected,
        locale=draft.locale,
    )


def beside(graph: Graph, held: Graph) -> Draft:
    """Take the nodes of a graph that another does not hold."""
    old = held.by_id.keys()
    return Draft(
        quantities=tuple(node for node in graph.quantities if node.id not in old),
        relations=tuple(node for node in graph.relations if node.id not in old),
        claims=tuple(node for node in graph.claims if node.id not in old),
        questions=tuple(node for node in graph.questions if node.id not in old),
        findings=graph.findings[len(held.findings) :],
        locale=graph.locale,
    )


def with_rejected(graph: Graph, refused: Iterable[Rejected]) -> Graph:
    """Keep refused nodes apart with their reasons, each once."""
    known = {(one.reason, one.message) for one in graph.rejected}
    more: dict[tuple[str, str], Rejected] = {}
    for one in refused:
        if (one.reason, one.message) not in known:
            more.setdefault((one.reason, one.message), one)
    return graph.model_copy(update={"rejected": (*graph.rejected, *more.values())}) if more else graph


def consistent(graph: Graph) -> Graph:
    """Let findings name only nodes that are there, and keep apart only what is not in by now."""
    rejected = tuple(one for one in graph.rejected if not _got_in(one.node, graph))
    known = graph.by_id.keys() | {one.node.id for one in rejected}
    findings = tuple(
        node
        if all(id in known for id in node.nodes)
        else node.model_copy(update={"nodes": tuple(id for id in node.nodes if id in known)})
        for node in graph.findings
    )
    return graph.model_copy(update={"rejected": rejected, "findings": findings})


def _got_in(node: Quantity | Relation | Claim | Question, graph: Graph) -> bool:
    """Tell whether a node of the model that was refused once is in by now, perhaps with other details."""
    if node.by != "model":
        return False
    match node, graph.by_id.get(node.id):
        case Relation(), Relation() as held:
            return held.formula == node.formula
        case Question(), Question() as held:
            return held.target == node.target
        case _, held:
            return held is not None
