"""Forms of questions about a story: looked up, compared, shared out. Each gives a formula, a Pass, or None.

None means that the form does not apply; a Pass with "ambiguous" or "doubtful" ends the attempt.
"""

from __future__ import annotations

from dataclasses import replace

from stc.frontends.builtin.prose.measures import is_measure
from stc.runtime.answer import Pass
from stc.runtime.story.facts import MONEY, OPERATORS, STATE, Story, Told
from stc.runtime.story.match import NEEDING, PRONOUNS, matching, same_owner, touching
from stc.runtime.story.question import Asked, Side
from stc.runtime.story.risks import lookup_risk, repeats

_AMBIGUOUS = Pass("ambiguous", "more than one number of the story fits")


def looked_up(asked: Asked, story: Story) -> str | Pass | None:
    """Give the number that the question names in all its words, or the sum of several by one actor's like deeds."""
    if asked.form != "value" or asked.number is not None or asked.marks - {"total"}:
        return None
    if asked.each:
        return _safe(_rate(asked, story), asked.side, story) if not asked.also else None
    total = "total" in asked.marks
    side = asked.side
    if total and side.owner == ("they",):
        side = replace(side, owner=("everyone together",))
    if asked.also:
        return _both(asked, side, story)
    if side.place == {"day"} and _through_the_day(side, story):
        side, total = replace(side, place=frozenset()), True
    return _group(side, story) or _safe(one(side, story, total=total), side, story)


def _group(side: Side, story: Story) -> str | None:
    """Add what several have who are named together: "Ann and Bob", or "they" where all are meant."""
    everyone = side.owner == ("everyone together",)
    if len(side.owner) < 2 and not everyone:
        return None
    found = [told for told in matching(replace(side, owner=()), story) if told.fact.owner]
    if not everyone:
        found = [told for told in found if frozenset(told.fact.owner) <= frozenset(side.owner)]
    owners = [told.fact.owner for told in found]
    named = frozenset(word for owner in owners for word in owner)
    if len(found) < 2 or len(set(owners)) < len(owners) or (not everyone and named != frozenset(side.owner)):
        return None
    if sum(len(set(owner)) for owner in owners) > len(named):
        return None  # "the flat" and "the neighbouring flat" are not two who are named together
    near = [told for told in touching(side, story) if told not in found and (everyone or {*told.fact.owner} <= named)]
    listed = len({told.fact.sentence for told in found}) == 1 and not any(told.fact.place for told in found[:-1])
    if len({frozenset(told.fact.place) for told in found}) > 1 and not listed:
        return None  # "Ann had 3, Bob had 5 and Eva had 4 after lunch" is a list, its last words are said of all
    plain = all(t.fact.each is None and not t.compares and not t.fact.flags & {"total", "size", "of"} for t in found)
    if near or not plain or unread(replace(side, owner=tuple(named)), story, found):
        return None
    return " + ".join(told.id for told in found)


def _safe(formula: str | Pass | None, side: Side, story: Story) -> str | Pass | None:
    """Let a stated number pass only where nothing else in the story may change it."""
    used = [told for told in story.told if told.id == formula and told.fact.mention is not None]
    made = next((told for told in story.told if told.id == formula and told.fact.mention is None), None)
    if made is not None and not {*made.fact.thing} <= side.thing and not is_measure(made.fact.head):
        return _AMBIGUOUS  # what a relation tells of red marbles is not told of marbles
    summed = [told for told in story.told if isinstance(formula, str) and told.id and told.id in formula.split(" + ")]
    if len(summed) > 1 and any(
        t.fact.each is not None and repeats(t, summed, side) for t in story.told if t not in summed
    ):
        return _AMBIGUOUS
    supposed = any("premise" in told.fact.flags for told in used)
    return _AMBIGUOUS if used and (supposed or lookup_risk(side, used, story)) else formula


def _both(asked: Asked, side: Side, story: Story) -> str | Pass | None:
    """Add the numbers of two things: "pens and pencils", "red and yellow pens", "math and history pages"."""
    heads = frozenset((asked.head,))
    second = asked.also if _told(asked.also, story) else asked.also | heads
    shared = frozenset(next((t.fact.tops[-1] for t in story.told if t.has(asked.also)), "").split())
    first = side.thing if _told(side.thing, story) else side.thing | shared
    if first & second == first or first & second == second:
        return None
    values = [one(replace(side, thing=thing), story) for thing in (first, second)]
    if not all(isinstance(value, str) for value in values) or values[0] == values[1]:
        return None
    return f"{values[0]} + {values[1]}"


def _told(thing: frozenset[str], story: Story) -> bool:
    return any(told.has(thing) for told in story.told)


def _through_the_day(side: Side, story: Story) -> bool:
    times = {"morning", "noon", "afternoon", "evening", "night"}
    found = matching(replace(side, place=frozenset()), story)
    return len(found) > 1 and all(times & {*told.fact.place} for told in found)


def _rate(asked: Asked, story: Story) -> str | Pass | None:
    side = replace(asked.side, place=asked.side.place - {asked.each})
    found = [told for told in matching(side, story) if told.fact.each == asked.each and not told.compares]
    if unread(side, story, found):
        return _AMBIGUOUS
    return found[0].id if len(found) == 1 and "total" not in asked.marks else None


def one(side: Side, story: Story, total: bool = False, each: str | None = None) -> str | Pass | None:
    """Give the formula of one side: a single fact, or the sum of like ones; `each` allows such rates."""
    found = matching(side, story)
    if not found:
        return None
    if matching(side, story, vague=True) or any(told.compares or "size" in told.fact.flags for told in found):
        return _AMBIGUOUS
    if all(told.fact.each not in (None, each) for told in found):
        return Pass("not-covered", "the story tells it of each of several")
    if any(told.fact.each not in (None, each) for told in found) or unread(side, story, found):
        return _AMBIGUOUS
    if side.verb in NEEDING and len(found) > 1:
        return _AMBIGUOUS
    totals = [told for told in found if "total" in told.fact.flags]
    if total and any(words & (side.thing | frozenset(side.owner) | PRONOUNS) for words in story.operating):
        return _AMBIGUOUS
    if totals and len(found) > 1:
        if len(totals) == 1 and (total or not side.place):
            return totals[0].id if side.verb not in STATE else _AMBIGUOUS
        return _AMBIGUOUS
    if side.verb in STATE or side.verb == "?":
        return _state(side, story, found, total)
    if len(found) == 1:
        if total and not totals and len([t for t in touching(side, story) if t.fact.verb == found[0].fact.verb]) > 1:
            return _AMBIGUOUS
        return found[0].id
    if len({bool(told.fact.place) for told in found}) > 1 and "more" not in found[-1].fact.flags:
        return _AMBIGUOUS  # "212 points ... 30 points in the first race": the second may be part of the first
    owners = {told.fact.owner for told in found}
    if len(owners) > 1 and not total:
        return _AMBIGUOUS
    places, things = {told.fact.place for told in found}, {told.fact.thing for told in found}
    if len(places) < len(found) and len(things) < len(found) and "more" not in found[-1].fact.flags:
        return _AMBIGUOUS
    return " + ".join(told.id for told in found)


def unread(side: Side, story: Story, used: list[Told]) -> bool:
    """Tell whether a sentence that is not read ("twice as many") may bear on what a side names.

    It does where it is one of those used, or where it has the thing, or leaves out what it counts, and, if an event is
    asked for, tells of such events.
    """
    names = frozenset(word for word in side.owner if word not in PRONOUNS)
    event = side.verb if side.verb not in STATE | {"", "?", "cost"} else ""
    for place, words in enumerate(story.operating):
        if any(told.words == words for told in used):
            return True
        if _of_others(words, names, story):
            continue
        about = words & side.thing or (place in story.elliptic and (not names or words & (names | PRONOUNS)))
        if side.thing == MONEY:
            about = about or words & {"price", "cost", "money", "dollar", "tax", "discount", "pay"} | (words & names)
        if about and (not event or event in words):
            return True
    return False


def _of_others(words: frozenset[str], names: frozenset[str], story: Story) -> bool:
    """Tell whether a sentence only compares others with who is asked for: "Otis packed 15 fewer than Mara"."""
    told = [one for one in story.told if one.words == words]
    if not names or not told or words & OPERATORS or not any(one.compares for one in told):
        return False
    owners = [frozenset(one.fact.owner) for one in told]
    return all(owner and not owner & (PRONOUNS | {"?"}) and not owner & names for owner in owners)


def _state(side: Side, story: Story, found: list[Told], total: bool) -> str | Pass | None:
    """What one has: only where nothing in the story changes it."""
    if len(found) > 1 and not total:
        return _AMBIGUOUS
    changed = [
        told for told in touching(side, story) if told.fact.verb not in STATE and same_owner(told, side.owner, story)
    ]
    if changed:
        return Pass("not-covered", "the story tells how that changes")
    if {frozenset(("now",)) & told.fact.flags for told in found} == {frozenset(), frozenset(("now",))}:
        return _AMBIGUOUS
    return " + ".join(told.id for told in found)


def compared(asked: Asked, story: Story) -> str | Pass | None:
    """Give the difference of two numbers: how many more A than B."""
    other = asked.other
    if asked.form == "value" or other is None or asked.number is not None or asked.each:
        return None
    if asked.marks - {"left", "now"}:
        return Pass("not-covered", "a comparison at another time is not read")
    if other.verb == "?":
        sides = _named(asked, story) or _paid(asked, story)
    else:
        if not _told(other.thing, story) and other.thing != asked.side.thing:
            other = replace(other, thing=other.thing | {asked.head})  # "bottles of diet soda than regular soda"
        sides = (_value(asked.side, asked, story), _value(other, asked, story))
    if sides is None:
        return Pass("not-covered", "one side of the comparison is not told")
    first, second = sides
    if not isinstance(first, str) or not isinstance(second, str) or first == second:
        return Pass("not-covered", "one side of the comparison is not told")
    if asked.form == "fewer":
        first, second = second, first
    return f"{_braced(first)} - {_braced(second)}"


def _value(side: Side, asked: Asked, story: Story) -> str | Pass | None:
    if asked.marks:
        from stc.runtime.story.state import balance

        return balance(side, story, asked.marks)
    rates = {told.fact.each for told in story.told if told.has(asked.side.thing)}
    return one(side, story, each=next(iter(rates)) if len(rates) == 1 and "?" not in rates else None)


def _named(asked: Asked, story: Story) -> tuple[str | Pass | None, str | Pass | None] | None:
    """Read "than Jackie" (another owner), "than a jersey" (another thing), where only one of them is told."""
    assert asked.other is not None
    names = asked.other.owner
    left = asked.side
    if left.thing == MONEY and left.verb == "cost":
        first, second = _price(left.owner, story), _price(names, story)
        return (first, second) if first and second else None
    owner = Side(left.thing, names, left.verb, left.verb_words, left.place)
    as_owner = one(owner, story) if any(frozenset(names) <= frozenset(t.fact.owner) for t in story.counted()) else None
    thing = Side(frozenset(names), left.owner, left.verb, left.verb_words, left.place)
    as_thing = one(thing, story)
    if isinstance(as_owner, str) == isinstance(as_thing, str):
        return None
    second_value = as_owner if isinstance(as_owner, str) else as_thing
    return one(left, story), second_value


def _paid(asked: Asked, story: Story) -> tuple[str | Pass | None, str | Pass | None] | None:
    """Compare what two spent or earned in all."""
    from stc.runtime.story.products import all_money

    left = asked.side
    if asked.other is None or left.thing != MONEY or left.place or not left.owner:
        return None
    return all_money(left, story), all_money(replace(left, owner=asked.other.owner), story)


def _price(names: tuple[str, ...], story: Story) -> str | None:
    """Give the price of one thing: money for each of it."""
    found = [told for told in story.counted() if told.money and told.fact.each is not None and told.fact.each in names]
    if len(found) != 1 or len(names) != 1:
        return None
    return found[0].id


def names_all(asked: Asked, words: frozenset[str]) -> bool:
    """Tell whether every content word of the question stands in the sentences used, actors too."""
    names = frozenset(word for word in asked.side.owner if word not in PRONOUNS)
    return names | (asked.words - MONEY - {"dollar", "need"}) <= words


def shared_out(asked: Asked, story: Story) -> str | Pass | None:
    """Give the number of shares, or of things in each: "12 pens", "3 pens in each box" -> how many boxes."""
    if asked.form != "value" or asked.number is not None or asked.marks - {"total"} or asked.side.negated:
        return None
    if asked.each:
        return _per_share(asked, story)
    rates = [
        t for t in story.counted() if t.fact.each and t.fact.each in asked.side.thing and t.fact.head and not t.compares
    ]
    if len(rates) != 1 or len(asked.side.thing) > 1:
        return None
    rate = rates[0]
    if any(asked.side.thing <= frozenset(t.fact.thing) for t in story.told):
        return None
    totals = [t for t in story.told if t is not rate and t.fact.head == rate.fact.head]
    if len(totals) != 1 or totals[0].vague or totals[0].fact.each is not None or totals[0].compares:
        return _AMBIGUOUS if totals else None
    if (
        unread(asked.side, story, [rate])
        or totals[0].fact.flags & {"negated", "if"}
        or not names_all(asked, rate.words | totals[0].words)
    ):
        return None
    return f"{totals[0].id} / {rate.id}"


def _grouped(size: Told, story: Story) -> str | None:
    """Share "groups of 3": only where the story has one other number, of what is grouped."""
    others = [told for told in story.told if told is not size]
    if len(others) != 1 or others[0].vague or others[0].fact.each is not None or others[0].compares or others[0].money:
        return None
    if others[0].fact.flags & {"if", "negated"} or not {*others[0].fact.thing} & size.words:
        return None
    return f"{others[0].id} / {size.id}"


def _per_share(asked: Asked, story: Story) -> str | Pass | None:
    things = [told for told in story.told if told.has(asked.side.thing)]
    shares = [told for told in story.told if told.fact.head == asked.each]
    if len(things) != 1 or len(shares) != 1:
        return None
    thing, share = things[0], shares[0]
    plain = all(
        t.fact.each is None and not t.vague and not t.compares and not t.fact.flags & {"if", "negated"}
        for t in (thing, share)
    )
    equal = any(thing.words == words or share.words == words for words in story.operating)
    if not plain or (story.operating and not equal) or not names_all(asked, thing.words | share.words | {asked.each}):
        return None
    return f"{thing.id} / {share.id}"


def _braced(formula: str) -> str:
    return f"({formula})" if " " in formula else formula
