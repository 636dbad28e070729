"""The unit of a number in prose, in the canonical text form of stc.units: "$", "million EUR", "page/day", "percent"."""

from __future__ import annotations

from functools import lru_cache

from stc.frontends.builtin.prose.mentions import CURRENCY, Mention
from stc.frontends.builtin.prose.nouns import Phrase

_ALIAS = {"stück": "piece", "stücke": "piece", "buck": "$"}


def unit_of(mention: Mention, phrase: Phrase, each: str | None = None) -> str:
    """Give the unit of a mention with its phrase; "" where it has none or none that is known.

    `each` is the noun of a rate, if the clause rather than the phrase tells it ("each pack costs $ 3").
    """
    per = phrase.each if phrase.each is not None else each
    base = mention.percent or mention.currency or _noun(phrase.head)
    if mention.scale:
        base = f"{mention.scale} {base}".strip()
    if "size" in phrase.flags:
        per = None
    unit = canonical(f"{base or '1'}/{_noun(per)}") if per else ""
    return unit or canonical(base)


def is_money(mention: Mention | None, head: str) -> bool:
    """Tell whether a number counts money: by a mark, or by a word such as dollars."""
    return mention is not None and bool(mention.currency or head in CURRENCY)


def _noun(head: str) -> str:
    if not head:
        return ""
    return CURRENCY.get(head) or _ALIAS.get(head) or head


@lru_cache(maxsize=8192)
def is_count(text: str) -> bool:
    """Tell whether a unit is a counted noun alone, such as "apple"."""
    from stc import units

    return bool(text) and not units.without_nouns(units.parse(text)).powers


@lru_cache(maxsize=8192)
def canonical(text: str) -> str:
    """Write a unit in its canonical form, or "" where it is no unit that stc knows or can count.

    >>> canonical("apple"), canonical("$/slice"), canonical("no unit; at all")
    ('apple', '$/slice', '')
    """
    from stc import units
    from stc.errors import UnitError

    if not text:
        return ""
    try:
        return units.show(units.parse(text))
    except UnitError:
        return ""
