"""Figures and text of the loss of one supplier."""

from __future__ import annotations

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from sim.views.n1 import n1_figures
from sim.views.n1_text import WIDTH, n1_text

ABOUT = {"world": "default", "model": "default", "seed": 7, "runs": 12, "horizon_d": 1825, "threshold": 0.01}


def node(mineral, country, first_day, lost, level="country"):
    survives = first_day is None
    return {
        "mineral": mineral,
        "level": level,
        "country": country,
        "stage": "" if level == "country" else "refine",
        "plant": "",
        "share": 0.6,
        "share_stage": "refine",
        "output_t_per_year": 1000.0,
        "survives": survives,
        "first_day": np.nan if survives else first_day,
        "first_sector": None if survives else "a_sector_with_quite_a_long_name_indeed",
        "first_sector_tier": np.nan if survives else 3.0,
        "first_sector_day": np.nan if survives else first_day,
        "shortfall_days": 0.0,
        "equivalent_days": 0.0 if survives else lost / 2,
        "price_lost_days": lost if survives else lost / 2,
        "combined_days": lost,
        "peak_depth": 0.0,
        "peak_price": 30.0,
        "price_cap_days": 0.0,
        "lost_output_usd": 0.0,
        "rest_of_world_unmet_t": 0.0,
    }


def stage(mineral, name, cover):
    return {
        "mineral": mineral,
        "stage": name,
        "output_t_per_year": 1000.0,
        "countries": 3,
        "hhi": 9804.0,
        "top1": "CHN",
        "top1_share": 0.6,
        "top2": "RUS",
        "top3": "",
        "top3_share": 0.8,
        "own_use_share": np.nan,
        "n1_cover": cover,
        "n1_cover_capacity": cover,
    }


@pytest.fixture(scope="module")
def nodes():
    rows = [
        node("neodymium_praseodymium", "CHN", 95.4, 1618.0),
        node("neodymium_praseodymium", "CHN", 95.4, 1618.0, "stage"),
        node("neodymium_praseodymium", "USA", None, 103.0),
        node("tin", "PER", None, -0.2),
        node("tin", "IDN", 0.0, 400.0),
        *[node("tin", f"X{letter}Y", None, 95.0) for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"],
    ]
    return pd.DataFrame(rows)


@pytest.fixture(scope="module")
def concentration():
    return pd.DataFrame(
        [stage("tin", "mine", np.nan), stage("tin", "refine", 0.4), stage("tin", "recycle", 0.4)]
    )


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
