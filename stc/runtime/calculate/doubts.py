"""Doubts about a reading that is otherwise clear: what experience says goes wrong too often to answer."""

from __future__ import annotations

import re
from fractions import Fraction

from stc.expression import names, parse
from stc.frontends.builtin.tables.money import speaks_of_money
from stc.graph import Quantity
from stc.runtime.answer import Pass
from stc.runtime.calculate.scene import Found, Scene, year_of
from stc.runtime.calculate.words import OPTIONAL
from stc.runtime.index import Series
from stc.runtime.settle import quantities_of
from stc.runtime.view import View
from stc.units import KINDS, scale
from stc.units import parse as parse_unit
from stc.words import tokens

_DECLARED = re.compile(r"\b(?:in|of) (thousand|million|billion)s?\b|[$€£'’(](000)\b", re.IGNORECASE)
_AMOUNT = re.compile(r"\d (million|billion)\b", re.IGNORECASE)
_SAID = re.compile(r"(?<![\d.,])(\d{1,9}(?:\.\d{1,2})?)\)? ?(million\b|billion\b|bn\b|m\b|%|percent\b|per cent\b)")
_OPENED, _OPEN = re.compile(r"\bopened\b"), re.compile(r"\bopen\b", re.IGNORECASE)
_ASKS_DAY = re.compile(r"(?:what|which) (?:is|was|are|were) (?:the |its )?(?:[a-z]+ ){0,2}dates?\b")
_DEFINES = re.compile(r"what (?:is|are) (?!the |total |our |its |his |her |their |my |your )[a-z&'() -]+\?? ?$")
_YEARS = re.compile(r"\b(?:19|20)\d\d\b")
_EQUITY = frozenset(["option", "share", "right", "award", "rsu", "psu", "warrant"])
_SCALE_WORDS = frozenset(["thousand", "million", "billion"])
_CHANGES = frozenset(["change", "variance", "growth", "increase", "decrease", "variation", "percent"])


def doubt_of(scene: Scene, found: Found, rounded: bool = True) -> Pass | None:
    """Give the reason not to trust a reading, if there is one; `rounded`: also where the text says it rounded."""
    quantity = found.quantity or next(iter(quantities_of(scene.view, sorted(names(parse(found.formula))))), None)
    if quantity is None:
        return None
    if other := _other_measure(scene.original, quantity):
        return Pass("doubtful", other)
    if _OPENED.search(scene.original) and any(_OPEN.search(label) for label in quantity.labels.rows):
        return Pass("doubtful", "the question asks for what was opened, the table tells what is open")
    if _ASKS_DAY.match(scene.original.lower()):
        return Pass("unread", "a day is asked for, not a number")
    if found.quantity and quantity.labels.period and not scene.times and _DEFINES.match(scene.original.lower()):
        return Pass("doubtful", "whether a meaning is asked for or a number is not said")
    row = frozenset(tokens(quantity.labels.rows[-1])) if quantity.labels.rows else frozenset[str]()
    if found.scaleless:
        words = _restated(scene, found.value, "percent", row) if "convert" in found.formula else ""
        return Pass("ambiguous", f"the text also gives it rounded, as {words}") if words else None
    operands = quantities_of(scene.view, sorted(names(parse(found.formula)))) if "convert(" in found.formula else []
    unscaled = scale_doubt(scene, quantity) or next(filter(None, (_mixed(scene, one) for one in operands)), None)
    if unscaled:
        return unscaled
    if not quantity.labels.table:
        return _uncounted(scene, quantity) or _unscaled(scene, quantity)
    words = _restated(scene, found.value, quantity.unit, row) if rounded else ""
    return Pass("ambiguous", f"the text also gives it rounded, as {words}") if words else None


def _other_measure(asked: str, quantity: Quantity) -> str:
    """Say why a number does not measure what is asked for: a count where the value of options is, a rate as amount."""
    named = {*tokens(" ".join(quantity.labels.rows))}
    counted = (
        not is_money(quantity)
        and quantity.unit != "percent"
        and bool(_EQUITY & named | _EQUITY & {*quantity.unit.split()})
    )
    if counted and re.search(r"\b(?:value|cost|expense)\b", asked) and not re.search(r"\bnumber\b|\bhow many\b", asked):
        return "the question asks for a value, the table counts"
    rate = re.search(
        r"\b(?:percent|rate|ratio|margin|yield|growth|proportion|share|change|increase|decrease)\b|%", asked
    )
    if quantity.unit == "percent" and quantity.labels.table and re.search(r"\bamount\b", asked) and not rate:
        return "the question asks for an amount, the table tells a percentage"
    return ""


def is_money(quantity: Quantity | None) -> bool:
    """Tell whether a quantity is an amount or price in a currency."""
    words = re.split(r"[ /]", quantity.unit) if quantity else []
    return any(word == "$" or (len(word) == 3 and word.isupper()) or word in ("cent", "penny") for word in words)


def scale_doubt(scene: Scene, quantity: Quantity) -> Pass | None:
    """Doubt plain numbers of a table where the text speaks of thousands or millions that no head applies to it."""
    if not quantity.labels.table or scale(parse_unit(quantity.unit)) != 1:
        return None
    if quantity.unit and quantity.unit != "$" and not (len(quantity.unit) == 3 and quantity.unit.isupper()):
        return None
    said = scene.view.built(_scales_said).get(quantity.labels.table)
    return Pass("doubtful", f"whether the table counts in {said} is not said") if said else None


def _scales_said(view: View) -> dict[str, str]:
    """Give, for tables with plain amounts of money, the scale that the text may mean for them.

    Either the text declares one ("in thousands") that was applied to no number of the table, or its sentences speak
    of millions while nothing in the table reaches one. A declaration that another table took says nothing of counts.
    """
    declared = _DECLARED.search(view.text)
    amounts = _AMOUNT.search(view.text)
    largest: dict[str, Fraction] = {}
    money: set[str] = set()
    scaled: set[str] = set()
    for quantity in view.graph.quantities:
        table, value = quantity.labels.table, quantity.value
        if not table or not isinstance(value, Fraction):
            continue
        words = quantity.unit.split()
        if _SCALE_WORDS.intersection(words):
            scaled.add(table)
        elif not words or words == ["$"] or words[0].isupper():
            largest[table] = max(abs(value), largest.get(table, Fraction(0)))
            if words:
                money.add(table)
    said: dict[str, str] = {}
    named = money | _of_money(view) if declared and scaled else set(largest)
    for table, value in largest.items():
        if declared and table not in scaled and table in named:
            said[table] = (declared[1] or "thousand").lower()
        elif amounts and table in money and table not in scaled and value < 10**6:
            said[table] = amounts[1].lower()
    return said


def _of_money(view: View) -> set[str]:
    """Give the tables whose caption, labels or heads speak of money."""
    found = {table.id for table in view.graph.tables if speaks_of_money(table.caption)}
    for quantity in view.graph.quantities:
        labels = quantity.labels
        if labels.table and labels.table not in found and speaks_of_money(" ".join((*labels.rows, *labels.columns))):
            found.add(labels.table)
    return found


def ready_share(scene: Scene, part: Found, operation: str) -> Pass | None:
    """Doubt a share where the table prints percentages of its own in a line of the same name."""
    if part.series is None or operation == "difference" or part.quantity is None or part.quantity.unit == "percent":
        return None
    for number in scene.index.tables.get(part.series.table, ()):
        series = scene.index.series[number]
        same_name = series.rows[-1:] == part.series.rows[-1:] and series.rows
        if same_name and series.first.unit == "percent" and not series.columns & _CHANGES - {"percent"}:
            return Pass("ambiguous", f"the table prints a percentage of its own: {series.first.about}")
    return None


def printed_share(scene: Scene, part: Found, whole: str) -> bool:
    """Tell whether a part is printed as the percentage that is asked for, in a table of nothing but percentages.

    The whole is what its caption speaks of ("percentage of revenue"), or its row of 100 %.
    """
    line = part.series
    if line is None or not line.table or part.quantity is None or part.quantity.unit != "percent":
        return False
    lines = [scene.index.series[number] for number in scene.index.tables[line.table]]
    if any(quantity.unit != "percent" for other in lines for _, quantity in other.cells):
        return False
    words = {*tokens(whole)} - OPTIONAL - {"total", "overall", "net"}
    wholes = (other.row for other in lines if all(quantity.value == 100 for _, quantity in other.cells))
    return bool(words) and (words <= line.context or any(words <= row for row in wholes)) and not words <= line.row


def _uncounted(scene: Scene, quantity: Quantity) -> Pass | None:
    """Doubt the number of things in a sentence where the things themselves are asked for."""
    known = any(KINDS.get(base) == "physical" for base, _ in parse_unit(quantity.unit).powers) or (
        quantity.unit in ("", "percent") or "$" in quantity.unit or "/" in quantity.unit or quantity.unit[-3:].isupper()
    )
    if known or re.search(
        r"\b(?:how (?:many|much|long|old|far)|number|amount|size|total|duration|length|term|lifetime|age)\b",
        scene.original,
    ):
        return None
    return Pass("doubtful", f"the text counts {quantity.about}, but the question does not ask how many")


def _mixed(scene: Scene, quantity: Quantity) -> Pass | None:
    """Doubt the scale of one operand beside operands of another scale."""
    return scale_doubt(scene, quantity) if quantity.labels.table else _unscaled(scene, quantity)


def _unscaled(scene: Scene, quantity: Quantity) -> Pass | None:
    """Doubt a plain amount in a sentence where the tables are in thousands or millions: the sentence may be, too."""
    if quantity.unit != "$" and not (len(quantity.unit) == 3 and quantity.unit.isupper()):
        return None
    if quantity.value is None or isinstance(quantity.value, str) or abs(quantity.value) < 1000:
        return None
    scaled = next((table for table in scene.view.graph.tables if scale(parse_unit(table.unit)) != 1), None)
    return Pass("ambiguous", f"whether the sentence counts in {scaled.unit} as the tables do") if scaled else None


def ready_made(scene: Scene, early: Found, late: Found, operation: str, value: Fraction) -> Found | Pass | None:
    """Take the change that the table prints itself, where it agrees with the one computed; doubt where it does not."""
    if early.series is None or late.series is None:
        return None
    for series in scene.index.beside(late.series):
        if series.columns & _CHANGES - {"percent"} or series.columns == {"percent"}:
            if _of_other_years(series, early, late):
                continue
            for _, quantity in series.cells:
                percent = quantity.unit == "percent" or "percent" in series.columns
                if percent != (operation == "percent_change") or not isinstance(quantity.value, Fraction):
                    continue
                resolution = quantity.stated.resolution if quantity.stated else Fraction(0)
                if abs(quantity.value - value) <= resolution:
                    return Found(quantity.id, quantity.value, late.score, quantity, series)
                return Pass("ambiguous", f"the table prints a change of its own: {quantity.about}")
    return None


def _of_other_years(series: Series, early: Found, late: Found) -> bool:
    """Tell whether heads say two years and not those asked for: "2018 over 2017"."""
    said = {int(year) for head in series.heads for year in _YEARS.findall(head)}
    asked = {
        year_of(found.quantity.labels.period)
        for found in (early, late)
        if found.quantity and found.quantity.labels.period
    }
    return len(said) == 2 and len(asked) == 2 and said != asked


def _restated(scene: Scene, value: Fraction, unit: str, row: frozenset[str]) -> str:
    """Give the rounded form in which the running text repeats a number ("$148.6 million", "13%"), if it does."""
    worth = abs(value) * scale(parse_unit(unit))
    forms = [("%", abs(value), places) for places in (1, 0)] if unit == "percent" else []
    for word, factor in (("million", 10**6), ("billion", 10**9)):
        if worth >= factor and worth % factor:  # a round number is no rounding
            forms += [(word, worth / factor, places) for places in (2, 1, 0)]
    said = scene.view.built(_amounts_said)
    for word, number, places in forms:
        digits = f"{float(round(number, places)):.{places}f}"
        if Fraction(digits) == abs(value):
            continue  # the number itself, digit for digit
        for place in said.get((digits, word), ()):
            if row & set(tokens(scene.view.text[max(0, place - 300) : place + 300])):
                return f"{digits}{'' if word == '%' else ' '}{word}"
    return ""


def _amounts_said(view: View) -> dict[tuple[str, str], list[int]]:
    """Give the places of amounts such as "148.6 million" and "13%" in a text, by digits and word."""
    found: dict[tuple[str, str], list[int]] = {}
    for match in _SAID.finditer(view.text):
        word = {"m": "million", "bn": "billion"}.get(match[2], match[2] if match[2] in ("million", "billion") else "%")
        found.setdefault((match[1], word), []).append(match.start())
    return found
