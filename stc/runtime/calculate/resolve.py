"""Resolve a phrase to a formula: by a label that says it, else by an operation on the phrases that it is made of.

The best reading answers if no other reading with another value comes close; ways to fail are ordered, so that the
reason that is given in the end is the one that came nearest to an answer.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace
from functools import partial

from stc.graph import Period, Quantity
from stc.runtime.answer import Pass
from stc.runtime.calculate import operations
from stc.runtime.calculate.averages import down_the_column, prints_average
from stc.runtime.calculate.columns import aligned, beside, comparable, found_in, in_one_column, one_line, worth
from stc.runtime.calculate.dashes import dash_doubt
from stc.runtime.calculate.doubts import printed_share, ready_made, ready_share
from stc.runtime.calculate.grammar import Cut, cuts
from stc.runtime.calculate.lending import completed, last_word
from stc.runtime.calculate.match import Match
from stc.runtime.calculate.question import Times
from stc.runtime.calculate.reasons import either, not_there, uncovered, unsettled
from stc.runtime.calculate.scene import Found, Scene, bare, cells_at, in_order, year_of
from stc.runtime.calculate.words import OPTIONAL
from stc.runtime.index import Series, plain_words
from stc.words import tokens, words

EXACT = 0.95  # a label that says the phrase: no operation is looked for
MARGIN = 0.05  # how much worse the second reading with another value must be
FULL = 0.99  # a label without a word more
MAX_DEPTH = 3
MAX_JOINTS = 5  # of one list
_NEARNESS = ("doubtful", "ambiguous", "unit", "missing", "not-covered", "unread")
_DUE = re.compile(r"\bdue\b(?! (?:to|from)\b)")
_AND = re.compile(r"(?:,? and the |,? and |, the |, | plus | & )")


_GRAIN = re.compile(r"(quarterly|monthly) ")
_IN_PARTS = {
    "quarterly": re.compile(r"\b(?:q[1-4]|quarter)\b", re.IGNORECASE).search,
    "monthly": re.compile(r"^[a-z]+ \d{4}$", re.IGNORECASE).search,
}
_CHANGES = frozenset(["change", "percent", "increase", "decrease", "growth", "variance", "difference"])


_ENDS = frozenset(["end", "ending", "closing", "close", "after", "finish"])
_STARTS = frozenset(["start", "starting", "beginning", "begin", "opening", "open", "before"])


def resolve(scene: Scene, phrase: str, when: Times | None = None, depth: int = 0) -> Found | Pass:
    """Resolve a phrase at the times that it names itself, else at `when`."""
    times = scene.times_in(phrase) or when
    leaf = look(scene, bare(phrase), times)
    rival = _other_column(scene, phrase, leaf, times) if isinstance(leaf, Found) and not depth else None
    if isinstance(leaf, Found) and leaf.quantity and rival:
        leaf = either(phrase, leaf.quantity.about, rival.about, (leaf.quantity, rival))
    if isinstance(leaf, Found) and leaf.score >= EXACT:
        return leaf
    if depth >= MAX_DEPTH:
        return leaf
    outcomes = [apply(scene, cut, when, depth) for cut in cuts(phrase)]
    return choose([leaf, *outcomes])


def choose(outcomes: Iterable[Found | Pass]) -> Found | Pass:
    """Take the best reading; another value as good is ambiguous, and without a reading the nearest failure is told."""
    outcomes = list(outcomes)
    found = sorted((outcome for outcome in outcomes if isinstance(outcome, Found)), key=lambda item: -item.score)
    if not found:
        return nearest(outcome for outcome in outcomes if isinstance(outcome, Pass))
    best = found[0]
    doubts = [outcome for outcome in outcomes if isinstance(outcome, Pass) and outcome.code == "doubtful"]
    if doubts and (best.quantity is None or best.score < EXACT):
        return doubts[0]
    if any(other.value != best.value and other.score > best.score - MARGIN for other in found[1:]):
        return Pass("ambiguous", "the question can be read as two different computations")
    return best


def nearest(failures: Iterable[Pass]) -> Pass:
    """Give the failure that came nearest to an answer."""
    ordered = sorted(failures, key=lambda failure: _NEARNESS.index(failure.code) if failure.code in _NEARNESS else 9)
    return ordered[0] if ordered else Pass("unread", "no operation was read in the question")


def look(scene: Scene, phrase: str, times: Times | None) -> Found | Pass:
    """Find the one quantity that a bare phrase names at one time."""
    if times is not None and len(times.periods) != 1:
        return Pass("unread", "several times, but no operation over them")
    period = times.periods[0] if times else None
    matches = scene.match(phrase)
    if not matches.found and "due" in matches.uncovered and "percent" not in scene.original:
        matches = scene.match(_DUE.sub("", phrase))  # what is due in a year is what stands under that year
    if matches.crowded:
        return Pass("ambiguous", f"too many quantities are called '{phrase}'")
    if not matches.found:
        return uncovered(phrase, matches.uncovered)
    best: Found | None = None
    for candidate in matches.found:
        if best and candidate.score <= best.score - MARGIN:
            break
        if candidate.score < scene.strictness:
            break
        cells = cells_at(candidate.series, period)
        if not cells or _two_of_one(phrase, candidate.series):
            continue
        if len({worth(cell) for cell in cells}) > 1:
            return unsettled(phrase, period, candidate.series)
        if best is None:
            best = found_in(cells[0], candidate.score, candidate.series)
        elif best.quantity and beside(best, candidate.series, cells[0], scene):
            if best.quantity.unit == "percent":
                best = found_in(cells[0], candidate.score, candidate.series)
        elif best.quantity and worth(best.quantity) != worth(cells[0]):
            return either(phrase, best.quantity.about, cells[0].about, (best.quantity, cells[0]))
    if best is not None and best.series and (other := _other_end(best.series, phrase, matches.found)):
        return Pass("ambiguous", f"'{phrase}' may be {best.series.label} or {other}")
    if best is not None and best.score < FULL and (rival := _another_sentence(scene, best, matches.found, period)):
        label = best.series.label if best.series else phrase
        return either(phrase, label, rival.about, (best.quantity, rival) if best.quantity else ())
    if best is None:
        dated = _in_ledger(scene, phrase, period) if period else None
        return dated or not_there(phrase, period, matches.found[0].series, matches.found[0].score, scene.strictness)
    return best


def _other_end(series: Series, phrase: str, matches: Sequence[Match]) -> str:
    """Give the label of the other end where a row tells of one that the phrase does not: "reading end", "start"."""
    ends = series.row & _ENDS
    if not ends or not _ENDS.isdisjoint(tokens(phrase)):
        return ""
    for match in matches:
        started = match.series.table == series.table and match.series.row & _STARTS
        if started and match.series.row - _STARTS == series.row - ends:
            return match.series.label
    return ""


def _another_sentence(scene: Scene, best: Found, matches: Sequence[Match], period: Period | None) -> Quantity | None:
    """Give another number of the text that a phrase names as well as the best, where both sentences say more.

    "The fee is $50 for adults, and $20 for children": of the fee alone nobody knows.
    """
    if best.series is None or best.series.table or best.quantity is None:
        return None
    for candidate in matches:
        if candidate.score >= scene.strictness and not candidate.series.table:
            for cell in cells_at(candidate.series, period):
                if cell.unit == best.quantity.unit and cell.value != best.quantity.value:
                    return cell
    return None


def _in_ledger(scene: Scene, phrase: str, day: Period) -> Found | None:
    """Find "the balance on 7 May 2024" in a table with a dated row for each entry: the one cell under that head."""
    if day.end is None or (day.start or day.end) != day.end:
        return None
    needed = frozenset(tokens(phrase)) - OPTIONAL or frozenset(tokens(phrase))
    columns = [
        series for series in scene.index.series if series.table and needed == plain_words(series.heads) - OPTIONAL
    ]
    columns = columns or [s for s in scene.index.series if s.table and needed == plain_words(s.heads)]
    cells = [(cell, series) for series in columns for cell in cells_at(series, day)]
    return found_in(cells[0][0], 0.9, cells[0][1]) if len(cells) == 1 else None


def _two_of_one(phrase: str, series: Series) -> bool:
    """Tell whether the phrase joins by "and" two words of a label without: debt and interest, interest on debt."""
    if " and " not in phrase or not series.table or re.search(r"\band\b|[&,/]", series.label, re.IGNORECASE):
        return False
    left, _, right = phrase.partition(" and ")
    return bool({*tokens(left)} & series.row - OPTIONAL and {*tokens(right)} & series.row - {*tokens(left)} - OPTIONAL)


def _other_column(scene: Scene, phrase: str, best: Found, times: Times | None) -> Quantity | None:
    """Give a value of the same row in another column, where the question names neither: orders beside revenue."""
    own = best.series
    named = frozenset(tokens(scene.original)) | frozenset(tokens(phrase))
    if own is None or best.quantity is None or not own.columns or own.columns & named:
        return None
    for other in scene.index.beside(own):
        if other.row == own.row and other.columns and not other.columns & (named | _CHANGES | {"total"}):
            for cell in cells_at(other, times.periods[0] if times else None):
                if cell.unit == best.quantity.unit and cell.value != best.quantity.value:
                    return cell
    return None


def apply(scene: Scene, cut: Cut, when: Times | None, depth: int) -> Found | Pass:
    """Resolve the phrases of a cut and join them by its operation."""
    match cut.operation:
        case "change" | "percent_change":
            return _over_time(scene, cut, when, depth)
        case "average" | "sum":
            return _over_items(scene, cut, when, depth)
        case "ratio" | "share" | "difference":
            return _of_two(scene, cut, when, depth)


def _over_time(scene: Scene, cut: Cut, when: Times | None, depth: int) -> Found | Pass:
    times = scene.times_in(cut.a) or when
    phrase = bare(cut.a)
    pair = _pair(scene, phrase, times)
    if isinstance(pair, Pass):
        return pair
    early, late = (resolve(scene, phrase, Times((period,)), depth + 1) for period in pair)
    if isinstance(early, Pass):
        return early
    if isinstance(late, Pass):
        return late
    if not one_line([early, late]):
        return Pass("ambiguous", f"'{phrase}' stands in different lines at the two times")
    if any(_tells_changes(item) for item in (early, late)):
        return Pass("ambiguous", "the table tells changes itself")
    made = (operations.change if cut.operation == "change" else operations.percent_change)(early, late, cut.sense)
    if isinstance(made, Pass):
        return made
    return ready_made(scene, early, late, cut.operation, made.value) or made


def _tells_changes(item: Found) -> bool:
    """Tell whether a number is a change already: a percentage under a caption such as "change on previous year"."""
    percent = item.quantity is not None and item.quantity.unit in ("percent", "percentage_point")
    return percent and item.series is not None and not item.series.context.isdisjoint(("change", "growth"))


def _pair(scene: Scene, phrase: str, times: Times | None) -> tuple[Period, Period] | Pass:
    """Give the two times of a change: those named, the one named and the one before, or the only two there are."""
    if times and len(times.periods) == 2:
        early, late = in_order(times.periods)
        return early, late
    if times and len(times.periods) > 2:
        return Pass("unread", "a change between more than two times")
    have = in_order(tuple(distinct(_periods_of(scene, phrase))))
    if not times:
        return (have[0], have[1]) if len(have) == 2 else Pass("missing", "the question names no two times")
    year = year_of(times.periods[0])
    before = [period for period in have if year is not None and year_of(period) == year - 1]
    if len(before) != 1:
        return Pass("missing", f"what to compare {times.periods[0].label} with is not said")
    return before[0], times.periods[0]


def _periods_of(scene: Scene, phrase: str) -> list[Period]:
    """Give the times that the best match of a phrase has, or of the first phrase that it is made of."""
    found = scene.match(phrase).found
    if found:
        return found[0].series.periods
    for cut in cuts(phrase):
        return _periods_of(scene, bare(cut.a)) if bare(cut.a) != phrase else []
    return []


def distinct(periods: Sequence[Period]) -> list[Period]:
    """Drop repeated periods, keeping the order."""
    return list({period.label: period for period in periods}.values())


def _over_items(scene: Scene, cut: Cut, when: Times | None, depth: int) -> Found | Pass:
    combine = partial(_average, scene) if cut.operation == "average" else operations.total
    if cut.b:
        items = listed(scene, f"{cut.a} and {cut.b}", when, depth)
        if isinstance(items, list) and len({item.formula for item in items}) < len(items):
            return Pass("ambiguous", "two items of the list are the same")  # "returns and discounts" is one row
        if isinstance(items, list) and not in_one_column(items):
            lent = [listed(scene, f"{a} and {b}", when, depth) for a, b in completed(cut) if (a, b) != (cut.a, cut.b)]
            whole = [found for found in lent if isinstance(found, list) and in_one_column(found)]
            items = whole[0] if whole else Pass("ambiguous", "the items stand in different columns")
        return items if isinstance(items, Pass) else combine(items)
    times = scene.times_in(cut.a) or when
    phrase = bare(cut.a)
    if cut.operation == "sum" and (times is None or len(times.periods) == 1):
        if re.search(r"\ball\b", phrase):
            return Pass("unread", "a sum over all of what is not said")
        return _own_total(scene, phrase, resolve(scene, phrase, times, depth + 1))
    if depth and cut.operation == "sum":
        return Pass("unread", "a sum over several times inside another computation")
    if (grain := _GRAIN.match(phrase)) and times and cut.operation == "average":
        phrase = phrase[grain.end() :]
        periods = _parts_of(scene, phrase, times.periods[0], grain[1])
    else:
        periods = all_between(scene, phrase, times) if times else tuple(distinct(_periods_of(scene, phrase)))
    if len(periods) < 2:
        rows = down_the_column(scene, phrase, times) if cut.operation == "average" else []
        if rows and prints_average(scene, rows):
            return Pass("ambiguous", "the table prints an average of its own")
        return combine(rows) if rows else Pass("missing", f"an {cut.operation} over what is not said")
    found: list[Found] = []
    for period in periods:
        item = resolve(scene, phrase, Times((period,)), depth + 1)
        if isinstance(item, Pass):
            return item
        found.append(item)
    if not one_line(found):
        return Pass("ambiguous", f"'{phrase}' stands in different lines at these times")
    if cut.operation == "average" and prints_average(scene, found):
        return Pass("ambiguous", "the table prints an average of its own")
    return combine(found)


def _average(scene: Scene, items: Sequence[Found]) -> Found | Pass:
    return dash_doubt(scene.view, (item.quantity for item in items)) or operations.average(items)


def _parts_of(scene: Scene, phrase: str, year: Period, grain: str) -> tuple[Period, ...]:
    """Give the quarters or months of a year that a phrase is given for, if all are."""
    have = [
        p for p in distinct(_periods_of(scene, phrase)) if year_of(p) == year_of(year) and _IN_PARTS[grain](p.label)
    ]
    return tuple(have) if len(have) == {"quarterly": 4, "monthly": 12}[grain] else ()


def _own_total(scene: Scene, phrase: str, item: Found | Pass) -> Found | Pass:
    """Take "total sales" for the sales where no row is called their total; not for one row among others."""
    if isinstance(item, Found) and item.series and _one_of_many(scene, phrase, item.series):
        return Pass("unread", f"no row is called the total of '{phrase}'")
    if isinstance(item, Found) and item.quantity and item.quantity.labels.role != "part" and item.score >= EXACT - 0.05:
        return replace(item, score=item.score - 0.15)
    return item if isinstance(item, Pass) else Pass("unread", "a sum over what is not said")


def _one_of_many(scene: Scene, phrase: str, series: Series) -> bool:
    """Tell whether a row that the phrase does not name stands under one head with others."""
    if not series.table or not series.row or series.first.labels.role != "item" or series.row & {*words(phrase)}:
        return False
    lines = (scene.index.series[number] for number in scene.index.tables[series.table])
    return any(
        line.heads == series.heads and line.rows[:-1] == series.rows[:-1] and line.row != series.row for line in lines
    )


def all_between(scene: Scene, phrase: str, times: Times) -> tuple[Period, ...]:
    """Fill in the years between the two ends of a range, where the series has them."""
    if not times.through or len(times.periods) != 2:
        return times.periods
    first, last = in_order(times.periods)
    years = (year_of(first), year_of(last))
    if years[0] is None or years[1] is None:
        return times.periods
    between = [p for p in distinct(_periods_of(scene, phrase)) if years[0] < (year_of(p) or 0) < years[1]]
    whole = len({year_of(p) for p in between}) == len(between) == years[1] - years[0] - 1
    return (first, *in_order(tuple(between)), last) if whole else ()


def listed(scene: Scene, phrase: str, when: Times | None, depth: int) -> list[Found] | Pass:
    """Resolve "A, B and C" to its items; a label that holds the "and" itself wins over cutting there."""
    whole = resolve(scene, phrase, when, MAX_DEPTH)
    if isinstance(whole, Found) and depth:
        return [whole]
    times = scene.times_in(phrase) or when
    failure: Pass = whole if isinstance(whole, Pass) else Pass("ambiguous", f"'{phrase}' is one label")
    best: list[Found] = []
    for joint in list(_AND.finditer(phrase))[:MAX_JOINTS]:  # "research and development and sales" is cut best once
        first = resolve(scene, phrase[: joint.start()], times, depth + 1)
        if isinstance(first, Pass):  # "domestic and foreign sales": the last word belongs to both
            first = resolve(scene, f"{phrase[: joint.start()]} {last_word(phrase)}", times, depth + 1)
        if isinstance(first, Pass):
            failure = nearest([failure, first])
            continue
        rest = listed(scene, phrase[joint.end() :], times, depth + 1)
        if isinstance(rest, Pass):
            failure = nearest([failure, rest])
        elif not best or min(item.score for item in (first, *rest)) > min(item.score for item in best):
            best = [first, *rest]
    return best or failure


def _of_two(scene: Scene, cut: Cut, when: Times | None, depth: int) -> Found | Pass:
    times = scene.times_in(cut.b) or scene.times_in(cut.a) or when
    first_times = scene.times_in(cut.a) or times
    build = {"ratio": operations.ratio, "share": operations.share, "difference": operations.difference}[cut.operation]
    outcomes: list[Found | Pass] = []
    for a, b in completed(cut):
        first = resolve(scene, a, first_times, depth + 1)
        if isinstance(first, Pass) and cut.operation != "difference" and " and " in a:
            parts = listed(scene, a, first_times, depth + 1)  # the share of two things is that of their sum
            first = first if isinstance(parts, Pass) or len(parts) < 2 else operations.total(parts)
        if cut.operation != "difference" and isinstance(first, Found) and printed_share(scene, first, bare(b)):
            outcomes.append(replace(first, score=first.score - 0.03))
            break
        second = resolve(scene, b, times, depth + 1)
        if isinstance(first, Pass) or isinstance(second, Pass):
            outcomes += [outcome for outcome in (first, second) if isinstance(outcome, Pass)]
        else:
            first, second = aligned(scene, (first, a), (second, b))
            if cut.operation != "difference" and not comparable((first, a), (second, b)):
                outcomes.append(Pass("ambiguous", "the two stand in different columns, and which is meant is not said"))
                continue
            doubt = ready_share(scene, first, cut.operation)
            outcomes.append(doubt or build(first, second))
            if first.formula != second.formula:
                break
    return choose(outcomes)
