"""Place what a model proposes: quotes become spans, values numerals at them, names ids of the graph.

    proposal = Number* Equation* Fact* Asked*   ->   draft = Quantity* Relation* Claim* Question*  and complaints

Placing decides nothing about truth, and loses nothing in silence: what cannot be placed becomes a complaint that says
what to write instead, and what can is checked by `stc.admit`. A number that stands where a node of the graph is stated
is that node; a cell of a table stays exactly as the rules read it.
"""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from stc.admit.formulas import parse_formula
from stc.admit.grounding import Complaint, literal_complaint
from stc.errors import StcError
from stc.expression import names
from stc.expression.fingerprint import cancelled
from stc.frontends.lm.fitting import fit_relations
from stc.frontends.lm.naming import as_formula, as_id
from stc.frontends.lm.quotes import find_quote
from stc.frontends.lm.renaming import fresh
from stc.frontends.lm.stating import MAX_WORDS, Work, add, place_number, relate
from stc.graph import (
    Claim,
    ClaimTarget,
    Draft,
    FormulaTarget,
    Graph,
    Quantity,
    Question,
    Relation,
    Span,
    SpansTarget,
    Target,
)
from stc.signatures.proposal import Asked, Equation, Fact, Item, Number, Proposal
from stc.units import parse as parse_unit

MAX_WORDINGS = 8


class Refused(NamedTuple):
    """An item that could not be placed: as JSON, its id (or left side, or question), a stable code, what to change."""

    item: str
    id: str
    code: str
    message: str


@dataclass(frozen=True, slots=True)
class Placed:
    """A draft that is ready for the door, and what could not be placed.

    `items` tells which item a node of the draft comes from, by the node's id.
    """

    draft: Draft
    complaints: tuple[Refused, ...] = ()
    items: Mapping[str, Item] = field(default_factory=dict)


def place(
    proposal: Proposal, text: str, *, within: Span, locale: str, graph: Graph, known: Container[str] | None = None
) -> Placed:
    """Turn a proposal for a part of a text into a draft for `admit(draft, text, graph)`.

    `known` are the ids of the graph that the model was shown (default: all); another node of that name is another
    thing, and the model's gets a new id.

    >>> text = "Tom has 12 eggs. A quarter of them break."
    >>> eggs = Number(id="eggs", quote="12 eggs", value="12", unit="egg")
    >>> broken = Equation(left="broken", formula="eggs / 4", quote="A quarter of them break")
    >>> proposal = Proposal(quantities=[eggs], relations=[broken])
    >>> placed = place(proposal, text, within=Span(0, len(text)), locale="en", graph=Graph())
    >>> [(node.id, node.unit) for node in placed.draft.quantities], placed.draft.relations[0].spans
    ([('eggs', 'egg'), ('broken', 'egg')], (Span(start=17, end=40),))
    """
    stated = {node.stated.span: node for node in graph.quantities if node.stated is not None}
    work = Work(
        text,
        within,
        locale,
        graph,
        given=frozenset(as_id(item.left) for item in proposal.relations),
        taken=set(graph.by_id),
        known=graph.by_id if known is None else known,
        at=stated,
        starts=sorted(stated),
    )
    complaints: list[Refused] = []
    for number in proposal.quantities:
        complaints += _refused(number, number.id, place_number(number, work))
    names_of = {**{node.id: node.id for node in graph.quantities if node.id in work.known}, **work.ids}
    for equation in proposal.relations:
        complaints += _refused(equation, equation.left, _equation(equation, names_of, work))
    complaints += _fit(work)
    for fact in proposal.claims:
        complaints += _refused(fact, fact.id, _fact(fact, work))
    for asked in proposal.questions:
        complaints += _refused(asked, asked.question, _asked(asked, names_of, work))
    draft = Draft(
        quantities=tuple(work.quantities.values()),
        relations=tuple(work.relations),
        claims=tuple(work.claims.values()),
        questions=tuple(work.questions),
        locale=locale,
    )
    return Placed(draft, tuple(complaints), work.items)


def _refused(item: Item, id: str, complaint: Complaint | None) -> list[Refused]:
    if complaint is None:
        return []
    shown = item.model_dump_json(exclude_defaults=True)
    return [Refused(shown, id, complaint.code, f"{id:.80}: {complaint.message}")]


def _equation(item: Equation, names_of: dict[str, str], work: Work) -> Complaint | None:
    """Place an equation; a left side that nobody proposed becomes a quantity."""
    id = as_id(item.left)
    if not id:
        return Complaint("bad-node", f"left is {item.left!r:.40}: write the id of a quantity")
    if not item.formula.strip():
        return Complaint("bad-formula", "the formula is empty: write what gives the left side, by ids of quantities")
    left = names_of.get(item.left) or names_of.get(id)
    if left is not None and _another(left, item, id, work):
        left = None
    formula = as_formula(item.formula, item.left, {**names_of, item.left: left or id})
    spans = _said_at(item, left, work)
    if isinstance(spans, Complaint):
        return spans
    basis: Literal["said", "definition", "assumed"] = "assumed" if item.assumed else "said" if spans else "definition"
    if basis == "assumed" and (complaint := _no_rate(formula, left, work)) is not None:
        return complaint
    if left is None:
        left = add(Number(id=item.left), id, Quantity(id=id, about=id.replace("_", " "), by="model"), work).id
        work.items[left] = item
        formula = as_formula(item.formula, item.left, names_of | work.ids)
        names_of |= work.ids
    if formula == left:
        return Complaint("circular", f"{left} cannot be given by itself: write it by other ids")
    rule = "derived" if basis == "definition" else ""
    relate(Relation(id="new", left=left, formula=formula, basis=basis, rule=rule, spans=spans), item, work)
    return None


def _another(left: str, item: Equation, id: str, work: Work) -> bool:
    """Tell whether a left side only happens to be called as a node of the graph, which the model calls otherwise."""
    number = work.about.get(left)
    called = item.left not in work.ids and number is not None and as_id(number.id) != id
    return called and left in work.graph.by_id


def _said_at(item: Equation, left: str | None, work: Work) -> tuple[Span, ...] | Complaint:
    """Find the words that say an equation: its own quote, else the one that came with a quantity that follows."""
    if item.quote:
        return find_quote(item.quote, item.occurrence, work.text, work.within)
    number = work.about.get(left or "")
    if item.assumed or number is None or not number.quote or left not in work.quantities:
        return ()
    found = find_quote(number.quote, number.occurrence, work.text, work.within)
    return () if isinstance(found, Complaint) or work.quantities[left].stated is not None else found


def _needs_words(formula: str, work: Work) -> Complaint | None:
    """Check that an equation without a quote writes out no number that only words of the text could give."""
    try:
        expression = parse_formula(formula)
    except StcError:
        return None  # the door says what is wrong with it
    complaint = literal_complaint(expression, (), work.locale)
    if complaint is None or cancelled(expression) is not None:
        return complaint
    message = f"{formula:.80} writes out a number: quote the words that say it, or take the id of a quantity for it"
    return Complaint(complaint.code, f"{message}; a rate of the world is a quantity of its own")


def _no_rate(formula: str, left: str | None, work: Work) -> Complaint | None:
    """Check that an assumed number is a rate of the world with an id of its own: others would get in by saying so."""
    try:
        expression = parse_formula(formula)
    except StcError:
        return None  # the door says what is wrong with it
    if literal_complaint(expression, (), work.locale) is None:
        return None
    node = work.quantities.get(left or "") or work.graph.by_id.get(left or "")
    powers = parse_unit(node.unit).powers if isinstance(node, Quantity) and node.stated is None else ()
    if not names(expression) and any(power < 0 for _, power in powers):
        return None
    message = (
        "only a rate of the world can be assumed: a quantity of its own with a unit such as day/week, and formula 7"
    )
    return Complaint("ungrounded-literal", f"{formula:.80} is not said by the text: {message}")


def _fit(work: Work) -> list[Refused]:
    """Give quantities that follow the units of their formulas, and check what no quote says."""
    open_ones = {
        id for id, node in work.quantities.items() if not node.unit and node.stated is None and not work.about[id].unit
    }
    named = {name for relation in work.relations for name in (*_names(relation.formula), relation.left)}
    known = {id: node.unit for id in named if isinstance(node := work.graph.by_id.get(id), Quantity)}
    known |= {id: node.unit for id, node in work.quantities.items()}
    found, relations = fit_relations(open_ones, work.relations, known)
    for id, unit in found.items():
        work.quantities[id] = work.quantities[id].model_copy(update={"unit": unit})
    refused: list[Refused] = []
    work.relations = []
    for relation in relations:
        complaint = _needs_words(relation.formula, work) if relation.basis == "definition" else None
        if complaint is None:
            work.relations.append(relation)
            continue
        item = work.items.pop(relation.id)
        refused += _refused(item, relation.left, complaint)
        if work.items.get(relation.left) is item:  # nothing else speaks of it
            work.quantities.pop(relation.left)
    return refused


def _names(formula: str) -> frozenset[str]:
    try:
        return names(parse_formula(formula))
    except StcError:
        return frozenset()


def _fact(item: Fact, work: Work) -> Complaint | None:
    """Place a claim: the words that the text says at one place."""
    id = as_id(item.id)
    if not id:
        return Complaint("bad-node", f"the id {item.id!r:.40} is none: write small letters, digits and _")
    spans = find_quote(item.quote, item.occurrence, work.text, work.within)
    if isinstance(spans, Complaint):
        return spans
    if len(spans) > 1:
        return Complaint("not-in-text", "a claim stands at one place: copy one passage, without ...")
    held = next((claim for claim in (*work.graph.claims, *work.claims.values()) if claim.span == spans[0]), None)
    if held is not None:
        work.ids[item.id] = held.id
        return None
    said = " ".join(work.text[slice(*spans[0])].split())
    id = fresh(id, work.taken)
    work.taken.add(id)
    work.ids[item.id] = id
    work.items[id] = item
    work.claims[id] = Claim(id=id, text=said, span=spans[0], by="model")
    return None


def _asked(item: Asked, names_of: Mapping[str, str], work: Work) -> Complaint | None:
    """Place a question with the first of formula, fact and quote that it has."""
    text = " ".join(item.question.split())[:MAX_WORDS]
    if not text:
        return Complaint("bad-node", "the question is empty")
    target = _target(item, names_of, work)
    if isinstance(target, Complaint):
        return target
    wordings = dict.fromkeys(" ".join(wording.split())[:MAX_WORDS] for wording in item.wordings)
    others = [wording for wording in wordings if wording and wording != text][:MAX_WORDINGS]
    id = fresh(f"asked_{as_id(text)[:60]}".rstrip("_"), work.taken)
    work.taken.add(id)
    work.items[id] = item
    work.questions.append(Question(id=id, text=text, wordings=tuple(others), target=target, by="model"))
    return None


def _target(item: Asked, names_of: Mapping[str, str], work: Work) -> Target | Complaint:
    claims = {claim.id for claim in work.graph.claims} | work.claims.keys()
    for name in (item.formula.strip(), item.fact.strip()):
        id = work.ids.get(name, name)
        if id in claims:
            return ClaimTarget(claim=id)
    if item.formula.strip():
        return FormulaTarget(formula=as_formula(item.formula, "", names_of))
    if item.fact.strip() in names_of:
        return FormulaTarget(formula=names_of[item.fact.strip()])
    if item.quote.strip():
        spans = find_quote(item.quote, 0, work.text, work.within)
        return spans if isinstance(spans, Complaint) else SpansTarget(spans=spans)
    if item.fact.strip():
        return Complaint("unknown-id", f"there is no claim {item.fact:.60}: give the words that answer it as quote")
    return Complaint("no-source", "nothing answers it: give a formula, a quote, or the id of a claim as fact")
