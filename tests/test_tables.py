"""Tables as text: each case of tests/fixtures/tables/*.txt is a document, `---`, and what is read from its tables."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from stc.admit import admit
from stc.frontends.builtin.tables import read_tables
from stc.frontends.document import read_document
from stc.graph import Draft, Quantity, show_exact
from stc.numerals import guess_locale

FOLDER = Path(__file__).parent / "fixtures" / "tables"


def cases() -> Iterator[tuple[str, str, str]]:
    """Read the cases of all files: title, document, expected lines."""
    for path in sorted(FOLDER.glob("*.txt")):
        for part in path.read_text(encoding="utf-8").split("\n=== ")[1:]:
            title, _, rest = part.partition("\n")
            document, _, expected = rest.partition("\n---\n")
            yield f"{path.stem}: {title}", document + "\n", expected.rstrip()


def show(draft: Draft) -> str:
    """Write a draft as the fixtures do: one line a quantity, then sums, then what was rejected."""
    sums = [f"sum {relation.left} = {relation.formula}" for relation in draft.relations]
    rejected = [f"rejected {one.reason}: {one.node.about}" for one in draft.rejected if isinstance(one.node, Quantity)]
    return "\n".join([*map(line, draft.quantities), *sums, *rejected])


def line(quantity: Quantity) -> str:
    labels = quantity.labels
    names = [" > ".join(labels.rows), " > ".join(labels.columns), labels.period.label if labels.period else ""]
    hedge = quantity.stated.qualifier if quantity.stated and quantity.stated.qualifier != "exact" else ""
    kinds = [labels.role if labels.role != "item" else "", labels.kind or "", hedge]
    value = show_exact(quantity.value) if quantity.value is not None else "?"
    return " | ".join([*names, f"{value} {quantity.unit}".strip(), " ".join(kind for kind in kinds if kind)])


@pytest.mark.parametrize(("title", "document", "expected"), [pytest.param(*case, id=case[0]) for case in cases()])
def test_table(title: str, document: str, expected: str) -> None:
    draft = read_tables(read_document(document), guess_locale(document))
    assert show(draft) == expected
    graph = admit(draft, document)
    assert [one.message for one in graph.rejected if one not in draft.rejected] == []


def test_ids_are_unique_and_plain() -> None:
    text = "| Übersicht – Zürich | 2019 |\n|---|---|\n| Umsatz! | 5 |\n| Umsatz! | 6 |\n| 日本 | 7 |\n"
    ids = [quantity.id for quantity in read_tables(read_document(text)).quantities]
    assert ids == ["umsatz_2019", "umsatz_2019_2", "n2019"]


def test_a_number_is_found_where_it_stands() -> None:
    text = "| a | 2019 |\r\n|---|---|\r\n| \t x\u00a0y | **$ 1,234** |\r\n"
    (quantity,) = read_tables(read_document(text)).quantities
    assert quantity.stated is not None
    assert text[slice(*quantity.stated.span)] == "$ 1,234"
