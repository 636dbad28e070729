"""Read a formula: Python's arithmetic over ids and plain decimal numbers, and a short list of functions.

Python's own parser finds the structure, and only the node types of a whitelist become our tree; nothing is ever
compiled or run. Length, nesting and characters are checked before, so that no text takes the stack, memory or seconds,
and so that no identifier is silently normalized (Python reads a full-width letter as its ASCII twin).
"""

from __future__ import annotations

import ast
import re
import unicodedata
from fractions import Fraction
from functools import lru_cache
from typing import NoReturn

from stc.errors import FormulaError
from stc.expression.tree import ARITY, RESERVED, Call, Expression, Name, Number, UnitName

MAX_LENGTH = 100_000  # characters
MAX_NODES = 10_000
MAX_DEPTH = 100  # a chain of n operators is n deep; sum(...) of any length is one
MAX_LITERAL = 1_000  # digits

_ID = re.compile(r"[a-z][a-z0-9_]{0,79}", re.ASCII)
_DECIMAL = re.compile(r"\d+(?:\.\d+)?|\.\d+", re.ASCII)
_PLAIN = re.compile(r"[A-Za-z0-9_ .,+\-*/%()]*+")
_QUOTED = re.compile(r'"[^"\\\n\x00]*+"|\'[^\'\\\n\x00]*+\'')
_TOKEN = re.compile(r"[(),]|\*\*|//|[-+*/%]|[A-Za-z0-9_.]++")
_RUN_TOGETHER = re.compile(r"(?<![A-Za-z0-9_.])[0-9.]++[A-Za-z_][A-Za-z0-9_]*+")
_NUMBER_HINT = "write digits with at most one point inside, and * between factors"
_UNIT = re.compile(r"[A-Za-z_]\w*+(?: ?[*/] ?[A-Za-z_]\w*+| ?\*\* ?\d)*", re.ASCII)

_BINARY: dict[type[ast.operator], str] = {
    ast.Add: "+",
    ast.Sub: "-",
    ast.Mult: "*",
    ast.Div: "/",
    ast.FloorDiv: "//",
    ast.Mod: "%",
    ast.Pow: "**",
}
_INSTEAD = {  # characters that mean well, and what to write
    "^": "write ** for a power, as in 2**3",
    "×": "write * to multiply",
    "·": "write * to multiply",
    "÷": "write / to divide",
    "−": "write the ASCII minus -",
    "–": "write the ASCII minus -",
    "=": "a formula is one side of an equation, without comparisons",
    "<": "a formula is a number, without comparisons",
    ">": "a formula is a number, without comparisons",
    "!": "write factorial(n)",
    "$": "units stand beside a formula, not in it",
    "€": "units stand beside a formula, not in it",
    "£": "units stand beside a formula, not in it",
    "√": "write sqrt(x)",
    "π": "write pi",
    "\n": "write the formula on one line",
    "\t": "write blanks instead of tabs",
}
_FORMS: dict[type[ast.expr], str] = {
    ast.Compare: "a comparison",
    ast.BoolOp: "a condition",
    ast.IfExp: "a condition",
    ast.Attribute: "an attribute",
    ast.Subscript: "a subscript",
    ast.Lambda: "a function definition",
    ast.Starred: "an unpacked argument",
    ast.JoinedStr: "a formatted text",
}


def parse(formula: str) -> Expression:
    """Read a formula into a tree.

    Raises FormulaError, whose `position` is the offset of the first character that cannot be read.

    >>> parse("balls * 1/4")  # doctest: +NORMALIZE_WHITESPACE
    Call(function='/', arguments=(Call(function='*', arguments=(Name(id='balls'), Number(value=Fraction(1, 1)))),
        Number(value=Fraction(4, 1))))
    """
    if _ID.fullmatch(formula) and formula not in RESERVED:
        return Name(formula)  # most formulas of a graph are a look-up
    return _parse(formula)


@lru_cache(maxsize=1 << 17)  # one formula is read by admit, check, view and the answers' steps
def _parse(formula: str) -> Expression:
    text = formula.rstrip(" ")
    start = len(text) - len(text.lstrip(" "))
    if not text:
        raise FormulaError("the formula is empty", hint="write a number, an id or a calculation")
    if len(text) > MAX_LENGTH:
        raise FormulaError(f"the formula is {len(text):,} characters long, more than {MAX_LENGTH:,}")
    bare = text
    if not _PLAIN.fullmatch(text):
        bare = _QUOTED.sub(lambda match: "u" * len(match[0]), text)  # offsets stay
        _check_characters(bare)
    if len(bare) > MAX_DEPTH:
        _check_size(bare)
    _check_numbers(bare)
    try:
        tree = ast.parse(text[start:], mode="eval").body
    except SyntaxError as error:
        raise _explain(text, min(len(text), start + max(0, (error.offset or 1) - 1))) from None
    except (ValueError, MemoryError, RecursionError):
        raise FormulaError("the formula cannot be read") from None
    source = text[start:]
    return _Reader(source if source.isascii() else source.encode(), start).read(tree, 0)


class _Reader:
    """Turns Python's tree into ours; holds the source, from which numbers are read exactly."""

    def __init__(self, source: str | bytes, start: int) -> None:
        self.source = source
        self.start = start

    def read(self, node: ast.expr, depth: int) -> Expression:
        kind = type(node)
        if kind is ast.Name:
            return self._name(node)  # type: ignore[arg-type]
        if kind is ast.Constant:
            return self._number(node)  # type: ignore[arg-type]
        if depth > MAX_DEPTH:
            self._fail(node, f"the formula is nested deeper than {MAX_DEPTH}", "write sum(a, b, ...) for a long sum")
        if isinstance(node, ast.BinOp):
            function = _BINARY.get(type(node.op))
            if function is None:
                self._fail(node, f"the operator {type(node.op).__name__} is not part of the language")
            return Call(function, (self.read(node.left, depth + 1), self.read(node.right, depth + 1)))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
            return Call("neg", (self.read(node.operand, depth + 1),))
        if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.UAdd):
            return self.read(node.operand, depth + 1)
        if isinstance(node, ast.Call):
            return self._call(node, depth)
        if isinstance(node, ast.Tuple):
            self._tuple(node)
        self._fail(node, f"{_FORMS.get(kind, 'this')} is not part of the language")

    def _name(self, node: ast.Name) -> Expression:
        if node.id == "pi":
            return Call("pi", ())
        if node.id in ARITY:
            self._fail(node, f"{node.id!r} is a function", f"write {node.id}(...)")
        if not _ID.fullmatch(node.id):
            hint = "ids are lower-case ASCII letters, digits and _, start with a letter, and have at most 80 characters"
            self._fail(node, f"{node.id[:80]!r} is no id", hint)
        return Name(node.id)

    def _number(self, node: ast.Constant) -> Number:
        if not isinstance(node.value, int | float) or isinstance(node.value, bool):
            what = "text" if isinstance(node.value, str) else repr(node.value)
            self._fail(node, f"{what} is not a number", 'only convert takes a quoted unit: convert(x, "million USD")')
        literal = self._segment(node)
        if not _DECIMAL.fullmatch(literal):
            self._fail(node, f"{literal[:80]!r} is no plain number", _NUMBER_HINT)
        return Number(Fraction(literal))

    def _call(self, node: ast.Call, depth: int) -> Call:
        if not isinstance(node.func, ast.Name):
            self._fail(node, "only a function can be called", "write * between factors")
        function = node.func.id
        if function not in ARITY:
            known = ", ".join(sorted(ARITY))
            self._fail(node, f"unknown function {function[:80]!r}", f"known are {known}; write * between factors")
        if node.keywords:
            self._fail(node, f"{function} takes no named arguments")
        fewest, most = ARITY[function]
        if not fewest <= len(node.args) <= most:
            wanted = str(fewest) if fewest == most else f"{fewest} or more" if most > 2 else f"{fewest} or {most}"
            self._fail(node, f"{function} takes {wanted} argument{'s' * (wanted != '1')}, not {len(node.args)}")
        if function == "convert":
            return Call(function, (self.read(node.args[0], depth + 1), self._unit(node.args[1])))
        return Call(function, tuple([self.read(argument, depth + 1) for argument in node.args]))

    def _unit(self, node: ast.expr) -> UnitName:
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            text = " ".join(node.value.split())
            if text.isprintable() and '"' not in text and text:
                return UnitName(text)
            self._fail(node, "the unit is empty or has characters that no unit has")
        text = self._segment(node)
        if not _UNIT.fullmatch(text):
            self._fail(node, f"{text[:80]!r} is no unit", 'write convert(x, hour) or convert(x, "million USD")')
        return UnitName(text.replace(" ", ""))

    def _tuple(self, node: ast.Tuple) -> NoReturn:
        text = self._segment(node)
        if all(isinstance(element, ast.Constant) for element in node.elts):
            digits = re.sub(r"[ ,()]", "", text)
            self._fail(node, f"{text[:80]!r} is a list of numbers", f"write {digits[:80]} without a comma")
        self._fail(node, "a list is not part of the language", "a comma stands only between a function's arguments")

    def _segment(self, node: ast.expr) -> str:
        segment = self.source[node.col_offset : node.end_col_offset]
        return segment if isinstance(segment, str) else segment.decode()

    def _fail(self, node: ast.AST, message: str, hint: str = "") -> NoReturn:
        column: int = getattr(node, "col_offset", 0)
        position = column if isinstance(self.source, str) else len(self.source[:column].decode())
        raise FormulaError(message, position=self.start + position, hint=hint)


def _check_characters(bare: str) -> None:
    """Refuse characters outside the language; a quoted unit may hold any but backslash and line breaks."""
    end = _PLAIN.match(bare).end()  # type: ignore[union-attr]
    if end == len(bare):
        return
    character = bare[end]
    shown = repr(character) if character.isascii() else f"{character!r} ({unicodedata.name(character, 'unnamed')})"
    hint = _INSTEAD.get(character, "ids are lower-case ASCII; numbers are 0 to 9")
    raise FormulaError(f"the character {shown} is not part of the language", position=end, hint=hint)


def _check_size(bare: str) -> None:
    """Bound nesting and chains from the tokens alone, before Python's parser sees them."""
    chains, depth = [0], 0
    for count, token in enumerate(_TOKEN.finditer(bare)):
        first = token[0][0]
        if first == "(":
            chains.append(0)
            depth += 1
        elif first == ")":
            depth -= chains.pop() + 1
            if not chains:
                raise FormulaError("a ) closes nothing", position=token.start())
        elif first == ",":
            depth -= chains[-1]
            chains[-1] = 0
        elif first in "+-*/%":
            chains[-1] += 1
            depth += 1
        elif len(token[0]) > MAX_LITERAL:
            raise FormulaError(
                f"a number or id of {len(token[0]):,} characters is longer than {MAX_LITERAL:,}", position=token.start()
            )
        if depth > 2 * MAX_DEPTH:
            raise FormulaError(
                f"the formula is nested deeper than {MAX_DEPTH}",
                position=token.start(),
                hint="write sum(a, b, ...) for a long sum",
            )
        if count > 2 * MAX_NODES:
            raise FormulaError(f"the formula has more than {MAX_NODES:,} parts", position=token.start())


def _check_numbers(bare: str) -> None:
    """Refuse numbers that Python knows, partly with a warning, and texts do not write: 1e5, 0x10, 1j, 1or 2."""
    match = _RUN_TOGETHER.search(bare)
    if match:
        raise FormulaError(f"{match[0][:80]!r} is no plain number", position=match.start(), hint=_NUMBER_HINT)


def _explain(text: str, position: int) -> FormulaError:
    """Say in our own words, the same under every Python, why a formula has no structure, and what to write."""
    if text.count("(") != text.count(")"):
        return FormulaError("the parentheses do not match", position=position, hint="close every ( with one )")
    if zero := re.search(r"(?<![A-Za-z0-9_.])0[0-9]+(?!\.)", text):
        hint = "write it without the leading zero"
        return FormulaError(f"{zero[0][:80]!r} is no plain number", position=zero.start(), hint=hint)
    for word in re.finditer(r"[a-zA-Z_]+", text):
        if word[0] in RESERVED - ARITY.keys() - {"pi"}:
            hint = "choose another id, such as the word and _"
            return FormulaError(f"{word[0]!r} is a reserved word and no id", position=word.start(), hint=hint)
    if percent := re.search(r"(?<=[0-9])(?= ?%)", text):
        hint = "% is the remainder; write convert(x, one), or a quantity in percent"
        return FormulaError("a percent sign is no value", position=percent.start(), hint=hint)
    hint = "write * between factors"
    return FormulaError("the formula cannot be read: an operator or a value is missing", position=position, hint=hint)
