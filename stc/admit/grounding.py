"""What the text must say for a node to hold: the number at its span, each literal of a formula, a claim's words.

Each function gives None where the node holds, else a Complaint: admit rejects with it, check reports it.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from fractions import Fraction
from functools import lru_cache
from html import unescape
from typing import NamedTuple

from stc import numerals
from stc.admit.fields import is_field
from stc.expression import Call, Expression, Number, literal_terms, literals, names, show
from stc.expression.fingerprint import cancelled
from stc.graph import Claim, PeriodTarget, Quantity, Relation, Span, Stated, Table, show_exact
from stc.numerals.digits import PLAIN


class Complaint(NamedTuple):
    """Why a node does not hold: a stable code and a sentence."""

    code: str
    message: str


DASHES = frozenset({"-", "–", "—", "−", "‐", "‑", "―", "--", "nil", "Nil", "NIL"})  # zero, in a cell of a table
CLOSED = frozenset({Fraction(0), Fraction(1)})  # literals that need no source
WORDS: dict[str, int | Fraction] = {  # that scale: numerals proper are read by stc.numerals
    **dict.fromkeys(("twice", "double", "doubles", "doubled", "doubling", "pair", "pairs", "couple", "both"), 2),
    **dict.fromkeys(("thrice", "triple", "triples", "tripled", "treble"), 3),
    **dict.fromkeys(("quadruple", "quadrupled"), 4),
    **dict.fromkeys(("half", "halves", "halved"), Fraction(1, 2)),
    **dict.fromkeys(("quarter", "quarters"), Fraction(1, 4)),
    **dict.fromkeys(("third", "thirds"), Fraction(1, 3)),
    **dict.fromkeys(("dozen", "dozens"), 12),
}
_NO_AMOUNTS = frozenset(("list", "date", "time", "code"))  # shapes of numerals that say no amount
_HALF = {places: Fraction(1, 2 * 10**places) for places in range(10)}  # a unit of the last of so many places
MAX_SAID = 2000  # characters of a span: one that holds the whole text would ground any number in it
_WORD = re.compile(r"[A-Za-z]+")


def span_complaint(span: Span, text: str) -> Complaint | None:
    """Check that a span lies in the text and does not begin or end inside a run of digits."""
    start, end = span
    if not 0 <= start < end <= len(text):
        return Complaint("not-in-text", f"span {start}:{end} is empty or outside the text of {len(text)} characters")
    if _cuts(text, start) or _cuts(text, end):
        return Complaint("not-in-text", f"span {start}:{end} cuts a number: {text[max(0, start - 5) : end + 5]!r:.80}")
    return None


def _cuts(text: str, place: int) -> bool:
    return 0 < place < len(text) and text[place - 1].isdigit() and text[place].isdigit()


def stated_complaint(quantity: Quantity, text: str, locale: str) -> Complaint | None:
    """Check that the text holds a stated quantity's number at its span, with its value."""
    stated, value = quantity.stated, quantity.value
    if stated is None:
        return None
    if not isinstance(value, Fraction):
        return Complaint("wrong-value", f"a stated number is a plain number, got {value!r:.80}")
    complaint = span_complaint(stated.span, text)
    if complaint is not None:
        return complaint
    if (stated.high is None) != (stated.qualifier != "range") or stated.resolution < 0:
        return Complaint("bad-node", "a range has a high end, nothing else has one, and no resolution is negative")
    said = text[stated.span.start : stated.span.end]
    if stated.qualifier == "range":
        return _range_complaint(stated, value, said, locale)
    if numerals.holds(text, stated.span, value, locale):
        return _resolution_complaint(stated.resolution, said, locale)
    if value == 0 and quantity.labels.table and unescape(said).strip() in DASHES:
        return None
    reading = numerals.read_numeral(said, locale) if len(said) < 200 else None
    if reading is None:
        return Complaint("not-in-text", f"{said!r:.80} at {stated.span.start} is not a number")
    if reading.value == value:
        cell = quantity.labels.cell if quantity.labels.table else None
        if cell is not None and is_field(text, stated.span, cell[1]):
            return None
        return Complaint("wrong-value", f"{said!r:.80} at {stated.span.start} is a piece of a longer number or word")
    return Complaint("wrong-value", f"{said!r:.80} is {show_exact(reading.value):.80}, not {show_exact(value):.80}")


def _range_complaint(stated: Stated, low: Fraction, said: str, locale: str) -> Complaint | None:
    """Check that a passage names both ends of a range, the low one and a higher one."""
    numbers = numerals.find_numerals(said, 0, len(said), locale) if len(said) < 200 else []
    found = {abs(numeral.value) for numeral in numbers}
    high = low if stated.high is None else stated.high
    if not low < high or low not in found or high not in found:
        return Complaint("wrong-value", f"{said!r:.80} does not say {show_exact(low):.40} to {show_exact(high):.40}")
    return _resolution_complaint(stated.resolution, said, locale)


def _resolution_complaint(resolution: Fraction, said: str, locale: str) -> Complaint | None:
    """Check that a resolution is that of the digits: one made wider would let numbers agree that do not."""
    if not resolution:
        return None
    plain = PLAIN.fullmatch(said) if locale == "en" else None  # most cells of most tables
    if plain and resolution == _HALF.get(len(plain[1] or "")):
        return None
    if resolution in resolutions(said, locale):
        return None
    shown = f"±{show_exact(resolution):.40}"
    return Complaint("wrong-value", f"{shown} is not half a unit of the last digit of {said!r:.80}")


@lru_cache(maxsize=4096)
def resolutions(said: str, locale: str) -> frozenset[Fraction]:
    """Give the resolutions that the numerals of a passage may have; a scale word in it may count or not.

    >>> [str(half) for half in sorted(resolutions("1.2 million", "en"))]
    ['1/20', '50000']
    """
    found = {numeral.resolution for numeral in numerals.find_numerals(said, 0, len(said), locale)}
    whole = numerals.read_numeral(said, locale) if len(said) < 200 else None
    if whole is not None:
        found.add(whole.resolution)
        if whole.value:
            found.add(whole.resolution * whole.whole / whole.value)
    return frozenset(found)


@lru_cache(maxsize=4096)
def grounded(said: str, locale: str) -> frozenset[Fraction]:
    """Collect the numbers that a passage gives a formula the right to use.

    A quarter is 1/4, and so allows a 4 to divide by; 20 % is 20, and 1/5, and 20/100; twice is 2. The 5 and the 2 of
    2.5 are not said.
    """
    found: set[Fraction] = set()
    parted: set[Fraction] = set()  # written as a fraction, so that its parts are said, too
    for numeral in numerals.find_numerals(said, 0, len(said), locale):
        if numeral.shape in _NO_AMOUNTS:
            continue
        found.add(abs(numeral.value))
        if numeral.percent:
            found |= {abs(numeral.value) / 100, Fraction(100)}
        elif numeral.shape in ("fraction", "words"):
            parted.add(abs(numeral.value))
    found |= {Fraction(WORDS[word]) for word in _WORD.findall(said.lower()) if word in WORDS}
    parted = {value for value in parted if value < 1} | {value for value in found if value.numerator == 1}
    return frozenset(found | {Fraction(part) for value in parted for part in (value.numerator, value.denominator)})


def relation_complaint(relation: Relation, expression: Expression, text: str, locale: str) -> Complaint | None:
    """Check a relation's spans, and that each literal of its formula is said there or needs no source."""
    for span in relation.spans:
        complaint = span_complaint(span, text)
        if complaint is not None:
            return complaint
    long = next((span for span in relation.spans if span.end - span.start > MAX_SAID), None)
    if long is not None:
        return Complaint("not-in-text", f"span {long.start}:{long.end} is too long to say one thing")
    if relation.basis == "said" and not relation.spans:
        return Complaint("not-in-text", "a said relation needs the span that says it")
    if relation.basis == "assumed" or relation.rule == "solved":
        return None  # assumed numbers stand in the open; solved ones come from other relations' literals
    if relation.basis == "definition" and relation.by == "model" and not names(expression):
        message = f"{relation.formula:.80} names no quantity: quote the words that say it"
        return Complaint("ungrounded-literal", message)  # z == 1 and z + z would make every number
    said = [text[span.start : span.end] for span in relation.spans] if relation.basis == "said" else []
    return literal_complaint(expression, said, locale)


def literal_complaint(
    expression: Expression, said: Iterable[str], locale: str, where: str = "where the relation says it is"
) -> Complaint | None:
    """Check that each literal of a formula is in one of the passages or on the closed list."""
    numbers = literals(expression)
    made_up = _made_up(expression) if len(numbers) > 1 or not numbers else None
    if made_up is not None:
        return Complaint("ungrounded-literal", f"{show(made_up):.80} makes a number that nothing says")
    if (same := cancelled(expression)) is not None:
        return Complaint("ungrounded-literal", f"{show(same):.80} is one number whatever its ids are: leave it out")
    numbers = tuple([number for number in numbers if number not in CLOSED])
    if not numbers:
        return None
    allowed = CLOSED.union(*(grounded(passage, locale) for passage in said))
    missing = [
        number
        for term in literal_terms(expression)
        if len(term) == 1 or not term[1] or term[0] / term[1] not in allowed
        for number in term
        if number not in allowed
    ]
    counts = list(_average_counts(expression)) if missing else []
    for number in missing:
        if number not in counts:
            shown = f"{show_exact(number):.40} in {show(expression):.80}"
            return Complaint(
                "ungrounded-literal", f"{shown} is not said {where}: quote it, or use the id of a quantity"
            )
        counts.remove(number)
    return None


def _made_up(expression: Expression) -> Expression | None:
    """Find a part that needs no source, since it is of 0, 1 and pi alone, and yet is another number: 1 + 1."""
    open_ones = [expression]
    while open_ones:
        part = open_ones.pop()
        if not isinstance(part, Call) or part.function == "pi":
            continue
        if not names(part) and part.function != "neg" and all(number in CLOSED for number in literals(part)):
            return part
        open_ones.extend(part.arguments)
    return None


def _average_counts(expression: Expression) -> Iterable[Fraction]:
    """Give the n of every average (a1 + ... + an) / n whose n operands are there."""
    open_ones = [expression]
    while open_ones:
        part = open_ones.pop()
        if not isinstance(part, Call):
            continue
        open_ones.extend(argument for argument in part.arguments if isinstance(argument, Call))
        if part.function == "/" and isinstance(part.arguments[1], Number):
            count = part.arguments[1].value
            if count == _terms(part.arguments[0]):
                yield count


def _terms(expression: Expression) -> int:
    count, open_ones = 0, [expression]
    while open_ones:
        part = open_ones.pop()
        if isinstance(part, Call) and part.function in ("+", "sum"):
            open_ones.extend(part.arguments)
        else:
            count += not isinstance(part, Number)
    return count


def period_complaint(target: PeriodTarget, known: Mapping[str, object], text: str | None) -> Complaint | None:
    """Check that a time which answers a question is that of something it rests on, or else stands in the text."""
    period = target.period
    if not target.rests_on:
        said = text is None or (period.label and period.label in text)
        return None if said else Complaint("not-in-text", f"the text does not say {period.label!r:.60}")
    for node in map(known.get, target.rests_on):
        other = node.labels.period if isinstance(node, Quantity | Claim) else None
        if other is None or period.label not in (other.label, (other.end or "")[:4]):
            continue
        if (period.start, period.end) in ((None, None), (other.start, other.end)):
            return None
    return Complaint("wrong-value", f"nothing that it rests on is of {period.label!r:.60}")


def cell_complaint(span: Span, table: Table) -> Complaint | None:
    """Check that what stands in a table's cell stands in the table."""
    if table.span.start <= span.start and span.end <= table.span.end:
        return None
    return Complaint("not-in-text", f"span {span.start}:{span.end} is not in the table {table.id}")


def claim_complaint(claim: Claim, text: str) -> Complaint | None:
    """Check that the text says a claim's words at its span; white space may differ."""
    complaint = span_complaint(claim.span, text)
    if complaint is not None:
        return complaint
    said = " ".join(text[claim.span.start : claim.span.end].split())
    if not claim.text or " ".join(claim.text.split()) not in said:
        return Complaint("not-in-text", f"{claim.text!r:.80} is not what stands at {claim.span.start}: {said!r:.80}")
    return None
