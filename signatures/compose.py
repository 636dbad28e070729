"""Compose: the facts and a question, answered with one line that is a formula; the docstring is the prompt."""

from __future__ import annotations

import dspy


class Compose(dspy.Signature):  # type: ignore[misc]
    """Answer the question with ONE line and no other words. In the facts `sales_{2024, 2023} = 9, 7 $` means
    sales_2024 = 9 $ and sales_2023 = 7 $. The line is one of:
    1. A formula of ids, which we compute: mostly one id, or + - * / ** ( ) sum min max abs round floor ceil sqrt mod
    gcd lcm factorial binomial, as in (a + b) / 2. Only numbers that the question says, or the count of an average; any
    other number by its id.
    These take the unit that fits: 20 * rate. convert(20, second) says that a number is in another unit, convert(x,
    minute) changes a unit, convert(part / whole, percent) gives a percentage. a > b answers yes or no.
    2. For who, which, where, when, why: words copied from the facts in double quotes, or the id of a claim.
    3. unknown, if the facts do not suffice.
    Several answers, if several are asked for, with commas between them.
    """

    facts: str = dspy.InputField()
    question: str = dspy.InputField()
    complaint: str = dspy.InputField()
    line: str = dspy.OutputField()
