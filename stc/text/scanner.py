"""A cursor over one line of the text form; what does not fit raises TextFormError at its line and column."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from typing import NoReturn

from stc.errors import TextFormError

_SPACE = re.compile(r"[ \t\r]*")
_STRING = re.compile(r'"(?:[^"\\]|\\.)*+"', re.DOTALL)
_DECODER = json.JSONDecoder(strict=False)
WORD = re.compile(r"[A-Za-z_][A-Za-z0-9_-]*")
INTEGER = re.compile(r"\d{1,15}")


@dataclass(slots=True)
class Scanner:
    """One line, its number from 1, and how far it has been read."""

    line: str
    number: int
    place: int = 0

    def fail(self, message: str, hint: str = "", place: int | None = None) -> NoReturn:
        """Raise the error for this line, at the cursor or at `place`."""
        raise TextFormError(
            message, line=self.number, column=(self.place if place is None else place) + 1, hint=hint, code="text-form"
        )

    def space(self) -> None:
        """Skip blanks."""
        found = _SPACE.match(self.line, self.place)
        self.place = found.end() if found else self.place

    def at_end(self) -> bool:
        """Tell whether only a comment is left."""
        self.space()
        return self.place >= len(self.line) or self.line[self.place] == "#"

    def next(self) -> str:
        """Look at the next character that is no blank; "" at the end."""
        return "" if self.at_end() else self.line[self.place]

    def take(self, mark: str) -> bool:
        """Read a mark if it is next."""
        self.space()
        if not self.line.startswith(mark, self.place):
            return False
        self.place += len(mark)
        return True

    def match(self, pattern: re.Pattern[str]) -> str:
        """Read what a pattern matches here; "" if nothing."""
        self.space()
        found = pattern.match(self.line, self.place)
        if found is None:
            return ""
        self.place = found.end()
        return found[0]

    def need(self, mark: str) -> None:
        """Read a mark that must be next."""
        if not self.take(mark):
            self.fail(f"expected {mark!r}, got {self.shown()}")

    def word(self, what: str) -> str:
        """Read a name, bare or as a string."""
        if self.next() == '"':
            return self.string(what)
        return self.match(WORD) or self.fail(f"expected {what}, got {self.shown()}")

    def integer(self, what: str) -> int:
        """Read a whole number that is not negative."""
        return int(self.match(INTEGER) or self.fail(f"expected {what}, got {self.shown()}"))

    def string(self, what: str) -> str:
        """Read a string in double quotes, with the escapes of JSON."""
        self.space()
        start = self.place
        found = _STRING.match(self.line, start)
        if found is None:
            self.fail(f"expected {what} in double quotes, got {self.shown()}")
        self.place = found.end()
        try:
            text = _DECODER.decode(found[0])
        except ValueError:
            self.fail(f"a string that cannot be read: {found[0]:.40}", place=start)
        return str(text)

    def until(self, marks: str) -> str:
        """Read up to one of the marks, a comment or the end; strings are read over whole."""
        self.space()
        start = self.place
        while self.place < len(self.line) and self.line[self.place] not in marks:
            if self.line[self.place] == "#" and self.line[self.place - 1 : self.place] in ("", " ", "\t"):
                break
            found = _STRING.match(self.line, self.place) if self.line[self.place] == '"' else None
            self.place = found.end() if found else self.place + 1
        return self.line[start : self.place].strip()

    def shown(self) -> str:
        """Show what comes next, for messages."""
        return "the end of the line" if self.at_end() else repr(self.line[self.place : self.place + 20])
