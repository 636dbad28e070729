"""Segments: borders that make sense, nothing lost, nothing too long; and drafts of segments joined without clashes."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stc.admit import admit
from stc.frontends.document import TableBlock, read_document
from stc.frontends.lm.segments import cut, join
from stc.graph import Draft, Graph, Span
from stc.text import parse

REPORT = """# Harbour report

The harbour saw 412 ships in spring. It had room for 40 at a time.

## Costs

Repairs took the following sums:

| item  | 2021 | 2022 |
|-------|------|------|
| crane | 310  | 290  |
| quay  | 120  | 180  |

All sums are in thousand euros.
"""


def pieces(text: str, size: int) -> list[str]:
    return [text[slice(*span)] for span in cut(read_document(text), size)]


def test_what_fits_is_one_segment() -> None:
    assert pieces(REPORT, len(REPORT)) == [REPORT]
    assert pieces(" \n\t", 100) == []
    assert pieces("", 100) == []


def test_headings_and_lines_with_a_colon_stay_with_what_follows() -> None:
    first, second, third = pieces(REPORT, 170)
    assert first.startswith("# Harbour report") and first.endswith("at a time.")
    assert second.startswith("## Costs") and second.endswith("180  |\n")
    assert third == "All sums are in thousand euros."


def test_a_large_table_is_alone_and_whole() -> None:
    rows = "".join(f"| row {n} | {n} |\n" for n in range(20))
    text = f"Before it.\n\n| name | count |\n|---|---|\n{rows}\nAfter it.\n"
    found = pieces(text, 150)
    assert [piece.split("\n")[0] for piece in found] == ["Before it.", "| name | count |", "After it."]
    assert "| row 19 | 19 |" in found[1]


def test_of_a_huge_table_the_head_and_the_rows_that_fit_are_read() -> None:
    rows = "".join(f"| row {n} | {n} |\n" for n in range(400))
    text = f"# Counts\n\n| name | count |\n|---|---|\n{rows}\nAfter it.\n"
    table, after = pieces(text, 200)
    assert table.startswith("# Counts\n\n| name | count |")
    assert len(table) <= 200 and table.count("row") > 5
    assert table.rstrip().splitlines()[-1].count("|") >= 2  # a whole row
    assert after == "After it."


def test_a_long_paragraph_is_cut_where_sentences_end() -> None:
    text = "Mr. Lee paid 1.50 each. " + "No. 7 cost approx. 20 euros on 3. May. Then it rained again. " * 20
    found = pieces(text, 120)
    assert len(found) > 5
    assert all(len(piece) <= 120 for piece in found)
    assert all(piece.endswith(("again.", "May.")) for piece in found)


@pytest.mark.parametrize(
    "text", ["x" * 500, "1" * 500, "a b " * 200, "12 " * 300, "a\n" * 300, "\n\n\n" + "word " * 99]
)
def test_text_without_borders_is_cut_too(text: str) -> None:
    found = pieces(text, 50)
    assert all(len(piece) <= 50 for piece in found)
    assert "".join("".join(found).split()) == "".join(text.split())


words = st.sampled_from(
    [
        "# Head\n\n",
        "Tom has 5. ",
        "a, b: ",
        "- item one\n",
        "\n\n",
        "| a | 1 |\n",
        "|---|---|\n",
        "x" * 70,
        "3.5 ",
        "\n",
    ]
)


@given(st.lists(words, max_size=60).map("".join), st.integers(1, 300))
@settings(max_examples=150, deadline=None)
def test_segments_are_in_order_and_lose_no_block(text: str, size: int) -> None:
    document = read_document(text)
    found = cut(document, size)
    assert all(one.end <= two.start for one, two in pairwise(found))
    assert all(text[slice(*span)].strip() for span in found)
    covered = bytearray(len(text))
    for start, end in found:
        covered[start:end] = b"\1" * (end - start)
    for block in document.blocks:
        whole = not isinstance(block, TableBlock) or block.end - block.start <= size
        if whole:
            assert all(covered[i] or text[i].isspace() for i in range(block.start, block.end))
    for start, end in found:
        tables = [block for block in document.tables() if block.start < end and start < block.end]
        assert end - start <= size or tables or text[start:end].startswith("#")


def drafts() -> tuple[str, list[Draft]]:
    text = "A pen costs 2 euros. Ann buys 3 pens.\n\nA cap costs 9 euros. Bob buys 2 caps, which Ann likes."
    first = parse(
        """
        price = 2 euro @12:13; by model; support 1
        count = 3 pen @30:31; by model; support 1
        cost = 6 euro pen; by model; support 1
        cost_is: cost == price * count; definition; by model; support 1
        claim likes "Bob buys 2 caps" @60:75; by model; support 1
        ? asked: "What is the cost?"; also "What do the pens cost?"; by model; support 1 = cost
        """.replace("6 euro pen", '6 "euro*pen"'),
        text,
    )
    second = parse(
        """
        price = 9 euro @51:52; by model; support 1
        count = 2 cap @69:70; by model; support 1
        cost = 18 "euro*cap"; by model; support 1
        cost_is: cost == price * count; definition; by model; support 1
        claim likes "Bob buys 2 caps" @60:75; by model; support 1
        ? asked: "What is the cost?"; also "What do the caps cost?"; by model; support 1 = cost
        ? who: "Who likes it?"; by model; support 1 = claim likes
        ? both: "Which spans?"; by model; support 1 = spans @60:75 of price, cost
        """,
        text,
    )
    return text, [first, second]


def test_clashing_ids_are_renamed_everywhere() -> None:
    text, found = drafts()
    joined = join(found)
    assert [node.id for node in joined.quantities] == ["price", "count", "cost", "price_2", "count_2", "cost_2"]
    assert [(node.left, node.formula) for node in joined.relations] == [
        ("cost", "price * count"),
        ("cost_2", "price_2 * count_2"),
    ]
    assert [node.id for node in joined.claims] == ["likes"]
    by_id = {node.id: node for node in joined.questions}
    assert by_id["who"].target.model_dump()["claim"] == "likes"
    assert by_id["both"].target.model_dump()["rests_on"] == ("price_2", "cost_2")
    assert admit(joined, text).rejected == ()


def test_a_wording_of_two_questions_goes_to_neither() -> None:
    _, found = drafts()
    asked = {wording for node in join(found).questions for wording in (node.text, *node.wordings)}
    assert "What is the cost?" not in asked
    assert {"What do the pens cost?", "What do the caps cost?"} <= asked


def test_the_same_place_is_one_node() -> None:
    text, (first, second) = drafts()
    other = parse("pens = 3 pen @30:31; by model; support 1\nrest = 2 pen\nrest_is: rest == pens - 1; definition", text)
    joined = join([first, second, other])
    assert "pens" not in {node.id for node in joined.quantities}
    assert joined.relations[-1].formula == "count - 1"
    assert admit(joined, text).rejected == ()


def test_joining_one_draft_or_none_changes_nothing() -> None:
    _, (first, _) = drafts()
    assert join([first]) == first
    assert join([]) == Draft()


def test_two_nodes_at_one_place_of_one_draft_stay_two() -> None:
    text = "Tom and Ann each have 5 apples."
    draft = parse("tom = 5 apple @22:23\nann = 5 apple @22:23\nboth = 10 apple\nboth_is: both == tom + ann", text)
    assert [node.id for node in join([draft]).quantities] == ["tom", "ann", "both"]
    graph = admit(join([draft, draft]), text)
    assert isinstance(graph, Graph) and graph.rejected == ()
    assert graph.quantities[2].value == Fraction(10)
    assert cut(read_document(text), 1000) == (Span(0, len(text)),)
