"""A scenario beside the same future without it: what is compared, and how it is measured."""

from __future__ import annotations

import numpy as np
import pandas as pd
import pytest

from sim.analysis.origins import origin_flows
from sim.analysis.preview import (
    MEASURE_COLUMNS,
    SERIES_COLUMNS,
    Preview,
    preview_measures,
    preview_series,
    short_days,
)
from tests.analysis.test_explain import TESTIUM, lived, supplier, tiny
from tests.helpers.worlds import ban, flood, outage


def seen(*events, world=None, **more):
    world = tiny(china=supplier("CHN", 0.75), chile=supplier("CHL", 0.25)) if world is None else world
    return Preview(lived(world, *events, **more), lived(world, **more), "USA")


def line(series, what, where):
    return series[(series["what"] == what) & series["where"].str.contains(where)].set_index("day")


def test_a_ban_of_one_of_two_suppliers():
    """What is sent stops on day 100 and lands five days less; the prices of both markets are there."""
    series = preview_series(seen(ban(TESTIUM, 100.0, 60.0)))
    assert tuple(series.columns) == SERIES_COLUMNS
    assert (series["day"].min(), series["day"].max()) == (40, 339)
    exports = line(series, "exports", "China")
    assert exports["value"].loc[[99, 100, 159]].tolist() == pytest.approx([0.75, 0.0, 0.0])
    arrivals = line(series, "arrivals", "US market")
    assert arrivals["value"].loc[[104, 105]].tolist() == pytest.approx([1.0, 0.25])
    assert arrivals["undisturbed"].to_numpy() == pytest.approx(1.0)
    assert sorted(set(series.loc[series["what"] == "price", "where"])) == ["CHN market", "US market"]


def test_days_are_short_by_the_events_alone():
    days = short_days(seen(ban(TESTIUM, 100.0, 60.0), world=tiny()))
    assert (days[0], days[-1], len(days)) == (125, 164, 40)
    assert len(short_days(seen())) == 0


def test_without_events_all_days_are_shown_and_nothing_moves():
    series = preview_series(seen())
    assert (series["day"].min(), series["day"].max()) == (0, 599)
    assert (series["value"] == series["undisturbed"]).all()
    assert set(series["what"]) == {"arrivals", "price"}


def test_plants_are_seen_by_output_and_floods_beside_all_others():
    run = lived(tiny(china=supplier("CHN", 0.75), chile=supplier("CHL", 0.25)))
    made = origin_flows(run, [outage(TESTIUM, 10.0, 5.0)])
    assert [(flow.what, flow.where) for flow in made] == [("output", "China (refine)")]
    both = origin_flows(run, [flood(TESTIUM, 10.0, 5.0, 0.5)])
    assert [flow.where for flow in both] == ["China (refine)", "all others (refine)"]
    assert sum(flow.of(run.trace) for flow in both) == pytest.approx(np.ones(600))


def table(*values):
    n = len(values)
    return pd.DataFrame(
        {
            "day": range(10, 10 + n),
            "date": "2027-01-01",
            "what": "arrivals",
            "where": "US market",
            "unit": "t/day",
            "value": values,
            "undisturbed": 2.0,
        }
    )


@pytest.mark.parametrize(
    ("values", "least", "most", "half", "back"),
    [
        ((2.0, 0.0, 0.9, 1.8, 2.4), (0.0, 11), (1.2, 14), 2, 13),
        ((2.0, 6.0, 3.0, 1.5, 2.0), (0.75, 13), (3.0, 11), 0, 13),
        ((2.0, 0.5, 0.5), (0.25, 11), (1.0, 10), 2, None),
        ((2.0, 1.9, 2.1), (0.95, 11), (1.05, 12), 0, None),
    ],
)
def test_depth_length_and_return(values, least, most, half, back):
    measures = preview_measures(table(*values))
    assert tuple(measures.columns) == MEASURE_COLUMNS
    (row,) = measures.to_dict("records")
    assert (row["least"], row["least_day"]) == pytest.approx(least)
    assert (row["most"], row["most_day"]) == pytest.approx(most)
    assert row["below_half_d"] == half
    assert (None if pd.isna(row["back_day"]) else row["back_day"]) == back
