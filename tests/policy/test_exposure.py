"""Events as an arm meets them: fewer, softer, earlier known; never changed for others."""

from datetime import date

import pytest

from sim.policy.arm import Arm
from sim.policy.exposure import as_met
from sim.policy.instruments import BanExemption, EarlyWarning, HazardReduction, RouteAlternative
from sim.policy.instruments.entry import Signed
from tests.helpers.worlds import START, ban, default_world, delay, flood, future, outage

NOW, LATE = Signed(start=START), Signed(start=date(2036, 1, 1))
WORLD = default_world("gallium", "germanium")


def met(mechanism, *events):
    return as_met(Arm(name="x", instruments={"x": mechanism}), WORLD, future(*events)).events


def exemption(**changes):
    return BanExemption(**{"entry": NOW, "partner": "CHN"} | changes)


def warning(**changes):
    return EarlyWarning(**{"entry": NOW, "lead_d_row": "trilat.warning_lead_days"} | changes)


def prevention(**changes):
    values = {"entry": NOW, "origins": ("CHN",), "kinds": ("export_ban",), "reduction": 0.6}
    return HazardReduction(**values | {"reduction_row": "deterrence.hazard_reduction"} | changes)


def railway(**changes):
    row = "route.lobito_share_of_copperbelt_exports"
    return RouteAlternative(**{"entry": NOW, "origins": ("CHN",), "share_row": row, "share": 0.25} | changes)


def test_an_exempt_partner_bans_everybody_else():
    (event,) = met(exemption(), ban(("gallium",)))
    assert set(event.destinations) == set(WORLD.markets) - {"USA"}


def test_a_ban_on_the_united_states_alone_does_not_happen():
    assert met(exemption(), ban(("gallium",), destinations=("USA",))) == ()
    (event,) = met(exemption(), ban(("gallium",), destinations=("USA", "JPN")))
    assert event.destinations == ("JPN",)


def test_only_covered_minerals_are_exempt():
    events = met(exemption(covers=("gallium",)), ban(("gallium", "germanium")))
    assert {(event.minerals, len(event.destinations)) for event in events} == {
        (("germanium",), 0),
        (("gallium",), len(WORLD.markets) - 1),
    }
    assert len({event.id for event in events}) == 2


@pytest.mark.parametrize("changes", [{"entry": LATE}, {"partner": "MYS"}, {"covers": ("copper",)}])
def test_an_exemption_of_others_changes_nothing(changes):
    event = ban(("gallium",))
    assert met(exemption(**changes), event) == (event,)


def test_a_warning_comes_earlier_but_not_before_it_is_agreed():
    (event,) = met(warning(lead_d=30.0), ban(("gallium",), start=365.0))
    assert event.announced_d == 335.0
    (event,) = met(warning(lead_d=500.0, entry=Signed(start=date(2027, 1, 11))), ban(("gallium",)))
    assert event.announced_d == 10.0
    known = ban(("gallium",), start=365.0, announced_d=5.0)
    assert met(warning(entry=Signed(start=date(2027, 1, 11))), known) == (known,)


@pytest.mark.parametrize(("mark", "left"), [(0.5, 0), (0.7, 1)])
def test_an_event_is_prevented_by_its_mark(mark, left):
    assert len(met(prevention(), ban(("gallium",), mark=mark))) == left


def test_other_kinds_and_origins_happen():
    events = (outage(("gallium",), 10.0, 10.0), flood(("gallium",), 20.0, 10.0, 0.5))
    assert met(prevention(), *events) == events
    event = ban(("gallium",))
    assert met(prevention(origins=("COD",)), event) == (event,)


def test_the_other_way_takes_its_share_off_the_mean_delay():
    (event,) = met(railway(), delay(("gallium",), 10.0, 10.0, 20.0))
    assert event.extra_d == 15.0
    assert met(railway(share=1.0), delay(("gallium",), 10.0, 10.0, 20.0)) == ()


@pytest.mark.parametrize("mechanism", [warning(lead_d=0.0), prevention(reduction=0.0), railway(share=0.0)])
def test_no_effect_is_the_same_future(mechanism):
    base = future(ban(("gallium",)), delay(("gallium",), 10.0, 10.0, 20.0))
    assert as_met(Arm(name="x", instruments={"x": mechanism}), WORLD, base) is base


def test_draws_keep_their_keys():
    base = future(ban(("gallium",)))
    changed = as_met(Arm(name="x", instruments={"x": prevention()}), WORLD, base)
    assert changed.uniform("a", "b", 3) == base.uniform("a", "b", 3)
