"""Turn a formula over ids into an answer: evaluate it exactly, units included, and gather what it rests on."""

from __future__ import annotations

import re
from collections.abc import Sequence
from fractions import Fraction

from stc.errors import FormulaError, UnitError
from stc.expression import Name, decimal, evaluate, names, parse, show, substitute
from stc.graph import Exact, Qualifier, Quantity, show_exact
from stc.runtime.answer import Answer, Evidence, How, Pass
from stc.runtime.priced import priced
from stc.runtime.printed import in_plural, printed_amount
from stc.runtime.view import View
from stc.units import Unit, lower, scale, singular, without_nouns
from stc.units import parse as parse_unit
from stc.units import show as show_unit

_NEXT_WORD = re.compile(r"\s(?:(?:thousand|million|billion|trillion)\s)?(?P<noun>[^\W\d_]{2,40})\b")
_MARKS = {"en": (",", "."), "de": (".", ",")}  # between groups of digits, before decimals
_READ: tuple[How, ...] = ("composed", "reasoned")  # a model read what is a share of what; by rule nouns have to cancel
DIGITS = 12  # of a number in a step or in the text of an answer that is no finite decimal


def settle(view: View, formula: str, how: How, confidence: float = 1.0) -> Answer | Pass:
    """Evaluate a formula over the ids of a view's quantities into an answer, or say why that cannot be done."""
    node = view.graph.by_id.get(formula)
    if isinstance(node, Quantity):
        return look_up(view, node, how, confidence)
    tree = parse(formula)
    used = quantities_of(view, sorted(names(tree)))
    values: dict[str, Exact] = {q.id: q.value for q in used if q.value is not None}
    try:
        lowered = lower(tree, {q.id: unit_of(q) for q in used})
        value = evaluate(lowered.expression, values)
    except UnitError as error:
        return Pass("unit", f"the units do not fit: {error.message}")
    except FormulaError as error:
        return Pass("doubtful", f"it cannot be computed: {error.message}")
    unit = show_unit(priced(lowered.unit) if how in _READ else lowered.unit)
    notes = lowered.notes
    if unit != "percent" and show_unit(without_nouns(lowered.unit)) == "percent" and how in _READ:
        notes, unit = (*notes, f"counted nouns do not cancel: {unit}"), "percent"  # boys of students
    if formula.startswith("convert(") and formula.endswith(", percent)") and unit != "percent":
        return Pass("unit", f"a share that comes out in {unit} is none")  # of 16 students in 45 percent
    steps = (f"{_numbers(formula, values, used)} = {show_number(value)}{_spaced(unit)}", *notes)
    steps += assumptions_of(view, used)
    shown = grouped(show_rounded(value, unit), view.graph.locale)
    return Answer(
        known=True,
        value=value,
        unit=unit,
        text=f"{_hedge(hedge_of(used))}{with_unit(shown, unit if value == 1 else in_plural(unit))}",
        formula=show(tree),
        how=how,
        evidence=evidence_of(view, used),
        steps=steps,
        qualifier=hedge_of(used),
        ids=tuple(q.id for q in used),
        confidence=confidence,
    )


def look_up(view: View, quantity: Quantity, how: How, confidence: float = 1.0) -> Answer | Pass:
    """Answer with one quantity as the text prints it; its unit follows where the printed text does not say it."""
    if quantity.value is None:
        return Pass("missing", f"{quantity.about} has no value", (quantity.about,))
    evidence = evidence_of(view, [quantity])
    qualifier = hedge_of([quantity])
    printed = printed_in(view, quantity)
    counted = counted_noun(view.text, quantity)
    said = [word for word in counted.split() if not printed.endswith(f" {word}")]  # "1.4 million" says million
    unit = quantity.unit if quantity.value == 1 else in_plural(quantity.unit)
    return Answer(
        known=True,
        value=quantity.value,
        unit=quantity.unit,
        text=f"{_hedge(qualifier)}{' '.join([printed, *said]) if counted else with_unit(printed, unit)}",
        formula=quantity.id,
        how=how,
        evidence=evidence,
        steps=(_step(quantity), *assumptions_of(view, [quantity])),
        qualifier=qualifier,
        ids=(quantity.id,),
        confidence=confidence,
    )


def printed_in(view: View, quantity: Quantity) -> str:
    """Give a quantity as the text prints it: the cell, or in a sentence the number with its currency and unit."""
    if quantity.stated is None:
        return show_number(quantity.value or Fraction(0))
    start, end = quantity.stated.span
    if quantity.value == 0 and not any(letter.isdigit() for letter in view.text[start:end]):
        return "0"  # a dash
    printed = view.text[start:end] if quantity.labels.table else printed_amount(view.text, start, end)
    return f"{printed})" if printed.count("(") > printed.count(")") else printed  # the bracket stands in the next cell


def evidence_of(view: View, quantities: Sequence[Quantity]) -> tuple[Evidence, ...]:
    """Quote the places where quantities are stated; of one that follows from others, the places those stand at."""
    found: dict[str, Evidence] = {}
    open_ids, seen = [q.id for q in reversed(quantities)], set[str]()
    while open_ids:
        node = view.graph.by_id.get(open_ids.pop())
        if not isinstance(node, Quantity) or node.id in seen:
            continue
        seen.add(node.id)
        if node.stated:
            start, end = node.stated.span
            found[node.id] = Evidence(node.id, view.text[start:end], start, end, view.source)
            continue
        for relation in view.graph.relations_of.get(node.id, ())[:1]:
            for start, end in relation.spans:
                found.setdefault(relation.id, Evidence(relation.id, view.text[start:end], start, end, view.source))
            open_ids.extend(sorted(names(parse(relation.formula)), reverse=True))
    return tuple(found.values())


def assumptions_of(view: View, quantities: Sequence[Quantity]) -> tuple[str, ...]:
    """Say what of the world was assumed, and not found in the text, where quantities rest on it."""
    found: dict[str, str] = {}
    open_ids, seen = [q.id for q in reversed(quantities)], set[str]()
    while open_ids:
        node = view.graph.by_id.get(open_ids.pop())
        if not isinstance(node, Quantity) or node.id in seen or node.stated:
            continue
        seen.add(node.id)
        for relation in view.graph.relations_of.get(node.id, ())[:1]:
            if relation.basis == "assumed":
                found[node.id] = f"assumed: {_step(node)}"
            open_ids.extend(sorted(names(parse(relation.formula)), reverse=True))
    return tuple(found.values())


def _step(quantity: Quantity) -> str:
    value = "?" if quantity.value is None else show_number(quantity.value)
    return f"{quantity.about} = {value}{_spaced(quantity.unit)}"


def hedge_of(quantities: Sequence[Quantity]) -> Qualifier:
    """Give the qualifier of what rests on quantities: a look-up keeps its own, a computed value is about."""
    hedges = {q.stated.qualifier for q in quantities if q.stated} - {"exact"}
    if not hedges:
        return "exact"
    return next(iter(hedges)) if len(quantities) == 1 else "about"


def unit_of(quantity: Quantity) -> Unit:
    """Read a quantity's unit."""
    return parse_unit(quantity.unit)


def quantities_of(view: View, ids: Sequence[str]) -> list[Quantity]:
    """Give the quantities with these ids, leaving out what is none."""
    return [node for node in map(view.graph.by_id.get, ids) if isinstance(node, Quantity)]


def show_number(value: Exact) -> str:
    """Show a number for reading: exact where it is a short decimal, else to some digits."""
    if isinstance(value, Fraction):
        exact = show_exact(value)
        if "/" not in exact and len(exact) <= DIGITS + 6:
            return exact
    return decimal(value, DIGITS)


def show_rounded(value: Exact, unit: str = "") -> str:
    """Show a number as one would say it: as it is up to six decimals, else rounded; of percent to two decimals.

    >>> show_rounded(Fraction(1, 3), "percent"), show_rounded(Fraction(2, 3000)), show_rounded(Fraction(5, 4))
    ('0.33', '0.0006667', '1.25')
    """
    shown = show_number(value)
    if not isinstance(value, Fraction) or len(shown.partition(".")[2]) <= 6:
        return shown
    places = 2
    while unit != "percent" and places < DIGITS and abs(value) * 10**places < 1000:
        places += 1
    return show_exact(Fraction(round(value * 10**places), 10**places))


def grouped(number: str, locale: str) -> str:
    """Group the digits of a plain decimal as the document does, where that is by comma or by point.

    >>> grouped("-13496.5", "en"), grouped("13496.5", "de"), grouped("13496.5", "fr"), grouped("850", "en")
    ('-13,496.5', '13.496,5', '13496.5', '850')
    """
    whole, _, places = number.partition(".")
    marks = _MARKS.get(locale)
    if marks is None or not whole.removeprefix("-").isdigit():
        return number
    sign, size = ("-", whole[1:]) if whole.startswith("-") else ("", whole)
    return f"{sign}{int(size):,}".replace(",", marks[0]) + (f"{marks[1]}{places}" if places else "")


def counted_noun(text: str, quantity: Quantity) -> str:
    """Give the noun that a sentence counts, as it stands behind the number: "412 people", not "412 person"."""
    if quantity.stated is None or quantity.labels.table:
        return ""
    word = _NEXT_WORD.match(text, quantity.stated.span.end)
    counted = quantity.unit.rpartition(" ")[2]
    return word[0] if word and word["noun"] != counted and singular(word["noun"]) == counted else ""


def with_unit(printed: str, unit: str) -> str:
    """Join a printed number with what it does not show of its unit.

    >>> with_unit("1,305", "million $"), with_unit("13%", "percent"), with_unit("$2.75", "$/hour"), with_unit("-3", "$")
    ('$1,305 million', '13%', '$2.75/hour', '-$3')
    """
    unit, slash, per = unit.partition("/")
    if "$" in unit.split() and "$" not in printed:
        printed = f"-${printed[1:]}" if printed.startswith("-") else f"${printed}"
    shown = printed.lower()
    marks = {"$": "$", "USD": "$", "EUR": "€", "GBP": "£", "percent": "%"}
    words = [word for word in unit.split() if word.lower() not in shown and marks.get(word, word) not in shown]
    words = [word for word in words if singular(word) not in shown.split()]
    return " ".join([printed, *words]) + slash + per


def _numbers(formula: str, values: dict[str, Exact], used: Sequence[Quantity]) -> str:
    """Put the numbers in; with their units where those differ so that the bare numbers would not compute."""
    units = {without_nouns(unit_of(quantity)) for quantity in used}
    if len(units) > 1 and ("convert(" in formula or len({scale(unit) for unit in units}) > 1):
        return show(substitute(parse(formula), {q.id: _measured(values[q.id], q.unit) for q in used if q.id in values}))
    shown = {name: parse(f"({show_exact(value)})") for name, value in values.items()}
    return show(substitute(parse(formula), shown))


def _measured(value: Exact, unit: str) -> Name:
    """Make what a step shows for a quantity, a number with its unit, as one operand."""
    text = f"{show_exact(value)}{_spaced(unit)}"
    return Name(f"({text})" if re.search(r"[-+*/]", text) else text)


def _spaced(unit: str) -> str:
    return f" {unit}" if unit else ""


def _hedge(qualifier: Qualifier) -> str:
    return "" if qualifier == "exact" else "about " if qualifier == "range" else f"{qualifier} "
