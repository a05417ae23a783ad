"""A mineral on the map: facilities, the sea routes its trade takes, the chokepoints these pass."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from sim.analysis.nodes import DAYS_PER_YEAR
from sim.data.tables import load, number
from sim.data.vintage import use
from sim.errors import InputError
from sim.world.lane import Route
from sim.world.sea_lines import Parts, course
from sim.world.world import TRADE, World

if TYPE_CHECKING:
    import pandas as pd

FACILITY_COLUMNS = ("country", "stage", "lat", "lon", "output_t_per_year", "share")
LINE_COLUMNS = ("route", "part", "lat", "lon", "flow_t_per_year")
CHOKEPOINT_COLUMNS = ("name", "lat", "lon", "closable", "flow_t_per_year")
LAND_COLUMNS = ("ring", "lat", "lon")


@dataclass(frozen=True)
class Atlas:
    """Plain tables behind one map; latitudes and longitudes in degrees, tonnes of contained metal.

    Attributes
    ----------
    mineral, world : str
    facilities : DataFrame
        Columns `FACILITY_COLUMNS`; one row per country and stage.
    lines : DataFrame
        Columns `LINE_COLUMNS`; one row per corner. Parts of a route end at the date line.
    chokepoints : DataFrame
        Columns `CHOKEPOINT_COLUMNS`; ``closable`` false where the open sea lies beside it.
    land : DataFrame
        Columns `LAND_COLUMNS`; corners of the coasts.
    elsewhere : dict of str to float
        Share of output per stage of the producers that no table names.
    by_sea : float
        Share of all tonnes traded that travels on the lines.
    """

    mineral: str
    world: str
    facilities: pd.DataFrame
    lines: pd.DataFrame
    chokepoints: pd.DataFrame
    land: pd.DataFrame
    elsewhere: dict[str, float]
    by_sea: float


def atlas(world: World, mineral: str) -> Atlas:
    """Return the tables behind the map of one mineral.

    Raises
    ------
    InputError
        On an unknown mineral.
    """
    import pandas as pd

    flows, passing, traded = _flows(world, mineral)
    with use(world.vintage):
        places, elsewhere = _outputs(world, mineral)
        lines, chokepoints, land = list(_lines(flows)), chokepoint_table(passing), land_table()
    return Atlas(
        mineral=mineral,
        world=world.name,
        facilities=pd.DataFrame(places, columns=list(FACILITY_COLUMNS)),
        lines=pd.DataFrame(lines, columns=list(LINE_COLUMNS)),
        chokepoints=chokepoints,
        land=land,
        elsewhere=elsewhere,
        by_sea=sum({row[0]: row[-1] for row in lines}.values()) / traded if traded > 0.0 else 0.0,
    )


def _outputs(world: World, mineral: str) -> tuple[list[tuple[object, ...]], dict[str, float]]:
    """Return a row per country and stage, and the share per stage that has no place."""
    places = {
        row["country"]: (number(row, "lat", "places.csv", line), number(row, "lon", "places.csv", line))
        for line, row in enumerate(load("places"), start=2)
    }
    made: dict[tuple[str, str], float] = defaultdict(float)
    totals: dict[str, float] = defaultdict(float)
    for i in world.facilities_of(mineral).tolist():
        stage, output = world.facilities.stage[i], float(world.facilities.base[i]) * DAYS_PER_YEAR
        made[world.facilities.country[i], stage] += output
        totals[stage] += output
    rows: list[tuple[object, ...]] = []
    elsewhere: dict[str, float] = defaultdict(float)
    for (country, stage), output in made.items():
        if output <= 0.0:
            continue
        if country in places:
            rows.append((country, stage, *places[country], output, output / totals[stage]))
        else:
            elsewhere[stage] += output / totals[stage]
    return rows, dict(elsewhere)


def _flows(world: World, mineral: str) -> tuple[dict[tuple[str, str], float], dict[str, float], float]:
    """Return t/yr per pair of ports and per chokepoint or port passed, and all t/yr traded."""
    links, m = world.links, world.mineral_index(mineral)
    flows: dict[tuple[str, str], float] = defaultdict(float)
    passing: dict[str, float] = defaultdict(float)
    traded = 0.0
    for i in range(len(links.base)):
        if world.facilities.mineral[links.supplier[i]] != m or links.kind[i] != TRADE:
            continue
        tonnes = float(links.base[i]) * DAYS_PER_YEAR
        traded += tonnes
        routes: tuple[Route, ...] = world.lanes[links.lane[i]].routes if links.lane[i] >= 0 else ()
        for route in routes:
            if route.load_port and route.discharge_port:
                flows[route.load_port, route.discharge_port] += tonnes * route.share
                for passage in route.ways[0].passages:
                    passing[passage.place] += tonnes * route.share
    return dict(flows), dict(passing), traded


def _lines(flows: dict[tuple[str, str], float]) -> Iterator[tuple[str, int, float, float, float]]:
    """Yield the corners of the usual way of every pair of ports, both directions together."""
    both: dict[tuple[str, str], float] = defaultdict(float)
    for (start, end), flow in flows.items():
        both[(end, start) if (end, start) in both else (start, end)] += flow
    for (start, end), flow in sorted(both.items()):
        for part, corners in enumerate(_course(start, end)):
            for lon, lat in corners:
                yield f"{start}-{end}", part, lat, lon, flow


def _course(start: str, end: str) -> Parts:
    """Return the usual way; nothing between two ports that serve no market: no line is kept there."""
    try:
        return course(start, end)
    except InputError:
        return ()


def chokepoint_table(passing: Mapping[str, float]) -> pd.DataFrame:
    """Return every chokepoint with what passes it, nothing included; columns `CHOKEPOINT_COLUMNS`.

    Parameters
    ----------
    passing : mapping of str to float
        Flow per key of chokepoints.csv.
    """
    import pandas as pd

    rows = []
    for line, row in enumerate(load("chokepoints"), start=2):
        lat, lon = (number(row, column, "chokepoints.csv", line) for column in ("lat", "lon"))
        rows.append((row["name"], lat, lon, row["closable"] == "yes", passing.get(row["key"], 0.0)))
    return pd.DataFrame(rows, columns=list(CHOKEPOINT_COLUMNS))


def land_table() -> pd.DataFrame:
    """Return the corners of all coasts; columns `LAND_COLUMNS`."""
    import pandas as pd

    rows = [
        (int(row["ring"]), *(float(x) for x in reversed(corner.split())))
        for row in load("land")
        for corner in row["points"].split(";")
    ]
    return pd.DataFrame(rows, columns=list(LAND_COLUMNS))
