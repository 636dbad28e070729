"""The closed word lists of `calculate`: which words a match may do without, and which it must never do without."""

from __future__ import annotations

from collections.abc import Iterable

from stc.words import stem


def _set(listed: str) -> frozenset[str]:
    """Give the words and their stems: labels and phrases come as stems ("deferred" as "defer")."""
    words = listed.split()
    return frozenset((*words, *map(stem, words)))


# Say nothing about which quantity is meant. Where a label has them, they still help to tell labels apart.
OPTIONAL = _set("""
    company group firm corporation amount value figure number balance level size result respective corresponding table
    report record recognize recognise state list show presented disclose incur year annual fiscal financial end period
    there have do he each one both two three respectively overall certain item line category under include
    consolidated currently calculate respect regard relate term make altogether across ended ending done
""")

# Name another thing where only the label has them: a label with one of these that the phrase lacks is out.
SHARP = _set("""
    net gross before after basic diluted accumulated unrevised revised adjusted unadjusted excluding exclude without non
    not no none never neither nor only noncurrent nontaxable current restated
    unrecognized unvested vested nonvested unbilled billed minimum maximum segment division subsidiary
    budget budgeted plan planned target forecast estimate expected
    actual max min peak free former youth urban rural male female
""")

# Turn the meaning of a label round, or pick one of two that are both reported: must stand on both sides or on none.
VETO = SHARP | _set("""
    deferred weighted average mean median total subtotal per cumulative
    percent change increase decrease pro forma undiluted federal foreign domestic state international
    beginning opening closing
    loss gain income expense revenue cost asset liability receivable payable
    low high less more than other
    margin ratio rate yield
    daily weekly monthly quarterly hourly external internal intersegment cap capped limit limited ceiling threshold rest
""")

# Say what is measured: neither a heading nor a caption makes a rate of an amount.
OWN = _set("rate ratio margin price yield")

# A heading lends these only to a phrase that has them beside the same word as the heading.
HARD = VETO - _set("income expense revenue") | _set("all within due")

# Rows that are printed negative by some and positive by others, and spoken of by their size.
OUTLAYS = _set(
    "expense cost charge payment pay depreciation amortization impairment tax interest purchase expenditure loss"
    " allowance"
)

# Label words that a question may leave out at little cost: what a quantity always is.
LIGHT = _set("""
    year end december january march june september october fiscal month note million thousand
    us usd dollar amount $ and date period annual
""")

# Words of column heads that say nothing about which quantity stands below: units, and how it was looked at.
NOISE = _set("000 $ thousand million billion m mm k us usd eur audited unaudited amount 31 30 year end ended")

# Those of them that tell a column from others that have heads of their own: the amount, beside quantity and price.
TELLING = _set("restated audited unaudited amount")

# In parentheses in a label these only say what a negative number means: "income (loss)", "increase (decrease)".
SIGNS = _set("loss income gain profit deficit decrease increase benefit provision expense surplus outflow inflow")

# A number is one word, spelled out or not: "less than one year", "Less than 1 year".
DIGITS = {"one": "1", "two": "2", "three": "3", "four": "4", "five": "5", "ten": "10"}


def with_digits(words: Iterable[str]) -> tuple[str, ...]:
    """Give words with small numbers as digits.

    >>> with_digits(("less", "than", "one", "year"))
    ('less', 'than', '1', 'year')
    """
    return tuple(DIGITS.get(word, word) for word in words)


# In a column head these tell what is hoped for from what was: no value of the series beside it.
FORWARD = _set(
    "target goal plan planned budget budgeted forecast projection projected estimate estimated expected outlook"
)
