"""TAT-QA's exact match, in own words: numbers by value times scale at two decimals, the rest as normalized strings.

Zhu et al., "TAT-QA: A Question Answering Benchmark on a Hybrid of Tabular and Textual Content in Finance" (2021);
the published evaluation script defines the details, oddities included: a number is rounded to two decimals before
its scale is applied, "(43)" is negative and "(1,043)" is not, and a percentage may be given as a bare share.
"""

from __future__ import annotations

import re
import string
from collections import Counter
from collections.abc import Sequence

SCALES = {"thousand": 1_000.0, "million": 1_000_000.0, "billion": 1_000_000_000.0, "percent": 0.01}
_DROPPED = str.maketrans("", "", "'\"\\$€£¥%(),[]")
_NUMBER = re.compile(r"[+-]?\d+(?:\.\d+)?")


def exact_match(predicted: Sequence[str], scale: str, gold: Sequence[str], gold_scale: str) -> bool:
    """Tell whether predicted strings with their scale match the gold ones as TAT-QA scores it.

    >>> exact_match(["-20.0"], "percent", ["-20"], "percent"), exact_match(["1.2"], "billion", ["1200"], "million")
    (True, True)
    >>> exact_match(["592"], "", ["592"], "thousand"), exact_match(["2018", "2019"], "", ["2019", "2018"], "")
    (False, True)
    """
    wanted = _normal(_joined(gold, gold_scale))
    candidates = [_joined(predicted, scale)]
    if len(predicted) == 1 and not scale and "%" not in predicted[0] and _is_number(predicted[0]):
        number = _to_number(predicted[0])
        candidates += [f"{number:.4f}"] if number is not None else []
    return any(_normal(candidate) == wanted for candidate in candidates)


def word_overlap(predicted: Sequence[str], gold: Sequence[str]) -> float:
    """Score an answer in words by the F1 of its normalized words, as reading benchmarks do (Rajpurkar et al., 2016).

    >>> round(word_overlap(["higher interest rates"], ["driven by higher interest rates."]), 2)
    0.75
    """
    said, wanted = (Counter(_normal(" ".join(parts)).split()) for parts in (predicted, gold))
    shared = (said & wanted).total()
    return 2 * shared / (said.total() + wanted.total()) if shared else 0.0


def is_number(text: str) -> bool:
    """Tell whether the metric reads an answer as a number.

    >>> is_number("$57,299"), is_number("13.0 years")
    (True, False)
    """
    return _is_number(text) and len(text.split()) == 1


def _joined(answers: Sequence[str], scale: str) -> str:
    return " ".join(_with_scale(str(answer), scale) for answer in sorted(answers))


def _with_scale(answer: str, scale: str) -> str:
    number = _to_number(answer) if _is_number(answer) else None
    if number is None:
        return f"{answer} {scale}" if scale else answer
    return f"{number:.4f}" if "%" in answer else f"{round(number, 2) * SCALES.get(scale, 1.0):.4f}"


def _scale_of(word: str) -> float:
    word = word.lower()
    for name, factor in SCALES.items():
        if name in word:
            return factor
    return 1.0


def _is_number(text: str) -> bool:
    words = " ".join(word.translate(_DROPPED) for word in text.split()).split()
    if not words:
        return False
    try:
        number = float(words[0])
    except ValueError:
        return False
    return number == number and (len(words) < 2 or _scale_of(words[1]) != 1.0)


def _to_number(text: str) -> float | None:
    found = _NUMBER.search(text.translate(_DROPPED))
    if found is None:
        return None
    scaled = re.search(r"[\d.]+\s?[a-zA-Z]+", text)
    factor = _scale_of(scaled.group()) if scaled else 1.0
    factor *= -1.0 if re.search(r"\([\d.\s]+\)", text.strip()) else 1.0
    factor *= 0.01 if re.search(r"[\d.\s]+%", text.strip()) else 1.0
    return round(float(found.group()) * factor, 4)


def _normal(text: str) -> str:
    parts = (_normal_word(word) for word in text.split(" "))
    return " ".join(part for part in parts if part)


def _normal_word(word: str) -> str:
    word = word.lower()
    if _is_number(word):
        return str(_to_number(word))
    word = "".join(letter for letter in word if letter not in string.punctuation)
    return "" if word in ("a", "an", "the") else word.strip()
