"""The frontend that needs no model: tables and prose, read by rules."""

from __future__ import annotations

from stc.frontends.document import Document
from stc.graph import Draft


def read(document: Document, locale: str = "en") -> Draft:
    """Read a document into a draft: its tables, then its prose; ids are unique."""
    from stc.frontends.builtin.prose import read_prose
    from stc.frontends.builtin.tables import read_tables

    tables = read_tables(document, locale)
    prose = read_prose(document, locale, (node.id for node in (*tables.tables, *tables.quantities, *tables.relations)))
    return tables.model_copy(
        update={
            "quantities": (*tables.quantities, *prose.quantities),
            "relations": (*tables.relations, *prose.relations),
        }
    )
