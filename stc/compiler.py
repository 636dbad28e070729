"""The whole sleep time: a text is read into a draft, the draft is checked into a graph, the passes add to it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from functools import partial
from pathlib import Path
from time import perf_counter
from typing import TYPE_CHECKING, Any, Unpack, cast

from stc.artifact import Artifact, collector_off
from stc.frontends.lm.options import Options, plan_of
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
    **options: Unpack[Options],
) -> Artifact:
    """Compile a text into an artifact: by rules, and by a language model where one is named.

    `text_or_path` is a `pathlib.Path`, or a `str` that is a file's name if such a file exists, else the text itself.
    `locale` says how numbers are written ("en", "de", ...), `format` what the text is ("markdown", "plain",
    "separated", "html"); both are found out if not given. Nodes that a user put into `keep`, an earlier artifact of
    this text, are kept. Raises InputError for what cannot be read.

    `lm` names a model as DSPy does ("openai/gpt-4o-mini") or is a dspy.LM; where it is None, STC_LM in the
    environment names one, and where nothing does, or it is "none", the text is read by rules alone. For a model:
    `api_base`, `temperature`, `effort`, `max_output_tokens` (of one reply), `timeout` (seconds for one reply);
    `samples` (drafts to merge, 1), `rounds` (of rethinking, 1, at most 10), `retries` (of repairing what is refused,
    2), `size` (characters of a segment, 6000), `concurrency` (calls side by side, 8); `max_tokens` and `max_cost`
    (input and output tokens, US dollars) end the run cleanly: the artifact then holds what was done, and
    `run["partial"]` says why. `journal` names a file that keeps every reply, so that a killed run goes on where it
    stopped without paying twice. `session` shares all that with other calls; `report` is told of the progress.
    `run["ledger"]` holds every call. Raises ModelError where the model cannot be asked; its `hint` says what to do.

    >>> artifact = compile("Tom has 3 apples. Ann has 4 apples.", lm="none")
    >>> [quantity.value for quantity in artifact.graph.quantities]
    [Fraction(3, 1), Fraction(4, 1)]
    >>> artifact.run["frontend"], artifact.run["ledger"]["totals"]["calls"]
    ('builtin', 0)
    """
    text, source = read_source(text_or_path)
    return compile_text(text, source, locale=locale, format=format, keep=keep, **options)


async def acompile(
    text_or_path: str | Path,
    *,
    locale: str | None = None,
    format: Format | None = None,
    keep: Artifact | None = None,
    **options: Unpack[Options],
) -> Artifact:
    """Compile a text without blocking the event loop; otherwise `compile`. Cancelling it stops the calls."""
    from stc.models import in_thread

    session = plan_of(options).run_session()
    own = ("journal", "max_tokens", "max_cost")  # these are the session's now
    rest = cast(Options, {name: value for name, value in options.items() if name not in own} | {"session": session})
    work = partial(compile, text_or_path, locale=locale, format=format, keep=keep, **rest)
    return await in_thread(work, session)


def compile_text(
    text: str,
    source: str = "",
    *,
    locale: str | None = None,
    format: Format | None = None,
    keep: Artifact | None = None,
    **options: Unpack[Options],
) -> Artifact:
    """Compile a text that is surely a text; `source` names where it is from, without a folder.

    >>> compile_text("missing.md", lm="none").graph.quantities
    ()
    """
    from stc.admit import admit
    from stc.frontends import builtin
    from stc.frontends.document import read_document
    from stc.keep import readmit, with_user_nodes
    from stc.numerals import guess_locale, locale_of
    from stc.passes import run

    plan = plan_of(options)
    lm = plan.model()
    seconds: dict[str, float] = {}
    told: dict[str, Any] = {}
    with collector_off():
        with timed("read", seconds):
            document = read_document(text, format, source)
        with timed("draft", seconds):
            chosen = locale_of(locale) if locale else guess_locale(text)
            draft = builtin.read(document, chosen)
            draft = draft if keep is None else with_user_nodes(draft, text, keep)
        with timed("admit", seconds):
            graph = admit(draft, text)
    if lm is not None:
        from stc.frontends.lm.running import think_once

        with timed("think", seconds):
            graph, told = think_once(document, graph, lm, plan, chosen)
    with collector_off():
        with timed("passes", seconds):
            graph = run(graph, text)
        if keep is not None and (grown := readmit(graph, text)) is not graph:
            graph = run(grown, text)
    return Artifact(text, graph, source, run_section(graph, document.format, seconds) | told)


@contextmanager
def timed(stage: str, seconds: dict[str, float]) -> Iterator[None]:
    """Add the seconds that the block takes to `seconds[stage]`."""
    start = perf_counter()
    yield
    seconds[stage] = round(perf_counter() - start, 6)


def run_section(graph: Graph, format: str, seconds: dict[str, float]) -> dict[str, Any]:
    """Tell how an artifact was made: the one part of the file that differs from run to run."""
    from stc import __version__
    from stc.models.ledger import Ledger

    return {
        "stc": __version__,
        "python": ".".join(map(str, sys.version_info[:3])),
        "frontend": "builtin",
        "format": format,
        "seconds": seconds,
        "counts": counts(graph),
        "ledger": Ledger().as_dict(),
    }


def counts(graph: Graph) -> dict[str, int]:
    """Count the nodes of each kind.

    >>> from stc.graph import Graph
    >>> counts(Graph())["quantities"]
    0
    """
    kinds = ("tables", "quantities", "relations", "claims", "questions", "findings", "rejected")
    return {kind: len(getattr(graph, kind)) for kind in kinds}
