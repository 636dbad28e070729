"""Which nodes matter for a question: all when they are few, else those that share its words, and what they rest on.

Nothing here asks a model or measures likeness: a quantity counts the question's content words (stc.words) that stand in
its id, its description, its labels, its table's caption and its unit, the rarer in the graph the more. The chosen nodes
keep the graph's order, so that two questions on one graph begin alike and a provider's prompt cache can hold the rest.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import log
from typing import TypeVar

from stc.admit.formulas import parse_formula
from stc.expression import names
from stc.graph import Claim, FormulaTarget, Graph, Quantity, Question
from stc.runtime.view import View
from stc.words import tokens

LIMIT = 30  # quantities: of annual reports' questions 99 % have all operands among the best 30, 97 % among 20
CLAIMS = 8
QUESTIONS = 4

_NUMERIC = re.compile(
    r"\b(?:how (?:many|much|long|far|old|fast|big|tall|high|heavy)|percent(?:age)?|total|sum|difference|average|ratio"
    r"|change|increase|decrease|amount|number of)\b",
    re.IGNORECASE,
)
_IN_WORDS = re.compile(
    r"\b(?:who|whom|whose|which|where|when|why|caus\w*|reasons?|due to|driv\w+|led to)\b", re.IGNORECASE
)
Words = frozenset[str]
Told = TypeVar("Told", Claim, Question)


@dataclass(frozen=True, slots=True)
class _Nodes:
    """The nodes of a graph as retrieval sees them: what may be chosen, its words, and what it rests on."""

    graph: Graph  # without what only repeats or checks
    words: dict[str, Words]  # of quantities, claims and questions
    weight: dict[str, float]  # of a word: the rarer the heavier


def retrieve(question: str, view: View, limit: int = LIMIT) -> Graph:
    """Give the part of a view's graph that a question may need: at most `limit` quantities, in the graph's order.

    All of them where they are few; else those that share most with the question. Claims are for questions that words
    answer. Never given are quantities without a value, which no formula can use; relations, since values are there;
    findings, rejected nodes, questions that a rule made, and the changes and shares that a rule works out of other
    nodes: they repeat what is there, and on tables with their paragraphs were a quarter of the tokens.

    >>> from stc.text import parse
    >>> view = View(Graph(**dict(parse("bikes = 3; by user\\ncars = 2; by user\\nroads = ?"))), "")
    >>> [quantity.id for quantity in retrieve("How many bikes are there?", view, limit=1).quantities]
    ['bikes']
    """
    nodes = view.built(_nodes_of)
    asked = frozenset(tokens(question))
    few = len(nodes.graph.quantities) <= limit
    graph = nodes.graph if few else _of(nodes.graph, _chosen(asked, nodes, limit))
    return graph.model_copy(
        update={
            "claims": () if _asks_number(question) else _best(asked, nodes, graph.claims, CLAIMS),
            "questions": _best(asked, nodes, graph.questions, QUESTIONS),
        }
    )


def _asks_number(question: str) -> bool:
    """Tell whether a number alone can answer: how many, the change; not what caused the change."""
    return _NUMERIC.search(question) is not None and _IN_WORDS.search(question) is None


def fitness(question: str, view: View) -> int:
    """Count the content words of a question that a view's text holds."""
    return len(frozenset(tokens(question)) & view.built(_said))


def _said(view: View) -> Words:
    return frozenset(tokens(view.text))


def _chosen(asked: Words, nodes: _Nodes, limit: int) -> set[str]:
    """Choose the quantities that share most with the question; of those that share as much, the first."""
    ranked = sorted(nodes.graph.quantities, key=lambda node: -_score(asked, nodes, node.id))  # stable
    return {node.id for node in ranked[:limit]}


def _score(asked: Words, nodes: _Nodes, id: str) -> float:
    return sum(nodes.weight[word] for word in sorted(asked & nodes.words[id]))


def _best(asked: Words, nodes: _Nodes, group: Sequence[Told], most: int) -> tuple[Told, ...]:
    """Keep the nodes of a group that share most with the question, in their order; all if they are no more."""
    if len(group) <= most:
        return tuple(group)
    ranked = sorted(range(len(group)), key=lambda place: -_score(asked, nodes, group[place].id))
    return tuple(group[place] for place in sorted(ranked[:most]))


def _of(graph: Graph, chosen: set[str]) -> Graph:
    """Cut a graph to the chosen quantities and what can be said with them alone."""
    quantities = tuple(node for node in graph.quantities if node.id in chosen)
    tables = {node.labels.table for node in quantities}
    return graph.model_copy(
        update={
            "tables": tuple(table for table in graph.tables if table.id in tables),
            "quantities": quantities,
            "relations": (),
            "findings": (),
            "rejected": (),
            "questions": tuple(q for q in graph.questions if _answerable(q, chosen)),
        }
    )


def _answerable(question: Question, chosen: set[str]) -> bool:
    return not isinstance(question.target, FormulaTarget) or _named(question.target.formula) <= chosen


def _named(formula: str) -> frozenset[str]:
    return frozenset(names(parse_formula(formula)))


def _nodes_of(view: View) -> _Nodes:
    """Look at a graph once for all questions."""
    whole = view.graph
    named = {id for relation in whole.relations if relation.by != "rule" for id in _named(relation.formula)}
    kept = {node.id for node in whole.quantities if _tells(node, named)}
    asked = tuple(q for q in whole.questions if q.by != "rule" and not _looks_up(q))
    graph = _of(whole.model_copy(update={"questions": asked}), kept)
    all_nodes: tuple[Quantity | Claim | Question, ...] = (*graph.quantities, *graph.claims, *graph.questions)
    words = {node.id: _words(node, graph) for node in all_nodes}
    count = Counter(word for held in words.values() for word in held)
    weight = {word: log(1 + len(words) / many) for word, many in count.items()}
    return _Nodes(graph, words, weight)


def _looks_up(question: Question) -> bool:
    """Tell whether a question only names a quantity: the quantity says as much itself."""
    return isinstance(question.target, FormulaTarget) and question.target.formula.isidentifier()


def _tells(node: Quantity, named: set[str]) -> bool:
    """Tell whether a quantity has a value that is not merely worked out of others by a rule and used by nothing."""
    return node.value is not None and (node.stated is not None or node.by != "rule" or node.id in named)


def _words(node: Quantity | Claim | Question, graph: Graph) -> Words:
    match node:
        case Quantity():
            labels = node.labels
            table = graph.by_id.get(labels.table)
            said = [node.id.replace("_", " "), node.about, node.unit, *labels.rows, *labels.columns]
            said += [labels.period.label] if labels.period else []
            said += [getattr(table, "caption", "")]
        case Claim():
            said = [node.text, *node.labels.rows, *node.labels.columns]
        case Question():
            said = [node.text, *node.wordings]
    return frozenset(word for text in said for word in tokens(text))
