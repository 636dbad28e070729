"""Intervals for shares: Wilson's for independent items, a cluster bootstrap where items share a context."""

from __future__ import annotations

import math
import random
from collections.abc import Iterable, Sequence


def wilson(right: int, total: int, z: float = 1.96) -> tuple[float, float]:
    """Give Wilson's 95 % interval of a share (E. B. Wilson 1927); (0, 1) where nothing was counted.

    >>> tuple(round(x, 3) for x in wilson(95, 100))
    (0.888, 0.978)
    """
    if total == 0:
        return 0.0, 1.0
    share, square = right / total, z * z
    middle = (share + square / (2 * total)) / (1 + square / total)
    half = z / (1 + square / total) * math.sqrt(share * (1 - share) / total + square / (4 * total * total))
    return max(0.0, middle - half), min(1.0, middle + half)


def bootstrap(clusters: Sequence[Sequence[tuple[int, int]]], rounds: int = 1000, seed: int = 0) -> tuple[float, float]:
    """Give the 95 % interval of a share by drawing whole clusters of (counted, total) with replacement.

    >>> bootstrap([[(1, 1)], [(1, 1)]])
    (1.0, 1.0)
    """
    pairs = [(sum(right for right, _ in items), sum(total for _, total in items)) for items in clusters if items]
    if not pairs:
        return 0.0, 1.0
    draw = random.Random(seed)
    shares = sorted(_share(draw.choices(pairs, k=len(pairs))) for _ in range(rounds))
    return shares[int(rounds * 0.025)], shares[int(rounds * 0.975) - 1]


def percentage(right: int, total: int) -> str:
    """Show a share with Wilson's interval: "95.0 % [88.8, 97.8] of 100"."""
    if total == 0:
        return "none"
    low, high = wilson(right, total)
    return f"{100 * right / total:.1f} % [{100 * low:.1f}, {100 * high:.1f}] of {total}"


def _share(pairs: Iterable[tuple[int, int]]) -> float:
    right = total = 0
    for counted, of in pairs:
        right, total = right + counted, total + of
    return right / total if total else 0.0
