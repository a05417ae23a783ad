"""What a study shows while it runs."""

from __future__ import annotations

import pytest

import sim
from sim.cli import main
from sim.tasks.progress import estimate

SMALL = ("scenario=gallium_ban_us", "minerals=[gallium]", "study.futures=3", "execution=serial")
pytestmark = pytest.mark.functional


def test_the_estimate_is_the_paired_difference_of_the_headline(elsewhere):
    results = sim.run_study(*SMALL)
    numbers = results.summary["total_pairs"]["with-without"]["any_mineral_days"]
    half = numbers["mean"] - numbers["ci_low"]
    assert estimate(results.path) == f"with-without {numbers['mean']:+.0f}\u00b1{half:.0f} days short, n=3"


def test_a_study_hardly_begun_has_no_estimate(elsewhere):
    results = sim.run_study(*SMALL)
    for part in (results.path / "outcomes").iterdir():
        part.unlink()
    assert estimate(results.path) == ""
    assert estimate(sim.run_study(*SMALL, "study.arms=single").path) == ""


def test_a_quiet_study_prints_its_folder_alone(elsewhere, capsys):
    assert main([*SMALL, "verbosity=quiet"]) == 0
    told = capsys.readouterr()
    (line,) = told.out.splitlines()
    assert line.startswith("results/run/")
    assert told.err == ""
    assert main([f"resume={line}", "verbosity=normal"]) == 0
    assert len(capsys.readouterr().out.splitlines()) > 10
