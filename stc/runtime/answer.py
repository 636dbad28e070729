"""What answering gives: an `Answer`, or, from one answerer of the chain, a `Pass` that says why it passed on.

Answer = known value unit text formula how reason code missing* qualifier evidence* steps* tokens source seconds
         ids* confidence call*
value  = Fraction | closed formula (str) | Period | tuple of texts (quoted, or a model's) | None (only where not known)
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass, replace
from fractions import Fraction
from html import escape
from typing import TYPE_CHECKING, Literal

from stc.graph import Period, Qualifier, show_exact

if TYPE_CHECKING:
    from stc.models.ledger import Call

How = Literal["recalled", "calculated", "composed", "reasoned", "unknown"]
Code = Literal["unread", "not-covered", "ambiguous", "missing", "doubtful", "unit", "not-asked", "budget"]
Value = Fraction | str | Period | tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Tokens:
    """Tokens of a model that an answer took, all 0 without one.

    `cached` are those of the input that the provider had already read, `reasoning` those of the output that it does not
    show; both are None where no call's provider reported them. Input or output that is not reported counts as 0.
    """

    input: int = 0
    output: int = 0
    cached: int | None = 0
    reasoning: int | None = 0

    @property
    def total(self) -> int:
        """Input and output together: cached and reasoning tokens are among those."""
        return self.input + self.output


@dataclass(frozen=True, slots=True)
class Evidence:
    """A place in the text that an answer rests on: `quote` stands at [start, end) of `source`."""

    id: str
    quote: str
    start: int
    end: int
    source: str = ""


@dataclass(frozen=True, slots=True)
class Pass:
    """Why an answerer passed on: a stable code, a sentence, and the words or things that were missing.

    unread: the question's operation is not one that we read; not-covered: words that nothing in the text covers;
    ambiguous: more than one reading is left; missing: the thing is known, but not for that time or unit;
    doubtful: a reading is there, but experience says that it goes wrong too often; unit: units do not fit;
    not-asked: nobody anticipated the question; budget: the tokens that were allowed do not suffice. `calls` are those
    that an answerer made before it passed on.
    """

    code: Code
    message: str
    missing: tuple[str, ...] = ()
    calls: tuple[Call, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """An answer with everything that it rests on.

    `value` is exact: a Fraction, a closed formula where no fraction will do, a Period, or the texts of spans; None
    only where not `known`. `unit` is a unit of stc.units ("" for a bare number), `text` what to print, `formula`
    names ids of quantities (`ids`), `steps` shows the numbers put in. `qualifier` other than "exact" means that a
    number it rests on is hedged. `reason`, `code` and `missing` are the Pass where not `known`; `seconds` is what
    asking took; `confidence`, 0 to 1, is how clearly this reading won. `calls` are those that a model was asked for it,
    the failed ones of earlier answerers included, and `tokens` their sum.

    >>> print(Answer(known=True, value=Fraction(3), unit="apple", text="3 apples", how="calculated"))
    3 apples
    >>> print(unknown(Pass("missing", "sales are not stated for 2016", ("2016",))))
    not known: sales are not stated for 2016
    """

    known: bool
    value: Value | None = None
    unit: str = ""
    text: str = ""
    formula: str = ""
    how: How = "unknown"
    reason: str = ""
    evidence: tuple[Evidence, ...] = ()
    steps: tuple[str, ...] = ()
    tokens: Tokens = Tokens()
    source: str = ""
    seconds: float = 0.0
    qualifier: Qualifier = "exact"
    code: str = ""  # of the Pass, where not known
    missing: tuple[str, ...] = ()
    ids: tuple[str, ...] = ()  # of the quantities that the formula names
    confidence: float = 1.0  # 0 to 1, how clearly this reading won; for curves, no probability
    calls: tuple[Call, ...] = ()  # of a model, also those of answerers that passed on

    @property
    def cost(self) -> float | None:
        """What the answer's calls were billed, in US dollars; None if the price of one is not known."""
        costs = [call.cost for call in self.calls if call.billed]
        return None if None in costs else sum((cost for cost in costs if cost is not None), 0.0)

    @property
    def hedged(self) -> bool:
        """Whether a number that this rests on is stated as about, at least, at most or a range."""
        return self.qualifier != "exact"

    def __str__(self) -> str:
        return self.text if self.known else f"not known: {self.reason}"

    def as_dict(self) -> dict[str, object]:
        """Give the answer as plain data for JSON: the same names, exact numbers as strings; not ids and confidence."""
        return {
            "known": self.known,
            "value": _plain(self.value),
            "unit": self.unit,
            "text": self.text,
            "formula": self.formula,
            "how": self.how,
            "reason": self.reason,
            "code": self.code,
            "missing": list(self.missing),
            "qualifier": self.qualifier,
            "evidence": [
                {"id": e.id, "quote": e.quote, "start": e.start, "end": e.end, "source": e.source}
                for e in self.evidence
            ],
            "steps": list(self.steps),
            "tokens": asdict(self.tokens),
            "calls": len(self.calls),
            "cost": None if self.cost is None else float(f"{self.cost:.10g}"),  # a sum of floats ends in noise
            "source": self.source,
            "seconds": round(self.seconds, 6),
        }

    def _repr_html_(self) -> str:
        if not self.known:
            return f"<p><i>{escape(str(self))}</i></p>"
        rows = [f"<tr><td>formula</td><td><code>{escape(self.formula)}</code></td></tr>"] if self.formula else []
        rows += [f"<tr><td>step</td><td>{escape(step)}</td></tr>" for step in self.steps]
        rows += [f"<tr><td>{escape(e.id)}</td><td><q>{escape(e.quote)}</q></td></tr>" for e in self.evidence]
        return f"<p><b>{escape(self.text)}</b> <small>({self.how})</small></p><table>{''.join(rows)}</table>"


def unknown(reason: Pass, source: str = "") -> Answer:
    """Make the answer "not known" from the reason for passing on."""
    answer = Answer(known=False, reason=reason.message, code=reason.code, missing=reason.missing, source=source)
    return counted(reason.calls, answer)


def counted(calls: Sequence[Call], answer: Answer) -> Answer:
    """Count the calls that a question made in its answer.

    >>> counted((), Answer(True, Fraction(3))).tokens
    Tokens(input=0, output=0, cached=0, reasoning=0)
    """
    return replace(answer, calls=tuple(calls), tokens=tokens_of(calls))


def tokens_of(calls: Iterable[Call]) -> Tokens:
    """Add up the tokens of calls."""
    rows = list(calls)
    return Tokens(
        input=sum(call.input or 0 for call in rows),
        output=sum(call.output or 0 for call in rows),
        cached=_sum_known([call.cached for call in rows]),
        reasoning=_sum_known([call.reasoning for call in rows]),
    )


def _sum_known(counts: list[int | None]) -> int | None:
    known = [one for one in counts if one is not None]
    return sum(known) if known or not counts else None


def at_source(answer: Answer, source: str) -> Answer:
    """Name the artifact that an answer comes from, in it and in its evidence."""
    evidence = tuple(replace(item, source=source) for item in answer.evidence)
    return replace(answer, source=source, evidence=evidence)


def _plain(value: Value | None) -> object:
    match value:
        case Fraction() | str():
            return show_exact(value)
        case Period():
            return value.model_dump(exclude_none=True)
        case tuple():
            return list(value)
        case None:
            return None
