"""Small fixed tables behind the figures of sensitivity, discovery, previews and back-tests."""

from __future__ import annotations

import numpy as np
import pandas as pd

from sim.analysis.backtest.table import BACKTEST_COLUMNS
from sim.analysis.boxes import BOX_COLUMNS, TRAJECTORY_COLUMNS, Box
from sim.analysis.event_table import events_table
from sim.analysis.outputs import Output
from sim.analysis.preview import Preview, preview_series
from sim.analysis.stage import NOISE_COLUMNS, SENSITIVITY_COLUMNS
from tests.analysis.test_explain import TESTIUM, lived, tiny
from tests.helpers.worlds import ban

LEVEL = Output("gallium", "equivalent_days", "without")
GAIN = Output("gallium", "equivalent_days", "with", "without")
ABOUT = {"scenario": "china_export_bans", "world": "default", "horizon_d": 3650, "seed": 1, "inputs": 5}
ABOUT |= {"max_noise": 0.1, "max_futures": 200, "soft_without_range": 7}
LONG = "china-licensing-per-mineral-and-decree: rate per year@neodymium_praseodymium"
INPUTS = {
    "price_gamma": ("judgement", 20.0, 0.6),
    LONG: ("derived", 12.0, 0.3),
    "leakage_share": ("recalled", 0.5, np.nan),
    "yield_refine": ("derived", 0.4, np.nan),
    "licence_grant_share": ("judgement", 0.0, np.nan),
}


def rows(output):
    for name, (basis, mu_star, total) in INPUTS.items():
        yield {
            "output": output.name,
            "mineral": output.mineral,
            "metric": output.metric,
            "input": name,
            "unit": "share of former flow",
            "low": 0.0072,
            "mode": 0.3,
            "high": 11_670_000_000.0,
            "basis": basis,
            "source": "somebody",
            "mu_star": mu_star,
            "mu_star_ci": mu_star / 10,
            "sigma": 1.0,
            "S1": total - 0.1,
            "S1_ci": 0.1,
            "ST": total,
            "ST_ci": 0.1,
        }


def noise_row(output, phase, share):
    values = (
        phase,
        output.name,
        output.mineral,
        output.metric,
        1080,
        50,
        -1234.5,
        120.0,
        share,
        share <= 0.1,
    )
    return dict(zip(NOISE_COLUMNS, values, strict=True))


def sensitivity():
    """Return the effects of every input on two outputs."""
    return pd.DataFrame([row for output in (GAIN, LEVEL) for row in rows(output)])[list(SENSITIVITY_COLUMNS)]


def noise():
    """Return how much of the variance chance makes up."""
    phases = (("screening", 0.04), ("indices", 0.23))
    return pd.DataFrame([noise_row(output, *phase) for output in (GAIN, LEVEL) for phase in phases])


def box():
    """Return a box of two limits after one step of peeling."""
    steps = [(0, 1.0, 0.2, 1.0, 0, 200, 40, False), (1, 0.7, 0.9, 0.15, 2, 31, 28, True)]
    limits = [
        ("decrees_all: severity", 0.68, 0.8, 0.0, 0.8, 1e-9, np.nan),
        ("supply_elasticity@gallium;germanium;cobalt_and_more", 0.0, 1200.0, 0.0, 3650.0, np.nan, 0.3),
    ]
    trajectory = pd.DataFrame(steps, columns=list(TRAJECTORY_COLUMNS))
    return Box(trajectory, pd.DataFrame(limits, columns=list(BOX_COLUMNS)))


def about_box(of_interest):
    names = {"scenario": "bans", "arm": "without", "mineral": "gallium", "metric": "equivalent_days"}
    numbers = {"horizon_d": 3650, "seed": 1, "above": 30.0, "asked_density": 0.8, "lived": 200, "inputs": 25}
    return names | numbers | {"of_interest": of_interest}


PREVIEW = {
    "mineral": "testium",
    "market": "USA",
    "scenario": "test",
    "world": "tiny",
    "start_date": "2027-01-01",
    "horizon_d": 600,
    "seed": 1,
    "threshold": 0.01,
    "short_days": 40,
    "first_short_day": 125,
}


def previewed(*events):
    """Return series, events and provenance of a preview in the tiny world."""
    seen = Preview(lived(tiny(), *events), lived(tiny()), "USA")
    about = PREVIEW | {"events": [event.id for event in seen.events]}
    return preview_series(seen), events_table(seen.eventful), about


def banned():
    """Return a preview of one ban."""
    return previewed(ban(TESTIUM, 100.0, 60.0))


HISTORY = {"episodes": 3, "draws": 20, "seed": 1, "version": "1.0", "bands": "the draws of parameters"}
PREDICTED = (
    ("AAA_GA_2001_BAN", "dead_time", 120.0, 150.0),
    ("AAA_GA_2001_BAN", "flow_hole", 0.9, 0.7),
    ("AAA_GA_2001_BAN", "price_outside", 3.0, 2.0),
    ("BBB_NI_2014_BAN", "flow_hole", 0.5, 0.55),
    ("BBB_NI_2014_BAN", "price_outside", 1.5, 1.8),
    ("BBB_NI_2014_BAN", "months_to_peak", 4.0, 9.0),
    ("CCC_TIN_2020_STRIKE", "price_outside", 1.1, 1.05),
    ("CCC_TIN_2020_STRIKE", "price_inside", 1.2, 1.15),
)


def backtested():
    """Return predictions and scores of three episodes, and where they are from."""
    fixed = {"mineral": "gallium", "stage": "refine", "origin": "CHN", "market": "world", "unit": "ratio"}
    fixed |= {"nothing": 1.0, "equilibrium": 1.6, "share_of_draws": 1.0, "use": "scored", "patched": True}
    fixed |= {"until": "2002-01-01", "confidence": "reported", "basis": "somebody"}
    bands = {"low": 0.8, "high": 1.25, "wide_low": 0.5, "wide_high": 2.0}
    table = pd.DataFrame(
        fixed
        | {"episode": episode, "score": score, "observed": observed, "model": model}
        | {name: factor * model for name, factor in bands.items()}
        for episode, score, observed, model in PREDICTED
    )[list(BACKTEST_COLUMNS)]
    score = {"score": "median absolute log error", "of": "price_outside", "n": 3}
    scores = pd.DataFrame([score | {"model": 0.22, "nothing": 0.41, "equilibrium": 0.5}])
    return table, scores, HISTORY
