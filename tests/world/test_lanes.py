"""Lanes: every pair of places is connected, detours are ordered, closures do what the map says."""

import itertools

import numpy as np
import pytest

from sim.data.parameters import parameters
from sim.data.tables import load
from sim.errors import InputError
from sim.world.countries import codes
from sim.world.lanes import is_domestic, lane
from sim.world.sea_ways import closable, sea_ways
from sim.world.world import MARKETS

PAIRS = list(itertools.product(sorted(codes()), sorted(codes() | set(MARKETS))))
NM_PER_D = 24 * 14
"""The published examples use 14 kn."""


def routes(mode="sea"):
    for origin, destination in PAIRS:
        for route in lane(origin, destination, "sea").routes:
            if route.mode == mode:
                yield origin, destination, route


def route(origin, destination, load_port, discharge_port):
    found = lane(origin, destination, "sea").routes
    return next(r for r in found if (r.load_port, r.discharge_port) == (load_port, discharge_port))


def all_ways(way):
    yield way
    for passage in way.passages:
        for turn in passage.turns:
            yield from all_ways(turn)


@pytest.mark.parametrize("freight", ["sea", "air"])
def test_every_country_reaches_every_place_and_shares_sum_to_one(freight):
    for origin, destination in PAIRS:
        made = lane(origin, destination, freight)
        assert sum(r.share for r in made.routes) == pytest.approx(1.0, abs=1e-12), (origin, destination)
        assert all(0.0 < r.share <= 1.0 and r.ways for r in made.routes)
        assert 0.0 < made.days < 120.0


def test_passages_lie_whole_days_before_the_door_one_after_the_other():
    for origin, destination, made in routes():
        for way in itertools.chain.from_iterable(map(all_ways, made.ways)):
            days = [passage.after_d for passage in way.passages]
            left = [way.days - day for day in days]
            assert left == pytest.approx(np.round(left)), (origin, destination)
            assert way not in made.ways or days[0] >= 1, (origin, destination)
            assert all(a < b for a, b in itertools.pairwise(days)), (origin, destination)
            assert days[-1] < way.days, (origin, destination)


def test_the_last_passage_is_the_discharge_port_and_the_others_can_close():
    for _, _, made in routes():
        for way in itertools.chain.from_iterable(map(all_ways, made.ways)):
            *chokes, port = way.passages
            assert port.place == made.discharge_port and not port.turns
            assert {choke.place for choke in chokes} <= closable()


def test_ways_are_ordered_and_none_repeats_another():
    for _, _, made in routes():
        for way in itertools.chain.from_iterable(map(all_ways, made.ways)):
            for some in [made.ways, *(p.turns for p in way.passages)]:
                days = [w.days for w in some]
                assert days == sorted(days)
                assert len({tuple(p.place for p in w.passages) + (w.distance_nm,) for w in some}) == len(some)


def test_a_turn_avoids_the_place_it_turns_at():
    for _, _, made in routes():
        for way in made.ways:
            for passage in way.passages:
                assert all(turn.avoids({passage.place}) for turn in passage.turns)


def test_turning_back_never_beats_having_gone_the_other_way_at_once():
    made = route("CHN", "EU", "shanghai", "rotterdam")
    suez = next(p for p in made.ways[0].passages if p.place == "suez")
    assert suez.after_d + suez.turns[0].days > made.open_way({"suez"}).days


def test_only_plain_routes_go_by_land_air_or_at_home():
    plain = [r for a, b in PAIRS for f in ("sea", "air") for r in lane(a, b, f).routes if r.mode != "sea"]
    assert {r.mode for r in plain} == {"land", "air", "domestic"}
    assert all(len(r.ways) == 1 and not r.ways[0].passages and not r.load_port for r in plain)


@pytest.mark.parametrize(
    ("closed", "gone", "days"),
    [({"suez"}, "suez", 9.9), ({"bab_el_mandeb"}, "bab_el_mandeb", 9.9), ({"malacca"}, "malacca", 1.7)],
)
def test_shanghai_rotterdam_goes_round(closed, gone, days):
    made = route("CHN", "EU", "shanghai", "rotterdam")
    way = made.open_way(closed)
    assert gone not in {p.place for p in way.passages}
    assert "panama" not in {p.place for p in way.passages}
    assert (way.distance_nm - made.ways[0].distance_nm) / NM_PER_D == pytest.approx(days, abs=0.2)


def test_a_closed_hormuz_cuts_jubail_off():
    made = route("SAU", "USA", "jubail", "houston")
    assert made.open_way({"hormuz"}) is None
    hormuz = made.ways[0].passages[0]
    assert hormuz.place == "hormuz" and hormuz.turns == ()


def test_without_panama_antofagasta_sails_round_the_horn():
    made = route("CHL", "USA", "antofagasta", "houston")
    way = made.open_way({"panama"})
    assert [p.place for p in way.passages] == ["houston"]
    assert (way.distance_nm - made.ways[0].distance_nm) / NM_PER_D == pytest.approx(17.1, abs=0.3)


def test_the_turkish_straits_shut_the_black_sea():
    assert route("KAZ", "USA", "poti", "new_york").open_way({"turkish_straits"}) is None


def test_nothing_on_earth_lengthens_the_pacific():
    made = route("CHN", "USA", "shanghai", "los_angeles")
    assert made.open_way(closable()) == made.ways[0]


def test_a_closed_load_port_cuts_its_route_off():
    assert route("COD", "CHN", "durban", "shanghai").open_way({"durban"}) is None


def test_the_usual_days_of_a_sea_route_are_its_parts():
    made = route("CHN", "EU", "shanghai", "rotterdam")
    sea = made.ways[0].distance_nm / (24 * parameters().mode("sea_speed_kn"))
    assert made.ways[0].days == pytest.approx(sea + 1 + parameters().mode("port_customs_d") + 0 + 1)


@pytest.mark.parametrize(
    ("origin", "destination", "days"), [("USA", "USA", 5), ("DEU", "EU", 5), ("DEU", "FIN", 5)]
)
def test_a_domestic_haul(origin, destination, days):
    assert is_domestic(origin, destination)
    assert lane(origin, destination, "sea").days == days


def test_neighbours_trade_by_land_as_the_table_says():
    assert {r.mode for r in lane("CAN", "USA", "sea").routes} == {"land"}
    by_land = {r.mode: 0.0 for r in lane("RUS", "CHN", "sea").routes}
    for r in lane("CHN", "RUS", "sea").routes:
        by_land[r.mode] += r.share
    assert by_land["land"] == pytest.approx(0.4)


def test_congolese_metal_leaves_by_three_ports():
    ports = {r.load_port for market in ("USA", "CHN") for r in lane("COD", market, "sea").routes}
    assert ports == {"durban", "dar_es_salaam", "lobito"}


@pytest.mark.parametrize(
    ("origin", "destination", "freight"),
    [("XXX", "USA", "sea"), ("USA", "XXX", "sea"), ("USA", "JPN", "rail"), ("EU", "USA", "sea")],
)
def test_wrong_requests_are_named(origin, destination, freight):
    with pytest.raises(InputError):
        lane(origin, destination, freight)


def test_places_without_connection_are_named(monkeypatch):
    monkeypatch.setattr("sim.world.lanes._port_route", lambda *_: None)
    with pytest.raises(InputError) as error:
        lane.__wrapped__("CHL", "JPN", "sea")
    assert "CHL-JPN" in error.value.key


def test_weights_of_a_country_sum_to_one_and_a_port_lies_in_one_place():
    total, where = {}, {}
    for row in load("ports"):
        total[row["country"]] = total.get(row["country"], 0.0) + float(row["weight"])
        assert where.setdefault(row["port"], (row["lat"], row["lon"])) == (row["lat"], row["lon"])
    assert set(total) == codes() | {"EU"}
    assert all(weight == pytest.approx(1.0) for weight in total.values())


def test_ports_and_chokepoints_have_names_of_their_own():
    assert not {row["port"] for row in load("ports")} & {row["key"] for row in load("chokepoints")}


def test_a_way_back_is_the_way_there():
    there, back = sea_ways("durban", "shanghai"), sea_ways("shanghai", "durban")
    assert [w.nm for w in there] == [w.nm for w in back]
    assert [m.place for m in there[0].met] == [m.place for m in back[0].met][::-1]
    assert [w.reversed().reversed() for w in there] == list(there)
