"""The unit and the time of a number: what a model wrote, held against what stands beside and around the number."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence

from stc import units
from stc.admit.formulas import parse_formula, parse_unit
from stc.admit.grounding import Complaint
from stc.errors import StcError
from stc.frontends.lm.amounts import Found
from stc.frontends.lm.percents import as_percent
from stc.graph import Period, Relation, Span, show_exact
from stc.numerals import SCALES
from stc.periods import find_periods, read_period
from stc.units.names import NAMES
from stc.units.names import SCALES as SCALE_UNITS
from stc.units.nouns import singular

_NONE = frozenset({"", "none", "null", "n/a", "na", "-", "number", "unitless", "dimensionless", "ratio", "fraction"})
_END = re.compile(r"[.!?](?=\s+[\"'“‘(]?[A-Z0-9])|\n\s*\n|\n(?=\s*[-*|#])")
_WORD = re.compile(r"[^\W\d_]+|[$€£¥%¢°]")
_MONEY: Mapping[str, frozenset[str]] = {  # what a sign of several countries may stand for
    "$": frozenset(["$", "USD", "AUD", "CAD", "NZD", "SGD", "HKD", "TWD", "MXN", "ARS", "CLP", "COP", "BRL"]),
    "¥": frozenset(["¥", "JPY", "CNY"]),
}
_VAGUE = frozenset(["pound", "rupee", "krona", "peso", "franc"])  # money of several countries, in words
_REACH = 600  # characters on each side that a sentence is looked for in


def read_unit(said: str) -> str | Complaint:
    """Read a unit as a model writes it, in our form; capital letters of counted nouns do not count.

    >>> read_unit("Apples"), read_unit("dollars per hour"), read_unit("%"), read_unit("None")
    ('apple', '$/hour', 'percent', '')
    """
    if said.strip().lower() in _NONE:
        return ""
    try:
        return units.show(parse_unit(said.strip()))
    except StcError as error:
        complaint = Complaint("bad-unit", _with_hint(error))
    try:
        return units.show(parse_unit(said.strip().lower()))
    except StcError:
        return complaint


def _with_hint(error: StcError) -> str:
    return f"{error.message}: {error.hint}" if error.hint else error.message


def fit_unit(unit: str, found: Found, text: str) -> str | Complaint:
    """Complete a unit by what stands beside the number: its scale word, its percent sign, its currency.

    The number in the graph is the number in the text: 1.2 of "1.2 million" counts millions.
    """
    read = read_unit(unit)
    if isinstance(read, Complaint):
        return read
    scales = {base for base, _ in parse_unit(read).powers if base in SCALE_UNITS}
    if found.percent and not read:
        return "percent"
    if found.currency and not read.replace(_scale(found.scale), "").strip():
        read = f"{read} {_currency(found.currency)}".strip()
    if (wrong := _against_sign(read, found)) is not None:
        return wrong
    if found.scale:
        scale = _scale(found.scale)
        if scales - {scale}:
            shown = f"{show_exact(found.value)} {found.scale}"
            return Complaint("bad-unit", f"the text says {shown}, not {read}: write unit {scale} ...")
        return read if scale in scales or not scale else f"{scale} {read}".strip()
    if found.stated is not None and scales:
        said = text[slice(*found.stated.span)].lower()
        counted = sorted(scale for scale in scales if scale in said.split() or f"{scale}s" in said.split())
        if counted:
            value = show_exact(found.value)
            return Complaint("bad-unit", f"{value} counts the {counted[0]} already: write unit {_without(read)!r}")
    return read


def _against_sign(unit: str, found: Found) -> Complaint | None:
    """Check that a unit is of what the sign beside the number says: 25% are no apples, and $5 are no EUR."""
    bases = {base for base, _ in parse_unit(unit).powers}
    if found.percent and not bases & {"percent", "percentage point"}:
        return Complaint("bad-unit", f"the text says {show_exact(found.value)} percent, not {unit}: write unit percent")
    sign = _currency(found.currency) if found.currency else ""
    if not sign or sign in _VAGUE or bases & (_VAGUE | _MONEY.get(sign, {sign})):
        return None
    if sign in _MONEY["$"] and "$" in bases:
        return None
    return Complaint("bad-unit", f"the text says {found.currency}{show_exact(found.value)}: write unit {sign}")


def _scale(printed: str) -> str:
    """Name the unit of a scale as it is printed: "bn" is billion."""
    factor = SCALES.get(printed.lower(), 0)
    return next((name for name, size in SCALE_UNITS.items() if size == factor or name == printed.lower()), "")


def _currency(printed: str) -> str:
    read = read_unit(printed)
    return "" if isinstance(read, Complaint) else read


def _without(unit: str) -> str:
    return units.show(units.without_scale(parse_unit(unit)))


def sentence_around(text: str, span: Span) -> str:
    """Give the sentence, line of a list or row of a table that a span stands in."""
    start, end = max(0, span.start - _REACH), min(len(text), span.end + _REACH)
    for mark in _END.finditer(text, start, end):
        if mark.end() <= span.start:
            start = mark.end()
        elif mark.start() >= span.end:
            end = mark.end()
            break
    return text[start:end]


def unit_is_there(unit: str, words: str) -> bool:
    """Tell whether the words around a number say all that its unit says.

    >>> unit_is_there("$/apple", "Apples cost $3 each"), unit_is_there("$/apple", "They cost $3 each")
    (True, False)
    """
    there: set[str] = set()
    plain = words.replace("'", " ").replace("-", " ")
    for word in _WORD.findall(plain):
        there |= {word.lower(), singular(word.lower())}
        there |= {base for base, _ in NAMES.get(word) or NAMES.get(word.lower()) or ()}
    for base, _ in parse_unit(unit).powers:
        if base not in there and not all(singular(part) in there for part in base.replace("-", " ").split()):
            listed = any(((base, 1),) == powers and name in plain for name, powers in NAMES.items() if " " in name)
            if not listed:
                return False
    return True


def fit_period(said: str, words: str) -> tuple[Period | None, bool]:
    """Read a time that a model gives a number; tells also whether the words around the number say it."""
    period = read_period(said.strip()) if said.strip() else None
    if period is None:
        return None, True
    there = {found.label for _, _, found in find_periods(words)}
    return period, period.label in there or said.strip() in words


def _plainer(unit: units.Unit) -> units.Unit:
    """Leave out counted nouns that only were multiplied along: 5 pens at $3 cost "$", not "$ pen".

    >>> [units.show(_plainer(parse_unit(unit))) for unit in ("$ pen", "dozen egg", "page/day", "$ pen/box")]
    ['$', 'dozen egg', 'page/day', '$ pen/box']
    """
    nouns = units.tags(unit)
    measured = any(times > 0 and base not in SCALE_UNITS for base, times in units.without_nouns(unit).powers)
    return units.without_nouns(unit) if measured and all(times > 0 for _, times in nouns) else unit


def fit_relations(
    open_ones: Iterable[str], relations: Sequence[Relation], known: Mapping[str, str]
) -> tuple[dict[str, str], list[Relation]]:
    """Find the units of quantities that were proposed without one, from the formulas that give them.

    Gives them by id, and the relations with percentages in our form, see `stc.frontends.lm.percents`.

    >>> pay = Relation(id="r", left="pay", formula="rate * time", basis="definition")
    >>> fit_relations(["pay"], [pay], {"pay": "", "rate": "$/hour", "time": "hour"})[0]
    {'pay': '$'}
    """
    waiting = set(open_ones) & {relation.left for relation in relations}
    read = {id: parse_unit(unit) for id, unit in known.items() if id not in waiting}
    done: dict[str, Relation] = {}
    found: dict[str, str] = {}
    left = list(relations)
    while left:
        again = []
        for relation in left:
            formula = as_percent(relation.formula, read, read.get(relation.left))
            try:
                lowered = units.lower(parse_formula(formula), read)
            except StcError:
                again.append(relation)  # it may name what is found later; the door says what is wrong with it
                continue
            done[relation.id] = relation.model_copy(update={"formula": formula})
            if relation.left not in read:
                read[relation.left] = lowered.unit
                found[relation.left] = units.show(_plainer(lowered.unit))
        if len(again) == len(left):
            break
        left = again
    return found, [done.get(relation.id, relation) for relation in relations]
