"""Anticipate questions, each with a target that computes its answer, in the wordings that people use.

    values      "What were net sales in 2019?"                                   -> net_sales_2019
    changes     "What was the percentage change in net sales from 2018 to 2019?" -> net_sales_2019_percent_change
    years       "In which year were net sales highest?"                          -> the period

A question is asked only where its words have one reading in the whole text: `recall` answers from here without looking
at anything else. So a name that two rows share, a figure that a sentence repeats rounded, two columns of one year and
quantities that the text contradicts are left to `calculate`, which sees all readings.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction
from itertools import groupby, islice

from stc.graph import Draft, FormulaTarget, Graph, Period, PeriodTarget, Quantity, Question, Target
from stc.passes.derive import chosen
from stc.passes.series import Series, series_of, years
from stc.words import tokens
from stc.words.lists import READY_MADE
from stc.words.wording import normal_form

VALUES_A_TABLE = 30
VALUES_A_TEXT = 150
QUESTIONS_A_TEXT = 240
MAX_ID = 70


def anticipate(graph: Graph, text: str) -> Graph:
    """Add questions about the final graph, through the door; those that it has already are passed over.

    >>> anticipate(Graph(), "").questions
    ()
    """
    from stc.admit import admit

    proposed = _without_rivals([*islice(questions(graph), QUESTIONS_A_TEXT)])
    asked = {question.text for question in graph.questions}
    fresh = tuple(node for node in proposed if node.id not in graph.by_id and node.text not in asked)
    return admit(Draft(questions=fresh, locale=graph.locale), text, graph) if fresh else graph


def questions(graph: Graph) -> Iterator[Question]:
    """Give the questions worth asking of a graph, in the order of the text."""
    doubtful = {node for finding in graph.findings if finding.kind != "note" for node in finding.nodes}
    prose = _Prose(graph)
    found = [one for one in series_of(graph) if one.name]
    sure = [one for one in found if not any(point.id in doubtful for point in one.points)]
    tables = max(1, len({one.table for one in sure}))
    for _, group in groupby(sure, key=lambda series: series.table):
        yield from _first_values([*group], prose, min(VALUES_A_TABLE, max(2, VALUES_A_TEXT // tables)))
    for series in chosen(sure):
        if not prose.tells(series.name, ""):
            yield from _changes(series, graph)
            yield from _extremes(series)


def _first_values(group: list[Series], prose: _Prose, count: int) -> Iterator[Question]:
    """Ask for the values of one table: totals before parts, the upper rows before the lower, the latest times first."""
    upper = sorted(group, key=lambda one: not one.important)[:count]
    asked = [list(_values(series, prose)) for series in upper]
    ordered = [found[-1 - age] for age in range(max(map(len, asked), default=0)) for found in asked if age < len(found)]
    yield from ordered[:count]


class _Prose:
    """What sentences say in numbers: a figure that they repeat, rounded perhaps, has two answers."""

    def __init__(self, graph: Graph) -> None:
        self.rows: dict[str, set[int]] = {}
        self.periods: list[str] = []
        for quantity in graph.quantities:
            worked_out = quantity.by == "rule" or (quantity.by == "model" and quantity.stated is None)
            if quantity.labels.table or worked_out:  # "growth of net sales" does not repeat net sales
                continue
            self.periods.append(_end(quantity)[:4])
            for word in {*tokens(quantity.about), *tokens(" ".join(quantity.labels.rows))}:
                self.rows.setdefault(word, set()).add(len(self.periods) - 1)

    def tells(self, name: str, year: str) -> bool:
        """Tell whether a sentence holds a number about all these words, in that year or in no particular one."""
        found: set[int] | None = None
        for word in tokens(name):
            has = self.rows.get(word)
            if not has:
                return False
            found = has if found is None else found & has
        return any(not year or self.periods[index] in ("", year) for index in found or ())


def _be(name: str) -> str:
    """Choose "was" or "were" for a noun phrase, by its head: the last word before a preposition."""
    head = name
    for link in (" of ", " for ", " in ", " per ", ",", " before ", " after ", " from ", " to "):
        head = head.split(link)[0]
    return "were" if head.endswith("s") and not head.endswith(("ss", "us", "is")) else "was"


def _values(series: Series, prose: _Prose) -> Iterator[Question]:
    names = (series.name, *series.others)
    be = _be(series.name)
    if all(point.labels.period is None for point in series.points):
        if len(series.points) == 1 and not prose.tells(series.name, "") and not READY_MADE & {*tokens(series.name)}:
            point = series.points[0]
            texts = [f"What {'are' if be == 'were' else 'is'} the {name}?" for name in names]
            yield _question(point.id, texts, FormulaTarget(formula=point.id, unit=point.unit))
        return
    for when, point in sorted(_dated(series), key=lambda dated: _end(dated[1])):
        if not prose.tells(series.name, _end(point)[:4]):
            texts = [f"What {be} {name} {time}?" for time in when for name in names]
            yield _question(point.id, texts, FormulaTarget(formula=point.id, unit=point.unit))


def _end(quantity: Quantity) -> str:
    period = quantity.labels.period
    return (period.end or period.label) if period else ""


def _dated(series: Series) -> Iterator[tuple[list[str], Quantity]]:
    """Give each point with the ways to say its time, where no other point of the series could be meant."""
    by_year = {point.id: year for year, point in years(series)}
    labels = [point.labels.period.label if point.labels.period else "" for point in series.points]
    times = Counter(labels)
    for label, point in zip(labels, series.points, strict=True):
        if not label or times[label] > 1:
            continue
        year = by_year.get(point.id, "")
        instant = point.labels.period is not None and point.labels.period.start is None
        if label == year:
            yield [f"in {year}"], point
        elif instant and year:
            yield [f"as of {label}", f"in {year}"], point
        elif not by_year:
            yield [f"in {label}"], point


def _changes(series: Series, graph: Graph) -> Iterator[Question]:
    points = years(series)
    if len(points) < 2:
        return
    (earlier, _), (later, after) = points[-2:]
    for ending, what in (("percent_change", "percentage change"), ("change", "change")):
        node = graph.by_id.get(f"{after.id:.60}_{ending}")
        if isinstance(node, Quantity) and node.by == "rule":
            texts = [
                f"What was the {what} in {name} from {earlier} to {later}?" for name in (series.name, *series.others)
            ]
            if isinstance(node.value, Fraction) and node.value > 0:
                texts.append(texts[0].replace("change in", "increase in"))
            yield _question(node.id, texts, FormulaTarget(formula=node.id, unit=node.unit))


def _extremes(series: Series) -> Iterator[Question]:
    points = [(point.value, year, point) for year, point in years(series)]
    if len(points) < 3 or any(not isinstance(value, Fraction) or value <= 0 for value, _, _ in points):
        return
    rests_on = tuple(point.id for _, _, point in points)
    for choose, words in ((max, ("highest", "largest")), (min, ("lowest", "smallest"))):
        value, year, point = choose(points, key=lambda item: (item[0], item[1]))
        if sum(other == value for other, _, _ in points) == 1:
            be = _be(series.name)
            texts = [f"{lead} year {be} {series.name} {word}?" for lead in ("In which", "Which") for word in words]
            texts += [f"{lead} year {be} {series.name} the {word}?" for lead in ("In which",) for word in words]
            period = point.labels.period or Period(label=year)
            target = PeriodTarget(period=Period(label=year, start=period.start, end=period.end), rests_on=rests_on)
            yield _question(f"{point.id:.50}_{words[0]}_year", texts, target)


def _question(base: str, texts: list[str], target: Target) -> Question:
    first, *others = dict.fromkeys(texts)
    return Question(id=f"ask_{base:.{MAX_ID}}", text=first, wordings=tuple(others), target=target)


def _without_rivals(found: list[Question]) -> list[Question]:
    """Leave out wordings that two questions with different targets share, and questions that have none left."""
    owners: dict[str, set[str]] = {}
    for question in found:
        for wording in (question.text, *question.wordings):
            owners.setdefault(normal_form(wording), set()).add(question.target.model_dump_json())
    kept: dict[str, Question] = {}
    for question in found:
        own: dict[str, str] = {}
        for wording in (question.text, *question.wordings):
            form = normal_form(wording)
            if len(owners[form]) == 1:
                own.setdefault(form, wording)
        if own:
            first, *others = own.values()
            changed = question.model_copy(update={"text": first, "wordings": tuple(others)})
            kept.setdefault(question.id, changed)
    return list(kept.values())
