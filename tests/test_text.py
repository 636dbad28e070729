"""The text form: nothing is lost on the way out and back, and errors point at their place."""

from __future__ import annotations

from datetime import date
from fractions import Fraction

import pytest
from cases import cases
from hypothesis import given, settings
from hypothesis import strategies as st

from stc import text
from stc.admit import admit
from stc.artifact import Artifact, dumps, loads
from stc.difference import diff
from stc.errors import TextFormError
from stc.graph import (
    Claim,
    ClaimTarget,
    Draft,
    Finding,
    FormulaTarget,
    Labels,
    Period,
    PeriodTarget,
    Quantity,
    Question,
    Rejected,
    Relation,
    Span,
    SpansTarget,
    Stated,
    Table,
)
from stc.text import parse, show

texts = st.text(st.characters(exclude_categories=("Cs",)), max_size=12) | st.sampled_from(
    [
        'a "b"',
        "x | y",
        "a # b",
        "= 1",
        "line\nbreak",
        " in ",
        "\u2028",
        "a; b",
        "@1:2",
        "million USD",
        "\\",
        "\r",
        "$/m^2",
    ]
)
ids = st.from_regex(r"[a-z][a-z0-9_]{0,6}", fullmatch=True) | st.sampled_from(
    ["table", "claim", "locale", "rejected", "period", "spans", "in", "of", "by"]
)
fractions = st.fractions(max_denominator=1000)
values = st.none() | fractions | st.sampled_from(["2*sqrt(3)", "pi", 'odd "one"'])
spans = st.builds(Span, st.integers(0, 10**6), st.integers(0, 10**6))
span_lists = st.lists(spans, max_size=3).map(tuple)
origins = st.sampled_from(["text", "rule", "model", "user"])
supports = st.sampled_from([0, 0, 1, 10])
dates = st.none() | st.dates(date(1000, 1, 1)).map(str)
periods = st.builds(Period, label=texts, start=dates, end=dates)
labels = st.builds(
    Labels,
    table=texts,
    cell=st.none() | st.tuples(st.integers(0, 999), st.integers(0, 99)),
    rows=st.lists(texts, max_size=2).map(tuple),
    columns=st.lists(texts, max_size=2).map(tuple),
    period=st.none() | periods,
    role=st.sampled_from(["item", "subtotal", "total", "part"]),
    kind=st.sampled_from([None, "flow", "stock", "ratio"]),
)
stated = st.builds(
    Stated,
    span=spans,
    resolution=fractions.map(abs),
    qualifier=st.sampled_from(["exact", "about", "at least", "at most", "range"]),
    high=st.none() | fractions,
)
quantities = st.builds(
    Quantity,
    id=ids,
    about=texts,
    unit=texts,
    value=values,
    stated=st.none() | stated,
    labels=labels,
    inferred=st.lists(texts, max_size=2).map(tuple),
    by=origins,
    support=supports,
)
relations = st.builds(
    Relation,
    id=ids,
    left=ids,
    formula=texts | st.sampled_from(["a + b * 1/4", 'convert(a, "billion USD")', "(a)"]),
    basis=st.sampled_from(["said", "definition", "assumed"]),
    rule=texts,
    spans=span_lists,
    notes=st.lists(texts, max_size=2).map(tuple),
    by=origins,
    support=supports,
)
claims = st.builds(Claim, id=ids, text=texts, span=spans, labels=labels, by=origins, support=supports)
rests = st.lists(ids, max_size=2).map(tuple)
targets = (
    st.builds(FormulaTarget, formula=texts | ids, unit=texts)
    | st.builds(PeriodTarget, period=periods, rests_on=rests)
    | st.builds(SpansTarget, spans=span_lists, rests_on=rests)
    | st.builds(ClaimTarget, claim=ids)
)
questions = st.builds(
    Question,
    id=ids,
    text=texts,
    wordings=st.lists(texts, max_size=2).map(tuple),
    target=targets,
    by=origins,
    support=supports,
)
findings = st.builds(
    Finding,
    kind=st.sampled_from(["contradiction", "total", "ambiguous", "note"]),
    message=texts,
    nodes=st.lists(texts, max_size=2).map(tuple),
    spans=span_lists,
)
rejected = st.builds(Rejected, node=quantities | relations | claims | questions, reason=texts, message=texts)
tables = st.builds(Table, id=ids, span=spans, caption=texts, unit=texts)
drafts = st.builds(
    Draft,
    tables=st.lists(tables, max_size=2).map(tuple),
    quantities=st.lists(quantities, max_size=3).map(tuple),
    relations=st.lists(relations, max_size=3).map(tuple),
    claims=st.lists(claims, max_size=2).map(tuple),
    questions=st.lists(questions, max_size=3).map(tuple),
    findings=st.lists(findings, max_size=2).map(tuple),
    rejected=st.lists(rejected, max_size=2).map(tuple),
    locale=st.sampled_from(["en", "de", "ch"]),
)


@given(drafts)
@settings(max_examples=150, deadline=None)
def test_nothing_is_lost(draft: Draft) -> None:
    lines = show(draft)
    assert parse(lines) == draft
    assert show(parse(lines)) == lines


marks = ["a", "=", "5", "|", '"x"', "@1:2", ";", "±", "==", "?", "!", "-", "in", "period", "\n", "table"]


@given(st.text(max_size=60) | st.lists(st.sampled_from(marks)).map(" ".join))
@settings(max_examples=300, deadline=None)
def test_any_lines_are_read_or_refused_with_a_place(lines: str) -> None:
    try:
        parse(lines, "5 apples")
    except TextFormError as error:
        assert 1 <= error.line <= lines.count("\n") + 1
        assert error.column >= 1


@pytest.mark.parametrize(
    ("lines", "where", "message"),
    [
        ("a = ", "line 1, column 5", "expected a value or a formula, got the end of the line"),
        ("a = 5 apple ; colour red", "line 1, column 15", "there is no attribute colour"),
        ("\n\nApples = 5", "line 3, column 1", "this cannot be: id: String should match pattern"),
        ("a 5", "line 1, column 3", "expected = or == or : after a, got '5'"),
        ('a = 5 | "apples', "line 1, column 9", "expected a quote in double quotes, got '\"apples'"),
        ("a = 5 @12", "line 1, column 10", "expected ':', got the end of the line"),
        ("a = 5 @1:2 @3:4", "line 1, column 16", "a number stands at one place, not at several"),
        ("- a", "line 1, column 1", "only stc apply removes nodes, here is no a to remove"),
        ("? How many", "line 1, column 3", "expected `? question = formula`"),
        ('table t "x"', "line 1, column 12", "a table needs one span @start:end"),
        ("a = 5; is about", "line 1, column 16", "only a number with a span can be a range or hedged"),
        ("r: a == b; colour", "line 1, column 18", "a relation has no attribute colour"),
        ("a = 5 @1:2 x", "line 1, column 12", "did not expect 'x'"),
        ('! odd "x"', "line 1, column 1", "this cannot be: kind: Input should be"),
    ],
)
def test_errors_point_at_their_place(lines: str, where: str, message: str) -> None:
    with pytest.raises(TextFormError) as caught:
        parse(lines, "5 apples")
    assert caught.value.message.startswith(f"{where}: {message}")


def test_quotes_become_spans() -> None:
    text = "He can juggle 800 balls. 1/4 of the balls are tennis balls, 1/4 of the balls are red."
    draft = parse(
        """
        balls        = 800 ball             | balls the juggler has      "can juggle 800 balls"
        tennis_balls = balls * 1/4 = 200 ball | tennis balls             "1/4 of the balls are tennis balls"
        red_balls    = balls * 1/4 | "1/4 of the balls"#2  # the second
        ? How many tennis balls are there? = tennis_balls
        """,
        text,
    )
    assert show(draft) == (
        "balls = 800 ball @14:17 | balls the juggler has\n"
        "tennis_balls = 200 ball | tennis balls\n"
        "red_balls = ?\n"
        "tennis_balls_is: tennis_balls == balls * 1/4 @25:58\n"
        "red_balls_is: red_balls == balls * 1/4 @60:76\n"
        '? q_how_many_tennis_balls_are_there: "How many tennis balls are there?" = tennis_balls\n'
    )


@pytest.mark.parametrize(
    ("quote", "message"),
    [
        ('"balls"', "'balls' stands in the text more than once"),
        ('"balls"#9', "'balls' stands only 4 times in the text"),
        ('"bells"', "'bells' stands nowhere in the text"),
        ('""', "an empty quote stands everywhere"),
    ],
)
def test_quotes_that_stand_nowhere_or_at_several_places(quote: str, message: str) -> None:
    with pytest.raises(TextFormError, match=message):
        parse(f"a = 800 | {quote}", "800 balls, tennis balls, red balls and balls")


@pytest.mark.parametrize(("title", "parts"), cases("admit.txt"), ids=str)
def test_the_short_form_gives_the_same_values(title: str, parts: list[str]) -> None:
    text, draft, _ = parts
    graph = admit(parse(draft, text), text)
    again = parse(show(graph, spans=False), text)
    assert {q.id: (q.value, q.unit) for q in again.quantities} == {q.id: (q.value, q.unit) for q in graph.quantities}
    lefts = {(r.left, r.formula) for r in graph.relations}
    assert {(r.left, r.formula) for r in again.relations} == lefts


def test_support_stands_in_the_file_and_in_differences() -> None:
    lines = (
        'tom = 3 apple @8:9; by model; support 3\nclaim c "Tom has 3 apples." @0:17; by model; support 2\n'
        "ann = 6 apple; by model; support 2\nann_is: ann == 2 * tom @18:37; by model; support 1\n"
        '? q: "How many has Ann?"; by model; support 2 = ann\n'
    )
    said = "Tom has 3 apples. Ann has twice as many."
    artifact = Artifact(said, admit(parse(lines), said), "", {})
    assert artifact.graph.rejected == ()
    assert {node.id: getattr(node, "support", 0) for node in artifact.graph.nodes()} == {
        "tom": 3, "ann": 2, "ann_is": 1, "c": 2, "q": 2,
    }  # fmt: skip
    assert loads(dumps(artifact)).graph == artifact.graph
    other = Artifact(said, admit(parse(lines.replace("support 3", "support 4")), said), "", {})
    assert list(map(str, diff(artifact, other))) == ["~ quantity tom: support 3 -> 4"]


def test_support_is_a_count() -> None:
    with pytest.raises(TextFormError, match="support: Input should be less than or equal"):
        parse("a = 5; support 99999999")
    assert parse("a = 5; support 2").quantities[0].support == 2
    assert parse("a = 2 * b; support 2").relations[0].support == 2


def test_numbers_stay_exact() -> None:
    long = Fraction("0." + "123456789" * 20)
    draft = Draft(quantities=(Quantity(id="a", value=long), Quantity(id="b", value=Fraction(-1, 3))))
    assert parse(show(draft)) == draft


def test_long_files_are_read_in_linear_time() -> None:
    lines = "a0 = 1\n" + "".join(f"a{n} = a{n - 1} + 1 = {n + 1} ball | the balls of day {n}\n" for n in range(1, 3000))
    assert len(parse(lines).relations) == 2999


def test_the_examples_of_the_documentation_are_read() -> None:
    lines = [line[4:] for line in (text.__doc__ or "").splitlines() if line.startswith("    ")]
    full, short = lines[:10], lines[10:]
    assert parse("\n".join(full)).locale == "de"
    draft = parse("\n".join(full[1:]))
    assert "\n".join(show(draft).splitlines()) == "\n".join(full[1:-1])
    assert show(parse("\n".join(short)), spans=False).splitlines() == short
