"""The command run in this process, and what it printed."""

from __future__ import annotations

from typing import NamedTuple

import pytest

from stc.cli import main

REPORT = """# Sales

| (in millions)  | 2019  | 2018  | 2017  |
|----------------|-------|-------|-------|
| Hammers        | $ 5.5 | $ 4.0 | $ 3.0 |
| Nails          | 1.5   | 1.0   | 1.2   |
| Total sales    | $ 7.0 | $ 5.0 | $ 4.2 |
"""


class Done(NamedTuple):
    code: int
    out: str
    err: str


class Shell:
    """Runs the command in this process, in an empty folder."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self.capsys = capsys

    def __call__(self, *arguments: str) -> Done:
        self.capsys.readouterr()
        with pytest.raises(SystemExit) as caught:
            main(list(arguments))
        out, err = self.capsys.readouterr()
        assert "Traceback" not in err
        return Done(caught.value.code if isinstance(caught.value.code, int) else -1, out, err)


def refused(done: Done, message: str) -> None:
    """Check that an error is one line and a hint on standard error, with exit code 2."""
    assert done.code == 2
    lines = done.err.splitlines()
    assert [line.partition(":")[0] for line in lines] == ["error", "hint"]
    assert message in lines[0]
    assert done.out == ""
