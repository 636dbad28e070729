"""The derivation of a number as a tree: formulas down to the places in the text that state their numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from stc.graph import Claim, Quantity, Question, Relation, Span, Table, show_exact

if TYPE_CHECKING:
    from stc.artifact import Artifact
    from stc.runtime.answer import Answer

MAX_DEPTH = 30  # of the tree: deeper chains end in "..."
MAX_NODES = 2000


@dataclass(frozen=True, slots=True)
class Derivation:
    """A node of the tree: what it says, the quotes it rests on with their places, and what its formula names."""

    head: str
    quotes: tuple[tuple[str, str], ...] = ()
    children: tuple[Derivation, ...] = ()
    style: str = ""  # for a terminal


def explain(artifact: Artifact, given: str) -> Derivation | Answer:
    """Derive a node by its id, or the answer to a question; gives the Answer where that is not known.

    >>> import stc
    >>> artifact = stc.compile("Tom has 3 apples.")
    >>> found = explain(artifact, artifact.graph.quantities[0].id)
    >>> print(lines(found)[-1])
    └─ "3" text:1
    """
    builder = _Builder(artifact)
    node = artifact.graph.by_id.get(given.strip())
    if node is not None:
        return builder.derive(node.id, 0)
    from stc.runtime import ask

    answer = ask(artifact, given, budget="none")
    if not answer.known:
        return answer
    names = _names(answer.formula) or list(answer.ids)
    quotes = () if names else tuple((item.quote, builder.place(item.start)) for item in answer.evidence)
    head = f"{answer.text} = {answer.formula}" if answer.formula else answer.text
    steps = tuple(Derivation(step, style="cyan") for step in answer.steps)
    known = [name for name in names if name in artifact.graph.by_id]
    return Derivation(head, quotes, (*steps, *(builder.derive(name, 1) for name in known)))


def lines(root: Derivation) -> list[str]:
    """Draw the tree as plain text.

    >>> lines(Derivation("total = a + b", (), (Derivation("a = 1"), Derivation("b = 2", (("2", "text:1"),)))))
    ['total = a + b', '├─ a = 1', '└─ b = 2', '   └─ "2" text:1']
    """
    return [root.head, *_branches(root, "")]


def _branches(node: Derivation, margin: str) -> Iterator[str]:
    quotes: Sequence[str | Derivation] = [f'"{quote}" {place}' for quote, place in node.quotes]
    parts: list[str | Derivation] = [*quotes, *node.children]
    for number, part in enumerate(parts, 1):
        last = number == len(parts)
        yield f"{margin}{'└─' if last else '├─'} {part if isinstance(part, str) else part.head}"
        if isinstance(part, Derivation):
            yield from _branches(part, margin + ("   " if last else "│  "))


def _names(formula: str) -> list[str]:
    """Give the ids that a formula names, in the order in which they first stand in it."""
    if not formula:
        return []
    from stc import expression

    named = expression.names(expression.parse(formula))
    return sorted(named, key=lambda name: (formula.find(name), name))


class _Builder:
    """Builds the tree of one artifact; what was shown once is only named again."""

    def __init__(self, artifact: Artifact) -> None:
        self.artifact, self.graph, self.text = artifact, artifact.graph, artifact.text
        self.seen: set[str] = set()

    def derive(self, id: str, depth: int) -> Derivation:
        """Derive one node; `depth` is how far it is from the root."""
        node = self.graph.by_id[id]
        match node:
            case Quantity():
                head = _head(node)
                if id in self.seen or depth > MAX_DEPTH or len(self.seen) > MAX_NODES:
                    return Derivation(f"{head} ...")
                self.seen.add(id)
                quotes = (self.quote(node.stated.span),) if node.stated is not None else ()
                relations = self.graph.relations_of.get(id, ())
                return Derivation(head, quotes, tuple(self.relation(relation, depth) for relation in relations))
            case Relation():
                return self.relation(node, depth)
            case Claim():
                return Derivation(f"{id}: {node.text}", (self.quote(node.span),))
            case Table():
                return Derivation(f"{id}: table {node.caption} {node.unit}".rstrip(), (self.quote(node.span),))
            case Question():
                return self.question(node, depth)

    def relation(self, relation: Relation, depth: int) -> Derivation:
        """Derive `left == formula`: the reason for it, its quotes, and what it names."""
        why = f"{relation.basis}: {relation.rule}" if relation.rule else relation.basis
        by = " by user" if relation.by == "user" else ""
        named = [name for name in _names(relation.formula) if name in self.graph.by_id]
        return Derivation(
            f"= {relation.formula}  [{why}{by}]",
            tuple(self.quote(span) for span in relation.spans),
            tuple(self.derive(name, depth + 1) for name in named),
            "cyan",
        )

    def question(self, question: Question, depth: int) -> Derivation:
        """Derive an anticipated question: what its target names."""
        match question.target.kind:
            case "formula":
                head, names = f"= {question.target.formula}", _names(question.target.formula)
            case "claim":
                head, names = f"= {question.target.claim}", [question.target.claim]
            case "period":
                head, names = f"= {question.target.period.label}", list(question.target.rests_on)
            case "spans":
                head, names = "", list(question.target.rests_on)
        spans = question.target.spans if question.target.kind == "spans" else ()
        known = [name for name in names if name in self.graph.by_id]
        children = tuple(self.derive(name, depth + 1) for name in known)
        return Derivation(f"{question.text} {head}".rstrip(), tuple(map(self.quote, spans)), children)

    def quote(self, span: Span) -> tuple[str, str]:
        """Give what stands at a span, in one line, and its place."""
        words = " ".join(self.text[span.start : min(span.end, span.start + 400)].split())
        return words if len(words) <= 120 else words[:119] + "…", self.place(span.start)

    def place(self, start: int) -> str:
        """Name the place of an offset: the source and the line."""
        line = self.text.count("\n", 0, start) + 1
        return f"{self.artifact.source or 'text'}:{line}"


def _head(quantity: Quantity) -> str:
    value = "?" if quantity.value is None else show_exact(quantity.value)
    hedge = quantity.stated.qualifier if quantity.stated is not None else "exact"
    shown = f"{'' if hedge == 'exact' else hedge + ' '}{value} {quantity.unit}".rstrip()
    about = f"  ({quantity.about})" if quantity.about else ""
    return f"{quantity.id} = {shown}{about}"
