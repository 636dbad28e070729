"""What `stc compile` keeps in hand while a model is paid: session, journal, progress; and what it would take."""

from __future__ import annotations

import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Any

from stc.cli.progress import ProgressLine
from stc.cli.summary import spent
from stc.errors import ModelError, StcError

if TYPE_CHECKING:
    from stc.frontends.lm.estimate import Estimate
    from stc.frontends.lm.options import Options
    from stc.models import Session


@dataclass(frozen=True, slots=True)
class Spending:
    """One command's session, the options that name it, its journal, and the line on the terminal."""

    session: Session
    options: Options
    line: ProgressLine
    journal: Path | None
    own: bool  # whether the journal is ours to remove when all is done
    useless: list[Path] = field(default_factory=list)  # documents of which a reply came to nothing

    @classmethod
    def begin(cls, model: Any, chosen: Options, journal: Path | None, own: bool) -> Spending:
        """Open the journal, and say so where an earlier run left one."""
        from stc.frontends.lm.options import Options
        from stc.models import Journal, Session

        line = ProgressLine()
        if journal is not None:
            journal.parent.mkdir(parents=True, exist_ok=True)
        opened = Journal(journal) if journal is not None else None  # raises for a file that is none
        if journal is not None and (rows := _rows(journal)):
            _say(f"going on from {journal}, which keeps {_replies(rows)}")
        session = Session(
            journal=opened,
            max_tokens=chosen.get("max_tokens"),
            max_cost=chosen.get("max_cost"),
            concurrency=chosen.get("concurrency", 8),
            report=line.event,
        )
        options = Options(
            lm=model,
            temperature=None,
            samples=chosen.get("samples", 1),
            rounds=chosen.get("rounds", 1),
            retries=chosen.get("retries", 2),
            session=session,
            report=line.progress,
        )
        return cls(session, options, line, journal, own)

    @contextmanager
    def explained(self) -> Iterator[None]:
        """Stop the calls where the block is interrupted or fails, and say how to go on."""
        try:
            yield
        except (KeyboardInterrupt, StcError, OSError) as error:
            self.session.stop()
            self.line.clear()
            if isinstance(error, KeyboardInterrupt):
                _say("stopped")
            totals = self.session.ledger.totals()
            if totals["billed"]["calls"]:
                _say(f"paid until then: {spent(totals)}")
            self.end(whole=isinstance(error, ModelError) and error.code == "shape")  # nothing in it is of use
            raise

    def end(self, whole: bool) -> None:
        """Remove the journal when all is done, or say what it keeps."""
        self.line.clear()
        if self.journal is None or not self.own:
            return
        rows = _rows(self.journal)
        if whole or not rows:
            self.journal.unlink(missing_ok=True)
        else:
            _say(f"{self.journal} keeps {_replies(rows)}: the same command goes on from there and pays for none again")
            if self.useless:
                _say(f"remove it to ask anew for what came to nothing: {', '.join(map(str, self.useless))}")


def _rows(journal: Path) -> int:
    try:
        with journal.open("rb") as file:
            return sum(1 for line in file if line.endswith(b"\n"))
    except OSError:
        return 0


def _replies(rows: int) -> str:
    return "1 reply" if rows == 1 else f"{rows:,} replies"


def _say(text: str) -> None:
    from stc.cli.output import one_line

    print(one_line(text, 1000), file=sys.stderr)


def estimate_lines(names: Sequence[str], estimates: Sequence[Estimate]) -> list[str]:
    """Say what documents would take, one a line, then the sum."""
    from stc.frontends.lm.estimate import total

    lines = [f"{name}: {_estimated(one)}" for name, one in zip(names, estimates, strict=True)]
    if len(estimates) > 1:
        lines.append(f"{len(estimates)} documents: {_estimated(total(estimates))}")
    return lines


def _estimated(one: Estimate) -> str:
    from stc.cli.output import count
    from stc.cli.summary import money

    if not one.calls:
        return "no call"
    calls = count(one.calls, "call") + (f" (at most {one.most:,})" if one.most > one.calls else "")
    tokens = f"about {one.input:,} tokens in, {one.output:,} out"
    cost = money(one.cost)
    return f"{calls} of {one.model}, {tokens}, {'about ' if one.cost is not None else ''}{cost} (an estimate)"
