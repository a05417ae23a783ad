"""What a closed, reduced and reopened chokepoint does to cargo ordered, before it, past it and arrived.

One supplier makes 100 t/day for a US market without stock. Its cargo meets the gate on day 15, the harbour on
day 30 and its customer on day 35; the way around the gate takes 47 days, turning at the gate 30 more. Every
tonne can be told by the day on which it arrives.
"""

import numpy as np
import pytest

from sim.data.parameters import parameters
from sim.engine.actors.traffic import Traffic
from sim.engine.run import Engine
from sim.world.lane import Passage, Way
from tests.helpers.worlds import WITHOUT, closure, default_world, future, gated_world, model, restriction

CLOSED = 100
LONGEST = int(parameters().mode("chokepoint_wait_max_d"))
PATIENCE = int(parameters().mode("closure_patience_d"))
TO_GATE, BEHIND_GATE, ALL_THE_WAY, AROUND, TURNED = 15, 20, 35, 47, 30


def arrivals(world, *events, horizon_d=200):
    """Tonnes that reach the customer on each day, in days of demand."""
    engine = Engine(world, model("bare"), 0.0)
    got = []
    for day in range(1, horizon_d + 1):
        tables = engine.live(WITHOUT, future(*events, horizon_d=day))
        got.append(tables.minerals["consumed_t"][0] + tables.customers["stock"][0])
    return np.diff([0.0, *got]) / float(world.customers.demand[0])


@pytest.fixture(scope="module")
def shut():
    """Arrivals with the gate closed from day 100 for good."""
    return arrivals(gated_world(), closure(CLOSED, 1000.0))


@pytest.fixture(scope="module")
def reopened():
    """Arrivals with the gate closed for five days: shorter than anybody's patience."""
    return arrivals(gated_world(), closure(CLOSED, 5.0))


@pytest.fixture(scope="module")
def halved():
    """Arrivals with the gate at half its throughput from day 100 on, and no way around."""
    return arrivals(gated_world(only_way()), restriction(CLOSED, 1000.0, 0.5))


def only_way():
    return (Way(35.0, (Passage("gate", 15.0), Passage("harbour", 30.0))),)


# closed


def test_closed_and_ordered_sails_around(shut):
    """The first to sail after the closure arrives 47 days later, and so do the next."""
    assert shut[CLOSED + AROUND : CLOSED + AROUND + 30] == pytest.approx(1.0)


def test_closed_and_short_of_the_gate_waits_and_turns(shut):
    """What waits turns together when patience ends; what comes later turns at once."""
    first = CLOSED + PATIENCE + TURNED
    assert shut[CLOSED + BEHIND_GATE : first] == pytest.approx(0.0)
    assert shut[first] == pytest.approx(1.0 + PATIENCE)
    assert shut[first + 1 : CLOSED + TO_GATE + TURNED] == pytest.approx(1.0)
    assert shut[CLOSED + TO_GATE + TURNED : CLOSED + AROUND] == pytest.approx(0.0)


def test_closed_and_past_the_gate_arrives_untouched(shut):
    assert shut[CLOSED : CLOSED + BEHIND_GATE] == pytest.approx(1.0)


def test_closed_and_arrived_stays(shut):
    assert shut[:CLOSED] == pytest.approx(1.0)


# reduced


def test_reduced_and_ordered_queues_at_the_gate(halved):
    """Half of what comes passes; the rest waits in a queue that grows until the wait is the longest."""
    full = CLOSED + LONGEST + BEHIND_GATE
    assert halved[CLOSED + ALL_THE_WAY : full] == pytest.approx(0.5, abs=1e-6)


def test_where_the_wait_is_the_longest_only_what_passes_sails():
    """Nobody joins a queue of the longest wait; without a way around the rest stays ashore."""
    world = gated_world(only_way())
    engine = Engine(world, model("bare"), 0.0)
    event = restriction(CLOSED, 400.0, 0.5)
    tables = engine.live(WITHOUT, future(event, horizon_d=CLOSED + 2 * LONGEST))
    assert tables.links["severity"][0] == pytest.approx(0.5)
    assert tables.links["ship"][0] / world.links.base[0] == pytest.approx(0.5)
    after = engine.live(WITHOUT, future(event, horizon_d=CLOSED + 400 + 3 * LONGEST))
    assert after.links["severity"][0] == 0.0
    assert after.waypoints["held"].sum() == pytest.approx(0.0, abs=1e-9)


def test_hardly_anything_open_never_outgrows_the_ring():
    """A place left open by a millionth means a wait without end, were it not for the longest."""
    for ways in (None, only_way()):
        event = restriction(CLOSED, 300.0, 1.0 - 1e-6)
        tables = Engine(gated_world(ways), model("bare"), 0.0).live(WITHOUT, future(event, horizon_d=700))
        assert np.isfinite(tables.customers["stock"]).all()


def test_reduced_and_short_of_the_gate_queues_like_all_others(halved):
    assert halved[CLOSED + BEHIND_GATE : CLOSED + ALL_THE_WAY] == pytest.approx(0.5, abs=1e-6)


def test_reduced_and_past_the_gate_arrives_untouched(halved):
    assert halved[CLOSED : CLOSED + BEHIND_GATE] == pytest.approx(1.0)


def test_reduced_and_arrived_stays(halved):
    assert halved[:CLOSED] == pytest.approx(1.0)


# reopened


def test_reopened_and_ordered_takes_the_usual_way_again(reopened):
    """What sailed around meanwhile arrives beside what sailed after the reopening."""
    again = reopened[CLOSED + 5 + ALL_THE_WAY : CLOSED + AROUND]
    assert again[0] > 0.5
    assert np.all(np.diff(again) > 0.0)
    assert reopened[CLOSED + AROUND : CLOSED + AROUND + 3] == pytest.approx(2.2, rel=0.01)


def test_reopened_and_waiting_passes_no_faster_than_the_gate_allows(reopened):
    """Five days of traffic wait; they come at 1.2 times the ordinary throughput, not at once."""
    assert reopened[CLOSED + BEHIND_GATE : CLOSED + BEHIND_GATE + 5] == pytest.approx(0.0)
    assert reopened[CLOSED + BEHIND_GATE + 5 : CLOSED + ALL_THE_WAY] == pytest.approx(1.2)


def test_reopened_and_past_the_gate_arrives_untouched(reopened):
    assert reopened[CLOSED : CLOSED + BEHIND_GATE] == pytest.approx(1.0)


def test_reopened_and_arrived_stays(reopened):
    assert reopened[:CLOSED] == pytest.approx(1.0)


# shared rules


def test_nothing_is_teleported_or_lost_when_a_gate_reopens():
    """Cargo under way is what sailed less what arrived, at any time; the ledger closes in every run."""
    world = gated_world()
    engine = Engine(world, model("bare"), 0.0)
    for day in range(CLOSED, CLOSED + 60, 7):
        tables = engine.live(WITHOUT, future(closure(CLOSED, 20.0), horizon_d=day))
        afloat = tables.ring.sum() + tables.waypoints["held"].sum()
        assert tables.customers["pipeline"].sum() == pytest.approx(afloat, rel=1e-12)


def test_without_a_way_around_cargo_waits_and_nothing_sails():
    world = gated_world(only_way())
    engine = Engine(world, model("bare"), 0.0)
    tables = engine.live(WITHOUT, future(closure(CLOSED, 1000.0), horizon_d=CLOSED + 60))
    waiting = tables.waypoints["held"].sum()
    assert waiting == pytest.approx(TO_GATE * world.customers.demand[0])
    assert tables.links["severity"][0] == 1.0
    assert tables.customers["pipeline"][0] == pytest.approx(waiting)


def test_a_closed_load_port_lets_what_sailed_arrive_and_nothing_sail():
    world = gated_world()
    got = arrivals(world, closure(CLOSED, 30.0, "quay"))
    assert got[: CLOSED + ALL_THE_WAY] == pytest.approx(1.0)
    assert got[CLOSED + ALL_THE_WAY : CLOSED + 30 + ALL_THE_WAY] == pytest.approx(0.0)


def test_a_closed_discharge_port_holds_what_reaches_it():
    engine = Engine(gated_world(), model("bare"), 0.0)
    tables = engine.live(WITHOUT, future(closure(CLOSED, 1000.0, "harbour"), horizon_d=CLOSED + 60))
    assert tables.waypoints["held"].sum() == pytest.approx(30 * tables.customers["demand0"][0])


def test_the_calm_world_is_the_same_with_and_without_chokepoints_ahead():
    """Cargo stops only where something will happen; that moves nothing but rounding before it does."""
    engine = Engine(gated_world(cover_d=30.0, stock_d=5.0), model("default"))
    calm = engine.live(WITHOUT, future(horizon_d=300))
    later = engine.live(WITHOUT, future(closure(1000.0, 10.0), horizon_d=300))
    assert len(calm.waypoints) == 0
    assert len(later.waypoints) > 0
    for field in ("stock", "pipeline", "price", "order", "transit"):
        assert later.customers[field] == pytest.approx(calm.customers[field], rel=1e-11, abs=1e-12)


def test_two_closures_of_one_gate_end_when_the_last_ends():
    engine = Engine(gated_world(), model("bare"), 0.0)
    events = [closure(100.0, 50.0), closure(120.0, 60.0, id="second")]
    for day, share in ((149, 0.0), (155, 0.0), (181, 1.0)):
        tables = engine.live(WITHOUT, future(*events, horizon_d=day))
        assert tables.routes["share"][0] == share


def test_cargo_chooses_to_queue_while_that_is_quicker_than_the_way_around():
    """The detour costs twelve days: shippers leave the queue when the wait is longer than that."""
    engine = Engine(gated_world(), model("bare"), 0.0)
    event = restriction(CLOSED, 1000.0, 0.5)
    waits = {day: engine.live(WITHOUT, future(event, horizon_d=day)).routes["share"][0] for day in (105, 140)}
    assert waits == {105: 1.0, 140: 0.0}


def test_mean_transit_follows_the_way_that_cargo_takes():
    engine = Engine(gated_world(), model("bare"), 0.0)
    transit = [
        float(engine.live(WITHOUT, future(closure(100.0, 50.0), horizon_d=day)).links["transit"][0])
        for day in (99, 101, 200)
    ]
    assert transit == pytest.approx([35.0, 47.0, 35.0])


def test_traffic_waits_as_long_as_the_queue_divided_by_the_throughput():
    traffic = Traffic(spare=1.2, around_d=10.0)
    traffic.set_left(0.5)
    traffic.live_until(4)
    assert (traffic.queue_d, traffic.wait_d) == pytest.approx((2.0, 4.0))
    traffic.live_until(104)
    assert traffic.wait_d == pytest.approx(10.0, abs=1.0)
    traffic.set_left(1.0)
    while not traffic.calm:
        traffic.live_until(traffic.day + 1)
    assert traffic.day - 104 == pytest.approx(5.0 / 0.2, abs=3)


def test_one_queue_holds_the_cargo_of_all_minerals():
    """Half of Panama: whatever the mineral, the same share of what stands there passes."""
    world = default_world("copper", "lithium", "tin")
    engine = Engine(world, model("default"))
    event = restriction(30.0, 300.0, 0.4, "panama").model_copy(update={"minerals": world.minerals})
    tables = engine.live(WITHOUT, future(event, horizon_d=100))
    there = engine.opening(frozenset({"panama"}))[0].at("panama")
    minerals = world.customers.mineral[tables.waypoints["customer"][there]]
    assert len(np.unique(minerals)) == 3
    assert len(np.unique(tables.waypoints["passing"][there])) == 1
    assert 0.0 < tables.waypoints["passing"][there][0] < 1.0
    assert np.all(tables.waypoints["held"][there][minerals == 0] >= 0.0)
    assert tables.waypoints["held"][there].sum() > 0.0


def test_a_queue_on_one_mineral_alone_is_the_queue_beside_the_others():
    """The queue is that of all traffic: who else is simulated does not change it by a bit."""
    event = restriction(30.0, 300.0, 0.4, "panama")
    lived = []
    for world in (default_world("tin"), default_world("copper", "tin")):
        own = world.minerals.index("tin")
        fate = future(event.model_copy(update={"minerals": world.minerals}), horizon_d=300)
        tables = Engine(world, model("default")).live(WITHOUT, fate)
        range_ = slice(int(tables.minerals["customer0"][own]), int(tables.minerals["customer1"][own]))
        lived.append(tables.customers["stock"][range_].tobytes())
    assert lived[0] == lived[1]
