from __future__ import annotations

import json
import pickle
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from sim.futures.events import ExportBan, Outage, PriceFlood, RouteDelay
from sim.futures.future import Future, ProjectDraw
from sim.futures.streams import uniforms

u01 = st.floats(0, 1, exclude_max=True)
share = st.floats(0, 1, exclude_min=True)
number = st.floats(allow_nan=False, allow_infinity=False)
country = st.sampled_from(["CHN", "USA", "ROW"])
names = st.lists(st.text(max_size=8), max_size=3).map(tuple)
common = {
    "mark": u01,
    "start_d": st.floats(0, 1e5),
    "duration_d": st.floats(0, 1e6, exclude_min=True),
    "minerals": names,
    "origin": country,
}
bans = st.builds(
    ExportBan,
    id=st.just("ban"),
    destinations=st.just(("USA",)),
    severity=share,
    leakage=st.floats(0, 1),
    announced_d=st.just(0.0),
    stage=st.sampled_from([None, "mine", "refine"]),
    **common,
)
outages = st.builds(Outage, id=st.just("outage"), stage=st.just("mine"), severity=share, **common)
floods = st.builds(
    PriceFlood,
    id=st.just("flood"),
    ask_factor=st.floats(0, 1, exclude_min=True, exclude_max=True),
    **common,
)
delays = st.builds(RouteDelay, id=st.just("delay"), destinations=names, extra_d=share, **common)
futures = st.builds(
    lambda events, **rest: Future(events=tuple(sorted(events, key=lambda e: (e.start_d, e.id))), **rest),
    events=st.tuples(bans, outages, floods, delays),
    id=st.integers(0, 2**63),
    seed=st.integers(),
    start_date=st.dates(),
    horizon_d=st.integers(1, 10**6),
    background=st.booleans(),
    parameters=st.dictionaries(st.text(max_size=8), number, max_size=4),
    project_draws=st.dictionaries(
        st.text(max_size=8),
        st.builds(ProjectDraw, success_u=u01, delay_u=u01, qualification_u=u01),
        max_size=3,
    ),
)


@given(futures)
def test_json_gives_every_bit_back(future):
    text = future.to_json()
    again = Future.from_json(text)
    assert again == future
    assert again.to_json() == text


def one_future(**change):
    values = {
        "id": 3,
        "seed": 1,
        "start_date": date(2027, 1, 1),
        "horizon_d": 100,
        "background": False,
        "events": (),
        "parameters": {},
        "project_draws": {},
    }
    return Future(**(values | change))


def outage(name, start):
    return Outage(
        id=name,
        mark=0.1,
        start_d=start,
        duration_d=1.0,
        minerals=("a",),
        stage="mine",
        origin="ROW",
        severity=1.0,
    )


def test_engine_draws_are_pure_and_survive_json():
    future = one_future()
    again = Future.from_json(future.to_json())
    drawn = [future.uniform("gallium", "licence", i) for i in (5, 0, 5)]
    assert drawn[0] == drawn[2] == again.uniform("gallium", "licence", 5)
    assert drawn[1] == uniforms(1, 3, "gallium", "licence", 1)[0]


def test_events_must_be_sorted_and_unlike():
    one_future(events=(outage("b", 1.0), outage("a", 2.0)))
    with pytest.raises(ValidationError, match="sorted"):
        one_future(events=(outage("a", 2.0), outage("b", 1.0)))
    with pytest.raises(ValidationError, match="unique"):
        one_future(events=(outage("a", 1.0), outage("a", 2.0)))


def test_reading_validates():
    raw = json.loads(one_future().to_json())
    for change in ({"schema_version": 2}, {"horizon_d": 0}, {"parameters": {"x": "1"}}, {"more": 1}):
        with pytest.raises(ValidationError):
            Future.from_json(json.dumps(raw | change))


def test_futures_travel_between_processes():
    future = one_future(events=(outage("a", 1.0),))
    assert pickle.loads(pickle.dumps(future)) == future
