"""The journal: every reply on disk before it is used, so that a killed run never pays twice."""

from __future__ import annotations

import contextlib
import io
import json
import os
import threading
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

from stc.errors import InputError, ModelError

START = b'{"key": "'  # every row begins so; tells a torn first row from somebody else's file
Row = dict[str, Any]


class Journal:
    """A JSON Lines file of replies: key, signature, model, prompt, lane, completion, finish, usage, seconds a row.

    The n-th ask of one key gets the n-th row with that key that was there on opening, so asks that are equal on purpose
    stay apart. A last line that a kill tore is dropped on opening. `replay=True` reads only: an ask that finds no row
    raises ModelError (not-recorded). A file that is not a journal raises InputError and is left as it is.
    """

    def __init__(self, path: str | Path, replay: bool = False) -> None:
        self.path, self.replay = Path(path), replay
        self._lock = threading.Lock()
        self._asked: dict[str, int] = defaultdict(int)
        self._rows: dict[str, list[Row]] = defaultdict(list)
        for row in self._open():
            self._rows[row["key"]].append(row)

    def ask(self, key: str) -> Row | None:
        """Give the row of this ask of `key`, None where the provider must be asked."""
        with self._lock:
            place = self._asked[key]
            self._asked[key] += 1
            rows = self._rows.get(key, [])
        if place < len(rows):
            return rows[place]
        if not self.replay:
            return None
        raise ModelError(
            f"{self.path}: the request {key[:12]} (ask {place + 1}) is not in this recording",
            code="not-recorded",
            hint="the text, the prompts or the settings changed since it was recorded: record again without replay",
        )

    def append(self, row: Row) -> None:
        """Write a row to the disk's cache before anybody uses it."""
        line = json.dumps(row, allow_nan=False).encode() + b"\n"
        try:
            with self._lock, self.path.open("ab") as file, locked(file):
                file.write(line)
                file.flush()
        except OSError as error:
            raise InputError(
                f"{self.path}: the reply of a paid call cannot be written: {error.strerror}",
                hint="free space or name another --journal; what the file holds so far stays usable",
            ) from None

    def _open(self) -> list[Row]:
        """Read the rows; cut a torn end off, so that the next row starts a line."""
        if self.path.exists() and not self.path.is_file():  # a device or a pipe may never end
            raise InputError(
                f"{self.path}: the journal cannot be opened: not a file", hint="name one such as run.jsonl"
            )
        try:
            if self.replay:
                return rows_of(self.path.read_bytes(), self.path)[0]
            with self.path.open("a+b") as file, locked(file):
                file.seek(0)
                data = file.read()
                rows, good = rows_of(data, self.path)
                if good < len(data):
                    file.truncate(good)
                elif data and not data.endswith(b"\n"):
                    file.write(b"\n")
                return rows
        except OSError as error:
            raise InputError(
                f"{self.path}: the journal cannot be opened: {error.strerror}",
                hint="name a file in a folder that exists and that you may write to",
            ) from None


def rows_of(data: bytes, path: Path) -> tuple[list[Row], int]:
    """Read rows, and the number of bytes that are whole rows; a last line that is torn is left out."""
    rows: list[Row] = []
    good = 0
    for number, line in enumerate(io.BytesIO(data), 1):
        row = _row(line)
        if row is None and not line.endswith(b"\n") and (rows or line.startswith(START[: len(line)])):
            return rows, good
        if row is None:
            raise InputError(
                f"{path}: line {number}: not a row of a journal (a JSON object with key and completion)",
                hint="name another file: this one is left as it is",
            )
        rows.append(row)
        good += len(line)
    return rows, good


def _row(line: bytes) -> Row | None:
    try:
        row = json.loads(line)
    except (ValueError, RecursionError):
        return None
    shaped = (
        isinstance(row, dict)
        and isinstance(row.get("key"), str)
        and isinstance(row.get("completion"), str)
        and isinstance(row.get("finish", "stop"), str)
        and isinstance(row.get("usage", {}), dict)
    )
    return row if shaped else None


@contextlib.contextmanager
def locked(file: IO[bytes]) -> Iterator[None]:
    """Hold the file against other processes while a row is written, where the system knows such locks."""
    if os.name != "posix":
        yield
        return
    import fcntl

    with contextlib.suppress(OSError):  # some network file systems have no locks: then one run at a time is the rule
        fcntl.flock(file, fcntl.LOCK_EX)
    yield  # closing the file gives the lock back, after what was written has left the buffer
