"""Whether the wordings that a model gave to a question ask the same: those that do not are left out, with a finding.

What the words alone tell stands in `stc.words.alike`. Here the graph helps: a word that another quantity is called by,
and the question's own is not, asks for that other one; and what fits another quantity as well, though the question does
not, asks too widely ("total revenue" against "revenue").
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Set

from stc.admit.formulas import parse_formula
from stc.errors import StcError
from stc.expression import names
from stc.graph import Finding, FormulaTarget, Node, PeriodTarget, Quantity, Question, SpansTarget
from stc.words import tokens
from stc.words.alike import differs
from stc.words.turning import GROUP_OF

Words = frozenset[str]


def with_agreeing(question: Question, called: Mapping[str, Words]) -> tuple[Question, list[Finding]]:
    """Keep of a model's question the wordings that ask the same; `called` are the words of each quantity.

    >>> from stc.graph import FormulaTarget
    >>> wordings = ("Number of red balls?", "How many balls?", "How many red balls after the game?")
    >>> asked = Question(id="q", text="How many red balls?", wordings=wordings, target=FormulaTarget(formula="red"))
    >>> called = {"red": frozenset(("red", "ball")), "all_of": frozenset(("ball", "box"))}
    >>> kept, findings = with_agreeing(asked.model_copy(update={"by": "model"}), called)
    >>> kept.wordings
    ('Number of red balls?',)
    >>> print(findings[0].message)
    a wording of 'How many red balls?' is left out: 'How many balls?': all_of fits it as well
    """
    if question.by != "model" or not question.wordings:
        return question, []
    ids = _aimed_at(question)
    kept, findings = [], []
    for wording in question.wordings:
        why = differs(question.text, wording) or _elsewhere(question.text, wording, ids, called)
        if why:
            said = f"a wording of {question.text!r:.120} is left out: {wording!r:.120}: {why}"
            findings.append(Finding(kind="note", message=said, nodes=(question.id,)))
        else:
            kept.append(wording)
    if not findings:
        return question, []
    return question.model_copy(update={"wordings": tuple(kept)}), findings


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
    ours, theirs = frozenset(tokens(question)), frozenset(tokens(wording))
    own = frozenset(word for id in ids for word in called.get(id, ()))
    if not own:
        return ""
    others = {id: words for id, words in called.items() if id not in ids}
    asked, widely = own & ours, own & theirs
    for id, words in others.items():
        strange = (theirs - ours - own - GROUP_OF.keys()) & words
        if strange:
            return f"{id} is called {min(strange)!r}, and what the question asks for is not"
        if widely <= words and not asked <= words:
            return f"{id} fits it as well"
    return ""
