"""Figures draw from small tables, say what they show, and leave no trace in matplotlib."""

from __future__ import annotations

import subprocess
import sys

import matplotlib as mpl
import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.study.tables import Runs
from sim.views import style
from sim.views.exceedance import exceedance, exceedance_curve, worst_minerals
from sim.views.fan import fan, quantiles
from sim.views.heatmap import SCALE, heatmap
from sim.views.paired import paired_differences
from tests.views import view_samples as samples

SAME = {"without": 1.0, "frameworks": 1.0, "vault": 0.6, "with": 0.6}


def draw_all(n=8, effects=None, scales=None):
    runs = Runs(samples.outcomes(scales, n, effects))
    return {
        "heatmap": heatmap(runs, samples.ABOUT),
        "exceedance": exceedance(runs, samples.ABOUT),
        "paired": paired_differences(samples.paired(scales, n, effects), samples.ABOUT),
        "fan": fan(samples.series(n=n, effects=effects), "gallium", samples.ABOUT),
    }


@pytest.fixture(scope="module")
def figures():
    return draw_all()


def words(figure):
    """Return all text of a figure."""
    return " ".join(text.get_text() for text in figure.findobj(mpl.text.Text))


@pytest.mark.parametrize("name", ["heatmap", "exceedance", "paired", "fan"])
def test_a_figure_draws_and_names_its_source(figures, name, tmp_path):
    figure = figures[name]
    assert isinstance(figure, Figure)
    figure.savefig(tmp_path / "figure.png", dpi=50)
    assert (tmp_path / "figure.png").stat().st_size > 5_000
    for part in ("china_export_bans", "seed 1", "vaultsim", "10 years", "estimates"):
        assert part in words(figure)


@pytest.mark.parametrize("name", ["heatmap", "exceedance", "paired", "fan"])
def test_nothing_leaves_the_page(figures, name):
    figure = figures[name]
    figure.draw_without_rendering()
    width, height = figure.get_size_inches()
    used = figure.get_tightbbox()
    assert used.x0 >= 0
    assert used.y0 >= 0
    assert used.x1 <= width
    assert used.y1 <= height


@pytest.mark.parametrize("n", [1, 2])
def test_one_or_two_futures_are_enough_to_draw(n, tmp_path):
    for name, figure in draw_all(n).items():
        figure.savefig(tmp_path / f"{name}.png", dpi=40)
        assert (tmp_path / f"{name}.png").stat().st_size > 0


def test_a_single_arm_is_enough_to_draw():
    runs = Runs(samples.outcomes(effects={"with": 0.7}))
    assert "with" in words(heatmap(runs, samples.ABOUT))
    assert "with" in words(exceedance(runs, samples.ABOUT))


def test_a_study_without_losses_draws():
    assert set(draw_all(scales={"tin": 0.0})) == {"heatmap", "exceedance", "paired", "fan"}


@pytest.mark.parametrize("name", ["heatmap", "exceedance"])
def test_coinciding_arms_are_said(name):
    said = words(draw_all(effects=SAME)[name])
    assert "The same numbers in every run: without = frameworks; vault = with." in said


def test_a_fan_of_coinciding_arms_says_so():
    table = samples.series(effects={"without": 1.0, "with": 1.0})
    assert "without = with" in words(fan(table, "gallium", samples.ABOUT))


def test_arms_keep_their_colours():
    colours = [style.arm_colour(arm) for arm in samples.ARMS]
    assert len(set(colours)) == 4
    assert style.arm_colour("jogmec_180") == style.arm_colour("vault")


def test_the_heat_scale_darkens_all_the_way():
    red, green, blue, _ = SCALE(np.linspace(0, 1, 50)).T
    assert np.all(np.diff(0.2126 * red + 0.7152 * green + 0.0722 * blue) < 0)


def test_drawing_leaves_the_settings_alone():
    before = dict(mpl.rcParams)
    draw_all(2)
    assert dict(mpl.rcParams) == before


def test_drawing_needs_no_pyplot():
    code = (
        "import sys; import sim.views.figures, sim.views.terminal;"
        "print('matplotlib.pyplot' in sys.modules, 'scipy.stats' in sys.modules)"
    )
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert told.stdout.split() == ["False", "False"]


def test_an_exceedance_curve_by_hand():
    x, p, low, high = exceedance_curve(np.array([4.0, 0.0, 2.0, 2.0, np.nan]))
    assert x.tolist() == [0.0, 0.0, 2.0, 2.0, 4.0]
    assert p.tolist() == [1.0, 1.0, 0.75, 0.75, 0.25]
    assert np.all(low <= p)
    assert np.all(p <= high)


def test_gains_come_before_zero_in_an_exceedance_curve():
    x, p, _, _ = exceedance_curve(np.array([-1.0, 3.0]))
    assert x.tolist() == [-1.0, -1.0, 3.0]
    assert p.tolist() == [1.0, 1.0, 0.5]


def test_the_worst_minerals_come_first_and_idle_ones_not_at_all():
    runs = Runs(samples.outcomes())
    assert worst_minerals(runs, "equivalent_days") == ["gallium", "antimony", "copper"]


def test_fan_quantiles_are_over_futures():
    table = samples.series(n=5, weeks=10)
    rows = table[table["arm"] == "without"]
    days, values = quantiles(rows, "price")
    assert days.tolist() == [7.0 * week for week in range(10)]
    by_hand = np.median([rows[rows["future"] == f]["price"].to_numpy()[3] for f in range(5)])
    assert values[2][3] == pytest.approx(by_hand)
