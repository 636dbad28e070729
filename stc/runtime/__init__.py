"""Answering: the chain of answerers, cheapest first. Each gives an Answer or passes on with the reason."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import replace

from stc.errors import InputError
from stc.runtime.answer import Answer, Evidence, Pass, Tokens, at_source, unknown
from stc.runtime.calculate import calculate
from stc.runtime.recall import recall
from stc.runtime.story import story
from stc.runtime.view import Readable, View, view_of

__all__ = ["ANSWERERS", "Answer", "Answerer", "Evidence", "Pass", "Readable", "Tokens", "View", "ask", "view_of"]

Answerer = Callable[[str, View], Answer | Pass]

ANSWERERS: tuple[Answerer, ...] = (
    recall,  # the question was anticipated: a dictionary look-up
    story,  # a short story, whose facts leave one reading; before calculate, which knows no actors
    calculate,  # the question names quantities and an operation that can be read without a model
)

MAX_QUESTION = 2000  # characters; what is longer is no question to look up


def ask(thing: Readable | Sequence[Readable], question: str) -> Answer:
    """Answer a question from an artifact, or from several; says "not known" with the reason rather than guess.

    Answering spends no tokens: no answerer of the chain asks a model. Of several artifacts exactly one
    may answer, or all that answer must agree; the answer names its source. Raises InputError for what cannot be asked.
    """
    started = time.perf_counter()
    if not isinstance(question, str):
        raise InputError(f"expected a question (str), got {type(question).__name__}", hint="ask in words")
    if isinstance(thing, Sequence) and not isinstance(thing, str):
        answer = _ask_many([view_of(item) for item in thing], question)
    else:
        answer = _ask_one(view_of(thing), question)
    return replace(answer, seconds=time.perf_counter() - started)


def _ask_one(view: View, question: str) -> Answer:
    if not question.strip():
        return unknown(Pass("unread", "the question is empty"), view.source)
    if len(question) > MAX_QUESTION:
        return unknown(Pass("unread", f"the question is longer than {MAX_QUESTION} characters"), view.source)
    reason = Pass("unread", "no answerer could read the question")
    for answerer in ANSWERERS:
        outcome = answerer(question, view)
        if isinstance(outcome, Answer):
            return at_source(outcome, view.source) if view.source else outcome
        reason = outcome if outcome.code != "not-asked" else reason
    return unknown(reason, view.source)


def _ask_many(views: Sequence[View], question: str) -> Answer:
    if not views:
        return unknown(Pass("missing", "there is no artifact to ask"))
    answers = [_ask_one(view, question) for view in views]
    known = [answer for answer in answers if answer.known]
    if not known:
        return answers[0] if len(answers) == 1 else unknown(_common_reason(answers))
    first = known[0]
    others = [answer for answer in known[1:] if (answer.value, answer.unit) != (first.value, first.unit)]
    if others:
        said = "; ".join(f"{answer.source or 'one'} says {answer.text}" for answer in (first, *others))
        return unknown(Pass("ambiguous", f"the artifacts answer differently: {said}"))
    return first


def _common_reason(answers: Sequence[Answer]) -> Pass:
    order = ("ambiguous", "doubtful", "unit", "missing", "not-covered", "unread")
    best = min(answers, key=lambda answer: order.index(answer.code) if answer.code in order else len(order))
    where = f"{best.source}: " if best.source else ""
    return Pass("missing", f"{where}{best.reason}", best.missing)
