"""`stc compile`: compile a file, all files of a folder, or standard input."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from stc.errors import InputError, StcError

if TYPE_CHECKING:
    from stc.artifact import Artifact
    from stc.frontends.document import Format

LISTED = 10  # findings and rejected nodes that are printed one by one


def compile(
    file: Annotated[str, typer.Argument(metavar="FILE|DIR|-", help="A document, a folder of them, or - for a pipe.")],
    out: Annotated[
        Path | None,
        typer.Option("-o", "--out", metavar="OUT", help="Where to write; by default beside FILE, as STEM.stc.json."),
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

    if format is not None and format not in SUFFIXES.values():
        raise InputError(f"unknown format: {format}", hint="one of: markdown, plain, separated, html")
    kind = cast("Format | None", format)
    if file == "-":
        return _compile_pipe(out, locale, kind)
    path = Path(file)
    if path.is_dir():
        return _compile_folder(path, out, locale, kind)
    _compile_file(path, out if out is not None else default_out(path), locale, kind)
    return 0


def default_out(path: Path) -> Path:
    """Name the artifact of a document.

    >>> default_out(Path("reports/2019.md")).as_posix()
    'reports/2019.stc.json'
    """
    return path.with_name(f"{path.stem}.stc.json")


def _compile_file(path: Path, out: Path, locale: str | None, format: Format | None) -> Artifact:
    from stc.artifact import load
    from stc.compiler import compile as compile_path

    if out.is_dir():
        out = out / default_out(path).name
    if out.exists() and path.exists() and out.samefile(path):
        raise InputError(f"{out} is the text itself", hint="name another file with -o")
    keep = load(out) if out.is_file() else None
    artifact = compile_path(path, locale=locale, format=format, keep=keep)
    artifact.save(out)
    print("\n".join([f"{path} -> {out}", *summary(artifact, out)]))
    return artifact


def _compile_pipe(out: Path | None, locale: str | None, format: Format | None) -> int:
    from stc.artifact import dumps
    from stc.compiler import compile_text
    from stc.source import read_standard_input

    artifact = compile_text(read_standard_input(), locale=locale, format=format)
    if out is None:
        sys.stdout.buffer.write(dumps(artifact))
        return 0
    artifact.save(out)
    print("\n".join([f"- -> {out}", *summary(artifact, out)]))
    return 0


def _compile_folder(folder: Path, out: Path | None, locale: str | None, format: Format | None) -> int:
    from stc.frontends.document import SUFFIXES

    files = sorted(
        path
        for path in folder.rglob("*")
        if path.suffix.lower() in SUFFIXES and path.is_file() and not any(p.startswith(".") for p in path.parts[1:])
    )
    if not files:
        raise InputError(f"no documents in {folder}", hint=f"looked for {', '.join(sorted(SUFFIXES))}")
    if out is not None:
        out.mkdir(parents=True, exist_ok=True)
    stems = [path.with_suffix("") for path in files]
    failed = 0
    for number, path in enumerate(files, 1):
        if sys.stderr.isatty():
            print(f"\r\x1b[K{number}/{len(files)} {path}", end="\r", file=sys.stderr, flush=True)
        own = default_out(path) if stems.count(path.with_suffix("")) == 1 else path.with_name(f"{path.name}.stc.json")
        target = own if out is None else out / own.relative_to(folder)
        target.parent.mkdir(parents=True, exist_ok=True)
        try:
            _compile_file(path, target, locale, format)
        except StcError as error:
            failed += 1
            print(f"error: {error.message}\nhint: {error.hint}", file=sys.stderr)
    print(f"{len(files) - failed} of {len(files)} documents compiled")
    return 2 if failed else 0


def summary(artifact: Artifact, out: Path) -> list[str]:
    """Say what was found, contradicted and rejected, the first of each with its reason."""
    from stc.cli.output import count, one_line

    graph = artifact.graph
    kinds = (("table", graph.tables), ("quantity", graph.quantities), ("relation", graph.relations))
    found = [
        count(len(nodes), noun) for noun, nodes in (*kinds, ("claim", graph.claims), ("question", graph.questions))
    ]
    seconds = sum(artifact.run["seconds"].values())
    lines = [f"  {', '.join(found)}, in {seconds:.2f} s"]
    by_user = sum(getattr(node, "by", "") == "user" for node in graph.nodes())
    if by_user:
        lines.append(f"  {count(by_user, 'node')} by a user kept")
    listed = (
        ("finding", [f"{finding.kind}: {finding.message}" for finding in graph.findings]),
        ("rejected node", [f"{one.reason}: {one.node.id}: {one.message}" for one in graph.rejected]),
    )
    for noun, texts in listed:
        lines.append(f"  {count(len(texts), noun)}")
        lines += [f"    {one_line(text)}" for text in texts[:LISTED]]
        if len(texts) > LISTED:
            lines.append(f"    and {len(texts) - LISTED:,} more: stc show {out}")
    return lines
