"""Made-up reports of any size, and what to ask them: tables as annual reports have them, a total in each, words."""

from __future__ import annotations

import random

_NAMES = """amber anchor apple arrow aspen autumn bacon badge bamboo basil beacon birch bison blossom bonnet breeze
    bridge bronze cactus camel candle canyon carbon castle cedar cherry cipher citrus clover cobalt comet copper coral
    cotton crater crimson crystal cypress dahlia delta denim desert dolphin dragon eagle ember emerald falcon fennel
    fern fjord flint forest fossil fox galaxy garnet ginger glacier granite grove harbor hazel heron hickory horizon
    indigo iris island ivory jade jasmine juniper kelp lagoon lantern larch laurel lemon lilac linen lotus lunar
    magnet mango maple marble meadow meteor mint mocha monsoon moss nectar nickel nimbus oasis olive onyx opal orchid
    otter oyster panda pearl pebble pepper pine plum poppy prairie quartz quill raven reef river saffron sage salmon
    sandal sapphire sequoia shadow silver spruce summit sunset tango thistle thunder tiger timber topaz tulip tundra
    valley velvet violet walnut willow winter yarrow zephyr zinc"""
_WORDS = tuple(_NAMES.split())
KINDS = ("Sales", "Cost of goods", "Salaries", "Rent", "Freight", "Advertising", "Repairs", "Insurance", "Travel")
YEARS = (2019, 2018, 2017, 2016)
ROWS, CELLS = len(KINDS) + 1, (len(KINDS) + 1) * len(YEARS)


def division(number: int) -> str:
    """Name the division that a table is about: two words, so that each of many tables has its own.

    >>> division(0), division(1)
    ('Amber amber', 'Amber anchor')
    """
    first, second = divmod(number, len(_WORDS))
    return f"{_WORDS[first % len(_WORDS)].capitalize()} {_WORDS[second]}" + ("" if first < len(_WORDS) else f" {first}")


def made_up_report(cells: int) -> str:
    """Write a Markdown report with about that many numbers in its tables, always the same one."""
    draw = random.Random(cells)
    parts = []
    for number in range(max(1, cells // CELLS)):
        rows = [[draw.randrange(1_000, 1_000_000) for _ in YEARS] for _ in KINDS]
        lines = [f"# {division(number)} division", ""]
        lines.append("| (in thousands of US dollars) | " + " | ".join(map(str, YEARS)) + " |")
        lines.append("| --- |" + " ---: |" * len(YEARS))
        lines += [f"| {division(number)} {kind.lower()} | " + " | ".join(f"{value:,}" for value in row) + " |"
                  for kind, row in zip(KINDS, rows, strict=True)]  # fmt: skip
        lines.append("| Total | " + " | ".join(f"{sum(column):,}" for column in zip(*rows, strict=True)) + " |")
        parts.append("\n".join(lines))
    return "\n\n".join(parts) + "\n"


def made_up_questions(cells: int, count: int) -> list[str]:
    """Ask for values and changes in the tables of such a report."""
    draw = random.Random(cells + 1)
    questions = []
    for at in range(count):
        name, kind = division(draw.randrange(max(1, cells // CELLS))), draw.choice(KINDS).lower()
        year = draw.choice(YEARS[:-1])
        forms = (
            f"What was {name} {kind} in {year}?",
            f"What was the change in {name} {kind} from {year - 1} to {year}?",
            f"What was the percentage change in {name} {kind} from {year - 1} to {year}?",
        )
        questions.append(forms[at % len(forms)])
    return questions
