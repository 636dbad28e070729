"""Compose: the facts and a question, answered with one line that is a formula; the docstring is the prompt."""

from __future__ import annotations

import dspy


class Compose(dspy.Signature):  # type: ignore[misc]
    """Answer the question with ONE line: no working, no words around it. In the facts `sales_{2024, 2023} = 9, 7 $`
    means sales_2024 = 9 $ and sales_2023 = 7 $. The line is one of:

    1. A formula over ids of the facts, which we compute: an id alone, or + - * / ** ( ) and sum min max abs round
       floor ceil sqrt mod gcd lcm factorial binomial, as in (a - b) / b. The only numbers in it are those that the
       question says; take every other number by its id.
       convert(x, unit) changes units: convert(shift, minute), and convert(part / whole, percent) for any percentage.
       A comparison a > b answers yes or no.
    2. For who, which, where, when, why: words copied from the facts in double quotes, or the id of a claim.
    3. unknown - only if the facts do not suffice.

    Several answers, where the question asks for several: separated by commas.
    """

    facts: str = dspy.InputField()
    question: str = dspy.InputField()
    complaint: str = dspy.InputField()
    line: str = dspy.OutputField()
