"""Which words are units of measure, so that what follows them is what they measure."""

from __future__ import annotations

from functools import lru_cache

_COUNT_LIKE = frozenset(("point", "piece", "page", "second", "quarter", "degree", "stone", "cup", "a", "k", "bar"))


@lru_cache(maxsize=8192)
def is_measure(word: str) -> bool:
    """Tell whether a lower-case word is a unit of length, mass, volume, ... or of time, not a counted noun.

    >>> is_measure("kg"), is_measure("litres"), is_measure("apples")
    (True, True, False)
    """
    from stc import units
    from stc.errors import UnitError
    from stc.frontends.builtin.prose.lexicon import singular

    if not word.isascii() or singular(word) in _COUNT_LIKE:
        return False
    try:
        return bool(units.without_nouns(units.parse(word)).powers)
    except UnitError:
        return False
