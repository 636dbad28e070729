"""Answering: the chain of answerers, cheapest first. Each gives an Answer or passes on with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from stc.errors import InputError
from stc.runtime.answer import Answer, Evidence, Pass, Tokens
from stc.runtime.batch import aask, ask_all
from stc.runtime.budget import Budget, means_of
from stc.runtime.chain import ANSWERERS, Answerer, answer, views_of
from stc.runtime.view import Readable, View, view_of

if TYPE_CHECKING:
    from dspy import BaseLM

    from stc.models import Session

__all__ = [
    "ANSWERERS",
    "Answer",
    "Answerer",
    "Budget",
    "Evidence",
    "Pass",
    "Readable",
    "Tokens",
    "View",
    "aask",
    "ask",
    "ask_all",
    "view_of",
]


def ask(
    thing: Readable | Sequence[Readable],
    question: str,
    *,
    budget: Budget | None = None,
    lm: str | BaseLM | None = None,
    verbosity: int = 1,
    effort: str | None = None,
    session: Session | None = None,
    api_base: str | None = None,
    temperature: float | None = None,
    max_tokens: int | None = None,
    timeout: float | None = None,
) -> Answer:
    """Answer a question from an artifact, or from several; says "not known" with the reason rather than guess.

    `budget` says how far down the chain the question may go: "none" asks no model, "compose" lets one write a formula
    over the facts, "reason" an answer; a number is how many tokens it may take, input and output. Without a budget it
    is "reason" where a model is named (`lm`, STC_TEST_LM, STC_LM), else "none". `verbosity`, 0 to 4, or a reasoning
    `effort` is how much a model may write when it reasons; `api_base`, `temperature`, `max_tokens` of one reply and
    `timeout` in seconds are those of a model that is named by a string. A `session` (stc.models.Session) may be shared.

    Of several artifacts exactly one may answer without a model, or all that answer must agree; the answer names its
    source. Raises InputError for what cannot be asked, ModelError where a model cannot be asked.

    >>> import stc
    >>> ask(stc.compile("Tom has 3 apples."), "How many apples does Tom have?").text
    '3 apples'
    """
    if not isinstance(question, str):
        raise InputError(f"expected a question (str), got {type(question).__name__}", hint="ask in words")
    means = means_of(
        {
            "budget": budget,
            "lm": lm,
            "verbosity": verbosity,
            "effort": effort,
            "session": session,
            "api_base": api_base,
            "temperature": temperature,
            "max_tokens": max_tokens,
            "timeout": timeout,
        }
    )
    found, error = answer(views_of(thing), question, means)
    if error is not None:
        raise error
    return found
