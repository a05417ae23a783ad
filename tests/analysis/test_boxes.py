"""PRIM finds the box that made the futures of interest."""

import numpy as np
import pandas as pd
import pytest

pytest.importorskip("ema_workbench")

from sim.analysis.boxes import BOX_COLUMNS, TRAJECTORY_COLUMNS, find_box  # noqa: E402


@pytest.fixture(scope="module")
def sample():
    rng = np.random.default_rng(4)
    inputs = pd.DataFrame(rng.random((800, 5)), columns=list("abcde"))
    return inputs, ((inputs["a"] > 0.6) & (inputs["b"] < 0.4)).to_numpy()


@pytest.fixture(scope="module")
def box(sample):
    return find_box(*sample, density=0.95, min_mass=0.05)


def test_the_box_is_found(box):
    limits = box.limits.set_index("input")
    sure = limits[limits[["quasi_p_low", "quasi_p_high"]].min(axis=1) < 1e-6]
    assert set(sure.index) == {"a", "b"}
    assert limits.loc["a", "low"] == pytest.approx(0.6, abs=0.05)
    assert limits.loc["b", "high"] == pytest.approx(0.4, abs=0.05)
    assert np.isnan(limits.loc["a", "quasi_p_high"])
    assert tuple(box.limits.columns) == BOX_COLUMNS


def test_coverage_density_and_mass_are_those_of_the_box(sample, box):
    inputs, interest = sample
    inside = np.full(len(inputs), True)
    for row in box.limits.to_dict("records"):
        inside &= inputs[row["input"]].between(row["low"], row["high"]).to_numpy()
    chosen = box.chosen
    assert chosen["density"] == pytest.approx(interest[inside].mean())
    assert chosen["coverage"] == pytest.approx(interest[inside].sum() / interest.sum())
    assert chosen["mass"] == pytest.approx(inside.mean())
    assert (chosen["futures"], chosen["of_interest"]) == (inside.sum(), interest[inside].sum())


def test_the_first_box_dense_enough_is_chosen(box):
    steps = box.trajectory
    assert tuple(steps.columns) == TRAJECTORY_COLUMNS
    assert steps["chosen"].sum() == 1
    assert box.chosen["density"] >= 0.95
    assert (steps["density"][: box.chosen["step"]] < 0.95).all()
    assert steps["coverage"].iloc[0] == 1.0


def test_the_densest_is_chosen_where_none_is_dense_enough(sample):
    inputs, _ = sample
    noise = np.random.default_rng(5).random(len(inputs)) < 0.3
    box = find_box(inputs, noise, density=1.0, min_mass=0.1)
    assert box.chosen["density"] < 1.0
    assert box.chosen["density"] == box.trajectory["density"].max()
    assert (box.trajectory["mass"] >= 0.1).all()
