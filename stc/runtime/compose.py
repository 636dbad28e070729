"""Compose: the model sees the facts and the question and writes one line, a formula; we check and evaluate it.

    facts, question -> line: formula | comparison | quote | unknown -> Answer | once more with the complaint | Pass

What the line holds is untrusted. A formula may name admitted quantities alone, every number in it is one that the
question says, its units fit, and only stc.expression evaluates it; a quote stands in the facts and in the text.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from stc.errors import FormulaError
from stc.expression import names, parse
from stc.graph import Claim, Graph, Quantity
from stc.runtime.answer import Answer, Evidence, How, Pass, tokens_of
from stc.runtime.replies.fitting import fitted
from stc.runtime.replies.line import Comparison, Formula, Part, Quote, Unknown, Unreadable, read_line
from stc.runtime.replies.quotes import quoted
from stc.runtime.retrieve import retrieve
from stc.runtime.settle import settle
from stc.runtime.unseen import cut_short
from stc.runtime.view import View
from stc.text.series import show_series

if TYPE_CHECKING:
    from stc.models import Call
    from stc.runtime.asking import Asking

_AMOUNT = re.compile(r"\bhow (?:many|much|long|far|old|often)\b|\bpercent", re.IGNORECASE)
MAX_COMPLAINT = 400  # characters
CUT = Unreadable("the line was cut off: write less")  # what is left of it may well be a formula, and another one
FIRST, AGAIN = 0.9, 0.75  # confidence in a line that was right at once, and in one that was asked again


def compose(question: str, view: View, asking: Asking) -> Answer | Pass:
    """Answer with a formula over the facts that a model writes, else pass on; `calls` are those made here.

    Raises ModelError where the model cannot be asked.
    """
    from stc.runtime.asking import say

    facts = retrieve(question, view)
    if not (facts.quantities or facts.claims):
        return Pass("not-covered", "the text gave no facts to compose an answer from")
    shown = show_series(facts).strip()
    calls: tuple[Call, ...] = ()
    complaint, wide, message = "", False, ""
    for confidence in (FIRST, AGAIN):
        heard = say(asking, "compose", {"facts": shown, "question": question, "complaint": complaint}, calls, wide)
        if isinstance(heard, Pass):
            return replace(heard, calls=calls)
        calls = (*calls, *heard.calls)
        outcome = CUT if heard.cut else answer_line(heard.text, question, view, facts, confidence)
        if isinstance(outcome, Answer) and (why := cut_short(outcome.ids, facts, view)):
            return Pass("doubtful", why, calls=calls)
        if isinstance(outcome, Answer):
            return replace(outcome, calls=calls, tokens=tokens_of(calls))
        if isinstance(outcome, Pass):
            return replace(outcome, calls=calls)
        wide = heard.cut and not heard.text.strip()  # it thought, and had no room left for the line
        message = outcome.message[:MAX_COMPLAINT]
        complaint = "" if wide else f"{heard.text.strip()[:MAX_COMPLAINT]}\n{message}"
    return Pass("doubtful", f"the model's line does not hold: {message}", calls=calls)


def answer_line(line: str, question: str, view: View, facts: Graph, confidence: float) -> Answer | Pass | Unreadable:
    """Answer with a line that a model wrote, or say what is wrong with it; Pass where it says that it does not know.

    >>> from stc.text import parse
    >>> view = View(Graph(**dict(parse("apples = 3 apple; by user\\npears = 4 pear; by user"))), "")
    >>> print(answer_line("apples + pears", "How many fruits are there?", view, view.graph, 1.0))
    7
    """
    parts = read_line(line)
    if isinstance(parts, Unreadable):
        return parts
    if isinstance(parts, Unknown):
        return Pass("missing", "the model finds the facts insufficient")
    answers = []
    for part in parts:
        outcome = _answer_part(part, question, view, facts, confidence, alone=len(parts) == 1)
        if isinstance(outcome, Unreadable):
            return outcome
        answers.append(outcome)
    return answers[0] if len(answers) == 1 else listed(answers)


def _answer_part(
    part: Part, question: str, view: View, facts: Graph, confidence: float, alone: bool
) -> Answer | Unreadable:
    match part:
        case Quote():
            node = view.graph.by_id.get(part.text)
            words = quoted(part.text, view, facts, "composed", confidence)
            meant = isinstance(words, Unreadable) or _AMOUNT.search(question)  # "apples" may be what somebody sells
            if isinstance(node, Quantity | Claim) and meant:
                return _answer_part(Formula(part.text), question, view, facts, confidence, alone)
            return words
        case Comparison():
            return compared(part, question, view, "composed", confidence)
        case Formula():
            claim = view.graph.by_id.get(part.text)
            if isinstance(claim, Claim):
                return _claimed(claim, view, "composed", confidence)
            return answer_formula(part.text, question, view, "composed", confidence, alone)


def answer_formula(
    formula: str, question: str, view: View, how: How, confidence: float, alone: bool = True
) -> Answer | Unreadable:
    """Evaluate a formula that a model wrote, in the unit asked for; one of several answers may have its own."""
    fit = fitted(formula, question, view.graph)
    if isinstance(fit, Unreadable) and not alone:
        fit = fitted(formula, question, view.graph, convert=False)
    if isinstance(fit, Unreadable):
        return fit
    return _settled(fit, view, how, confidence)


def _settled(formula: str, view: View, how: How, confidence: float) -> Answer | Unreadable:
    try:
        answer = settle(view, formula, how, confidence)
    except FormulaError as error:
        return Unreadable(error.message)
    return answer if isinstance(answer, Answer) else Unreadable(answer.message)


def _claimed(claim: Claim, view: View, how: How, confidence: float) -> Answer:
    start, end = claim.span
    evidence = (Evidence(claim.id, view.text[start:end], start, end, view.source),)
    return Answer(True, (claim.text,), text=claim.text, how=how, evidence=evidence, confidence=confidence)


def compared(part: Comparison, question: str, view: View, how: How, confidence: float) -> Answer | Unreadable:
    """Say yes or no to a comparison of two formulas, whose units must agree; one may be a number of the question."""
    sides = [fitted(side, question, view.graph, convert=False, number=True) for side in (part.left, part.right)]
    between = fitted(f"({part.left}) - ({part.right})", question, view.graph, convert=False)
    for side in (*sides, between):
        if isinstance(side, Unreadable):
            return side
    left, right = (str(side) for side in sides)
    apart = _settled(str(between), view, how, confidence)
    if isinstance(apart, Unreadable):
        return apart
    if not apart.ids:
        return Unreadable("a comparison names an id")
    shown = [_settled(side, view, how, confidence) for side in (left, right) if names(parse(side))]
    if not isinstance(apart.value, Fraction) or any(isinstance(side, Unreadable) for side in shown):
        return Unreadable("only plain numbers are compared")
    signs = {"<": apart.value < 0, "<=": apart.value <= 0, ">": apart.value > 0, ">=": apart.value >= 0}
    word = "yes" if signs.get(part.sign, apart.value == 0) else "no"
    steps = tuple(step for side in shown if isinstance(side, Answer) for step in side.steps)
    return replace(apart, value=(word,), unit="", text=word, formula=f"{left} {part.sign} {right}", steps=steps)


def listed(answers: list[Answer]) -> Answer:
    """Join several answers to one question: their texts in order, and all that they rest on."""
    texts = tuple(answer.text for answer in answers)
    formulas = [answer.formula for answer in answers]
    hedges = [answer.qualifier for answer in answers if answer.hedged]
    return replace(
        answers[0],
        value=texts,
        unit="",
        text="; ".join(texts),
        formula=", ".join(formulas) if all(formulas) else "",
        evidence=tuple(dict.fromkeys(place for answer in answers for place in answer.evidence)),
        steps=tuple(step for answer in answers for step in answer.steps),
        qualifier="about" if hedges else "exact",
        ids=tuple(dict.fromkeys(id for answer in answers for id in answer.ids)),
    )
