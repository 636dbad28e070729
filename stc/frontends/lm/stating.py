"""Place the quantities of a proposal: at the numeral that states them, at a node that is there, or as what follows."""

from __future__ import annotations

from bisect import bisect_left, insort
from collections.abc import Container, Sequence
from dataclasses import dataclass, field

from stc.admit.grounding import Complaint
from stc.frontends.lm.amounts import Found, find_number, read_qualifier, read_values
from stc.frontends.lm.fitting import fit_period, fit_unit, read_unit, sentence_around, unit_is_there
from stc.frontends.lm.naming import as_id
from stc.frontends.lm.quotes import find_quote
from stc.frontends.lm.renaming import fresh
from stc.graph import Claim, Graph, Labels, Quantity, Question, Relation, Span, show_exact
from stc.signatures.proposal import Item, Number
from stc.words import tokens

MAX_WORDS = 400  # characters of what a number is about, or of a question


@dataclass(slots=True)
class Work:
    """What has been placed so far."""

    text: str
    within: Span
    locale: str
    graph: Graph
    given: frozenset[str]  # ids that equations give
    taken: set[str]
    known: Container[str]  # ids of the graph that the model was shown
    ids: dict[str, str] = field(default_factory=dict)  # a name as the model writes it -> id
    about: dict[str, Number] = field(default_factory=dict)  # id -> its item
    at: dict[Span, Quantity] = field(default_factory=dict)  # where numbers are stated, the graph's and ours
    starts: list[Span] = field(default_factory=list)  # the same places, in order
    quantities: dict[str, Quantity] = field(default_factory=dict)
    relations: list[Relation] = field(default_factory=list)
    claims: dict[str, Claim] = field(default_factory=dict)
    questions: list[Question] = field(default_factory=list)
    items: dict[str, Item] = field(default_factory=dict)


def place_number(item: Number, work: Work) -> Complaint | None:
    """Place a quantity: the node of the graph that it is, else a new one."""
    id = as_id(item.id)
    if not id:
        return Complaint("bad-node", f"the id {item.id!r:.40} is none: write small letters, digits and _")
    if item.id in work.ids or id in work.ids:
        known = work.about.get(work.ids.get(item.id) or work.ids[id])
        return None if known == item else Complaint("duplicate-id", f"two quantities have the id {id}: rename this one")
    held = work.graph.by_id.get(id) if id in work.known else None
    if not item.quote:
        return _unquoted(item, id, held, work)
    spans = find_quote(item.quote, item.occurrence, work.text, work.within)
    if not item.value:
        return _unvalued(item, id, spans, work)
    found: Found | Complaint = spans if isinstance(spans, Complaint) else _find(item, spans, work)
    if isinstance(found, Complaint) or isinstance(spans, Complaint):
        if id in work.given:  # its equation says where it comes from
            return _following(item, id, work)
        return found if isinstance(found, Complaint) else None
    return _stated(item, id, found, spans, work)


def _find(item: Number, spans: Sequence[Span], work: Work) -> Found | Complaint:
    return find_number(item.value, read_qualifier(item.qualifier) or "exact", spans, work.text, work.locale)


def _unquoted(item: Number, id: str, held: object, work: Work) -> Complaint | None:
    """Place a quantity that the item does not say to be in the text: one already known, or one that follows."""
    if not isinstance(held, Quantity):
        return _following(item, id, work)
    if item.value and held.value not in read_values(item.value, work.locale):
        value = "no value" if held.value is None else f"the value {show_exact(held.value):.40}"
        return Complaint("duplicate-id", f"{id} is known already, with {value}: leave it out, or take another id")
    _name(item, held.id, work)
    return None


def _unvalued(item: Number, id: str, spans: tuple[Span, ...] | Complaint, work: Work) -> Complaint | None:
    """Place a quantity with a quote and no value: one that an equation gives, or that the text leaves open."""
    if id in work.given:
        return _following(item, id, work)
    if isinstance(spans, Complaint):
        return spans
    said = " ... ".join(work.text[slice(*span)] for span in spans)
    if any(letter.isdigit() for letter in said):
        return Complaint("no-value", f"the quote {said!r:.80} holds a number: give it as value, or leave quote empty")
    return _following(item, id, work)


def _following(item: Number, id: str, work: Work) -> Complaint | None:
    """Place a quantity that the text does not state; a value that comes with it is held against its equation."""
    values = read_values(item.value, work.locale)
    if item.value and not values and id not in work.given:
        return Complaint("wrong-value", f"the value {item.value!r:.60} is no number, and nothing says where it stands")
    if item.value and id not in work.given:
        message = f"nothing says where {item.value:.40} comes from: quote the words that hold it, or give an equation"
        return Complaint("no-source", message)
    unit = read_unit(item.unit)
    if isinstance(unit, Complaint):
        return unit
    period, _ = fit_period(item.period, "")
    labels = Labels(period=period)
    value = values[0] if values else None
    add(item, id, Quantity(id=id, about=_about(item, id), unit=unit, value=value, labels=labels, by="model"), work)
    return None


def _stated(item: Number, id: str, found: Found, spans: Sequence[Span], work: Work) -> Complaint | None:
    """Place a quantity at the numeral that states it."""
    unit = fit_unit(item.unit, found, work.text)
    if isinstance(unit, Complaint):
        return unit
    if found.stated is None:
        return _worded(item, id, found, unit, work)
    held = work.at.get(found.stated.span) or _overlapping(found.stated.span, work)
    if held is not None:
        return _same_place(item, id, found, held, spans, work)
    around = sentence_around(work.text, found.stated.span)
    period, said = fit_period(item.period, around)
    inferred = [] if unit_is_there(unit, around) else ["unit"]
    inferred += [] if said else ["period"]
    node = Quantity(
        id=id,
        about=_about(item, id),
        unit=unit,
        value=found.value,
        stated=found.stated,
        labels=Labels(period=period),
        inferred=tuple(inferred),
        by="model",
    )
    work.at[found.stated.span] = add(item, id, node, work)
    insort(work.starts, found.stated.span)
    return None


def _worded(item: Number, id: str, found: Found, unit: str, work: Work) -> Complaint | None:
    """Place a number that a word says which is no numeral, such as "a couple", as an equation at that word."""
    node = add(item, id, Quantity(id=id, about=_about(item, id), unit=unit, by="model"), work)
    spans = () if found.word is None else (found.word,)
    relate(Relation(id="new", left=node.id, formula=show_exact(found.value), basis="said", spans=spans), item, work)
    return None


def _overlapping(span: Span, work: Work) -> Quantity | None:
    """Find the node whose number overlaps a span: "1.2" and "1.2 million" are one place."""
    at = bisect_left(work.starts, span)
    for near in work.starts[max(0, at - 1) : at + 1]:
        if near.start < span.end and span.start < near.end:
            return work.at[near]
    return None


def _same_place(
    item: Number, id: str, found: Found, held: Quantity, spans: Sequence[Span], work: Work
) -> Complaint | None:
    """Place a number where a node is stated: it is that node, or a second thing of which the words say as much."""
    if held.value != found.value:
        known = "" if held.value is None or isinstance(held.value, str) else show_exact(held.value)
        message = f"this number is known already, as {held.id} = {known} {held.unit}: leave it out, and use that id"
        return Complaint("duplicate-id", message)
    earlier = work.about.get(held.id)
    if held.labels.table or _one_thing(item.about, held.about if earlier is None else earlier.about):
        _name(item, held.id, work)
        return None
    unit = read_unit(item.unit)
    shown = held.unit if isinstance(unit, Complaint) or not unit else unit
    node = add(item, id, Quantity(id=id, about=_about(item, id), unit=shown, by="model"), work)
    relate(Relation(id="new", left=node.id, formula=held.id, basis="said", spans=tuple(spans)), item, work)
    return None


def _one_thing(about: str, other: str) -> bool:
    """Tell whether words may be of one thing: Ann's eggs and eggs may, Ann's eggs and Bob's eggs may not."""
    ours, theirs = set(tokens(about)), set(tokens(other))
    return ours <= theirs or theirs <= ours


def add(item: Number, id: str, node: Quantity, work: Work) -> Quantity:
    node = node.model_copy(update={"id": fresh(id, work.taken)})
    work.taken.add(node.id)
    _name(item, node.id, work)
    work.quantities[node.id] = node
    work.items[node.id] = item
    return node


def _name(item: Number, id: str, work: Work) -> None:
    work.ids[item.id] = id
    work.ids.setdefault(as_id(item.id), id)
    work.about.setdefault(id, item)


def _about(item: Number, id: str) -> str:
    """Word what a quantity is: the model's words, with what has no other place."""
    words = " ".join(item.about.split()) or id.replace("_", " ")
    extra = [item.qualifier] if read_qualifier(item.qualifier) is None else []
    extra += [item.period] if fit_period(item.period, "")[0] is None and item.period.strip() not in words else []
    return ", ".join([words, *(" ".join(part.split()) for part in extra if part.strip())])[:MAX_WORDS]


def relate(relation: Relation, item: Item, work: Work) -> None:
    same_ones = [*work.graph.relations_of.get(relation.left, ()), *work.relations]
    if any((one.left, one.formula) == (relation.left, relation.formula) for one in same_ones):
        return  # it is there already
    id = fresh(f"{relation.left:.77}_is", work.taken)
    work.taken.add(id)
    work.items[id] = item
    work.relations.append(relation.model_copy(update={"id": id, "by": "model"}))
