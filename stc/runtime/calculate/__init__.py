"""Answer a question that names quantities of the graph and an operation, without a model.

The way: normal text and times (calculate_question) -> what is asked for and how it is cut (calculate_grammar) ->
phrases matched with labels (calculate_match, over index) -> one formula (calculate_resolve, calculate_operations) ->
evaluated exactly (settle). Years and items that are asked for: calculate_when.
"""

from __future__ import annotations

import re

from stc.graph import Quantity
from stc.runtime.answer import Answer, Pass
from stc.runtime.calculate.dashes import dash_doubt
from stc.runtime.calculate.doubts import doubt_of, is_money
from stc.runtime.calculate.grammar import Wanted, forms, read_wanted, wanted_value
from stc.runtime.calculate.items import answer_items
from stc.runtime.calculate.list import look_up_several
from stc.runtime.calculate.members import answer_members
from stc.runtime.calculate.prose_doubts import list_doubt, prose_doubt
from stc.runtime.calculate.question import Asked, read_question
from stc.runtime.calculate.reasons import unread
from stc.runtime.calculate.resolve import apply, choose, nearest, resolve
from stc.runtime.calculate.scene import Found, Scene
from stc.runtime.calculate.when import answer_when
from stc.runtime.index import index_of
from stc.runtime.settle import quantities_of, settle
from stc.runtime.view import View
from stc.words import tokens

STRICT = 0.7  # the least score of a match that answers
FULL = 0.99  # the score of a match without a word more on either side
_CAPITALS = re.compile(r"\b[A-Z]{2,}\b")
_COSTS = re.compile(r"^(?:what|how much) (?:does|do|did) ")
_DESCRIBED = (
    "a number fits, but only by a model's description of it, which is too short to rule other readings out: ask with"
    " a model (--lm), which reads the text beside it"
)
MAX_QUESTION = 600  # characters


def calculate(question: str, view: View, strictness: float = STRICT) -> Answer | Pass:
    """Answer from the graph where exactly one reading of the question is left, else pass on with the reason."""
    outcome = _calculate(question, view, strictness)
    if isinstance(outcome, Answer) and any(_in_a_models_words(one) for one in quantities_of(view, outcome.ids)):
        return Pass("doubtful", _DESCRIBED)
    if isinstance(outcome, Answer) and outcome.formula:  # a look-up or a computation, no list or count
        doubts = (prose_doubt(question, quantity, view) for quantity in quantities_of(view, outcome.ids))
        return next((doubt for doubt in doubts if doubt is not None), outcome)
    if isinstance(outcome, Answer) and isinstance(outcome.value, tuple):
        return list_doubt(question, view) or outcome
    return outcome


def _in_a_models_words(quantity: Quantity) -> bool:
    """Tell whether a model described a number: `flowers_picked` covers all words of "petals of the flowers picked".

    Of answers that rest on such numbers 10 of 11 were wrong (measured on word problems), of those on cells none of 15.
    """
    return quantity.by == "model" and not quantity.labels.table


def _calculate(question: str, view: View, strictness: float) -> Answer | Pass:
    if len(question) > MAX_QUESTION:
        return Pass("unread", f"a question of more than {MAX_QUESTION} characters is not read without a model")
    asked = read_question(question)
    scene = Scene(view, index_of(view), asked.times, asked.text, _names(asked), strictness)
    wanted = read_wanted(asked.text)
    match wanted.kind:
        case "value":
            return _value(scene, asked, wanted)
        case "other":
            outcome = choose(apply(scene, cut, None, 0) for cut in forms(asked.text))
            if isinstance(outcome, Found):
                return _settled(scene, outcome)
            return unread(asked.text)
        case "price":
            readings = [resolve(scene, f"{wanted.phrase} {word}") for word in ("price", "cost", "fee", "rate")]
            said = _COSTS.sub("", asked.text)  # "life jackets cost per day", as a sentence says it
            readings += [resolve(scene, said), _in_full(scene, resolve(scene, said.replace(" cost", "", 1)))]
            priced = [reading for reading in readings if isinstance(reading, Pass) or is_money(reading.quantity)]
            return _settled(scene, choose(priced))
        case "list_members" | "count_members":
            members = answer_members(scene, wanted)
            return members if isinstance(members, Answer) else _value(scene, asked, wanted_value(asked.text))
        case "item_where":
            return answer_items(scene, wanted)
        case "periods_where" | "count_periods" | "periods_of":
            return answer_when(scene, wanted)


def _in_full(scene: Scene, outcome: Found | Pass) -> Found | Pass:
    """Let a price pass that is not called one: only where the phrase says all that a sentence or a column head says.

    In a list of names with a single amount each there is no head that could say more.
    """
    if isinstance(outcome, Pass):
        return outcome
    series = outcome.series
    told = series is not None and (not series.table or series.columns or not scene.index.beside(series))
    return outcome if told and outcome.score >= FULL else Pass("not-covered", "whether that is a price is not said")


def _value(scene: Scene, asked: Asked, wanted: Wanted) -> Answer | Pass:
    if "respective" in asked.text:
        several = look_up_several(scene, wanted.phrase)
        return several  # one value is no answer to a question for each
    outcome = choose([*(apply(scene, cut, None, 0) for cut in forms(asked.text)), resolve(scene, wanted.phrase)])
    if isinstance(outcome, Found):
        return _settled(scene, outcome)
    several = look_up_several(scene, wanted.phrase)
    return several if isinstance(several, Answer) else nearest([outcome, several])


def _settled(scene: Scene, outcome: Found | Pass) -> Answer | Pass:
    if isinstance(outcome, Pass):
        return outcome
    quantity = outcome.quantity
    if quantity is not None and quantity.unit == "percent" and (doubt := dash_doubt(scene.view, [quantity])):
        return doubt
    return doubt_of(scene, outcome) or settle(scene.view, outcome.formula, "calculated", outcome.score)


def _names(asked: Asked) -> frozenset[str]:
    """Give the normal words that the question writes with a capital, its first word left out."""
    capital = [word for word in asked.original.split()[1:] if word[:1].isupper()]
    spelled = [] if asked.original.isupper() else _CAPITALS.findall(asked.original)  # IT, IN: names, not little words
    return frozenset((*(token for word in capital for token in tokens(word)), *map(str.lower, spelled)))
