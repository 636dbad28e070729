"""`stc schema`: the JSON Schema of artifacts."""

from __future__ import annotations


def schema() -> None:
    """Print the JSON Schema of artifact files."""
    from stc.artifact import schema as artifact_schema
    from stc.cli.output import as_json

    print(as_json(artifact_schema()))
