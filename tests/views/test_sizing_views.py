"""What is printed and drawn about a comparison of sizing policies."""

from __future__ import annotations

import pandas as pd
import pytest

from sim.views.sizing import sizing_figures
from sim.views.sizing_text import chosen_budget, current, sizing_text
from tests.analysis import sizing_samples as samples


@pytest.fixture(scope="module")
def tables():
    return samples.tables()


def test_the_text_fits_and_names_winner_and_ties(tables):
    text = sizing_text(tables, samples.ABOUT)
    assert max(map(len, text.splitlines())) <= 120
    assert "no reserve" in text
    assert "12 bn USD" in text
    assert "Largest regret over china_export_bans, none" in text
    assert "need 2000" in text
    for row in tables["choice"].to_dict("records"):
        told = f"{row['best']} is best" if row["verdict"] == "best" else "cannot be told apart"
        assert f"{row['choice']}, {row['futures']} futures" in text
        assert told in text


def test_a_tie_with_no_reserve_says_so(tables):
    names = ";".join(one.arm for one in samples.CANDIDATES)
    tied = tables["choice"].assign(may_be_best=names, verdict="tie")
    text = " ".join(sizing_text(tables | {"choice": tied}, samples.ABOUT).split())
    assert "7 cannot be told apart, no reserve one of them; smallest first: none, " in text
    assert "and 3 more (choice.csv)" in text


def test_what_was_grown_stands_for_what_was_screened(tables):
    grown = tables["sizing"].iloc[:2].assign(futures=2000, look="finalists")
    rows = current(pd.concat([tables["sizing"], grown], ignore_index=True))
    assert len(rows) == len(samples.CANDIDATES)
    assert (rows["futures"] == 2000).sum() == 2


def test_the_figures_are_of_the_budget_of_the_best_reserve(tables):
    best = tables["sizing"].query("arm != 'none'").set_index("arm")["total_usd"].idxmin()
    assert f"{chosen_budget(tables['sizing']) / 1e9:g}bn" == best.rpartition("_")[2]
    figures = sizing_figures(tables, samples.ABOUT)
    assert list(figures) == ["frontier", "budgets", "allocation", "regret"]
    said = " ".join(text.get_text() for text in figures["frontier"].texts)
    assert "only 60 futures" in said
