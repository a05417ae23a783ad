"""The headline table says the numbers, and what misleads about them."""

from __future__ import annotations

import pytest

from sim.views.numbers import number, with_half_width
from sim.views.terminal import headline_text
from tests.views import view_samples as samples


@pytest.fixture
def text():
    return headline_text(samples.summary())


def line(text, start, after=""):
    """Return the first line that begins so."""
    return next(row for row in text[text.index(after) :].splitlines() if row.startswith(start))


def test_it_fits_a_terminal(text):
    assert max(len(row) for row in text.splitlines()) <= 100


def test_minerals_are_sorted_by_equivalent_days_without(text):
    assert text.index("gallium") < text.index("antimony") < text.index("copper")


def test_minerals_that_lose_nothing_share_one_line(text):
    assert "No day lost in any arm or future: tin." in text
    assert not any(row.startswith("tin") for row in text.splitlines())


def test_a_row_holds_mean_and_half_width(text):
    numbers = samples.summary()["arms"]["without"]["gallium"]["equivalent_days"]
    half = (numbers["ci_high"] - numbers["ci_low"]) / 2
    assert f"{numbers['mean']:.0f}±{half:.0f}" in line(text, "gallium")


def test_paired_differences_come_for_every_policy(text):
    heads = line(text, " ", after="Paired differences")
    assert all(pair in heads for pair in ("with-without", "frameworks-without", "vault-without"))


def test_an_interval_that_excludes_zero_is_marked():
    assert "*" in line(headline_text(samples.summary(n=60)), "gallium", after="Paired differences")


def test_totals_are_days_and_dollars_never_tonnes(text):
    totals = text[text.index("All minerals") : text.index("Read with care")]
    assert "days with any shortfall" in totals
    assert "$bn" in totals
    assert ", t" not in totals


def test_a_reserve_costs_only_where_there_is_one(text):
    cells = line(text, "reserve, net cost").split()
    assert cells[-6] == cells[-5] == "-"


def test_it_says_what_misleads(text):
    for words in ("substitutes", "rest of world", "fills from empty", "judgement", "estimates"):
        assert words in text


def test_small_samples_are_warned_of(text):
    assert "Warning: only 8 futures" in text
    assert "Warning" not in headline_text(samples.summary(n=60))


def test_coinciding_arms_are_said():
    effects = {"without": 1.0, "frameworks": 1.0, "vault": 0.5, "with": 0.5}
    text = headline_text(samples.summary(effects=effects))
    assert "The same numbers in every run: without = frameworks; vault = with." in text


def test_a_single_arm_has_no_differences():
    text = headline_text(samples.summary(effects={"with": 0.7}))
    assert "Paired differences" not in text
    assert "gallium" in text


def test_one_future_has_no_interval():
    assert "±" not in line(headline_text(samples.summary(n=1)), "gallium")


def test_a_study_without_runs_says_so():
    empty = samples.summary() | {"arms": {}, "pairs": {}, "totals": {}, "total_pairs": {}, "reserve": {}}
    assert "No run finished." in headline_text(empty)


@pytest.mark.parametrize(
    ("value", "size", "written"),
    [
        (1234.5, 1234.5, "1,234"),
        (12.3, 12.3, "12"),
        (3.14, 3.14, "3.1"),
        (0.314, 0.314, "0.31"),
        (-0.001, 0.5, "0.00"),
    ],
)
def test_numbers_have_the_decimals_of_their_size(value, size, written):
    assert number(value, size) == written


def test_mean_and_half_width_share_their_decimals():
    assert with_half_width(45.0, 7.4) == "45 ±7"
    assert with_half_width(4.0, None) == "4.0"


def test_neighbouring_cells_never_touch():
    text = headline_text(samples.summary({"gallium": 3000.0, "antimony": 0.7, "copper": 0.004}, n=60))
    for row in text.splitlines():
        assert not any(word.count("±") > 1 for word in row.split())
