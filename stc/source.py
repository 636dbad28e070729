"""Read a text from a file or from standard input, or say why it is none; the only place that decodes bytes."""

from __future__ import annotations

import codecs
import re
import sys
from pathlib import Path

from stc.errors import InputError

MAX_BYTES = 20_000_000  # of one text; a long annual report has under 2 million
WANTED = "a text to compile"
_ARTIFACT = re.compile(r'\s*\{\s*"format"\s*:\s*"stc/\d')
_SUFFIXES = frozenset(
    ["md", "markdown", "txt", "text", "csv", "tsv", "html", "htm", "eml", "pdf", "docx", "xlsx", "json"]
)
_MARKS = (  # a UTF-32 mark begins with the one of UTF-16, so it is asked for first
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_BINARY = (  # first bytes of files that people take for text, and what turns them into text
    (b"%PDF-", "a PDF", "convert it first, for example: pdftotext -layout FILE.pdf FILE.txt"),
    (b"PK\x03\x04", "a zip or an Office file", "convert it first, for example: pandoc FILE.docx -o FILE.md"),
    (b"\xd0\xcf\x11\xe0", "an old Office file", "convert it first, for example: soffice --convert-to html FILE.doc"),
    (b"\x1f\x8b", "a gzip file", "unpack it first: gunzip FILE.gz"),
    (b"\x89PNG", "an image", "stc reads text; run a text recognition first"),
    (b"\xff\xd8\xff", "an image", "stc reads text; run a text recognition first"),
)


def looks_like_path(text: str) -> bool:
    """Tell whether a string was meant as a file's name: one line with the suffix of a document, or a path.

    >>> looks_like_path("annual report.md"), looks_like_path("a/b.xlsx"), looks_like_path("Sales were $5.5 million")
    (True, True, False)
    """
    name = text.strip()
    if not name or "\n" in text or len(name) > 1024:
        return False
    suffix = name.rpartition(".")[2].lower() if "." in name[1:] else ""
    if suffix in _SUFFIXES:
        return True
    return " " not in name and (name.startswith(("./", "../", "/", "~/")) or (suffix.isalpha() and len(suffix) <= 5))


def existing_file(text: str) -> Path | None:
    """Find the file that a string names, if it is one line and such a file exists."""
    if "\n" in text or "\0" in text or len(text) > 4096 or not text.strip():
        return None
    try:
        path = Path(text)
        return path if path.exists() else None
    except (OSError, ValueError):  # a name too long for the file system is a text
        return None


def read_source(text_or_path: str | Path) -> tuple[str, str]:
    """Return a text and the name of its source ("" for a text that was given as such).

    A `pathlib.Path` is always a file. A `str` is a file if it is one line that names an existing file, and else the
    text itself; a `str` that only looks like a file's name (no spaces, a suffix) raises InputError.

    >>> read_source("Tom has 3 apples.")
    ('Tom has 3 apples.', '')
    """
    if isinstance(text_or_path, Path):
        return read_file(text_or_path), _shown(text_or_path)
    if not isinstance(text_or_path, str):
        raise InputError(
            f"expected a text (str) or a file (pathlib.Path), got {type(text_or_path).__name__}",
            hint="decode bytes first: data.decode('utf-8')",
        )
    path = existing_file(text_or_path)
    if path is not None:
        return read_file(path), _shown(path)
    if looks_like_path(text_or_path):
        raise InputError(
            f"no such file: {text_or_path}",
            hint="check the name; a text that reads like one needs a newline at its end",
        )
    return checked(text_or_path, "the text"), ""


def _shown(path: Path) -> str:
    """Give a file's name; bytes in it that are no UTF-8 are escaped, for no file could hold them."""
    return path.name.encode("utf-8", "backslashreplace").decode()


def read_file(path: Path, wanted: str = WANTED) -> str:
    """Read one file's text exactly as it is, line ends included; raises InputError for what is no text.

    `wanted` says in the hint what an empty file should hold.
    """
    try:
        if path.is_dir():
            raise InputError(f"{path} is a folder", hint=f"compile all files in it: stc compile {path}")
        if path.stat().st_size > MAX_BYTES:
            raise too_large(str(path), path.stat().st_size)
        with path.open("rb") as file:
            data = file.read(MAX_BYTES + 1)  # a pipe or a device has no size to ask for
    except FileNotFoundError as error:
        raise InputError(f"no such file: {path}", hint="check the name and the folder") from error
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise InputError(f"cannot read {path}: {reason}", hint="check its name and permissions") from error
    return decode(data, str(path), wanted)


def read_standard_input(wanted: str = WANTED) -> str:
    """Read the text that is piped in."""
    return decode(sys.stdin.buffer.read(MAX_BYTES + 1), "standard input", wanted)


def decode(data: bytes, name: str, wanted: str = WANTED) -> str:
    """Decode UTF-8, or UTF-16 and UTF-32 with a byte order mark; raises InputError that names the first bad byte.

    >>> decode("3 €".encode("utf-16"), "note.txt")
    '3 €'
    """
    if len(data) > MAX_BYTES:
        raise too_large(name, len(data))
    for start, kind, hint in _BINARY:
        if data.startswith(start):
            raise InputError(f"{name} is {kind}, not a text", hint=hint)
    encoding = next((encoding for mark, encoding in _MARKS if data.startswith(mark)), "utf-8-sig")
    try:
        text = data.decode(encoding)
    except UnicodeDecodeError as error:
        if b"\0" in data[:4096]:
            raise InputError(
                f"{name} is binary, not a text", hint="stc reads Markdown, text, CSV, TSV and HTML"
            ) from error
        byte = f"byte 0x{data[error.start]:02x} at offset {error.start:,}" if error.start < len(data) else "its end"
        raise InputError(
            f"{name} is not {encoding.removesuffix('-sig').upper()}: {byte} cannot be decoded",
            hint="convert it, for example: iconv -f windows-1252 -t utf-8 FILE > NEW",
        ) from error
    return checked(text, name, wanted)


def too_large(name: str, size: int) -> InputError:
    """Make the error for a text over the limit."""
    return InputError(
        f"{name} has {size / 1e6:.1f} MB or more, the limit is {MAX_BYTES / 1e6:.0f} MB", hint="split it into parts"
    )


def checked(text: str, name: str, wanted: str = WANTED) -> str:
    """Return the text, or raise InputError if nothing can be read from it or no file could hold it."""
    if not text:
        raise InputError(f"{name} is empty", hint=f"give {wanted}")
    if not text.strip():
        raise InputError(f"{name} holds only white space", hint=f"give {wanted}")
    if _ARTIFACT.match(text):
        raise InputError(
            f"{name} is an artifact already, not a text",
            hint='ask it: stc ask ARTIFACT "QUESTION"; to compile anew, give the text that it was made of',
        )
    if len(text) > MAX_BYTES:
        raise too_large(name, len(text))
    zero = text.find("\0")
    if zero >= 0:
        raise InputError(f"{name} is binary: it has a NUL at offset {zero:,}", hint="remove it, or convert the file")
    if not text.isascii():
        try:
            text.encode()
        except UnicodeEncodeError as error:
            raise InputError(
                f"{name} has half a character (a lone surrogate) at offset {error.start:,}", hint="decode the text anew"
            ) from error
    return text
