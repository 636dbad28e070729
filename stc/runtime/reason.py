"""Reason: the model sees facts, text and question and may think in words; its last lines are read, then checked.

    Formula: a formula over ids   evaluated; it must agree with the answer, or the model is asked again, then passed on
    Answer: a number with a unit  cites the formula's places, else the one quantity that it repeats, else nothing
    Answer: "words"               cite the place where the text says them

An answer that nothing in the graph or the text bears out is given all the same, without evidence, at a low confidence.
"""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from stc.graph import Graph, Quantity
from stc.runtime.answer import Answer, Pass, tokens_of
from stc.runtime.compose import MAX_COMPLAINT, answer_formula, compared, listed
from stc.runtime.passages import passages
from stc.runtime.printed import in_plural
from stc.runtime.replies.agreeing import agrees, in_wanted, near, repeated
from stc.runtime.replies.final import Amount, Amounts, Final, Words, read_final
from stc.runtime.replies.fitting import asks_rounding
from stc.runtime.replies.line import Comparison, Unknown, Unreadable, read_line
from stc.runtime.replies.measured import wanted_unit
from stc.runtime.replies.quotes import cited, pattern_of, period_of, place_of
from stc.runtime.retrieve import retrieve
from stc.runtime.settle import evidence_of, grouped, look_up, show_rounded, with_unit
from stc.runtime.unseen import cut_short
from stc.runtime.view import View
from stc.text.series import show_series
from stc.units import ONE, without_nouns
from stc.units import parse as parse_unit
from stc.units import show as show_unit

if TYPE_CHECKING:
    from stc.models import Call
    from stc.runtime.asking import Asking

_YEAR = re.compile(r"\b(?:when|(?:which|what) (?:[a-z]+ )?year)\b", re.IGNORECASE)
CUT = Unreadable("its last line is not whole")  # 12 may have been 1,200
NOT_CHECKED = "not checked: no formula over the facts gives it, and no place of the text says it"
CHECKED, CITED, UNCHECKED = 0.85, 0.7, 0.4  # confidence: by a formula, by a place of the text, by nothing


def reason(question: str, view: View, asking: Asking) -> Answer | Pass:
    """Answer with what a model says after reasoning, else pass on; `calls` are those made here.

    Raises ModelError where the model cannot be asked.
    """
    from stc.runtime.asking import MANNERS, say

    facts = retrieve(question, view)
    fields = {
        "facts": show_series(facts).strip(),
        "text": passages(view, facts),
        "question": question,
        "manner": MANNERS[asking.verbosity],
        "complaint": "",
    }
    calls: tuple[Call, ...] = ()
    wide, message = False, ""
    for _ in range(2):
        heard = say(asking, "reason", fields, calls, wide)
        if isinstance(heard, Pass):
            return replace(heard, calls=calls)
        calls = (*calls, *heard.calls)
        outcome = CUT if heard.cut else answer_reply(heard.text, question, view, facts)
        if isinstance(outcome, Answer) and (why := cut_short(outcome.ids, facts, view)):
            return Pass("doubtful", why, calls=calls)
        if isinstance(outcome, Answer):
            steps = (*outcome.steps, NOT_CHECKED) if outcome.confidence == UNCHECKED else outcome.steps
            return replace(outcome, steps=steps, calls=calls, tokens=tokens_of(calls))
        if isinstance(outcome, Pass):
            return replace(outcome, calls=calls)
        message, wide = outcome.message[:MAX_COMPLAINT], heard.cut
        if not (heard.cut and not heard.text.strip()):
            fields["complaint"] = f"the reply was cut off: write less. {message}" if heard.cut else message
    return Pass("doubtful", f"the model's reasoning does not hold: {message}", calls=calls)


def answer_reply(reply: str, question: str, view: View, facts: Graph) -> Answer | Pass | Unreadable:
    """Answer with the last lines of a reply, or say what is wrong with them.

    >>> view = View(Graph(), "Ann opened the shop.")
    >>> print(answer_reply('She did.\\nAnswer: "Ann"', "Who opened the shop?", view, view.graph))
    Ann
    """
    final = read_final(reply, view.graph.locale)
    if isinstance(final, Unreadable):
        return final
    match final.said:
        case Unknown():
            return Pass("missing", "the model finds no answer in facts and text")
        case Words():
            return _decided(final, question, view) or _looked_up(final.said, view) or _words(final.said, view, facts)
        case Amounts():
            amounts = [_amount(Final(one), question, view, facts) for one in final.said.amounts]
            wrong = next((one for one in amounts if isinstance(one, Unreadable)), None)
            return wrong or listed([one for one in amounts if isinstance(one, Answer)])
        case Amount():
            return _amount(final, question, view, facts)


def _looked_up(words: Words, view: View) -> Answer | None:
    """Take the bare id of a quantity for its value: nobody but the model has seen the name."""
    node = view.graph.by_id.get(words.texts[0]) if len(words.texts) == 1 and not words.quoted else None
    if not isinstance(node, Quantity) or place_of(words.texts[0], view) is not None:
        return None
    outcome = look_up(view, node, "reasoned", CITED)
    return outcome if isinstance(outcome, Answer) else None


def _decided(final: Final, question: str, view: View) -> Answer | Unreadable | None:
    """Check a yes or no by the comparison that the reply gives for it; None where it gives none that holds."""
    assert isinstance(final.said, Words)
    parts = read_line(final.formula) if final.formula and final.said.texts[0] in ("yes", "no") else None
    if not isinstance(parts, tuple) or len(parts) != 1 or not isinstance(parts[0], Comparison):
        return None
    answer = compared(parts[0], question, view, "reasoned", CHECKED)
    if isinstance(answer, Unreadable):
        return None
    if answer.text != final.said.texts[0]:
        said = final.said.texts[0]
        return Unreadable(f"the formula gives {answer.text}, the answer says {said}: which is right?")
    return answer


def _amount(final: Final, question: str, view: View, facts: Graph) -> Answer | Unreadable:
    """Answer with a number, checked by its formula or by the quantity that it repeats."""
    assert isinstance(final.said, Amount)
    wanted = wanted_unit(question)
    amount = in_wanted(final.said, wanted)
    if amount is None:
        asked = show_unit(wanted) if wanted else ""
        return Unreadable(f"the answer is in {show_unit(final.said.unit)}, and the question asks for {asked}")
    computed = _computed(final.formula, question, view)
    if computed is not None:
        if not agrees(computed, amount):
            stated = _stated(amount, view, UNCHECKED)
            return Unreadable(f"the formula gives {computed.text}, the answer says {stated.text}: which is right?")
        counted = without_nouns(parse_unit(computed.unit)) == ONE and computed.unit != ""
        whole = isinstance(amount.value, Fraction) and amount.value.denominator == 1
        if computed.value != amount.value and (asks_rounding(question) or (counted and whole)):
            stated = _stated(amount, view, CHECKED)
            return replace(computed, value=stated.value, unit=stated.unit, text=stated.text)
        if without_nouns(parse_unit(computed.unit)) == ONE != without_nouns(amount.unit) and computed.value is not None:
            return _in_stated_unit(computed, amount, view)  # the graph does not know the unit, the reply does
        return computed
    answer = _stated(amount, view, UNCHECKED)
    quantity = repeated(amount, facts)
    if quantity is None and amount.unit == ONE and _YEAR.search(question):
        return _words(Words((show_rounded(amount.value),), quoted=True), view, facts)  # 2019, not 2,019
    if quantity is None:
        return answer
    unit = answer.unit or quantity.unit
    return replace(
        answer,
        unit=unit,
        formula=quantity.id,
        ids=(quantity.id,),
        evidence=evidence_of(view, [quantity]),
        confidence=CITED,
    )


def _in_stated_unit(computed: Answer, amount: Amount, view: View) -> Answer:
    if not isinstance(computed.value, Fraction) or not near(computed.value, amount):
        return computed  # a share that the reply says in percent
    if computed.unit and computed.formula in view.graph.by_id:
        return computed  # the graph says what is counted
    stated = _stated(replace(amount, value=computed.value), view, CHECKED)
    return replace(computed, unit=stated.unit, text=stated.text)


def _computed(formula: str, question: str, view: View) -> Answer | None:
    """Evaluate the formula of a reply; one that does not hold checks nothing."""
    parts = read_line(formula) if formula else None
    if not isinstance(parts, tuple) or len(parts) != 1:
        return None
    text = getattr(parts[0], "text", "")
    outcome = answer_formula(text, question, view, "reasoned", CHECKED) if text else None
    return outcome if isinstance(outcome, Answer) else None


def _stated(amount: Amount, view: View, confidence: float) -> Answer:
    unit = show_unit(amount.unit)
    shown = grouped(show_rounded(amount.value, unit), view.graph.locale)
    hedge = "" if amount.qualifier == "exact" else f"{amount.qualifier} "
    return Answer(
        known=True,
        value=amount.value,
        unit=unit,
        text=f"{hedge}{with_unit(shown, unit if amount.value == 1 else in_plural(unit))}",
        how="reasoned",
        qualifier=amount.qualifier,
        confidence=confidence,
    )


def _words(words: Words, view: View, facts: Graph) -> Answer | Unreadable:
    """Answer with words, cited where the text says them; a number with words around it is none."""
    answers = []
    for text in words.texts:
        place = place_of(text, view, facts) if text not in ("yes", "no") or words.quoted else None
        if place is not None:
            answers.append(cited(text, place, period_of(text, facts), "reasoned", CITED))
        elif words.quoted and pattern_of(text) is None:
            return Unreadable("the answer holds no word")
        elif not words.quoted and text[0].isdigit():
            return Unreadable("the answer is no number that can be read: write digits and the unit alone")
        else:
            answers.append(Answer(True, (text,), text=text, how="reasoned", confidence=UNCHECKED))
    whole = listed(answers) if len(answers) > 1 else answers[0]
    return replace(whole, confidence=min(answer.confidence for answer in answers))
