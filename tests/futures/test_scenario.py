from __future__ import annotations

from datetime import date

import pytest
from pydantic import ValidationError

from sim.futures.laws import Fixed, Lognormal
from sim.futures.scenario import ScenarioSpec

DAYS = {"kind": "fixed", "value": 30}
ALL = {"kind": "fixed", "value": 1}
BAN = {"kind": "export_ban", "origin": "CHN", "severity": ALL}
OUTAGE = {"kind": "outage", "origin": "CHN", "stage": "refine", "severity": ALL}


def one(spec):
    return ScenarioSpec.model_validate({"name": "test", "events": {"event": spec}}).events["event"]


@pytest.mark.parametrize(
    "timing",
    [
        {"start": 100, "duration": DAYS},
        {"start": "2028-05-01", "duration": DAYS},
        {"rate_per_year": 0.5, "duration": DAYS},
        {"hazard": "china-licensing-decree"},
        {"hazard": "china-licensing-decree", "start": 3},
        {"up": {"kind": "exponential", "mean": 700}, "down": {"kind": "exponential", "mean": 100}},
    ],
)
def test_the_three_timings(timing):
    assert one(BAN | timing).kind == "export_ban"


@pytest.mark.parametrize(
    ("timing", "message"),
    [
        ({}, "give start"),
        ({"start": 3}, "give a duration"),
        ({"start": 3, "rate_per_year": 1, "duration": DAYS}, "only one of"),
        ({"start": 3, "up": DAYS, "down": DAYS}, "only one of"),
        ({"up": DAYS}, "come together"),
        ({"up": DAYS, "down": DAYS, "duration": DAYS}, "leave duration null"),
        ({"up": {"kind": "fixed", "value": 0.1}, "down": {"kind": "fixed", "value": 0.1}}, "a day or more"),
        ({"start": -1, "duration": DAYS}, "greater than or equal to 0"),
        ({"start": "tomorrow", "duration": DAYS}, "isoformat"),
        ({"start": 3, "duration": {"kind": "fixed", "value": 0}}, "always 0"),
        ({"rate_per_year": 0, "duration": DAYS}, "greater than 0"),
    ],
)
def test_other_timings_are_refused(timing, message):
    with pytest.raises(ValidationError, match=message):
        assert one(BAN | timing).kind == "export_ban"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"severity": None}, "severity"),
        ({"severity": {"kind": "fixed", "value": 1.2}}, "within 0 and 1"),
        ({"severity": {"kind": "exponential", "mean": 0.2}}, "within 0 and 1"),
        ({"leakage": {"kind": "fixed", "value": 0.5}}, "no third country"),
        ({"stage": "smelt"}, "'mine', 'refine', 'fabricate' or 'recycle'"),
        ({"origin": "China"}, "pattern"),
        ({"minerals": []}, "at least 1"),
        ({"durations": DAYS}, "Extra inputs"),
        ({"kind": "war"}, "export_ban"),
    ],
)
def test_bad_fields_are_refused(change, message):
    with pytest.raises(ValidationError, match=message):
        one(BAN | {"start": 3, "duration": DAYS} | change)


def test_an_outage_needs_a_severity():
    with pytest.raises(ValidationError, match="severity"):
        one(OUTAGE | {"start": 3, "duration": DAYS, "severity": None})


@pytest.mark.parametrize("name", ["a/b", "", "with space"])
def test_event_names_are_words(name):
    with pytest.raises(ValidationError):
        ScenarioSpec.model_validate({"name": "test", "events": {name: BAN | {"start": 1, "duration": DAYS}}})


def test_text_becomes_date_and_lists_become_tuples():
    event = one(BAN | {"start": "2028-05-01", "duration": DAYS, "destinations": ["USA"], "minerals": ["tin"]})
    assert (event.start, event.destinations, event.minerals) == (date(2028, 5, 1), ("USA",), ("tin",))


def test_a_null_field_of_a_law_can_be_set_alone():
    unset = dict.fromkeys(("kind", "value", "mean", "median", "p90", "low", "mode", "high", "values"))
    base = BAN | {"hazard": "china-ban-us"}
    assert one(base | {"duration": unset}).duration is None
    changed = one(base | {"duration": unset | {"kind": "lognormal", "median": 200, "p90": 400}})
    assert changed.duration == Lognormal(median=200, p90=400)
    assert one(base | {"severity": unset | {"kind": "fixed", "value": 0.5}}).severity == Fixed(value=0.5)


@pytest.mark.parametrize("mode", ["python", "json"])
def test_a_written_scenario_reads_back(mode):
    spec = ScenarioSpec.model_validate(
        {
            "name": "test",
            "background": True,
            "events": {
                "ban": BAN | {"start": "2028-05-01", "duration": DAYS, "minerals": ["tin"]},
                "outage": OUTAGE | {"up": {"kind": "exponential", "mean": 700}, "down": DAYS},
                "flood": {
                    "kind": "price_flood",
                    "origin": "CHN",
                    "hazard": "price-flood",
                    "ask_factor": {"kind": "triangular", "low": 0.3, "mode": 0.5, "high": 0.9},
                },
                "delay": {
                    "kind": "route_delay",
                    "origin": "ROW",
                    "start": 50,
                    "duration": {"kind": "empirical", "values": [10, 20]},
                    "extra_d": {"kind": "fixed", "value": 12},
                },
            },
        }
    )
    assert ScenarioSpec.model_validate(spec.model_dump(mode=mode)) == spec
