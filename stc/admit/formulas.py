"""Formulas and units as the graph uses them: read once, and checked against the quantities that they name."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set
from dataclasses import replace
from functools import lru_cache

from stc import units
from stc.admit.grounding import Complaint, literal_complaint
from stc.errors import StcError, UnitError
from stc.expression import Exact, Expression, Name, evaluate, names, parse
from stc.graph import FormulaTarget, Question

parse_formula = lru_cache(maxsize=65536)(parse)
parse_unit = lru_cache(maxsize=65536)(units.parse)


def lower_for(
    formula: str, expression: Expression, left: str, known: Mapping[str, units.Unit]
) -> units.Lowered | Complaint:
    """Infer a formula's unit, which must be that of its left side; a formula of numbers only takes it."""
    try:
        lowered = units.lower(expression, known)
    except StcError as error:
        return Complaint("bad-unit", error_said(error))
    if (odd := _percent_of(formula, lowered.unit)) is not None:
        return odd
    if names(expression) and not units.same(lowered.unit, known[left]):
        given, wanted = (units.show(unit) or "a plain number" for unit in (lowered.unit, known[left]))
        advice = _unit_advice(formula, left, lowered.unit, known[left])
        return Complaint("bad-unit", f"{formula:.80} gives {given}, not {wanted}{advice}")
    if names(expression) and not _nouns_cancel(units.tags(lowered.unit), units.tags(known[left])):
        note = f"counted nouns do not cancel: {units.show(lowered.unit)} is taken for "
        note += units.show(known[left]) or "a plain number"
        return replace(lowered, notes=(*lowered.notes, note))
    return lowered


def _percent_of(formula: str, unit: units.Unit) -> Complaint | None:
    """Refuse an amount in percent of its unit: 25 percent times 80 apples are 20 apples, not 2000 percent apples."""
    ratio = any(times < 0 for _, times in units.tags(unit))  # hens per egg in percent are a ratio of their own
    above = {base for base, power in (units.without_nouns(unit) if ratio else unit).powers if power > 0}
    if "percent" in above and len(above) > 1:
        shown = units.show(unit)
        return Complaint("bad-unit", f"{formula:.80} gives {shown}: write convert(id, one) for the id in percent")
    return None


def error_said(error: StcError) -> str:
    """Say what an error says, and what to write instead where it tells that."""
    return f"{error.message}: {error.hint}" if error.hint else error.message


def _unit_advice(formula: str, left: str, given: units.Unit, wanted: units.Unit) -> str:
    """Say what to write where a formula does not give the unit of its left side; "" where that is anybody's guess.

    >>> _unit_advice("balls * share", "red", parse_unit("percent ball"), parse_unit("ball"))
    ': write convert(id, one) for the id in percent'
    """
    if len(formula) > 80:
        return ""
    rest = dict(units.divide(units.without_nouns(given), units.without_nouns(wanted)).powers)
    if rest == {"percent": 1}:
        return ": write convert(id, one) for the id in percent"
    if units.convertible(given, wanted):
        shown = units.show(wanted) or "one"
        return f": write convert({formula}, {shown if shown.isidentifier() else repr(shown)})".replace("'", '"')
    pairs = [base for base in rest if base in units.KINDS and units.KINDS[base] == "time"]
    if len(rest) == 2 and len(pairs) == 2 and sum(rest.values()) == 0:
        return f": convert one of {pairs[0]} and {pairs[1]} to the other first"
    return f": the unit of {left} or the formula is wrong"


def _nouns_cancel(given: tuple[tuple[str, int], ...], wanted: tuple[tuple[str, int], ...]) -> bool:
    """Tell whether a product of rates and amounts counts one thing, per the same as is wanted.

    >>> _nouns_cancel((("apple", 1),), (("pear", 1),)), _nouns_cancel((("apple", 1), ("box", -1)), (("apple", 1),))
    (True, False)
    """
    below = [{noun: times for noun, times in tags if times < 0} for tags in (given, wanted)]
    above = sum(times for _, times in given if times > 0)
    return given == wanted or (below[0] == below[1] and above < 2)


def name_complaint(ids: Set[str], known: Mapping[str, object], gone: Iterable[str] = ()) -> Complaint | None:
    """Check that all ids are known; `gone` are those of rejected nodes."""
    missing = sorted([name for name in ids if name not in known])  # a set less dict keys walks all the keys
    if not missing:
        return None
    rejected = [name for name in missing if name in set(gone)]
    if rejected:
        return Complaint("rests-on-rejected", f"it rests on {rejected[0]}, which was rejected")
    return Complaint("unknown-id", f"there is no quantity {missing[0]}")


def target_unit(
    question: Question,
    target: FormulaTarget,
    known: Mapping[str, units.Unit],
    values: Mapping[str, Exact | None],
    locale: str,
) -> units.Unit | Complaint:
    """Check the formula that answers a question: its literals, its unit and that it has a value; gives its unit."""
    try:
        expression = parse_formula(target.formula)
        named = sorted(names(expression))
        complaint = literal_complaint(expression, (question.text, *question.wordings), locale, "in the question")
        if complaint is not None:
            return complaint
        found = {name: value for name in named if (value := values.get(name)) is not None}
        if len(found) < len(named):
            return Complaint("no-value", f"{min(set(named) - found.keys())} has no value")
        lowered = units.lower(expression, known)
        if not isinstance(expression, Name):
            evaluate(lowered.expression, found)
        if (odd := _percent_of(target.formula, lowered.unit)) is not None:
            return odd
        if target.unit and not units.same(parse_unit(target.unit), lowered.unit):
            given = units.show(lowered.unit) or "a plain number"
            return Complaint("bad-unit", f"{target.formula:.80} gives {given}, not {target.unit:.80}")
    except StcError as error:
        return Complaint("bad-unit" if isinstance(error, UnitError) else "bad-formula", error_said(error))
    return lowered.unit
