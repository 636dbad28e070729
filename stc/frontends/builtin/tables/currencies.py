"""Which currency a head, a caption or a mark names."""

from __future__ import annotations

import re
from functools import lru_cache

_SIGNS = {"$": "$", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "us$": "USD", "u.s.$": "USD",
          "c$": "CAD", "ca$": "CAD", "cad$": "CAD", "cdn$": "CAD",
          "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL",
          "rm": "MYR", "rmb": "CNY", "rs.": "INR", "rs": "INR", "nt$": "TWD", "usd$": "USD"}  # fmt: skip
_CODES = (
    "USD EUR GBP JPY CNY INR CHF CAD AUD NZD HKD SGD SEK NOK DKK KRW BRL ZAR ILS MXN TWD PLN CZK HUF TRY RUB THB MYR"
)
_CODE = {code.lower(): code for code in _CODES.split()} | {"nis": "ILS"}
_NAMES = {"u.s. dollars": "USD", "us dollars": "USD", "u.s. dollar": "USD", "us dollar": "USD", "dollars": "$",
          "dollar": "$", "euros": "EUR", "euro": "EUR", "pounds sterling": "GBP", "pound sterling": "GBP",
          "nt dollars": "TWD", "new taiwan dollars": "TWD", "hk dollars": "HKD", "hong kong dollars": "HKD",
          "singapore dollars": "SGD", "new zealand dollars": "NZD", "canadian dollars": "CAD",
          "australian dollars": "AUD", "yen": "JPY", "japanese yen": "JPY",
          "renminbi": "CNY", "swiss francs": "CHF", "rupees": "INR"}  # fmt: skip
_CURRENCY = re.compile(
    r"(?P<name>\b(?:u\.?s\.? |nt |hk |new taiwan |hong kong |singapore |canadian |australian |new zealand |japanese )?"
    r"(?:dollars?|euros?|yen)\b|\bpounds? sterling\b|\brenminbi\b|\bswiss francs\b|\brupees\b)"
    r"|(?P<sign>(?:\bu\.?s\.? ?|\b(?:ca|cad|cdn|usd|nt|nz|hk|au|c|a|s|r))?\$|[€£¥₹₩]|\brmb|\brs\.?(?= ?\d|$))"
    r"|\b(?P<code>" + "|".join(_CODE) + r")(?=\b|m\b|k\b|bn\b|['’])",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def currency_in(text: str) -> str:
    """Find the currency that a piece of text names: "$" where no country is given, "" for none.

    >>> currency_in("U.S. $ in thousands"), currency_in("€m"), currency_in("(Dollars in millions)"), currency_in("Cost")
    ('USD', 'EUR', '$', '')
    """
    match = _CURRENCY.search(text)
    if not match:
        return ""
    if match["name"]:
        name = match["name"].lower().replace("u.s ", "u.s. ")
        return _NAMES.get(name) or _NAMES.get(f"{name}s", "$")
    if match["code"]:
        return _CODE[match["code"].lower()]
    sign = match["sign"].lower().replace(" ", "").replace("us$", "u.s.$") if match["sign"] else ""
    return _SIGNS.get(sign, _SIGNS.get(sign[-1:], ""))
