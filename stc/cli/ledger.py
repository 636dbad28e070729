"""Print a ledger: what each kind of call took, then every call."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import Any

HEAD = ("signature", "calls", "in", "out", "cached", "reasoning", "retries", "seconds", "cost")
CALL = ("signature", "model", "in", "out", "cached", "reasoning", "retries", "seconds", "cost", "")


def ledger_lines(ledger: object) -> list[str]:
    """Write a ledger as an artifact's `run` holds it; "-" is what nobody reported, which is not zero.

    >>> from stc.models.ledger import Call, Ledger
    >>> kept = Ledger()
    >>> kept.add(Call("draft", "openai/m", input=1200, output=300, seconds=2.5))
    >>> for line in ledger_lines(kept.as_dict()):
    ...     print(line.rstrip())
    signature  calls     in  out  cached  reasoning  retries  seconds  cost
    draft          1  1,200  300       -          -        0      2.5     -
    all            1  1,200  300       -          -        0      2.5     -
    <BLANKLINE>
    signature  model        in  out  cached  reasoning  retries  seconds  cost
    draft      openai/m  1,200  300       -          -        0      2.5     -
    """
    totals, rows = _parts(ledger)
    if not rows:
        return ["no call of a model"]
    by_name = totals.get("by_signature", {})
    sums = [(name, by_name[name]) for name in sorted(by_name)] + [("all", totals)]
    kinds = _table(HEAD, [_sum(name, one) for name, one in sums])
    return [*kinds, "", *_table(CALL, [_call(row) for row in rows])]


def _parts(ledger: object) -> tuple[Mapping[str, Any], Sequence[Mapping[str, Any]]]:
    """Read what a file holds, which somebody may have edited: `run` is not checked on loading."""
    if not isinstance(ledger, Mapping):
        return {}, []
    totals, rows = ledger.get("totals"), ledger.get("rows")
    return totals if isinstance(totals, Mapping) else {}, rows if isinstance(rows, list) else []


def _sum(name: str, one: Mapping[str, Any]) -> tuple[str, ...]:
    made = one.get("logical", {})
    tokens = [_number(made.get(kind)) for kind in ("input", "output", "cached", "reasoning")]
    cost = _cost(one.get("billed", {}).get("cost"))
    return (name, _number(one.get("calls")), *tokens, _number(one.get("retries")), _seconds(one), cost)


def _call(row: Mapping[str, Any]) -> tuple[str, ...]:
    tokens = [_number(row.get(kind)) for kind in ("input", "output", "cached", "reasoning")]
    note = "" if row.get("billed", True) else "not billed: recorded before"
    note = f"re-ask {row['attempt']} {note}".strip() if row.get("attempt") else note
    retries, cost = _number(row.get("retries")), _cost(row.get("cost"))
    return (str(row.get("signature", "")), str(row.get("model", "")), *tokens, retries, _seconds(row), cost, note)


def _number(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else "-"


def _seconds(row: Mapping[str, Any]) -> str:
    value = row.get("seconds")
    return f"{value:,.1f}" if isinstance(value, int | float) else "-"


def _cost(value: object) -> str:
    return f"${value:.4f}" if isinstance(value, int | float) else "-"


def _table(head: tuple[str, ...], rows: Sequence[tuple[str, ...]]) -> Iterator[str]:
    """Lay rows out in columns: words to the left, numbers to the right."""
    words = {place for place, name in enumerate(head) if name in ("signature", "model", "")}
    widths = [max(len(row[place]) for row in (head, *rows)) for place in range(len(head))]
    for row in (head, *rows):
        cells = [
            cell.ljust(width) if place in words else cell.rjust(width)
            for place, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        yield "  ".join(cells).rstrip()
