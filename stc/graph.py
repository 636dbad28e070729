"""The quantity graph: what a text says, as frozen typed data.

    Graph    = Table* Quantity* Relation* Claim* Question*  Finding* Rejected*
    Quantity = id about unit [value] [stated] labels          a number that the text states, or that follows
    Relation = id left formula basis span*                    left == formula, over the ids of quantities
    Claim    = id text span                                   a fact that is not a number
    Question = id text wording* target                        anticipated, with its answer
    target   = formula | period | spans | claim               never free text

Nodes are joined by the ids that formulas name, and hold no behaviour. A *stated* quantity is found in the text at
`stated.span`; a quantity without `stated` takes its value from a relation. Numbers are exact: a Fraction, or, where
no fraction will do, a closed formula as a string ("2*sqrt(3)"). Spans are character offsets [start, end) into the
original text. In files numbers are strings: "1452.4", "1/3", "2*sqrt(3)".
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from fractions import Fraction
from functools import cached_property, lru_cache
from typing import Annotated, Literal, NamedTuple

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, PlainSerializer, StringConstraints, WithJsonSchema

MAX_DIGITS = 1000  # of a number in a file: int(str) is quadratic in its length
_RATIONAL = re.compile(r"-?\d+(?:\.\d+|/0*[1-9]\d*)?", re.ASCII)


def read_exact(value: object) -> Fraction | str:
    """Read a number as files write it; raises ValueError for what is neither rational nor a short formula."""
    if isinstance(value, Fraction):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return Fraction(value)
    if not isinstance(value, str) or len(value) > MAX_DIGITS:
        raise ValueError(f"expected an exact number as a string of at most {MAX_DIGITS} characters, got {value!r:.80}")
    if _RATIONAL.fullmatch(value):
        return Fraction(int(value)) if value.isdigit() else Fraction(value)
    return value


_remembered = lru_cache(maxsize=1024)(read_exact)  # resolutions: few in a file, but on every quantity


def read_rational(value: object) -> Fraction:
    """Read a rational number as files write it; raises ValueError for anything else."""
    number = _remembered(value) if isinstance(value, str) else read_exact(value)
    if isinstance(number, str):
        raise ValueError(f"expected an exact rational such as '12', '1452.4' or '1/3', got {number!r:.80}")
    return number


def show_exact(value: Fraction | str) -> str:
    """Write a number as files hold it: the shortest exact decimal, else a fraction, else its formula.

    >>> show_exact(Fraction(29, 2)), show_exact(Fraction(1, 3)), show_exact(Fraction(-7))
    ('14.5', '1/3', '-7')
    """
    if isinstance(value, str):
        return value
    if value.denominator == 1:
        return str(value.numerator)
    rest, places = value.denominator, 0
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return f"{value.numerator}/{value.denominator}"
    places = max(twos, fives)
    digits = str(abs(value.numerator) * 10**places // value.denominator).rjust(places + 1, "0")
    return f"{'-' if value < 0 else ''}{digits[:-places]}.{digits[-places:]}"


_EXACT_SCHEMA = WithJsonSchema({"type": "string", "description": "a number: 12, 1452.4, 1/3 or 2*sqrt(3)"})
_RATIONAL_SCHEMA = WithJsonSchema({"type": "string", "pattern": r"^-?[0-9]+(\.[0-9]+|/[0-9]+)?$"})
Exact = Annotated[
    Fraction | str, BeforeValidator(read_exact), PlainSerializer(show_exact, return_type=str), _EXACT_SCHEMA
]
Rational = Annotated[
    Fraction, BeforeValidator(read_rational), PlainSerializer(show_exact, return_type=str), _RATIONAL_SCHEMA
]
Id = Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,79}\z")]
_DAY = (  # a date that is in the calendar, leap days included: what reads dates need not guard against others
    r"[1-9][0-9]{3}-(?:(?:0[1-9]|1[0-2])-(?:0[1-9]|1[0-9]|2[0-8])|(?:0[13-9]|1[0-2])-(?:29|30)|(?:0[13578]|1[02])-31)"
    r"|(?:[1-9][0-9](?:0[48]|[2468][048]|[13579][26])|(?:[2468][048]|[13579][26])00)-02-29"
)
Date = Annotated[str, StringConstraints(pattern=rf"^(?:{_DAY})\z")]
Origin = Literal["text", "rule", "model", "user"]
Role = Literal["item", "subtotal", "total", "part"]  # part: "of which", already inside another item
Kind = Literal["flow", "stock", "ratio"]
Support = Annotated[int, Field(ge=0, le=1_000_000)]  # how many of a model's drafts hold a node; 0: none proposed it
Qualifier = Literal["exact", "about", "at least", "at most", "range"]


class Span(NamedTuple):
    """Character offsets [start, end) into the text."""

    start: int
    end: int


class Node(BaseModel):
    """What all parts of the graph share: frozen, and closed to unknown fields."""

    model_config = ConfigDict(frozen=True, extra="forbid", arbitrary_types_allowed=True)


class Period(Node):
    """A time: `label` as one would ask for it ("2019", "Q3 2019", "2018/2019", "December 31, 2019").

    An interval has both dates, an instant only `end`; a label that no date can be given to has neither.
    """

    label: str
    start: Date | None = None
    end: Date | None = None


class Labels(Node):
    """Where a quantity stands: its table, row and column headings from outermost to innermost, its time."""

    table: str = ""  # id of its Table; "" in prose
    cell: tuple[int, int] | None = None  # row and column in that table, from 0
    rows: tuple[str, ...] = ()
    columns: tuple[str, ...] = ()
    period: Period | None = None
    role: Role = "item"
    kind: Kind | None = None


class Stated(Node):
    """Where and how exactly the text states a number; in a range the quantity's value is the low end."""

    span: Span
    resolution: Rational = Fraction(0)  # half a unit of the last digit that is printed, in the quantity's unit
    qualifier: Qualifier = "exact"
    high: Rational | None = None  # of a range


class Quantity(Node):
    """A number: what it is `about` (owner, thing, time), in which unit, and where it comes from."""

    id: Id
    about: str = ""
    unit: str = ""
    value: Exact | None = None
    stated: Stated | None = None
    labels: Labels = Labels()
    inferred: tuple[str, ...] = ()  # the fields that were inferred, not read at the span: "unit", "period", ...
    by: Origin = "text"
    support: Support = 0


class Relation(Node):
    """`left == formula`: said by the text at `spans`, a `definition` by a rule of ours, or `assumed` of the world."""

    id: Id
    left: Id
    formula: str
    basis: Literal["said", "definition", "assumed"]
    rule: str = ""  # for a definition: "total", "change", "solved", "same_as", ...
    spans: tuple[Span, ...] = ()
    notes: tuple[str, ...] = ()  # e.g. counted nouns that do not cancel
    by: Origin = "text"
    support: Support = 0


class Claim(Node):
    """A fact that is not a number: a sentence and where it stands."""

    id: Id
    text: str
    span: Span
    labels: Labels = Labels()
    by: Origin = "text"
    support: Support = 0


class FormulaTarget(Node):
    kind: Literal["formula"] = "formula"
    formula: str  # a bare id for a plain look-up
    unit: str = ""


class PeriodTarget(Node):
    kind: Literal["period"] = "period"
    period: Period
    rests_on: tuple[Id, ...] = ()


class SpansTarget(Node):
    kind: Literal["spans"] = "spans"
    spans: tuple[Span, ...]
    rests_on: tuple[Id, ...] = ()


class ClaimTarget(Node):
    kind: Literal["claim"] = "claim"
    claim: Id


Target = Annotated[FormulaTarget | PeriodTarget | SpansTarget | ClaimTarget, Field(discriminator="kind")]


class Question(Node):
    """An anticipated question in one or more wordings, and where its answer is found."""

    id: Id
    text: str
    wordings: tuple[str, ...] = ()
    target: Target
    by: Origin = "rule"
    support: Support = 0


class Table(Node):
    """A table of the text: its span, the caption or heading over it, the unit that heads declare ("million USD")."""

    id: Id
    span: Span
    caption: str = ""
    unit: str = ""


class Finding(Node):
    """What a reader should know: values that disagree, a total that misses its parts, an ambiguous number."""

    kind: Literal["contradiction", "total", "ambiguous", "note"]
    message: str
    nodes: tuple[str, ...] = ()
    spans: tuple[Span, ...] = ()


class Rejected(Node):
    """A node that was not admitted, and why; it never answers a question."""

    node: Quantity | Relation | Claim | Question
    reason: str  # stable code: "not-in-text", "ungrounded-literal", "wrong-value", "bad-unit", "unknown-id", ...
    message: str


class Draft(Node):
    """What a frontend, a pass, a model or a user proposes: the same nodes, not yet checked."""

    tables: tuple[Table, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    relations: tuple[Relation, ...] = ()
    claims: tuple[Claim, ...] = ()
    questions: tuple[Question, ...] = ()
    findings: tuple[Finding, ...] = ()
    rejected: tuple[Rejected, ...] = ()  # what the frontend itself could not decide, such as 1.234
    locale: str = "en"  # how the document writes numbers, see stc.numerals

    def nodes(self) -> Iterator[Quantity | Relation | Claim | Question | Table]:
        """Go through all nodes, in the order of the grammar."""
        yield from self.tables
        yield from self.quantities
        yield from self.relations
        yield from self.claims
        yield from self.questions


class Graph(Draft):
    """Checked nodes: made by `stc.admit.admit` alone, and by reading an artifact that was checked again."""

    @cached_property
    def by_id(self) -> Mapping[str, Quantity | Relation | Claim | Question | Table]:
        """All nodes by id."""
        return {node.id: node for node in self.nodes()}

    @cached_property
    def relations_of(self) -> Mapping[str, tuple[Relation, ...]]:
        """The relations of each quantity that has any, by its id, in order."""
        found: dict[str, list[Relation]] = {}
        for relation in self.relations:
            found.setdefault(relation.left, []).append(relation)
        return {left: tuple(relations) for left, relations in found.items()}
