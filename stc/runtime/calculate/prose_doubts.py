"""Doubts about a number in a sentence as the answer: a difference, a rate, a share, a condition, one of several."""

from __future__ import annotations

import re
from fractions import Fraction

from stc.frontends.builtin.prose.lexicon import root, word_set
from stc.frontends.builtin.prose.units import is_count
from stc.graph import Quantity
from stc.runtime.answer import Pass
from stc.runtime.calculate.changes import change_doubt
from stc.runtime.story.facts import AMOUNT, MONEY, STATE, Story, story_of
from stc.runtime.story.forms import unread
from stc.runtime.story.match import touching
from stc.runtime.story.question import read_asked
from stc.runtime.story.risks import lookup_risk
from stc.runtime.view import View
from stc.words import tokens

_TURNS = word_set("more fewer less if additional another extra unless")
_COUNTED = re.compile(  # "how many employees", but not "how many dollars" or "for how many years was it over ..."
    r"^how many (?!dollars?\b|euros?\b|pounds?\b|cents?\b|[a-z]*illions?\b|thousands?\b|years?\b|quarters?\b)"
    r"\w+ (?:was|were|is|are|did|does|do|has|have|had|worked|came)\b",
    re.I,
)
_NUMBER_OF = re.compile(
    r"^what (?:is|was|are|were) the (?:total |average )?number of (?!dollars?\b|euros?\b|years?\b)", re.I
)
_HOW = re.compile(r"\bhow (?:many|much|old|tall|long|far|deep|heavy|wide|fast)\b", re.I)
_TOTAL = re.compile(r"\b(?:altogether|in (?:all|total)|total|overall|combined|together)\b", re.I)
_RATE = re.compile(
    r"\b(?:each|per|every|daily|weekly|monthly|yearly|hourly|rate|an?\s+(?:day|week|month|year|hour|minute))\b", re.I
)
_PAYS = re.compile(r"\b(?:costs?|pay|pays|paid|spend|spent|charges?|charged|earns?|earned|money)\b", re.I)
_SHARE = re.compile(r"\b(?:fraction|share|part|portion|proportion|percent\w*|rate|discount|%)", re.I)
_PART = re.compile(  # "One customer accounted for $3 million of revenue"
    r"(?:^|[.\n])(?P<subject>[^.\n]*)\b(?:account(?:s|ed|ing)? for|represent(?:s|ed|ing)?|contribut(?:es|ed|ing))"
    r"(?: (?:about|approximately|around|nearly|over|more than|an? \w+ of|an additional))?[ (]*[$€£₹A-Z]*$"
)
_PRICE = re.compile(
    r"^(?:what|how much) (?:is|was|are|were) the (?:\w+ )?(?:price|cost|fee|fare|salary|wage|rent)s? ", re.I
)
_CONTRAST = re.compile(r"\b(?:instead of|rather than|as opposed to|unlike|versus|compared (?:with|to)|but not)\b", re.I)
_AGAINST = re.compile(
    r"\b(?:instead of|rather than|as opposed to|unlike|versus|compared (?:with|to)|not|but no)\s+((?:[a-z]+\s+){0,4})"
    r"[$€£¥]?\s?$",
    re.I,
)
_TIME = re.compile(r"\b(this|last|next|previous)\s+(day|week|month|year|quarter|morning|season|time)\b", re.I)
_AFTER = re.compile(r"\b(?:left|remain\w*|still|now|after|before|then|later|initially|originally|at first)\b", re.I)


def prose_doubt(question: str, quantity: Quantity, view: View) -> Pass | None:
    """Give the reason not to answer a question with one number of a sentence as it stands, if there is one."""
    counted = _COUNTED.search(question) or _NUMBER_OF.search(question)
    if quantity.labels.table and _is_money(quantity.unit) and counted:
        return Pass("doubtful", f"the question asks how many, the table tells {quantity.unit}")
    if quantity.unit == "percent" and _PRICE.search(question) and not _SHARE.search(question):
        return Pass("doubtful", "the question asks for a price, the text tells percent")
    if quantity.labels.table or quantity.by != "text":
        return None
    if change := change_doubt(question, quantity, view.text):
        return change
    about, asked = set(tokens(quantity.about)), set(tokens(question))
    words = set(quantity.about.lower().split())
    if not _SHARE.search(question) and _is_percent_of(quantity, view, asked):
        return Pass("doubtful", "the text tells a percentage of it, not the thing itself")
    if _is_part(quantity, view, asked):
        return Pass("doubtful", "the text tells what one part accounts for, not the whole")
    turned = sorted((words & _TURNS) - set(question.lower().split()))
    if turned:
        return Pass("doubtful", f"the text says it with {turned[0]!r}, the question does not")
    if _contrasted(question, quantity, view.text, asked):
        return Pass("doubtful", "the text sets that number against another one")
    how = _HOW.search(question)
    per = re.search(r"(?:/|\bper )([a-z-]+)$", quantity.unit if "/" in quantity.unit else quantity.about)
    rate = per and how and not _RATE.search(question) and not quantity.unit.startswith("$")
    if per and rate and not re.search(rf"\b(?:an?|one|the|in) {per[1]}\b", question, re.I):
        return Pass("doubtful", f"the text tells it per {per[1]}")
    if quantity.about.endswith("(each)") and not _RATE.search(question):
        return Pass("doubtful", "the text may tell it of each of several")
    value = quantity.value
    if not _SHARE.search(question) and isinstance(value, Fraction) and value.denominator > 1 and not quantity.unit:
        return Pass("doubtful", "the text tells a share, not a number")
    many = how is not None and "many" in how.group().lower()
    if many and not _SHARE.search(question) and quantity.unit.startswith("percent"):
        return Pass("doubtful", "the text tells a share, not a number")
    if how and not _counts(question, quantity, asked):
        return Pass("doubtful", f"the text counts {quantity.unit or 'something else'}, the question another thing")
    if how and _TOTAL.search(question) and not _TOTAL.search(quantity.about) and quantity.labels.role != "total":
        return Pass("doubtful", "the question asks for a total, the text does not say that this is one")
    if how and _AFTER.search(question) and not about & set(tokens(" ".join(_AFTER.findall(question)))):
        return Pass("doubtful", "the question asks for another time than the text tells of")
    if how and not _times(question) <= _times(_sentence(view.text, quantity)):
        return Pass("doubtful", "the question asks for another time than the text tells of")
    story = view.built(story_of)
    if story is None:
        return None
    told = [one for one in story.told if one.id == quantity.id]
    if any(one.words in story.operating for one in told):
        return Pass("doubtful", "the sentence says more of that number than is read")
    return _story_doubt(question, quantity, story) if how else None


def _is_percent_of(quantity: Quantity, view: View, asked: set[str]) -> bool:
    """Tell whether the text says "100% of salary" where the salary is asked for."""
    if quantity.stated is None or quantity.unit != "percent":
        return False
    end = quantity.stated.span[1]
    of = re.match(r"\W*(?:percent|per cent)?\W*of (?:(?:the|our|its|their|total) )*([\w-]+)", view.text[end : end + 60])
    return of is not None and bool(set(tokens(of[1])) & asked)


def _is_part(quantity: Quantity, view: View, asked: set[str]) -> bool:
    """Tell whether the sentence says what something accounts for, and the question does not name that."""
    if quantity.stated is None:
        return False
    start = quantity.stated.span[0]
    found = _PART.search(view.text[max(0, start - 200) : start])
    return found is not None and not set(tokens(found["subject"])) & asked


def _contrasted(question: str, quantity: Quantity, text: str, asked: set[str]) -> bool:
    """Tell whether a number is what something is not ("instead of the usual 240"), or is asked for by such words."""
    after = _CONTRAST.split(quantity.about, maxsplit=1)
    if len(after) > 1 and asked & {*tokens(after[1])}:
        return True
    if quantity.stated is None or quantity.labels.period is not None:
        return False
    start = quantity.stated.span.start
    before = _AGAINST.search(text[max(0, start - 60) : start])
    return before is not None and not (tokens(before[1]) and asked >= {*tokens(before[1])})


def list_doubt(question: str, view: View) -> Pass | None:
    """Give the reason not to answer "how many pens and pencils" about a short story with a list of numbers."""
    if not _HOW.search(question) or "respective" in question.lower() or view.built(story_of) is None:
        return None
    return Pass("doubtful", "the question may ask for a sum")


def _is_money(unit: str) -> bool:
    return any(mark in unit for mark in "$€£¥") or bool(re.search(r"\b[A-Z]{3}\b", unit))


def _counts(question: str, quantity: Quantity, asked: set[str]) -> bool:
    """Tell whether a quantity's unit fits "how many pens" and "how much does it cost"."""
    money = _is_money(quantity.unit)
    if re.search(r"\bhow much\b", question, re.I) and _PAYS.search(question):
        return money or quantity.unit.startswith("percent")
    if money and re.search(r"\bhow many\b", question, re.I):
        return bool(
            re.search(
                r"\bhow many (?:dollars?|euros?|pounds?|cents?|francs?|[a-z]+illions?|[A-Z]{3})\b", question, re.I
            )
        )
    many = read_asked(question)
    if many is None or many.side.thing in (MONEY, AMOUNT) or not re.search(r"\bhow many\b", question, re.I):
        return True
    unit = quantity.unit.split("/")[0].split(" ")[-1]
    return not unit or not is_count(unit) or root(unit) in many.side.thing | many.also


def _story_doubt(question: str, quantity: Quantity, story: Story) -> Pass | None:
    """Doubt where a short text has more than one number of the thing, or a sentence about it that is not read."""
    asked = read_asked(question)
    if any(told.fact.verb not in STATE | {"", "cost"} for told in story.told):
        return Pass("doubtful", f"the text also tells what happened: whether that leaves {quantity.about} is not clear")
    if asked is None or not asked.side.thing:
        return Pass("doubtful", f"whether {quantity.about} is all that is asked for is not clear")
    near = touching(asked.side, story)
    if asked.side.thing != MONEY and (len(near) > 1 or unread(asked.side, story, [])):
        return Pass("doubtful", "the text has more numbers of the same thing")
    used = [told for told in story.told if told.id == quantity.id]
    if not used or lookup_risk(asked.side, used, story):
        return Pass("doubtful", "the text says more that may change that number")
    if asked.side.thing == MONEY and unread(asked.side, story, []) and any(told.money for told in near):
        return Pass("doubtful", "the text has sentences about money that are not read")
    return None


def _times(text: str) -> set[str]:
    return {" ".join(match).lower() for match in _TIME.findall(text)}


def _sentence(text: str, quantity: Quantity) -> str:
    if quantity.stated is None:
        return text
    start, end = quantity.stated.span
    return text[max(text.rfind(". ", 0, start), text.rfind("\n", 0, start), 0) : _end(text, end)]


def _end(text: str, start: int) -> int:
    ends = [at for at in (text.find(". ", start), text.find("\n", start)) if at >= 0]
    return min(ends, default=len(text))
