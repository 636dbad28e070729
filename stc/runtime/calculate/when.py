"""Answer which times a quantity is given for, in which it is largest or smallest, and in which it passes a number."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from fractions import Fraction

from stc.graph import Period, Quantity
from stc.numerals import read_numeral
from stc.runtime.answer import Answer, Pass
from stc.runtime.calculate.dashes import dash_doubt
from stc.runtime.calculate.grammar import Wanted
from stc.runtime.calculate.reasons import either
from stc.runtime.calculate.scene import Scene, bare, cells_at, in_order, year_of
from stc.runtime.index import Series
from stc.runtime.settle import evidence_of, hedge_of, show_number
from stc.units import parse as parse_unit
from stc.units import scale

MARGIN = 0.1  # how much worse the second series must match, as in look-ups
_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_GRAIN = re.compile(r"(?:in |on |for |during )?(?:which|what) (?:of the )?(date|day|month|quarter)")
_DAYS = {"date": (0, 1), "day": (0, 1), "month": (28, 31), "quarter": (90, 92)}
_PART = re.compile(r"\b(?:q[1-4]|h[12]|quarter|half|month|week|ytd)", re.IGNORECASE)
_ABOUT_TABLE = re.compile(
    r"\b(?:the )?(?:tables?|information|data|amounts?|figures?|numbers?|values?|detail(?:s|ed)?|breakdown|summary"
    r"|company|results?|for|in|on|of|by|about|regarding|being|were|was|are|is)\b"
)


def answer_when(scene: Scene, wanted: Wanted) -> Answer | Pass:
    """Answer a question for times, or for how many there are."""
    if wanted.kind == "periods_of":
        return _given_for(scene, wanted)
    line = line_of(scene, bare(wanted.phrase), least_times=2)
    if isinstance(line, Pass):
        return line
    cells = _cells_between(scene, line, wanted.phrase)
    if len(cells) < 2:
        return Pass("missing", f"'{line.label}' is given for one time only")
    if wanted.test:
        return _passing(scene, wanted, cells)
    grain = _GRAIN.match(scene.original)
    cells = [cell for cell in cells if not grain or _lasts(cell[0], grain[1])]  # quarters beside their year
    if grain and len(cells) < 2:
        return Pass("missing", f"there are no two times that are each a {grain[1]}")
    if not grain and len({year_of(period) for period, _ in cells}) < len(cells):
        return Pass("unread", "several of the times that are given are in one year")
    return _extreme(scene, wanted, cells, exact=grain is not None)


def line_of(scene: Scene, phrase: str, least_times: int = 1) -> Series | Pass:
    """Give the one series that a bare phrase names, with at least so many times."""
    matches = scene.match(phrase)
    if not matches.found:
        return Pass("not-covered", f"nothing in the text is labelled with all of '{phrase}'", matches.uncovered)
    able = [m for m in matches.found if len(m.series.periods) >= least_times and m.score >= scene.strictness]
    if not able:
        return Pass("missing", f"'{phrase}' is not given for {least_times} times or more", ("time",))
    rivals = [m for m in able[1:] if m.score > able[0].score - MARGIN]
    if any(_values(m.series) != _values(able[0].series) for m in rivals):
        first = [next(quantity for _, quantity in match.series.cells) for match in (able[0], rivals[0])]
        return either(phrase, able[0].series.label, rivals[0].series.label, first)
    return able[0].series


def _given_for(scene: Scene, wanted: Wanted) -> Answer | Pass:
    phrase = " ".join(_ABOUT_TABLE.sub(" ", bare(wanted.phrase)).split())
    tables = [table.id for table in scene.view.graph.tables]
    line = line_of(scene, phrase) if phrase else Pass("unread", "the question names nothing")
    if isinstance(line, Series) and line.periods:
        rows = [line]
    elif len(tables) == 1 and set(scene.match(phrase).uncovered) <= scene.index.context:
        rows = [scene.index.series[number] for number in scene.index.tables.get(tables[0], [])]
    else:
        return line if isinstance(line, Pass) else Pass("missing", f"no times are given for '{phrase}'")
    periods = list({_label(period): period for row in rows for period in row.periods}.values())
    if not periods:
        return Pass("missing", f"no times are given for '{phrase}'")
    quantities = [quantity for row in rows[:1] for _, quantity in row.cells]
    return said(scene, tuple(_label(period) for period in periods), quantities)


def _extreme(scene: Scene, wanted: Wanted, cells: Sequence[tuple[Period, Quantity]], exact: bool) -> Answer | Pass:
    values = [quantity.value for _, quantity in cells if isinstance(quantity.value, Fraction)]
    if len(values) != len(cells):
        return Pass("doubtful", "not all of the values are plain numbers")
    if all(value <= 0 for value in values) and any(value < 0 for value in values):
        return Pass("doubtful", "all values are negative: larger may mean either way")
    best = max(values) if wanted.order == "largest" else min(values)
    where = [(period, quantity) for period, quantity in cells if quantity.value == best]
    if len(where) != 1:
        return Pass("ambiguous", f"the {wanted.order} value stands at several times")
    quantities = [quantity for _, quantity in cells]
    return dash_doubt(scene.view, quantities) or said(scene, where[0][0], quantities, exact)


def _passing(scene: Scene, wanted: Wanted, cells: Sequence[tuple[Period, Quantity]]) -> Answer | Pass:
    assert wanted.test is not None
    relation, written = wanted.test
    bound = _bound(written)
    if bound is None:
        return Pass("unread", f"the number '{written}' cannot be read")
    outcomes: set[tuple[Period, ...]] = set()
    for with_scale in (True, False):
        outcomes.add(tuple(p for p, q in cells if _passes(q, relation, bound, with_scale)))
    if len(outcomes) != 1:
        return Pass("ambiguous", f"'{written}' may be meant in {cells[0][1].unit} or plainly")
    periods = outcomes.pop()
    quantities = [quantity for _, quantity in cells]
    if wanted.kind == "count_periods":
        return said(scene, Fraction(len(periods)), quantities)
    if not periods:
        return Pass("missing", f"at no time was it {relation} than {written}")
    labels = tuple(_label(period) for period in periods)
    return said(scene, labels if len(labels) > 1 else periods[0], quantities)


def _bound(written: str) -> tuple[Fraction, Fraction | None] | None:
    """Read a number with its scale word; without one the scale is not known."""
    words = written.split()
    factor: Fraction | None = None
    if words[-1].rstrip("s") in _SCALES:
        factor = Fraction(_SCALES[words.pop().rstrip("s")])
    elif words[-1] == "percent":
        words.pop()
    reading = read_numeral("".join(words).strip(" %"))
    return (reading.value, factor) if reading else None


def _passes(quantity: Quantity, relation: str, bound: tuple[Fraction, Fraction | None], with_scale: bool) -> bool:
    """Compare a quantity with a bound: by worth where both scales are known, else as printed."""
    assert isinstance(quantity.value, Fraction)
    value, (limit, factor) = quantity.value, bound
    own = scale(parse_unit(quantity.unit))
    if factor is not None and own != 1:
        value, limit = value * own, limit * factor
    elif factor is None and with_scale:
        value = value * own
    return value > limit if relation == "more" else value < limit


def said(
    scene: Scene, value: Fraction | Period | tuple[str, ...], quantities: Sequence[Quantity], exact: bool = False
) -> Answer:
    """Make the answer that names times, items or a count, resting on quantities; a time is a year unless `exact`."""
    match value:
        case Period():
            text = value.label if exact else _label(value)
            value = value.model_copy(update={"label": text})
        case Fraction():
            text = show_number(value)
        case _:
            text = ", ".join(value)
    steps = tuple(f"{q.about} = {show_number(q.value)} {q.unit}".strip() for q in quantities if q.value is not None)
    return Answer(
        known=True,
        value=value,
        text=text,
        how="calculated",
        evidence=evidence_of(scene.view, quantities),
        steps=steps,
        qualifier=hedge_of(quantities),
        ids=tuple(quantity.id for quantity in quantities),
        confidence=0.9,
    )


def _cells_between(scene: Scene, line: Series, phrase: str) -> list[tuple[Period, Quantity]]:
    """Give the cells of a series that have a time; of those that the question limits itself to, if it does."""
    cells = [(period, quantity) for period, quantity in line.cells if period is not None]
    times = scene.times_in(phrase)
    if times is None:
        return cells
    if times.through and len(times.periods) == 2:
        first, last = (year_of(period) or 0 for period in in_order(times.periods))
        return [cell for cell in cells if first <= (year_of(cell[0]) or 0) <= last]
    chosen = [quantity.id for period in times.periods for quantity in cells_at(line, period)]
    return [cell for cell in cells if cell[1].id in chosen]


def _label(period: Period) -> str:
    """Say a period as one asks for it: a whole year, or what stands at its end, by the year."""
    year = year_of(period)
    if year is None or "/" in period.label or _PART.search(period.label):
        return period.label
    whole = period.start is None or period.end is None or int(period.end[:4]) - int(period.start[:4]) == 1
    return (
        str(year)
        if whole or ((period.start or "")[5:] == "01-01" and (period.end or "")[5:] == "12-31")
        else period.label
    )


def _lasts(period: Period, grain: str) -> bool:
    """Tell whether a time is a day, a month or a quarter long."""
    if period.end is None:
        return False
    first = date.fromisoformat(period.start or period.end)
    least, most = _DAYS[grain]
    days = (date.fromisoformat(period.end) - first).days  # the end is the last day
    return least <= days + (0 if grain in ("date", "day") else 1) <= most


def _values(series: Series) -> list[object]:
    return [quantity.value for _, quantity in series.cells]
