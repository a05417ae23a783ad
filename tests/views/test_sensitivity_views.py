"""Figures and text of sensitivity and discovery."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pytest

from sim.views.discover import discover_figure, discover_text
from sim.views.sensitivity import BASIS_COLOURS, sensitivity_figure
from sim.views.sensitivity_text import WIDTH, sensitivity_text
from tests.views import analysis_samples as samples
from tests.views.analysis_samples import ABOUT, GAIN, INPUTS, LEVEL, about_box, sensitivity


@pytest.fixture
def table():
    return sensitivity()


@pytest.fixture
def noise():
    return samples.noise()


@pytest.fixture
def box():
    return samples.box()


def test_the_text_is_narrow_and_says_what_matters_and_what_does_not(table, noise):
    text = sensitivity_text(table, noise, [GAIN, LEVEL], ABOUT)
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "equivalent_days of gallium, with less without" in text
    assert "equivalent_days of gallium, without new policy" in text
    kept = [line for line in text.splitlines() if line.startswith("price_gamma")]
    assert len(kept) == 2
    assert all(".50" in line and ".60" in line for line in kept)
    assert (
        "Recalled or judged, and of little effect (mu* below 5 % of the largest), 1: leakage_share." in text
    )
    assert "Better founded, and of little effect, 1: yield_refine." in text
    assert "not swept for want of a range: 7 numbers." in text
    assert "Recalled or judged, and without any effect on these points, 1: licence_grant_share." in text


def test_the_text_says_whether_noise_or_the_budget_ended_it(table, noise):
    text = sensitivity_text(table, noise, [LEVEL], ABOUT)
    assert "inner noise 4.0 % of the variance: at most 10 %, as asked" in text
    assert "inner noise 23.0 % of the variance: above 10 %: the budget of 200 futures is spent" in text


def test_an_output_that_never_varied_can_be_shown(table, noise):
    table[["mu_star", "mu_star_ci"]] = 0.0
    table[["S1", "S1_ci", "ST", "ST_ci"]] = np.nan
    text = sensitivity_text(table, noise, [LEVEL], ABOUT)
    assert "without any effect on these points, 3: price_gamma" in text
    assert len(sensitivity_figure(table, noise, [LEVEL], ABOUT).axes) == 2


def test_bars_are_coloured_by_basis(table, noise):
    figure = sensitivity_figure(table, noise, [GAIN, LEVEL], ABOUT)
    assert len(figure.axes) == 4
    effects, shares = figure.axes[:2]
    bases = [basis for basis, _, _ in INPUTS.values()]
    colours = [mpl.colors.to_hex(bar.get_facecolor()) for bar in effects.patches]
    assert colours == [BASIS_COLOURS[basis] for basis in bases]
    assert [bar.get_width() for bar in effects.patches] == [20.0, 12.0, 0.5, 0.4, 0.0]
    assert [bar.get_width() for bar in shares.patches] == pytest.approx([0.6, 0.3])


def test_figures_leave_the_settings_alone(table, noise, box):
    before = dict(mpl.rcParams)
    sensitivity_figure(table, noise, [LEVEL], ABOUT)
    discover_figure(box, about_box(40))
    assert dict(mpl.rcParams) == before


def test_the_box_is_told_with_its_numbers(box):
    text = discover_text(box, about_box(40))
    assert max(map(len, text.splitlines())) <= WIDTH
    assert "coverage 0.70   density 0.90   mass 0.15   (28 of interest among 31)" in text
    lines = text.splitlines()
    (severity,) = (line for line in lines if line.startswith("decrees_all: severity"))
    (elasticity,) = (line for line in lines if line.startswith("supply_elasticity"))
    assert severity.split()[-1] == "<.001"
    assert elasticity.endswith("?")
    assert "may be chance\n" not in text


def test_a_box_that_means_little_says_so(box):
    assert "fewer than 20 futures of interest" in discover_text(box, about_box(19))
    asked = about_box(40) | {"asked_density": 0.95}
    assert "no box reaches a density of 0.95" in discover_text(box, asked)


def test_the_chosen_step_is_marked(box):
    figure = discover_figure(box, about_box(40))
    left, right = figure.axes
    marked = left.collections[-1].get_offsets()
    assert np.asarray(marked).tolist() == [[0.7, 0.9]]
    assert len(right.get_yticklabels()) == 2
