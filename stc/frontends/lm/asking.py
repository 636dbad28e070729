"""Questions of several drafts that are one: the same answer, and a wording in common."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable, Mapping, Set
from dataclasses import dataclass

from stc.admit.formulas import parse_formula
from stc.expression import Name
from stc.expression.fingerprint import fingerprint
from stc.frontends.lm.disputes import Mesh
from stc.frontends.lm.sentences import sentence_around
from stc.graph import ClaimTarget, FormulaTarget, PeriodTarget, Question, SpansTarget
from stc.words.wording import normal_form

WORDINGS = 6  # of a question, the text itself among them


@dataclass(slots=True)
class Asked:
    """Questions of several drafts that are one, and their wordings, those of most drafts first."""

    members: list[tuple[int, Question]]
    wordings: list[str]

    @property
    def support(self) -> int:
        return len({number for number, _ in self.members})


def group_questions(mesh: Mesh, claims: Mapping[tuple[int, str], int], fewest: int) -> list[Asked]:
    """Group the questions of drafts, leaving out those that rest on what was left out.

    `claims` gives the group of each draft's claim. Questions that fewer than `fewest` drafts have are left out; where
    another question has the same answer, it takes over their wordings as far as it has room.
    """
    by_answer: dict[Hashable, list[tuple[int, Question]]] = {}
    for number, reading in enumerate(mesh.readings):
        for question in reading.draft.questions:
            if not _rests_on(mesh, number, question) & mesh.gone:
                by_answer.setdefault(_answer(mesh, claims, number, question), []).append((number, question))
    found = []
    for members in by_answer.values():
        groups = [Asked(group, _wordings(group)) for group in _sharing(members)]
        strong = [group for group in groups if group.support >= fewest]
        if strong:
            best = max(strong, key=lambda group: group.support)
            for weak in groups:
                if weak.support < fewest:
                    _take_over(best, weak.wordings)
        found += strong
    order = {id(question): place for place, question in enumerate(_all(mesh))}
    return sorted(found, key=lambda group: min(order[id(question)] for _, question in group.members))


def _all(mesh: Mesh) -> Iterable[Question]:
    return (question for reading in mesh.readings for question in reading.draft.questions)


def _rests_on(mesh: Mesh, number: int, question: Question) -> Set[int]:
    match question.target:
        case FormulaTarget() as target:
            return mesh.rests_on(number, target.formula)
        case PeriodTarget() | SpansTarget() as target:
            return {ref for id in target.rests_on if isinstance(ref := mesh.ref(number, id), int)}
        case ClaimTarget():
            return set()


def _answer(mesh: Mesh, claims: Mapping[tuple[int, str], int], number: int, question: Question) -> Hashable:
    """Give what answers a question, the same for all drafts."""
    match question.target:
        case FormulaTarget(formula=formula):
            tree = parse_formula(formula)
            if isinstance(tree, Name):
                return "node", mesh.ref(number, tree.id)
            whole = fingerprint(tree, mesh.readings[number].of)
            same = mesh.derived.get(whole, ())  # "a + b", where another draft has a node for it
            return ("node", same[0]) if len(same) == 1 else ("formula", whole)
        case PeriodTarget() as target:
            return "period", target.period.label, target.period.start, target.period.end
        case SpansTarget() as target:
            return "spans", frozenset(sentence_around(mesh.text, span) for span in target.spans)
        case ClaimTarget() as target:
            return "claim", claims.get((number, target.claim), target.claim)


def _sharing(members: list[tuple[int, Question]]) -> list[list[tuple[int, Question]]]:
    """Put questions together that share a wording, or that share one with a third."""
    groups: list[tuple[set[str], list[tuple[int, Question]]]] = []
    for number, question in members:
        forms = {normal_form(wording) for wording in (question.text, *question.wordings)}
        own = [group for group in groups if group[0] & forms]
        if not own:
            groups.append((forms, [(number, question)]))
            continue
        first, *others = own
        first[0].update(forms)
        first[1].append((number, question))
        for other in others:
            first[0].update(other[0])
            first[1].extend(other[1])
            groups.remove(other)
    return [group for _, group in groups]


def _wordings(members: list[tuple[int, Question]]) -> list[str]:
    """List the wordings of questions that are one, each once, those of most drafts first."""
    drafts: dict[str, set[int]] = {}
    texts: dict[str, Counter[str]] = {}
    asked: Counter[str] = Counter()
    for number, question in members:
        asked[question.text] += 1
        for wording in (question.text, *question.wordings):
            form = normal_form(wording) or wording
            drafts.setdefault(form, set()).add(number)
            texts.setdefault(form, Counter())[wording] += 1
    ranked = sorted(texts, key=lambda form: (-max(asked[text] for text in texts[form]), -len(drafts[form])))
    return [texts[form].most_common(1)[0][0] for form in ranked][:WORDINGS]


def _take_over(question: Asked, wordings: Iterable[str]) -> None:
    """Add wordings to a question as far as it has room."""
    known = {normal_form(wording) for wording in question.wordings}
    for wording in wordings:
        if len(question.wordings) < WORDINGS and normal_form(wording) not in known:
            known.add(normal_form(wording))
            question.wordings.append(wording)
