"""Figure, picture and text of a preview."""

from __future__ import annotations

import matplotlib as mpl
import pytest
from PIL import Image

from sim.analysis.preview import preview_measures
from sim.views.bands import bands
from sim.views.png import write_small_png
from sim.views.preview import preview_figure
from sim.views.preview_text import preview_text
from tests.analysis.test_explain import TESTIUM
from tests.helpers.worlds import ban
from tests.views.analysis_samples import previewed


def noticed(start, days, lead, **more):
    return ban(TESTIUM, start, days, **more).model_copy(update={"announced_d": start - lead})


@pytest.mark.parametrize(
    ("events", "words"),
    [
        ((), []),
        ((ban(TESTIUM, 100.0, 60.0),), ["export ban of 100 % begins", "ends"]),
        ((noticed(100.0, 60.0, 20.0),), ["announced", "export ban of 100 % begins", "ends"]),
        ((ban(TESTIUM, 100.0, 1000.0),), ["export ban of 100 % begins"]),
    ],
)
def test_two_panels_and_what_happens_in_words(events, words):
    before = dict(mpl.rcParams)
    figure = preview_figure(*previewed(*events))
    figure.canvas.draw()
    assert len(figure.axes) == 2
    assert [text.get_text() for text in figure.axes[0].texts if text.get_text()] == words
    assert dict(mpl.rcParams) == before


def test_words_that_would_overlap_stand_in_rows():
    figure = preview_figure(*previewed(*(ban(TESTIUM, 100.0 + i, 60.0, id=f"b{i}") for i in range(4))))
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in figure.axes[0].texts if text.get_text()]
    assert len(boxes) == 8
    assert not any(a.overlaps(b) for i, a in enumerate(boxes) for b in boxes[:i])


def test_a_band_knows_its_notice_and_whether_it_ends():
    events = previewed(noticed(100.0, 60.0, 20.0), ban(TESTIUM, 300.0, 1000.0, id="long"))[1]
    first, second = bands(events, ["ban", "long"], 600)
    assert (first.announced, first.begin, first.end, first.over) == (80.0, 100.0, 160.0, True)
    assert (second.announced, second.begin, second.end, second.over) == (300.0, 300.0, 600.0, False)
    assert bands(events, [], 600) == []


def test_the_text_says_depth_length_and_the_first_short_day():
    series, _, about = previewed(ban(TESTIUM, 100.0, 60.0))
    text = preview_text(preview_measures(series), about)
    assert max(map(len, text.splitlines())) <= 100
    arrivals = next(line for line in text.splitlines() if line.startswith("arrivals, US market"))
    assert arrivals.split()[3:7] == ["1", "0", "%", "105"]
    assert "USA: 40 days short, first on day 125 (2027-05-06)" in text
    calm = preview_text(preview_measures(series), about | {"first_short_day": None})
    assert "USA: no day short" in calm


def test_a_picture_is_small_and_carries_its_numbers(tmp_path):
    figure = preview_figure(*previewed(ban(TESTIUM, 100.0, 60.0)))
    write_small_png(figure, tmp_path / "small.png", 120, "least 0 %")
    with Image.open(tmp_path / "small.png") as picture:
        assert picture.mode == "P"
        assert picture.text["Description"] == "least 0 %"
    figure.savefig(tmp_path / "usual.png", dpi=120)
    assert (tmp_path / "small.png").stat().st_size < 0.6 * (tmp_path / "usual.png").stat().st_size
