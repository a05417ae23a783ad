"""What every actor notes of what it did; without somebody who reads, the run is the same to the last bit."""

from __future__ import annotations

import pytest

from sim.engine.run import Engine
from sim.engine.trace import SUBJECTS
from sim.futures.events import (
    ChokepointRestriction,
    DemandSurge,
    StockRelease,
    SupplyStep,
)
from sim.futures.laws import Fixed
from sim.futures.response import Response
from sim.world.world import TRADE
from tests.helpers.controls import licences, purchase, quota, tax, threat
from tests.helpers.worlds import WITHOUT, ban, default_world, future, model, with_draws

GALLIUM = ("gallium",)
OWN = {"minerals": GALLIUM}
EVENT = {"mark": 0.5, "minerals": GALLIUM}
SLOW = {"service": Fixed(value=30.0), "licences_per_week": 7.0, "lots": 4, "validity_d": 90.0}
REVIEWS = Response(rule="stock_aware", review_d=50.0, cover_d=1e6)
WEDGE = Response(rule="wedge_seeking", review_d=50.0, wedge=1e6, keep_while="above")

EVENTS = {
    "licence": licences(100.0, 250.0, **OWN | SLOW),
    "quota": quota(100.0, 265.0, share=0.3, front_loading_d=20.0, **OWN),
    "notice": ban(GALLIUM, 100.0, 50.0, announced_d=60.0, front_loading_d=30.0),
    "leak": ban(GALLIUM, 100.0, 200.0, destinations=("USA",), leakage=0.6, leak_halflife_d=90.0),
    "stopped": ban(GALLIUM, 100.0, 50.0, in_transit="stop"),
    "kept": ban(GALLIUM, 100.0, 120.0, response=REVIEWS),
    "ended": ban(GALLIUM, 100.0, 120.0, response=WEDGE),
    "tax": tax(100.0, 50.0, 0.2, **OWN),
    "threat": threat(100.0, 20.0, 150.0, **OWN),
    "purchase": purchase(100.0, 50.0, 100.0, **OWN),
    "surge": DemandSurge(id="surge", start_d=100.0, duration_d=50.0, share=0.3, **EVENT),
    "sale": StockRelease(id="sale", start_d=100.0, duration_d=50.0, tonnes=5.0, holder="x", **EVENT),
    "step": SupplyStep(
        id="step",
        start_d=100.0,
        duration_d=50.0,
        share=0.2,
        tonnes_per_year=0.0,
        ramp_d=0.0,
        qualification_d=0.0,
        origin="CHN",
        stage="refine",
        **EVENT,
    ),
}
TOLD = {
    "licence": {"licensed", "waiting for licences", "licence backlog", "precaution"},
    "quota": {"quota opened", "quota used up", "rush", "precaution"},
    "notice": {"rush", "precaution", "control"},
    "leak": {"leak", "control"},
    "stopped": {"cargo stopped"},
    "kept": {"ban kept (cover)"},
    "ended": {"ban ended (wedge)"},
    "tax": {"tax"},
    "threat": {"precaution"},
    "purchase": {"state purchase"},
    "surge": {"demand"},
    "sale": {"stock sold"},
    "step": {"capacity"},
}


@pytest.fixture(scope="module")
def engine():
    return Engine(default_world("gallium"), model("default"))


def draws(engine, name):
    return with_draws(future(EVENTS[name], horizon_d=500), engine.world)


def noted(engine, name):
    """Notes by what they are about, of one event alone."""
    _, trace = engine.trace(WITHOUT, draws(engine, name), "gallium")
    found = {}
    for entry in trace.entries:
        found.setdefault(entry.what, []).append(entry)
    return found


@pytest.mark.parametrize("name", EVENTS)
def test_noting_changes_nothing(engine, name):
    unseen = engine.run(WITHOUT, draws(engine, name))
    seen, trace = engine.trace(WITHOUT, draws(engine, name), "gallium")
    assert seen.outcomes == unseen.outcomes
    assert {entry.what for entry in trace.entries} <= set(SUBJECTS)


@pytest.mark.parametrize("name", EVENTS)
def test_every_actor_says_what_it_did(engine, name):
    found = noted(engine, name)
    assert set(found) >= TOLD[name]
    for what in TOLD[name]:
        assert {entry.cause.partition("/")[0] for entry in found[what] if any(entry.values)} <= {
            EVENTS[name].id
        }


def test_a_queue_for_licences_is_told_once_a_month(engine):
    """One lot of four to each market a month, 30 days a decision, each licence for 90 days."""
    found = noted(engine, "licence")
    days = [130.0, 160.0, 190.0, 220.0, 250.0, 280.0, 310.0, 340.0]
    assert [entry.at for entry in found["licensed"]] == days
    assert [entry.at for entry in found["waiting for licences"]] == days
    shares = [entry.values[0] for entry in found["licensed"]]
    assert shares[0] == 0.0
    assert max(shares) > 0.9
    links = engine.world.links
    abroad = [
        engine.world.facilities.name[f] == "gallium/refine/CHN" and engine.world.customers.country[c] != "CHN"
        for f, c in zip(links.supplier, links.customer, strict=True)
    ]
    trade = links.base[abroad & (links.kind == TRADE)].sum()
    assert found["waiting for licences"][0].values[0] == pytest.approx(30.0 * trade)
    (backlog,) = found["licence backlog"]
    assert (backlog.at, backlog.values[0] > 0.0) == (350.0, True)


def test_a_queue_at_a_canal_is_told():
    copper = Engine(default_world("copper"), model("default"))
    canal = ChokepointRestriction(
        id="canal", mark=0.5, minerals=("copper",), start_d=100.0, duration_d=60.0, severity=0.6,
        places=("panama",),
    )  # fmt: skip
    event = with_draws(future(canal, horizon_d=300), copper.world)
    seen, trace = copper.trace(WITHOUT, event, "copper")
    assert seen.outcomes == copper.run(WITHOUT, event).outcomes
    waits = [entry.values[0] for entry in trace.entries if entry.what == "queue"]
    assert {entry.cause for entry in trace.entries if entry.what == "queue"} == {"panama"}
    assert max(waits) > 5.0
    assert waits[-1] == 0.0


def test_a_quota_is_used_up_to_the_tonne(engine):
    found = noted(engine, "quota")
    (opened,), (used,) = found["quota opened"], found["quota used up"]
    assert opened.at == 100.0
    assert 100.0 < used.at < 300.0
    assert used.values[0] == pytest.approx(opened.values[0], rel=1e-6)


def test_stopped_cargo_is_counted(engine):
    (entry,) = noted(engine, "stopped")["cargo stopped"]
    base = engine.world.links.base[list(entry.rows)].sum()
    # Half of port handling, 4.5 days, holds at most five days of shipments.
    assert 0.99 * base < sum(entry.values) < 5.0 * base


def test_a_leak_opens_and_closes_once(engine):
    opened, closed = noted(engine, "leak")["leak"]
    assert (opened.at, set(opened.values)) == (100.0, {0.6})
    assert (closed.at, set(closed.values)) == (300.0, {0.0})


def test_an_adversary_says_what_it_saw(engine):
    kept = noted(engine, "kept")["ban kept (cover)"]
    assert [entry.at for entry in kept] == [150.0, 200.0]
    assert 365.0 > kept[0].values[0] > kept[1].values[0] > 0.0
    (over,) = noted(engine, "ended")["ban ended (wedge)"]
    assert (over.at, over.values[0] > 1.0) == (150.0, True)
