"""So many in each, so many of them: products, and what things cost."""

from __future__ import annotations

from stc.graph import show_exact
from stc.runtime.answer import Pass
from stc.runtime.story.facts import MONEY, Story, Told
from stc.runtime.story.forms import unread
from stc.runtime.story.match import PRONOUNS, same_owner, touching
from stc.runtime.story.question import Asked, Side
from stc.runtime.story.risks import product_risk

_AMBIGUOUS = Pass("ambiguous", "more than one number of the story fits")
_PAYING = frozenset(("cost", "pay", "spend", "price", "worth", "money", "dollar", "buy", "purchase"))
_EARNING = frozenset(("make", "earn", "get", "raise", "receive", "collect"))
_YIELDING = frozenset(("yield", "produce", "give", "make", "lay", "bear"))
_EMPTY = frozenset(("need", "own", "use"))
NEAR = 8  # tokens between "3 cakes" and "for $ 5 each"


def multiplied(asked: Asked, story: Story) -> str | Pass | None:
    """Give so many times as many: "5 pens in each box", "3 boxes", how many pens; "$ 2 each", how much do they cost."""
    side = asked.side
    if asked.form != "value" or asked.each or asked.marks - {"total"} or side.negated or asked.joint:
        return None
    wanted = asked.words - _PAYING if side.thing == MONEY else asked.words
    wanted -= PRONOUNS | _EMPTY
    person = only_person(story)
    found: list[tuple[Told, str]] = []
    for told in story.told:
        if (
            told.vague
            or not (told.has(side.thing) or _of_kind(told, side.thing))
            or told.fact.each in (None, "?")
            or told.fact.flags & {"if", "negated"}
        ):
            continue
        factor = _factor(asked, story, told, wanted - person if may_be(person, told) else wanted)
        if factor:
            found.append((told, factor))
    if len(found) != 1:
        return _AMBIGUOUS if found else None
    rate, factor = found[0]
    wanted -= person if may_be(person, rate) else frozenset()
    used = [told for told in story.told if told is rate or told.id == factor]
    if product_risk(used, story, asked.words):
        return _AMBIGUOUS
    if unread(side, story, [rate]) or _others(asked, story, rate, wanted):
        return _AMBIGUOUS
    return f"{factor} * {rate.id}"


def _of_kind(told: Told, thing: frozenset[str]) -> bool:
    """Tell whether a rate counts a kind that its place names: "9 pens in each bag of blue" are blue pens."""
    return bool(thing & {*told.fact.place}) and told.has(thing - {*told.fact.place})


def _factor(asked: Asked, story: Story, rate: Told, wanted: frozenset[str]) -> str:
    """Give what a rate is multiplied with: a number of the question, or the one count of its share; "" for none."""
    share = rate.fact.each
    if asked.number is not None:
        fits = share in asked.of and not asked.number.vague and wanted <= _core(story, rate) | asked.of
        return show_exact(asked.number.value) if fits else ""
    count = _count(story, rate)
    shares = {share, count.fact.head} if count is not None else {share}
    if asked.definite & shares - asked.ones:
        return ""  # "the box" may be each, or the one that was told of before
    one = asked.ones & shares
    if one:
        plain = "total" not in asked.marks and wanted <= _core(story, rate) | one
        return "1" if plain and not story.operating else ""  # an operation that is not read may change the price
    if asked.ones & {*rate.fact.thing, *(count.fact.thing if count is not None else ())}:
        return ""  # "how much does an apple cost", of boxes of apples
    if asked.side.verb == "get" and rate.fact.verb in _YIELDING:
        wanted -= {"get"}
    sold = count is not None and "sell" in (rate.fact.verb, count.fact.verb) and asked.side.verb in _EARNING | {"sell"}
    if sold:
        wanted -= _EARNING | {"sell"}
    if count is None or not wanted <= _core(story, rate, count):
        return ""
    if (
        asked.side.thing == MONEY
        and not sold
        and asked.side.verb not in (rate.fact.verb, "")
        and asked.side.verb not in _PAYING
    ):
        return ""
    if asked.side.thing == MONEY and not wanted & {*count.fact.thing} and rate.fact.sentence != count.fact.sentence:
        return ""
    return count.id


_BUYING = frozenset(("buy", "pay", "spend", "purchase", "order"))
_OFTEN = frozenset(("every", "daily", "weekly", "monthly", "again"))
_HAVING = frozenset(("have", "start", "begin", "bring"))
_ALL = frozenset(("all", "item", "everything", "thing", "total", "altogether", "money", "amount"))


def summed(asked: Asked, story: Story) -> str | Pass | None:
    """Give what one spends or earns in all: the sum of all money of the story, each price times its count."""
    side = asked.side
    if side.thing != MONEY or asked.form != "value" or asked.each or asked.number is not None or side.negated:
        return None
    if asked.marks - {"total"} or asked.words - _ALL - _PAYING - _EARNING - PRONOUNS - {*side.owner}:
        return None
    return all_money(side, story)


def all_money(side: Side, story: Story) -> str | Pass | None:
    """Give the sum of all that an owner's deeds cost or bring; only where every number of money is such a one."""
    deeds = _BUYING if side.verb in ("spend", "pay") else frozenset(("sell",)) if side.verb in _EARNING else frozenset()
    purse = _purse(story) if deeds == _BUYING else []
    money = [told for told in story.told if told.money or (told.vague and told.fact.verb in deeds)]
    money = [told for told in money if told not in purse]
    owned = [told for told in money if same_owner(told, side.owner, story)] if side.owner else []
    others = {told.fact.owner for told in money if told not in owned}
    alone = len(owned) == 1 and owned[0].fact.each is None
    if not owned or alone or () in others or ("?",) in others:
        return None
    if not all(told in owned or told.fact.person for told in money) or any(t.words & _OFTEN for t in owned):
        return None  # "the shoes cost $ 40": bought, too?
    if story.operating or any(told.vague or told.fact.verb not in deeds or told.compares for told in owned):
        return None
    terms: list[str] = []
    for told in owned:
        count = _count(story, told) if told.fact.each is not None else None
        if told.fact.flags & {"if", "negated", "modal", "total"} or (told.fact.each is not None and count is None):
            return None
        if told.fact.each is None and (told.fact.preposition not in ("for", "at") or _several_at(told, story)):
            return None
        terms.append(told.id if count is None else f"{count.id} * {told.id}")
    return " + ".join(terms)


def _several_at(price: Told, story: Story) -> bool:
    """Tell whether a price with "at" stands right after a count: "3 shirts at $ 20" may be the price of each."""
    at = next(i for i, told in enumerate(story.told) if told is price)
    before = story.told[at - 1] if at else None
    return (
        price.fact.preposition == "at"
        and before is not None
        and before.fact.sentence == price.fact.sentence
        and 0 <= price.fact.first - before.fact.last < NEAR
        and not before.money
    )


def _purse(story: Story) -> list[Told]:
    """Give the sums that one has to spend: "Ted starts with $ 200"."""
    return [
        told
        for told in story.told
        if told.money and not told.vague and told.fact.each is None and not told.compares
        and told.fact.verb in _HAVING and not told.fact.flags & {"if", "negated", "left", "more"}
    ]  # fmt: skip


def left_over(asked: Asked, story: Story) -> str | None:
    """Give the money that is left of the one sum that one had, after all that was bought."""
    side = asked.side
    if side.thing != MONEY or asked.marks != {"left"} or side.verb not in ("have", "be") or side.negated:
        return None
    purse = _purse(story)
    people = {told.fact.owner for told in story.told if told.fact.owner}
    if len(purse) != 1 or len(people) != 1 or asked.number is not None or asked.each or asked.other is not None:
        return None
    if asked.words - {"money", "dollar", "left"} - PRONOUNS - {*purse[0].fact.owner}:
        return None
    spent = all_money(Side(MONEY, purse[0].fact.owner, "spend", frozenset(("spend",))), story)
    if not isinstance(spent, str):
        return None
    return f"{purse[0].id} - ({spent})" if " + " in spent else f"{purse[0].id} - {spent}"


def only_person(story: Story) -> frozenset[str]:
    """Give the name of a story's only person: whom its pronouns mean, even where a thing stands between."""
    people = {told.fact.owner for told in story.told if told.fact.person and told.fact.each not in told.fact.owner}
    return frozenset(next(iter(people))) if len(people) == 1 else frozenset()


def may_be(person: frozenset[str], told: Told) -> bool:
    """Tell whether a fact may be about a person: not where it has an owner of its own."""
    owner = {*told.fact.owner} - PRONOUNS - {"?"}
    return not owner or owner <= person or told.fact.each in owner


def unit_price(asked: Asked, story: Story) -> str | Pass | None:
    """Give the price of one thing through what it holds: "a bag weighs 50 pounds", "a pound costs $ 2"."""
    side = asked.side
    if side.thing != MONEY or side.verb != "cost" or asked.number is not None or asked.joint or asked.marks:
        return None
    whole = {asked.each} if asked.each else {*side.owner}
    prices = [
        t
        for t in story.counted()
        if t.money and t.fact.each and not t.compares and not t.fact.flags & {"if", "negated"}
    ]
    if not asked.single or any(t.fact.each in whole for t in prices):
        return None
    holds = [t for t in story.counted() if t.fact.each in whole and not t.money and not t.compares]
    pairs = [(p, h) for p in prices for h in holds if p.fact.each in (h.fact.head, *h.fact.tops)]
    if len(pairs) != 1 or len(holds) != 1 or story.operating:
        return None
    price, held = pairs[0]
    if not {*side.owner} - PRONOUNS <= held.words or held.fact.flags & {"if", "negated"}:
        return None
    return f"{held.id} * {price.id}"


def chained(asked: Asked, story: Story) -> str | Pass | None:
    """Give a rate of a rate: "12 miles a day", "5 days a week", how many miles a week."""
    side = asked.side
    if asked.form != "value" or not asked.each or asked.number is not None or asked.marks - {"total"} or side.negated:
        return None
    outer = [t for t in story.counted() if t.fact.each == asked.each and not t.compares and not t.money and t.fact.head]
    inner = [
        t for t in story.counted() if t.has(side.thing) and t.fact.each and t.fact.each != asked.each and not t.compares
    ]
    pairs = [(o, i) for o in outer for i in inner if i.fact.each == o.fact.head and o.fact.sentence == i.fact.sentence]
    if len(pairs) != 1 or len(inner) != 1 or any(t.fact.flags & {"if", "negated"} for t in pairs[0]):
        return None
    outer_one, inner_one = pairs[0]
    if unread(side, story, [inner_one]) or not asked.words - PRONOUNS - _PAYING - {asked.each} <= _core(
        story, *pairs[0]
    ):
        return None
    return f"{outer_one.id} * {inner_one.id}"


def _count(story: Story, rate: Told) -> Told | None:
    """Find the one number of shares of a rate: what stands right before "each", else the only count of its noun."""
    share = rate.fact.each
    if share == "" or "inside" in rate.fact.flags:
        at = next(i for i, told in enumerate(story.told) if told is rate)
        before = story.told[at - 1] if at else None
        if before is None or before.fact.sentence != rate.fact.sentence or rate.fact.first - before.fact.last > NEAR:
            return None
        counts = [before]
    else:
        counts = [t for t in story.told if t is not rate and not t.money and share in (t.fact.head, *t.fact.tops)]
        scaled = [t for t in story.told if t.fact.mention is not None and t.fact.mention.scale == share and not t.money]
        if scaled:
            counts = [
                t for t in scaled if t.fact.sentence == rate.fact.sentence and 0 <= rate.fact.first - t.fact.last < NEAR
            ]
    if len(counts) > 1 and share in rate.fact.owner:  # "each tomato plant", beside plants of another kind
        counts = [t for t in counts if {*rate.fact.owner} <= {*t.fact.thing}] or counts
    if len(counts) > 1 and rate.fact.place:  # "9 pens in each bag of blue", beside bags of red ones
        counts = [t for t in counts if {*rate.fact.place} <= {*t.fact.thing}] or counts
    if len(counts) > 1:  # "one pizza costs $ 15": that one is no count
        counts = [t for t in counts if t.fact.role != "subject" or t.fact.mention is None or t.fact.mention.value != 1]
    if len(counts) != 1:
        return None
    count = counts[0]
    plain = not count.vague and not count.money and count.fact.each is None and not count.compares
    return count if plain and not count.fact.flags & {"if", "negated"} else None


def _core(story: Story, *used: Told) -> frozenset[str]:
    """Give the words that facts say; all those of their sentences where these hold no other number."""
    words: set[str] = set()
    for told in used:
        alone = all(other in used for other in story.told if other.fact.sentence == told.fact.sentence)
        words |= told.words if alone else told.core
    return frozenset(words)


def _others(asked: Asked, story: Story, rate: Told, wanted: frozenset[str]) -> bool:
    """Tell whether another number of the same thing may belong to what is asked."""
    names = frozenset(asked.side.owner) - PRONOUNS
    money = asked.side.thing == MONEY
    for told in touching(asked.side, story):
        if told is rate:
            continue
        count = _count(story, told) if told.fact.each is not None else None
        core = told.core if count is None else told.core | count.core
        kinds = asked.side.thing - {asked.head}
        if kinds and not money and not kinds <= core and {*told.fact.thing, *told.fact.place} - asked.side.thing:
            continue  # red pens where blue ones are asked for
        if wanted <= core or (not names and not money):
            return True
        if not money and same_owner(told, asked.side.owner, story):
            return True
        if money and told.fact.each is None and asked.side.verb not in ("cost",) and told.fact.verb == asked.side.verb:
            return True
    return False
