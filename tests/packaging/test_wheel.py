"""The wheel, installed away from the checkout, runs a study."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import sysconfig
import zipfile
from pathlib import Path

import pytest

pytestmark = pytest.mark.packaging
SOURCES = ("pyproject.toml", "README.md", "LICENSE", "sim", "scenarios")


def call(*command: str | Path, cwd: Path) -> str:
    """Run a program without the checkout on its path and return what it prints."""
    environment = {name: value for name, value in os.environ.items() if name != "PYTHONPATH"}
    done = subprocess.run(command, cwd=cwd, env=environment, capture_output=True, text=True)
    assert done.returncode == 0, done.stderr
    return done.stdout


@pytest.fixture(scope="module")
def wheel(root, tmp_path_factory) -> Path:
    """The wheel, built from a copy so that the checkout stays clean."""
    copy = tmp_path_factory.mktemp("source")
    for name in SOURCES:
        if (root / name).is_dir():
            shutil.copytree(root / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        else:
            shutil.copy(root / name, copy / name)
    pip = [sys.executable, "-m", "pip", "wheel", "-q", "--no-deps", "--no-build-isolation"]
    call(*pip, "-w", copy / "dist", copy, cwd=copy)
    return next((copy / "dist").glob("*.whl"))


@pytest.fixture(scope="module")
def installed(wheel, tmp_path_factory) -> Path:
    """A new environment with the wheel; the other packages are those of this environment."""
    home = tmp_path_factory.mktemp("venv")
    call(sys.executable, "-m", "venv", "--without-pip", home, cwd=home)
    bin_dir = next(folder for folder in (home / "bin", home / "Scripts") if folder.is_dir())
    python = bin_dir / "python"
    # put the wheel first: an editable install of the checkout must not be what runs
    call(
        sys.executable,
        "-m",
        "pip",
        f"--python={python}",
        "install",
        "-q",
        "--no-deps",
        "--no-index",
        wheel,
        cwd=home,
    )
    own = Path(call(python, "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=home).strip())
    others = {sysconfig.get_path("purelib"), sysconfig.get_path("platlib")}
    (own / "others.pth").write_text("\n".join(sorted(others)) + "\n", encoding="utf-8")
    return bin_dir


def test_the_wheel_holds_code_tables_and_scenarios_and_nothing_else(wheel, root):
    names = set(zipfile.ZipFile(wheel).namelist())
    wanted = {f"sim/{path.relative_to(root).as_posix()}" for path in root.glob("scenarios/**/*.yaml")}
    wanted |= {path.relative_to(root).as_posix() for path in root.glob("sim/**/*.py")}
    wanted |= {path.relative_to(root).as_posix() for path in root.glob("sim/data/*.csv")} | {"sim/py.typed"}
    wanted |= {f"sim/views/report/page.{kind}" for kind in ("html", "css", "js")}
    extra = {name for name in names - wanted if ".dist-info/" not in name}
    assert wanted <= names
    assert extra == set()
    assert any(name.endswith("/LICENSE") for name in names)


def test_the_installed_program_runs_a_study_elsewhere(installed, tmp_path):
    found = call(
        installed / "python",
        "-c",
        "import sim, sim.config as c; print(sim.__file__, c.scenarios_dir())",
        cwd=tmp_path,
    )
    package, scenarios = found.split()
    assert Path(package).is_relative_to(installed.parent)
    assert Path(scenarios) == Path(package).parent / "scenarios"
    out = call(installed / "vaultsim", "scenario=none", "study.futures=2", cwd=tmp_path)
    folder = tmp_path / out.splitlines()[-1]
    assert (folder / "summary.json").is_file()
    assert [path.name for path in tmp_path.iterdir()] == ["results"]
