"""What one may choose where a model reads: which one, how many drafts and rounds, and what may be spent."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, fields
from difflib import get_close_matches
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypedDict

from stc.errors import InputError

if TYPE_CHECKING:
    from stc.models import Session

NONE = "none"  # named as the model: none, whatever the environment names
MAX_ROUNDS = 10
MAX_SAMPLES = 100
SKIPPED = frozenset({"shape", "context-length"})  # errors of one reply, which do not stop the others
SIZE = 6000  # characters of a segment: a page or two, so that a weak model's reply still fits


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a compilation is: drafts or rounds done of those planned, nodes, tokens (input and output) so far."""

    stage: str  # "draft", "rethink 1", ...
    done: int = 0
    planned: int = 0
    kept: int = 0
    rejected: int = 0
    tokens: int = 0


class Options(TypedDict, total=False):
    """The keyword arguments of `stc.compile` that concern a model; see there."""

    lm: Any  # str | dspy.BaseLM | None: naming the type would import dspy
    api_base: str | None
    temperature: float | None
    effort: str | None
    max_output_tokens: int | None
    timeout: float | None
    samples: int
    rounds: int
    retries: int
    size: int
    max_tokens: int | None
    max_cost: float | None
    concurrency: int
    journal: str | Path | None
    session: Session | None
    report: Callable[[Progress], None] | None


@dataclass(frozen=True, slots=True)
class Plan:
    """Options with their defaults; raises InputError for numbers that make no sense.

    >>> Plan(rounds=11)
    Traceback (most recent call last):
        ...
    stc.errors.InputError: rounds is 11, expected 0 to 10
    """

    lm: Any = None
    api_base: str | None = None
    temperature: float | None = None
    effort: str | None = None
    max_output_tokens: int | None = None
    timeout: float | None = None
    samples: int = 1
    rounds: int = 1
    retries: int = 2
    size: int = SIZE
    max_tokens: int | None = None
    max_cost: float | None = None
    concurrency: int = 8
    journal: str | Path | None = None
    session: Session | None = None
    report: Callable[[Progress], None] | None = None

    def __post_init__(self) -> None:
        _within("samples", self.samples, 1, MAX_SAMPLES)
        _within("rounds", self.rounds, 0, MAX_ROUNDS)
        _within("retries", self.retries, 0, 10)
        _within("size", self.size, 200, 1_000_000)
        _within("concurrency", self.concurrency, 1, 256)
        for name, value in (("max_tokens", self.max_tokens), ("max_cost", self.max_cost)):
            if value is not None and not value > 0:
                raise InputError(f"{name} is {value}, expected more than 0", hint="leave it out for no limit")
        self._check_temperature(self.temperature)
        if self.session is not None and (self.journal or self.max_tokens is not None or self.max_cost is not None):
            raise InputError(
                "a session was given together with journal, max_tokens or max_cost",
                hint="give them to the Session: Session(journal=..., max_tokens=...)",
            )

    def model(self) -> Any:
        """Give the model to ask, as `stc.models.choose` finds it; None where none is named, or "none"."""
        if isinstance(self.lm, str) and self.lm == NONE:
            return None
        from stc.models import choose

        lm = choose(
            "sleep",
            self.lm,
            api_base=self.api_base,
            temperature=self.temperature,
            effort=self.effort,
            max_tokens=self.max_output_tokens,
            timeout=self.timeout,
        )
        self._check_temperature(getattr(lm, "kwargs", {}).get("temperature"))
        return lm

    def for_a_model(self) -> list[str]:
        """Name the options that were chosen and say only how a model reads, as they are written on a command line.

        >>> Plan(samples=3, max_cost=0.5).for_a_model()
        ['--samples', '--max-cost']
        """
        given = ("samples", "rounds", "retries", "max_tokens", "max_cost", "temperature", "effort", "max_output_tokens")
        usual = {one.name: one.default for one in fields(self)}
        return [f"--{name.replace('_', '-')}" for name in given if getattr(self, name) != usual[name]]

    def _check_temperature(self, temperature: float | None) -> None:
        if self.samples > 1 and temperature == 0:
            raise InputError(
                f"{self.samples} samples at temperature 0 would all be the same",
                hint="leave out the temperature, or name one above 0",
            )

    def run_session(self) -> Session:
        """Give the session, a new one where none was given; raises InputError for a journal that cannot be opened."""
        if self.session is not None:
            return self.session
        from stc.models import Journal, Session

        return Session(
            journal=Journal(self.journal) if self.journal else None,
            max_tokens=self.max_tokens,
            max_cost=self.max_cost,
            concurrency=self.concurrency,
        )


def plan_of(options: Mapping[str, Any]) -> Plan:
    """Make a plan of keyword arguments; raises InputError for a name that is none, with the one that comes near.

    >>> plan_of({"sample": 3})
    Traceback (most recent call last):
        ...
    stc.errors.InputError: there is no option 'sample'
    """
    names = [one.name for one in fields(Plan)]
    for name in options:
        if name not in names:
            near = get_close_matches(name, names, n=1)
            hint = f"did you mean {near[0]}?" if near else f"one of: {', '.join(names)}"
            raise InputError(f"there is no option {name!r:.40}", hint=hint)
    return Plan(**options)


def _within(name: str, value: int, low: int, high: int) -> None:
    if not isinstance(value, int) or isinstance(value, bool) or not low <= value <= high:
        raise InputError(
            f"{name} is {value!r:.40}, expected {low:,} to {high:,}",
            hint=f"give a whole number from {low:,} to {high:,}",
        )
