"""``task=explain`` from the command line to the files."""

from __future__ import annotations

import shutil
from pathlib import Path

import pandas as pd
import pytest
import yaml

import sim
from sim.analysis.event_table import EVENT_COLUMNS
from sim.analysis.explain import CAUSE_COLUMNS
from sim.analysis.spells import SPELL_COLUMNS
from sim.analysis.trace_table import TRACE_COLUMNS
from sim.cli import main
from sim.study.provenance import COLUMNS as PROVENANCE
from tests.cli.test_bad_input import message

pytestmark = pytest.mark.functional


@pytest.fixture(scope="module")
def study(tmp_path_factory):
    """A folder with three futures of two minerals under the headline scenario."""
    out = tmp_path_factory.mktemp("study")
    arguments = ["minerals=[gallium,graphite]", "study.futures=3", "execution=serial", f"results_dir={out}"]
    return sim.run_study(*arguments).path


def explain(study, *more):
    return main(["task=explain", f"task.results={study}", *more])


@pytest.mark.parametrize("arm", ["without", "frameworks", "vault", "with"])
def test_every_arm_is_replayed_to_the_last_bit(arm, study, elsewhere, capsys):
    for mineral in ("gallium", "graphite"):
        arguments = ["task.future=2", f"task.arm={arm}", f"task.mineral={mineral}", "task.every_d=30"]
        assert explain(study, *arguments) == 0, capsys.readouterr().err


def test_what_is_left_and_what_is_printed(study, elsewhere, capsys):
    assert explain(study, "task.arm=frameworks", "task.mineral=gallium") == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 100
    folder = Path(printed[-1])
    assert folder.parent == Path("results/explain")
    names = {
        "config.yaml",
        "trace.csv",
        "events.csv",
        "spells.csv",
        "causes.csv",
        "explain.md",
        "explain.png",
    }
    assert {path.name for path in folder.iterdir()} == names
    columns = {
        "trace": TRACE_COLUMNS,
        "events": EVENT_COLUMNS,
        "spells": SPELL_COLUMNS,
        "causes": CAUSE_COLUMNS,
    }
    tables = {name: pd.read_csv(folder / f"{name}.csv") for name in columns}
    for name, wanted in columns.items():
        assert tuple(tables[name].columns) == (*wanted, *PROVENANCE)
    assert len(tables["spells"])
    text = (folder / "explain.md").read_text(encoding="utf-8")
    assert "## Why gallium ran short on day" in text
    assert set(tables["causes"]["event"].dropna()) <= set(tables["events"]["event"].dropna())
    assert yaml.safe_load((folder / "config.yaml").read_text())["task"]["arm"] == "frameworks"


def test_arm_and_mineral_have_defaults(study, elsewhere, capsys):
    assert explain(study) == 0
    assert "arm without, future 0" in capsys.readouterr().out


def test_other_numbers_are_an_error(study, tmp_path, elsewhere, capsys):
    copy = tmp_path / "copy"
    shutil.copytree(study, copy)
    config = yaml.safe_load((copy / "config.yaml").read_text())
    config["study"]["seed"] = 99
    (copy / "config.yaml").write_text(yaml.safe_dump(config))
    assert explain(copy, "task.mineral=gallium") == 1
    out, err = capsys.readouterr()
    assert out == ""
    assert "does not give the numbers" in err
    assert "stored" in err
    assert "replayed" in err
    assert list(elsewhere.iterdir()) == []


@pytest.mark.parametrize(
    ("argument", "value", "allowed"),
    [
        ("task.future=3", "3", "0 to 2"),
        ("task.arm=wth", "wth", "without, frameworks, vault, with"),
        ("task.mineral=galium", "galium", "gallium, graphite"),
        ("task.mineral=any", "any", "gallium, graphite"),
        ("task.every_d=0", "0", "more than 0"),
        ("task.future=-1", "-1", "at least 0"),
        ("task.results=nowhere", "nowhere", "an existing results folder"),
        ("task.results=null", "null", "results/run/"),
    ],
)
def test_a_wrong_request_names_what_is_allowed(argument, value, allowed, study, elsewhere, capsys):
    assert explain(study, argument) == 2
    told = message(capsys)
    assert (told["key"], told["value"]) == (argument.partition("=")[0], value)
    assert told["where"] == f"command line: {argument}"
    assert allowed in told["allowed"]
    assert list(elsewhere.iterdir()) == []


def test_a_folder_without_a_study(elsewhere, capsys):
    (elsewhere / "empty").mkdir()
    assert explain("empty") == 2
    assert "manifest.json" in message(capsys)["allowed"]


def test_the_page_names_every_column(root):
    text = (root / "docs" / "results.md").read_text(encoding="utf-8")
    every = (*TRACE_COLUMNS, *EVENT_COLUMNS, *SPELL_COLUMNS, *CAUSE_COLUMNS)
    assert [name for name in every if f"`{name}`" not in text] == []
