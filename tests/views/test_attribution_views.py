"""Figures and text of an attribution."""

from __future__ import annotations

import re

import matplotlib.colors
import numpy as np
import pytest

from sim.views.attribution import LESS, MORE, ROWS, attribution_figures, waterfall
from sim.views.attribution_text import WIDTH, attribution_text
from tests.views import figure_samples as tables

SAMPLED = tables.ATTRIBUTION | {"by": "instrument", "orders": 16, "arms": 700}
MANY = {f"item_{n}_with_quite_a_long_name": (float(40 - n), 1e7 * (n % 7 - 2)) for n in range(40)}


def text(about=tables.ATTRIBUTION, given=None):
    return attribution_text(
        tables.attribution_shares(given),
        tables.attribution_totals(given),
        tables.attribution_interactions(),
        tables.attribution_costs(),
        about,
    )


def bars(figure, panel=0):
    """Return left end, width and colour of the bars of a panel."""
    return [
        (bar.get_x(), bar.get_width(), matplotlib.colors.to_hex(bar.get_facecolor()))
        for bar in figure.axes[panel].patches
    ]


def test_the_steps_lead_from_without_to_with():
    figure = waterfall(tables.attribution_shares(), tables.attribution_totals(), tables.ATTRIBUTION)
    steps = bars(figure)
    assert steps[0][0] == 68.0
    assert sum(width for _, width, _ in steps) == pytest.approx(-34.0)
    for (left, width, _), (following, _, _) in zip(steps, steps[1:], strict=False):
        assert left + width == pytest.approx(following)
    assert [colour for _, _, colour in steps[:3]] == [LESS, LESS, MORE]


def test_players_are_ranked_and_those_without_effect_are_one_row():
    figure = waterfall(tables.attribution_shares(), tables.attribution_totals(), tables.ATTRIBUTION)
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert labels == ["without", "projects", "reserve", "floors", "1 other", "with"]


def test_long_names_stay_on_the_page():
    figure = waterfall(tables.attribution_shares(MANY), tables.attribution_totals(MANY), SAMPLED)
    figure.draw_without_rendering()
    assert figure.get_tightbbox().x0 >= 0


def test_many_players_are_cut_and_still_lead_to_with():
    figure = waterfall(tables.attribution_shares(MANY), tables.attribution_totals(MANY), SAMPLED)
    steps = bars(figure, panel=1)
    assert len(steps) == ROWS + 1
    total = tables.attribution_totals(MANY)["value"].iloc[1]
    assert sum(width for _, width, _ in steps) == pytest.approx(-total)
    assert any("16 sampled orders" in found.get_text() for found in figure.texts)


def test_without_pairs_there_is_no_matrix():
    nothing = tables.attribution_interactions()[:0]
    shares, totals = tables.attribution_shares(), tables.attribution_totals()
    assert set(attribution_figures(shares, totals, nothing, tables.ATTRIBUTION)) == {"waterfall"}


def test_one_future_has_no_whiskers():
    shares = tables.attribution_shares().assign(ci_low=np.nan, ci_high=np.nan)
    figure = waterfall(shares, tables.attribution_totals(), tables.ATTRIBUTION)
    assert not any("±" in found.get_text() for axes in figure.axes for found in axes.texts)


@pytest.mark.parametrize(("about", "given"), [(tables.ATTRIBUTION, None), (SAMPLED, MANY)])
def test_the_text_is_narrow(about, given):
    assert max(map(len, text(about, given).splitlines())) <= WIDTH


def test_the_text_names_shares_costs_and_clear_pairs():
    told = text()
    assert re.search(r"^projects +40 ±20 +48 +32 +900m ±450m$", told, re.MULTILINE)
    assert "Without any effect in any future: idle." in told
    assert "projects and floors substitutes (-5.0 ±1.0)" in told
    assert "floors and reserve complements" in told
    assert "projects and reserve" not in told
    assert "all combinations" in told
    assert "order se" not in told
    assert "order se" in text(SAMPLED)
    assert "only 8 futures" in told
