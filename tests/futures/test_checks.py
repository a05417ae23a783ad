from __future__ import annotations

import pytest

from sim.errors import InputError
from sim.futures.checks import check_scenario
from sim.futures.sampler import sample_future
from sim.world.load import load_world

BAN = {
    "kind": "export_ban",
    "origin": "CHN",
    "minerals": ["gallium"],
    "start": 10,
    "duration": {"kind": "fixed", "value": 30},
    "severity": {"kind": "fixed", "value": 1},
}
OUTAGE = {key: value for key, value in BAN.items() if key != "kind"} | {"kind": "outage", "stage": "refine"}


@pytest.mark.parametrize(
    ("event", "key", "allowed"),
    [
        (BAN | {"origin": "CHI"}, "scenario.events.x.origin", "CHN"),
        (BAN | {"minerals": ["galium"]}, "scenario.events.x.minerals", "gallium"),
        (BAN | {"destinations": ["MEX"]}, "scenario.events.x.destinations", "JPN"),
        (BAN | {"hazard": "meteor"}, "scenario.events.x.hazard", "china-licensing-decree"),
        (BAN | {"start": "2020-01-01"}, "scenario.events.x.start", "2027-01-01 or later"),
        (BAN | {"start": None, "hazard": "leakage"}, "scenario.events.x.rate_per_year", "hazard row"),
        (BAN | {"duration": None, "hazard": "leakage"}, "scenario.events.x.duration", "hazard row"),
        (
            OUTAGE | {"severity": None, "hazard": "licence-processing"},
            "scenario.events.x.severity",
            "hazard row",
        ),
        (BAN | {"origin": "COD"}, "scenario.events.x", "COD supplies cobalt"),
        (BAN | {"minerals": ["gallium", "palladium"]}, "scenario.events.x", "CHN supplies"),
        (BAN | {"destinations": ["CHN"]}, "scenario.events.x", "CHN supplies"),
        (BAN | {"stage": "mine"}, "scenario.events.x", "gallium (refine)"),
        (OUTAGE | {"stage": "mine"}, "scenario.events.x", "gallium (refine)"),
        (BAN | {"origin": "TUV", "minerals": "all"}, "scenario.events.x.origin", "CHN"),
    ],
)
def test_events_that_make_no_sense(event, key, allowed, world, scenario):
    with pytest.raises(InputError) as caught:
        check_scenario(world, scenario(x=event))
    assert caught.value.key == key
    assert allowed in caught.value.allowed


@pytest.mark.parametrize("name", ["outages", "strikes"])
def test_names_of_background_events_are_taken(name, world, scenario):
    with pytest.raises(InputError, match="any name but"):
        check_scenario(world, scenario(**{name: BAN}))


def test_the_sampler_refuses_what_the_check_refuses(world, scenario):
    with pytest.raises(InputError):
        sample_future(world, scenario(x=BAN | {"origin": "CHI"}), 1, 0, 100)


def test_a_known_mineral_that_is_not_loaded_is_left_out(scenario):
    some = load_world(minerals=["antimony"])
    both = scenario(x=BAN | {"minerals": ["gallium", "antimony"]})
    check_scenario(some, both)
    assert sample_future(some, both, 1, 0, 100).events[0].minerals == ("antimony",)
    with pytest.raises(InputError) as caught:
        check_scenario(some, scenario(x=BAN))
    assert (caught.value.key, caught.value.allowed) == ("scenario.events.x.minerals", "one of antimony")


def test_dominating_nothing_is_an_answer(scenario):
    palladium = load_world(minerals=["palladium"])
    spec = scenario(x=BAN | {"minerals": "dominant"})
    check_scenario(palladium, spec)
    assert sample_future(palladium, spec, 1, 0, 100).events == ()


def test_a_sound_event_passes(world, scenario):
    check_scenario(world, scenario(x=BAN, y=OUTAGE, z=BAN | {"minerals": "all"}))
