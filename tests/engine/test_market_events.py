"""Strikes, demand, capacity, inputs and stock sales: each begins, holds and ends exactly."""

import numpy as np
import pytest

from sim.engine.actors.ramps import falling, rising
from sim.engine.run import Engine
from tests.helpers.events import big_flood, embargo, sale, shift, staged, step, strike, surge
from tests.helpers.worlds import WITHOUT, ban, default_world, future, model, random_world, restriction

WORLD = random_world(1)
PLANT = [f for f, stage in enumerate(WORLD.facilities.stage) if stage == "refine"][0]
US = WORLD.market_customer("testium", "USA")


def live(*events, name="default", horizon_d=1000, world=WORLD):
    return Engine(world, model(name)).live(WITHOUT, future(*events, horizon_d=horizon_d))


def on_days(event, days, noun, column, row, world=WORLD):
    """The value of one column on the day before each of some mornings."""
    return [float(getattr(live(event, horizon_d=day, world=world), noun)[column][row]) for day in days]


# profiles


def test_a_staged_outage_walks_its_stages_and_ends_exactly():
    event = staged(10.0, 60.0, (0.0, 1.0), (20.0, 0.5), (40.0, 0.0), (50.0, 0.25))
    left = on_days(event, (15, 35, 55, 65, 75), "facilities", "availability", PLANT)
    assert left == pytest.approx([0.2, 0.6, 1.0, 0.8, 1.0], abs=1e-12)


def test_stages_after_the_end_are_never_lived():
    event = staged(10.0, 20.0, (0.0, 0.5), (30.0, 1.0))
    assert on_days(event, (15, 50), "facilities", "availability", PLANT) == pytest.approx([0.6, 1.0])


def test_a_staged_ban_caps_by_its_stage():
    event = ban(("testium",), 10.0, 60.0, severity=0.8, profile=((0.0, 0.5), (20.0, 1.0), (40.0, 0.0)))
    for day, worst in ((15, 0.4), (35, 0.8), (55, 0.0), (75, 0.0)):
        assert live(event, horizon_d=day).links["severity"].max() == pytest.approx(worst)


def test_the_whole_profile_at_one_is_no_profile():
    plain, whole = staged(10.3, 60.0), staged(10.3, 60.0, (0.0, 1.0))
    a, b = live(plain), live(whole)
    assert a.customers.tobytes() == b.customers.tobytes()


def test_a_restriction_eases_by_stages():
    world = default_world("copper")
    values = {"minerals": ("copper",), "profile": ((0.0, 1.0), (30.0, 0.0))}
    event = restriction(10.0, 60.0, 0.5, "malacca").model_copy(update=values)
    queued, eased = (live(event, horizon_d=day, world=world).waypoints["passing"].min() for day in (30, 90))
    assert queued < 0.5
    assert eased == 1.0


def test_ramps_hold_their_means():
    steps = rising(60.0)
    assert steps[0][0] == 0.0
    assert steps[-1] == (60.0, 1.0)
    assert np.mean([fraction for _, fraction in steps[:-1]]) == pytest.approx(0.5)
    fall = falling(((0.0, 1.0), (5.0, 0.8), (99.0, 0.1)), 10.0, 12.0)
    assert fall[:2] == ((0.0, 1.0), (5.0, 0.8))
    assert np.mean([fraction for _, fraction in fall[2:]]) == pytest.approx(0.4)
    assert (rising(0.0), falling((), 10.0, 0.0)) == ((), ((0.0, 1.0),))


# stranded stock


def test_stranded_stock_is_kept_and_comes_back():
    event = staged(10.0, 100.0, severity=1.0, stranded_d=40.0)
    kept, freed = (live(event, horizon_d=day).facilities for day in (30, 51))
    start = WORLD.facilities.base[PLANT] * WORLD.facilities.finished_cover_d[PLANT]
    assert kept["stranded"][PLANT] == pytest.approx(start, rel=0.02)
    assert kept["finished"][PLANT] == pytest.approx(0.0, abs=1e-9)
    assert freed["stranded"][PLANT] == 0.0


def test_sellable_stock_is_sold_and_stranding_sells_less():
    shipped = {}
    for days in (0.0, 1e6):
        own = live(staged(10.0, 30.0, severity=1.0, stranded_d=days), horizon_d=40).links
        shipped[days] = own["smoothed"][WORLD.links.supplier == PLANT].sum()
    assert shipped[0.0] > shipped[1e6]


# strikes


def test_a_strike_warns_stops_and_ramps_back():
    event = strike(50.0, 20.0, announced_d=30.0, ramp_d=12.0)
    days = (45, 60, 72, 80, 90)
    left = on_days(event, days, "facilities", "availability", PLANT)
    assert left[0] == 1.0
    assert left[1] == pytest.approx(0.1)
    assert 0.1 < left[2] < left[3] < 1.0
    assert left[4] == 1.0
    warned = live(event, horizon_d=40).customers["precaution"]
    fed = [
        k for k in range(len(warned)) if np.any((WORLD.links.supplier == PLANT) & (WORLD.links.customer == k))
    ]
    assert np.all(warned[fed[:-1]] > 1.0)
    assert warned.max() < 1.5


def test_a_strike_out_of_the_blue_warns_nobody():
    assert np.all(live(strike(50.0, 20.0), horizon_d=60).customers["precaution"] == 1.0)


# demand


def test_a_surge_raises_demand_of_its_markets_and_ends():
    event = surge(10.0, 50.0, 0.3, "USA")
    assert on_days(event, (30, 70), "customers", "surge", US) == pytest.approx([1.3, 1.0])
    assert np.all(np.delete(live(event, horizon_d=30).customers["surge"], US) == 1.0)


def test_a_shift_ramps_may_be_negative_and_never_ends():
    event = shift(10.0, 1e6, -0.4, ramp_d=120.0)
    values = on_days(event, (20, 70, 200, 900), "customers", "surge", US)
    assert 1.0 > values[0] > values[1] > values[2] == pytest.approx(0.6)
    assert values[3] == pytest.approx(0.6)


def test_losses_together_never_take_more_than_all_demand():
    events = [shift(10.0, 1e6, -0.8, id=str(i)) for i in range(2)]
    assert live(*events, horizon_d=100).customers["surge"][US] == 0.0


def test_double_demand_finds_double_orders():
    """The limit on orders grows with demand, or a lasting shift would starve for ever."""
    world = random_world(1, spare=3.0)
    tables = Engine(world, model("default")).live(WITHOUT, future(shift(10.0, 1e6, 1.5), horizon_d=2000))
    assert tables.customers["order"][US] > 2.2 * world.customers.demand[US]


# capacity


def test_a_step_adds_capacity_and_customers_and_ends_exactly():
    event = step(10.0, 100.0, share=0.5, ramp_d=24.0, qualification_d=40.0)
    own = (WORLD.links.supplier == PLANT) & (WORLD.links.base > 0)
    tables = {day: live(event, horizon_d=day) for day in (20, 45, 60, 90, 120)}
    over = {
        day: t.facilities["capacity"][PLANT] / WORLD.facilities.capacity[PLANT] for day, t in tables.items()
    }
    assert 1.0 < over[20] < over[45] == pytest.approx(1.5)
    assert over[120] == 1.0
    sold = {day: t.links["weight"][own] / WORLD.links.base[own] for day, t in tables.items()}
    assert np.all(sold[45] == 1.0)
    assert sold[90] == pytest.approx(1.5)
    assert np.all(sold[120] == 1.0)


def test_a_step_in_tonnes_is_a_step_in_share():
    base = WORLD.facilities.base[PLANT]
    tonnes = live(step(10.0, 1e6, tonnes_per_year=0.25 * base * 365.0), horizon_d=50)
    share = live(step(10.0, 1e6, share=0.25), horizon_d=50)
    assert tonnes.facilities["capacity"][PLANT] == pytest.approx(share.facilities["capacity"][PLANT])


def test_a_flood_makes_more_and_withdraws():
    event = big_flood(10.0, 200.0, 0.5)
    over = on_days(event, (100, 220), "facilities", "capacity", PLANT)
    assert over == pytest.approx([1.5 * WORLD.facilities.capacity[PLANT], WORLD.facilities.capacity[PLANT]])


# inputs


def test_plants_run_on_their_stock_of_an_input_first():
    """30 days of stock last 50 days when six tenths of the input are missing."""
    event = embargo(10.0, 100.0)
    left = on_days(event, (55, 65, 115), "facilities", "availability", PLANT)
    assert left == pytest.approx([1.0, 0.4, 1.0])


def test_an_embargo_shorter_than_the_stock_is_not_felt():
    plain, short = live(), live(embargo(10.0, 40.0))
    assert plain.customers.tobytes() == short.customers.tobytes()


# sales


def test_a_sale_adds_its_tonnes_and_no_more():
    world, tonnes = WORLD, 12.5
    tables = live(sale(10.25, 33.5, tonnes, "USA", "JPN"))
    assert tables.minerals["injected_t"][0] == pytest.approx(tonnes, rel=1e-12)
    half = live(sale(10.0, 100.0, tonnes, "USA"), horizon_d=60)
    assert half.minerals["injected_t"][0] == pytest.approx(tonnes / 2)
    assert np.all(tables.customers["inflow"] == 0.0)
    assert world.customers.demand[US] > 0


def test_two_sales_at_once_add_up():
    events = [sale(10.0, 50.0, 4.0, "USA", id="a"), sale(20.0, 10.0, 3.0, "USA", id="b")]
    assert live(*events).minerals["injected_t"][0] == pytest.approx(7.0)
