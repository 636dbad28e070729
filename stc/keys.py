"""What the text columns of a table are to one another: a name and what describes it, two ends of a way.

| Name | Department | Salary |      "the salary of Ann" is a number of the table, "the salary of Sales" is none,
| Ann  | Sales      | 72,000 |      even where only one row is of Sales
"""

from __future__ import annotations

from stc.graph import Graph


def keyed_tables(graph: Graph) -> frozenset[str]:
    """Give the ids of the tables in which every row has several labels, the first its own and no running number.

    >>> from stc.frontends.builtin import read
    >>> from stc.frontends.document import read_document
    >>> text = "Country,Capital,Area\\nAldora,Merin,98\\nBorvia,Kest,210\\n"
    >>> sorted(keyed_tables(Graph(quantities=read(read_document(text)).quantities)))
    ['table_1']
    """
    return frozenset(table for table, rows in _paths(graph).items() if _is_keyed(rows))


def crossed_tables(graph: Graph) -> frozenset[str]:
    """Give the ids of the tables whose rows lead from one label to another: "Arvo, Belt", then "Belt, Corin"."""
    found = set[str]()
    for table, rows in _paths(graph).items():
        if len({len(row) for row in rows}) == 1:
            places = {(label, place) for row in rows for place, label in enumerate(row)}
            if len({label for label, _ in places}) < len(places):
                found.add(table)
    return frozenset(found)


def _paths(graph: Graph) -> dict[str, set[tuple[str, ...]]]:
    """Collect the row labels of each table."""
    paths: dict[str, set[tuple[str, ...]]] = {}
    for quantity in graph.quantities:
        if quantity.labels.table and quantity.stated is not None:
            paths.setdefault(quantity.labels.table, set()).add(quantity.labels.rows)
    return paths


def _is_keyed(rows: set[tuple[str, ...]]) -> bool:
    if len(rows) < 2 or any(len(row) < 2 or any(map(str.isdigit, row[0])) for row in rows):
        return False
    return len({row[0] for row in rows}) == len(rows)
