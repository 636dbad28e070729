"""The chain: model-free answerers first, over all artifacts; a model only where none of them answers.

    recall -> story -> calculate  ->  compose -> reason        what fails a check falls to the next
    \\__ no model, every artifact _/    \\_ the artifact that fits _/

Of several artifacts a model is asked only over the one that holds most of the question's words. Where some hold equally
many it is asked over each of them, and they must agree; more than three of those say that the question is too wide.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, NamedTuple, cast

from stc.errors import InputError, ModelError
from stc.runtime.answer import Answer, Pass, at_source, counted, tokens_of, unknown
from stc.runtime.budget import Means
from stc.runtime.calculate import calculate
from stc.runtime.disputes import with_disputes
from stc.runtime.listening import Listening
from stc.runtime.recall import recall
from stc.runtime.story import story
from stc.runtime.view import Readable, View, view_of

if TYPE_CHECKING:
    from stc.models import Session
    from stc.runtime.asking import Asking

Answerer = Callable[[str, View], Answer | Pass]

ANSWERERS: tuple[Answerer, ...] = (
    recall,  # the question was anticipated: a dictionary look-up
    story,  # a short story, whose facts leave one reading; before calculate, which knows no actors
    calculate,  # the question names quantities and an operation that can be read without a model
)

MAX_QUESTION = 2000  # characters; what is longer is no question to look up
MAX_FITTING = 3  # artifacts that a model is asked over


class Outcome(NamedTuple):
    """An answer, and the error that ended the chain if a model could not be asked; `calls` until then are counted."""

    answer: Answer
    error: ModelError | None = None


def views_of(thing: Readable | Sequence[Readable]) -> list[View]:
    """Give the views of one artifact or of several."""
    if isinstance(thing, Sequence) and not isinstance(thing, str):
        return [view_of(item) for item in thing]
    return [view_of(thing)]


def answer(views: Sequence[View], question: str, means: Means) -> Outcome:
    """Go down the chain as far as the means allow; errors of the model are given, not raised."""
    started = time.perf_counter()
    if not isinstance(question, str):
        raise InputError(f"expected a question (str), got {type(question).__name__}", hint="ask in words")
    outcome = _answer(views, question, means)
    return outcome._replace(answer=replace(outcome.answer, seconds=time.perf_counter() - started))


def _answer(views: Sequence[View], question: str, means: Means) -> Outcome:
    unfit = _unfit(views, question)
    if unfit is not None:
        return Outcome(unknown(unfit, views[0].source if len(views) == 1 else ""))
    answers = [_without_model(view, question) for view in views]
    known = [each for each in answers if each.known]
    if known:
        return Outcome(_agreed(known))
    passed = answers[0] if len(answers) == 1 else unknown(_common_reason(answers))
    if means.allowed.reach == "none":
        stopped = "; the budget none stops before a model is asked" if means.named else ""
        return Outcome(replace(passed, reason=passed.reason + stopped))
    return _with_model(views, question, means, passed)


def _unfit(views: Sequence[View], question: str) -> Pass | None:
    if not views:
        return Pass("missing", "there is no artifact to ask")
    if not question.strip():
        return Pass("unread", "the question is empty")
    if len(question) > MAX_QUESTION:
        return Pass("unread", f"the question is longer than {MAX_QUESTION} characters")
    return None


def _without_model(view: View, question: str) -> Answer:
    reason = Pass("unread", "no answerer could read the question")
    for answerer in ANSWERERS:
        outcome = answerer(question, view)
        if isinstance(outcome, Answer):
            return _at(view, outcome)
        reason = outcome if outcome.code != "not-asked" else reason
    return unknown(reason, view.source)


def _at(view: View, answer: Answer) -> Answer:
    """Let an answer say where it is from, and what there is found against its numbers."""
    answer = with_disputes(answer, view)
    return at_source(answer, view.source) if view.source else answer


def _agreed(known: Sequence[Answer]) -> Answer:
    """Give the first of the answers if all say the same."""
    first = known[0]
    others = [answer for answer in known[1:] if (answer.value, answer.unit) != (first.value, first.unit)]
    if not others:
        return first
    said = "; ".join(f"{answer.source or 'one'} says {answer.text}" for answer in (first, *others))
    return unknown(Pass("ambiguous", f"the artifacts answer differently: {said}"))


def _common_reason(answers: Sequence[Answer]) -> Pass:
    order = ("ambiguous", "doubtful", "unit", "missing", "not-covered", "unread")
    best = min(answers, key=lambda answer: order.index(answer.code) if answer.code in order else len(order))
    where = f"{best.source}: " if best.source else ""
    return Pass("missing", f"{where}{best.reason}", best.missing)


def _with_model(views: Sequence[View], question: str, means: Means, passed: Answer) -> Outcome:
    fitting = _fitting(views, question)
    if len(fitting) > MAX_FITTING:
        many = f"{passed.reason}; {len(fitting)} artifacts fit the question equally well, too many to ask a model over"
        return Outcome(replace(passed, reason=many))
    asking = means.asking()
    heard = Listening(asking.session)
    asking = replace(asking, session=cast("Session", heard))
    answers: list[Answer] = []
    for view in fitting:
        found, error = _over_one(view, question, means, asking, heard, passed)
        if error is not None:
            return Outcome(counted(heard.calls, found), error)
        answers.append(found)
    known = [found for found in answers if found.known]
    return Outcome(counted(heard.calls, _agreed(known) if known else answers[0]))


def _fitting(views: Sequence[View], question: str) -> Sequence[View]:
    if len(views) == 1:
        return views
    from stc.runtime.retrieve import fitness

    fit = [fitness(question, view) for view in views]
    return [view for view, score in zip(views, fit, strict=True) if score == max(fit)]


def _over_one(view: View, question: str, means: Means, asking: Asking, heard: Listening, passed: Answer) -> Outcome:
    """Compose, then reason over one artifact; what does not answer says so in the reason that is left."""
    reasons = [passed.reason]
    code, missing = passed.code, passed.missing
    for answerer in _modelled(means.allowed.reach):
        left = None if asking.tokens_left is None else asking.tokens_left - tokens_of(heard.calls).total
        if left is not None and left <= 0:
            code = "budget"
            reasons.append(f"the budget of {means.allowed.tokens} tokens is spent")
            break
        try:
            outcome = answerer(question, view, replace(asking, tokens_left=left))
        except ModelError as error:
            failed = unknown(Pass("missing", error.message), view.source)
            return Outcome(replace(failed, code=error.code), error)
        if isinstance(outcome, Answer):
            return Outcome(_at(view, outcome))
        code, missing = outcome.code, outcome.missing or missing
        reasons.append(outcome.message)
    else:
        if means.allowed.reach == "compose":
            reasons.append("the budget compose stops before reasoning")
    reason = "; ".join(dict.fromkeys(filter(None, reasons)))
    return Outcome(Answer(known=False, reason=reason, code=code, missing=missing, source=passed.source))


def _modelled(reach: str) -> Iterator[Callable[[str, View, Asking], Answer | Pass]]:
    from stc.runtime.compose import compose

    yield compose
    if reach == "reason":
        from stc.runtime.reason import reason

        yield reason
