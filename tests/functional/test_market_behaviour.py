"""How markets answer: each behaviour exists, has its direction and its speed."""

import numpy as np
import pytest

from sim.data.parameters import parameters
from sim.engine.run import Engine
from sim.world.world import MARKET
from tests.helpers.events import big_flood, shift, step
from tests.helpers.worlds import WITHOUT, ban, default_world, future, model, outage, random_world

pytestmark = pytest.mark.functional

START = 100.0


def watch(world, *events, horizon_d=1000, every_d=10, name="default"):
    """Customers, facilities and minerals of every few mornings."""
    seen = []
    Engine(world, model(name)).watch(
        WITHOUT,
        future(*events, horizon_d=horizon_d),
        lambda day, t: seen.append((day, t.customers.copy(), t.facilities.copy(), t.minerals.copy())),
        every_d,
    )
    days = np.array([day for day, *_ in seen])
    return days, *(np.array(tables) for tables in zip(*[rest for _, *rest in seen], strict=True))


@pytest.fixture(scope="module")
def cut():
    """Half of Chinese gallium stays away for a year."""
    world = default_world("gallium")
    event = ban(("gallium",), START, 365.0, severity=0.5)
    return world, *watch(world, event)


def test_precautionary_buying_rises_at_once_and_falls_back_slowly(cut):
    world, days, customers, _, _ = cut
    us = world.market_customer("gallium", "USA")
    fear, order = customers["precaution"][:, us], customers["order"][:, us]
    assert np.all(fear[days < START] == 1.0)
    assert order[days == START + 10] > 1.1 * order[0]
    after = fear[days > START]
    assert np.all(np.diff(after) <= 0.0)
    assert after[0] > 1.4
    # half of it is still there half a year later, a twentieth of it two and a half years later
    assert fear[days == START + 180] > 1.0 + 0.5 * (after[0] - 1.0)
    assert fear[-1] > 1.0


def test_prices_answer_with_a_lag_and_split_by_region(cut):
    world, days, customers, _, _ = cut
    us, china = (world.market_customer("gallium", market) for market in ("USA", "CHN"))
    price = customers["price"][:, us]
    assert price[days == START + 10] < 1.5
    assert price[days == START + 100] > 2.0
    peak = int(np.argmax(price))
    assert customers["price"][peak, us] > 1.5 * customers["price"][peak, china]
    assert price[-1] == pytest.approx(1.0, abs=0.25)


def test_most_tonnage_moves_near_the_contract_price(cut):
    world, days, customers, _, _ = cut
    us = world.market_customer("gallium", "USA")
    spot, contract = customers["price"][:, us], customers["contract_price"][:, us]
    rising = (days > START + 20) & (days < START + 120)
    assert np.all(contract[rising] < spot[rising])
    share = parameters().mode("contract_share", "gallium")
    paid = contract**share * spot ** (1.0 - share)
    assert np.all(paid[rising] - 1.0 < 0.5 * (spot[rising] - 1.0))
    assert paid.max() < 0.9 * spot.max()


def test_thrift_is_capped_and_returns_slowly():
    world = default_world("gallium")
    event = ban(("gallium",), START, 1095.0, severity=0.9)
    days, customers, _, _ = watch(world, event, horizon_d=2500, every_d=20)
    thrift = customers["thrift"][:, world.market_customer("gallium", "USA")]
    cap = parameters().mode("thrift_cap_per_year", "gallium")
    assert parameters().get("thrift_cap_per_year", "gallium").high <= 0.1
    assert np.all(np.diff(thrift) <= cap / 365 * 20 * (1 + 1e-9))
    assert thrift.max() > 0.1
    # Contract prices come down over a year; from then on demand comes back.
    assert 0.4 * thrift.max() < thrift[-1] < 0.9 * thrift.max()


def test_supply_outside_a_ban_answers_little():
    world = default_world("copper")
    days, _, facilities, _ = watch(world, outage(("copper",), START, 365.0, origin="CHL", stage="mine"))
    mines = [
        f
        for f, (stage, country) in enumerate(
            zip(world.facilities.stage, world.facilities.country, strict=True)
        )
        if stage == "mine" and country != "CHL" and world.minerals[world.facilities.mineral[f]] == "copper"
    ]
    crisis = (days > START + 60) & (days < START + 365)
    more = facilities["output"][crisis][:, mines].sum(axis=1) / world.facilities.base[mines].sum()
    price = facilities["realised"][crisis][:, mines].max()
    elasticity = parameters().mode("supply_elasticity", "copper")
    assert 1.0 < more.max() <= price**elasticity * (1 + 1e-9)
    assert more.max() < 1.5


def test_plants_close_late_and_return_later_still():
    """A flood closes plants months after it begins, not all in one month; they stay shut when it ends."""
    world = default_world("lithium")
    event = big_flood(START, 500.0, 0.2, minerals=("lithium",), ask_factor=0.6)
    days, _, facilities, _ = watch(world, event, horizon_d=1600)
    own = (np.array(world.facilities.stage) == "mine") & (world.facilities.base > 0)
    abroad = own & (np.array(world.facilities.country) != "CHN")
    up, base = facilities["availability"][:, abroad], world.facilities.base[abroad]
    shut = 1.0 - np.average(up, axis=1, weights=base)
    shut = np.where(shut > 1e-9, shut, 0.0)
    first = days[np.argmax(shut > 0.0)]
    row = parameters().get("idle_after_d", "lithium")
    assert START + row.low <= first <= START + row.high + 60
    assert len(np.unique(shut[(days > START) & (days < START + 500)])) > 2
    back = days[np.argmax(np.diff(shut, prepend=0.0) < 0.0)]
    assert back - first >= parameters().get("restart_lag_d", "lithium").low
    assert shut[days == START + 510] > 0.0


def test_new_metal_waits_for_its_customers_approval():
    world = random_world(3, spare=0.0)
    plant = list(world.facilities.stage).index("refine")
    event = step(START, 1e6, share=1.0, qualification_d=200.0)
    more = shift(START, 1e6, 0.15, id="y")
    days, _, facilities, _ = watch(world, event, more, horizon_d=900)
    output = facilities["output"][:, plant] / world.facilities.base[plant]
    before, after = output[(days > START + 100) & (days < START + 200)], output[days > START + 500]
    assert after.mean() > before.mean() + 0.05


def test_every_market_of_the_default_world_can_be_frightened():
    world = default_world("gallium")
    us = world.customers.kind == MARKET
    hit = watch(world, ban(("gallium",), 10.0, 50.0), horizon_d=20)[1][-1]["precaution"][us]
    assert np.all(hit[world.customers.demand[us] > 0].max() > 1.4)
