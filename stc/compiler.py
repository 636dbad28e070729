"""The whole sleep time: a text is read into a draft, the draft is checked into a graph, the passes add to it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any

from stc.artifact import Artifact, collector_off
from stc.source import read_source

if TYPE_CHECKING:
    from stc.frontends.document import Format
    from stc.graph import Graph


def compile(
    text_or_path: str | Path,
    *,
    locale: str | None = None,
    format: Format | None = None,
    keep: Artifact | None = None,
) -> Artifact:
    """Compile a text into an artifact, without a model.

    `text_or_path` is a `pathlib.Path`, or a `str` that is a file's name if such a file exists, else the text itself.
    `locale` says how numbers are written ("en", "de", ...), `format` what the text is ("markdown", "plain",
    "separated", "html"); both are found out if not given. Nodes that a user put into `keep`, an earlier artifact of
    this text, are kept. Raises InputError for what cannot be read.

    >>> artifact = compile("Tom has 3 apples. Ann has 4 apples.")
    >>> [quantity.value for quantity in artifact.graph.quantities]
    [Fraction(3, 1), Fraction(4, 1)]
    """
    text, source = read_source(text_or_path)
    return compile_text(text, source, locale=locale, format=format, keep=keep)


def compile_text(
    text: str,
    source: str = "",
    *,
    locale: str | None = None,
    format: Format | None = None,
    keep: Artifact | None = None,
) -> Artifact:
    """Compile a text that is surely a text; `source` names where it is from, without a folder.

    >>> compile_text("missing.md").graph.quantities
    ()
    """
    from stc.admit import admit
    from stc.frontends import builtin
    from stc.frontends.document import read_document
    from stc.keep import readmit, with_user_nodes
    from stc.numerals import guess_locale, locale_of
    from stc.passes import run

    seconds: dict[str, float] = {}
    with collector_off():
        with timed("read", seconds):
            document = read_document(text, format, source)
        with timed("draft", seconds):
            draft = builtin.read(document, locale_of(locale) if locale else guess_locale(text))
            draft = draft if keep is None else with_user_nodes(draft, text, keep)
        with timed("admit", seconds):
            graph = admit(draft, text)
        with timed("passes", seconds):
            graph = run(graph, text)
        if keep is not None and (grown := readmit(graph, text)) is not graph:
            graph = run(grown, text)
    return Artifact(text, graph, source, run_section(graph, document.format, seconds))


@contextmanager
def timed(stage: str, seconds: dict[str, float]) -> Iterator[None]:
    """Add the seconds that the block takes to `seconds[stage]`."""
    start = perf_counter()
    yield
    seconds[stage] = round(perf_counter() - start, 6)


def run_section(graph: Graph, format: str, seconds: dict[str, float]) -> dict[str, Any]:
    """Tell how an artifact was made: the one part of the file that differs from run to run."""
    from stc import __version__

    return {
        "stc": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "frontend": "builtin",
        "format": format,
        "seconds": seconds,
        "counts": counts(graph),
        "ledger": {"calls": 0, "tokens": {"input": 0, "output": 0}},
    }


def counts(graph: Graph) -> dict[str, int]:
    """Count the nodes of each kind.

    >>> from stc.graph import Graph
    >>> counts(Graph())["quantities"]
    0
    """
    kinds = ("tables", "quantities", "relations", "claims", "questions", "findings", "rejected")
    return {kind: len(getattr(graph, kind)) for kind in kinds}
