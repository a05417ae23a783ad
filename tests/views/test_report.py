"""The report page: what it says, what it escapes, and that it needs nothing from elsewhere."""

from __future__ import annotations

import json
import re
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from matplotlib.figure import Figure

from sim.errors import InputError
from sim.views import style
from sim.views.report import page
from sim.views.report.answer import answer, interval, question
from sim.views.report.curves import CORNERS, curves
from sim.views.report.svg import inline_svg
from sim.world.facts import Fact
from tests.views.view_samples import FakeResults

HOSTILE = "</script><img src=x onerror=alert(1)>"
FACTS = [
    Fact("gallium", "a reported number", 1.0, "t", "reported", "USGS", "2024", None, None),
    Fact("gallium", "a judged number", 2.0, "d", "judgement", "a & b", "2024", 1.0, 3.0),
    Fact("all", "a recalled number", 3.0, "share", "recalled", HOSTILE, "2024", None, None),
]


def results(effects=None, n=8, **about):
    """Return the sample as results with a path."""
    made = FakeResults(effects, n)
    made.path = Path("somewhere")
    made.about |= about
    made.summary["study"] |= about
    return made


@style.house_style
def a_map():
    figure = Figure(figsize=(2.0, 1.0))
    style.title(figure, "Gallium", "where")
    return figure


def write(*studies, config="seed: 1"):
    pytest.importorskip("jinja2")
    pytest.importorskip("markdown_it")
    return page.report_page(
        [page.Study(label, study) for label, study in studies], FACTS, {"gallium": a_map()}, config
    )


def test_the_page_needs_nothing_from_elsewhere():
    text = write(("one", results()))
    assert not re.findall(r'(?:src|href)="(?!data:|#)[^"]*"', text)
    assert "default-src 'none'" in text


def test_no_two_elements_share_an_id():
    text = write(("one", results()), ("two", results({"without": 1.0, "with": 0.5})))
    ids = Counter(re.findall(r'\bid="([^"]*)"', text))
    assert {name for name, count in ids.items() if count > 1} == set()
    referred = set(re.findall(r'(?:href="|url\()#([^")]*)', text))
    assert referred <= set(ids)


def test_text_from_files_is_escaped_everywhere():
    text = write((HOSTILE, results(scenario=HOSTILE)), ("other", results()), config=HOSTILE)
    assert HOSTILE not in text
    assert "&lt;img src=x" in text
    assert "<img src=x" not in text


def test_the_softest_numbers_come_first_and_reported_ones_not_at_all():
    text = write(("one", results()))
    assert text.index("a recalled number") < text.index("a judged number")
    assert "a reported number" not in text
    assert "1 are reported" in text


def test_the_numbers_of_the_interactive_figures_are_those_of_the_study():
    made = results()
    text = write(("one", made))
    (block,) = re.findall(r'<script type="application/json" id="data">(.*?)</script>', text, re.DOTALL)
    (data,) = json.loads(block)
    assert [arm["name"] for arm in data["arms"]] == list(made.arms)
    x, p, low, high = data["exceedance"]["gallium"]["vault"]
    assert max(x) == pytest.approx(
        np.nanmax(made.runs.values("vault", "gallium", "equivalent_days")), abs=0.06
    )
    assert all(a <= b <= c for a, b, c in zip(low, p, high, strict=True))
    series = data["series"]["gallium"]
    assert set(series) == {"day", "without", "with"}
    assert len(series["day"]) == len(series["with"]["price"][0])


def test_long_curves_are_thinned_and_keep_their_ends():
    made = results(n=900)
    x, p, *_ = curves(made)["exceedance"]["gallium"]["without"]
    assert len(x) <= CORNERS
    assert p[0] == 1
    assert x[-1] == pytest.approx(
        np.nanmax(made.runs.values("without", "gallium", "equivalent_days")), abs=0.06
    )


def test_a_page_too_large_to_send_is_refused(monkeypatch):
    monkeypatch.setattr(page, "MOST_BYTES", 1000)
    with pytest.raises(InputError, match="fewer cells"):
        write(("one", results()))


def test_the_answer_gives_intervals_and_says_what_cannot_be_told():
    summary = results().summary
    lost, changed, worth = answer(summary)
    assert "gallium" in lost
    assert "95 % interval" in lost
    assert "(" in changed
    assert "billion" in worth
    assert question(summary).endswith("frameworks and a reserve change?")


def test_coinciding_arms_change_nothing():
    _, changed, _ = answer(results({"without": 1.0, "frameworks": 1.0}).summary)
    assert "nothing changes" in changed


def test_a_single_arm_has_one_sentence():
    summary = results({"with": 0.7}).summary
    assert len(answer(summary)) == 1
    assert "change" not in question(summary)


def test_an_interval_says_which_way_it_goes():
    numbers = {"mean": -2.0, "ci_low": -3.0, "ci_high": 1.5}
    assert interval(numbers, signed=True) == "\u22122.0 (\u22123.0 to +1.5)"
    assert interval({"mean": 4.0, "ci_low": None, "ci_high": None}) == "4.0 (one future: no interval)"


def test_an_inline_figure_keeps_its_numbers_and_is_the_same_every_time():
    def draw():
        figure = Figure(figsize=(3.0, 2.0))
        axes = figure.subplots()
        axes.plot([0.1234567, 1.0], [0.3, 0.7654321])
        axes.text(0.5, 0.5, "\u00b10.0712 & more")
        style.title(figure, 'A "title"', "of something")
        return inline_svg(figure, "a")

    text = draw()
    assert text == draw()
    assert "\u00b10.0712 &amp; more" in text
    assert 'role="img" aria-label="A &quot;title&quot;: of something"' in text
    assert not re.search(r' d="[^"]*\d\.\d{2}', text)


def test_the_pages_colours_are_those_of_the_figures():
    sheet = Path(page.__file__).with_name("page.css").read_text(encoding="utf-8")
    printed = sheet.partition("@media print")[2]
    for arm, colour in (style.ARM_COLOURS | {"reserve": style.RESERVE_COLOUR}).items():
        assert f"--arm-{arm}: {colour}" in printed
