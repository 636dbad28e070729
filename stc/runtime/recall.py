"""Recall: the question was anticipated, so both it and an anticipated one reduce to the same normal form.

A dictionary look-up: nothing here measures similarity, and a question with one word more or less than an anticipated
one is another question. Two anticipated questions that sound alike and mean different things answer neither.
"""

from __future__ import annotations

from stc.graph import Claim, ClaimTarget, FormulaTarget, PeriodTarget, Quantity, Question, Span, SpansTarget, Target
from stc.runtime.answer import Answer, Evidence, Pass
from stc.runtime.calculate.dashes import dash_doubt
from stc.runtime.settle import evidence_of, hedge_of, quantities_of, settle, show_number
from stc.runtime.view import View
from stc.words.wording import normal_form

Forms = dict[str, Question | None]  # None where two questions with different targets share the form


def recall(question: str, view: View) -> Answer | Pass:
    """Answer a question that the graph anticipates, else pass on.

    >>> from stc.graph import Graph
    >>> recall("What was revenue in 2019?", View(Graph(), "")).code
    'not-asked'
    """
    if not view.graph.questions:
        return Pass("not-asked", "no question was anticipated")
    form = normal_form(question)
    forms = view.built(forms_of)
    if form not in forms:
        return Pass("not-asked", "nobody anticipated this question")
    found = forms[form]
    if found is None:
        return Pass("not-asked", "two anticipated questions sound like this one and mean different things")
    return (_dashed(found.target, view) if found.by == "rule" else None) or answer_target(found.target, view)


def _dashed(target: Target, view: View) -> Pass | None:
    """Doubt an extreme or a percentage that a rule asks for and that a dash stands for."""
    match target:
        case PeriodTarget():
            return dash_doubt(view, quantities_of(view, target.rests_on))
        case FormulaTarget():
            looked_up = quantities_of(view, [target.formula])
            return dash_doubt(view, (quantity for quantity in looked_up if quantity.unit == "percent"))
        case SpansTarget() | ClaimTarget():
            return None


def forms_of(view: View) -> Forms:
    """Index the anticipated questions of a view by the normal form of each wording.

    A user's question stands above others. A model's and a rule's, or two of a model's, that share a form must give the
    same answer: a rule reads labels and may miss what a table means, a model may misread anything. Where they do not,
    neither is right by itself, and the answerers after this one look again.
    """
    forms: Forms = {}
    for question in sorted(view.graph.questions, key=lambda question: question.by != "user"):
        for wording in (question.text, *question.wordings):
            form = normal_form(wording)
            if not form:
                continue
            held = forms.setdefault(form, question)
            if held is None or held.target == question.target:
                continue
            if held.by == "user" and question.by != "user":
                continue
            if "model" in (held.by, question.by) and _same_answer(held.target, question.target, view):
                continue
            forms[form] = None
    return forms


def _same_answer(one: Target, other: Target, view: View) -> bool:
    """Tell whether two targets give one value in one unit."""
    first, second = answer_target(one, view), answer_target(other, view)
    if not (isinstance(first, Answer) and isinstance(second, Answer)):
        return False
    return (first.value, first.unit) == (second.value, second.unit)


def answer_target(target: Target, view: View) -> Answer | Pass:
    """Answer with what a question aims at: a formula, a period, places in the text, or a claim."""
    match target:
        case FormulaTarget():
            return settle(view, _definition(target.formula, view), "recalled")
        case PeriodTarget():
            return _period(target, view)
        case SpansTarget():
            return _quoted(target.spans, view, evidence_of(view, quantities_of(view, target.rests_on)))
        case ClaimTarget():
            claim = view.graph.by_id.get(target.claim)
            if not isinstance(claim, Claim):
                return Pass("missing", f"there is no claim {target.claim}")
            start, end = claim.span
            evidence = (Evidence(claim.id, view.text[start:end], start, end, view.source),)
            return Answer(True, (claim.text,), text=claim.text, how="recalled", evidence=evidence)


def _period(target: PeriodTarget, view: View) -> Answer:
    compared = quantities_of(view, target.rests_on)
    return Answer(
        known=True,
        value=target.period,
        text=target.period.label,
        how="recalled",
        evidence=evidence_of(view, compared),
        steps=tuple(f"{q.about} = {show_number(q.value)} {q.unit}".strip() for q in compared if q.value is not None),
        qualifier=hedge_of(compared),
        ids=target.rests_on,
    )


def _quoted(spans: tuple[Span, ...], view: View, evidence: tuple[Evidence, ...]) -> Answer:
    texts = tuple(view.text[start:end] for start, end in spans)
    places = tuple(Evidence("", text, *span, view.source) for text, span in zip(texts, spans, strict=True))
    return Answer(True, texts, text="; ".join(texts), how="recalled", evidence=evidence or places)


def _definition(formula: str, view: View) -> str:
    """Put the definition in place of a quantity that a rule derived, so that the answer shows its working."""
    node = view.graph.by_id.get(formula)
    if isinstance(node, Quantity) and node.stated is None:
        for relation in view.graph.relations_of.get(formula, ()):
            if relation.basis == "definition":
                return relation.formula
    return formula
