"""Draw fresh problems from the GSM-Symbolic templates: text, exact gold answer, and a check of both (seeded)."""

from __future__ import annotations

import random
import re
from collections.abc import Callable
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from benchmarks.sets.draws import LISTS, drawing, shown
from benchmarks.sets.whitelist import ARITHMETIC, Computed, TemplateError, Worded, compiled

TRIES = 100_000  # draws of one template until its conditions hold; the rarest of P2 takes a few thousand
_PLACE = re.compile(r"\{([^{}]*)\}")
_IDENTIFIER = re.compile(r"[A-Za-z_]\w*")


@dataclass(frozen=True, slots=True)
class Drawn:
    """A problem with its exact answer."""

    text: str
    gold: Fraction


def draw(question: str, answer: str, seed: str) -> Drawn:
    """Draw one instance; raises TemplateError if the template cannot be read, or never meets its conditions.

    `question` holds the text with places such as {n, 5}, then #init, #conditions and #answer; `answer` the worked
    answer, whose last line, after ####, has to give the same value.

    >>> text = "Tom has {n,5} pens. How many pens has he?"
    >>> draw(f"{text}\\n#init:\\n- $n = range(3, 9)\\n#conditions:\\n- n > 7\\n#answer: n", "#### {n}", "1")
    Drawn(text='Tom has 8 pens. How many pens has he?', gold=Fraction(8, 1))
    """
    dice = random.Random(seed)
    functions: dict[str, Callable[..., Any]] = {**ARITHMETIC, **drawing(dice)}
    text, steps, gold = _parts(question, functions)
    annotated = _last(answer, functions)
    for _ in range(TRIES):
        known: dict[str, Any] = dict(LISTS)
        try:
            if not all(_taken(step, known) for step in steps):
                continue
            found = gold(known)
            if found != annotated(known):
                continue
        except ZeroDivisionError:
            continue
        except (TypeError, ValueError, AttributeError, IndexError) as error:
            raise TemplateError(f"a formula does not fit what is drawn: {error}") from error
        return Drawn(_filled(text, known), found)
    raise TemplateError(f"no draw of {TRIES:,} met the conditions, and the worked answer's value")


@dataclass(frozen=True, slots=True)
class _Step:
    """One line of #init, and the conditions that can be checked as soon as it is drawn."""

    names: tuple[str, ...]
    value: Computed
    conditions: tuple[Computed, ...]


def _taken(step: _Step, known: dict[str, Any]) -> bool:
    """Draw a line of #init into `known`; tells whether the conditions hold so far."""
    drawn = step.value(known)
    known.update(zip(step.names, drawn if len(step.names) > 1 else (drawn,), strict=True))
    return all(condition(known) for condition in step.conditions)


def _parts(question: str, functions: dict[str, Callable[..., Any]]) -> tuple[str, list[_Step], Computed]:
    """Read a template: its text, its steps, and the formula of its answer."""
    text, found, rest = question.partition("#init:")
    if not found:
        raise TemplateError("there is no #init")
    inits_text, _, rest = rest.partition("#conditions:")
    conditions_text, _, gold = rest.partition("#answer")
    inits = []
    for line in _lines(inits_text):
        names, _, value = line.partition("=")
        wanted = f"one_of({value})" if value.strip().startswith("[") else value
        inits.append((tuple(name.strip(" $") for name in names.split(",")), compiled(wanted, functions)))
    conditions = [(set(_IDENTIFIER.findall(line)), compiled(line, functions)) for line in _lines(conditions_text)]
    drawn = {name: at for at, (names, _) in enumerate(inits) for name in names}
    due: dict[int, list[Computed]] = {}
    for named, condition in conditions:  # early checks save most of the draws that fail
        due.setdefault(max((drawn[name] for name in named if name in drawn), default=len(inits) - 1), []).append(
            condition
        )
    steps = [_Step(names, value, tuple(due.get(at, ()))) for at, (names, value) in enumerate(inits)]
    return text.strip(), steps, compiled(gold.strip().strip(":=${} "), functions)


def _lines(text: str) -> list[str]:
    return [line.strip()[1:].strip() for line in text.splitlines() if line.strip().startswith("-")]


def _last(answer: str, functions: dict[str, Callable[..., Any]]) -> Computed:
    """Read the value after ####, the last line of a worked answer."""
    return compiled(answer.rpartition("####")[2].strip().strip("{}$ "), functions)


def _filled(text: str, known: dict[str, Any]) -> str:
    return " ".join(_PLACE.sub(lambda place: _place(place[1], known), text).split())


def _place(inside: str, known: dict[str, Any]) -> str:
    name, _, example = inside.partition(",")
    name = name.strip()
    if not _IDENTIFIER.fullmatch(name) or name not in known or name in LISTS:
        raise TemplateError(f"the text names {name!r}, which is not drawn")
    value = known[name]
    if not isinstance(value, str | Fraction | Worded):
        raise TemplateError(f"{name} is drawn as {type(value).__name__}")
    return shown(value) + ("'s" if example.strip().endswith("'s") else "")  # "{name2, Angela's} sister"
