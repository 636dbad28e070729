"""Merge several drafts of one text by meaning: what is the same becomes one, and counts how many drafts have it.

    fingerprints  what formulas come to over the text      disputes   one sentence, two readings
    grouping      which nodes are one                      choosing   what is kept, in whose words

Stated numbers are one on the same span alone; derived ones where their formulas, followed down to spans, are equal. So
what ten drafts say takes little more room than what one says.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from typing import TypeVar

from stc.admit import admit
from stc.frontends.lm import renaming
from stc.frontends.lm.asking import group_questions
from stc.frontends.lm.choosing import Chosen, best_quantity, choose, fewest_of, most_common
from stc.frontends.lm.disputes import Dispute, Mesh, Ref, decide, unite
from stc.frontends.lm.fingerprints import SOLVED, follow
from stc.frontends.lm.grouping import Group, group_claims, group_quantities
from stc.frontends.lm.rivals import without_rivals
from stc.graph import Claim, Draft, Finding, Graph, Quantity, Question, Relation

N = TypeVar("N", Quantity, Relation, Claim, Question)
Members = Sequence[tuple[int, Quantity]] | Sequence[tuple[int, Relation | Claim | Question]]


def merge(drafts: Sequence[Draft], text: str, graph: Graph) -> Draft:
    """Merge drafts of one text (or segment) that were each admitted beside `graph` into one, ready to be admitted too.

    `support` of a node is the number of drafts that have it. Where drafts read one sentence differently, the reading
    of most stays (of equally many the first), and a finding tells of the other; what rests on that falls with it. Of
    five drafts or more, derived nodes and questions that only one has are left out unless something kept needs them.
    Relations that the door works out from others are left out: it does so again. Nodes of `graph` are not touched.

    >>> from stc.text import parse, show
    >>> said = "Tom has 5 apples, Ann twice as many."
    >>> one = parse('tom = 5 apple | "has 5"\\nann = 2 * tom = 10 apple | "twice as many"', said)
    >>> two = parse('toms = 5 apple | "5 apples"\\nann = toms * 2 = 10 apple | "Ann twice as many"', said)
    >>> print(show(merge([one, two, one], said, Graph())), end="")
    tom = 5 apple @8:9; support 3
    ann = 10 apple; support 3
    ann_is: ann == 2 * tom @22:35; support 3
    """
    if len(drafts) < 2:
        return _alone(drafts[0]) if drafts else Draft()
    readings = [follow(draft, graph, text) for draft in drafts]
    groups, refs = group_quantities(readings, graph, text)
    mesh = Mesh(readings, groups, refs, text)
    unite(mesh)
    disputes = decide(mesh)
    fewest = fewest_of(drafts)
    claims = group_claims([draft.claims for draft in drafts])
    claimed = {(number, node.id): place for place, group in enumerate(claims) for number, node in group.members}
    chosen = choose(mesh, group_questions(mesh, claimed, fewest), fewest)
    merged = _written(mesh, chosen, claims, disputes, graph)
    return _what_holds(merged, text, graph)


def _alone(draft: Draft) -> Draft:
    """Give a draft that is the only one."""
    return draft.model_copy(
        update={
            "quantities": tuple(node.model_copy(update={"support": 1}) for node in draft.quantities),
            "relations": tuple(
                node.model_copy(update={"support": 1}) for node in draft.relations if node.rule != SOLVED
            ),
            "claims": tuple(node.model_copy(update={"support": 1}) for node in draft.claims),
            "questions": without_rivals([node.model_copy(update={"support": 1}) for node in draft.questions]),
        }
    )


def _written(
    mesh: Mesh, chosen: Chosen, claims: Sequence[Group[Claim]], disputes: Sequence[Dispute], graph: Graph
) -> Draft:
    """Write the nodes that are kept, under the ids that most drafts use."""
    drafts = [reading.draft for reading in mesh.readings]
    place_of = {id(node): place for place, node in enumerate(node for draft in drafts for node in draft.nodes())}
    kept: set[Ref] = {*chosen.quantities, *graph.by_id}
    own = [(place, mesh.living(place)) for place in chosen.quantities if not mesh.groups[place].held]
    own.sort(key=lambda group: min(place_of[id(node)] for _, node in group[1]))
    said = sorted(
        (group.members for group in claims), key=lambda members: min(place_of[id(node)] for _, node in members)
    )
    ids = _ids(
        [
            *(members for _, members in own),
            *said,
            *(living for _, living in chosen.relations),
            *(a.members for _, a in chosen.questions),
        ],
        mesh,
        graph,
    )
    relations = [
        _counted(renaming.relation(relation, ids[number]), living) for (number, relation), living in chosen.relations
    ]
    questions = [
        _counted(renaming.question(question, ids[number]), asked.members).model_copy(
            update={"text": asked.wordings[0], "wordings": tuple(asked.wordings[1:])}
        )
        for (number, question), asked in chosen.questions
    ]
    return Draft(
        tables=tuple(dict.fromkeys(table for draft in drafts for table in draft.tables)),
        quantities=tuple(_one(best_quantity(mesh, place), members, ids) for place, members in own),
        relations=tuple(relations),
        claims=tuple(_one(most_common(members, lambda member: member[1].span)[0], members, ids) for members in said),
        questions=without_rivals(questions),
        findings=(
            *_findings(drafts, ids, graph, fewest_of(drafts)),
            *(told for one in disputes if one.kept in kept for told in _told(one, mesh, ids)),
        ),
        rejected=tuple(dict.fromkeys(one for draft in drafts for one in draft.rejected)),
        locale=drafts[0].locale,
    )


def _ids(groups: Sequence[Members], mesh: Mesh, graph: Graph) -> list[dict[str, str]]:
    """Choose the id of each group, the one that most drafts use; gives for each draft its ids and what they become."""
    ids: list[dict[str, str]] = [
        {id: held for id, place in refs.items() if (held := mesh.groups[place].held)} for refs in mesh.refs
    ]
    wishes = [
        (-count, place, id)
        for place, members in enumerate(groups)
        for id, count in Counter(node.id for _, node in members).items()
    ]
    taken = set(graph.by_id)
    named: dict[int, str] = {}
    wished: dict[int, str] = {}
    for _, place, id in sorted(wishes, key=lambda wish: wish[:2]):  # stable: of equals the first draft's
        wished.setdefault(place, id)
        if place not in named and id not in taken:
            named[place] = id
            taken.add(id)
    for place, members in enumerate(groups):
        if place not in named:
            named[place] = renaming.fresh(wished[place], taken)
            taken.add(named[place])
        for number, node in members:
            ids[number][node.id] = named[place]
    return ids


def _counted(node: N, members: Iterable[tuple[int, object]]) -> N:
    """Note how many drafts have a node."""
    return node.model_copy(update={"support": len({number for number, _ in members})})


def _one(best: tuple[int, N], members: Iterable[tuple[int, object]], ids: Sequence[dict[str, str]]) -> N:
    number, node = best
    return _counted(node.model_copy(update={"id": ids[number][node.id]}), members)


def _findings(drafts: Sequence[Draft], ids: Sequence[dict[str, str]], graph: Graph, fewest: int) -> Iterator[Finding]:
    """Give the findings that enough drafts have, each once, but those of nodes that were left out."""
    found: Counter[Finding] = Counter()
    for draft, own in zip(drafts, ids, strict=True):
        known = [one for one in draft.findings if all(node in own or node in graph.by_id for node in one.nodes)]
        found.update(list(dict.fromkeys(renaming.finding(finding, own) for finding in known)))
    yield from (finding for finding, count in found.items() if count >= fewest)


def _told(dispute: Dispute, mesh: Mesh, ids: Sequence[dict[str, str]]) -> Iterator[Finding]:
    """Tell of a reading that was left out: both formulas, how many drafts have each, and where the text says it."""
    majority = [
        (at, one) for at, one in dispute.majority if mesh.stands(at, one) and _there(one.left, ids[at], dispute)
    ]
    if not majority or not dispute.minority:  # the quantity is there by another way alone
        return
    minority = dispute.minority
    number, relation = majority[0]
    name = ids[number].get(relation.left, relation.left)
    ours, theirs = (renaming.in_formula(one.formula, ids[at]) for at, one in (majority[0], minority[0]))
    counts = [len({at for at, _ in members}) for members in (majority, minority)]
    said = f"{_drafts(counts[0])} as {ours}, by {_drafts(counts[1])} as {theirs}"
    spans = sorted({span for _, one in (*majority, *minority) for span in one.spans})
    yield Finding(
        kind="ambiguous",
        message=f"{name} is read by {said} ({len(mesh.readings)} drafts)",
        nodes=(name,),
        spans=tuple(spans),
    )


def _there(id: str, ids: dict[str, str], dispute: Dispute) -> bool:
    return id in ids or isinstance(dispute.kept, str)


def _drafts(count: int) -> str:
    return "1 draft" if count == 1 else f"{count} drafts"


def _what_holds(merged: Draft, text: str, graph: Graph) -> Draft:
    """Leave out what does not get in: units or literals that fitted in one draft alone, wordings of other questions."""
    admitted = admit(merged, text, graph)
    refused = {one.node.id for one in admitted.rejected[len(graph.rejected) + len(merged.rejected) :]}
    wordings = {node.id: node.wordings for node in admitted.questions}
    if not refused and all(wordings[node.id] == node.wordings for node in merged.questions):
        return merged
    return merged.model_copy(
        update={
            "quantities": tuple(node for node in merged.quantities if node.id not in refused),
            "relations": tuple(node for node in merged.relations if node.id not in refused),
            "claims": tuple(node for node in merged.claims if node.id not in refused),
            "questions": tuple(
                node.model_copy(update={"wordings": wordings[node.id]})
                for node in merged.questions
                if node.id not in refused
            ),
        }
    )
