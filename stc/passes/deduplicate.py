"""Make one of two nodes that are the same: the same number at the same span, or formulas that come down to the same.

Tom's 5 apples and Ann's 5 apples stand at different spans and never merge; nor do Ann's and Bob's apples that two
sentences each call twice Tom's. Wrongly merged is worse than kept twice, so whatever differs keeps nodes apart.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import TypeVar

from stc.admit.formulas import parse_formula
from stc.admit.solve import BASIS
from stc.expression import Call, Expression, Name, Number, names, show, substitute
from stc.expression.fingerprint import cancelled
from stc.graph import (
    ClaimTarget,
    Finding,
    FormulaTarget,
    Graph,
    PeriodTarget,
    Quantity,
    Question,
    Relation,
    SpansTarget,
)
from stc.words import tokens

N = TypeVar("N", Relation, Question)
COMMUTATIVE = frozenset({"+", "*", "sum", "min", "max", "gcd", "lcm"})


def deduplicate(graph: Graph, text: str) -> Graph:
    """Keep the first of nodes that are the same, and let formulas, questions and findings name it.

    >>> from fractions import Fraction
    >>> from stc.graph import Span, Stated
    >>> one, two = (Quantity(id=i, value=Fraction(5), stated=Stated(span=Span(8, 9))) for i in ("one", "two"))
    >>> [node.id for node in deduplicate(Graph(quantities=(one, two)), "Tom has 5 apples.").quantities]
    ['one']
    """
    renamed = _same_stated(graph)
    renamed |= _same_derived(graph, renamed)
    renamed = _apart(graph, renamed) if renamed else renamed
    relations = _merged(graph.relations, renamed, _renamed_relation, _relation_key)
    questions = _merged(graph.questions, renamed, _renamed_question, _question_key)
    if not renamed and len(relations) == len(graph.relations) and len(questions) == len(graph.questions):
        return graph
    gone = {node.id for node in graph.relations} - {node.id for node in relations}
    gone |= {node.id for node in graph.questions} - {node.id for node in questions}
    findings = (_renamed_finding(finding, renamed, gone) for finding in graph.findings)
    return Graph(
        tables=graph.tables,
        quantities=tuple(_supported(graph, renamed)),
        relations=relations,
        claims=graph.claims,
        questions=questions,
        findings=tuple(dict.fromkeys(findings)),
        rejected=graph.rejected,
        locale=graph.locale,
    )


def _apart(graph: Graph, renamed: Mapping[str, str]) -> dict[str, str]:
    """Leave out merges that would let a formula cancel: what it sets against each other is two things."""
    left = dict(renamed)
    formulas = [relation.formula for relation in graph.relations]
    formulas += [node.target.formula for node in graph.questions if isinstance(node.target, FormulaTarget)]
    for formula in formulas:
        tree = parse_formula(formula)
        changed = {name: Name(left[name]) for name in names(tree) if name in left}
        if changed and cancelled(substitute(tree, changed)) is not None:
            left = {id: kept for id, kept in left.items() if id not in changed}
    return left


def _supported(graph: Graph, renamed: Mapping[str, str]) -> Iterator[Quantity]:
    """Give the quantities that are kept, each with the support of its doubles."""
    most: dict[str, int] = {}
    for node in graph.quantities:
        kept = renamed.get(node.id, node.id)
        most[kept] = max(most.get(kept, 0), node.support)
    for node in graph.quantities:
        if node.id not in renamed:
            same = node.support == most[node.id]
            yield node if same else node.model_copy(update={"support": most[node.id]})


def _same_stated(graph: Graph) -> dict[str, str]:
    """Find stated quantities that are one: the same number at the same span, with nothing else that differs."""
    places: dict[object, list[Quantity]] = {}
    renamed: dict[str, str] = {}
    for node in graph.quantities:
        if node.stated is None:
            continue
        kept = places.setdefault((node.stated.span, node.value, node.unit, node.stated.qualifier), [])
        same = next((other for other in kept if _agree(node, other)), None)
        if same is None:
            kept.append(node)
        else:
            renamed[node.id] = same.id
    return renamed


def _agree(node: Quantity, kept: Quantity) -> bool:
    """Tell whether a quantity says nothing that the one before it does not say."""
    if node.by == "user" and kept.by != "user":
        return False
    ours, theirs = node.labels, kept.labels
    pairs: tuple[tuple[object, object], ...] = (
        (ours.table, theirs.table),
        (ours.rows, theirs.rows),
        (ours.columns, theirs.columns),
        (ours.period, theirs.period),
        (tokens(node.about), tokens(kept.about)),
    )
    return all(not one or one == other for one, other in pairs)


def _same_derived(graph: Graph, renamed: Mapping[str, str]) -> dict[str, str]:
    """Find derived quantities whose formulas, followed down to stated numbers, are the same.

    Each gets a short key that stands for its whole derivation, so that none has to be written out.
    """
    giving: dict[str, Relation] = {}
    for relation in sorted(graph.relations, key=lambda node: (BASIS[node.basis], node.id)):
        giving.setdefault(relation.left, relation)
    derived = [q for q in graph.quantities if q.stated is None and q.id in giving and q.id not in renamed]
    if len(derived) < 2:
        return {}
    trees = {node.id: parse_formula(giving[node.id].formula) for node in derived}
    keys: dict[str, object] = {node.id: node.id for node in graph.quantities if node.id not in trees}
    keys.update({old: keys[new] for old, new in renamed.items()})
    units = {node.id: node.unit for node in derived}
    numbers: dict[object, int] = {}
    for id in _in_order(trees):
        relation = giving[id]
        said = relation.spans if relation.basis == "said" else ()
        whole = _key(trees[id], keys), units[id], relation.basis, said
        keys[id] = numbers.setdefault(whole, len(numbers))
    found: dict[str, str] = {}
    first: dict[object, Quantity] = {}
    for node in derived:
        kept = first.setdefault(keys.get(node.id, node.id), node)
        if kept is not node and node.by != "user" and (node.by != "model" or _agree(node, kept)):
            found[node.id] = kept.id
    return found


def _in_order(trees: Mapping[str, Expression]) -> list[str]:
    """Sort derived quantities so that each comes after those that it needs; what goes in circles is left out."""
    missing = {id: {name for name in names(tree) if name in trees} for id, tree in trees.items()}
    users: dict[str, list[str]] = {}
    for id, needs in missing.items():
        for name in needs:
            users.setdefault(name, []).append(id)
    order = [id for id, needs in missing.items() if not needs]
    for id in order:  # grows while it is read
        for user in users.get(id, ()):
            missing[user].discard(id)
            if not missing[user]:
                order.append(user)
    return order


def _key(tree: Expression, keys: Mapping[str, object]) -> object:
    """Write a formula as nested tuples over the keys of its names; the order of what may be swapped does not count."""
    match tree:
        case Number(value):
            return value
        case Name(id):
            return "id", keys.get(id, id)
        case Call(function, arguments):
            parts = [_key(argument, keys) for argument in arguments]
            return function, *(sorted(parts, key=repr) if function in COMMUTATIVE else parts)
        case _:
            return tree


def _merged(
    nodes: tuple[N, ...],
    renamed: Mapping[str, str],
    rename: Callable[[N, Mapping[str, str]], N],
    key: Callable[[N], object],
) -> tuple[N, ...]:
    """Rename what nodes name, and keep the first of those that say the same then; a user's are always kept."""
    kept: dict[object, N] = {}
    for node in nodes:
        node = rename(node, renamed) if renamed else node
        if isinstance(node, Relation) and node.left == node.formula:
            continue  # it linked two that are one now
        own = (key(node), node.id) if node.by == "user" else key(node)
        kept[own] = _both(kept[own], node) if own in kept else node
    return tuple(kept.values())


def _both(kept: N, node: N) -> N:
    """Let a node keep what only its double has: other wordings of a question, the support of more drafts."""
    changed: dict[str, object] = {"support": max(kept.support, node.support)}
    if isinstance(kept, Question) and isinstance(node, Question):
        wordings = dict.fromkeys((*kept.wordings, *node.wordings))
        changed["wordings"] = tuple(wording for wording in wordings if wording != kept.text)
    same = all(getattr(kept, field) == value for field, value in changed.items())
    return kept if same else kept.model_copy(update=changed)


def _renamed_formula(formula: str, renamed: Mapping[str, str]) -> str:
    tree = parse_formula(formula)
    changed = {name: Name(renamed[name]) for name in names(tree) if name in renamed}
    return show(substitute(tree, changed)) if changed else formula


def _renamed_relation(node: Relation, renamed: Mapping[str, str]) -> Relation:
    left, formula = renamed.get(node.left, node.left), _renamed_formula(node.formula, renamed)
    if (left, formula) == (node.left, node.formula):
        return node
    return node.model_copy(update={"left": left, "formula": formula})


def _renamed_finding(node: Finding, renamed: Mapping[str, str], gone: set[str]) -> Finding:
    ids = tuple(dict.fromkeys(renamed.get(id, id) for id in node.nodes if id not in gone))
    return node if ids == node.nodes else node.model_copy(update={"nodes": ids})


def _relation_key(node: Relation) -> object:
    return node.left, node.formula, node.basis, node.rule, node.spans


def _renamed_question(node: Question, renamed: Mapping[str, str]) -> Question:
    target = node.target
    match target:
        case FormulaTarget():
            changed = target.model_copy(update={"formula": _renamed_formula(target.formula, renamed)})
        case PeriodTarget() | SpansTarget():
            ids = tuple(dict.fromkeys(renamed.get(id, id) for id in target.rests_on))
            return (
                node
                if ids == target.rests_on
                else node.model_copy(update={"target": target.model_copy(update={"rests_on": ids})})
            )
        case ClaimTarget():
            return node
    return node if changed == target else node.model_copy(update={"target": changed})


def _question_key(node: Question) -> object:
    return node.text, node.target
