"""Periods: whole ones, those in running text, pairs of heads, which are the same, order and shift."""

from __future__ import annotations

import re
import time
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc.graph import Period
from stc.periods import combine, find_periods, order, precedes, read_period, same_period, shift, year_of

FIXTURES = Path(__file__).parent / "fixtures"


def _lines(name: str) -> list[str]:
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


def _show(period: Period | None) -> str:
    return "-" if period is None else " | ".join((period.label, period.start or "", period.end or "")).rstrip()


def _wanted(text: str) -> str:
    return " | ".join(part.strip() for part in text.split("|")).rstrip()


def _period(text: str) -> Period:
    period = read_period(text)
    assert period is not None, text
    return period


@pytest.mark.parametrize("line", _lines("periods.txt"))
def test_whole_period(line: str) -> None:
    text, wanted = line.split("=>")
    context = re.match(r"\[(\d+)-(\d+)\] ", text)
    end = (int(context[1]), int(context[2])) if context else None
    period = read_period(text[context.end() if context else 0 :].strip().replace("\\n", "\n"), end)
    assert _show(period) == _wanted(wanted)
    if period is not None:  # the label is the time: reading it again changes nothing
        assert _period(period.label).label == period.label
        assert same_period(period, period)


@pytest.mark.parametrize("line", _lines("periods_in_text.txt"))
def test_periods_in_text(line: str) -> None:
    text, wanted = line.split("=>")
    found = [f"{text[start:end]}={period.label}" for start, end, period in find_periods(text)]
    assert "; ".join(found) == wanted.strip()


@pytest.mark.parametrize("line", _lines("periods_same.txt"))
def test_same_period(line: str) -> None:
    asked, have, wanted = (part.strip() for part in line.split("|"))
    assert same_period(_period(asked), _period(have)) == (wanted == "yes")


@pytest.mark.parametrize("line", _lines("periods_combined.txt"))
def test_two_heads(line: str) -> None:
    heads, wanted = line.split("=>")
    outer, inner = (part.strip() for part in heads.split("|"))
    assert _show(combine(outer, inner)) == _wanted(wanted)


def test_heads_combine_with_the_end_of_the_fiscal_year() -> None:
    assert _show(combine("Fiscal", "2019", (9, 30))) == "fiscal 2019 | 2018-10-01 | 2019-09-30"


def test_an_unknown_label_is_the_same_only_as_itself() -> None:
    plan, other = Period(label="plan"), Period(label="budget")
    assert same_period(plan, Period(label="plan"))
    assert not same_period(plan, other)
    assert not same_period(_period("2019"), plan)
    assert order(plan) == ("", "")
    assert not precedes(plan, _period("2019"))
    assert year_of(plan) is None
    assert shift(plan, 1) is None


def test_order_and_precedes() -> None:
    said = ["Q1 2018", "2018", "Q1 2019", "six months ended June 30, 2019", "September 30, 2019", "FY2019"]
    periods = [_period(text) for text in said]
    assert sorted([periods[i] for i in (3, 0, 5, 1, 4, 2)], key=order) == periods
    assert precedes(periods[0], periods[1])
    assert not precedes(periods[1], periods[0])
    assert not precedes(periods[0], periods[0])


@pytest.mark.parametrize(
    ("said", "years", "wanted"),
    [
        ("2019", -1, "2018 | 2018-01-01 | 2018-12-31"),
        ("Q3 2019", 1, "Q3 2020 | 2020-07-01 | 2020-09-30"),
        ("February 29, 2020", -1, "February 28, 2019 | | 2019-02-28"),
        ("February 28, 2019", 1, "February 29, 2020 | | 2020-02-29"),
        ("2018/19", -1, "2017/2018 | |"),
        ("six months ended June 30, 2019", -2, "six months ended June 30, 2017 | 2017-01-01 | 2017-06-30"),
    ],
)
def test_shift(said: str, years: int, wanted: str) -> None:
    assert _show(shift(_period(said), years)) == _wanted(wanted)


def test_shift_keeps_the_end_of_the_fiscal_year() -> None:
    period = read_period("2019", (9, 30))
    assert period is not None
    assert _show(shift(period, -1)) == "2018 | 2017-10-01 | 2018-09-30"


@given(st.dates(date(1950, 1, 1), date(2069, 12, 31)))
def test_every_way_to_write_a_day_is_one_day(day: date) -> None:
    month = day.strftime("%B")
    ways = [
        f"{month} {day.day}, {day.year}",
        f"{day.day} {month} {day.year}",
        day.isoformat(),
        day.strftime("%d.%m.%Y"),
    ]
    for text in [*ways, f"{day.day} {month[:3]}. {day.year}"]:
        assert _period(text).end == day.isoformat()
    year = _period(f"year ended {ways[0]}")
    assert year.start is not None
    assert 364 <= (day - date.fromisoformat(year.start)).days <= 366


@given(st.text(alphabet="0123456789FYQHqh/-.,' thefiscalyrndoqumwkJ\n", max_size=60))
def test_labels_of_found_periods_read_back(text: str) -> None:
    last = 0
    for start, end, period in find_periods(text):
        assert last <= start < end <= len(text)
        last = end
        assert _period(period.label).label == period.label


@pytest.mark.parametrize(
    "piece",
    ["1", "Q", "2019/", "year ended ", "three ", " ", "first half ", "12/", "2019 ", "Q1 and ", "May 1, ", "2019-"],
)
def test_long_input_takes_linear_time(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    begin = time.perf_counter()
    find_periods(text)
    read_period(text)
    combine(text, text)
    assert time.perf_counter() - begin < 2
