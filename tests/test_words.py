"""The normal form of words: what becomes one, and what must never become one."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from stc.words import stem, tokens, words
from stc.words.lists import FORMS, NEVER_STOPPED, STOP, UNCHANGED

SAME = [
    ("Companies' losses", "the company's loss"),
    ("non-current assets", "noncurrent asset"),
    ("Non current assets", "non-current assets"),
    ("percentage change", "% change"),
    ("20 per cent", "20%"),
    ("Mr. Lee lost 1,250.50 dollars", "Mr Lee loses 1250.5 dollar"),
    ("didn't pay", "did not pay"),
    ("R&D expenses", "research and development expense"),
    ("U.S. sales", "US sale"),
    ("boxes of cookies", "box of cookie"),
    ("Ann\u2019s shop", "Ann's shop"),
    ("\uff12\uff10\uff11\uff19 sales", "2019 sales"),
]

DIFFERENT = [
    ("lost marbles", "kept marbles"),
    ("net sales", "gross sales"),
    ("income before tax", "income after tax"),
    ("price per day", "price per week"),
    ("did not lose", "did lose"),
    ("interest rate", "interest rating"),
    ("building costs", "build costs"),
    ("Mary has", "Marie has"),
    ("Julie sold", "July sold"),
    ("new shops", "news shops"),
    ("Will has 3", "Ann has 3"),
    ("in May", "in March"),
    ("three cans", "three"),
    ("at -5 degrees", "at 5 degrees"),
    ("samples > 5", "samples < 5"),
    ("odds of 3:1", "odds of 31"),
    ("1/2 cup", "12 cup"),
    ("cost of goods", "cost of good"),
    ("I have", "you have"),
    ("what she would pay", "what she paid"),
    ("basic earnings", "diluted earnings"),
    ("less than 5", "5"),
    ("full-time staff in Group A", "full-time staff in the group"),
    ("Group A", "Group B"),
]


@pytest.mark.parametrize(("one", "other"), SAME)
def test_same(one: str, other: str) -> None:
    assert tokens(one) == tokens(other)


@pytest.mark.parametrize(("one", "other"), DIFFERENT)
def test_different(one: str, other: str) -> None:
    assert tokens(one) != tokens(other)


def test_no_word_that_turns_a_meaning_round_is_a_stop_word() -> None:
    assert not STOP & NEVER_STOPPED
    assert not STOP & {stem(word) for word in NEVER_STOPPED}


def test_lists_lead_to_stems() -> None:
    """A form's stem is final: no listed verb or singular is itself reduced to something else."""
    assert {form: base for form, base in FORMS.items() if stem(base) != base} == {}
    assert not UNCHANGED & FORMS.keys()


@given(st.text(max_size=60))
def test_any_text_has_words(text: str) -> None:
    assert all(word and word == word.strip() for word in words(text))
    assert set(tokens(text)) <= set(words(text))


@given(st.text("abcdefgimnosty'-& .,123%", max_size=40))
def test_words_do_not_depend_on_case(text: str) -> None:
    assert words(text) == words(text.upper())


def test_long_words_take_no_time() -> None:
    started = time.perf_counter()
    for text in ("a" * 100_000, "1," * 50_000, "a.b" * 30_000, "-" * 100_000, "a'" * 50_000, "1" * 100_000):
        words(text)
    assert time.perf_counter() - started < 2
