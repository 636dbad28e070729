"""Join the drafts of a text's segments into one: no two nodes of one id, and what stands at one place once."""

from __future__ import annotations

from collections.abc import Hashable, Iterable, Mapping, Sequence

from stc.frontends.lm import renaming
from stc.frontends.lm.rivals import without_rivals
from stc.graph import Claim, Draft, Finding, Quantity, Question, Rejected, Relation, Table

Checked = Quantity | Relation | Claim | Question


def join(drafts: Sequence[Draft], elsewhere: Iterable[str] = ()) -> Draft:
    """Put drafts of one text behind one another, in the order of the text.

    An id that stands for something else in an earlier draft, or `elsewhere`, gets a number after it ("price",
    "price_2"), in formulas too.
    The same number or claim at the same place, and the same equation of it, is kept once, with the first one's words.
    A wording that two questions with different answers share stays with the one that more drafts hold, else with
    neither.

    >>> from fractions import Fraction
    >>> from stc.graph import Span, Stated
    >>> prices = (Quantity(id="price", value=Fraction(n), stated=Stated(span=Span(n, n + 1))) for n in (3, 7))
    >>> [node.id for node in join([Draft(quantities=(price,)) for price in prices]).quantities]
    ['price', 'price_2']
    """
    held: dict[Hashable, str] = {}  # what stands where -> its id
    taken: dict[str, object] = dict.fromkeys(elsewhere)
    tables: dict[str, Table] = {}
    quantities: dict[str, Quantity] = {}
    relations: dict[Hashable, Relation] = {}
    claims: dict[str, Claim] = {}
    questions: list[Question] = []
    findings: list[Finding] = []
    rejected: dict[Rejected, None] = {}
    for draft in drafts:
        tables.update({node.id: node for node in draft.tables})
        taken.update(tables)
        ids = _ids(draft, held, taken)
        for quantity in draft.quantities:
            quantities.setdefault(ids[quantity.id], renaming.quantity(quantity, ids))
        for relation in draft.relations:
            renamed = renaming.relation(relation, ids)
            relations.setdefault((renamed.left, renamed.formula, renamed.basis), renamed)
        for claim in draft.claims:
            claims.setdefault(ids[claim.id], renaming.claim(claim, ids))
        questions += [renaming.question(question, ids) for question in draft.questions]
        findings += [renaming.finding(finding, ids) for finding in draft.findings]
        rejected.update(dict.fromkeys(draft.rejected))
    return Draft(
        tables=tuple(tables.values()),
        quantities=tuple(quantities.values()),
        relations=tuple(relations.values()),
        claims=tuple(claims.values()),
        questions=without_rivals(_asked_once(questions)),
        findings=tuple(dict.fromkeys(findings)),
        rejected=tuple(rejected),
        locale=drafts[0].locale if drafts else "en",
    )


def _ids(draft: Draft, held: dict[Hashable, str], taken: dict[str, object]) -> Mapping[str, str]:
    """Choose the ids of a draft's nodes beside those of the drafts before it."""
    ids: dict[str, str] = {}
    own = {node.id for node in draft.nodes()}
    nodes: list[Checked] = [*draft.quantities, *draft.claims, *draft.relations, *draft.questions]
    for node in nodes:
        place = _place(node)
        known = held.get(place) if place is not None else None
        if known is None or known in ids.values():  # two nodes of this draft at one place are two
            known = renaming.fresh(node.id, taken if node.id not in taken else {*taken, *own})
            taken[known] = node
            if place is not None:
                held.setdefault(place, known)
        ids[node.id] = known
    return ids


def _place(node: Checked) -> Hashable:
    match node:
        case Quantity():
            return ("number", node.stated.span, node.value) if node.stated is not None else None
        case Claim():
            return "claim", node.span
        case _:
            return None


def _asked_once(questions: Iterable[Question]) -> tuple[Question, ...]:
    """Make one of questions that several segments ask in the same words with the same answer."""
    kept: dict[tuple[str, str], Question] = {}
    for question in questions:
        key = question.text, question.target.model_dump_json()
        first = kept.setdefault(key, question)
        wordings = tuple(dict.fromkeys((*first.wordings, *question.wordings)))
        if wordings != first.wordings:
            kept[key] = first.model_copy(update={"wordings": wordings})
    return tuple(kept.values())
