"""Asking a model at test time: what a question may use, the program of both signatures, one request within a budget.

Imports dspy; nothing imports this module before a model is asked.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Literal, cast

import dspy

from stc.models import Call, Session, estimate_tokens, using
from stc.runtime.answer import Pass
from stc.runtime.listening import Listening
from stc.signatures.compose import Compose
from stc.signatures.reason import Reason

MANNERS = (  # how much to write, as verbosity goes from 0 to 4 (Lin et al. 2025 vary it so)
    "Write the last lines alone.",
    "Before the last lines write one short line of working, a few words.",
    "Before the last lines write concise steps, one short line each.",
    "Before the last lines think step by step, and write each step in full: which numbers, what is done with them.",
    "Before the last lines be exhaustive: write each step in full, say where each number stands and why it is the one,"
    " weigh other readings of the question, then check every step by working it out in another way.",
)
COMPOSED = 200  # tokens that a line may take
REASONED = (150, 400, 1_000, 2_500, 6_000)  # and a reply, by verbosity
THOUGHTS = {"none": 0, "minimal": 1_000, "low": 4_000, "medium": 12_000, "high": 32_000}  # counted as output, not seen
LEAST = {"compose": 16, "reason": 32}  # tokens without which asking is in vain

Name = Literal["compose", "reason"]


class Answering(dspy.Module):  # type: ignore[misc]  # dspy ships no types
    """The program of test time: a line that is a formula, and reasoning where that does not do."""

    def __init__(self) -> None:
        super().__init__()
        self.compose = dspy.Predict(Compose)
        self.reason = dspy.Predict(Reason)

    def forward(self, facts: str, question: str, text: str = "", manner: str = MANNERS[1]) -> dspy.Prediction:
        """Compose a line; where that says unknown, reason."""
        composed = self.compose(facts=facts, question=question, complaint="")
        if composed.line.strip(" .\"'").lower() != "unknown":
            return composed
        return self.reason(facts=facts, text=text, question=question, manner=manner, complaint="")


@cache
def answering() -> Answering:
    """Give the program as it ships, made once."""
    return Answering()


@dataclass(frozen=True, slots=True)
class Asking:
    """What one question may use: the model, the session of its run, how much to write, how many tokens are left."""

    lm: dspy.BaseLM
    session: Session
    verbosity: int = 1
    effort: str | None = None  # of reasoning, for providers that take it; set on the model, here it widens the limits
    tokens_left: int | None = None  # input and output together; None: no limit
    program: Answering = field(default_factory=answering)


@dataclass(frozen=True, slots=True)
class Heard:
    """What the model said: `cut` where the limit of tokens ended it; `calls` are those made for it."""

    text: str
    cut: bool
    calls: tuple[Call, ...]


def say(
    asking: Asking, name: Name, fields: dict[str, str], spent: Sequence[Call] = (), wide: bool = False
) -> Heard | Pass:
    """Ask one of the program's signatures once; Pass where the tokens that are left do not suffice for it.

    `spent` are the calls that this question already made; `wide` leaves room for thoughts that nobody asked for. Raises
    ModelError.
    """
    limit = limit_of(asking, name, wide)
    predict = getattr(asking.program, name)
    if asking.tokens_left is not None:
        prompt = estimate_tokens("\n".join((predict.signature.instructions, *fields.values()))) + 8 * len(fields)
        left = asking.tokens_left - prompt - sum((call.input or 0) + (call.output or 0) for call in spent)
        if left < LEAST[name]:
            what = f"the question may take {max(left + prompt, 0)} more tokens, its prompt alone has about {prompt}"
            return Pass("budget", f"{what}: too few to {name}")
        limit = min(limit, left)
    heard = Listening(asking.session)
    with using(cast(Session, heard), asking.lm, max_tokens=limit):
        said = predict(**fields)
    (output,) = predict.signature.output_fields
    cut = bool(heard.replies) and heard.replies[-1].finish_reason == "length"
    return Heard(str(said[output] or ""), cut, heard.calls)


def limit_of(asking: Asking, name: Name, wide: bool = False) -> int:
    """Choose how many tokens a reply may have; a model that thinks needs room that nobody sees.

    The limit that the model object itself has holds, too.
    """
    own = asking.lm.kwargs
    limit = COMPOSED if name == "compose" else REASONED[asking.verbosity]
    effort = asking.effort or own.get("reasoning_effort")
    if effort is None and (wide or "max_completion_tokens" in own):  # how dspy sets a limit for models that think
        effort = "medium"
    limit += 0 if effort is None else THOUGHTS.get(str(effort), THOUGHTS["high"])
    least = own.get("max_tokens") or own.get("max_completion_tokens")
    return min(limit, least) if isinstance(least, int) else limit
