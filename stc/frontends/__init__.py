"""Frontends: from a text to a draft of its graph."""
