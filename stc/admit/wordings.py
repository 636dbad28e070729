"""Whether the wordings that a model gave to a question ask the same: those that do not are left out.

What the words alone tell stands in `stc.words.alike`. Here the graph helps: a word that another quantity is called by,
and the question's own is not, asks for that other one; and what fits another quantity as well, though the question does
not, asks too widely ("total revenue" against "revenue").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from stc.admit.formulas import parse_formula
from stc.errors import StcError
from stc.expression import names
from stc.graph import FormulaTarget, Node, PeriodTarget, Quantity, Question, SpansTarget
from stc.words import tokens, words
from stc.words.alike import asks_age_now, differs
from stc.words.asked import asks_how_long, measure_asked
from stc.words.turning import GROUP_OF, MEASURES, TIMES

Words = frozenset[str]

TOTAL, LASTING = "total", "time"
NOW = frozenset(word for word, group in GROUP_OF.items() if group == "now")
_SAME = {"old": "age"} | {word: TOTAL for word, group in GROUP_OF.items() if group == TOTAL}
_MEASURED_BY: Mapping[str, Set[str]] = {
    LASTING: TIMES,
    "dollar": frozenset(("dollar", "$", "usd")),
    "euro": frozenset(("euro", "\u20ac", "eur")),
    "pound": frozenset(("pound", "\u00a3", "gbp")),
}


def with_agreeing(question: Question, called: Mapping[str, Words]) -> Question:
    """Keep of a model's question the wordings that ask the same; `called` are the words of each quantity.

    >>> from stc.graph import FormulaTarget
    >>> wordings = ("Number of golf balls?", "How many balls?", "How many golf balls after the game?")
    >>> asked = Question(id="q", text="How many golf balls?", wordings=wordings, target=FormulaTarget(formula="golf"))
    >>> called = {"golf": frozenset(("golf", "ball")), "all_of": frozenset(("ball", "box"))}
    >>> with_agreeing(asked.model_copy(update={"by": "model"}), called).wordings
    ('Number of golf balls?',)
    >>> other_question(asked, "How many balls?", called)
    'all_of fits it as well'
    """
    if question.by != "model" or not question.wordings:
        return question
    kept = tuple(wording for wording in question.wordings if not other_question(question, wording, called))
    return question if kept == question.wordings else question.model_copy(update={"wordings": kept})


def other_question(question: Question, wording: str, called: Mapping[str, Words]) -> str:
    """Say in what a wording asks another thing than its question does; "" where nothing speaks against it."""
    return differs(question.text, wording) or _elsewhere(question.text, wording, _aimed_at(question), called)


def words_of(nodes: Iterable[Node]) -> dict[str, Words]:
    """Give the words that each quantity among nodes is called by: its id, what it is about, its labels, its unit."""
    found: dict[str, Words] = {}
    for node in nodes:
        if isinstance(node, Quantity):
            labels = node.labels
            said = [node.id.replace("_", " "), node.about, node.unit, *labels.rows, *labels.columns]
            said += [labels.period.label] if labels.period else []
            found[node.id] = frozenset(word for text in said for word in tokens(text))
    return found


def _aimed_at(question: Question) -> Set[str]:
    match question.target:
        case FormulaTarget(formula=formula):
            try:
                return names(parse_formula(formula))
            except StcError:
                return frozenset()
        case PeriodTarget(rests_on=ids) | SpansTarget(rests_on=ids):
            return frozenset(ids)
        case _:
            return frozenset()


def _elsewhere(question: str, wording: str, ids: Set[str], called: Mapping[str, Words]) -> str:
    """Say which other quantity a wording asks for, or fits as well; "" where none."""
    ours, theirs = _normal(tokens(question)), _normal(tokens(wording))
    own = _normal(word for id in ids for word in called.get(id, ()))
    if not own:
        return ""
    measure = measure_asked(words(wording)) or (LASTING if asks_how_long(words(wording)) and own & TIMES else "")
    of_measure = _MEASURED_BY.get(measure, {measure})
    if measure and measure not in ours and not own & of_measure:
        return f"it asks for {measure}, and what the question asks for is not in that"
    asked, widely = own & ours, own & theirs
    asked -= NOW if asks_age_now(question) else frozenset()
    replaced = ours - theirs - GROUP_OF.keys() - MEASURES
    summed = TOTAL in theirs - ours - own
    for id, said in called.items():
        if id in ids:
            continue
        known = _normal(said)
        strange = (theirs - ours - own - GROUP_OF.keys()) & known
        if strange and (replaced or widely <= known):
            return f"{id} is called {min(strange)!r}, and what the question asks for is not"
        if not widely <= known or (measure and not known & of_measure):
            continue
        if not asked <= known or (summed and TOTAL in known):
            return f"{id} fits it as well"
    return ""


def _normal(said: Iterable[str]) -> Words:
    """Write words of one meaning one way: what is said of a sum, and of an age."""
    return frozenset(_SAME.get(word, word) for word in said)
