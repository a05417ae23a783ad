"""Every number that a world and the model in it can read, each once, with where it is from."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from itertools import takewhile

from sim.data.parameters import ALL, Parameter, parameters
from sim.data.tables import PER_ROW, TEXT, Row, columns, load, optional_number
from sim.data.vintage import use
from sim.world.facts import Fact
from sim.world.journal import PARAMETER, parameter_fact
from sim.world.plans import FRAMEWORK
from sim.world.spec import TablesWorldSpec, WorldSpec
from sim.world.world import World

JOURNALLED = (
    "production",
    "production_added",
    "capacity",
    "utilisation",
    "us_market",
    "us_imports",
    "demand_shares",
    "demand_sectors",
    "demand_sectors_added",
    "lead_times",
    "projects",
    "plants",
    "plants_added",
    "fabrication",
    "fabrication_added",
    "hosts",
    "defense_stockpile",
)
"""Tables of which the world notes each number it takes."""
COMPUTED = ("sea_ways", "sea_lines")
"""Results of a script; the distances a world uses stand with its lanes."""
DRAWN = ("land", "places")
"""What only maps read."""
ELSEWHERE = (
    "parameters",
    "hazards",
    "frameworks",
    "frameworks_added",
    "signatories",
    "episodes",
    "episode_terms",
    "episode_baselines",
)
"""Tables whose rows a model, a scenario or a policy picks."""
NOTED = (("minerals", "us_reliance"), ("sectors", "member_share"))
"""Columns of other tables that the world notes as well."""
ENDS = ("low", "high")


def world_inventory(world: World, spec: WorldSpec) -> tuple[Fact, ...]:
    """Return the facts of a world, the tables it reads as a whole and the parameters of its minerals.

    Parameters
    ----------
    world : World
    spec : WorldSpec
        What it was built from.

    Returns
    -------
    tuple of Fact
        A row of parameters.csv comes once, with its scope; of the others the mineral or ``all``.
    """
    with use(world.vintage):
        own = [fact for fact in world.facts if not fact.what.startswith(f"{PARAMETER} ")]
        # rows of frameworks.csv are noted by every mineral that asks, but say the same to all
        shared = [replace(f, mineral=ALL) if f.what.startswith(f"{FRAMEWORK} ") else f for f in own]
        # a world written out in a file reads no table but the parameters
        whole = _whole_tables(world) if isinstance(spec, TablesWorldSpec) else ()
        return tuple(dict.fromkeys([*shared, *_parameters(world), *whole, *_sea_distances(world)]))


def _parameters(world: World) -> Iterator[Fact]:
    """Yield the rows that a mineral of the world finds."""
    table = parameters()
    claimed = {(row.name, key) for row in table.rows for key in row.minerals}
    for row in table.rows:
        if row.minerals:
            minerals = [key for key in world.minerals if key in row.minerals]
        else:
            minerals = [key for key in world.minerals if (row.name, key) not in claimed]
        if minerals:
            yield parameter_fact(row, _scope(row, minerals))


def _scope(row: Parameter, minerals: list[str]) -> str:
    return ";".join(minerals) if row.minerals else ALL


def _whole_tables(world: World) -> Iterator[Fact]:
    """Yield every number of the tables whose use nobody notes."""
    for table in columns():
        if table not in (*JOURNALLED, *COMPUTED, *DRAWN, *ELSEWHERE):
            for line, row in enumerate(load(table), start=2):
                if row.get("mineral", world.minerals[0]) in world.minerals:
                    yield from _numbers(table, line, row)


def _sea_distances(world: World) -> Iterator[Fact]:
    """Yield the length of the usual way between every two ports in use."""
    used = {
        (route.load_port, route.discharge_port): route.ways[0].distance_nm
        for lane in world.lanes
        for route in lane.routes
        if route.load_port
    }
    if used:
        first = load("sea_ways")[0]
        for (start, end), nm in sorted(used.items()):
            what = f"sea distance {start} to {end}"
            yield Fact(ALL, what, nm, "nm", first["confidence"], first["source"], first["year"], None, None)


def _numbers(table: str, line: int, row: Row) -> Iterator[Fact]:
    """Yield the numbers of one row; the columns low and high are the range of the others."""
    units = columns()[table]
    low, high = (optional_number(row, e, f"{table}.csv", line) if e in units else None for e in ENDS)
    leading = list(takewhile(lambda column: units[column] == TEXT, units))[:3]
    names = [row[column] for column in leading if column != "mineral" and row[column]]
    for column, unit in units.items():
        value = None
        if unit != TEXT and column not in ENDS and (table, column) not in NOTED:
            value = optional_number(row, column, f"{table}.csv", line)
        if value is not None:
            what = f"{table} {' '.join(names)}: {column.replace('_', ' ')}"
            own_unit = row["unit"] if unit == PER_ROW else unit
            yield Fact.of_row(row, row.get("mineral", ALL), what, value, own_unit, low, high)
