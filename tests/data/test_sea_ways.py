"""The committed ways at sea: against published distances, and against the network they come from."""

import itertools

import pytest

from sim.data.tables import load
from sim.data.vintage import FOLDER
from sim.world.sea_lines import course
from sim.world.sea_ways import canal_d, closable, sea_ways

PUB151 = "Pub. 151, Distances Between Ports (2001), https://github.com/kaklin/sea-routes"
PEMP = "https://porteconomicsmanagement.org/pemp/contents/part1/interoceanic-passages/routing-options-shanghai-rotterdam"

PUBLISHED = [
    # from, to, nm, by way of, publication; sums of Pub. 151 are over its junction point
    ("shanghai", "los_angeles", 5699, "", PUB151),
    ("arica", "los_angeles", 4219, "", PUB151),
    ("new_york", "santos", 4957, "", PUB151),
    ("new_york", "vitoria", 4507, "", PUB151),
    ("new_york", "buenos_aires", 5871, "", PUB151),
    ("new_york", "murmansk", 3844, "", PUB151),
    ("new_york", "bilbao", 3160, "", PUB151),
    ("new_york", "lagos", 4883, "", PUB151),
    ("durban", "colombo", 3704, "", PUB151),
    ("durban", "karachi", 3915, "", PUB151),
    ("durban", "mombasa", 1718, "", PUB151),
    ("shanghai", "noumea", 4185, "", PUB151),
    ("shanghai", "surabaya", 2626, "", PUB151),
    ("shanghai", "jakarta", 2522, "", PUB151),
    ("shanghai", "manila", 1166, "", PUB151),
    ("shanghai", "kobe", 789, "", PUB151),
    ("antofagasta", "new_york", 2140 + 2016, "panama", PUB151),
    ("callao", "new_york", 1350 + 2016, "panama", PUB151),
    ("shanghai", "new_york", 8566 + 2016, "panama", PUB151),
    ("yokohama", "new_york", 7682 + 2016, "panama", PUB151),
    ("cartagena", "los_angeles", 324 + 2913, "panama", PUB151),
    ("durban", "new_york", 764 + 6814, "cape", PUB151),
    ("durban", "shanghai", 4872 + 2207, "malacca", PUB151),
    ("dar_es_salaam", "shanghai", 4042 + 2207, "malacca", PUB151),
    ("shanghai", "rotterdam", 10600, "suez", PEMP),
    ("shanghai", "rotterdam", 13800, "cape", PEMP),
]

TOO_LONG = [
    # Lanes on which the network is too coarse, with how far it may be off; docs/data.md names them.
    ("new_york", "dakar", 3335, 0.07),
    ("durban", "fremantle", 4243, 0.07),
    ("dar_es_salaam", "colombo", 2565, 0.09),
    ("dar_es_salaam", "fremantle", 4513, 0.10),
    ("new_york", "cartagena", 1853, 0.21),
]


@pytest.mark.parametrize(("start", "end", "nm", "by", "source"), PUBLISHED)
def test_a_way_is_as_long_as_published(start, end, nm, by, source):
    assert source
    ways = [way for way in sea_ways(start, end) if not by or by in {met.place for met in way.met}]
    assert ways[0].nm == pytest.approx(nm, rel=0.05)


def test_the_usual_deviation_is_small():
    off = sorted(
        abs(next(w.nm for w in sea_ways(a, b) if not by or by in {m.place for m in w.met}) / nm - 1)
        for a, b, nm, by, _ in PUBLISHED
    )
    assert off[len(off) // 2] < 0.025


@pytest.mark.parametrize(("start", "end", "nm", "off"), TOO_LONG)
def test_the_known_coarse_lanes_err_on_the_long_side(start, end, nm, off):
    assert nm < sea_ways(start, end)[0].nm < nm * (1 + off)


def test_the_table_holds_each_pair_once_and_in_order_of_rank():
    pairs = {}
    for row in load("sea_ways"):
        pairs.setdefault((row["from"], row["to"]), []).append(int(row["rank"]))
    assert all(ranks == list(range(1, len(ranks) + 1)) for ranks in pairs.values())
    assert not any((b, a) in pairs for a, b in pairs)


def test_ends_and_passages_are_known_names():
    ports = {row["port"] for row in load("ports")}
    for row in load("sea_ways"):
        start = row["from"].partition("/")[0]
        assert (start in ports or start in closable()) and row["to"] in ports
        for text in filter(None, row["passages"].split(";")):
            assert text.partition(":")[0].partition("/")[0] in canal_d()


def test_passages_lie_on_the_way_one_behind_the_other():
    for row in load("sea_ways"):
        miles = [float(nm) for text in row["passages"].split(";") if text
                 for nm in text.partition(":")[2].split("-")]  # fmt: skip
        assert miles == sorted(miles)
        assert not miles or miles[0] >= 0 and miles[-1] <= float(row["nm"])


def test_a_way_from_an_approach_point_avoids_its_chokepoint():
    for row in load("sea_ways"):
        place, side, _ = row["from"].partition("/")
        assert not side or f"{place}/" not in row["passages"]


def test_the_files_stay_small():
    assert (FOLDER / "sea_ways.csv").stat().st_size < 1_000_000
    assert (FOLDER / "sea_lines.csv").stat().st_size < 700_000


@pytest.mark.parametrize("rank", [1, 4])
@pytest.mark.parametrize(("start", "end"), [("shanghai", "rotterdam"), ("vostochny", "houston")])
def test_a_course_runs_from_port_to_port_on_the_map(start, end, rank):
    parts = course(start, end, min(rank, len(sea_ways(start, end))))
    where = {row["port"]: (float(row["lon"]), float(row["lat"])) for row in load("ports")}
    assert parts[0][0] == pytest.approx(where[start], abs=0.1)
    assert parts[-1][-1] == pytest.approx(where[end], abs=0.1)
    for a, b in itertools.pairwise(parts):
        gap = abs(a[-1][0] - b[0][0])
        assert min(gap, 360 - gap) < 0.11 and abs(a[-1][1] - b[0][1]) < 0.11


def test_all_lines_stay_on_the_map():
    for row in load("sea_lines"):
        points = [point.split(" ") for part in row["line"].split("|") for point in part.split(";")]
        assert all(abs(float(x)) <= 180 and abs(float(y)) <= 90 for x, y in points)


CHECKED = [("rotterdam", "shanghai"), ("houston", "jubail"), ("antofagasta", "houston")]
CLOSED = [(), ("suez",), ("panama",), ("malacca", "suez"), ("hormuz",), ("gibraltar", "panama", "sunda")]


@pytest.fixture(scope="module")
def search():
    pytest.importorskip("searoute")
    from sim.data.build_routes import make_search

    return make_search()


@pytest.mark.parametrize(("start", "end"), CHECKED)
def test_the_script_writes_the_committed_rows(search, start, end):
    from sim.data.build_routes import port_ways, way_rows
    from sim.data.sea_network import version

    rows = [row for row in load("sea_ways") if (row["from"], row["to"]) == (start, end)]
    if version() != rows[0]["source"]:
        pytest.skip(f"the table was written with {rows[0]['source']}")
    made = way_rows(port_ways(search, {(start, end): True}))
    assert made == [[row[key] for key in ("from", "to", "rank", "nm", "passages")] for row in rows]


@pytest.mark.parametrize("closed", CLOSED, ids="+".join)
@pytest.mark.parametrize(("start", "end"), CHECKED)
def test_the_first_open_way_is_the_shortest_one(search, start, end, closed):
    node = search.network.ports
    fresh = search.shortest(node[start], node[end], closed)
    ways = [way for way in sea_ways(start, end) if not {met.place for met in way.met} & set(closed)]
    assert bool(ways) == (fresh is not None)
    if fresh is not None:
        assert ways[0].nm == pytest.approx(fresh.nm, abs=0.51)
        assert [met.place for met in ways[0].met] == [met.place for met in fresh.met]


@pytest.mark.parametrize(("place", "side"), [("suez", "n"), ("bab_el_mandeb", "w"), ("panama", "n")])
def test_the_first_open_turn_is_the_shortest_one(search, place, side):
    fresh = search.shortest(search.network.sides[place][side], search.network.ports["shanghai"], {place})
    assert sea_ways(f"{place}/{side}", "shanghai")[0].nm == pytest.approx(fresh.nm, abs=0.51)


def test_ports_lie_near_a_lane(search):
    assert max(search.network.snap_nm.values()) < 100
