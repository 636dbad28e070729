"""Exact arithmetic: the only way from a string to a number. Knows nothing of the graph.

tree        the frozen tree of a formula: Number, Name, Call, UnitName
reading     text -> tree, bounded and by whitelist
showing     tree -> canonical text; exact and rounded decimals
evaluation  tree and values -> Fraction, or a closed formula as a string
roots       the irrational half of evaluation, over sympy, imported when needed
fingerprint which formulas are equal, and which parts cancel, without expanding
"""

from __future__ import annotations

from stc.expression.evaluation import Exact, decimal, equal, evaluate
from stc.expression.reading import parse
from stc.expression.showing import show, show_number
from stc.expression.tree import (
    RESERVED,
    Call,
    Expression,
    Name,
    Number,
    UnitName,
    literal_terms,
    literals,
    names,
    substitute,
)

__all__ = [
    "RESERVED",
    "Call",
    "Exact",
    "Expression",
    "Name",
    "Number",
    "UnitName",
    "decimal",
    "equal",
    "evaluate",
    "literal_terms",
    "literals",
    "names",
    "parse",
    "show",
    "show_number",
    "substitute",
]
