"""Check a formula that a model wrote against the graph and the question, and bring it into the unit asked for."""

from __future__ import annotations

import difflib
import re
from collections.abc import Mapping, Sequence
from fractions import Fraction

from stc.admit.grounding import literal_complaint
from stc.errors import FormulaError, UnitError
from stc.expression import Call, Expression, Number, UnitName, literals, names, parse, show
from stc.graph import Graph, Quantity
from stc.runtime.replies.amounts import Reading, is_amount, reading, reconciled, with_units
from stc.runtime.replies.line import Unreadable
from stc.runtime.replies.measured import PERCENT, target_for, wanted_unit
from stc.runtime.replies.products import cancelled, works_over_days
from stc.runtime.replies.years import amount_complaint
from stc.units import ONE, Unit, convertible, lower, multiply, without_nouns
from stc.units import parse as parse_unit
from stc.units import show as show_unit

MAX_FORMULA = 2_000  # characters
_PERCENT_SIGN = re.compile(r"(?<![\w.])(\d+(?:\.\d+)?) ?%(?! ?[\w(])", re.ASCII)
_GROUPED = re.compile(r"(?<![\w.,])\d{1,3}(?:,\d{3})+(?![\d,])", re.ASCII)
_ROUNDING = re.compile(r"\b(?:round|nearest|decimal|whole number|integer|approximat)", re.IGNORECASE)
_UNIT_BEHIND = re.compile(r"[A-Za-z%$€£¥°][A-Za-z%$€£¥°/^.]*")
_OPERATE = frozenset(
    ("and", "or", "plus", "minus", "times", "by", "over", "of", "per", "to", "than", "more", "less", "x")
)
_ALTER = frozenset(("squared", "cubed", "halved", "doubled", "tripled", "twice"))
_FREE = (0, 1, 100)  # numbers that need no source, and so cannot answer by themselves
_HUNDRED = Number(Fraction(100))
_TWELVE = Number(Fraction(12))
DOZEN, POINTS = parse_unit("dozen"), parse_unit("percentage point")
_PLACES = {Number(Fraction(places)) for places in range(7)}  # that a formula may round to


def fitted(formula: str, question: str, graph: Graph, convert: bool = True, number: bool = False) -> str | Unreadable:
    """Give the formula that answers the question, or what is wrong with the one that a model wrote.

    All ids are quantities of the graph, all numbers are said by the question or need no source, and the units fit. With
    `convert` the result comes in the unit that the question asks for, exactly; with `number` one that the question says
    may stand alone.

    >>> shift = Quantity(id="shift", unit="minute", value=Fraction(90))
    >>> fitted("2 * shift", "How many hours do two shifts take?", Graph(quantities=(shift,)))
    'convert(2 * shift, hour)'
    >>> fitted("3 * shift", "How many hours do two shifts take?", Graph(quantities=(shift,))).message
    '3 in 3 * shift is not said by the question: take it by its id, and write convert(x, unit) to change units'
    """
    tree = read_formula(formula, question, graph)
    if isinstance(tree, Unreadable):
        return tree
    wanted = wanted_unit(question) if convert else None
    averaged = _averages(tree)
    if wanted == PERCENT:
        tree = _without_hundred(_in_open(tree))
    if wanted == DOZEN:
        tree = _without_dozen(tree)
    if not asks_rounding(question):
        tree = _unrounded(tree)
    tree = _hundredths(tree, units_of(graph, names(tree)))
    complaint = (
        _id_complaint(tree, graph)
        or _number_complaint(tree, question, graph, number)
        or _share_complaint(tree, graph)
        or amount_complaint(tree, question, graph.locale, units_of(graph, names(tree)))
    )
    if complaint is not None:
        return complaint
    return _chosen(tree, question, wanted, graph, averaged)


def asks_rounding(question: str) -> bool:
    """Tell whether a question asks for a rounded number."""
    return _ROUNDING.search(question) is not None


def read_formula(formula: str, question: str, graph: Graph) -> Expression | Unreadable:
    """Parse a formula, with the question's own spelling of numbers: 12% is 12/100, and 1,200 is 1200 if it says so."""
    if len(formula) > MAX_FORMULA:
        return Unreadable(f"the formula is longer than {MAX_FORMULA} characters")
    text = _PERCENT_SIGN.sub(r"(\1/100)", formula)
    text = _GROUPED.sub(lambda found: found[0].replace(",", "") if found[0] in question else found[0], text)
    try:
        return parse(text)
    except FormulaError as error:
        return _without_unit(text, graph) or Unreadable(f"{error.message}{f': {error.hint}' if error.hint else ''}")


def _without_unit(text: str, graph: Graph) -> Expression | None:
    """Read `formula unit` where the formula has that unit anyway; any other unit behind it is no part of a formula."""
    words = text.split(" ")
    for count in range(1, min(4, len(words))):
        formula, unit = " ".join(words[:-count]), " ".join(words[-count:])
        if not all(_UNIT_BEHIND.fullmatch(word) for word in words[-count:]):
            return None
        try:
            tree, said = parse(formula), parse_unit(unit)
            found = lower(tree, units_of(graph, names(tree)))
        except (FormulaError, UnitError):
            continue
        if any(word in graph.by_id or word.lower() in _OPERATE | _ALTER for word in words[-count:]):
            return None  # "a and b", "a squared"
        nouns_alone = without_nouns(found.unit) == without_nouns(said) == ONE
        if names(tree) and (found.unit == said or (nouns_alone and not found.free)):
            return tree
    return None


def units_of(graph: Graph, ids: frozenset[str]) -> dict[str, Unit]:
    """Give the units of those ids that are quantities."""
    nodes = [(id, graph.by_id.get(id)) for id in sorted(ids)]
    return {id: parse_unit(node.unit) for id, node in nodes if isinstance(node, Quantity)}


def _id_complaint(tree: Expression, graph: Graph) -> Unreadable | None:
    """Name an id that is none of the graph's quantities, with those that look like it."""
    known = {quantity.id: quantity for quantity in graph.quantities}
    for id in sorted(names(tree)):
        if id not in known:
            near = difflib.get_close_matches(id, list(known), n=3, cutoff=0.7)
            return Unreadable(
                f"there is no id {id}: " + (f"did you mean {', '.join(near)}?" if near else "use the facts' ids")
            )
        if known[id].value is None:
            return Unreadable(f"{id} has no value")
    return None


def _share_complaint(tree: Expression, graph: Graph) -> Unreadable | None:
    """Refuse a count that is converted to percent without a whole that it would be a share of."""
    if not isinstance(tree, Call) or tree.function != "convert" or tree.arguments[1] != UnitName("percent"):
        return None
    inner = reading(tree.arguments[0], units_of(graph, names(tree)))
    counted = without_nouns(inner.unit) == ONE != inner.unit
    if inner.error is None and counted and not _divides(inner.tree):
        return Unreadable(f"{show(inner.tree)[:80]} is a count, no share: divide it by the whole")
    if inner.error is None and without_nouns(inner.unit) != ONE and inner.unit != PERCENT and _own_numbers(inner.tree):
        unit = show_unit(inner.unit)  # hours per day are a share of the day, which is seldom the share meant
        return Unreadable(
            f"{show(inner.tree)[:80]} is in {unit}, no share: give numbers units, as in convert(12, hour)"
        )
    return None


def _in_open(tree: Expression) -> Expression:
    """Take off the percent that a share comes in anyway, so that numbers inside can get the question's units."""
    if isinstance(tree, Call) and tree.function == "convert" and tree.arguments[1] == UnitName("percent"):
        return tree.arguments[0] if _own_numbers(tree.arguments[0]) else tree
    return tree


def _own_numbers(tree: Expression) -> bool:
    """Tell whether a formula has numbers without a unit that are no plain 0, 1 or 100."""
    if isinstance(tree, Call) and tree.function == "convert":
        return not isinstance(tree.arguments[0], Number) and _own_numbers(tree.arguments[0])
    if isinstance(tree, Call):
        return any(_own_numbers(part) for part in tree.arguments)
    return isinstance(tree, Number) and tree.value not in (0, 1, 100)


def _number_complaint(tree: Expression, question: str, graph: Graph, number: bool = False) -> Unreadable | None:
    """Name a number that the question does not say, but round's places and the whole of 100 percent."""
    free = all(value in _FREE for value in literals(tree))  # "0%" is 0 / 100, and says no more than 0
    alone = not names(tree) and (isinstance(tree, Number) or free or getattr(tree, "function", "") == "neg")
    if alone and not number:
        return Unreadable("a number alone is no formula: name the id that holds it")
    checked, locale = _facts_only(tree, units_of(graph, names(tree))), graph.locale
    complaint = literal_complaint(checked, (question,), "en")
    if complaint is not None and locale != "en":
        complaint = literal_complaint(checked, (question,), locale)
    if complaint is None:
        return None
    what, missing, _ = complaint.message.partition(" is not said where")
    if not missing:
        return Unreadable(what)
    hint = "take it by its id, and write convert(x, unit) to change units"
    return Unreadable(f"{what} is not said by the question: {hint}")


def _facts_only(tree: Expression, units: Mapping[str, Unit]) -> Expression:
    """Leave out what says how, not how much: places of a rounding, units of written-out numbers, 100 percent."""
    if not isinstance(tree, Call):
        return tree
    if is_amount(tree):
        return tree.arguments[0]
    arguments = tuple(_facts_only(argument, units) for argument in tree.arguments)
    if tree.function == "round" and len(arguments) == 2 and arguments[1] in _PLACES:
        arguments = arguments[:1]
    if tree.function in ("+", "-") and _HUNDRED in arguments:
        other = tree.arguments[1 - arguments.index(_HUNDRED)]
        if without_nouns(reading(other, units).unit) == PERCENT:
            return arguments[1 - arguments.index(_HUNDRED)]
    return Call(tree.function, arguments)


def _without_hundred(tree: Expression) -> Expression:
    """Take the factor 100 off a share in percent: convert does that, and the unit with it."""
    if isinstance(tree, Call) and tree.function in ("round", "abs", "neg"):
        return Call(tree.function, (_without_hundred(tree.arguments[0]), *tree.arguments[1:]))
    rest = _divided_out(tree)
    return rest if rest is not None and _divides(rest) else tree


def _divided_out(tree: Expression) -> Expression | None:
    """Leave out one factor 100 of a product, above any line of division; None where there is none."""
    if not isinstance(tree, Call) or tree.function not in ("*", "/"):
        return None
    left, right = tree.arguments
    if tree.function == "*" and _HUNDRED in (left, right):
        return left if right == _HUNDRED else right
    for place in (0, 1) if tree.function == "*" else (0,):
        rest = _divided_out(tree.arguments[place])
        if rest is not None:
            return Call(tree.function, (rest, right) if place == 0 else (left, rest))
    return None


def _hundredths(tree: Expression, units: Mapping[str, Unit]) -> Expression:
    """Write what divides percent by 100 as the conversion that it is: price * tax / 100, with a tax in percent."""
    if not isinstance(tree, Call):
        return tree
    parts = tuple(_hundredths(part, units) for part in tree.arguments)
    if tree.function == "/" and parts[1] == _HUNDRED:
        found = reading(parts[0], units)
        if found.error is None and ("percent", 1) in found.unit.powers:
            return _without_percent(parts[0], found.unit)
    return Call(tree.function, parts)


def _without_percent(tree: Expression, unit: Unit) -> Expression:
    rest = Unit(tuple(pair for pair in unit.powers if pair != ("percent", 1)))
    return Call("convert", (tree, UnitName(show_unit(rest) or "one")))


def _averages(tree: Expression) -> bool:
    """Tell whether a formula is an average, (a + b) / 2: it divides, and is no share of a whole."""
    if not isinstance(tree, Call) or tree.function != "/" or not isinstance(tree.arguments[1], Number):
        return False
    terms, open_ones = 0, [tree.arguments[0]]
    while open_ones:
        part = open_ones.pop()
        if isinstance(part, Call) and part.function in ("+", "sum"):
            open_ones.extend(part.arguments)
        else:
            terms += 1
    return terms > 1 and tree.arguments[1].value == terms


def _without_dozen(tree: Expression) -> Expression:
    """Take off a division by 12 where dozens are asked for: the conversion does that, and the unit with it."""
    divides = isinstance(tree, Call) and tree.function == "/" and tree.arguments[1] == _TWELVE
    return tree.arguments[0] if isinstance(tree, Call) and divides else tree


def _unrounded(tree: Expression) -> Expression:
    """Leave out a rounding of the result that nobody asked for."""
    if (
        isinstance(tree, Call)
        and tree.function == "round"
        and (len(tree.arguments) == 1 or tree.arguments[1] in _PLACES)
    ):
        return _unrounded(tree.arguments[0])
    return tree


def _divides(tree: Expression) -> bool:
    open_ones = [tree]
    while open_ones:
        part = open_ones.pop()
        if isinstance(part, Call):
            if part.function == "/":
                return True
            open_ones.extend(part.arguments)
    return False


def _chosen(
    tree: Expression, question: str, wanted: Unit | None, graph: Graph, averaged: bool = False
) -> str | Unreadable:
    """Choose whether the question's numbers carry their units, and convert to the unit that it asks for."""
    units = units_of(graph, names(tree))
    bare = reading(reconciled(tree, units), units)
    measured = _simple_inside(with_units(tree, question, graph.locale, units), units)
    candidates = [bare]
    if measured != tree:
        measured_one = reading(reconciled(measured, units), units)
        if measured_one.error is not None and bare.error is None and _clashes(measured, units):
            return Unreadable(_said(measured_one.error))  # hours + 90, where the question says 90 minutes
        candidates = [measured_one, bare]
    fit = [candidate for candidate in candidates if candidate.error is None]
    if not fit:
        return Unreadable(_said(candidates[-1].error))
    over_days = next((one for one in fit if works_over_days(one.unit)), None)
    if over_days is not None:
        unit = show_unit(over_days.unit)
        return Unreadable(f"{show(tree)[:80]} gives {unit}: say how much of a day counts, or use convert(x, unit)")
    if wanted is None:
        return _in_simple(min(fit, key=lambda one: _parts(cancelled(one.unit))))  # on a tie, with the question's units
    for candidate in fit:
        formula = _in_unit(candidate, wanted, averaged)
        if formula is not None:
            return formula
    unit = show_unit(fit[-1].unit) or "a plain number"
    return Unreadable(f"{show(tree)[:80]} gives {unit}, and the question asks for {show_unit(wanted)}")


def _simple_inside(tree: Expression, units: Mapping[str, Unit]) -> Expression:
    """Convert what is rounded before it is: 3 m in pieces of 50 cm are 6 pieces, and 0.06 m/cm none."""
    if not isinstance(tree, Call):
        return tree
    parts = tuple(_simple_inside(part, units) for part in tree.arguments)
    if tree.function in ("floor", "ceil", "round"):
        inner = reading(parts[0], units)
        simple = cancelled(inner.unit)
        if inner.error is None and simple != inner.unit and convertible(inner.unit, simple):
            parts = (Call("convert", (parts[0], UnitName(show_unit(simple) or "one"))), *parts[1:])
    return Call(tree.function, parts)


def _parts(unit: Unit) -> int:
    return max(1, sum(abs(power) for _, power in without_nouns(unit).powers))


def _in_simple(one: Reading) -> str:
    """Convert percent of something to that something (19 percent of 80 EUR), and a ratio of like units to a number."""
    something = sum(power for base, power in one.unit.powers if base != "percent")
    if ("percent", 1) in one.unit.powers and something:
        return show(_without_percent(one.tree, one.unit))
    unit = without_nouns(one.unit)
    if any(power < 0 for _, power in unit.powers) and convertible(unit, ONE):
        return show(Call("convert", (one.tree, UnitName("one"))))  # million/thousand, hour/minute: a plain number
    simple = cancelled(one.unit)
    if simple != one.unit and convertible(one.unit, simple):
        return show(Call("convert", (one.tree, UnitName(show_unit(simple) or "one"))))
    return show(one.tree)


def _said(error: UnitError | None) -> str:
    if error is None:
        return "the units do not fit"
    return f"{error.message}{f': {error.hint}' if error.hint else ''}"


def _in_unit(candidate: Reading, wanted: Unit, averaged: bool = False) -> str | None:
    """Convert a reading to the unit asked for; None where that is another kind of thing."""
    if candidate.free:
        return show(candidate.tree)
    if without_nouns(candidate.unit) == ONE:
        share = wanted == PERCENT and _divides(candidate.tree) and not averaged
        if wanted == PERCENT and not share and candidate.unit != ONE:
            return None  # of students
        if wanted == POINTS and _divides(candidate.tree) and not averaged:
            return None  # a change in percent is none in points
        if wanted == DOZEN:
            return show(Call("convert", (candidate.tree, UnitName(show_unit(multiply(DOZEN, candidate.unit))))))
        return show(Call("convert", (candidate.tree, UnitName("percent")))) if share else show(candidate.tree)
    if {candidate.unit, wanted} <= {parse_unit("percent"), parse_unit("percentage point")}:
        return show(candidate.tree)
    target = target_for(candidate.unit, wanted)
    if target is None:
        return None
    if ("percent", 1) in candidate.unit.powers and ("percent", 1) in target.powers and len(target.powers) > 1:
        target = Unit(tuple(pair for pair in target.powers if pair != ("percent", 1)))
    if without_nouns(target) == without_nouns(candidate.unit):
        return show(candidate.tree)
    return show(Call("convert", (candidate.tree, UnitName(show_unit(target)))))


def _clashes(tree: Expression, units: Mapping[str, Unit]) -> bool:
    """Tell whether the unit of a number of the question is another than that of a quantity which it converts to."""
    inside = [part.arguments[1] for part in _calls(tree) if part.function == "convert"]
    asked = [parse_unit(unit.text) for unit in inside if isinstance(unit, UnitName)]
    return any(
        own != unit and own != ONE and without_nouns(own) == own and convertible(own, unit)
        for own in units.values()
        for unit in asked
    )


def _calls(tree: Expression) -> Sequence[Call]:
    found, open_ones = [], [tree]
    while open_ones:
        part = open_ones.pop()
        if isinstance(part, Call):
            found.append(part)
            open_ones.extend(part.arguments)
    return found
