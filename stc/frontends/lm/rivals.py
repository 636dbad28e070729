"""Wordings that two questions with different answers claim: recall could not tell which one is meant."""

from __future__ import annotations

from collections.abc import Sequence

from stc.graph import Question
from stc.words.wording import normal_form


def without_rivals(questions: Sequence[Question]) -> tuple[Question, ...]:
    """Give a wording that questions with different targets share to the one that more drafts hold, else to none.

    A question that has no wording left is left out.

    >>> from stc.graph import FormulaTarget
    >>> one, two = (
    ...     Question(id=id, text="What is the price?", target=FormulaTarget(formula=id), support=support)
    ...     for id, support in (("tea", 3), ("milk", 1))
    ... )
    >>> [question.id for question in without_rivals([one, two])]
    ['tea']
    """
    claims: dict[str, dict[str, int]] = {}  # normal form -> target -> support
    for question in questions:
        for form in {normal_form(wording) for wording in (question.text, *question.wordings)}:
            target = question.target.model_dump_json()
            best = claims.setdefault(form, {})
            best[target] = max(best.get(target, 0), question.support)
    kept = []
    for question in questions:
        target = question.target.model_dump_json()
        wordings = [one for one in (question.text, *question.wordings) if _owns(target, claims[normal_form(one)])]
        if wordings and wordings != [question.text, *question.wordings]:
            question = question.model_copy(update={"text": wordings[0], "wordings": tuple(wordings[1:])})
        kept += [question] if wordings else []
    return tuple(kept)


def _owns(target: str, claims: dict[str, int]) -> bool:
    return all(claims[target] > support for other, support in claims.items() if other != target)
