"""Write a file whole or not at all."""

from __future__ import annotations

import os
import tempfile
from contextlib import suppress
from pathlib import Path

from stc.errors import ArtifactError


def write(path: Path, data: bytes) -> None:
    """Write `data` to a temporary file beside `path`, flush it to the disk, then put it in place at once.

    A reader sees the old file or the new one, never half of one, whatever happens in between. The mode of an
    existing file is kept, and what a link points to is replaced, not the link. Raises ArtifactError.
    """
    temporary = ""
    try:
        target = Path(os.path.realpath(path))
        if target.exists() and not target.is_file():  # /dev/stdout, a pipe; a folder fails
            path.write_bytes(data)
            return
        handle, temporary = tempfile.mkstemp(prefix=f".{target.name[:40]}.", suffix=".tmp", dir=target.parent)
        with os.fdopen(handle, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        os.chmod(temporary, _mode(target))
        os.replace(temporary, target)
    except (OSError, ValueError) as error:  # ValueError: a NUL in the name
        reason = error.strerror if isinstance(error, OSError) and error.strerror else error
        raise ArtifactError(
            f"cannot write {path}: {reason}",
            hint="nothing was changed; check the folder, its permissions and the free space",
            code="write",
        ) from error
    finally:
        with suppress(OSError):  # already moved, when all went well
            if temporary:
                os.unlink(temporary)


def _mode(target: Path) -> int:
    """Give the mode of the file that is replaced, else what the user's mask leaves of read and write."""
    try:
        return target.stat().st_mode & 0o7777
    except FileNotFoundError:
        mask = os.umask(0)
        os.umask(mask)
        return 0o666 & ~mask
