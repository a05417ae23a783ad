"""Every figure against its reference image, from small fixed tables.

After a wanted change draw them anew, then look at every image that differs:
``python -m pytest tests/views/test_images.py --mpl-generate-path=tests/views/baseline``.
"""

from __future__ import annotations

import pytest

from sim.study.tables import Runs, coinciding
from sim.views import style
from sim.views.attribution import interaction_matrix, waterfall
from sim.views.backtest import backtest_figure
from sim.views.closure import closure_figure
from sim.views.closure_map import closure_map
from sim.views.concentration import concentration_bars
from sim.views.discover import discover_figure
from sim.views.exceedance import exceedance
from sim.views.explain import explain_figure
from sim.views.fan import fan
from sim.views.heatmap import heatmap
from sim.views.map import mineral_map
from sim.views.n1 import survive
from sim.views.paired import paired_differences
from sim.views.preview import preview_figure
from sim.views.sensitivity import sensitivity_figure
from sim.views.sizing import allocation, budget_curve, frontier, regret
from sim.views.sweep import sweep_heatmap
from tests.analysis import sizing_samples as sizing
from tests.views import analysis_samples as analyses
from tests.views import figure_samples as tables
from tests.views import view_samples as samples

SAME = {"without": 1.0, "frameworks": 1.0, "vault": 0.6, "with": 0.6}


def draw_paired():
    effects = Runs(samples.outcomes(effects=SAME))
    notes = style.coincidence_note(coinciding(effects, effects.arms))
    return paired_differences(samples.paired(effects=SAME), samples.ABOUT, notes)


FIGURES = {
    "heatmap": lambda: heatmap(Runs(samples.outcomes()), samples.ABOUT),
    "heatmap_coinciding": lambda: heatmap(Runs(samples.outcomes(effects=SAME)), samples.ABOUT),
    "exceedance": lambda: exceedance(Runs(samples.outcomes()), samples.ABOUT),
    "paired": draw_paired,
    "fan": lambda: fan(samples.series(), "gallium", samples.ABOUT),
    "sweep": lambda: sweep_heatmap(tables.combined(), ["scenario", "reserve"], missing=1),
    "explain": lambda: explain_figure(*tables.lived_tables(), tables.LIVED),
    "survive": lambda: survive(tables.nodes(), tables.N1),
    "concentration": lambda: concentration_bars(tables.stages(), tables.N1),
    "closure": lambda: closure_figure(*tables.closure_tables(), tables.CLOSURE),
    "closure_map": lambda: closure_map(tables.detours(), tables.CLOSURE),
    "waterfall": lambda: waterfall(
        tables.attribution_shares(), tables.attribution_totals(), tables.ATTRIBUTION
    ),
    "interactions": lambda: interaction_matrix(tables.attribution_interactions(), tables.ATTRIBUTION),
    "map": lambda: mineral_map(tables.small_atlas()),
    "preview": lambda: preview_figure(*analyses.banned()),
    "sensitivity": lambda: sensitivity_figure(
        analyses.sensitivity(), analyses.noise(), [analyses.GAIN, analyses.LEVEL], analyses.ABOUT
    ),
    "discover": lambda: discover_figure(analyses.box(), analyses.about_box(40)),
    "backtest": lambda: backtest_figure(*analyses.backtested()),
    "sizing_frontier": lambda: frontier(sizing.tables()["sizing"], sizing.ABOUT),
    "sizing_budgets": lambda: budget_curve(sizing.tables()["sizing"], sizing.ABOUT),
    "sizing_allocation": lambda: allocation(sizing.tables()["allocation"], 12e9, sizing.ABOUT),
    "sizing_regret": lambda: regret(sizing.tables()["regret"], 12e9, sizing.ABOUT),
}


@pytest.fixture(autouse=True)
def one_version(monkeypatch):
    """Keep the reference images when the version in the source line changes."""
    monkeypatch.setattr("sim.__version__", "1.0")


@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.mpl_image_compare(style="default", savefig_kwargs={"dpi": 60}, tolerance=3)
def test_a_figure_looks_as_before(name):
    return FIGURES[name]()


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_says_where_it_is_from(name):
    said = " ".join(text.get_text() for text in FIGURES[name]().texts)
    assert "vaultsim 1.0" in said


@pytest.mark.parametrize("name", FIGURES)
def test_nothing_leaves_the_page(name):
    figure = FIGURES[name]()
    figure.draw_without_rendering()
    width, height = figure.get_size_inches()
    used = figure.get_tightbbox()
    assert (used.x0, used.y0) >= (0, 0)
    assert used.x1 <= width + 0.01
    assert used.y1 <= height
