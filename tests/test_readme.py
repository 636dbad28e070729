"""What the README shows is what happens: its commands and Python run here, and its outputs and file map are compared.

Where a model is named, a local server says what MODEL holds: real HTTP, and replies and usage as a provider sends them.

UPDATE_README=1 python -m pytest tests/test_readme.py    writes them anew.
"""

from __future__ import annotations

import ast
import doctest
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from chat_server import ChatServer, Said
from model_replies import scripted

from stc.cli import app

ROOT = Path(__file__).parent.parent
README = ROOT / "README.md"
UPDATE = os.environ.get("UPDATE_README") == "1"
CONSOLE = re.compile(r"^```console\n(.*?)^```$", re.MULTILINE | re.DOTALL)
PYTHON = re.compile(r"^```python\n(.*?)^```$", re.MULTILINE | re.DOTALL)
MAP = re.compile(r"(?<=<!-- file map -->\n```text\n)(.*?)(?=^```$)", re.MULTILINE | re.DOTALL)
VARIES = (  # what differs from run to run, and the prices of models, which are not ours
    (re.compile(r"in \d+\.\d\d s\b"), "in ... s"),
    (re.compile(r"(?<=, )\$\d[\d.e-]*$|price not known$", re.MULTILINE), "$..."),
)
DRAFT: dict[str, Any] = {
    "quantities": [
        {"id": "rolls", "about": "rolls that Mara baked", "quote": "baked 24 rolls", "value": "24", "unit": "roll"},
        {"id": "price", "about": "price of a roll", "quote": "sold for $2", "value": "2", "unit": "$/roll"},
    ],
    "relations": [
        {"left": "burned", "formula": "rolls / 4", "quote": "A quarter of them burned"},
        {"left": "sold", "formula": "rolls - burned", "quote": "each of the others sold"},
    ],
    "questions": [{"question": "How many rolls burned?", "formula": "burned"}],
}


def says(text: str, given: int, written: int) -> Said:
    return Said(text, usage={"prompt_tokens": given, "completion_tokens": written})


MODEL = scripted(
    draft=says(json.dumps(DRAFT), 2210, 262),
    rethink=says('{"finished": true}', 2385, 6),
    compose=says("sold * price", 604, 4),
)


@pytest.fixture(scope="module", autouse=True)
def model() -> Iterator[None]:
    with ChatServer(MODEL) as server, pytest.MonkeyPatch.context() as patch:
        patch.setenv("STC_API_BASE", server.url)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Lay out what a fresh clone has after `make` has made its environment, with the one that runs this as `.venv`."""
    folder = tmp_path_factory.mktemp("readme")
    for name in ("Makefile", "pyproject.toml"):
        shutil.copy(ROOT / name, folder)
    shutil.copytree(ROOT / "examples", folder / "examples", ignore=shutil.ignore_patterns("*.stc.json"))
    programs = folder / ".venv" / "bin"
    programs.mkdir(parents=True)
    for name, module in (("stc", "-m stc"), ("python", "")):
        (programs / name).write_text(f'#!/bin/sh\nexec "{sys.executable}" {module} "$@"\n')
        (programs / name).chmod(0o755)
    (folder / ".venv" / "installed").touch()
    return folder


def run(command: str, folder: Path) -> str:
    """Run a line of shell as a newcomer would, and give all it prints."""
    path = f"{folder / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
    own = {name: value for name, value in os.environ.items() if name not in ("MAKEFLAGS", "MAKELEVEL", "MFLAGS")}
    env = {**own, "PATH": path, "PYTHONPATH": str(ROOT)}  # make inside make would tell of folders
    done = subprocess.run(
        command,
        shell=True,
        cwd=folder,
        env=env,
        text=True,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        check=False,
    )
    return done.stdout


def replay(block: str, folder: Path) -> str:
    """Run the commands of a block, and give the block as it should be."""
    commands = [line for line in block.splitlines() if line.startswith("$ ")]
    return "".join(f"{command}\n{run(command[2:], folder)}" for command in commands)


def test_what_the_commands_print_is_what_the_readme_shows(folder: Path) -> None:
    text = README.read_text(encoding="utf-8")
    blocks = CONSOLE.findall(text)
    assert any("$ make demo" in block for block in blocks)
    actual = [replay(block, folder) for block in blocks]
    if UPDATE:
        new = iter(actual)
        README.write_text(CONSOLE.sub(lambda _: f"```console\n{next(new)}```", text), encoding="utf-8")
    else:
        assert [settled(block) for block in actual] == [settled(block) for block in blocks]


def settled(block: str) -> str:
    """Take out of a block what differs from run to run."""
    for form, same in VARIES:
        block = form.sub(same, block)
    return block


def test_the_python_of_the_readme_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    names: dict[str, object] = {}
    flags = doctest.NORMALIZE_WHITESPACE | doctest.ELLIPSIS
    for block in PYTHON.findall(README.read_text(encoding="utf-8")):
        test = doctest.DocTestParser().get_doctest(block, names, "README.md", "README.md", 0)
        results: list[str] = []
        doctest.DocTestRunner(optionflags=flags).run(test, out=results.append, clear_globs=False)
        names = test.globs
        assert not results, "".join(results)
        assert test.examples


def test_the_file_map_names_every_file() -> None:
    text = README.read_text(encoding="utf-8")
    (shown,) = MAP.findall(text)
    if UPDATE:
        README.write_text(MAP.sub(lambda _: file_map(), text), encoding="utf-8")
    else:
        assert shown == file_map()


def file_map() -> str:
    """List every module with half a line from its docstring."""
    paths = [
        path.relative_to(ROOT)
        for folder in ("stc", "signatures", "optimizers", "benchmarks")
        for path in sorted(
            (ROOT / folder).rglob("*.py"), key=lambda path: (path.parent, path.name != "__init__.py", path)
        )
        if path.name != "__main__.py" and not any(part.is_symlink() for part in [*path.parents, path] if part != ROOT)
    ]
    width = max(len(str(path)) for path in paths) + 2
    return "".join(f"{path!s:{width}}{half_line(ROOT / path)}\n" for path in paths)


def half_line(path: Path) -> str:
    """Give the first line of a module's docstring, cut at a joint if it is long."""
    doc = ast.get_docstring(ast.parse(path.read_text(encoding="utf-8"))) or ""
    line = doc.partition("\n")[0].rstrip(".")
    joints = [found.start() for found in re.finditer(r"[;:,.] ", line) if 20 <= found.start() <= 90]
    return line if len(line) <= 90 else line[: joints[-1]] if joints else line[:90].rpartition(" ")[0] + " ..."


def test_every_command_is_in_the_readme() -> None:
    text = README.read_text(encoding="utf-8")
    names = [command.callback.__name__ for command in app.registered_commands if command.callback is not None]
    names += [group.name or group.typer_instance.info.name for group in app.registered_groups]
    assert len(names) >= 8
    for name in names:
        assert f"stc {name} " in text, name
