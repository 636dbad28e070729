"""The ledger of one run: one row a call, billed and logical apart, unknown never zero."""

from __future__ import annotations

import threading
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from typing import Any

COUNTED = ("input", "output", "cached", "reasoning")


@dataclass(frozen=True)
class Call:
    """One answer of a model, and what it took; `None` is "not reported", never zero.

    `input` and `output` are tokens, `cached` those of the input that the provider's prompt cache held, `reasoning`
    those of the output that were thought and not said; `retries` counts failed tries before this answer, `seconds` all
    of it with the waits, `cost` is in US dollars. `billed` is false where a journal or a cache gave the answer
    (`recorded`). `attempt` counts re-asks for the shape of a reply, from 0.
    """

    signature: str
    model: str
    input: int | None = None
    output: int | None = None
    cached: int | None = None
    reasoning: int | None = None
    retries: int = 0
    seconds: float = 0.0
    cost: float | None = None
    billed: bool = True
    recorded: bool = False
    attempt: int = 0


class Ledger:
    """What the calls of a run took; safe to add to from many threads.

    >>> ledger = Ledger()
    >>> ledger.add(Call("draft", "openai/m", input=100, output=7))
    >>> ledger.add(Call("draft", "openai/m", input=100, output=7, billed=False, recorded=True))
    >>> totals = ledger.totals()
    >>> totals["calls"], totals["billed"]["output"], totals["logical"]["output"], totals["unpriced"]
    (2, 7, 14, 1)
    """

    def __init__(self) -> None:
        self._calls: list[Call] = []
        self._lock = threading.Lock()

    @property
    def calls(self) -> tuple[Call, ...]:
        with self._lock:
            return tuple(self._calls)

    def add(self, call: Call) -> None:
        with self._lock:
            self._calls.append(call)

    def totals(self) -> dict[str, Any]:
        """Sum up: see `summed`, and the same for each signature under "by_signature"."""
        calls = self.calls
        names = sorted({call.signature for call in calls})
        return summed(calls) | {
            "by_signature": {name: summed(call for call in calls if call.signature == name) for name in names}
        }

    def as_dict(self) -> dict[str, Any]:
        """Give totals and rows as plain data, for an artifact's `run` section."""
        return {"totals": self.totals(), "rows": [asdict(call) for call in self.calls]}


def summed(calls: Iterable[Call]) -> dict[str, Any]:
    """Sum calls up: "billed" is what a provider was paid for, "logical" what the work took, cached replies included.

    "unpriced" and "unreported" count the billed calls whose cost or whose tokens nobody knows, so that a sum that
    leaves them out does not read as the whole. A cost, or a number of tokens, is None where no call has one.
    """
    rows = list(calls)
    billed = [call for call in rows if call.billed]
    return {
        "calls": len(rows),
        "retries": sum(call.retries for call in rows),
        "seconds": sum(call.seconds for call in rows),
        "billed": _tokens(billed),
        "logical": _tokens(rows),
        "unpriced": sum(call.cost is None for call in billed),
        "unreported": sum(call.input is None or call.output is None for call in billed),
    }


def _tokens(calls: list[Call]) -> dict[str, Any]:
    costs = [call.cost for call in calls if call.cost is not None]
    sums: dict[str, Any] = {}
    for name in COUNTED:
        known = [count for call in calls if (count := getattr(call, name)) is not None]
        sums[name] = sum(known) if known or not calls else None
    return sums | {"cost": sum(costs) if costs else (None if calls else 0.0), "calls": len(calls)}
