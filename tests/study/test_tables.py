"""Summary and paired table of a study small enough to check by hand."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.study.tables import MINERAL_METRICS, Runs, paired_table, summarise
from tests.views import view_samples

ABOUT = {"seed": 1}
ORDER = ("without", "with")


def outcome(arm, future, mineral, days, sector="all"):
    row = dict.fromkeys(MINERAL_METRICS) | {
        "arm": arm,
        "future": future,
        "mineral": mineral,
        "sector": sector,
        "member": None if sector == "all" else False,
    }
    row.pop("combined_days")
    row |= {"shortfall_days": days, "lost_output_usd": 100.0 * days}
    if mineral != "any":
        row |= {"equivalent_days": days / 2, "price_lost_days": days / 4}
    return row


@pytest.fixture
def outcomes():
    days = {("without", 0): 8.0, ("without", 1): 4.0, ("with", 0): 2.0, ("with", 1): 0.0}
    rows = []
    for (arm, future), value in days.items():
        rows.append(outcome(arm, future, "gallium", value, "defence"))
        rows.append(outcome(arm, future, "gallium", value))
        rows.append(outcome(arm, future, "any", value))
    return pd.DataFrame(rows).astype(
        dict.fromkeys([m for m in MINERAL_METRICS if m != "combined_days"], float)
    )


@pytest.fixture
def reserve():
    rows = []
    for arm, size in (("without", 0.0), ("with", 1.0)):
        for future in range(2):
            for mineral in ("gallium", "tin"):
                row = {
                    "arm": arm,
                    "future": future,
                    "mineral": mineral,
                    "bought_t": 5 * size,
                    "released_t": 1 * size,
                }
                row |= {"stock_t": 4 * size, "spent_usd": 10 * size, "received_usd": 3 * size}
                row |= {"carrying_usd": 2 * size, "interest_usd": 1 * size, "residual_usd": 6 * size}
                rows.append(row | {"discounted_cost_usd": 4 * size})
    return pd.DataFrame(rows)


def test_summary_by_hand(outcomes, reserve):
    summary = summarise(Runs(outcomes), reserve, ORDER, ABOUT)
    assert summary["schema_version"] == 1
    gallium = summary["arms"]["without"]["gallium"]
    assert gallium["shortfall_days"]["mean"] == 6.0
    assert gallium["equivalent_days"]["mean"] == 3.0
    assert gallium["combined_days"]["mean"] == 4.5
    assert gallium["peak_price"] == {"mean": None, "ci_low": None, "ci_high": None, "n": 0}
    assert summary["arms"]["with"]["gallium"]["no_shortfall_share"]["mean"] == 0.5
    difference = summary["pairs"]["with-without"]["gallium"]["shortfall_days"]
    # differences -6 and -4: mean -5, half-width t(1) s / sqrt 2 = 12.706 * 1.4142 / 1.4142
    assert difference["mean"] == -5.0
    assert difference["ci_high"] == pytest.approx(-5 + 12.706204736432095)


def test_totals_are_days_and_dollars(outcomes, reserve):
    summary = summarise(Runs(outcomes), reserve, ORDER, ABOUT)
    assert set(summary["totals"]["with"]) == {"lost_output_usd", "any_mineral_days"}
    assert summary["totals"]["with"]["lost_output_usd"]["mean"] == 100.0
    assert summary["total_pairs"]["with-without"]["any_mineral_days"]["mean"] == -5.0


def test_reserve_cost_nets_what_is_left(outcomes, reserve):
    summary = summarise(Runs(outcomes), reserve, ORDER, ABOUT)
    assert summary["reserve"]["without"] == {}
    # two minerals, each 10 + 2 + 1 - 3 - 6 = 4 dollars
    assert summary["reserve"]["with"]["total"]["net_cost_usd"]["mean"] == 8.0
    assert summary["reserve"]["with"]["gallium"]["stock_t"]["mean"] == 4.0
    assert "stock_t" not in summary["reserve"]["with"]["total"]


def test_paired_table_has_sectors_and_totals(outcomes):
    table = paired_table(Runs(outcomes), ORDER)
    assert set(table["sector"]) == {"defence", "all"}
    row = table[(table["mineral"] == "any") & (table["metric"] == "any_mineral_days")].iloc[0]
    assert (row["mean_first"], row["mean_second"], row["difference"], row["n"]) == (1.0, 6.0, -5.0, 2)


def test_means_of_a_pair_are_over_the_futures_it_shares(outcomes):
    lacking = outcomes[~((outcomes["arm"] == "with") & (outcomes["future"] == 1))]
    table = paired_table(Runs(lacking), ORDER)
    row = (
        table[(table["mineral"] == "gallium") & (table["sector"] == "all")]
        .set_index("metric")
        .loc["shortfall_days"]
    )
    assert (row["mean_first"], row["mean_second"], row["difference"], row["n"]) == (2.0, 8.0, -6.0, 1)


def test_arms_that_differ_do_not_coincide(outcomes, reserve):
    assert summarise(Runs(outcomes), reserve, ORDER, ABOUT)["coinciding"] == []


def test_arms_with_the_same_numbers_coincide(outcomes, reserve):
    twin = outcomes[outcomes["arm"] == "with"].assign(arm="vault")
    both = pd.concat([outcomes, twin])
    assert summarise(Runs(both), reserve, (*ORDER, "vault"), ABOUT)["coinciding"] == [["with", "vault"]]


def test_a_study_of_one_arm_has_no_pairs(outcomes, reserve):
    single = outcomes[outcomes["arm"] == "with"]
    summary = summarise(Runs(single), reserve, ("with",), ABOUT)
    assert summary["pairs"] == {}
    assert paired_table(Runs(single), ("with",)).empty


def test_runs_of_a_large_study_whose_words_are_categories_are_the_same():
    outcomes = view_samples.outcomes()
    large = outcomes.assign(
        **{name: outcomes[name].astype("category") for name in ("arm", "mineral", "sector")}
    )
    plain, runs = Runs(outcomes), Runs(large)
    assert (runs.arms, runs.minerals, runs.holders) == (plain.arms, plain.minerals, plain.holders)
    for arm in plain.arms:
        assert np.array_equal(
            runs.values(arm, "gallium", "combined_days"), plain.values(arm, "gallium", "combined_days")
        )
