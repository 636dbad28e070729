"""Numerals: whole ones and those in running text against fixtures, what a span holds, locales, bounds."""

from __future__ import annotations

import time
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from stc.errors import InputError
from stc.graph import show_exact
from stc.numerals import (
    Numeral,
    ambiguous,
    find_numerals,
    guess_locale,
    holds,
    locale_of,
    read_numeral,
    readings,
)

FIXTURES = Path(__file__).parent / "fixtures"


def _lines(name: str) -> list[str]:
    lines = (FIXTURES / name).read_text(encoding="utf-8").splitlines()
    return [line for line in lines if line.strip() and not line.startswith("#")]


@pytest.mark.parametrize("line", _lines("numerals.txt"))
def test_whole_numeral(line: str) -> None:
    locale, text, value, more = _cut(line)
    reading = read_numeral(text, locale)
    if value == "-":
        assert reading is None
        return
    assert reading is not None
    assert show_exact(reading.value) == show_exact(Fraction(value))
    for said in more.split():
        name, _, wanted = said.partition("=")
        if said.startswith("±"):
            assert reading.resolution == Fraction(said[1:])
        elif wanted:
            assert getattr(reading, name) == wanted
        else:
            assert said in ("percent", "footnote")
            assert reading.percent if said == "percent" else reading.doubt == "footnote"
    assert holds(text, (0, len(text)), reading.value, locale)
    assert not holds(text, (0, len(text)), reading.value + 1, locale)


def _cut(line: str) -> tuple[str, str, str, str]:
    locale, rest = line.split("|", 1)
    text, value, more = rest.rsplit("|", 2)
    return locale.strip(), text.strip(), value.strip(), more.strip()


def _show(text: str, numeral: Numeral) -> str:
    shape = "" if numeral.shape == "integer" else f":{numeral.shape}"
    return f"{text[numeral.start : numeral.end]}={show_exact(numeral.value)}{shape}"


@pytest.mark.parametrize("line", _lines("numerals_in_text.txt"))
def test_numerals_in_text(line: str) -> None:
    said, wanted = line.split("=>")
    locale, text = said.split("|", 1)
    locale, text = locale.strip(), text.strip().replace("\\n", "\n")
    found = find_numerals(text, 0, len(text), locale)
    assert " ".join(_show(text, numeral) for numeral in found) == wanted.strip()
    for numeral in found:
        if numeral.shape in ("integer", "decimal", "fraction", "words", "multiple"):
            assert holds(text, (numeral.start, numeral.end), numeral.value, locale)


@pytest.mark.parametrize(
    ("text", "piece", "value"),
    [
        ("sold 1,234 boxes", "234", 234),
        ("sold 1,234 boxes", "1", 1),
        ("sold 12345 boxes", "234", 234),
        ("grew 1.25 fold", "25", 25),
        ("an A320 jet", "320", 320),
        ("the 3rd row", "3", 3),
        ("at -5 degrees", "5", 5),
        ("a 1/4 share", "4", 4),
        ("on 12/31/2019", "31", 31),
        ("at 12:30", "30", 30),
        ("twenty-five men", "ten", 10),
        ("seventeen men", "seven", 7),
        ("a mix of 2½ and", "2", 2),
        ("10² and", "10", 10),
    ],
)
def test_a_piece_of_a_numeral_holds_nothing(text: str, piece: str, value: int) -> None:
    start = text.find(piece)
    assert not holds(text, (start, start + len(piece)), Fraction(value)) or start < 0


@pytest.mark.parametrize("span", [(0, 0), (-1, 2), (2, 1), (0, 99)])
def test_a_span_outside_of_the_text_holds_nothing(span: tuple[int, int]) -> None:
    assert not holds("12", span, Fraction(12))


def test_a_span_with_its_scale_word_holds_both_numbers() -> None:
    assert holds("1.2 million", (0, 11), Fraction(6, 5))
    assert holds("1.2 million", (0, 11), Fraction(1_200_000))
    assert not holds("1.2 million", (0, 3), Fraction(1_200_000))


@pytest.mark.parametrize(
    ("text", "locale"),
    [
        ("Revenue was 1,234.5 and 2,000 of the rest is for us.", "en"),
        ("Umsatz 1.234,5 Mio. €, Vorjahr 1.100,0 Mio. €", "de"),
        ("Der Umsatz ist 1.234 und die Kosten sind 1.100 für das Jahr, in der Tabelle", "de"),
        ("Le chiffre d'affaires est de 1 234,5 et les ventes sont dans le tableau", "fr"),
        ("Total 1'234.50 und 2'000.00", "ch"),
        ("Crop 12,34,567 and 1,23,456.50", "in"),
        ("Section 3.2 and 3.4 tell the sum of 1,234 and 1,100", "en"),
        ("x;1.234\ny;2.345", "und"),
        ("x;1,234\ny;2,345", "und"),
        ("Sales of 3,2324 and 1,1003 with footnotes in the table of the year", "en"),
        ("Sales of 12,5 and 13,5 and 14,5 in the table of the year", "de"),
        ("no numbers here", "en"),
        ("", "en"),
        ("Ann has twice as many eggs as Tom had at first.", "en"),
        ("Ann has twice as many eggs as Tom. Tom has 1,200 eggs.", "en"),
        ("A farm has 3 times as many ducks as geese, and 1/4 as many hens as geese.", "en"),
        ("Rita earns 1,100 a month. As Max does, as do all.", "en"),
        ("How many miles per hour does Rita do?", "en"),
        ("I pour 3 cups. I pour 2 more. The van is in Los Angeles, en route to Las Vegas.", "en"),
        ("If the plants die, do they pay for 2,500 of them?", "en"),
        ("Max ran 2,400 miles. Each of his sons ran half as many miles as he did.", "en"),
        ("As vendas da loja foram de 1.250 euros e as de 2018 de 900.", "de"),
        ("As receitas aumentaram para 1.250 e as despesas para 1.100.", "de"),
        ("A Rita tem 1.200 livros e o Max tem o dobro da Rita, como as lojas do Porto.", "de"),
        ("Rita tiene 1.200 libros y Max tiene el doble que los de la escuela.", "de"),
        ("Il prezzo per una casa è di 1.200 euro, per il gruppo non cambia.", "de"),
        ("Rita hat 1.200 Bücher und Max hat die Hälfte von den Büchern.", "de"),
        ("Rita a 1 200 livres et Max en a le double pour les enfants.", "fr"),
        ("Rita had 12 boeken en Max had er het dubbele van, in een doos.", "de"),
    ],
)
def test_guess_locale(text: str, locale: str) -> None:
    assert guess_locale(text) == locale


def test_ambiguous_names_both_readings() -> None:
    assert ambiguous("1,234") == "'1,234' is 1234 (en, in) or 1.234 (de, fr): --locale says which, such as --locale en"
    assert ambiguous("12") == ambiguous("1,234.5") == ambiguous("apple") == ""
    assert "too long" in ambiguous("1" * 10_000)
    assert dict(readings("1.234"))["de"] == 1234


def test_unknown_locale_is_an_error() -> None:
    assert locale_of("pt-BR") == "de"
    with pytest.raises(InputError, match="unknown locale 'xx'"):
        locale_of("xx")
    with pytest.raises(InputError):
        find_numerals("5", locale="xx")


def test_digits_under_an_override_are_not_read() -> None:
    assert read_numeral("\u202e321") is None
    assert find_numerals("pay \u202e321\u202c now") == []


@given(st.integers(-(10**30), 10**30), st.integers(0, 12))
def test_what_is_printed_in_english_reads_back(number: int, places: int) -> None:
    value = Fraction(number, 10**places)
    digits = f"{abs(number):0{places + 1}d}"
    whole, rest = (digits[:-places], digits[-places:]) if places else (digits, "")
    printed = f"{int(whole):,}" + (f".{rest}" if places else "")
    for text in (
        (f"-{printed}", f"({printed})", f"$({printed})") if number < 0 else (printed, f"${printed}", f"{printed} %")
    ):
        reading = read_numeral(text)
        assert reading is not None
        assert reading.value == value
        assert reading.resolution == Fraction(1, 2 * 10**places)
    swapped = printed.translate(str.maketrans(",.", ".,"))
    german = read_numeral(swapped, "de")
    assert german is not None
    assert german.value == abs(value)


@given(
    st.text(alphabet="0123456789.,'’/-–−()%$€½² \u00a0\u202fabcekmnotwhrdlifsu:\n", max_size=60),
    st.sampled_from(["en", "de", "fr", "ch", "in", "und"]),
)
@settings(max_examples=300)
def test_what_is_found_holds(text: str, locale: str) -> None:
    last = 0
    for numeral in find_numerals(text, 0, len(text), locale):
        assert last <= numeral.start < numeral.end <= len(text)
        last = numeral.end
        assert text[numeral.start : numeral.end].strip()
    reading = read_numeral(text, locale)
    if reading is not None:
        assert 0 <= reading.start < reading.end


@pytest.mark.parametrize(
    "piece", ["1,", "9", "1-", "$", "(", "- ", "1 ", "½", "1 1/2 ", "(1", "one ", "one and ", "a half ", "1'"]
)
def test_long_input_takes_linear_time(piece: str) -> None:
    text = piece * (40_000 // len(piece))
    begin = time.perf_counter()
    find_numerals(text)
    read_numeral(text)
    guess_locale(text)
    ambiguous(text)
    assert time.perf_counter() - begin < 2


@pytest.mark.parametrize(
    ("text", "said", "value"),
    [
        ("paints for 3/8ths of the day", "3/8ths", Fraction(3, 8)),
        ("about 2/3rds of them", "2/3rds", Fraction(2, 3)),
        ("a 1/4th share", "1/4th", Fraction(1, 4)),
    ],
)
def test_fractions_with_an_ending_are_fractions(text: str, said: str, value: Fraction) -> None:
    (found,) = find_numerals(text, 0, len(text), "en")
    assert (text[found.start : found.end], found.value, found.shape) == (said, value, "fraction")
    assert holds(text, (found.start, found.end), value)
