"""Every error is one of ours, says what is wrong and what to do next."""

from __future__ import annotations

import inspect
from pathlib import Path

import pytest

import stc
from stc import errors
from stc.errors import InputError, StcError, TextFormError
from stc.source import MAX_BYTES, decode, read_source


def test_the_tree_in_the_docstring_is_the_tree_of_classes() -> None:
    found = [value for _, value in inspect.getmembers(errors, inspect.isclass) if issubclass(value, StcError)]
    for error in found:
        assert error.__name__ in (errors.__doc__ or "")
        assert getattr(stc, error.__name__) is error
    codes = [error.code for error in found]
    assert len(set(codes)) == len(codes)


def test_an_error_of_the_text_form_names_line_and_column() -> None:
    error = TextFormError("expected =", line=3, column=7, hint="write id = formula")
    assert str(error) == "line 3, column 7: expected ="
    assert (error.line, error.column, error.code) == (3, 7, "text-form")


BAD_BYTES = {
    b"": "is empty",
    b" \r\n\t": "only white space",
    b"Ums\xe4tze: 5": "not UTF-8: byte 0xe4 at offset 3",
    "Umsätze: 5 €".encode()[:-1]: "not UTF-8: byte 0xe2 at offset 12",
    b"revenue\x00 was 5": "NUL at offset 7",
    b"\x80\x00\x01\x02": "is binary",
    b"%PDF-1.7\n": "a PDF",
    b"PK\x03\x04": "Office",
    b"\xff\xfea": "not UTF-16",
}


@pytest.mark.parametrize("data", BAD_BYTES, ids=[value[:20] for value in BAD_BYTES.values()])
def test_bytes_that_are_no_text_are_refused(data: bytes) -> None:
    with pytest.raises(InputError, match=BAD_BYTES[data]) as caught:
        decode(data, "report.txt")
    assert caught.value.message.startswith("report.txt ")
    assert caught.value.hint


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32"])
def test_text_with_a_byte_order_mark_is_read(encoding: str, tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    file.write_bytes("Umsatz 5 €\r\n".encode(encoding))
    assert read_source(file) == ("Umsatz 5 €\r\n", "a.txt")
    assert read_source(str(file)) == ("Umsatz 5 €\r\n", "a.txt")


def test_large_files_are_refused_before_they_are_read(tmp_path: Path) -> None:
    file = tmp_path / "a.txt"
    with file.open("wb") as out:
        out.truncate(MAX_BYTES + 1)
    with pytest.raises(InputError, match=r"20\.0 MB"):
        read_source(file)


@pytest.mark.parametrize("name", ["missing.md", "my report.md", "./missing", "reports/2019.xlsx"])
def test_a_missing_file_is_not_taken_for_a_text(name: str) -> None:
    with pytest.raises(InputError, match="no such file"):
        stc.compile(name)


@pytest.mark.parametrize("text", ["Revenue was $5.5 million.", "3/4", "missing.md\n", "Profit: 5"])
def test_a_text_is_not_taken_for_a_missing_file(text: str) -> None:
    assert read_source(text) == (text, "")


def test_a_path_is_always_a_file(tmp_path: Path) -> None:
    with pytest.raises(InputError, match="no such file"):
        stc.compile(tmp_path / "Tom has 3 apples")
    with pytest.raises(InputError, match="is a folder"):
        stc.compile(tmp_path)


@pytest.mark.parametrize("given", [b"Tom has 3 apples", 3, None, ["Tom"]])
def test_what_is_neither_text_nor_path_is_refused(given: object) -> None:
    with pytest.raises(InputError, match="expected a text"):
        stc.compile(given)  # type: ignore[arg-type]
