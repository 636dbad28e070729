"""What is left, there now, or was there at first: a state and the events that change it, all of them explained."""

from __future__ import annotations

from collections.abc import Collection

from stc.runtime.answer import Pass
from stc.runtime.story.facts import GAIN, LOSS, STATE, Story, Told
from stc.runtime.story.match import same_owner, touching
from stc.runtime.story.question import Asked, Side

_UNCLEAR = Pass("not-covered", "the story leaves open how that changes")


def held(asked: Asked, story: Story) -> str | Pass | None:
    """Answer what one has left, has now or had at first."""
    if asked.form != "value" or asked.number is not None or asked.each or asked.side.negated:
        return None
    if not asked.marks & {"left", "now", "first"}:
        return None
    if asked.side.verb not in STATE and not (asked.side.verb == "" or "left" in asked.marks):
        return None
    if "total" in asked.marks:
        return None
    return balance(asked.side, story, asked.marks)


def balance(side: Side, story: Story, marks: Collection[str]) -> str | Pass | None:
    """Give the formula of what is held after all events, or before them ("first")."""
    told = touching(side, story)
    if "first" in marks and told and told[0].vague and told[0].fact.verb in STATE | GAIN and told[0].has(side.thing):
        told = told[1:]  # "Ann had some pens": that is what is asked for
    told.sort(key=lambda t: "first" not in t.fact.flags)
    if marks and "first" not in marks and told and _is_final(told[-1], side, story):
        return told[-1].id
    if not told or any(not t.has(side.thing) or t.vague or t.compares or t.fact.each is not None for t in told):
        return _UNCLEAR
    if any(t.fact.flags & {"if", "negated"} for t in told):
        return _UNCLEAR
    if any(t.fact.owner and not same_owner(t, side.owner, story) for t in told):
        return _UNCLEAR
    from stc.runtime.story.forms import unread

    if unread(side, story, told):
        return _UNCLEAR
    if side.place and not all(side.place <= t.words for t in told):
        return _UNCLEAR
    if len({t.fact.owner for t in told if t.fact.owner}) > 1:
        return _UNCLEAR
    states = [t for t in told if t.fact.verb in STATE or "left" in t.fact.flags]
    events = [t for t in told if t not in states]
    signs = [_sign(t) for t in events]
    if 0 in signs:
        return _UNCLEAR
    if "first" in marks:
        return _before(states, events, signs, told)
    return _after(states, events, signs, told, marks)


def _is_final(told: Told, side: Side, story: Story) -> bool:
    """Tell whether a fact says outright what there is now or what is left."""
    plain = told.has(side.thing) and not told.vague and not told.compares and told.fact.each is None
    if not plain or told.fact.flags & {"if", "negated"} or told.fact.verb not in STATE:
        return False
    owned = not told.fact.owner or same_owner(told, side.owner, story)
    return owned and bool(told.fact.flags & {"now", "left"}) and side.place <= told.words


def _after(
    states: list[Told], events: list[Told], signs: list[int], told: list[Told], marks: Collection[str]
) -> str | Pass:
    if states and states[-1] is told[-1] and states[-1].fact.flags & {"now", "left"}:
        return states[-1].id if len(states) <= 2 else _UNCLEAR
    if len(states) > 1 or (states and states[0] is not told[0]) or not events:
        return _UNCLEAR
    if not states and (signs[0] != 1 or "left" not in marks):
        return _UNCLEAR
    if "left" in marks and -1 not in signs:
        return _UNCLEAR
    terms = [states[0].id] if states else []
    formula = " + ".join(terms)
    for event, sign in zip(events, signs, strict=True):
        formula = f"{formula} {'+' if sign > 0 else '-'} {event.id}" if formula else event.id
    return formula


def _before(states: list[Told], events: list[Told], signs: list[int], told: list[Told]) -> str | Pass:
    if len(states) != 1 or states[0] is not told[-1] or not events or not states[0].fact.flags & {"now", "left"}:
        return _UNCLEAR
    formula = states[0].id
    for event, sign in zip(events, signs, strict=True):
        formula = f"{formula} {'-' if sign > 0 else '+'} {event.id}"
    return formula


def _sign(told: Told) -> int:
    """Give +1 for what adds, -1 for what takes away, 0 for what may do either."""
    verb = told.fact.verb
    if verb in GAIN and verb in LOSS:
        return 0
    return 1 if verb in GAIN else -1 if verb in LOSS else 0
