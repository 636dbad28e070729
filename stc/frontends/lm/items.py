"""The model's items and the graph's nodes: refused nodes shown as items, and corrections put in their places."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from typing import TYPE_CHECKING, Literal, NamedTuple, TypeVar

from stc.frontends.lm.naming import as_id
from stc.graph import (
    Claim,
    ClaimTarget,
    FormulaTarget,
    Quantity,
    Question,
    Rejected,
    Relation,
    Span,
    SpansTarget,
    show_exact,
)
from stc.signatures.proposal import Asked, Equation, Fact, Item, Number, Proposal

if TYPE_CHECKING:
    from stc.frontends.lm.placing import Refused

Kind = Literal["quantity", "relation", "claim", "question"]
LONGEST = 400  # characters of a text that is kept of an item that could not be placed
MAX_ITEM = 600  # characters of a refused item that the model sees again
_OF_FACTS = frozenset({"id", "quote", "occurrence"})  # the fields of a Fact
Some = TypeVar("Some", Number, Equation, Fact, Asked)


class Key(NamedTuple):
    """What an item is known by: a quantity's or claim's id, an equation's left side, a question's text."""

    kind: Kind
    name: str


class Told(NamedTuple):
    """A refused item as the model is told of it."""

    key: Key
    item: str  # as JSON
    message: str


def told_unplaced(refused: Refused) -> Told:
    """Tell of an item that could not be placed.

    >>> from stc.frontends.lm.placing import Refused
    >>> told_unplaced(Refused('{"left": "rest", "formula": "eggs -"}', "rest", "bad-formula", "rest: ...")).key
    Key(kind='relation', name='rest')
    """
    return Told(key_of(_item(refused)), refused.item, refused.message)


def _item(refused: Refused) -> Item:
    data = json.loads(refused.item)
    if "left" in data:
        return Equation.model_validate(data)
    if "id" in data:
        return (Fact if data.keys() <= _OF_FACTS else Number).model_validate(data)
    return Asked.model_validate(data)


def unplaced(refused: Refused) -> Rejected:
    """Make a node of an item that could not be placed, to be kept apart with the reason."""
    item = _item(refused)
    node: Quantity | Relation | Claim | Question
    match item:
        case Number():
            node = Quantity(id=as_id(item.id) or "unnamed", about=item.about[:LONGEST], by="model")
        case Equation():
            left = as_id(item.left) or "unnamed"
            node = Relation(id=f"{left:.76}_is", left=left, formula=item.formula[:LONGEST], basis="said", by="model")
        case Fact():
            node = Claim(id=as_id(item.id) or "unnamed", text=item.quote[:LONGEST], span=Span(0, 0), by="model")
        case Asked():
            id = f"asked_{as_id(item.question):.60}".rstrip("_")
            target = FormulaTarget(formula=item.formula[:LONGEST])
            node = Question(id=id, text=item.question[:LONGEST], target=target, by="model")
    return Rejected(node=node, reason=refused.code, message=refused.message)


def told_refused(rejected: Rejected, items: Mapping[str, Item], text: str) -> Told:
    """Tell of a node that the door refused, as the item that it comes from."""
    item = items.get(rejected.node.id)
    return Told(key_of(item), as_json(item), rejected.message) if item is not None else told_of(rejected, text)


def told_of(rejected: Rejected, text: str) -> Told:
    """Write a node that the door refused as the item that it came from.

    >>> from fractions import Fraction
    >>> node = Quantity(id="eggs", unit="egg", value=Fraction(5))
    >>> told_of(Rejected(node=node, reason="no-source", message="eggs: nothing gives it"), "").item
    '{"id": "eggs", "value": "5", "unit": "egg"}'
    """
    node = rejected.node
    item: Item
    match node:
        case Quantity():
            quote = text[slice(*node.stated.span)] if node.stated else ""
            value = "" if node.value is None else show_exact(node.value)
            period = node.labels.period.label if node.labels.period else ""
            item = Number(id=node.id, about=node.about, quote=quote, value=value, unit=node.unit, period=period)
        case Relation():
            quote = " ... ".join(text[slice(*span)] for span in node.spans)
            item = Equation(left=node.left, formula=node.formula, quote=quote, assumed=node.basis == "assumed")
        case Claim():
            item = Fact(id=node.id, quote=node.text)
        case Question():
            item = _asked(node, text)
    return Told(key_of(item), as_json(item), rejected.message)


def _asked(node: Question, text: str) -> Asked:
    match node.target:
        case FormulaTarget() as target:
            return Asked(question=node.text, formula=target.formula)
        case ClaimTarget() as target:
            return Asked(question=node.text, fact=target.claim)
        case SpansTarget() as target:
            return Asked(question=node.text, quote=" ... ".join(text[slice(*span)] for span in target.spans))
        case _:
            return Asked(question=node.text)


def as_json(item: Item) -> str:
    """Write an item in one line, empty fields left out."""
    return json.dumps(item.model_dump(exclude_defaults=True), ensure_ascii=False)


def key_of(item: Item) -> Key:
    """Give what an item is known by.

    >>> key_of(Asked(question="How many  eggs?"))
    Key(kind='question', name='how many eggs?')
    """
    match item:
        case Number():
            return Key("quantity", item.id)
        case Equation():
            return Key("relation", item.left)
        case Fact():
            return Key("claim", item.id)
        case Asked():
            return Key("question", " ".join(item.question.lower().split()))
        case _:
            raise TypeError(f"not an item: {type(item).__name__}")


def lines_of(told: Iterable[Told]) -> str:
    """Write refused items one a line: JSON, then the complaint; of a monstrous item its beginning."""
    return "\n".join(f"{_short(one.item)} -- {' '.join(one.message.split())}" for one in told)


def _short(item: str) -> str:
    return item if len(item) <= MAX_ITEM else f"{item[:MAX_ITEM]}..."


def amended(proposal: Proposal, correction: Proposal, refused: Iterable[Key]) -> Proposal:
    """Put corrected items in the places of those they correct, and new ones at the end.

    A quantity or claim is replaced by id; of equations with one left side, and of questions, those that were refused.

    >>> first = Proposal(quantities=[Number(id="eggs", value="5"), Number(id="hens", value="2")])
    >>> second = Proposal(quantities=[Number(id="eggs", value="6")])
    >>> [item.value for item in amended(first, second, []).quantities]
    ['6', '2']
    """
    keys = set(refused)
    return Proposal(
        quantities=_by_id(proposal.quantities, correction.quantities),
        relations=_refused(proposal.relations, correction.relations, keys),
        claims=_by_id(proposal.claims, correction.claims),
        questions=_refused(proposal.questions, correction.questions, keys),
    )


def _by_id(items: Sequence[Some], corrected: Sequence[Some]) -> list[Some]:
    new = {key_of(item): item for item in corrected}
    return [new.pop(key_of(item), item) for item in items] + list(new.values())


def _refused(items: Sequence[Some], corrected: Sequence[Some], refused: set[Key]) -> list[Some]:
    gone = refused & {key_of(item) for item in corrected}
    kept = [item for item in items if key_of(item) not in gone]
    return kept + [item for item in corrected if item not in kept]
