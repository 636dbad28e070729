"""Mutated artifacts through `load`: each is refused with an error of ours, or holds when checked from scratch.

Half are bytes changed at random. Half are edited field by field and then given a fitting id and hash of the text, as by
somebody who knows the format: for these only the checks of the graph stand in the way.
"""

from __future__ import annotations

import json
import random
import time
from collections.abc import Callable
from copy import deepcopy
from typing import Any

import stc
from stc.artifact import Artifact, Contents, dumps, loads, text_hash
from stc.check import faults
from stc.errors import StcError

SLOWEST = 2.0  # seconds for one file
TEXT = """# Orchard

| (in thousands) | 2019  | 2018  |
|----------------|-------|-------|
| Apples         | $ 5.5 | $ 4.0 |
| Pears          | 1.5   | (1.0) |
| Total          | $ 7.0 | $ 3.0 |

Tom has 12 apples. Ann has twice as many apples as Tom. About 25% of the 1,234 crates are 1/4 full.
"""
NASTY: tuple[Any, ...] = (
    *("", "0", "-1", "1/0", "nan", "1e9", "7", "7.0", "12", "1/4", "2*sqrt(3)", "pi", "9**9**9**9", "tom / 0", "user"),
    *("__import__('os').system('id')", "().__class__", "lambda: 0", "None", "apples_2019", "total_2019 + 1"),
    *(
        "\x00",
        "\ud800",
        "\u202e12",
        "１２",
        "аpples",
        "x" * 50_000,
        "(" * 3_000,
        "-" * 5_000 + "1",
        "1" * 20_000,
        "1_0",
    ),
    *("million USD", "percent", "apple", "a//b", "km^99999", "2019", "2019-99-99", "total", "rule", "said", "formula"),
    *(0, 1, -1, 7, 10**30, 10**400, 1.5, True, None, [], {}, [0, 0], [-1, 5], [5, 3], [0, 10**9], [[[]]], {"a": {}}),
)
Change = Callable[[Any, Any, random.Random], None]


def fuzz(count: int, seed: int) -> list[str]:
    """Load `count` mutated artifacts and list what went wrong."""
    chance = random.Random(seed)
    sound = dumps(stc.compile(TEXT, lm="none"))
    complaints = []
    for number in range(count):
        data = mutate_bytes(sound, chance) if number % 2 else mutate_fields(sound, chance)
        start = time.perf_counter()
        complaint = judge(data, sound)
        seconds = time.perf_counter() - start
        if complaint or seconds > SLOWEST:
            complaints.append(f"artifact {number} of seed {seed}: {complaint or f'took {seconds:.1f} s'}")
    return complaints


def judge(data: bytes, sound: bytes) -> str:
    """Say what is wrong with how a file was taken; "" if it was refused properly or holds."""
    try:
        artifact = loads(data)
    except StcError as error:
        return "" if error.message and error.hint and "\n" not in error.message else f"a poor message: {error.message}"
    except Exception as error:  # whatever it is, it is what we look for
        return f"{type(error).__name__}: {error}"
    if data == sound:
        return ""
    wrong = faults(artifact.graph, artifact.text, thorough=True)
    return f"loaded, but {wrong[0]}" if wrong else ""


def mutate_bytes(data: bytes, chance: random.Random) -> bytes:
    """Change, drop, double, swap or cut off some bytes."""
    changed = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        place, other = chance.randrange(len(changed)), chance.randrange(len(changed))
        match chance.randrange(5):
            case 0:
                changed[place] = chance.choice(b'0123456789"{}[],:ae-.\\ \x00\xff')
            case 1:
                del changed[place : place + chance.randint(1, 20)]
            case 2:
                changed[place:place] = changed[other : other + chance.randint(1, 40)]
            case 3:
                changed[place], changed[other] = changed[other], changed[place]
            case 4 if chance.random() < 0.2:
                del changed[max(1, place) :]
    return bytes(changed)


def mutate_fields(data: bytes, chance: random.Random) -> bytes:
    """Edit some fields, and give the file a fitting id where it still has the shape of an artifact."""
    read = json.loads(data)
    for _ in range(chance.randint(1, 3)):
        holder, key = pick(read, chance)
        match chance.randrange(5):
            case 0 | 1:
                holder[key] = deepcopy(chance.choice(NASTY))
            case 2:
                del holder[key]
            case 3:
                other, name = pick(read, chance)
                holder[key] = deepcopy(other[name])
            case 4 if isinstance(holder, list):
                holder.append(deepcopy(holder[key]))
            case _:
                holder[key] = nudge(holder[key], chance)
    return signed(read)


def pick(data: dict[str, Any], chance: random.Random) -> tuple[Any, Any]:
    """Choose a place in nested data: the holder and the key in it."""
    holder: Any = data
    while True:
        keys = list(holder) if isinstance(holder, dict) else list(range(len(holder)))
        key = chance.choice(keys)
        deeper = isinstance(holder[key], dict | list) and holder[key]
        if not deeper or (holder is not data and chance.random() < 0.15):
            return holder, key
        holder = holder[key]


def nudge(value: Any, chance: random.Random) -> Any:
    """Change a value a little, as a slip would."""
    if isinstance(value, bool) or value is None:
        return not value
    if isinstance(value, int):
        return value + chance.choice((-1, 1))
    if isinstance(value, str) and value:
        place = chance.randrange(len(value))
        return value[:place] + chance.choice("0123456789.-/ aé") + value[place + chance.randrange(2) :]
    return value


def signed(read: Any) -> bytes:
    """Write edited data with the hash and id that fit it, if it can be read at all."""
    try:
        read["text_hash"] = text_hash(read["text"])
        contents = Contents.model_validate_json(json.dumps({**read, "id": ""}))
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        return json.dumps(read, ensure_ascii=True).encode()
    return dumps(Artifact(contents.text, contents.graph, contents.source, {}))
