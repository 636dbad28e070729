"""How far down the chain a question may go, and with which model: read once, shared by all questions of a run."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from difflib import get_close_matches
from threading import Lock
from typing import TYPE_CHECKING, Literal, TypedDict

from stc.errors import InputError, ModelError

if TYPE_CHECKING:
    from dspy import BaseLM

    from stc.models import Session
    from stc.runtime.asking import Asking

Budget = Literal["none", "compose", "reason"] | int
Reach = Literal["none", "compose", "reason"]

_SYNTAX = 'one of none, compose, reason, or a number of tokens, input and output together: "500"'
_NAMING = "name one with --lm, lm=, STC_TEST_LM or STC_LM"


@dataclass(frozen=True, slots=True)
class Allowed:
    """How far a question may go down the chain, and with how many tokens if they are numbered."""

    reach: Reach
    tokens: int | None = None


def read_budget(budget: object, named: bool) -> Allowed:
    """Read a budget; without one a question may go as far as there is a model for.

    `named` says whether a model is named. A number of tokens holds for one question, input and output together. Raises
    InputError for what is no budget, and for one that needs a model where none is named.

    >>> read_budget(None, named=True), read_budget("none", named=True), read_budget("500", named=True)
    (Allowed(reach='reason', tokens=None), Allowed(reach='none', tokens=None), Allowed(reach='reason', tokens=500))
    >>> read_budget(None, named=False).reach
    'none'
    """
    if budget is None:
        return Allowed("reason" if named else "none")
    if isinstance(budget, str) and budget.isascii() and budget.isdigit() and len(budget) < 19:
        budget = int(budget)
    if isinstance(budget, int) and not isinstance(budget, bool) and budget >= 0:
        allowed = Allowed("reason", budget) if budget else Allowed("none")
    elif budget == "none":
        allowed = Allowed("none")
    elif budget == "compose":
        allowed = Allowed("compose")
    elif budget == "reason":
        allowed = Allowed("reason")
    else:
        raise InputError(f"expected a budget, got {str(budget)!r:.60}", hint=_SYNTAX)
    if allowed.reach != "none" and not named:
        raise InputError(
            f"the budget {budget} needs a model, and none is named",
            hint=f"{_NAMING}; without one: budget none",
        )
    return allowed


class Options(TypedDict, total=False):
    """What asking takes beside the artifact and the question; the meanings are those of `stc.ask`."""

    budget: Budget | None
    lm: str | BaseLM | None
    verbosity: int
    effort: str | None
    session: Session | None
    api_base: str | None
    temperature: float | None
    max_tokens: int | None
    timeout: float | None


@dataclass(slots=True)
class Means:
    """What the questions of a run may use; the model is made when the first question needs it, then kept."""

    allowed: Allowed
    named: bool
    options: Options
    session: Session | None = None  # where a model may be asked
    _asking: Asking | None = None
    _lock: Lock = field(default_factory=Lock)

    def asking(self) -> Asking:
        """Make the model, at the first call: imports dspy."""
        with self._lock:
            if self._asking is None:
                self._asking = self._made()
            return self._asking

    def _made(self) -> Asking:
        from stc.models import choose

        given = self.options
        effort = given.get("effort")
        lm = choose(
            "test",
            given.get("lm"),
            api_base=given.get("api_base"),
            temperature=given.get("temperature"),
            effort=effort,
            max_tokens=given.get("max_tokens"),
            timeout=given.get("timeout"),
        )
        if lm is None or self.session is None:
            raise ModelError("no model is named", hint=_NAMING, code="no-model")
        from stc.runtime.asking import Asking  # imports dspy, of which `choose` says what is wrong if it is missing

        verbosity, tokens = given.get("verbosity", 1), self.allowed.tokens
        return Asking(lm=lm, session=self.session, verbosity=verbosity, effort=effort, tokens_left=tokens)


def means_of(options: Options, concurrency: int = 1) -> Means:
    """Read the options; what model they name is not imported yet. Raises InputError."""
    for name in options:
        if name not in Options.__annotations__:
            near = get_close_matches(name, Options.__annotations__, n=1)
            hint = f"did you mean {near[0]}?" if near else f"one of: {', '.join(Options.__annotations__)}"
            raise InputError(f"there is no option {name!r:.40}", hint=hint)
    verbosity = options.get("verbosity", 1)
    if isinstance(verbosity, bool) or not isinstance(verbosity, int) or not 0 <= verbosity <= 4:
        raise InputError(f"expected a verbosity from 0 to 4, got {verbosity!r:.40}")
    is_named = model_named(options.get("lm"))
    means = Means(read_budget(options.get("budget"), is_named), is_named, options)
    if means.allowed.reach != "none":
        from stc.models import Session
        from stc.models.effort import check_effort

        check_effort(options.get("effort"))
        means.session = options.get("session") or Session(concurrency=concurrency)
    return means


def model_named(lm: object) -> bool:
    """Tell whether a model is named for test time: `lm`, where that is not "none", or else by the environment.

    Only tells: which one it is, and where, is read in stc.models, which a question that no model is asked must not
    import.
    """
    if lm is None:
        return any(os.environ.get(name, "").strip() for name in ("STC_TEST_LM", "STC_LM"))
    return lm != "none"
