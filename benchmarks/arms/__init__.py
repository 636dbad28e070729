"""Ways to answer the questions of a set with a model, one file each; all are scored by the set's own rule.

An arm prepares a context once (sleep time; nothing for those that read the raw text) and then answers its questions.
"""

from __future__ import annotations

import importlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from benchmarks.sets import Context, DataSet, Query, Said

if TYPE_CHECKING:
    from dspy import BaseLM

    from stc.models import Session


@dataclass(frozen=True, slots=True)
class Desk:
    """What an arm works with: the set, the model, the session that counts and records, and the arm's own options."""

    data: DataSet
    lm: BaseLM
    session: Session
    options: Mapping[str, Any] = field(default_factory=dict)


class Prepared(NamedTuple):
    """A context made ready; `counts` tells what became of nodes."""

    thing: Any
    counts: Mapping[str, Any] = {}


class Outcome(NamedTuple):
    """What an arm answered: in the set's terms (None: nothing that can be read), as text, and how it was found."""

    said: Said | None
    text: str
    how: str


class Arm(Protocol):
    """What a file of this folder offers; either may raise ModelError, which becomes a row.

    The session of the desk is for this one context or question: the runner takes the calls from its ledger.
    """

    def prepare(self, desk: Desk, context: Context) -> Prepared: ...

    def answer(self, desk: Desk, prepared: Prepared, context: Context, query: Query) -> Outcome: ...


ARMS = {
    "direct-0": "benchmarks.arms.direct:Direct(0)",
    "direct-3": "benchmarks.arms.direct:Direct(3)",
    "stc": "benchmarks.arms.compiled:Compiled",
}


def load(name: str) -> Arm:
    """Give an arm by its name."""
    module, _, made = ARMS[name].partition(":")
    kind, _, level = made.rstrip(")").partition("(")
    arm: Arm = getattr(importlib.import_module(module), kind)(*((int(level),) if level else ()))
    return arm
