"""Read tables without a model: cells -> quantities with labels, period, unit; totals -> relations."""

from stc.frontends.builtin.tables.reader import read_tables

__all__ = ["read_tables"]
