"""What a head, a row label, a caption or a note says of the numbers under it: scale, currency, percent, counted thing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from stc import units
from stc.errors import UnitError

Sort = Literal["", "money", "percent", "percentage_point", "basis_point", "count", "ratio", "rate"]


@dataclass(frozen=True, slots=True)
class Measure:
    """Facets of a unit, each "" where nothing is said; `exempt` are the sorts that a scale leaves out."""

    scale: str = ""
    currency: str = ""
    sort: Sort = ""
    noun: str = ""  # what a count counts, or what a rate is per
    exempt: frozenset[str] = frozenset()

    def over(self, outer: Measure) -> Measure:
        """Fill what this measure leaves open from one further out."""
        if self.sort and outer.sort and self.sort != outer.sort:
            return replace(self, exempt=self.exempt | outer.exempt)
        return Measure(
            self.scale or outer.scale,
            self.currency or outer.currency,
            self.sort or outer.sort,
            self.noun or outer.noun,
            self.exempt | outer.exempt,
        )


NOTHING = Measure()
_SIGNS = {"$": "$", "€": "EUR", "£": "GBP", "¥": "JPY", "₹": "INR", "₩": "KRW", "us$": "USD", "u.s.$": "USD", "c$": "CAD",
          "ca$": "CAD", "cad$": "CAD", "a$": "AUD", "au$": "AUD", "nz$": "NZD", "hk$": "HKD", "s$": "SGD", "r$": "BRL",
          "rm": "MYR", "rmb": "CNY", "rs.": "INR", "rs": "INR", "nt$": "TWD", "usd$": "USD", "cdn$": "CAD"}  # fmt: skip
_CODES = (
    "USD EUR GBP JPY CNY INR CHF CAD AUD NZD HKD SGD SEK NOK DKK KRW BRL ZAR ILS MXN TWD PLN CZK HUF TRY RUB THB MYR"
)
_CODE = {code.lower(): code for code in _CODES.split()} | {"nis": "ILS"}
_NAMES = {"u.s. dollars": "USD", "us dollars": "USD", "u.s. dollar": "USD", "us dollar": "USD", "dollars": "$",
          "dollar": "$", "euros": "EUR", "euro": "EUR", "pounds sterling": "GBP", "pound sterling": "GBP",
          "nt dollars": "TWD", "new taiwan dollars": "TWD", "hk dollars": "HKD", "hong kong dollars": "HKD",
          "singapore dollars": "SGD", "new zealand dollars": "NZD", "canadian dollars": "CAD", "australian dollars": "AUD", "yen": "JPY", "japanese yen": "JPY",
          "renminbi": "CNY", "swiss francs": "CHF", "rupees": "INR"}  # fmt: skip
_CURRENCY = re.compile(
    r"(?P<name>\b(?:u\.?s\.? |nt |hk |new taiwan |hong kong |singapore |canadian |australian |new zealand |japanese )?(?:dollars?|euros?|yen)\b|\bpounds? sterling\b|\brenminbi\b"
    r"|\bswiss francs\b|\brupees\b)"
    r"|(?P<sign>(?:\bu\.?s\.? ?|\b(?:ca|cad|cdn|usd|nt|nz|hk|au|c|a|s|r))?\$|[€£¥₹₩]|\brmb|\brs\.?(?= ?\d|$))"
    r"|\b(?P<code>" + "|".join(_CODE) + r")(?=\b|m\b|k\b|bn\b|['’])",
    re.IGNORECASE,
)
_WORD_SCALE = {"thousand": "thousand", "million": "million", "billion": "billion", "trillion": "trillion",
               "mio": "million", "mrd": "billion", "tsd": "thousand", "mn": "million", "bn": "billion", "m": "million",
               "k": "thousand", "b": "billion", "mm": "million", "lakh": "lakh", "tausend": "thousand", "millionen": "million", "milliarden": "billion", "crore": "crore", "bil": "billion",
               "mil": "million"}  # fmt: skip
# A scale word counts unless a number stands before it: "(in thousands)" declares, "$1.2 million" is an amount.
_SCALE = re.compile(
    r"(?<![\d.,])(?<!\d[\s\u00a0])(?:\b|(?<=in)|(?<=['‘’]))(?P<word>thousand|million|billion|trillion|lakh|crore|tausend|millionen|milliarden)s?\b"
    r"|\b(?P<short>mio|mrd|tsd|mn|bil|mil)\b\.?",
    re.IGNORECASE,
)
_TIGHT = re.compile(
    r"(?:[$€£¥₹]|\b(?:usd|eur|gbp|cad|aud|chf|sek|nok|dkk|rmb|inr|hkd|sgd|nzd|zar|cny|jpy))[ '‘’]?(?P<short>mn|bn|mm|m|k|b)\b"
    r"|\b(?P<lead>m|k|bn|mn|t)(?:[$€£]|(?:eur|usd|chf|gbp|sek|nok|dkk)\b)",
    re.IGNORECASE,
)
_ZEROS = re.compile(
    r"(?P<a>(?<![\d.,])['‘’`´]?0{3}[ ,.]0{3}['’`]?s?(?!\d|[,.]\d)|\(1,000,000s?\))|(?P<k>(?<![\d.,])['‘’`´]?\s?0{3}['’`]?s?(?!\d|[,.]\d)|\(1,000s?\)|(?<!\d)x ?1,?000\b|\([$€£]? ?1,000s?\))",
    re.IGNORECASE,
)
_EXCEPT = re.compile(r"\b(?:except|excluding|other than)\b(?P<what>[^;.()]{0,120})|\bunless otherwise\b", re.IGNORECASE)
_EMPTY = re.compile(
    r"\b(?:per[- ])?(?:shares?|data|amounts?|information|figures|for|where|the|percent(?:age)?s?|otherwise|noted|stated)\b|%"
)
_SHARES_SCALED = re.compile(
    r"\bshares?(?: (?:data|amounts|and [a-z]+(?: [a-z]+)?|outstanding|information))? (?:(?:are|is|which are|reflected|presented) )*\(?in (thousand|million|billion)s?",
    re.IGNORECASE,
)
_PERCENT = re.compile(r"%|\bper ?cent\b|\bpercent(?:age)?s?\b|\bpct\b", re.IGNORECASE)
_POINTS = re.compile(r"\bpercentage points?\b|\bppts?\b|\b(?:pct|%)[- ]?(?:points?|pts)\b|\bp\.p\.", re.IGNORECASE)
_BASIS = re.compile(r"\bbps?\b|\bbasis points?\b", re.IGNORECASE)
_PER = re.compile(
    r"\bper (?:(?:common|ordinary|diluted|basic|equity|american|depositary|limited|class [a-z]) )*"
    r"(?P<what>shares?|ads|units?|stock|option|warrant|barrel|boe|tonne|ton|ounce|mwh|kwh|day|hour|month|employee|store"
    r"|customer|user|subscriber|square foot|room|passenger|gallon|pound|kg|night|piece|litre|liter)\b|\beps\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\b(?:exercise|share|stock|market|strike|conversion|unit|selling|average|closing|grant|offer|vwap) prices?\b"
    r"|\bgrant[- ]date (?:weighted[- ]average )?fair values?\b|^prices?$|\bprices? (?:range|high|low)\b|\bweighted[- ]average[^,;]{0,40}\bprices?\b",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(r"(?:\b(?:number|no\.?|nos\.?)|#) of (?:[a-z-]+ ){0,3}?(?P<of>[a-z]{3,}s)\b", re.IGNORECASE)
# Nouns that are counted where they end a label, or stand before a word for what became of them.
_COUNTED = re.compile(
    r"(?:^|\b)(?P<noun>employees|headcount|shares|stores|restaurants|customers|subscribers|vessels|options|warrants|rsus|psus"
    r"|awards|rights|units|days|patients|participants)(?=\s*(?:$|[,(–—-]|outstanding|granted|issued|authori[sz]ed|vested|sold"
    r"|repurchased|purchased|forfeited|exercised|exercisable|withheld|used in|at\b|as of|for|\(basic|\(diluted|used))",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(
    r"\d\s*days|within|due|receivables?|payables?|expense|costs?\b|proceeds|payments?|compensation|(?:purchase|sale|sales"
    r"|repurchase|issuance|value|write-?down|cancellation|retirement|transfer|impairment|gain|loss|net) (?:of|on|from)\b|for\b.*\bshares|\bin\b",
    re.IGNORECASE,
)
_DAYS = re.compile(r"^(?:total |average |net )*(?:[a-z]+[ -])?days (?:for|in|of|sales|on)\b", re.IGNORECASE)
EQUITY = frozenset({"share", "option", "warrant", "rsu", "psu", "award", "right", "unit"})
_TIME = re.compile(
    r"(?:\(|\bin )(?:in )?(years?|months?|days?|weeks?|hours?|minutes?)\)?\s*$|\((years?|months?|days?|hours?)\)",
    re.IGNORECASE,
)
_PHYSICAL = re.compile(
    r"(?:\((?:in )?|, (?:in )?|\b(?:reported |measured |stated )?in )(?P<unit>mwh|gwh|twh|kwh|mw|gw|kw|kg|km|tonnes|metric tons|tons|barrels|boe|mmboe"
    r"|ounces|oz|litres|liters|m2|m3|m²|m³|sq\.? ?ft|square (?:feet|met(?:re|er)s)|acres|hectares|g|mg|ml|l|cm|mm|°c|°f|ha|teu|miles|mg/l|kj|kcal)"
    r"(?:(?: per |/)(?P<per>[a-z]+))?(?=\)|\s*$| (?:co2|of)\b)",
    re.IGNORECASE,
)
_CENTS = re.compile(r"\((?:in )?(?:us |u\.s\. |c )?(cents?|pence|p|¢)\)|\bcents per\b|\bpence per\b", re.IGNORECASE)
_MULTIPLE = re.compile(r"\b(?:ratio|multiple|\(times\)|\(x\)|turnover ratio)\b|\(times\)|\(x\)", re.IGNORECASE)


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


@lru_cache(maxsize=4096)
def scale_in(text: str, head: bool = True) -> str:
    """Find the scale that a piece of text declares; amounts such as "$1.2 million" declare none.

    >>> [scale_in(t) for t in ("(in thousands)", "$’000", "£m", "RMB'Million", "Loan of $1.2 million", "inthousands")]
    ['thousand', 'thousand', 'million', 'million', '', 'thousand']
    """
    match = _SCALE.search(text)
    if match:
        return _WORD_SCALE[(match["word"] or match["short"]).lower()]
    if not head:
        return ""
    match = _TIGHT.search(text)
    if match:
        short = (match["short"] or match["lead"]).lower()
        return "thousand" if short == "t" else _WORD_SCALE[short]
    match = _ZEROS.search(text)
    return ("million" if match["a"] else "thousand") if match else ""


def shares_scale(text: str) -> str:
    """Find a scale that a declaration gives shares alone: "(in millions, shares in thousands)" -> "thousand"."""
    match = _SHARES_SCALED.search(text)
    return match[1].lower() if match else ""


def exempt_in(text: str) -> frozenset[str]:
    """Find what a declared scale leaves out: "share", "per share", "percentage", "count".

    >>> sorted(exempt_in("(in thousands, except share and per share data)"))
    ['per share', 'share']
    >>> sorted(exempt_in("(in USD '000, except ship days)"))
    ['=ship days']
    """
    found: set[str] = set()
    for match in _EXCEPT.finditer(text):
        what = (match["what"] or "").lower()
        found |= {
            f"={phrase}"
            for part in re.split(r",|\band\b|\bor\b", what)
            if len(phrase := _EMPTY.sub("", part).strip()) > 4
        }
        if re.search(r"\bper[- ]|\beps\b", what):
            found.add("per share")
        if not _SHARES_SCALED.search(text) and re.search(
            r"\bshares?\b(?! in )", re.sub(r"\bper[- ](?:\w+ )?shares?(?: and unit)?", "", what)
        ):
            found.add("share")
        if "percent" in what or "%" in what or "ratio" in what:
            found.add("percentage")
        if re.search(r"\b(?:number|employee|headcount|unit|store|option|count)", what):
            found.add("count")
    return frozenset(found)


@lru_cache(maxsize=4096)
def read_declaration(text: str) -> Measure:
    """Read a head cell, a corner or a caption that speaks for many cells: "(in millions, except per share data)"."""
    exempt = exempt_in(text)
    spoken = _SHARES_SCALED.sub(" ", _EXCEPT.sub(" ", text))
    scale, currency = scale_in(spoken), currency_in(spoken)
    if shares_scale(text):
        exempt |= {f"shares in {shares_scale(text)}"}
    if scale and currency:
        exempt |= {"uncounted"}  # "$ in millions" says nothing of the scale of counts
    return Measure(scale, currency, "", "", exempt)


def without_exceptions(text: str) -> str:
    """Take "except per share data" and the like out of a declaration."""
    return _EXCEPT.sub(" ", text)


# A currency by its sign, in brackets, or after "in" or a comma; "US dollar" alone may be a row on dollars in another currency.
_TAGGED = re.compile(r"[$€£¥₹₩(,]|\bin (?!.*\bin )|^(?:usd|eur|gbp|rmb|chf|cad|aud)\w?$|['‘’]", re.IGNORECASE)


@lru_cache(maxsize=4096)
def read_label(text: str) -> Measure:
    """Read a row label or a column head that speaks for its own cells: sort, counted noun, own scale.

    >>> read_label("Shares (thousands)"), read_label("Diluted earnings per share").sort
    (Measure(scale='thousand', currency='', sort='count', noun='share', exempt=frozenset()), 'rate')
    """
    scale = (
        scale_in(text)
        if re.search(
            r"\(|['’$€£]|\bin (?:thou|mill|bill)|^\W*(?:thousand|million|billion)s\W*$|inthou|inmill",
            text,
            re.IGNORECASE,
        )
        else ""
    )
    currency = currency_in(text) if _TAGGED.search(text) else ""
    if _POINTS.search(text):
        return Measure(sort="percentage_point")
    if _BASIS.search(text):
        return Measure(sort="basis_point")
    physical = _PHYSICAL.search(text)
    if physical:
        unit = physical["unit"].replace("²", "^2").replace("³", "^3")
        each = f"/{_singular(physical['per'].lower())}" if physical["per"] else ""
        return Measure("", sort="count", noun=unit + each, exempt=frozenset({"self"}))
    per = _PER.search(text)
    if per:
        cents = _CENTS.search(text)
        return Measure(
            "",
            ("cent" if "p" not in cents[0].lower().replace("per", "") else "penny") if cents else currency,
            "rate",
            _singular((per["what"] or "share").lower()),
        )
    if _CENTS.search(text):
        return Measure("", "cent" if "c" in _CENTS.search(text)[0].lower() or "¢" in text else "penny", "money")  # type: ignore[index]
    if _PERCENT.search(text):
        return Measure(sort="percent")
    if _PRICE.search(text):
        return Measure(
            "", currency, "rate", "share" if re.search("exercise|grant|share|stock", text, re.IGNORECASE) else ""
        )
    time = _TIME.search(text)
    if time:
        return Measure(sort="count", noun=_singular((time[1] or time[2]).lower()), exempt=frozenset({"self"}))
    if _MULTIPLE.search(text):
        return Measure(sort="ratio")
    noun = "" if currency else _counted(text)
    if noun:
        return Measure(scale, sort="count", noun=noun)
    return Measure(scale, currency, "money" if currency and not scale else "")


def _counted(text: str) -> str:
    """Name what a label counts, "" for none: "Number of employees", "Weighted average shares outstanding"."""
    number_of = _NUMBER_OF.search(text)
    if number_of:
        return _singular(number_of["of"].lower())
    if _DAYS.search(text):
        return "day"
    counted = _COUNTED.search(text)
    if not counted or _NOT_COUNTED.search(text):
        return ""
    noun = _singular(counted["noun"].lower())
    return "employee" if noun == "headcount" else noun


def _singular(noun: str) -> str:
    if noun.endswith("ies"):
        return noun[:-3] + "y"
    return noun[:-1] if noun.endswith("s") and not noun.endswith("ss") else noun


@lru_cache(maxsize=4096)
def unit_of(measure: Measure) -> str:
    """Write a measure as a unit: "million USD", "$/share", "thousand share", "percent"; "" for none or an unknown one.

    >>> unit_of(Measure("million", "USD")), unit_of(Measure("", "$", "rate", "share")), unit_of(Measure(sort="percent"))
    ('million USD', '$/share', 'percent')
    """
    match measure.sort:
        case "percent" | "percentage_point" | "basis_point":
            return measure.sort
        case "ratio":
            return ""
        case "rate":
            text = f"{measure.currency}/{measure.noun}" if measure.currency and measure.noun else measure.currency
        case "count":
            text = " ".join(part for part in (measure.scale, measure.noun) if part)
        case _:
            text = " ".join(part for part in (measure.scale, measure.currency) if part)
    try:
        return units.show(units.parse(text))
    except UnitError:
        return ""


def scale_word(text: str) -> str:
    """Name the scale that a suffix of a number stands for: "m" -> "million"; "" for none."""
    return _WORD_SCALE.get(text.lower().rstrip("."), "")
