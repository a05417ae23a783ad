"""Specs of markets and plants: what is refused, what null stands for, and what each draws."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sim.data.parameters import parameters
from sim.errors import InputError
from sim.futures.checks import check_scenario
from sim.futures.future import Future
from sim.futures.sampler import sample_future

HALF = {"kind": "fixed", "value": 0.5}
YEAR = {"kind": "fixed", "value": 365}
PLANT = {"origin": "CHL", "minerals": ["copper"], "stage": "mine", "start": 10}
KINDS = {
    "outage": {"kind": "outage", "duration": YEAR, "severity": HALF} | PLANT,
    "strike": {"kind": "strike"} | PLANT,
    "supply_step": {"kind": "supply_step", "share": HALF} | PLANT,
    "embargo_of_input": {
        "kind": "embargo_of_input",
        "input": "sulphur",
        "countries": ["IDN"],
        "stage": "refine",
        "minerals": ["nickel"],
        "start": 10,
        "duration": YEAR,
        "severity": HALF,
    },
    "price_flood": {
        "kind": "price_flood",
        "origin": "CHN",
        "minerals": ["lithium"],
        "start": 10,
        "duration": YEAR,
        "ask_factor": HALF,
    },
    "demand_surge": {"kind": "demand_surge", "start": 10, "duration": YEAR, "share": HALF},
    "demand_shift": {"kind": "demand_shift", "start": 10, "share": {"kind": "fixed", "value": -0.5}},
    "stock_release": {
        "kind": "stock_release",
        "holder": "SRB",
        "markets": ["CHN"],
        "minerals": ["germanium"],
        "start": 10,
        "duration": YEAR,
        "tonnes": {"kind": "fixed", "value": 20},
    },
}


@pytest.mark.parametrize("kind", KINDS)
def test_every_kind_is_drawn_and_survives_json(kind, world, scenario):
    future = sample_future(world, scenario(x=KINDS[kind]), 1, 0, 3650)
    (event,) = future.events
    assert (event.kind, event.start_d) == (kind, 10.0)
    assert Future.from_json(future.to_json()) == future
    assert type(event).model_validate(event.model_dump()) == event


@pytest.mark.parametrize("kind", KINDS)
def test_adding_it_moves_no_other_draw(kind, world, scenario):
    decrees = {"kind": "export_ban", "origin": "CHN", "minerals": "dominant", "hazard": "china-ban-us"}
    alone = sample_future(world, scenario(background=True, decrees=decrees), 1, 0, 3650)
    both = sample_future(world, scenario(background=True, extra=KINDS[kind], decrees=decrees), 1, 0, 3650)
    assert tuple(event for event in both.events if not event.id.startswith("extra/")) == alone.events
    assert both.parameters == alone.parameters


@pytest.mark.parametrize(
    ("kind", "change", "message"),
    [
        ("outage", {"profile": [[5, 1]]}, "begin at 0"),
        ("outage", {"profile": [[0, 1], [0, 0.5]]}, "rise"),
        ("outage", {"profile": [[0, 1.5]]}, "within 0 and 1"),
        ("outage", {"profile": [[0, 0]]}, "above 0"),
        ("outage", {"profile": []}, "profile"),
        ("outage", {"stranded_d": 10}, "stranded_d needs"),
        ("outage", {"stock": "lost"}, "stock"),
        ("strike", {"hazard": None}, "duration"),
        ("strike", {"notice_d": -1}, "notice_d"),
        ("supply_step", {"tonnes_per_year": YEAR}, "either"),
        ("supply_step", {"share": None}, "either"),
        ("supply_step", {"share": {"kind": "fixed", "value": -0.2}}, "negative"),
        ("embargo_of_input", {"severity": None}, "severity"),
        ("embargo_of_input", {"dependence": {"kind": "fixed", "value": 1.2}}, "within 0 and 1"),
        ("price_flood", {"output_rise": {"kind": "fixed", "value": -1}}, "negative"),
        ("demand_surge", {"duration": None}, "duration"),
        ("demand_surge", {"share": {"kind": "fixed", "value": 0}}, "always 0"),
        ("demand_surge", {"minerals": "dominant"}, "minerals"),
        ("demand_shift", {"share": {"kind": "fixed", "value": -1.1}}, "-1"),
        ("stock_release", {"tonnes": {"kind": "fixed", "value": -5}}, "negative"),
        ("stock_release", {"holder": ""}, "holder"),
    ],
)
def test_what_makes_no_sense_is_refused(kind, change, message, scenario):
    with pytest.raises(ValidationError, match=message):
        scenario(x=KINDS[kind] | change)


@pytest.mark.parametrize(
    ("kind", "change", "key", "allowed"),
    [
        ("strike", {"facility": "mine"}, ".facility", "escondida"),
        ("strike", {"hazard": "leakage", "severity": HALF}, ".duration", "hazard row"),
        ("supply_step", {"origin": "DEU"}, "", "DEU supplies copper (re"),
        ("embargo_of_input", {"countries": ["XXX"]}, ".countries", "IDN"),
        ("embargo_of_input", {"countries": ["DEU"]}, "", "hits something"),
        ("demand_surge", {"markets": ["CAN"]}, ".markets", "JPN"),
        ("demand_surge", {"minerals": ["unobtainium"]}, ".minerals", "gallium"),
    ],
)
def test_what_does_not_fit_the_world_is_refused(kind, change, key, allowed, world, scenario):
    with pytest.raises(InputError) as caught:
        check_scenario(world, scenario(x=KINDS[kind] | change))
    assert caught.value.key == f"scenario.events.x{key}"
    assert allowed in caught.value.allowed


def draw(world, scenario, kind, **change):
    (event,) = sample_future(world, scenario(x=KINDS[kind] | change), 1, 0, 3650).events
    return event


def test_null_stands_for_the_tables(world, scenario):
    mode = parameters().mode
    strike = draw(world, scenario, "strike")
    assert strike.severity == 0.9
    assert (strike.announced_d, strike.ramp_d) == (10.0 - mode("strike_notice_d"), mode("strike_ramp_d"))
    durations = sorted(
        sample_future(world, scenario(x=KINDS["strike"]), 1, i, 3650).events[0].duration_d for i in range(300)
    )
    assert durations[150] == pytest.approx(15, rel=0.25)
    assert durations[270] == pytest.approx(34, rel=0.25)
    embargo = draw(world, scenario, "embargo_of_input")
    assert (embargo.dependence, embargo.affected) == (mode("input_dependence"), 1.0)
    assert embargo.stock_d == mode("input_stock_d")
    assert draw(world, scenario, "price_flood").output_rise == mode("flood_output_rise")


def test_a_null_duration_is_for_good(world, scenario):
    for kind in ("supply_step", "demand_shift"):
        assert draw(world, scenario, kind).end_d > 100 * 365
        assert draw(world, scenario, kind, duration=YEAR).duration_d == 365.0


def test_stranded_stock_is_stranded_to_the_end_unless_told(world, scenario):
    assert draw(world, scenario, "outage").stranded_d == 0.0
    assert draw(world, scenario, "outage", stock="stranded").stranded_d > 3650
    assert draw(world, scenario, "outage", stock="stranded", stranded_d=40).stranded_d == 40.0


def test_a_delay_of_no_end_is_refused(scenario):
    delay = {"kind": "route_delay", "origin": "CHN", "start": 5, "duration": YEAR}
    with pytest.raises(ValidationError, match="up to 120 days"):
        scenario(x=delay | {"extra_d": {"kind": "exponential", "mean": 5}})
