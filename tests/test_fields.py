"""Comma-separated numbers: each cell is a number of its own, and a long number in a sentence is one."""

from __future__ import annotations

import time

import stc
from stc.admit.fields import is_field


def test_numbers_between_commas_are_cells() -> None:
    graph = stc.compile("site,visitors,staff\nNorth,120,400\nSouth,98,350\n").graph
    assert [quantity.value for quantity in graph.quantities] == [120, 400, 98, 350]
    assert not graph.rejected


def test_a_piece_of_a_long_number_is_no_field() -> None:
    text = "We sold 1,204,350 shares.\nWe kept none.\n"
    assert not is_field(text, (10, 13), 1)
    assert not is_field("a,b\n1,2,3\n", (4, 5), 0)  # no line like it
    assert not is_field("a,b\n1,2\n", (4, 5), 1)  # another column
    assert not is_field('a,b\n"1,234",2\n', (5, 6), 0)  # in quotes


def test_fields_may_have_white_space_and_quotes() -> None:
    text = 'a, b\r\n "1" , 2\r\n'
    assert is_field(text, (text.index("1"), text.index("1") + 1), 0)
    assert is_field(text, (text.index("2"), text.index("2") + 1), 1)


def test_wide_rows_take_linear_time() -> None:
    width = 3000
    row = ",".join(str(100 + number % 800) for number in range(width))
    text = ",".join(f"c{number}" for number in range(width)) + f"\n{row}\n{row}\n"
    started = time.perf_counter()
    place = text.index("\n") + 1
    for column in range(width):
        assert is_field(text, (place, place + 3), column)
        place += 4
    assert time.perf_counter() - started < 2
