"""Figures and text of the loss of one supplier."""

from __future__ import annotations

import matplotlib as mpl
import pytest

from sim.views.n1 import n1_figures
from sim.views.n1_text import WIDTH, n1_text
from tests.views import figure_samples as tables
from tests.views.figure_samples import N1 as ABOUT


@pytest.fixture(scope="module")
def nodes():
    return tables.nodes()


@pytest.fixture(scope="module")
def concentration():
    return tables.stages()


@pytest.fixture(scope="module")
def figures(nodes, concentration):
    return n1_figures(nodes, concentration, ABOUT)


def words(figure):
    return " ".join(text.get_text() for text in figure.findobj(mpl.text.Text))


@pytest.mark.parametrize("name", ["survive", "concentration"])
def test_a_figure_draws_inside_its_page(figures, name, tmp_path):
    figure = figures[name]
    figure.savefig(tmp_path / "figure.png", dpi=50)
    assert (tmp_path / "figure.png").stat().st_size > 5_000
    used, (width, height) = figure.get_tightbbox(), figure.get_size_inches()
    assert used.x0 >= 0
    assert used.y0 >= 0
    assert used.x1 <= width
    assert used.y1 <= height
    assert "vaultsim" in words(figure)


def test_days_and_days_lost_stand_in_the_cells(figures):
    said = words(figures["survive"])
    for part in ("95", "1,618", "·", "12 runs", "seed 7", "5 years", "Days until", "Not drawn: 6 countries"):
        assert part in said


def test_a_cover_that_is_not_defined_is_a_dash(figures):
    said = words(figures["concentration"])
    assert "40 %" in said
    assert " - " in said
    assert "recycle" not in said


def test_one_mineral_is_enough(nodes, concentration):
    few = nodes[nodes["mineral"] == "neodymium_praseodymium"]
    for figure in n1_figures(few, concentration.head(1), ABOUT).values():
        figure.draw_without_rendering()
        assert figure.axes


def test_the_text_is_narrow_and_says_who_hurts(nodes, concentration):
    text = n1_text(nodes, concentration, ABOUT)
    lines = text.splitlines()
    assert max(map(len, lines)) <= WIDTH
    (china,) = (line for line in lines if line.startswith("neodymium_praseodymium CHN"))
    assert china.split() == [
        *("neodymium_praseodymium", "CHN", "60%", "refine", "95", "a_sector_with_quite_a_lo", "(3)"),
        *("809", "809", "30.0x"),
    ]
    assert "survived at less than 90 days each (see n1.csv): 1." in text
    assert "nan" not in text
