"""The sleep time of a model: drafts of all segments side by side, merged, joined, then rethought in rounds."""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import TYPE_CHECKING, Any

from stc.admit import admit
from stc.errors import BudgetError, ModelError
from stc.frontends.lm.drafts import consistent, removed_in, with_rejected, without
from stc.frontends.lm.filling import fill, firm
from stc.frontends.lm.merging import merge
from stc.frontends.lm.options import SIZE, SKIPPED, Progress
from stc.frontends.lm.program import Compile
from stc.frontends.lm.rethinking import Look, rethink, revised
from stc.frontends.lm.segments import cut, join
from stc.frontends.lm.settling import Settled, Work, settle
from stc.frontends.lm.surroundings import known_in
from stc.graph import Graph, Span
from stc.models import Session, side_by_side

if TYPE_CHECKING:
    from stc.frontends.document import Document

Report = Callable[[Progress], None]


@dataclass(frozen=True, slots=True)
class Thought:
    """What thinking gave: the graph, and how many of the model's nodes are in it, were repaired, were rejected and why.

    `partial` says why it is not whole, "" where it is: the budget ended it, or replies came to nothing.
    """

    graph: Graph
    partial: str = ""
    admitted: int = 0
    repaired: int = 0
    rejected: Mapping[str, int] = field(default_factory=dict)
    wordings_dropped: int = 0  # of the model's questions, in all drafts: they ask something else
    failed: int = 0  # replies that came to nothing
    segments: int = 1
    rounds: int = 0  # of rethinking that were done


def think(
    document: Document,
    graph: Graph,
    *,
    lm: Any,
    session: Session,
    locale: str,
    program: Compile | None = None,
    samples: int = 1,
    rounds: int = 1,
    retries: int = 2,
    size: int = SIZE,
    report: Report | None = None,
) -> Thought:
    """Add to the graph of the rules what a model reads in the text; every node goes through the one door.

    Cells of tables, and what a user said, are the model's starting point, and not its to alter. Prose it reads anew:
    what the rules found there is kept where the model holds nothing. `samples` drafts of each segment of about `size`
    characters are merged by meaning; `rounds` of rethinking follow, fewer where the model says that it is finished or
    nothing changes. Where the budget of the session ends, what was admitted until then is given, and `partial` says
    so. Raises ModelError where the model cannot be asked, or where no reply at all could be read.
    """
    work = Work(program or Compile(), lm, session, document.text, firm(graph), locale, retries)
    segments = cut(document, size)
    tally = _Tally(session, report)
    jobs = [(segment, lane) for segment in segments for lane in range(samples)]
    tally.begin("draft", len(jobs))
    drafts = side_by_side(lambda job: tally.add(_draft(replace(work, lane=job[1]), job[0])), jobs, session)
    failures = [one.failed for one in drafts if one.failed is not None]
    if failures and len(failures) == len(drafts):
        raise failures[0]
    grown = _joined(work, [drafts[at : at + samples] for at in range(0, len(drafts), samples)])
    done = 0
    finished = any(one.stopped for one in drafts)
    while done < rounds and not finished:
        done += 1
        tally.begin(f"rethink {done}", len(segments))
        looks = side_by_side(partial(_look, work, grown, tally), segments, session)
        before = grown
        grown = revised(work, before, looks)
        finished = grown == before or all(look.finished or look.settled.stopped for look in looks)
    rules = Graph(**dict(without(graph, removed_in(graph, graph))))
    grown = consistent(fill(grown, rules, work.text))
    return Thought(
        graph=grown,
        partial=tally.partial(),
        failed=len(tally.failed),
        admitted=sum(getattr(node, "by", "") == "model" for node in grown.nodes()),
        repaired=tally.repaired,
        rejected=Counter(one.reason for one in grown.rejected if one.node.by == "model"),
        wordings_dropped=tally.wordings_dropped,
        segments=len(segments),
        rounds=done,
    )


def _draft(work: Work, within: Span) -> Settled:
    """Have the model read a segment, and settle what it proposes."""
    known = known_in(work.graph, within)
    try:
        with work.asking():
            answer = work.program.draft(text=work.text[within.start : within.end], known=known.rstrip("\n"))
    except BudgetError as error:
        return Settled(stopped=error.message)
    except ModelError as error:
        if error.code not in SKIPPED:
            raise
        return Settled(failed=error)
    return settle(work, answer.proposal, work.graph, within, known)


def _look(work: Work, graph: Graph, tally: _Tally, within: Span) -> Look:
    look = rethink(work, graph, within)
    tally.add(look.settled)
    return look


def _joined(work: Work, segments: Sequence[Sequence[Settled]]) -> Graph:
    """Merge the drafts of each segment, join the segments, and admit it all beside what the rules found."""
    merged = []
    for drafts in segments:
        read = [one.draft for one in drafts if one.failed is None and not (one.stopped and one.empty)]
        merged += [merge(read, work.text, work.graph)] if read else []
    graph = admit(join(merged, work.graph.by_id), work.text, work.graph) if merged else work.graph
    return with_rejected(graph, (one for drafts in segments for settled in drafts for one in settled.refused))


class _Tally:
    """Counts across threads what has been done, and tells whoever wants to know."""

    def __init__(self, session: Session, report: Report | None) -> None:
        self.session, self.report = session, report
        self.lock = threading.Lock()
        self.stage, self.done, self.planned = "", 0, 0
        self.kept = self.rejected = self.repaired = self.wordings_dropped = 0
        self.stopped = ""
        self.failed: list[ModelError] = []

    def begin(self, stage: str, planned: int) -> None:
        self.stage, self.done, self.planned = stage, 0, planned
        self._tell()

    def add(self, settled: Settled) -> Settled:
        with self.lock:
            self.done += 1
            self.kept += sum(1 for _ in settled.draft.nodes())
            self.rejected += len(settled.refused)
            self.repaired += settled.repaired
            self.wordings_dropped += settled.wordings_dropped
            self.stopped = self.stopped or settled.stopped
            self.failed += [settled.failed] if settled.failed is not None else []
            self._tell()
        return settled

    def partial(self) -> str:
        """Say why the run is not whole."""
        if self.stopped or not self.failed:
            return self.stopped
        replies = "1 reply" if len(self.failed) == 1 else f"{len(self.failed)} replies"
        return f"{replies} came to nothing: {self.failed[0].message}"

    def _tell(self) -> None:
        if self.report is not None:
            tokens = sum((call.input or 0) + (call.output or 0) for call in self.session.ledger.calls)
            self.report(Progress(self.stage, self.done, self.planned, self.kept, self.rejected, tokens))
