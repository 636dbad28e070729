"""Ids as the graph writes them, and formulas rewritten along with them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping

from stc.expression import RESERVED

LONGEST = 72  # characters of an id, so that a suffix fits
MAX_FORMULA = 2000  # characters
_OTHER = re.compile(r"[^a-z0-9]+")
_TOKEN = re.compile(r"\"[^\"]*+\"|'[^']*+'|[^\W\d]\w*+|\d[\d.]*+|.", re.DOTALL)
_PERCENT = re.compile(r"(\d++(?:\.\d++)?)\s?%(?=\s*(?:[-+*/,)]|$))")
_SIGNS = str.maketrans(
    {"×": "*", "·": "*", "⋅": "*", "÷": "/", "−": "-", "–": "-", "\n": " ", "\t": " ", "\u00a0": " "}
)


def as_id(name: str) -> str:
    """Write a name as an id: small ASCII letters, digits and "_"; "" where nothing is left of it.

    >>> as_id("Tom's apples"), as_id("2019 sales"), as_id("sum"), as_id("café-Umsatz"), as_id("!")
    ('tom_s_apples', 'n_2019_sales', 'sum_', 'cafe_umsatz', '')
    """
    plain = unicodedata.normalize("NFKD", name[:400]).encode("ascii", "ignore").decode().lower()
    id = _OTHER.sub("_", plain).strip("_")[:LONGEST].strip("_")
    if not id:
        return ""
    id = f"n_{id}" if id[0].isdigit() else id
    return f"{id}_" if id in RESERVED else id


def as_formula(formula: str, left: str, ids: Mapping[str, str]) -> str:
    """Write a model's formula as ours: ids as the graph has them, 20% as 20/100, without "left =" before it.

    What convert turns a quantity into is a unit and stays, even where an id has the same name.

    >>> as_formula("eaten = Tom-apples × 20%", "eaten", {"Tom-apples": "tom_apples"})
    'tom_apples * 20/100'
    >>> as_formula("convert(hour, hour)", "x", {"hour": "shift_hour"})
    'convert(shift_hour, hour)'
    """
    if len(formula) > MAX_FORMULA:
        return formula  # nobody wrote that to be read
    text = " ".join(formula.translate(_SIGNS).split())
    before, equals, after = text.partition("=")
    if equals and before.strip() in (left, ids.get(left, left)) and not after.startswith("="):
        text = after.strip()
    odd = sorted(
        (name for name in ids if not name.isidentifier() and name in text), key=lambda name: (-len(name), name)
    )
    for name in odd:
        text = re.sub(rf"(?<![\w.]){re.escape(name)}(?!\w)", lambda _, to=ids[name]: to, text)  # type: ignore[misc]
    return _renamed(_PERCENT.sub(r"\1/100", text), ids)


def _renamed(text: str, ids: Mapping[str, str]) -> str:
    """Put ids in the places of names, but not where a unit stands: after the comma of convert."""
    found: list[str] = []
    calls: list[list[bool]] = []  # of each open bracket: is it convert's, and has its comma passed
    word = ""
    for token in _TOKEN.findall(text):
        if token == "(":
            calls.append([word == "convert", False])
        elif token == ")" and calls:
            calls.pop()
        elif token == "," and calls:
            calls[-1][1] = True
        elif (token[0].isalpha() or token[0] == "_") and not any(all(call) for call in calls):
            token = token if token in RESERVED and token not in ids else ids.get(token) or _known(token, ids)
        word = token if token.strip() else word
        found.append(token)
    return "".join(found)


def _known(token: str, ids: Mapping[str, str]) -> str:
    """Take a name in another spelling, Tom_Apples, for the id that it is."""
    plain = as_id(token)
    return ids.get(plain, token)
