"""What a formula comes to over the places in the text that it rests on, as one number: equal formulas, equal numbers.

A stated number is known by its span, and has a number drawn for that; every formula is followed down to those, see
`stc.expression.fingerprint`. The cost grows with what is written down, not with what it would be when expanded.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction

from stc.admit.formulas import parse_formula
from stc.admit.grounding import CLOSED, WORDS, grounded
from stc.admit.solve import BASIS
from stc.expression import Expression, Name, literal_terms, names
from stc.expression.fingerprint import drawn, fingerprint
from stc.frontends.lm.sentences import sentence_around
from stc.graph import Draft, Graph, Quantity, Relation, Span
from stc.numerals import find_numerals

_WORD = re.compile(r"[A-Za-z]+")
SOLVED = "solved"  # the rule of relations that the door works out from others


@dataclass(frozen=True, slots=True)
class Told:
    """Where the words stand that give a formula its literals: surely these places, at most those."""

    sure: frozenset[int] = frozenset()
    perhaps: frozenset[int] = frozenset()

    def fits(self, other: Told) -> bool:
        """Tell whether two formulas may take their literals from the same words."""
        if not self.perhaps or not other.perhaps:
            return True
        return self.sure <= other.perhaps and other.sure <= self.perhaps

    def with_(self, other: Told) -> Told:
        return Told(self.sure | other.sure, self.perhaps | other.perhaps)


@dataclass(frozen=True, slots=True)
class Reading:
    """A draft followed down to the text: fingerprints of its quantities and relations, and what each rests on."""

    draft: Draft
    of: Mapping[str, int]  # id of a quantity -> its fingerprint, the graph's quantities too
    formulas: Mapping[str, int]  # id of a relation -> the fingerprint of its formula
    giving: Mapping[str, tuple[Relation, ...]]  # id of a quantity -> the relations that may give its value, best first
    told: Mapping[str, Told]
    depth: Mapping[str, int]


def follow(draft: Draft, graph: Graph, text: str) -> Reading:
    """Follow an admitted draft's formulas down to spans.

    >>> from stc.text import parse
    >>> said = "Tom has 5 apples, Ann twice as many."
    >>> draft = parse('tom = 5 | "has 5"\\nann = 2 * tom | "twice as many"\\nboth = tom + ann\\nall = 3 * tom', said)
    >>> reading = follow(draft, Graph(), said)
    >>> reading.of["both"] == reading.of["all"], reading.of["both"] == reading.of["ann"]
    (True, False)
    """
    giving: dict[str, list[Relation]] = {}
    own = {node.id: node for node in draft.quantities}
    for relation in draft.relations:
        if relation.left in own and own[relation.left].stated is None:
            giving.setdefault(relation.left, []).append(relation)
    for relations in giving.values():
        relations.sort(key=lambda node: (node.rule == SOLVED, BASIS[node.basis]))
    found = {node.id: leaf(node) for node in (*graph.quantities, *draft.quantities) if node.id not in giving}
    told = {node.id: Told() for node in draft.quantities if node.id not in giving}
    depth = dict.fromkeys(found, 0)
    trees = {node.id: parse_formula(node.formula) for node in draft.relations}
    first = {left: relations[0] for left, relations in giving.items()}
    _fill(first, trees, own, found, told, depth, draft.locale, text)
    circular = {left: relations[-1] for left, relations in giving.items() if left not in found}
    _fill(circular, trees, own, found, told, depth, draft.locale, text)  # a system: what the door solved it to
    for left in giving:
        if left not in found:
            found[left], told[left], depth[left] = drawn("id", left), Told(), 0
    formulas = {node.id: fingerprint(trees[node.id], found) for node in draft.relations}
    return Reading(draft, found, formulas, {left: tuple(many) for left, many in giving.items()}, told, depth)


def _fill(
    relations: Mapping[str, Relation],
    trees: Mapping[str, Expression],
    own: Mapping[str, Quantity],
    found: dict[str, int],
    told: dict[str, Told],
    depth: dict[str, int],
    locale: str,
    text: str,
) -> None:
    """Work out what relations give whose names are known, until nothing more follows."""
    missing = {left: {name for name in names(trees[one.id]) if name not in found} for left, one in relations.items()}
    users: dict[str, list[str]] = {}
    for left, needs in missing.items():
        for name in needs:
            users.setdefault(name, []).append(left)
    ready = [left for left, needs in missing.items() if not needs]
    for left in ready:  # grows while it is read
        relation = relations[left]
        parts = sorted(names(trees[relation.id]))
        found[left] = fingerprint(trees[relation.id], found)
        if not parts:  # 7 days a week are not 7 dwarfs
            found[left] = drawn("constant", found[left], own[left].unit)
        told[left] = said_where(relation, trees[relation.id], text, locale)
        for part in parts:
            told[left] = told[left].with_(told.get(part, Told()))
        depth[left] = 1 + max((depth.get(part, 0) for part in parts), default=0)
        for user in users.get(left, ()):
            missing[user].discard(left)
            if not missing[user]:
                ready.append(user)


def leaf(node: Quantity) -> int:
    """Draw the fingerprint of a quantity that nothing gives: from its place in the text, else from its id."""
    if node.stated is None:
        return drawn("id", node.id)
    return drawn("at", *node.stated.span, str(node.value))


def said_where(relation: Relation, tree: Expression, text: str, locale: str) -> Told:
    """Find the words that give a said formula its literals; of one without literals, the sentence that says it.

    "Ann has twice as many as Tom. So does Bob": both are 2 * tom, said by different words.
    """
    if relation.basis != "said" or not relation.spans:
        return Told()
    terms = [term for term in literal_terms(tree) if not all(number in CLOSED for number in term)]
    if not terms:
        if not isinstance(tree, Name):
            return Told()
        start = sentence_around(text, relation.spans[0]).start  # "as many as Tom"
        return Told(frozenset({-1 - start}), frozenset({-1 - start}))
    sure: set[int] = set()
    perhaps: set[int] = set()
    for term in terms:
        places = {
            start for span in relation.spans for start, said in _amounts(text, span, locale) if _gives(said, term)
        }
        perhaps |= places
        sure |= places if len(places) == 1 else set()
    return Told(frozenset(sure), frozenset(perhaps))


def _amounts(text: str, span: Span, locale: str) -> Iterator[tuple[int, frozenset[Fraction]]]:
    """Give the numerals and scaling words of a passage: where each stands, and the numbers that it says."""
    for numeral in find_numerals(text, span.start, span.end, locale):
        yield numeral.start, grounded(text[numeral.start : numeral.end], locale)
    for word in _WORD.finditer(text, span.start, span.end):
        if word[0].lower() in WORDS:
            yield word.start(), grounded(word[0], locale)


def _gives(said: frozenset[Fraction], term: Iterable[Fraction]) -> bool:
    numbers = list(term)
    whole = len(numbers) == 2 and numbers[1] != 0 and numbers[0] / numbers[1] in said
    return whole or any(number in said and number not in CLOSED for number in numbers)
