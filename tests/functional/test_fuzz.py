"""Any scenario is refused with a message that names the key, or is lived with closed ledgers."""

from __future__ import annotations

import typing
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.engine.run import Engine
from sim.errors import InputError
from sim.futures.sampler import Sampler
from sim.futures.scenario import ScenarioSpec
from sim.futures.specs import EventSpec
from tests.helpers.worlds import WITHOUT, default_world, model

pytestmark = pytest.mark.functional

KINDS = typing.get_args(typing.get_args(EventSpec)[0])
WORLDS = (("gallium",), ("cobalt",), ("neodymium_praseodymium",))
HORIZON_D = 400
# Hypothesis likes the ends of a range: a number inside stands for what is odd.
ODD = 17


def rarely(odd, *usual):
    """One of the usual values, now and then one that makes no sense."""
    return st.integers(0, 30).flatmap(lambda k: st.sampled_from(odd if k == ODD else usual))


def laws(low, high):
    """Laws whose values lie mostly between two numbers."""
    value = st.floats(low, high)
    return st.one_of(
        st.builds(lambda v: {"kind": "fixed", "value": v}, value),
        st.builds(
            lambda *v: dict(zip(("low", "mode", "high"), sorted(v), strict=True)) | {"kind": "triangular"},
            value,
            value,
            value,
        ),
        st.builds(lambda v: {"kind": "empirical", "values": v}, st.lists(value, min_size=1, max_size=4)),
    )


def mostly(usual, odd):
    """One strategy, now and then another."""
    return st.integers(0, 30).flatmap(lambda k: odd if k == ODD else usual)


SHARE = mostly(laws(0.01, 1.0), laws(0.0, 2.0))
DAYS = st.one_of(
    laws(0.1, 300.0),
    st.builds(lambda m, f: {"kind": "lognormal", "median": m, "p90": m * f}, *[st.floats(1.0, 90.0)] * 2),
)
STAGES = st.lists(st.tuples(st.floats(0.0, 200.0), st.floats(0.0, 1.0)), min_size=1, max_size=4)
PROFILE = mostly(
    st.none() | STAGES.map(lambda stages: [[0.0, 1.0], *sorted(map(list, stages))]), STAGES.map(sorted)
)
MARKETS = rarely([["MEX"], []], "all", ["USA"], ["USA", "JPN"])
# By name of the field, whatever kind has it; other fields keep their defaults.
FIELDS = {
    "origin": rarely(["XXX", "chn", "COD", "IDN"], "CHN", "CHN", "ROW"),
    "minerals": rarely([["unobtainium"], [], ["tin"], "dominant"], "all"),
    "destinations": MARKETS,
    "markets": MARKETS,
    "countries": rarely([["XXX"]], "all", ["IDN"], ["CHN", "COD"]),
    "places": rarely(
        [["atlantis"], []], ["suez"], ["malacca", "panama"], ["hormuz"], ["shanghai"], ["los_angeles"]
    ),
    "stage": rarely(["smelt", None], "mine", "refine", "fabricate"),
    "facility": rarely(["no_such_plant", "kisanfu"], None, None, None, "CHN"),
    "hazard": rarely(["meteor", "leakage"], None, None, "china-ban-us", "price-flood", "strike"),
    "severity": SHARE,
    "leakage": mostly(st.none(), SHARE),
    "dependence": SHARE,
    "affected": SHARE,
    "stock_d": DAYS,
    "ask_factor": SHARE,
    "output_rise": laws(0.0, 1.0),
    "extra_d": mostly(laws(1.0, 120.0), laws(0.0, 130.0)),
    "share": mostly(laws(0.01, 2.0), laws(-1.2, 0.0)),
    "tonnes": laws(1.0, 1e5),
    "tonnes_per_year": mostly(st.none(), laws(0.0, 1e5)),
    "profile": PROFILE,
    "stock": rarely(["lost"], "sellable", "stranded"),
    "stranded_d": mostly(st.none(), st.floats(-1.0, 300.0)),
    "ramp_d": st.floats(0.0, 200.0),
    "qualification_d": st.floats(0.0, 300.0),
    "notice_d": st.none() | st.floats(0.0, 60.0),
    "announcement_lead_d": st.floats(0.0, 90.0),
    "holder": st.just("somebody"),
    "input": st.just("sulphur"),
    "rate": laws(0.01, 2.0),
    "expected_lead_d": mostly(st.floats(1.0, 120.0), st.just(0.0)),
    "market": rarely(["MEX"], "USA", "CHN", "ROW"),
    "use": laws(0.1, 1.5),
    "year_start_month": rarely([0, 13], 1, 4, 12),
    "pace": rarely(["slow"], "run", "even"),
    "covered": SHARE,
    "lots": rarely([0, 201], 1, 4, 10),
    "service": DAYS,
    "licences_per_week": st.none() | st.floats(0.5, 50.0),
    "grant_share": mostly(laws(0.0, 1.0), laws(0.0, 2.0)),
    "validity": DAYS,
    "renewal_lead_d": st.floats(0.0, 120.0),
    "priority": rarely([["MEX"]], [], ["JPN"], ["EU", "USA"]),
    "smuggling": SHARE,
    "leak_halflife": DAYS,
    "front_loading": laws(0.0, 2.0),
    "in_transit": rarely(["sink"], "continue", "stop"),
}
ONE_MINERAL = rarely(["all"], ["gallium"], ["cobalt"], ["neodymium_praseodymium"])
STARTS = mostly(st.floats(0.0, 380.0), st.sampled_from(["2027-03-01", "2027-06-30", "2020-01-01"]))
TIMINGS = st.one_of(
    st.fixed_dictionaries({"start": STARTS, "duration": DAYS}),
    st.fixed_dictionaries({"start": STARTS, "duration": DAYS}),
    st.fixed_dictionaries({"rate_per_year": st.floats(0.1, 12.0), "duration": DAYS}),
    st.fixed_dictionaries({"up": DAYS, "down": DAYS}),
    st.fixed_dictionaries({"hazard": FIELDS["hazard"], "start": st.none() | STARTS, "duration": DAYS}),
)


@st.composite
def events(draw):
    kind = draw(st.sampled_from(KINDS))
    values = {"kind": kind.model_fields["kind"].default}
    for name, field in kind.model_fields.items():
        if name in FIELDS and name != "hazard" and (field.is_required() or draw(st.integers(0, 4)) < 4):
            values[name] = draw(FIELDS[name])
    if values["kind"] == "state_purchase":
        values["minerals"] = draw(ONE_MINERAL)
    if values["kind"] == "export_quota":
        # Tonnes are a number here and no law; most quotas are a share.
        values |= {"tonnes": draw(rarely([100.0], None)), "share": draw(FIELDS["share"])}
    if "severity" in kind.model_fields:
        values.setdefault("severity", draw(SHARE))
    if "tonnes_per_year" in kind.model_fields:
        values.setdefault("share", draw(FIELDS["share"]))
    return values | draw(TIMINGS)


REGIMES = st.fixed_dictionaries(
    {
        "coercers": rarely([["XXX"], []], ["CHN"], ["CHN", "IDN"]),
        "start": st.sampled_from(["calm", "tension", "coercion"]),
        "target": rarely(["MEX"], "USA", None),
    }
)
SCENARIOS = st.fixed_dictionaries(
    {
        "name": st.just("fuzz"),
        "background": rarely([True], False),
        "closures": st.booleans(),
        "regime": st.none() | REGIMES,
        "events": st.dictionaries(rarely(["regime", "a b"], "a", "b", "c"), events(), min_size=1, max_size=3),
    }
)


@cache
def engine(minerals):
    return Engine(default_world(*minerals), model("default"))


def refused_or_lived(scenario, minerals, seed):
    """Say which of the two happened."""
    try:
        spec = ScenarioSpec.model_validate(scenario)
    except ValidationError as error:
        assert all(problem["loc"][0] in scenario for problem in error.errors())
        return "not a scenario"
    world = default_world(*minerals)
    try:
        future = Sampler(world, spec, HORIZON_D, "sampled").draw(seed, 0)
    except InputError as error:
        assert error.key.startswith("scenario.")
        assert error.allowed
        return "does not fit"
    tables = engine(minerals).live(WITHOUT, future)
    for noun in ("minerals", "facilities", "customers", "links", "waypoints"):
        table = getattr(tables, noun)
        for field in table.dtype.names:
            assert not np.any(np.isnan(table[field])), (noun, field)
    for column in ("price", "stock", "order", "pipeline"):
        assert np.all(np.isfinite(tables.customers[column])), column
    return "lived"


ANY = {"scenario": SCENARIOS, "minerals": st.sampled_from(WORLDS), "seed": st.integers(0, 1000)}


@given(**ANY)
@settings(max_examples=200, deadline=None)
def test_any_scenario_is_refused_or_lived(scenario, minerals, seed):
    refused_or_lived(scenario, minerals, seed)


@pytest.mark.slow
@given(**ANY)
@settings(max_examples=5000, deadline=None)
def test_very_many_scenarios_are_refused_or_lived(scenario, minerals, seed):
    refused_or_lived(scenario, minerals, seed)
