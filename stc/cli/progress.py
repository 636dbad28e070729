"""Progress on a terminal: one line on standard error, written again and again; in pipes only the first long wait."""

from __future__ import annotations

import os
import shutil
import sys
import threading
import time
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from stc.frontends.lm.options import Progress
    from stc.models import Event

LONG = 5.0  # seconds of a wait that whoever sees no terminal is told of, once
OFTEN = 0.1  # seconds between two writings, but for what ends a stage


class ProgressLine:
    """The line; `name` says which document is being compiled."""

    def __init__(self) -> None:
        self.name = ""
        self.shown = sys.stderr.isatty() and os.environ.get("TERM") != "dumb"
        self._told = False
        self._last = 0.0
        self._lock = threading.Lock()

    def progress(self, now: Progress) -> None:
        """Tell how far a compilation is."""
        self._write(line_of(now), now.done in (0, now.planned))

    def event(self, event: Event) -> None:
        """Tell of a wait: a server that is busy or broken."""
        if event.kind != "wait":
            return
        self._write(event.message, True)
        with self._lock:
            tell = not self.shown and not self._told and event.seconds > LONG
            self._told = self._told or tell
        if tell:
            from stc.cli.output import one_line

            print(f"waiting: {one_line(event.message, 1000)}", file=sys.stderr, flush=True)

    def text(self, text: str) -> None:
        """Show any text."""
        self._write(text, True)

    def clear(self) -> None:
        """Leave the line empty for what is printed next."""
        if self.shown and self._last:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)

    def _write(self, text: str, surely: bool) -> None:
        from stc.cli.output import one_line

        if not self.shown:
            return
        with self._lock:
            now = time.monotonic()
            if not surely and now - self._last < OFTEN:
                return
            self._last = now
            width = max(20, shutil.get_terminal_size().columns - 1)
            line = one_line(f"{self.name}: {text}" if self.name else text, width)
            print(f"\r\x1b[K{line}", end="", file=sys.stderr, flush=True)


def line_of(now: Progress) -> str:
    """Write progress in a line.

    >>> from stc.frontends.lm.options import Progress
    >>> line_of(Progress("draft", 3, 8, kept=41, rejected=2, tokens=12345))
    'draft 3/8, 41 nodes kept, 2 rejected, 12,345 tokens'
    """
    nodes = f"{now.kept:,} nodes kept, {now.rejected:,} rejected"
    return f"{now.stage} {now.done}/{now.planned}, {nodes}, {now.tokens:,} tokens"
