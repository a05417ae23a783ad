"""What stands in more than one file of the project agrees."""

from __future__ import annotations

import re
import tomllib

import pytest
import yaml
from packaging.requirements import Requirement
from packaging.version import Version

import sim


@pytest.fixture(scope="module")
def project(root):
    return tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))


@pytest.fixture(scope="module")
def constraints(root) -> list[Requirement]:
    lines = (root / "constraints.txt").read_text(encoding="utf-8").splitlines()
    return [Requirement(line) for line in lines]


def requirements(project) -> list[Requirement]:
    extras = project["project"]["optional-dependencies"].values()
    return [Requirement(text) for texts in (project["project"]["dependencies"], *extras) for text in texts]


def test_constraints_name_no_host(root):
    assert "://" not in (root / "constraints.txt").read_text(encoding="utf-8")


@pytest.mark.parametrize("python", ["3.11.2", "3.12.1", "3.13.0"])
def test_constraints_pin_every_requirement_on_every_python(python, project, constraints):
    here = {"python_version": python[:4], "python_full_version": python}
    pins = {pin.name: pin for pin in constraints if pin.marker is None or pin.marker.evaluate(here)}
    for requirement in requirements(project):
        (specifier,) = pins[requirement.name.lower()].specifier
        assert specifier.operator == "=="
        assert requirement.specifier.contains(Version(specifier.version)), requirement


def test_every_package_is_shipped(root, project):
    tree = {
        path.parent.relative_to(root).as_posix().replace("/", ".") for path in root.glob("sim/**/__init__.py")
    }
    assert set(project["tool"]["setuptools"]["packages"]) == tree | {"sim.scenarios"}


def test_one_version(root):
    citation = yaml.safe_load((root / "CITATION.cff").read_text(encoding="utf-8"))
    latest = re.search(r"^## (\S+)", (root / "CHANGELOG.md").read_text(encoding="utf-8"), re.MULTILINE)
    assert latest is not None
    assert citation["version"] == latest[1] == sim.__version__


def test_the_licence_is_apache_2(root, project):
    assert project["project"]["license"] == "Apache-2.0"
    assert "Version 2.0, January 2004" in (root / "LICENSE").read_text(encoding="utf-8")


def test_every_dependency_is_explained(root, project):
    explained = (root / "docs" / "dependencies.md").read_text(encoding="utf-8")
    for requirement in requirements(project):
        assert f"| {requirement.name} |" in explained, requirement.name
