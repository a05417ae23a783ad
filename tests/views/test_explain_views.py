"""Figure and text of one run lived again."""

from __future__ import annotations

import matplotlib as mpl
import pytest

from sim.analysis.event_table import events_table
from sim.analysis.explain import explain_tables
from sim.analysis.trace_table import trace_table
from sim.views.explain import explain_figure
from sim.views.explain_text import WIDTH, explain_markdown, explain_text
from tests.analysis.test_explain import TESTIUM, lived, tiny
from tests.helpers.worlds import ban, outage
from tests.views.figure_samples import LIVED as ABOUT


@pytest.fixture(scope="module")
def drawn():
    def tables(*events):
        run = lived(tiny(), *events)
        return trace_table(run, 1), events_table(run), *explain_tables(run)

    return tables


def test_the_text_is_the_chain_of_causes(drawn):
    *_, spells, causes = drawn(ban(TESTIUM, 100.0, 60.0))
    text = explain_text(spells, causes, ABOUT)
    assert max(map(len, text.splitlines())) <= WIDTH
    words = " ".join(text.split())
    for told in (
        "Why testium ran short on day 125 (2027-05-06)",
        "40 short days until day 165 (2027-06-15): 40.0 days of demand went unmet",
        "from day 100 (2027-04-11) CHN sent 0 instead of 1 t/d (-100 %; 100 % of what was lost)",
        "CHN: export ban ban took 100 %, day 100 (2027-04-11) to day 160 (2027-06-10)",
        "there were 20 days of stock and 5 days of cargo; with the 0 % of the usual that was still sent they "
        "lasted 25 days",
        "What the reserve gave: nothing, there was none to open.",
        "What ended it: ban was over on day 160 (2027-06-10); 1 t/d more landed.",
    ):
        assert told in words
    assert "## Why testium" in explain_markdown(text)


def test_a_calm_run_says_so(drawn):
    *_, spells, causes = drawn()
    assert "No day with more than 1 % of demand unmet" in explain_text(spells, causes, ABOUT)


@pytest.mark.parametrize(
    "events",
    [
        (),
        (ban(TESTIUM, 100.0, 60.0),),
        (ban(TESTIUM, 100.0, 1000.0), outage(TESTIUM, 90.0, 30.0)),
        tuple(ban(TESTIUM, 20.0 + 60 * i, 40.0, id=f"b{i}") for i in range(9)),
    ],
)
def test_the_figure_has_its_panels_and_marks(events, drawn):
    before = dict(mpl.rcParams)
    figure = explain_figure(*drawn(*events), ABOUT)
    assert len(figure.axes) == 4
    letters = [text.get_text() for text in figure.axes[0].texts]
    assert letters == list("ABCDEF")[: min(6, len(events))]
    assert dict(mpl.rcParams) == before
    figure.canvas.draw()
