"""Figures and text of sensitivity and discovery."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from sim.analysis.boxes import BOX_COLUMNS, TRAJECTORY_COLUMNS, Box
from sim.analysis.outputs import Output
from sim.analysis.stage import NOISE_COLUMNS, SENSITIVITY_COLUMNS
from sim.views.discover import discover_figure, discover_text
from sim.views.sensitivity import BASIS_COLOURS, sensitivity_figure
from sim.views.sensitivity_text import WIDTH, sensitivity_text

LEVEL = Output("gallium", "equivalent_days", "without")
GAIN = Output("gallium", "equivalent_days", "with", "without")
ABOUT = {"scenario": "china_export_bans", "world": "default", "horizon_d": 3650, "seed": 1, "inputs": 5}
ABOUT |= {"max_noise": 0.1, "max_futures": 200, "soft_without_range": 7}
LONG = "china-licensing-per-mineral-and-decree: rate per year@neodymium_praseodymium"
INPUTS = {
    "price_gamma": ("judgement", 20.0, 0.6),
    LONG: ("derived", 12.0, 0.3),
    "leakage_share": ("recalled", 0.5, np.nan),
    "yield_refine": ("derived", 0.4, np.nan),
    "licence_grant_share": ("judgement", 0.0, np.nan),
}


def rows(output):
    for name, (basis, mu_star, total) in INPUTS.items():
        yield {
            "output": output.name,
            "mineral": output.mineral,
            "metric": output.metric,
            "input": name,
            "unit": "share of former flow",
            "low": 0.0072,
            "mode": 0.3,
            "high": 11_670_000_000.0,
            "basis": basis,
            "source": "somebody",
            "mu_star": mu_star,
            "mu_star_ci": mu_star / 10,
            "sigma": 1.0,
            "S1": total - 0.1,
            "S1_ci": 0.1,
            "ST": total,
            "ST_ci": 0.1,
        }


def noise_row(output, phase, share):
    values = (
        phase,
        output.name,
        output.mineral,
        output.metric,
        1080,
        50,
        -1234.5,
        120.0,
        share,
        share <= 0.1,
    )
    return dict(zip(NOISE_COLUMNS, values, strict=True))


@pytest.fixture
def table():
    return pd.DataFrame([row for output in (GAIN, LEVEL) for row in rows(output)])[list(SENSITIVITY_COLUMNS)]


@pytest.fixture
def noise():
    phases = (("screening", 0.04), ("indices", 0.23))
    return pd.DataFrame([noise_row(output, *phase) for output in (GAIN, LEVEL) for phase in phases])


@pytest.fixture
def box():
    steps = [(0, 1.0, 0.2, 1.0, 0, 200, 40, False), (1, 0.7, 0.9, 0.15, 2, 31, 28, True)]
    limits = [
        ("decrees_all: severity", 0.68, 0.8, 0.0, 0.8, 1e-9, np.nan),
        ("supply_elasticity@gallium;germanium;cobalt_and_more", 0.0, 1200.0, 0.0, 3650.0, np.nan, 0.3),
    ]
    trajectory = pd.DataFrame(steps, columns=list(TRAJECTORY_COLUMNS))
    return Box(trajectory, pd.DataFrame(limits, columns=list(BOX_COLUMNS)))


def about_box(of_interest):
    names = {"scenario": "bans", "arm": "without", "mineral": "gallium", "metric": "equivalent_days"}
    numbers = {"horizon_d": 3650, "seed": 1, "above": 30.0, "asked_density": 0.8, "lived": 200, "inputs": 25}
    return names | numbers | {"of_interest": of_interest}


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
