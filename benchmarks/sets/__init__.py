"""Data sets for runs with a model, one file each: its contexts, the form of an answer, and when one is right.

A set says everything that arms share: how the text is cut, how the last line of a reply is read, how an answer of ours
is put into the set's terms, and the one rule by which all arms are scored.
"""

from __future__ import annotations

import hashlib
import importlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from stc.runtime import Answer, View


class Query(NamedTuple):
    """A question with the answers that count: any of `gold`, or for a set with scales all of them together."""

    question: str
    gold: tuple[str, ...]
    scale: str = ""
    kind: str = ""  # the set's own name for the kind of answer


class Context(NamedTuple):
    """A text and the questions on it."""

    id: str
    text: str
    queries: tuple[Query, ...]


class Said(NamedTuple):
    """An answer in the set's terms: strings, and a scale where the set has scales."""

    strings: tuple[str, ...]
    scale: str = ""


@dataclass(frozen=True, slots=True)
class DataSet:
    """What a file of this folder offers as `SET`.

    `contexts(limit, seed)` draws or chooses; `notes(limit, seed)` says what could not be drawn; `form` tells a model
    how to write the answer after `Answer:`; `read` reads that (None: not in the form), `told` puts an answer of stc
    into the same terms, `right` judges either. `details(rows)` says more on an arm's answers in a report.
    """

    name: str
    size: int  # contexts of a run where nothing else is asked for
    contexts: Callable[[int, int], list[Context]]
    form: str
    read: Callable[[str], Said | None]
    told: Callable[[Answer, View], Said | None]
    right: Callable[[Query, Said], bool]
    notes: Callable[[int, int], list[str]] = lambda limit, seed: []
    details: Callable[[Sequence[Mapping[str, Any]]], str] = lambda rows: ""


SETS = ("p2", "tatqa", "socratic")


def load(name: str) -> DataSet:
    """Give a set by its name, which is that of its file."""
    found: DataSet = importlib.import_module(f"benchmarks.sets.{name}").SET
    return found


def chosen(ids: Sequence[str], limit: int, seed: int) -> list[str]:
    """Choose `limit` ids by hash, the same ones for the same seed on every machine.

    >>> chosen(["a", "b", "c"], 2, 1) == chosen(["c", "b", "a"], 2, 1)
    True
    """
    return sorted(ids, key=lambda id: hashlib.sha256(f"{seed}:{id}".encode()).hexdigest())[:limit]
