"""`stc compile`: compile a file, all files of a folder, or standard input."""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from stc.errors import ArtifactError, InputError, StcError

if TYPE_CHECKING:
    from stc.artifact import Artifact
    from stc.frontends.document import Format

PIPE = Path("-")  # standard input as FILE, standard output as OUT
LISTED = 10  # findings and rejected nodes that are printed one by one


def compile(
    file: Annotated[str, typer.Argument(metavar="FILE|DIR|-", help="A document, a folder of them, or - for a pipe.")],
    out: Annotated[
        Path | None,
        typer.Option(
            "-o", "--out", metavar="OUT", help="Where to write (- for a pipe); by default STEM.stc.json beside FILE."
        ),
    ] = None,
    locale: Annotated[
        str | None, typer.Option(help="How numbers are written, such as en or de; else inferred.")
    ] = None,
    format: Annotated[
        str | None, typer.Option(help="markdown, plain, separated or html; else from the suffix or the content.")
    ] = None,
) -> int:
    """Compile a text into an artifact.

    Prints what was found, contradicted and rejected. A pipe without -o gives the artifact on standard output.
    """
    from stc.frontends.document import SUFFIXES

    if not file:
        raise InputError("the name of the document is empty", hint="name a file, a folder or -")
    if format is not None and format not in SUFFIXES.values():
        raise InputError(f"unknown format: {format}", hint="one of: markdown, plain, separated, html")
    kind = cast("Format | None", format)
    path = Path(file)
    if path.is_dir():
        return _compile_folder(path, out, locale, kind)
    if file == "-" and out is None:
        out = PIPE
    _compile_file(path, out if out is not None else default_out(path), locale, kind)
    return 0


def default_out(path: Path) -> Path:
    """Name the artifact of a document.

    >>> default_out(Path("reports/2019.md")).as_posix()
    'reports/2019.stc.json'
    """
    return path.with_name(f"{path.stem}.stc.json")


def _compile_file(path: Path, out: Path, locale: str | None, format: Format | None) -> None:
    from stc.artifact import dumps
    from stc.cli.output import printable
    from stc.compiler import compile as compile_path
    from stc.compiler import compile_text
    from stc.source import read_standard_input

    if out.is_dir():
        out = out / default_out(path).name
    if out.exists() and path.exists() and out.samefile(path):
        raise InputError(f"{out} is the text itself", hint="name another file with -o")
    keep = _earlier(out)
    if path == PIPE:
        artifact = compile_text(read_standard_input(), locale=locale, format=format, keep=keep)
    else:
        artifact = compile_path(path, locale=locale, format=format, keep=keep)
    if out == PIPE:
        sys.stdout.buffer.write(dumps(artifact))
        return
    artifact.save(out)
    print(printable("\n".join([f"{path} -> {out}", *summary(artifact, out)])))


def _earlier(out: Path) -> Artifact | None:
    """Load what stands where the artifact goes, for what a user put into it; raises ArtifactError if it is damaged."""
    from stc.artifact import load

    if not out.is_file() or out.stat().st_size == 0:
        return None
    try:
        return load(out)
    except ArtifactError as error:
        raise ArtifactError(
            f"{error.message}, so what a user put into it would be lost",
            hint=f"remove {out}, or name another file with -o",
            code=error.code,
        ) from error


def _compile_folder(folder: Path, out: Path | None, locale: str | None, format: Format | None) -> int:
    """Compile all documents of a folder and go on after those that cannot be read; gives the exit code."""
    from stc.cli.output import printable

    targets = _targets(folder, folder if out is None else out)
    failed = 0
    for number, (path, target) in enumerate(targets.items(), 1):
        if sys.stderr.isatty():
            print(f"\r\x1b[K{number}/{len(targets)} {path}", end="\r", file=sys.stderr, flush=True)
        try:
            target.parent.mkdir(parents=True, exist_ok=True)
            _compile_file(path, target, locale, format)
        except (StcError, OSError) as error:
            failed += 1
            hint = getattr(error, "hint", "")
            print(printable(f"error: {error}" + (f"\nhint: {hint}" if hint else "")), file=sys.stderr)
    print(f"{len(targets) - failed} of {len(targets)} documents compiled")
    return 2 if failed else 0


def _targets(folder: Path, out: Path) -> dict[Path, Path]:
    """Give the documents of a folder and where each one's artifact goes; raises InputError where there are none."""
    from stc.frontends.document import SUFFIXES

    files = [
        path
        for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in SUFFIXES
        and path.is_file()
        and not any(part.startswith(".") for part in path.relative_to(folder).parts)
    ]
    if not files:
        raise InputError(f"no documents in {folder}", hint=f"looked for {', '.join(sorted(SUFFIXES))}")
    stems = Counter(path.with_suffix("") for path in files)
    names = {
        path: default_out(path) if stems[path.with_suffix("")] == 1 else path.with_name(f"{path.name}.stc.json")
        for path in files  # a.csv beside a.md gives a.csv.stc.json
    }
    return {path: out / name.relative_to(folder) for path, name in names.items()}


def summary(artifact: Artifact, out: Path) -> list[str]:
    """Say what was found, contradicted and rejected, the first of each with its reason."""
    from stc.cli.output import count, one_line

    graph = artifact.graph
    kinds = {"table": graph.tables, "quantity": graph.quantities, "relation": graph.relations, "claim": graph.claims}
    found = [count(len(nodes), noun) for noun, nodes in (kinds | {"question": graph.questions}).items() if nodes]
    seconds = sum(artifact.run["seconds"].values())
    lines = [f"  {', '.join(found) or 'no numbers'}, in {seconds:.2f} s"]
    by_user = sum(getattr(node, "by", "") == "user" for node in graph.nodes())
    if by_user:
        lines.append(f"  {count(by_user, 'node')} by a user kept")
    lines.append(f"  {count(len(graph.findings), 'finding')}, {count(len(graph.rejected), 'rejected node')}")
    for told in (
        [f"{finding.kind}: {finding.message}" for finding in graph.findings],
        [f"{rejected.reason}: {rejected.message}" for rejected in graph.rejected],
    ):
        lines += [f"    {one_line(text)}" for text in told[:LISTED]]
        if len(told) > LISTED:
            lines.append(f"    and {len(told) - LISTED:,} more: stc show {out}")
    return lines
