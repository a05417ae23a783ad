"""Specs of events by governments: what they refuse, what they draw, and that no draw moves another."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from sim.data.parameters import parameters
from sim.errors import InputError
from sim.futures.checks import check_scenario
from sim.futures.future import Future
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec

DAYS = {"kind": "fixed", "value": 200}
WHEN = {"origin": "CHN", "minerals": ["gallium"], "start": 100, "duration": DAYS}
HALF = {"kind": "fixed", "value": 0.5}
BAN = WHEN | {"kind": "export_ban", "severity": {"kind": "fixed", "value": 1}}
QUOTA = WHEN | {"kind": "export_quota", "share": HALF}
LICENCE = WHEN | {"kind": "licensing_delay"}
TAX = WHEN | {"kind": "export_tax", "rate": HALF}
THREAT = WHEN | {"kind": "threat", "expected_lead_d": 300}
PURCHASE = WHEN | {"kind": "state_purchase", "market": "CHN", "tonnes": DAYS}
KINDS = {
    "ban": BAN,
    "quota": QUOTA,
    "licence": LICENCE,
    "tax": TAX,
    "threat": THREAT,
    "purchase": PURCHASE,
}
DECREES = {"kind": "export_ban", "origin": "CHN", "minerals": "dominant", "hazard": "china-licensing-decree"}


def one(spec):
    return ScenarioSpec.model_validate({"name": "test", "events": {"event": spec}}).events["event"]


@pytest.mark.parametrize(
    ("spec", "message"),
    [
        (BAN | {"leakage": HALF}, "use smuggling"),
        (BAN | {"smuggling": {"kind": "fixed", "value": 1.5}}, "within 0 and 1"),
        (BAN | {"in_transit": "sink"}, "'continue' or 'stop'"),
        (BAN | {"response": {"rule": "angry"}}, "stock_aware"),
        (BAN | {"response": {"rule": "stock_aware", "review_d": 0}}, "greater than 0"),
        (QUOTA | {"tonnes": 10.0}, "either tonnes or share"),
        (QUOTA | {"share": None}, "either tonnes or share"),
        (QUOTA | {"share": None, "tonnes": 10.0, "minerals": "dominant"}, "exactly one"),
        (QUOTA | {"use": {"kind": "fixed", "value": -1}}, "negative"),
        (QUOTA | {"year_start_month": 13}, "less than or equal to 12"),
        (LICENCE | {"lots": 0}, "greater than or equal to 1"),
        (LICENCE | {"grant_share": {"kind": "fixed", "value": 2}}, "within 0 and 1"),
        (TAX | {"rate": {"kind": "fixed", "value": 0}}, "always 0"),
        (THREAT | {"expected_lead_d": 0}, "greater than 0"),
        (PURCHASE | {"minerals": "all"}, "exactly one"),
    ],
)
def test_what_makes_no_sense_is_refused(spec, message):
    with pytest.raises(ValidationError, match=message):
        one(spec)


@pytest.mark.parametrize(
    ("spec", "key", "allowed"),
    [
        (PURCHASE | {"market": "MEX"}, "market", "ROW"),
        (LICENCE | {"priority": ["EU", "MEX"]}, "priority", "KOR"),
        (
            LICENCE | {"validity": {"kind": "fixed", "value": 30}, "renewal_lead_d": 31},
            "renewal_lead_d",
            "30",
        ),
        (QUOTA | {"destinations": ["MEX"]}, "destinations", "JPN"),
        (TAX | {"stage": "mine"}, "", "gallium (refine)"),
        (THREAT | {"origin": "COD"}, "", "cobalt"),
    ],
)
def test_what_the_world_does_not_have_is_named(spec, key, allowed, world, scenario):
    with pytest.raises(InputError) as caught:
        check_scenario(world, scenario(x=spec))
    assert caught.value.key == f"scenario.events.x.{key}".rstrip(".")
    assert allowed in caught.value.allowed


@pytest.mark.parametrize("kind", KINDS)
def test_adding_one_leaves_every_other_draw_unchanged(kind, world, scenario):
    alone = sample_future(world, scenario(background=True, decrees=DECREES), 1, 0, 3650)
    both = sample_future(world, scenario(background=True, x=KINDS[kind], decrees=DECREES), 1, 0, 3650)
    assert tuple(event for event in both.events if not event.id.startswith("x/")) == alone.events
    assert (both.parameters, both.project_draws) == (alone.parameters, alone.project_draws)
    assert any(event.id == "x/0" for event in both.events)


def test_all_kinds_survive_json(world, scenario):
    spec = scenario(**KINDS)
    assert ScenarioSpec.model_validate(spec.model_dump(mode="json")) == spec
    future = sample_future(world, spec, 1, 0, 3650)
    assert len(future.events) == len(KINDS)
    assert Future.from_json(future.to_json()) == future


@pytest.mark.parametrize("kind", ["ban", "quota", "licence"])
def test_what_gets_around_is_the_parameter_unless_given(kind, world, scenario):
    def drawn(**fields):
        return sample_future(world, scenario(x=KINDS[kind] | fields), 1, 0, 3650).events[0]

    row, halflife = parameters().get("smuggling_share"), parameters().get("leak_halflife_d")
    assert row.low <= drawn().smuggling <= row.high
    assert halflife.low <= drawn().leak_halflife_d <= halflife.high
    assert drawn(smuggling=HALF).smuggling == 0.5
    targeted = drawn(destinations=["USA"])
    assert (targeted.smuggling, targeted.leakage > 0) == (0.0, True)


def test_a_notice_is_needed_to_run(world, scenario):
    def drawn(spec):
        return sample_future(world, scenario(x=spec), 1, 0, 3650, "mode").events[0]

    month = 365 / 12
    mode = parameters().mode("front_loading") * month
    assert drawn(BAN).front_loading_d == 0.0
    assert drawn(BAN | {"announcement_lead_d": 30}).front_loading_d == pytest.approx(mode)
    assert drawn(TAX | {"announcement_lead_d": 30, "front_loading": HALF}).front_loading_d == month / 2
    # Quota years are known beforehand.
    assert drawn(QUOTA).front_loading_d == pytest.approx(mode)
    assert drawn(QUOTA | {"pace": "even"}).front_loading_d == 0.0


def test_every_quota_year_has_its_own_use(world, scenario):
    uses = sample_future(world, scenario(x=QUOTA), 1, 0, 3650).events[0].uses
    assert len(set(uses)) == len(uses) == 12
    assert 0.56 <= min(uses) <= max(uses) <= 1.32
    fixed = sample_future(world, scenario(x=QUOTA | {"use": HALF}), 1, 0, 3650).events[0].uses
    assert set(fixed) == {0.5}
