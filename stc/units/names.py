"""The units that we know by name: an allow-list in front of pint, which reads cup, point, stone, pin, a and k as units.

A base stands for itself in every product; its kind says what it may be converted to. Words that are not listed are
counted nouns. Words that name two different things (pound, ton, cent) are bases of their own that do not convert alone.
"""

from __future__ import annotations

from collections.abc import Mapping
from fractions import Fraction
from typing import Literal

Kind = Literal["scale", "currency", "ratio", "physical", "time", "noun"]
Powers = tuple[tuple[str, int], ...]


def _words(text: str) -> frozenset[str]:
    return frozenset(text.split())


SCALES: Mapping[str, int] = {
    "dozen": 12,
    "hundred": 100,
    "thousand": 1_000,
    "lakh": 100_000,
    "million": 1_000_000,
    "crore": 10_000_000,
    "billion": 10**9,
    "trillion": 10**12,
}
RATIOS: Mapping[str, Fraction] = {
    "percent": Fraction(1, 100),
    "percentage point": Fraction(1, 100),
    "basis point": Fraction(1, 10_000),
}
CLOCK: Mapping[str, Fraction] = {  # in seconds
    "ms": Fraction(1, 1000),
    "second": Fraction(1),
    "minute": Fraction(60),
    "hour": Fraction(3600),
    "day": Fraction(86_400),
    "week": Fraction(604_800),
}
CALENDAR: Mapping[str, Fraction] = {  # in months, which have no fixed number of days
    "month": Fraction(1),
    "quarter": Fraction(3),
    "year": Fraction(12),
    "decade": Fraction(120),
    "century": Fraction(1200),
}
TEMPERATURES = frozenset({"celsius", "fahrenheit", "kelvin"})
PHYSICAL: Mapping[str, str] = {  # our name -> pint's
    "nm": "nanometer",
    "um": "micrometer",
    "mm": "millimeter",
    "cm": "centimeter",
    "m": "meter",
    "km": "kilometer",
    "inch": "inch",
    "foot": "foot",
    "yard": "yard",
    "mile": "mile",
    "nautical mile": "nautical_mile",
    "ug": "microgram",
    "mg": "milligram",
    "g": "gram",
    "kg": "kilogram",
    "tonne": "metric_ton",
    "oz": "ounce",
    "lb": "pound",
    "ml": "milliliter",
    "cl": "centiliter",
    "dl": "deciliter",
    "liter": "liter",
    "hectare": "hectare",
    "J": "joule",
    "kJ": "kilojoule",
    "MJ": "megajoule",
    "kcal": "kilocalorie",
    "W": "watt",
    "kW": "kilowatt",
    "MW": "megawatt",
    "GW": "gigawatt",
    "Wh": "watt_hour",
    "kWh": "kilowatt_hour",
    "MWh": "megawatt_hour",
    "GWh": "gigawatt_hour",
    "TWh": "terawatt_hour",
    "V": "volt",
    "mA": "milliampere",
    "ampere": "ampere",
    "Hz": "hertz",
    "kHz": "kilohertz",
    "MHz": "megahertz",
    "GHz": "gigahertz",
    "N": "newton",
    "Pa": "pascal",
    "kPa": "kilopascal",
    "bar": "bar",
    "bit": "bit",
    "byte": "byte",
    "KB": "kilobyte",
    "MB": "megabyte",
    "GB": "gigabyte",
    "TB": "terabyte",
    "mol": "mole",
    "mmol": "millimole",
    "umol": "micromole",
    "uS": "microsiemens",
    "mS": "millisiemens",
    "mmHg": "millimeter_Hg",
}
DEFINED: Mapping[str, tuple[Fraction, Powers]] = {  # by other units
    "acre": (Fraction(4840), (("yard", 2),)),  # pint's is the survey acre, which ended in 2022
    "quart": (Fraction(1, 4), (("gallon", 1),)),
}
ALONE: Mapping[str, tuple[Kind, str]] = {  # bases that convert to nothing by themselves, and why
    "pound": ("physical", "pound is a weight (lb) or a currency (GBP)"),
    "ton": ("physical", "a ton is 1,000 kg, 2,000 lb or 2,240 lb: tonne is the metric one"),
    "gallon": ("physical", "a gallon differs between countries: give liter/gallon as a quantity"),
    "fluid ounce": ("physical", "a fluid ounce differs between countries: give ml/fluid ounce as a quantity"),
    "calorie": ("physical", "a calorie is a small one, or a food calorie (kcal)"),
    "barrel": ("physical", "a barrel depends on what it holds: give liter/barrel as a quantity"),
    "degree": ("physical", "a degree is an angle, or one of celsius or fahrenheit"),
    "$": ("currency", "$ names no country"),
    "¥": ("currency", "¥ is JPY or CNY"),
    "rupee": ("currency", "rupee names no country"),
    "krona": ("currency", "krona names no country"),
    "peso": ("currency", "peso names no country"),
    "franc": ("currency", "franc names no country"),
}
CURRENCIES = _words(
    "AED ARS AUD BGN BRL CAD CHF CLP CNY COP CZK DKK EGP EUR GBP HKD HUF IDR ILS INR ISK JPY KES KRW KZT MAD MXN "
    "MYR NGN NOK NZD PEN PHP PKR PLN QAR RON RUB SAR SEK SGD THB TRY TWD UAH USD VND ZAR"
)
CENTS: Mapping[str, frozenset[str]] = {  # a hundredth of which currencies
    "cent": frozenset({"$", "USD", "EUR", "AUD", "CAD", "NZD", "SGD", "HKD", "ZAR"}),
    "pence": frozenset({"GBP"}),
}

_PLURALS = {"inch": "inches", "foot": "feet", "century": "centuries"}
_ALIASES: Mapping[str, str] = {  # our name -> other names, separated by commas
    "hundred": "100",
    "thousand": "1000, '000, '000s, 000s, 000's, thous, tsd, tsd., tausend",
    "million": "mn, mln, mio, mio., millionen",
    "billion": "bn, bln, mrd, mrd., milliarde, milliarden",
    "trillion": "tn, trn",
    "percent": "%, per cent, pct, percentage, prozent",
    "percentage point": "pp, ppt, percent point, prozentpunkt, prozentpunkte",
    "basis point": "bp, bps",
    "ms": "msec, millisecond",
    "second": "s, sec, secs, sekunde, sekunden",
    "minute": "min, mins, minuten",
    "hour": "h, hr, hrs, stunde, stunden",
    "day": "tag, tage",
    "week": "wk, wks, woche, wochen",
    "month": "mo, mos, monat, monate",
    "year": "yr, yrs, jahr, jahre, year old, years old, year-old, years of age",
    "celsius": "°C, ° C, degree celsius, degrees celsius, degree centigrade, degrees centigrade",
    "fahrenheit": "°F, ° F, degree fahrenheit, degrees fahrenheit",
    "nm": "nanometer, nanometre",
    "um": "µm, μm, micrometer, micrometre, micron",
    "mm": "millimeter, millimetre",
    "cm": "centimeter, centimetre, zentimeter",
    "m": "meter, metre",
    "km": "kilometer, kilometre, kms",
    "inch": "in., zoll",
    "foot": "ft, ft.",
    "yard": "yd, yds",
    "mile": "mi",
    "nautical mile": "nmi",
    "ug": "µg, μg, mcg, microgram",
    "mg": "milligram, milligramm",
    "g": "gram, gramm, gramme, gm",
    "kg": "kilogram, kilo, kilogramm, kgs",
    "tonne": "metric ton, metric tonne, metric tons",
    "oz": "ounce, oz.",
    "lb": "lbs, lb., lbs.",
    "ml": "mL, milliliter, millilitre, cc",
    "cl": "cL, centiliter, centilitre",
    "dl": "dL, deciliter, decilitre",
    "liter": "l, L, litre, ltr",
    "acre": "",
    "hectare": "ha, hektar",
    "J": "joule",
    "kJ": "kilojoule",
    "MJ": "megajoule",
    "kcal": "kilocalorie, kilocalories, Cal",
    "W": "watt",
    "kW": "kilowatt, KW",
    "MW": "megawatt",
    "GW": "gigawatt",
    "Wh": "watt hour, watt-hour",
    "kWh": "kilowatt hour, kilowatt-hour, KWh, kwh",
    "MWh": "megawatt hour, megawatt-hour, mwh",
    "GWh": "gigawatt hour, gigawatt-hour, gwh",
    "TWh": "terawatt hour, terawatt-hour, twh",
    "V": "volt",
    "mA": "milliampere, milliamp",
    "ampere": "amp",
    "Hz": "hertz",
    "kHz": "kilohertz",
    "MHz": "megahertz",
    "GHz": "gigahertz",
    "Pa": "pascal",
    "kPa": "kilopascal",
    "KB": "kB, kilobyte",
    "MB": "megabyte, mb",
    "GB": "gigabyte, gb",
    "TB": "terabyte, tb",
    "mol": "mole",
    "mmol": "millimole",
    "umol": "µmol, μmol, micromole",
    "uS": "µS, μS, microsiemens",
    "mS": "millisiemens",
    "mmHg": "mm Hg",
    "gallon": "gal, gals",
    "fluid ounce": "fl oz, fl. oz., fl. oz",
    "barrel": "bbl, bbls",
    "degree": "°, deg",
    "$": "dollar",
    "cent": "¢",
    "pence": "penny sterling",
    "USD": "US$, U.S.$, usd, US dollar, US dollars, U.S. dollar, U.S. dollars",
    "EUR": "€, euro, eur",
    "GBP": "£, gbp, pound sterling, pounds sterling, british pound, british pounds",
    "JPY": "yen, JP¥",
    "CNY": "RMB, yuan, CN¥, renminbi",
    "INR": "₹, Rs, Rs., indian rupee",
    "CHF": "swiss franc",
    "AUD": "A$, AU$, australian dollar",
    "CAD": "C$, CA$, canadian dollar",
    "HKD": "HK$",
    "SGD": "S$",
    "NZD": "NZ$",
    "TWD": "NT$",
    "BRL": "R$",
    "MXN": "MX$",
    "KRW": "₩",
    "RUB": "₽, ruble, rouble",
    "ILS": "₪, NIS, shekel",
    "PLN": "zł, zloty",
    "TRY": "₺",
    "UAH": "₴",
    "NGN": "₦",
    "PHP": "₱",
    "THB": "฿",
    "VND": "₫",
    "krona": "krone, kronor, kroner, kr",
}
_PRODUCTS: Mapping[str, Powers] = {  # names of products
    "mph": (("mile", 1), ("hour", -1)),
    "kph": (("km", 1), ("hour", -1)),
    "kmh": (("km", 1), ("hour", -1)),
    "mpg": (("mile", 1), ("gallon", -1)),
    "m2": (("m", 2),),
    "m3": (("m", 3),),
    "km2": (("km", 2),),
    "cm2": (("cm", 2),),
    "cm3": (("cm", 3),),
    "sqm": (("m", 2),),
    "sqft": (("foot", 2),),
    "sqin": (("inch", 2),),
    "psi": (("lb", 1), ("inch", -2)),
    "one": (),
    "1": (),
}


def _kinds() -> dict[str, Kind]:
    kinds: dict[str, Kind] = {}
    listed: tuple[tuple[Kind, list[str]], ...] = (
        ("scale", sorted(SCALES)),
        ("ratio", sorted(RATIOS)),
        ("time", [*CLOCK, *CALENDAR]),
        ("physical", [*PHYSICAL, *DEFINED, *TEMPERATURES]),
        ("currency", [*CURRENCIES, *CENTS]),
    )
    for kind, bases in listed:
        kinds.update(dict.fromkeys(bases, kind))
    kinds.update({base: kind for base, (kind, _) in ALONE.items()})
    return kinds


KINDS: Mapping[str, Kind] = _kinds()


def _names() -> dict[str, Powers]:
    """Map every name to its product; a name of three or more lower-case letters has a plural too."""
    found: dict[str, Powers] = {}
    for base in KINDS:
        others = [name.strip() for name in _ALIASES.get(base, "").split(",") if name.strip()]
        for name in [base, *others]:
            found[name] = ((base, 1),)
            if len(name) > 2 and name[-1].isalpha() and name == name.lower() and not name.endswith(("s", "z")):
                found.setdefault(_PLURALS.get(name, name + "s"), ((base, 1),))
    return {**found, **_PRODUCTS}


NAMES: Mapping[str, Powers] = _names()
LONGEST = max(name.count(" ") + 1 for name in NAMES)  # words in a name
