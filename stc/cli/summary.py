"""What `stc compile` says of an artifact: what was found, contradicted and rejected, and what a model took."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from stc.artifact import Artifact

LISTED = 10  # findings and rejected nodes that are printed one by one


def summary(artifact: Artifact, out: Path) -> list[str]:
    """Say what was found, contradicted and rejected, the first of each with its reason."""
    from stc.cli.output import count, one_line

    graph = artifact.graph
    kinds = {"table": graph.tables, "quantity": graph.quantities, "relation": graph.relations, "claim": graph.claims}
    found = [count(len(nodes), noun) for noun, nodes in (kinds | {"question": graph.questions}).items() if nodes]
    seconds = sum(artifact.run["seconds"].values())
    lines = [f"  {', '.join(found) or 'no numbers'}, in {seconds:.2f} s"]
    if artifact.run.get("frontend") == "lm":
        lines += [f"  {one_line(line)}" for line in model_lines(artifact.run)]
    by_user = sum(getattr(node, "by", "") == "user" for node in graph.nodes())
    if by_user:
        lines.append(f"  {count(by_user, 'node')} by a user kept")
    lines.append(f"  {count(len(graph.findings), 'finding')}, {count(len(graph.rejected), 'rejected node')}")
    for told in (
        [f"{finding.kind}: {finding.message}" for finding in graph.findings],
        [f"{rejected.reason}: {rejected.message}" for rejected in graph.rejected],
    ):
        lines += [f"    {one_line(text)}" for text in told[:LISTED]]
        if len(told) > LISTED:
            lines.append(f"    and {len(told) - LISTED:,} more: stc show {out}")
    return lines


def model_lines(run: Mapping[str, Any]) -> list[str]:
    """Say what a model added and what that took, from an artifact's `run`.

    >>> nodes = {"admitted": 12, "repaired": 1, "rejected": {"not-in-text": 2}}
    >>> from stc.models.ledger import Call, Ledger
    >>> ledger = Ledger()
    >>> ledger.add(Call("draft", "openai/m", input=1200, output=300, cost=0.002))
    >>> for line in model_lines({"model": "openai/m", "model_nodes": nodes, "ledger": ledger.as_dict()}):
    ...     print(line)
    openai/m: 12 nodes, 1 of them repaired, 2 rejected (not-in-text 2)
    1 call, 1,200 tokens in, 300 out, $0.0020
    """
    from stc.cli.output import count

    nodes = run.get("model_nodes", {})
    rejected: Mapping[str, int] = nodes.get("rejected", {})
    reasons = ", ".join(f"{reason} {number}" for reason, number in sorted(rejected.items()))
    kept = f"{count(nodes.get('admitted', 0), 'node')}, {nodes.get('repaired', 0):,} of them repaired"
    refused = f"{sum(rejected.values()):,} rejected{f' ({reasons})' if reasons else ''}"
    lines = [f"{run.get('model')}: {kept}, {refused}", spent(run["ledger"]["totals"])]
    if run.get("partial"):
        lines.append(f"partial: {run['partial']}")
    return lines


def spent(totals: Mapping[str, Any]) -> str:
    """Say in a line what calls took: those that were billed, then apart those that a journal or a cache gave.

    >>> from stc.models.ledger import Call, Ledger
    >>> ledger = Ledger()
    >>> ledger.add(Call("draft", "openai/m", input=1200, output=300))
    >>> ledger.add(Call("draft", "openai/m", input=800, output=100, billed=False, recorded=True))
    >>> spent(ledger.totals())
    '1 call, 1,200 tokens in, 300 out, price not known; 1 call recorded before, 800 tokens in, 100 out'
    """
    from stc.cli.output import count

    billed, logical = totals["billed"], totals["logical"]
    given, made = (billed[name] or 0 for name in ("input", "output"))
    recorded = logical["calls"] - billed["calls"]
    parts = [count(billed["calls"], "call"), f"{given:,} tokens in", f"{made:,} out"]
    if totals.get("unreported"):
        parts.append(f"tokens of {count(totals['unreported'], 'call')} not reported")
    if billed["calls"]:
        parts.append(money(billed["cost"], totals.get("unpriced", 0)))
    line = ", ".join(parts) if billed["calls"] or not recorded else "nothing billed"
    if recorded:
        before = f"{(logical['input'] or 0) - given:,} tokens in, {(logical['output'] or 0) - made:,} out"
        line += f"; {count(recorded, 'call')} recorded before, {before}"
    return line


def money(cost: float | None, unpriced: int = 0) -> str:
    """Write a sum in US dollars; what is not known is not zero.

    >>> money(0.0123), money(None, 2), money(1.5, 2)
    ('$0.0123', 'price not known', '$1.50 and 2 calls of unknown price')
    """
    from stc.cli.output import count

    if cost is None:
        return "price not known"
    shown = f"${cost:.4f}" if cost < 1 else f"${cost:,.2f}"
    return f"{shown} and {count(unpriced, 'call')} of unknown price" if unpriced else shown
