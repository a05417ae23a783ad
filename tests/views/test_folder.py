"""Views of a results folder: all figures, and the sheet."""

from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.views.figures import draw_figures, save_figures
from sim.views.stress_des import stress_des
from sim.views.terminal import headline, headline_text
from tests.views.view_samples import FakeResults


def test_a_study_has_four_figures(tmp_path):
    files = save_figures(FakeResults(), tmp_path / "figures")
    assert sorted(file.name for file in files) == ["exceedance.png", "fan.png", "heatmap.png", "paired.png"]
    assert all(file.is_file() for file in files)


def test_the_fan_shows_the_worst_mineral():
    fan = draw_figures(FakeResults())["fan"]
    assert "Gallium" in " ".join(text.get_text() for text in fan.texts)


def test_without_series_or_pairs_there_are_fewer_figures():
    assert set(draw_figures(FakeResults({"with": 0.7}), "antimony")) == {"heatmap", "exceedance"}


def test_an_unknown_mineral_is_named():
    with pytest.raises(InputError, match="gallium, antimony"):
        draw_figures(FakeResults(), "unobtainium")


def test_the_headline_is_that_of_the_summary():
    results = FakeResults()
    assert headline(results) == headline_text(results.summary)


def test_the_sheet_is_filled_in():
    sheet = stress_des(FakeResults())
    assert "{" not in sheet
    for part in (
        "`china_export_bans`",
        "`gallium`",
        "8 futures per arm",
        "seed 1",
        "`d4`",
        "numpy 2",
        "3.5 s",
    ):
        assert part in sheet


def test_the_sheet_names_coinciding_arms():
    assert "without = frameworks" in stress_des(FakeResults({"without": 1.0, "frameworks": 1.0}))
