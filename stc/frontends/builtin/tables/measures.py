"""What a head, a row label or a caption says of the numbers under it: scale, currency, percent, counted thing."""

from __future__ import annotations

import re
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Literal

from stc import units
from stc.errors import UnitError
from stc.frontends.builtin.tables.currencies import currency_in
from stc.frontends.builtin.tables.scales import exempt_in, scale_in, shares_scale, without_exceptions, without_shares

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
# After a number it is a rate that the label names, not the unit of the row: "VAT 20 %".
_PERCENT = re.compile(r"(?<!\d)(?<!\d\s)(?:%|\bper ?cent\b|\bpercent(?:age)?s?\b|\bpct\b)", re.IGNORECASE)
_POINTS = re.compile(r"\bpercentage points?\b|\bppts?\b|\b(?:pct|%)[- ]?(?:points?|pts)\b|\bp\.p\.", re.IGNORECASE)
_BASIS = re.compile(r"\bbps?\b|\bbasis points?\b", re.IGNORECASE)
_PER = re.compile(
    r"\bper (?:(?:common|ordinary|diluted|basic|equity|american|depositary|limited|class [a-z]|average|thousand) )*"
    r"(?!cent\b|annum\b|capita\b|the\b|our\b|above\b|below\b|note\b|se\b)(?P<what>square [a-z]+|[a-z]+)\b|\beps\b",
    re.IGNORECASE,
)
_PRICE = re.compile(
    r"\b(?:exercise|share|stock|market|strike|conversion|unit|selling|average|closing|grant|offer|vwap) prices?\b"
    r"|\bgrant[- ]date (?:weighted[- ]average )?fair values?\b|^prices?$|\bprices? (?:range|high|low)\b"
    r"|\bweighted[- ]average[^,;]{0,40}\bprices?\b",
    re.IGNORECASE,
)
_NUMBER_OF = re.compile(r"(?:\b(?:number|no\.?|nos\.?)|#) of (?:[a-z-]+ ){0,3}?(?P<of>[a-z]{3,}s)\b", re.IGNORECASE)
# Nouns that are counted where they end a label, or stand before a word for what became of them.
_COUNTED = re.compile(
    r"\b(?P<noun>employees|headcount|shares|stores|restaurants|customers|subscribers|vessels|options|warrants|rsus|psus"
    r"|awards|rights|units|days|patients|participants)"
    r"(?=\s*(?:$|[,(–—-]|outstanding|granted|issued|authori[sz]ed|vested|sold"
    r"|repurchased|purchased|forfeited|exercised|exercisable|withheld|used in|at\b|as of|for|\(basic|\(diluted|used))",
    re.IGNORECASE,
)
_NOT_COUNTED = re.compile(
    r"\d\s*days|within|due|receivables?|payables?|expense|costs?\b|proceeds|payments?|compensation|(?:purchase|sales?"
    r"|repurchase|issuance|value|write-?down|cancellation|retirement|transfer|impairment|gain|loss|net)"
    r" (?:of|on|from)\b"
    r"|for\b.*\bshares|\bin\b",
    re.IGNORECASE,
)
_DAYS = re.compile(r"^(?:total |average |net )*(?:[a-z]+[ -])?days (?:for|in|of|sales|on)\b", re.IGNORECASE)
EQUITY = frozenset({"share", "option", "warrant", "rsu", "psu", "award", "right", "unit"})
_TIME = re.compile(
    r"(?:\(|\bin )(?:in )?(years?|months?|days?|weeks?|hours?|minutes?)\)?\s*$|\((years?|months?|days?|hours?)\)",
    re.IGNORECASE,
)
_PHYSICAL = re.compile(
    r"(?:\((?:in )?|, (?:in )?|\b(?:reported |measured |stated )?in )(?P<unit>mwh|gwh|twh|kwh|mw|gw|kw|kg|km|tonnes"
    r"|metric tons|tons|barrels|boe|mmboe|ounces|oz|litres|liters|m2|m3|m²|m³|sq\.? ?ft|square (?:feet|met(?:re|er)s)"
    r"|acres|hectares|g|mg|ml|l|cm|mm|°c|°f|ha|teu|miles|mg/l|kj|kcal)"
    r"(?:(?: per |/)(?P<per>[a-z]+))?(?=\)|\s*$| (?:co2|of)\b)",
    re.IGNORECASE,
)
# Any other unit in brackets at the end; one letter may be a note's mark, and "(min)" a minimum.
_BRACKETED = re.compile(r"\((?:in )?(?!min\.?\))(?P<unit>[^\W\d_][^()\d]{1,18})\)\s*$")
_CENTS = re.compile(r"\((?:in )?(?:us |u\.s\. |c )?(cents?|pence|p|¢)\)|\bcents per\b|\bpence per\b", re.IGNORECASE)
_MULTIPLE = re.compile(
    r"\b(?:ratio|multiple|\(times\)|\(x\)|turnover ratio)\b|\(times\)|\(x\)"
    r"|\b(?:debt|borrowings|loans?|liabilities|price|leverage) to (?:adjusted |total )?(?:ebitda|equity|earnings"
    r"|value|income|assets|capital)\s*$",
    re.IGNORECASE,
)


@lru_cache(maxsize=4096)
def read_declaration(text: str) -> Measure:
    """Read a head cell, a corner or a caption that speaks for many cells: "(in millions, except per share data)"."""
    exempt = exempt_in(text)
    spoken = without_shares(without_exceptions(text))
    scale, currency = scale_in(spoken), currency_in(spoken)
    if shares_scale(text):
        exempt |= {f"shares in {shares_scale(text)}"}
    if scale and currency:
        exempt |= {"uncounted"}  # "$ in millions" says nothing of the scale of counts
    return Measure(scale, currency, "", "", exempt)


# A currency by its sign, in brackets, or after "in" or a comma: "US dollar" alone may head dollars told in euros.
_TAGGED = re.compile(r"[$€£¥₹₩(,]|\b[Ii]n (?!.*\bin )|['‘’]|\s(?:EUR|USD|GBP|CHF|JPY|SEK|NOK|DKK|PLN|CAD|AUD|INR)$")


_SCALED = re.compile(
    r"\(|['‘’$€£]|\bin (?:thou|mill|bill)|^\W*(?:thousand|million|billion)s\W*$|inthou|inmill", re.IGNORECASE
)


@lru_cache(maxsize=4096)
def read_label(text: str) -> Measure:
    """Read a row label or a column head that speaks for its own cells: sort, counted noun, own scale.

    >>> read_label("Shares (thousands)"), read_label("Diluted earnings per share").sort
    (Measure(scale='thousand', currency='', sort='count', noun='share', exempt=frozenset()), 'rate')
    """
    scale = scale_in(text) if _SCALED.search(text) else ""
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
    bracketed = _BRACKETED.search(text)
    if bracketed and (measured := physical_unit(bracketed["unit"])):
        return Measure("", sort="count", noun=measured, exempt=frozenset({"self"}))
    cents = _CENTS.search(text)
    coin = ("penny" if re.search(r"pence|\bp\b", cents[0], re.IGNORECASE) else "cent") if cents else ""
    per = _PER.search(text)
    if per:
        things = (_singular((found["what"] or "share").lower()) for found in _PER.finditer(text))
        return Measure("", coin or currency, "rate", "/".join(dict.fromkeys(things)))
    if coin:
        return Measure("", coin, "money", exempt=frozenset({"self"}))
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


@lru_cache(maxsize=1024)
def read_unit(text: str) -> Measure:
    """Read a cell that holds a unit and nothing else; NOTHING where it is none that we know.

    >>> read_unit("oz").noun, read_unit("A$/oz").currency, read_unit("A$m").scale, read_unit("Chair") == NOTHING
    ('oz', 'AUD', 'million', True)
    """
    amount, _, each = text.strip().partition("/")
    if text.strip() in ("%", "percent"):
        return Measure(sort="percent")
    if measured := physical_unit(text):
        return Measure(sort="count", noun=measured, exempt=frozenset({"self"}))
    currency, scale = currency_in(amount), scale_in(amount)
    if not currency or len(amount) > 6:
        return NOTHING
    if not each:
        return Measure(scale, currency, "money", exempt=frozenset({"self"}))
    per = physical_unit(each)
    return Measure(scale, currency, "rate", per, frozenset({"self"})) if per else NOTHING


def physical_unit(text: str) -> str:
    """Name a unit that measures, in its canonical form; "" for counts, money, scales and what is no unit.

    >>> physical_unit("mg/L"), physical_unit("GB"), physical_unit("apples"), physical_unit("million")
    ('mg/liter', 'GB', '', '')
    """
    try:
        unit = units.parse(text.strip())
    except UnitError:
        return ""
    measures = bool(unit.powers) and all(units.KINDS.get(base) in ("physical", "time") for base, _ in unit.powers)
    return units.show(unit) if measures else ""


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
