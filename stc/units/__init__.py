"""Units and dimensions: what a number counts or measures, scale included.

names       the units that we know, and their other names
nouns       the singular of counted nouns
unit        products of powers, and their algebra
reading     text <-> unit
conversion  exact factors; pint behind our own list, imported when needed
lowering    the unit of a formula; convert(x, unit) as plain arithmetic
"""

from __future__ import annotations

from stc.units.conversion import Conversion, conversion, convertible
from stc.units.lowering import Lowered, lower
from stc.units.names import KINDS
from stc.units.nouns import singular
from stc.units.reading import noun, parse, show
from stc.units.unit import (
    ONE,
    Unit,
    divide,
    is_noun,
    multiply,
    power,
    product,
    same,
    scale,
    tags,
    without_nouns,
    without_scale,
)

__all__ = [
    "KINDS",
    "ONE",
    "Conversion",
    "Lowered",
    "Unit",
    "conversion",
    "convertible",
    "divide",
    "is_noun",
    "lower",
    "multiply",
    "noun",
    "parse",
    "power",
    "product",
    "same",
    "scale",
    "show",
    "singular",
    "tags",
    "without_nouns",
    "without_scale",
]
