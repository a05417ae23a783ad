"""Design to indices on functions whose indices are known."""

import numpy as np
import pytest

pytest.importorskip("SALib")

from SALib.test_functions import Ishigami  # noqa: E402

from sim.analysis.indices import (  # noqa: E402
    morris_design,
    morris_indices,
    noise_share,
    sobol_design,
    sobol_indices,
)

SLOPES = np.array([4.0, -2.0, 1.0, 0.0])
# Saltelli et al. 2008, a = 7, b = 0.1
ISHIGAMI_S1 = (0.3139, 0.4424, 0.0)
ISHIGAMI_ST = (0.5576, 0.4424, 0.2437)


def test_a_linear_model_has_its_slopes_as_effects():
    design = morris_design(4, trajectories=5, seed=1)
    assert design.shape == (25, 4)
    # medians of the quarters
    assert set(np.unique(design.round(9))) == {0.125, 0.375, 0.625, 0.875}
    found = morris_indices(design, design @ SLOPES, seed=1)
    assert found["mu_star"] == pytest.approx(0.75 * np.abs(SLOPES))
    assert found["sigma"] == pytest.approx(np.zeros(4), abs=1e-12)
    assert found["mu_star_ci"] == pytest.approx(np.zeros(4), abs=1e-12)


def test_a_linear_model_has_its_shares_of_variance_as_indices():
    design = sobol_design(4, samples=1024, seed=1)
    assert design.shape == (1024 * 6, 4)
    found = sobol_indices(4, design @ SLOPES, seed=1)
    shares = SLOPES**2 / np.sum(SLOPES**2)
    assert found["S1"] == pytest.approx(shares, abs=0.02)
    assert found["ST"] == pytest.approx(shares, abs=0.02)


def test_ishigami():
    design = sobol_design(3, samples=2048, seed=3)
    found = sobol_indices(3, Ishigami.evaluate(np.pi * (2.0 * design - 1.0)), seed=3)
    assert found["S1"] == pytest.approx(ISHIGAMI_S1, abs=0.03)
    assert found["ST"] == pytest.approx(ISHIGAMI_ST, abs=0.03)
    for name, exact in (("S1", ISHIGAMI_S1), ("ST", ISHIGAMI_ST)):
        assert np.all(np.abs(found[name] - exact) <= 1.5 * found[f"{name}_ci"] + 1e-3)


def test_designs_follow_the_seed():
    assert np.array_equal(sobol_design(3, 8, seed=5), sobol_design(3, 8, seed=5))
    assert not np.array_equal(sobol_design(3, 8, seed=5), sobol_design(3, 8, seed=6))
    assert np.array_equal(morris_design(3, 4, seed=5), morris_design(3, 4, seed=5))
    assert not np.array_equal(morris_design(3, 4, seed=5), morris_design(3, 4, seed=6))


def test_an_output_that_does_not_vary_has_no_indices():
    found = sobol_indices(3, np.full(8 * 5, 2.0), seed=1)
    assert all(np.isnan(values).all() for values in found.values())


def test_noise_is_the_variance_of_the_means_that_futures_make():
    rng = np.random.default_rng(1)
    signal = rng.normal(0.0, 3.0, (4000, 1))
    noise = rng.normal(0.0, 6.0, (4000, 16))
    # 36 / 16 over 9 + 36 / 16
    assert noise_share(signal + noise) == pytest.approx(2.25 / 11.25, rel=0.1)
    assert noise_share(np.repeat(signal, 4, axis=1)) == 0.0
    assert noise_share(np.full((5, 4), 7.0)) == 0.0


def test_noise_leaves_out_failed_runs():
    values = np.array([[1.0, 3.0, np.nan], [5.0, 7.0, np.nan]])
    assert noise_share(values) == noise_share(values[:, :2])
