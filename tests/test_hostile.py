"""Bad and hostile input: a clear error or a rejected node with its reason, never a traceback or a wrong number."""

from __future__ import annotations

from pathlib import Path

import pytest

import stc
from stc.errors import InputError, StcError

UNUSABLE = {
    "empty": b"",
    "only white space": b" \n\t\r\n ",
    "binary": bytes(range(256)) * 8,
    "NUL": b"revenue\x00 was 5",
    "half a code point": "Umsätze: 5 €".encode()[:-1],
    "latin-1": "Ums\xe4tze: 5".encode("latin-1"),
    "PDF": b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj",
    "Office": b"PK\x03\x04\x14\x00\x06\x00",
}

ODD = {
    "a table without numbers": "| a | b |\n|---|---|\n| x | y |\n",
    "a ragged table": "| a | 2019 |\n|---|---|\n| x | 5 | 6 | 7 |\n| y |\n",
    "a wide row": "|" + " 1 |" * 20_000 + "\n|" + "---|" * 20_000 + "\n|" + " 2 |" * 20_000 + "\n",
    "nested HTML": "<table><tr><td>" * 300 + "7" + "</td></tr></table>" * 300,
    "unclosed HTML": "<table><tr><td>Revenue<td>5<tr><td colspan=999999999>x<td rowspan=-3>6",
    "a number of 10,000 digits": "The total was " + "9" * 10_000 + " apples.",
    "10,000 grouped digits": "The total was 1" + ",000" * 3_000 + " apples.",
    "towers": "The total was 9**9**9**9 and 2^3^4^5.",
    "minus signs": "The total was " + "-" * 5_000 + "5 apples.",
    "open parentheses": "(" * 5_000 + "5",
    "right to left": "סך הכול 640 ארגזים\u202e 5 apples \u202c",
    "CJK": "合計は1,250個です。",
    "look-alike letters": "Тоtаl rеvеnuе was 5 dollars. Total revenue was 6 dollars.",
    "full-width digits": "The total was １２３ apples.",
    "dunder words": "The __class__ was 5 apples. The lambda was 6 apples. The None is 7.",
    "an attack": "Total of __import__('os').system('id') is 5. {{7*7}} ${7*7} <script>alert(1)</script>",
    "many pipes": "|" * 50_000,
    "long line": "word " * 100_000,
    "rulers": "x 5\n" + "---\n" * 10_000,
    "rows that make no table": "a  1  2\na  1  2  3  4  5\n" * 5_000,
    "keys without numbers": "key: value\n" * 10_000,
    "blank lines": "x 5" + "\n" * 50_000 + "end",
    "many commas": "1," * 50_000,
    "one cell a line": "\n".join("| a | 1 |" for _ in range(2_000)),
    "combining marks": "The total was 5" + "\u0301" * 5_000 + " apples.",
    "surrogate": "The total was \ud800 5 apples.",
}


@pytest.mark.parametrize("name", UNUSABLE)
def test_unusable_files_are_refused_with_a_hint(name: str, tmp_path: Path) -> None:
    file = tmp_path / "input.txt"
    file.write_bytes(UNUSABLE[name])
    with pytest.raises(InputError) as caught:
        stc.compile(file)
    assert "input.txt" in caught.value.message
    assert caught.value.hint


def test_a_text_over_the_limit_is_refused(tmp_path: Path) -> None:
    file = tmp_path / "large.txt"
    file.write_text("Revenue was $5.\n" * 3_300_000)
    with pytest.raises(InputError, match="MB"):
        stc.compile(file)


@pytest.mark.parametrize("name", ODD)
def test_odd_texts_compile_or_are_refused(name: str, tmp_path: Path) -> None:
    try:
        artifact = stc.compile(ODD[name] if "\n" in ODD[name] else ODD[name] + "\n")
    except StcError as error:
        assert error.message and error.hint
        return
    file = tmp_path / "odd.stc.json"
    artifact.save(file)
    assert stc.load(file).graph == artifact.graph
    for quantity in artifact.graph.quantities:
        if quantity.stated is not None:
            start, end = quantity.stated.span
            assert artifact.text[start:end].strip()
    answer = stc.ask(artifact, "What was the net profit in 1987?")
    assert not answer.known


@pytest.mark.parametrize(
    "question",
    [
        "",
        "   ",
        "?",
        "What " * 5_000,
        "\x00",
        "9**9**9**9",
        "__import__('os')",
        "-" * 5_000,
        "\ud800",
        "合計?",
        "(" * 9_000,
        "1" * 20_000,
    ],
)
def test_odd_questions_are_not_known_or_refused(question: str) -> None:
    artifact = stc.compile("Tom has 5 apples.\nAnn has 7 apples.\n")
    try:
        assert not stc.ask(artifact, question).known
    except StcError as error:
        assert error.message and error.hint
