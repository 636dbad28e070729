"""Answer "how many" and "how much" questions about a short story, where its facts leave one reading.

Every content word and every actor of the question has to be found in the facts that are used, and no other number of
the same thing may be left unexplained: stories that differ in one word have other answers (SVAMP, Patel et al. 2021).
"""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction

from stc.graph import Quantity
from stc.runtime.answer import Answer, Pass
from stc.runtime.calculate.changes import change_doubt
from stc.runtime.settle import settle, unit_of
from stc.runtime.story.facts import MONEY, PRICED_ANEW, Story, story_of
from stc.runtime.story.forms import compared, looked_up, shared_out
from stc.runtime.story.products import chained, left_over, multiplied, summed, unit_price
from stc.runtime.story.question import Asked, read_asked
from stc.runtime.story.state import held
from stc.runtime.story.stated import related, stated
from stc.runtime.view import View

Form = Callable[[Asked, Story], str | Pass | None]

FORMS: tuple[Form, ...] = (
    related,  # twice as many as Ann: a relation's own words
    stated,  # 5 boxes with 10 pens each
    compared,  # how many more A than B
    left_over,  # what is left of one's money after all that was bought
    held,  # how many are left, now, at first
    looked_up,  # how many did she buy: one number, or the sum of several
    summed,  # how much did she spend in all
    unit_price,  # a bag of 50 pounds, so much a pound
    multiplied,  # so many in each, so many of them
    chained,  # so many a day, so many days a week
    shared_out,  # so many in all, so many in each
)


def story(question: str, view: View) -> Answer | Pass:
    """Answer from the facts of a short text, else pass on with the reason."""
    told = view.built(story_of)
    if told is None or not told.told:
        return Pass("not-asked", "the text is no short story")
    asked = read_asked(question)
    if asked is None:
        return Pass("not-asked", "the question is none about a story")
    if asked.side.thing == MONEY and any(words & PRICED_ANEW for words in told.sentences):
        return Pass("not-covered", "the story changes prices in words that are not read")
    reason = Pass("not-covered", "the story does not say that in so many words")
    for form in FORMS:
        if asked.also and form is not looked_up:
            continue
        outcome = form(asked, told)
        if isinstance(outcome, str):
            answer = settle(view, _with_noun(outcome, view), "calculated")
            if isinstance(answer, Answer) and not _sensible(answer, asked.side.thing != MONEY):
                return Pass("doubtful", "the result is no number of things")
            alone = view.graph.by_id.get(outcome)
            return (isinstance(alone, Quantity) and change_doubt(question, alone, view.text)) or answer
        if isinstance(outcome, Pass):
            reason = outcome
            if outcome.code in ("ambiguous", "doubtful"):
                return outcome
    return reason


def _with_noun(formula: str, view: View) -> str:
    """Give a number of the question the noun that its rate counts: 3 * $/chair is dollars for 3 chairs."""
    number, _, name = formula.partition(" * ")
    rate = view.graph.by_id.get(name)
    if not number.isdecimal() or not isinstance(rate, Quantity):
        return formula
    shares = [base for base, power in unit_of(rate).powers if power == -1]
    return f'convert({number}, "{shares[0]}") * {name}' if len(shares) == 1 else formula


def _sensible(answer: Answer, many: bool) -> bool:
    """Tell whether a result can be a number of things: not negative, and whole where things are shared out."""
    value = answer.value
    return (
        isinstance(value, Fraction) and value >= 0 and (value.denominator == 1 or not many or "/" not in answer.formula)
    )
