"""Doubts about a number that a sentence tells of a change: what it was before, by how much it changed, what it became.

"Membership grew from 180 to 212", "headcount fell by 30 to 270": a bare question for either thing has no one answer.
"""

from __future__ import annotations

import re

from stc.graph import Quantity
from stc.runtime.answer import Pass

_VERB = (
    r"(?:r[io]se[ns]?|rising|f[ae]lls?|fallen|falling|gr[eo]ws?|grown|growing|increas(?:e[sd]?|ing)|decreas(?:e[sd]?|ing)"
    r"|declin(?:e[sd]?|ing)|drop(?:s|ped|ping)?|climb(?:s|ed|ing)?|shr[aiu]nks?|shrinking|jump(?:s|ed|ing)?|gain(?:s|ed)?"
    r"|edged|slipped|soared|plunged|surged|slid|sank|swelled|up|down|reduced|raised|cut|expanded|went|moved|changed)"
)
_ADVERB = r"(?: [a-z]{2,12}ly| again| up| down| back| further| in [a-z]+){0,2}"
_HEDGE = (
    r"(?:(?:about|an? (?:further|additional|estimated)|around|almost|another|approximately|just|nearly|only|over) )?"
)
_SIGN = r"(?:[A-Z]{0,3}[$€£¥₹] ?|[A-Z]{3} ?|CHF ?)?"
_NUMBER = r"(?:\d[\d.,]{0,14}|[a-z]{2,9}(?:-[a-z]{3,5})?)"
_UNIT = r"(?: ?%)?(?: (?!to |by |from )[a-z%]{1,14}){0,3}"
_WAS = re.compile(rf"\bfrom {_HEDGE}{_SIGN}$", re.IGNORECASE)
_BECAME = re.compile(rf"\bfrom {_HEDGE}{_SIGN}{_NUMBER}{_UNIT} to {_HEDGE}{_SIGN}$", re.IGNORECASE)
_BECOMES = re.compile(rf"^{_UNIT} to {_HEDGE}{_SIGN}(?:\d|[a-z]+\b)", re.IGNORECASE)
_BY = re.compile(rf"\b{_VERB}{_ADVERB} by {_HEDGE}{_SIGN}$", re.IGNORECASE)
_MOVED = re.compile(rf"\b{_VERB}{_ADVERB} {_HEDGE}{_SIGN}$", re.IGNORECASE)
_TO = re.compile(
    rf"\b{_VERB}{_ADVERB} (?P<by>(?:by )?{_HEDGE}{_SIGN}{_NUMBER}{_UNIT} )?to {_HEDGE}{_SIGN}$", re.IGNORECASE
)
_CHANGES = re.compile(rf"\b{_VERB}\b", re.IGNORECASE)
_PAST = re.compile(r"\b(?:earlier|ago|previous(?:ly)?|prior|preceding|formerly|once)\b", re.IGNORECASE)
_ASKS_CHANGE = re.compile(
    r"\b(?:by (?:how|what)|chang|increas|decreas|ris[ei]|rose|grow|grew|declin|drop|f[ae]ll|climb|gain|loss|lost|reduc"
    r"|rais|jump|more\b|less\b|fewer|up\b|down\b|differ|shr[aiu]nk|cut|percent|%|expan|variance|mov)",
    re.IGNORECASE,
)
_ASKS_NEW = re.compile(r"^to (?:what|how)\b|\bto\W*$", re.IGNORECASE)
_ASKS_OLD = re.compile(r"^from (?:what|how)\b|\bfrom\W*$", re.IGNORECASE)
_ASKS_HOW_FAR = re.compile(
    r"^by (?:how|what)\b|\bby how (?:much|many)\b|^how much (?:did|has|have|do|does)\b", re.IGNORECASE
)
_TIMED = re.compile(r"\b(?:19|20)\d\d\b|\bFY ?\d\d", re.IGNORECASE)


def change_doubt(question: str, quantity: Quantity, text: str) -> Pass | None:
    """Give the reason not to answer with a number of a change, where the question leaves open which one it means."""
    if quantity.stated is None:
        return None
    start, end = quantity.stated.span
    before = " ".join(text[max(0, start - 90) : start].split(" "))
    before = re.split(r"[.!?;]\s|\n\s*\n", before)[-1].replace("\n", " ")
    after = text[end : end + 70].replace("\n", " ")
    was, became = bool(_WAS.search(before) and _BECOMES.match(after)), bool(_BECAME.search(before))
    if was or became:
        return _of_two(question, quantity, was)
    timed = quantity.labels.period is not None and _TIMED.search(question) is not None
    if not timed and _PAST.search(quantity.about) and not _PAST.search(question):
        return Pass("doubtful", "the text tells it of an earlier time")
    if not timed and _WAS.search(before) and (_CHANGES.search(before) or _CHANGES.search(_rest(after))):
        return None if _ASKS_OLD.search(question) else Pass("ambiguous", "the text tells what it was before a change")
    changed = bool(_BY.search(before))
    goes_on = bool(_BECOMES.match(after)) and (changed or bool(_MOVED.search(before)))
    if changed or goes_on:
        if goes_on and not _is_percent(quantity, after):
            return Pass("doubtful", "whether the text tells a range or a change and what came of it is not clear")
        return None if _ASKS_CHANGE.search(question) else Pass("doubtful", "the text tells by how much it changed")
    to = _TO.search(before)
    if to is None:
        return None
    if to["by"] and "%" not in to["by"] and "percent" not in to["by"]:
        return Pass("doubtful", "whether the text tells a range or a change and what came of it is not clear")
    return (
        Pass("doubtful", "the text tells what it became, not by how much") if _ASKS_HOW_FAR.search(question) else None
    )


def _of_two(question: str, quantity: Quantity, was: bool) -> Pass | None:
    """Doubt one of the two ends of a change, unless its own time is asked for, or that end by name."""
    if quantity.labels.period is not None and _TIMED.search(question):
        return None
    if (_ASKS_OLD if was else _ASKS_NEW).search(question):
        return None
    return Pass("ambiguous", "the text tells what it was before a change and after it")


def _rest(after: str) -> str:
    """Give what is left of the sentence."""
    return re.split(r"[.!?;](?:\s|$)", after)[0]


def _is_percent(quantity: Quantity, after: str) -> bool:
    """Tell whether a percentage is followed by what is none: "by 12% to $56 million"."""
    new = re.match(r"\W*(?:%|percent|per cent) to (\D{0,5}[\d.,]+ ?(?:%|percent|per cent)?)", after)
    return quantity.unit == "percent" and new is not None and not new[1].endswith(("%", "percent", "per cent"))
