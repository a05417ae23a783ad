"""The notebooks and their text twins say the same, and carry no outputs."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import sim

FOLDER = Path(__file__).resolve().parents[2] / "notebooks"
NOTEBOOKS = sorted(FOLDER.glob("*.ipynb"))


def code(path):
    """Return the code cells of a notebook in the percent format."""
    cells = re.split(r"^# %%", path.read_text(encoding="utf-8"), flags=re.MULTILINE)[1:]
    texts = [cell.partition("\n")[2].strip() for cell in cells if not cell.startswith(" [markdown]")]
    return [re.sub(r"^# %", "%", text, flags=re.MULTILINE) for text in texts]


def test_there_is_a_notebook():
    assert NOTEBOOKS


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_matches_its_twin(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"] == code(
        path.with_suffix(".py")
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_carries_no_outputs(path):
    cells = json.loads(path.read_text(encoding="utf-8"))["cells"]
    assert all(
        not cell["outputs"] and cell["execution_count"] is None
        for cell in cells
        if cell["cell_type"] == "code"
    )


@pytest.mark.parametrize("path", NOTEBOOKS, ids=lambda path: path.name)
def test_a_notebook_uses_the_public_names_alone(path):
    text = path.with_suffix(".py").read_text(encoding="utf-8")
    assert not re.findall(r"^\s*(?:from sim|import sim\.)", text, re.MULTILINE)
    assert set(re.findall(r"\bsim\.(\w+)", text)) <= {*sim.__all__, "__file__"}
