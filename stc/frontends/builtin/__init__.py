"""The frontend that needs no model: tables and prose, read by rules."""

from __future__ import annotations

from stc.frontends.document import Document
from stc.graph import Draft


def read(document: Document, locale: str = "en") -> Draft:
    """Read a document into a draft: its tables, then its prose; ids are unique."""
    from stc.frontends.builtin.prose import read_prose
    from stc.frontends.builtin.tables import read_tables

    tables = read_tables(document, locale)
    taken = [*(t.id for t in tables.tables), *(q.id for q in tables.quantities), *(r.id for r in tables.relations)]
    prose = read_prose(document, locale, taken)
    return tables.model_copy(
        update={
            "quantities": (*tables.quantities, *prose.quantities),
            "relations": (*tables.relations, *prose.relations),
            "claims": (*tables.claims, *prose.claims),
            "findings": (*tables.findings, *prose.findings),
            "rejected": (*tables.rejected, *prose.rejected),
        }
    )
