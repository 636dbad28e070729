"""What starts at once must not import what takes seconds; and no code may hide in a package that is not installed."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from pathlib import Path

import pytest

import stc

ROOT = Path(__file__).parent.parent
MODELS = {"dspy", "litellm", "openai", "instructor"}
SLOW = MODELS | {"sympy", "pint", "networkx", "rich", "numpy", "hypothesis", "pytest"}


def imported(code: str, *arguments: str) -> set[str]:
    """Run code in a new process and give the top-level modules that it imported."""
    script = f"import sys\ntry:\n    exec({code!r})\nfinally:\n    print(*sys.modules, file=sys.stderr)"
    done = subprocess.run([sys.executable, "-c", script, *arguments], capture_output=True, text=True, check=False)
    assert "Traceback" not in done.stderr, done.stderr
    return {name.partition(".")[0] for name in done.stderr.splitlines()[-1].split()}


@pytest.fixture(scope="module")
def artifact(tmp_path_factory: pytest.TempPathFactory) -> str:
    file = tmp_path_factory.mktemp("imports") / "report.stc.json"
    stc.compile(ROOT / "examples" / "annual_report.md").save(file)
    return str(file)


def test_importing_stc_imports_nothing_slow() -> None:
    assert imported("import stc") & (SLOW | {"pydantic", "typer"}) == set()


def test_help_imports_nothing_slow() -> None:
    code = "sys.argv[1:] = ['--help']\nfrom stc.cli import main\ntry:\n    main()\nexcept SystemExit: pass"
    assert imported(code) & (SLOW | {"pydantic"}) == set()


def test_asking_imports_no_models_and_nothing_slow(artifact: str) -> None:
    code = (
        "from stc.cli import main\ntry:\n    main(['ask', sys.argv[1], 'What was total revenue in 2024?'])\n"
        "except SystemExit: pass"
    )
    assert imported(code, artifact) & SLOW == set()


def test_python_asking_imports_no_models(artifact: str) -> None:
    code = "import stc\nstc.ask(stc.load(sys.argv[1]), 'What was the change in net income from 2023 to 2024?')"
    assert imported(code, artifact) & SLOW == set()


def test_compiling_imports_no_models() -> None:
    assert imported("import stc\nstc.compile('Tom has 3 apples. Ann has twice as many.')") & MODELS == set()


def test_the_public_names_are_those_of_all() -> None:
    assert sorted(stc.__all__) == stc.__all__
    assert dir(stc) == sorted(stc.__all__)
    for name in stc.__all__:
        assert getattr(stc, name) is not None
    with pytest.raises(AttributeError, match="nothing"):
        stc.nothing  # noqa: B018


def test_no_package_is_forgotten() -> None:
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    found = {"stc.signatures", "stc.optimizers"}
    for folder, name in (("stc", "stc"), ("signatures", "stc.signatures"), ("optimizers", "stc.optimizers")):
        for module in (ROOT / folder).rglob("*.py"):
            parts = module.parent.relative_to(ROOT / folder).parts
            if not (folder == "stc" and parts[:1] in (("signatures",), ("optimizers",))):
                found.add(".".join((name, *parts)))
    assert set(settings["packages"]) == found
    for name in found:
        folder_name = name.replace("stc.signatures", "signatures").replace("stc.optimizers", "optimizers")
        assert (ROOT / folder_name.replace(".", "/") / "__init__.py").exists(), f"{name} has no __init__.py"


def test_the_links_for_type_checkers_are_there() -> None:
    for name in ("signatures", "optimizers"):
        assert (ROOT / "stc" / name).resolve() == (ROOT / name).resolve()
