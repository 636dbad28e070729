"""What the readers of Markdown, HTML, separated values and plain text make of a text; offsets always hold."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stc.errors import InputError
from stc.frontends.builtin.tables import read_tables
from stc.frontends.document import Document, Format, TableBlock, TextBlock, read_document


def rows(document: Document) -> list[list[str]]:
    return [[cell.text for cell in row] for table in document.tables() for row in table.rows]


def texts(document: Document) -> list[tuple[str, str]]:
    return [(b.kind, " ".join(b.text.split())) for b in document.blocks if isinstance(b, TextBlock)]


def values(text: str, name: str = "") -> list[str]:
    draft = read_tables(read_document(text, name=name))
    return [f"{q.value} {q.unit} {text[slice(*q.stated.span)]}" for q in draft.quantities if q.stated]


def test_markdown_blocks() -> None:
    text = "# Sales\n\nWe **sold** 3 [cars](x.html).\n\n- one\n- two\n\n> said\n\n    code 1\n"
    assert texts(read_document(text)) == [
        ("heading", "Sales"),
        ("paragraph", "We sold 3 cars ."),
        ("item", "one"),
        ("item", "two"),
        ("quote", "said"),
        ("code", "code 1"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "| a | b |\n|---|---|\n| x | 1 |\n",
        "a | b\n--- | ---\nx | 1\n",
        "| a | b\n|---|\n| x | 1 |\n",  # a rule with too few columns
        "+---+---+\n| a | b |\n+===+===+\n| x | 1 |\n+---+---+\n",
        "text before\n\n> | a | b |\n> |---|---|\n> | x | 1 |\n",
        "<table><tr><th>a<th>b<tr><td>x<td>1</table>",
        "intro\n\n<table>\n<tr><td>a</td><td>b</td></tr>\n\n<tr><td>x</td><td>1</td></tr>\n</table>\n",
        "a,b\nx,1\nx,1\n",
        "```\na     b\nx     1\ny     2\n```\n",
    ],
)
def test_one_table_in_many_forms(text: str) -> None:
    assert rows(read_document(text))[:2] == [["a", "b"], ["x", "1"]]


def test_cells_keep_escaped_pipes_and_offsets() -> None:
    text = "| a\\|b | **$ 1,234** |\r\n|---|---|\r\n|  x | `7` |\r\n"
    table = next(read_document(text).tables())
    assert [[cell.text for cell in row] for row in table.rows] == [["a|b", "$ 1,234"], ["x", "7"]]
    assert [text[cell.start : cell.end] for row in table.rows for cell in row] == ["a\\|b", "$ 1,234", "x", "7"]


def test_html_spans_marks_and_hidden_parts() -> None:
    text = (
        "<p>(in millions)</p><script>1 < 2</script><p style='display:none'>secret 5</p>"
        "<table><caption>Loss</caption><tr><td></td><td colspan=3>2021</td><td colspan=3>2020</td></tr>"
        "<tr><td>Loss&nbsp;of&nbsp;oil</td><td>$</td><td>(1,234</td><td>)</td><td>$</td><td>&mdash;</td><td></td></tr>"
        "<tr><td>Share</td><td></td><td>12.5</td><td>%</td><td></td><td>10</td><td>%</td></tr></table>"
    )
    document = read_document(text)
    assert texts(document) == [("paragraph", "(in millions)")]
    assert next(document.tables()).caption == "Loss"
    assert values(text) == ["-1234 million $ (1,234", "0 million $ &mdash;", "25/2 percent 12.5", "10 percent 10"]


def test_html_rows_that_span_and_nested_tables() -> None:
    text = "<table><tr><td rowspan=2>Area<td>2021<td>2020<tr><td>€m<td>€m<tr><td>North<td>5<td>6</table>"
    assert values(text) == ["5 million EUR 5", "6 million EUR 6"]
    nested = "<table><tr><td>left<td><table><tr><td>a<td>1<tr><td>b<td>2</table></table>"
    assert rows(read_document(nested)) == [["a", "1"], ["b", "2"]]
    assert ("paragraph", "left") in texts(read_document(nested))


def test_separated_values() -> None:
    text = '\ufeffName;"Größe; cm";Jahr\r\n"A ""x""";12;2020\r\nB;"1\n3";2021\r\n'
    document = read_document(text, name="a.csv")
    assert rows(document) == [["Name", "Größe; cm", "Jahr"], ['A "x"', "12", "2020"], ["B", "1 3", "2021"]]
    assert rows(read_document("a\tb\n1\t2\n3\t4\n")) == [["a", "b"], ["1", "2"], ["3", "4"]]
    assert read_document("Yes, I said so.\nNo, you did not.\n").format == "plain"


def test_plain_text_mail_and_aligned_columns() -> None:
    text = (
        "Hello,\n\n> > We sold 3.\n> Really?\n\n"
        "                2021      2020\nFish ......    1,200     1,100\nBread            800       (9)\n"
        "               -----     -----\nTotal          2,000     1,091\n\nBye\n"
    )
    document = read_document(text, "plain")
    assert [kind for kind, _ in texts(document)] == ["paragraph", "quote", "quote", "paragraph"]
    assert rows(document)[0] == ["", "2021", "2020"]
    assert rows(document)[1:3] == [["Fish", "1,200", "1,100"], ["Bread", "800", "(9)"]]


def test_prose_is_no_table() -> None:
    text = "In 2019 we had 5 boats.  In 2020 we had 7.\nThat is  all there is to say  about boats in 2020.\n"
    assert not list(read_document(text, "plain").tables())


@pytest.mark.parametrize(
    ("text", "name", "hint"),
    [
        ("%PDF-1.7", "", "pdftotext -layout"),
        ("x", "report.pdf", "pdftotext -layout"),
        ("x", "report.xlsx", "markitdown"),
        ("PK\x03\x04", "", "pandoc"),
        ("\x00\x01\x02" * 99, "", "UTF-8"),
        ("x" * 20_000_001, "", "split"),
    ],
)
def test_refused(text: str, name: str, hint: str) -> None:
    with pytest.raises(InputError) as caught:
        read_document(text, name=name)
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    "text",
    [
        *("", " \n\t", "|" * 5000, "[" * 5000, "*" * 5000 + "a", ">" * 500, "`" * 5001, '"' * 5001, "\ufeff"),
        "<!--" * 5000,
        "<" * 5000,
        "<table><tr><td>" * 300 + "1",
        "<table><tr>" + "<td rowspan=65000 colspan=1000>1</td>" * 20 + "<tr><td>2</table>",
        "|" + "a|" * 5000 + "\n|" + "-|" * 5000 + "\n|" + "1|" * 5000,
        "|a|b|\n|-|-|\n|x|" + "9" * 10_000 + "|\n",
        "| שם | 2019 |\n|---|---|\n| מכירות | 1,234 |\n",
    ],
)
@pytest.mark.parametrize("format", [None, "markdown", "html", "separated", "plain"])
def test_hostile(text: str, format: Format | None) -> None:
    holds(read_document(text, format))


def holds(document: Document) -> None:
    """Check that offsets lie in the text, in order, and that nothing in the tables breaks the reader."""
    for block in document.blocks:
        assert 0 <= block.start <= block.end <= len(document.text)
        match block:
            case TextBlock():
                assert len(block.text) == block.end - block.start
            case TableBlock():
                for cell in (cell for row in block.rows for cell in row):
                    assert block.start <= cell.start <= cell.end <= block.end
    for quantity in read_tables(document).quantities:
        assert quantity.stated is not None
        assert quantity.stated.span.start < quantity.stated.span.end


WORDS = "| ; , : # > - — % $ ** < é x: 2019 1,234 (5) Total <table> <tr> <td> </table> <!-- --> &amp;"
PIECES = st.sampled_from(
    [*WORDS.split(), "\u00a0", "\u202e", "\n", "\r\n", "---|---\n", "a b", "  ", "\t", "```\n", '"']
)


@settings(max_examples=150, deadline=None)
@given(st.lists(PIECES, max_size=60), st.sampled_from([None, "markdown", "html", "separated", "plain"]))
def test_any_text(pieces: list[str], format: Format | None) -> None:
    holds(read_document("".join(pieces), format))
