"""Bring a question into the form that the grammar reads: lower case, one spelling of little things, times set aside.

    "For 2019, what was the increase / (decrease) in Sales from 2018?"
    -> text "what was the change in sales @1 @0", times @0 = (2019), @1 = (2018)

Times are taken out as *groups*: "2018 and 2019" is one group of two, "2017 to 2019" one with `through` set.
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from stc.graph import Period
from stc.periods import find_periods

MARK = re.compile(r"@(\d+)")


@dataclass(frozen=True, slots=True)
class Times:
    """A group of times that the question names together; `through` says that it spans those between, too."""

    periods: tuple[Period, ...]
    through: bool = False


@dataclass(frozen=True, slots=True)
class Asked:
    """A question ready for the grammar: `text` with marks @0, @1, ... for its `times`; `original` as it was asked."""

    text: str
    times: tuple[Times, ...]
    original: str


_MONTHS = (
    r"(?:January|February|March|April|May|June|July|August|September|October|November|December|Jan\.?|Feb\.?|Mar\.?"
    r"|Apr\.?|Jun\.?|Jul\.?|Aug\.?|Sept?\.?|Oct\.?|Nov\.?|Dec\.?)"
)
_NTH = r"(?:first|second|third|fourth|1st|2nd|3rd|4th)"
_YEAR = r"((?:fiscal |financial )?(?:year )?(?:FY ?)?\d{4})"
# The year that stands once at the end belongs to both: "June 30 and December 31, 2019".
_SHARED = (
    (
        re.compile(rf"\b({_NTH})(?: quarter)?,? (and|to|through) (?:the )?({_NTH}) quarters? (?:of |in )?{_YEAR}"),
        r"\1 quarter of \4 \2 \3 quarter of \4",
    ),
    (re.compile(rf"\b(Q[1-4]),? (and|to|through) (Q[1-4]) (?:of |in )?{_YEAR}"), r"\1 \4 \2 \3 \4"),
    (re.compile(rf"\b({_MONTHS} \d{{1,2}}) (and|to|through) ({_MONTHS} \d{{1,2}}),? (\d{{4}})\b"), r"\1, \4 \2 \3, \4"),
)
# "In 2019, ... between the third and the fourth quarter": the year of the lead is that of each quarter.
_IN_YEAR = re.compile(r"^(?:In|For|During) (?:the )?((?:fiscal |financial )?(?:year )?(?:FY ?)?\d{4}), (.+)$")
_QUARTER = re.compile(rf"\b({_NTH}) quarter\b(?! (?:of|in|ended) )", re.IGNORECASE)
_SPELLINGS = (
    (re.compile(r"[‘’`´]"), "'"),
    (re.compile(r"[“”]"), '"'),
    (re.compile(r"[‐‑‒–—−]"), "-"),
    (re.compile(r"\s+"), " "),
    (re.compile(r"@"), " at "),
    (re.compile(r"\bF(?=\d\d\b)"), "FY"),
    (re.compile(r"\bCY ?(?=\d\d\b)"), "20"),
)
_WORDINGS = (
    (re.compile(r"\bboth (?=@\d)"), ""),
    (re.compile(r"\bper cent\b|\bpercentages?\b|\bpct\b"), "percent"),
    (re.compile(r"\(?\b(?:increase|decrease)\)? ?(?:/|or) ?\(?(?:increase|decrease)\b\)?"), "change"),
    (re.compile(r"\bpercent(?:al)? ?\(%\)|\(in percent\)|\(as (?:a )?percent\)"), "percent"),
    (
        re.compile(
            r"^(?:please )?(?:can you |could you )?(?:tell me|calculate|compute|find|determine|give|state|show) "
        ),
        "what is ",
    ),
    (re.compile(r"\b(?:according to|based on|as shown in|in|from) the (?:above |below |following )?table\b,?"), " "),
    (
        re.compile(
            r"(?<!which )(?<!what )\b(?:for|over|across|in|between|of|during|on) (?:both|all|the|"
            r"these)(?: of the)?(?: (?:past|last))?"
            r"(?: (?:two|three|four|five|[2-5])(?:-| ))? ?(?:fiscal |financial )?(?:years|fys|periods|"
            r"year period)\b(?! end)"
        ),
        " ",
    ),
    (re.compile(r"\b(?:proportion|ratio) of (.{1,80}?) as a percent of\b"), r"\1 as a percent of"),
    (re.compile(r"\b(proportion|ratio|fraction),? \(?in percent\)?,? (of|between)"), r"percent \2"),
    (re.compile(r"\b(?:that (?:are|is) )?due (?:in |between )?(?=less than|more than|after|over|\d)"), ""),
    (re.compile(r"\b(?:that (?:are|is) )?(?:between )?(\d{1,2}) ?(?:-|to|and) ?(\d{1,2}) years\b"), r"\1 \2 years"),
    (re.compile(r"\b(?:that (?:are|is) )(?=less than|more than)"), ""),
    (re.compile(r"\bwithin (?!\d|(?:one|two|three|four|five|six|twelve)\b)"), "in "),
    (re.compile(r"\bin terms of (?:us)?[$€£]? ?(?:m|k|bn|millions?|thousands?|dollars)\b"), " "),
    (re.compile(r"\s+"), " "),
)
_LEAD = re.compile(
    r"^((?:for|in|from|as of|as at|at|on|under|within|between|among|during|by|of|with|out of|"
    r"regarding|excluding|including)\b"
    r"(?! (?:what|which|how)\b)[^?]*?),? ((?:what|how|which|in which|in what|for which|when|who)\b.*)$"
)
_BETWEEN = re.compile(
    r"\b(between|from)(?: the)?( (?:the )?(?:fiscal |financial )?(?:years?|periods?|quarters?)(?: "
    r"ended| ending)?)? (@\d+)"
    r" ?(?:and|to|through|until|-)(?: the)?(?: fiscal)?(?: years?)? ?(@\d+)"
)
_LISTED = re.compile(
    r"@\d+(?:(?: ?, ?| ?, ?and | and | & )(?:in |for |of |at |as of |as at |during )?(?:the )"
    r"?(?:fiscal |financial )?(?:years? )?@\d+)+"
)
_RUN = re.compile(r"(@\d+) ?(?:-|to|through) ?(@\d+)")


def read_question(question: str) -> Asked:
    """Read a question into its normal text and its times.

    >>> asked = read_question("In 2019, what was the percentage change in Net Sales from 2018?")
    >>> asked.text
    'what was the percent change in net sales from @0 in @1'
    >>> [time.periods[0].label for time in asked.times]
    ['2018', '2019']
    """
    text = question.strip()
    for pattern, instead in _SPELLINGS:
        text = pattern.sub(instead, text)
    for pattern, instead in _SHARED:
        text = pattern.sub(instead, text)
    lead = _IN_YEAR.match(text)
    if lead and _QUARTER.search(lead[2]):
        text = _QUARTER.sub(rf"\1 quarter of {lead[1]}", lead[2])
    text, periods = _set_aside(text)
    text = text.lower().rstrip(" ?.!")
    for pattern, instead in _WORDINGS:
        text = pattern.sub(instead, text)
    lead = _LEAD.match(text)
    if lead:
        text = f"{lead[2]} {lead[1]}"
    text, times = _grouped(text.strip(), periods)
    return Asked(" ".join(text.split()), times, question)


def _set_aside(text: str) -> tuple[str, tuple[Period, ...]]:
    parts: list[str] = []
    periods: list[Period] = []
    position = 0
    for start, end, period in find_periods(text):
        parts += [text[position:start], f"@{len(periods)}"]
        periods.append(period)
        position = end
    return "".join([*parts, text[position:]]), tuple(periods)


def _grouped(text: str, periods: tuple[Period, ...]) -> tuple[str, tuple[Times, ...]]:
    """Join marks that belong together into groups, and number the groups anew."""
    groups: list[Times] = []

    def group(marks: str, through: bool) -> str:
        numbers = [int(mark) for mark in MARK.findall(marks)]
        groups.append(Times(tuple(periods[number] for number in numbers), through))
        return f" #{len(groups) - 1} "

    text = _BETWEEN.sub(lambda found: f"in {group(found[3] + found[4], True)}", text)
    text = _LISTED.sub(lambda found: group(found[0], False), text)
    text = _RUN.sub(lambda found: group(found[1] + found[2], True), text)
    text = MARK.sub(lambda found: group(found[0], False), text)
    return re.sub(r" +", " ", text.replace("#", "@")).strip(), tuple(groups)
