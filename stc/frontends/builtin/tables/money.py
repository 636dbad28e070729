"""Which columns of a table hold money by the table's own evidence: its marks, heads, labels and title."""

from __future__ import annotations

import re

from stc.frontends.builtin.tables.heads import Column
from stc.frontends.builtin.tables.layout import Layout
from stc.frontends.builtin.tables.units import own_currency

_MONEY = re.compile(
    r"\b(?:revenues?|sales?|turnover|income|earnings|profits?|loss(?:es)?|costs?|expens\w+|expenditures?|spend(?:ing)?"
    r"|prices?|pay|pa(?:id|yments?|yables?)|payroll|salar\w+|wages?|bonus(?:es)?|budget|assets?|liabilit\w+|equity|debts?"
    r"|cash|tax(?:es)?|tariffs?|interest|dividends?|margin|ebitd?a?|capex|opex|fees?|rents?|rentals?|amounts?|balances?"
    r"|receivables?|inventor\w+|goodwill|intangibles?|depreciation|amorti[sz]ation|impairments?|provisions?|allowances?"
    r"|capital|invest\w+|borrowings?|loans?|notes|credit|deposits?|bonds?|securities|value|worth|proceeds|charges?"
    r"|compensation|benefits?|reserves?|gains?|surplus|deficit|funds?|funding|grants?|purchases?|leases?|obligations?"
    r"|commitments?|contracts?|orders?|backlog|accru\w+|money|dollars?|euros?|subsid\w+|donations?|premiums?"
    r"|\w*(?:umsatz|umsätze|erlöse?|kosten|gewinn|verlust|ertr[aä]ge?|aufwand|aufwendungen|preise?|löhne|gehälter"
    r"|steuern?|vermögen|schulden|kapital|ergebnis|ausgaben|einnahmen|miete))\b",
    re.IGNORECASE,
)


def speaks_of_money(text: str) -> bool:
    """Tell whether a head, a label or a caption names something that is told in money.

    >>> [speaks_of_money(text) for text in ("Cost of sales", "Umsatzerlöse", "Shops", "Trees planted")]
    [True, True, False, False]
    """
    return bool(_MONEY.search(text))


def without_money(layout: Layout, caption: str) -> frozenset[tuple[int, int]]:
    """Give the columns, with their blocks, that nothing in the table says to hold money.

    Where marks or heads tell some columns to hold money, the others named beside them hold none; else the labels of
    the rows, or what stands over the table, speak for all of its columns.
    """
    places = [(b, c) for b, block in enumerate(layout.blocks) for c in range(len(block))]
    marked = {
        (row.block, c)
        for row in layout.rows
        for c, entry in enumerate(row.cells)
        if entry is not None and own_currency(entry)
    }
    told = marked | {(b, c) for b, c in places if _tells(layout.blocks[b][c])}
    if told:
        return frozenset((b, c) for b, c in places if (b, c) not in told and layout.blocks[b][c].words)
    labels = (" ".join((*row.groups, *row.label)) for row in layout.rows)
    spoken = any(map(speaks_of_money, (caption, *layout.title, *labels)))
    return frozenset() if spoken else frozenset(places)


def _tells(column: Column) -> bool:
    return bool(column.measure.currency) or any(map(speaks_of_money, column.words))
