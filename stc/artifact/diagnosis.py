"""Say why a file is no artifact, in words that tell what to do next."""

from __future__ import annotations

import json

from pydantic import ValidationError

from stc.artifact import FORMAT
from stc.errors import ArtifactError


def diagnose(data: bytes, name: str, error: Exception) -> ArtifactError:
    """Make the error for a file whose shape is not that of an artifact.

    >>> print(diagnose(b"# Report", "report.md", ValueError()).message)
    report.md is not an artifact: it is not JSON (Expecting value, line 1, column 1)
    """
    compile_first = f"compile it first: stc compile {name}"
    if not data.strip():
        return ArtifactError(f"{name} is empty, not an artifact", hint="compile again", code="not-json")
    try:
        read = json.loads(data)
    except UnicodeDecodeError as wrong:
        return ArtifactError(f"{name} is not an artifact: {wrong.reason} at byte {wrong.start}", hint=compile_first)
    except json.JSONDecodeError as wrong:
        where = f"{wrong.msg}, line {wrong.lineno}, column {wrong.colno}"
        if data.lstrip().startswith(b'{"format":"stc/'):
            message = f"{name} is damaged or cut short: {where}"
            return ArtifactError(message, hint="restore it, or compile again", code="truncated")
        return ArtifactError(
            f"{name} is not an artifact: it is not JSON ({where})", hint=compile_first, code="not-json"
        )
    except RecursionError:
        return ArtifactError(f"{name} is not an artifact: too deeply nested", hint=compile_first, code="not-json")
    except ValueError as wrong:  # such as an integer of 5,000 digits
        return ArtifactError(f"{name} is not an artifact: {wrong}", hint="compile again", code="not-json")
    if not isinstance(read, dict) or "format" not in read:
        return ArtifactError(
            f'{name} is JSON, but not an artifact: it has no "format"', hint=compile_first, code="shape"
        )
    if read["format"] != FORMAT:
        found = json.dumps(read["format"])[:40]
        message = f'{name} has the format {found}, this version of stc reads "{FORMAT}"'
        return ArtifactError(message, hint="compile the text again, or use the stc that wrote it", code="version")
    return ArtifactError(f"{name}: {describe(error)}", hint=f"list all faults: stc verify {name}", code="shape")


def describe(error: Exception) -> str:
    """Put the first complaint of pydantic in one line.

    >>> describe(ValueError("too large"))
    'too large'
    """
    if not isinstance(error, ValidationError):
        return str(error) or type(error).__name__
    first, count = error.errors(include_url=False)[0], error.error_count()
    place = ".".join(str(part) for part in first["loc"])
    more = f" (and {count - 1} more)" if count > 1 else ""
    return " ".join(f"{place}: {first['msg']}{more}".split())[:500]
