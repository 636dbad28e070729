"""The wheel and the sdist: they hold all that is needed and nothing else, and work outside the checkout."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import tarfile
import tomllib
import zipfile
from pathlib import Path

import pytest

import stc

ROOT = Path(__file__).parent.parent
OUTSIDE = {"tests", "benchmarks", "examples", "build", "dist", ".git", ".venv", ".ci"}


def run(*command: str | Path, cwd: Path) -> str:
    """Run a command away from the checkout and give what it prints."""
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "STC_"))}
    done = subprocess.run(list(map(str, command)), cwd=cwd, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def built(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build wheel and sdist from a copy, since a build leaves files behind."""
    copy, out = tmp_path_factory.mktemp("copy") / "stc", tmp_path_factory.mktemp("dist")
    leave = shutil.ignore_patterns(".*", "build", "dist", "*.egg-info", "__pycache__", "shared")
    shutil.copytree(ROOT, copy, symlinks=True, ignore=leave)
    command = [sys.executable, "-m", "build", "--outdir", str(out), str(copy)]
    done = subprocess.run(command, cwd=out, capture_output=True, text=True, check=False)
    if done.returncode and any(word in done.stderr + done.stdout for word in ("Could not fetch", "No matching", "URL")):
        pytest.skip("the build needs setuptools from the network")
    assert done.returncode == 0, done.stdout + done.stderr
    return out


def sources() -> set[str]:
    """List the modules and data that must be installed, by their path in the wheel."""
    settings = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["tool"]["setuptools"]
    found = {f"stc/{name}" for name in settings["package-data"]["stc"]}
    for package in settings["packages"]:
        folder = settings["package-dir"].get(package, package.replace(".", "/"))
        found |= {f"{package.replace('.', '/')}/{path.name}" for path in (ROOT / folder).glob("*.py")}
    return found


def test_the_wheel_holds_every_module_and_nothing_else(built: Path) -> None:
    (wheel,) = built.glob("*.whl")
    assert wheel.name == f"stc_compiler-{stc.__version__}-py3-none-any.whl"
    info = f"stc_compiler-{stc.__version__}.dist-info"
    with zipfile.ZipFile(wheel) as archive:
        names = set(archive.namelist())
        entry = archive.read(f"{info}/entry_points.txt").decode()
    assert {name for name in names if not name.startswith(info)} == sources()
    assert {"METADATA", "RECORD", "WHEEL", "entry_points.txt", "licenses/LICENSE", "top_level.txt"} == {
        name.removeprefix(f"{info}/") for name in names if name.startswith(info)
    }
    assert "stc = stc.cli:main" in entry


def test_the_sdist_builds_the_same(built: Path) -> None:
    (sdist,) = built.glob("*.tar.gz")
    with tarfile.open(sdist) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    needed = {
        name.replace("stc/signatures/", "signatures/").replace("stc/optimizers/", "optimizers/") for name in sources()
    }
    assert needed <= names
    assert {"LICENSE", "README.md", "pyproject.toml"} <= names
    assert not {name for name in names if name.partition("/")[0] in OUTSIDE or name.startswith("tests/")}


def test_the_wheel_works_outside_the_checkout(built: Path, tmp_path: Path) -> None:
    (wheel,) = built.glob("*.whl")
    run(sys.executable, "-m", "venv", tmp_path / "env", cwd=tmp_path)
    python = tmp_path / "env" / "bin" / "python"
    packages = run(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=tmp_path).strip()
    run(
        python,
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-deps",
        "--no-index",
        "--disable-pip-version-check",
        wheel,
        cwd=tmp_path,
    )
    with Path(packages, "dependencies.pth").open("w", encoding="utf-8") as file:  # those of this environment
        file.writelines(f"{path}\n" for path in sys.path if path.endswith("site-packages"))
    (tmp_path / "tom.md").write_text("Tom has 3 apples.\n", encoding="utf-8")
    where = run(python, "-c", "import stc; print(stc.__file__)", cwd=tmp_path)
    assert where.startswith(packages)
    run(python.with_name("stc"), "compile", "tom.md", cwd=tmp_path)
    assert "all holds" in run(python, "-m", "stc", "verify", "tom.stc.json", cwd=tmp_path)
    run(python, "-c", "import stc.signatures, stc.optimizers", cwd=tmp_path)


def test_the_version_is_one() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    assert project["version"] == stc.__version__
    assert f"## {stc.__version__}" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


def test_dependencies_beyond_the_given_ones_have_their_reason() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))["project"]
    contributing = (ROOT / "CONTRIBUTING.md").read_text(encoding="utf-8")
    lines = [*project["dependencies"], *project["optional-dependencies"]["test"]]
    names = {"".join(c if c.isalnum() or c == "-" else " " for c in line).split()[0] for line in lines}
    for name in names - {"dspy-ai", "pydantic", "networkx", "sympy", "instructor", "openai"}:
        assert f"**{name}**" in contributing, name
