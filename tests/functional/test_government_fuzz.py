"""Any mix of events by governments runs with closed books, finite numbers, and leaves no trace of control."""

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from sim.engine.run import Engine
from sim.futures.laws import Lognormal
from sim.futures.response import Response
from tests.helpers.controls import licences, purchase, quota, tax, threat
from tests.helpers.worlds import WITHOUT, ban, future, model, random_world

pytestmark = pytest.mark.functional
OWN = ("testium",)
END = 500.0
share, day = st.floats(0.01, 1.0), st.floats(1.0, 200.0)
where = st.sampled_from([(), ("USA",), ("EU", "JPN")])
common = {"start": st.floats(60.0, 200.0), "days": day, "destinations": where, "smuggling": st.floats(0, 0.3)}
notice = st.sampled_from([{}, {"announced_d": 31.7, "front_loading_d": 45.0}])
rules = st.builds(
    Response,
    rule=st.sampled_from(["fixed", "stock_aware", "wedge_seeking"]),
    review_d=st.floats(5.0, 60.0),
    cover_d=st.floats(0.0, 200.0),
    shorten_to=st.floats(0.0, 1.0),
    keep_while=st.sampled_from(["above", "below"]),
)


@st.composite
def event(draw, number):
    kind = draw(st.sampled_from(["ban", "quota", "licence", "tax", "threat", "purchase"]))
    fields = {name: draw(law) for name, law in common.items()} | draw(notice) | {"id": f"{kind}{number}"}
    start, days = fields.pop("start"), fields.pop("days")
    fields.setdefault("announced_d", start)
    if kind in ("threat", "purchase"):
        named = {"id": fields["id"]}
        size = draw(st.floats(0.1, 1e4))
        return (
            threat(start, days, start + days, **named)
            if kind == "threat"
            else purchase(start, days, size, market=draw(st.sampled_from(["USA", "CHN", "ROW"])), **named)
        )
    if kind == "tax":
        del fields["smuggling"]
        return tax(start, days, draw(st.floats(0.01, 3.0)), **fields)
    fields["leak_halflife_d"] = draw(st.sampled_from([None, 50.0]))
    if kind == "ban":
        way = draw(st.sampled_from(["continue", "stop"]))
        return ban(OWN, start, days, severity=draw(share), in_transit=way, response=draw(rules), **fields)
    if kind == "quota":
        pace = draw(st.sampled_from(["run", "even"]))
        return quota(start, days, share=draw(st.floats(0.0, 2.0)), pace=pace, **fields)
    return licences(
        start,
        days,
        service=Lognormal(median=draw(st.floats(1.0, 90.0)), p90=200.0),
        licences_per_week=draw(st.floats(1.0, 50.0)),
        grant_share=draw(st.floats(0.0, 1.0)),
        validity_d=draw(st.sampled_from([None, 20.0])),
        covered=draw(share),
        **fields,
    )


@settings(max_examples=25, deadline=None, suppress_health_check=list(HealthCheck))
@given(st.integers(0, 5), st.tuples(event(0), event(1), event(2)), st.sampled_from(["default", "bare"]))
def test_any_three_at_once(seed, events, name):
    engine = Engine(random_world(seed), model(name))
    start = engine.live(WITHOUT, future(horizon_d=1))
    tables = engine.live(WITHOUT, future(*events, horizon_d=int(END)))
    for control in ("severity", "weight", "delay", "priority", "rush"):
        assert np.array_equal(tables.links[control], start.links[control]), control
    assert np.array_equal(tables.links["markup"], start.links["markup"])
    assert np.all(tables.customers["state_rate"] == 0.0)
    assert np.all(tables.minerals["rushing"] == 0.0)
    for column in ("price", "stock", "ahead"):
        assert np.all(np.isfinite(tables.customers[column]))
