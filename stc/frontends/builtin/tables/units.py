"""Decide the unit of each number cell from its own marks, its row, its column and its table, in this order."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from stc.frontends.builtin.tables.currencies import currency_in
from stc.frontends.builtin.tables.grid import Entry
from stc.frontends.builtin.tables.heads import Column
from stc.frontends.builtin.tables.layout import DataRow, Layout
from stc.frontends.builtin.tables.measures import EQUITY, Measure
from stc.frontends.builtin.tables.scales import scale_word

Key = tuple[int, int, int]  # block, section (-1 for all), column
_DOLLARS = frozenset({"USD", "CAD", "AUD", "NZD", "HKD", "SGD", "TWD"})
_WEAK = (EQUITY - {"share"}) | {
    "customer",
    "vessel",
    "store",
    "subscriber",
    "participant",
}  # also things that have a value
_RATIOS = frozenset({"percent", "percentage_point", "basis_point"})


def own_currency(entry: Entry) -> str:
    """Read the currency mark of a number, in its cell or in one beside it."""
    mark = entry.currency or entry.mark
    return currency_in(mark) if mark else ("$" if entry.sort == "dash" and "$" in entry.text else "")


def usual_marks(layout: Layout) -> dict[Key, str]:
    """Say which sign, "%", "$" or none, the first number of a column carries, in each section and over all.

    Reports sign the first number of a column and its totals, and leave the others bare. "" where signs differ.
    """
    first: dict[Key, str] = {}
    mixed: set[Key] = set()
    for row in layout.rows:
        for c, entry in enumerate(row.cells):
            if entry is None or entry.sort != "number":
                continue
            sign = "%" if entry.percent else ("$" if own_currency(entry) else "")
            for key in ((row.block, row.section, c), (row.block, -1, c)):
                if key not in first:
                    first[key] = sign
                elif sign and sign != first[key]:
                    mixed.add(key)
    return {key: "" if key in mixed else sign for key, sign in first.items()}


def common_currency(layout: Layout) -> str:
    """Find the one currency that marks in the cells name; "" where none or several do."""
    found = {c for row in layout.rows for e in row.cells if e is not None and (c := own_currency(e))}
    return found.pop() if len(found) == 1 else ""


def lists_facts(layout: Layout) -> bool:
    """Tell whether a table of one column is a list of facts, each in a unit of its own: price, weight, discount."""
    if any(len(block) != 1 for block in layout.blocks):
        return False
    entries = [entry for row in layout.rows for entry in row.cells if entry is not None and entry.sort == "number"]
    kinds = {"%" if e.percent else "$" if own_currency(e) else e.unit for e in entries} - {""}
    return len(kinds) > 1


def bare_columns(layout: Layout) -> frozenset[tuple[int, int]]:
    """Give the columns, with their blocks, that no currency stands in where others have one in every cell.

    A price list signs each price, so that a column without a sign is none; a report signs first lines and totals only.
    """
    signed: dict[tuple[int, int], set[bool]] = {}
    for row in layout.rows:
        for c, entry in enumerate(row.cells):
            if entry is not None and entry.sort == "number":
                signed.setdefault((row.block, c), set()).add(bool(own_currency(entry)))
    if len(layout.rows) < 2 or {True} not in signed.values() or {True, False} in signed.values():
        return frozenset()
    return frozenset(place for place, marks in signed.items() if marks == {False})


def measure_of(entry: Entry, row: DataRow, column: Column, table: Measure, marks: dict[Key, str], at: int) -> Measure:
    """Decide the measure of a cell; `at` is its column among the data columns."""
    if entry.unit:
        return _printed(entry.unit)
    if entry.percent:
        points = "percentage_point" in (row.measure.sort, column.measure.sort)
        return Measure(sort="percentage_point" if points else "percent")
    if entry.sort == "dash" and _all_percent(row):
        return Measure(sort="percent")
    own = own_currency(entry)
    over = column.measure
    near, far = marks.get((row.block, row.section, at), ""), marks.get((row.block, -1, at), "")
    if not own and (over.sort in _RATIOS or (column.change and far == "%")):
        return over if over.sort in _RATIOS else Measure(sort="percent")
    label = row.measure
    if own:
        if label.sort in _RATIOS or label.sort in ("count", "ratio"):
            label = Measure(scale=label.scale if label.sort == "count" else "")
        if over.sort in _RATIOS or over.sort in ("count", "ratio"):
            over = Measure()
        measure = replace(label, currency=own if own not in ("$",) else label.currency or "").over(over)
        measure = replace(measure, currency=measure.currency or ("" if table.currency in _DOLLARS else own))
    else:
        valued = label.noun in _WEAK and (near == "$" or (near and far == "$") or over.sort == "money")
        if label.sort == "count" and not valued and "all" in over.exempt:  # employees in a table in euros
            over = Measure(over.scale if label.noun in EQUITY else "")
        if label.sort == "count" and (valued or over.currency or "self" in over.exempt):
            label = Measure()  # the head of the column knows better
        measure = label.over(over)
        if not measure.sort and "%" in (near, far) and "$" not in (near, far) and not measure.currency:
            return Measure(sort="percent")
    if entry.scale:
        measure = replace(measure, scale=scale_word(entry.scale))
    words = " ".join((*row.groups, *row.label)).lower() if table.exempt else ""
    return _with_table(measure, table, words, entry.value or Fraction(0))


def _all_percent(row: DataRow) -> bool:
    numbers = [e for e in row.cells if e is not None and e.sort == "number"]
    return bool(numbers) and all(e.percent for e in numbers)


def _printed(unit: str) -> Measure:
    match unit.lower():
        case "bps" | "bp":
            return Measure(sort="basis_point")
        case "pts" | "ppt" | "ppts" | "pp" | "pt":
            return Measure(sort="percentage_point")
        case "x" | "times":
            return Measure(sort="ratio")
        case _:
            return Measure(sort="count", noun=unit)


def _with_table(measure: Measure, table: Measure, words: str, value: Fraction) -> Measure:
    """Apply the table's scale and currency, save for what a scale never covers, or does not cover here."""
    exempt = measure.exempt | table.exempt
    if not (measure.sort or measure.currency) and any(e[0] == "=" and e[1:] in words for e in exempt):
        return replace(measure, sort="count")
    match measure.sort:
        case "percent" | "percentage_point" | "basis_point" | "ratio":
            return measure
        case "rate":
            return replace(measure, currency=measure.currency or table.currency)
        case "count":
            own = next((e.removeprefix("shares in ") for e in exempt if e.startswith("shares in ")), "")
            if own and measure.noun in EQUITY:
                return replace(measure, scale=measure.scale or own, currency="")
            free = "self" in exempt or measure.noun not in EQUITY or "share" in exempt
            free = free or ("uncounted" in exempt and value.denominator == 1)
            return replace(measure, scale=measure.scale or ("" if free else table.scale), currency="")
        case _ if table.sort in ("count", "percent") and not measure.scale and not measure.currency:
            return replace(measure, sort=table.sort, noun=table.noun)  # "Output in MWh" over the table
        case _:
            return replace(measure, scale=measure.scale or table.scale, currency=measure.currency or table.currency)
