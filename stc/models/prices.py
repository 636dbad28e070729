"""What tokens cost, and about how many a text has: offline, from tables that the installed packages carry."""

from __future__ import annotations

import base64
import functools
import importlib.util
import json
import threading
from collections.abc import Callable
from pathlib import Path
from typing import Any

TABLE = "litellm_core_utils/tokenizers/9b5ad71b2ce5302211f9c61530b329a4922fc6a4"  # cl100k_base, as tiktoken names it
PRICES = "model_prices_and_context_window_backup.json"
WORDS = r" ?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+|\s+"  # where no token reaches across
_loading = threading.Lock()
PIECE = 2_000  # characters; tiktoken takes quadratic time on one long word


def estimate_tokens(text: str) -> int:
    """Estimate the tokens of a text, offline: callers mark the number as an estimate.

    Counted with cl100k_base where tiktoken and the table in litellm's wheel are installed, else one for 4 characters.
    """
    with _loading:
        count = _counter()
    return sum(count(text[start : start + PIECE]) for start in range(0, len(text), PIECE))


def price(model: str) -> tuple[float, float] | None:
    """Give US dollars for one input and one output token of a model; None where nobody here knows.

    >>> price("openai/no-such-model") is None
    True
    """
    table = _prices()
    provider, _, name = model.partition("/")
    row = table.get(model)
    if row is None and name:
        row = table.get(name)
        if not isinstance(row, dict) or row.get("litellm_provider") != provider:
            return None  # the same name with another provider has another price
    if not isinstance(row, dict):
        return None
    given, made = row.get("input_cost_per_token"), row.get("output_cost_per_token")
    if not isinstance(given, int | float) or not isinstance(made, int | float):
        return None
    return float(given), float(made)


@functools.cache
def _counter() -> Callable[[str], int]:
    table = _beside("litellm", TABLE)
    if table is None or importlib.util.find_spec("tiktoken") is None:
        return lambda text: -(-len(text) // 4)
    import tiktoken

    pairs = (line.split() for line in table.read_bytes().splitlines() if line)
    ranks = {base64.b64decode(token): int(rank) for token, rank in pairs}
    encoding = tiktoken.Encoding("offline", pat_str=WORDS, mergeable_ranks=ranks, special_tokens={})
    return lambda text: len(encoding.encode_ordinary(text))


@functools.cache
def _prices() -> dict[str, Any]:
    path = _beside("litellm", PRICES)
    if path is None:
        return {}
    table = json.loads(path.read_text(encoding="utf-8"))
    return {name: row for name, row in table.items() if name != "sample_spec"}


def _beside(package: str, name: str) -> Path | None:
    """Find a file in an installed package without importing it."""
    spec = importlib.util.find_spec(package)
    if spec is None or not spec.origin:
        return None
    path = Path(spec.origin).parent / name
    return path if path.is_file() else None
