"""The errors that stc raises; every one is a StcError with a stable `code` and a `hint` that says what to do next.

    StcError
    |- InputError      a file, text or option that cannot be used: missing, binary, wrong encoding, too large
    |- FormulaError    a formula that cannot be read or evaluated; `position` is the column where it fails
    |- UnitError       units that are unknown or do not fit
    |- TextFormError   the text form of a graph; `line` and `column` from 1
    |- ArtifactError   an artifact file that cannot be read or does not hold
    |- CheckError      a graph that breaks an invariant; names the pass that broke it
    |- ModelError      a language model that cannot be asked or gave nothing usable; `code` says which
       |- BudgetError  the tokens or the money that were allowed are spent

A contradiction in a text is a Finding in the graph, and a node that fails a check is a Rejected: neither raises.
"""

from __future__ import annotations


class StcError(Exception):
    """Base of all errors of stc: `message` says what, where, expected, got; `hint` what next."""

    code = "error"

    def __init__(self, message: str, *, hint: str = "", code: str = "") -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        if code:
            self.code = code


class InputError(StcError):
    code = "input"


class FormulaError(StcError):
    code = "formula"

    def __init__(self, message: str, *, position: int = 0, hint: str = "", code: str = "") -> None:
        super().__init__(message, hint=hint, code=code)
        self.position = position


class UnitError(StcError):
    code = "unit"


class TextFormError(StcError):
    code = "text-form"

    def __init__(self, message: str, *, line: int, column: int = 1, hint: str = "", code: str = "") -> None:
        super().__init__(f"line {line}, column {column}: {message}", hint=hint, code=code)
        self.line, self.column = line, column


class ArtifactError(StcError):
    code = "artifact"


class CheckError(StcError):
    code = "check"


class ModelError(StcError):
    """A model that cannot be asked or gave nothing usable.

    `code`: no-model (none is named, or a package is missing), auth, quota, rate-limit, timeout, connection, server,
    bad-request, context-length, shape (the reply never took the asked shape), not-recorded (a replay misses a request),
    stopped. Messages hold no key, no base URL and nothing of a prompt.
    """

    code = "model"


class BudgetError(ModelError):
    """The next call would pass max_tokens or max_cost; it was not made."""

    code = "budget"
