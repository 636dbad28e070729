"""What a model fills in at sleep time: flat lists, linked by ids, small enough for weak models.

    Proposal = Number* Equation* Fact* Asked*        Revision = Proposal, ids to remove, finished

Nothing here is checked: `stc.frontends.lm.placing` finds the quotes and numbers in the text, `stc.admit` lets them in.
What weak models get wrong in the shape alone is read as it was meant: null for "nothing", 5 for "5", one item for a
list of one.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Annotated, Any

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field


def _as_text(value: Any) -> Any:
    """Read null, numbers and lists of strings as the text that they stand for; a float as the digits it shows."""
    match value:
        case None | bool():
            return ""
        case float():
            return format(Decimal(repr(value)), "f") if abs(value) < 1e300 else ""  # not for nan and inf
        case int():
            return str(value) if abs(value) < 10**300 else ""
        case list() if all(isinstance(part, str) for part in value):
            return " ... ".join(value)
    return value


def _as_list(value: Any) -> Any:
    """Read null as no items, and a single item as a list of it; "a, b" for a list of ids is left to the reader."""
    if value is None or value == "":
        return []
    return value if isinstance(value, list) else [value]


def _as_place(value: Any) -> Any:
    """Read null and "" as "not given"."""
    return 0 if value is None or value == "" else value


def _as_yes(value: Any) -> Any:
    return False if value is None or value == "" else value


Text = Annotated[str, BeforeValidator(_as_text)]
Place = Annotated[int, BeforeValidator(_as_place)]
Yes = Annotated[bool, BeforeValidator(_as_yes)]
Texts = Annotated[list[Text], BeforeValidator(_as_list)]


class Item(BaseModel):
    """What all items share: unknown fields are passed over."""

    model_config = ConfigDict(extra="ignore")


class Number(Item):
    """A quantity: one that the text states (quote and value), or one that follows or is asked for (neither)."""

    id: str
    about: Text = Field(default="", description="what it is: owner, thing, time")
    quote: Text = Field(default="", description="words of the text, copied, that hold the number; empty if not stated")
    occurrence: Place = Field(
        default=0, description="which one, from 1, if the quote stands in the text more than once"
    )
    value: Text = Field(default="", description="the number as stated: 12, 0.5, 1/4; empty if not stated")
    unit: Text = Field(default="", description="singular: apple, $/hour, percent, million $")
    period: Text = Field(default="", description="the time it is of: 2019, Q3 2019; empty if none")
    qualifier: Text = Field(default="", description="about, at least, at most, range; empty if exact")


class Equation(Item):
    """left == formula, said by the words of the quote, or assumed of the world."""

    left: str = Field(description="id of a quantity")
    formula: Text = Field(default="", description="ids, + - * / ( ), functions; only numbers that the quote says")
    quote: Text = Field(default="", description="words of the text, copied, that say it")
    occurrence: Place = Field(
        default=0, description="which one, from 1, if the quote stands in the text more than once"
    )
    assumed: Yes = Field(default=False, description="true if not the text but the world says it")


class Fact(Item):
    """A sentence that answers who, which, where, when or why."""

    id: str
    quote: Text = Field(default="", description="the sentence, copied from the text")
    occurrence: Place = Field(
        default=0, description="which one, from 1, if the quote stands in the text more than once"
    )


class Asked(Item):
    """A question that readers will ask; exactly one of formula, quote, fact answers it."""

    question: Text = ""
    wordings: Texts = Field(default=[], description="2 to 4 other ways to ask the same")
    formula: Text = Field(default="", description="mostly one id")
    quote: Text = Field(default="", description="words of the text, copied, that answer it")
    fact: Text = Field(default="", description="id of a claim that answers it")


class Proposal(Item):
    """What a model found in a text.

    >>> proposal = Proposal.model_validate({"quantities": [{"id": "eggs", "quote": "5 eggs", "value": 5}]})
    >>> proposal.quantities[0].value, proposal.quantities[0].unit, proposal.relations
    ('5', '', [])
    """

    quantities: Annotated[list[Number], BeforeValidator(_as_list)] = []
    relations: Annotated[list[Equation], BeforeValidator(_as_list)] = []
    claims: Annotated[list[Fact], BeforeValidator(_as_list)] = []
    questions: Annotated[list[Asked], BeforeValidator(_as_list)] = []


class Revision(Proposal):
    """What a model adds to a graph, corrects by naming a known id again, and removes."""

    remove: Texts = Field(default=[], description="ids of wrong nodes")
    finished: Yes = Field(default=False, description="true if nothing useful is left to add")
