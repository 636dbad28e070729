"""Relations that a sentence states in a form without two readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from stc.frontends.builtin.prose_facts import Fact
from stc.frontends.builtin.prose_mentions import Sentence
from stc.graph import Quantity, Relation


def read_relations(
    sentences: Sequence[Sentence], facts: Sequence[Fact], ids: Mapping[int, str], quantities: Sequence[Quantity],
    offset: int, taken: set[str],
) -> tuple[list[Quantity], list[Relation]]:  # fmt: skip
    """Give the quantities that relations bring in, without a stated value, and the relations."""
    return [], []
