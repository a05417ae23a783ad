"""Time to survive: days until the United States runs short when one node stops for good.

Simchi-Levi et al. (2015): needs no probabilities. Every row is one run of the ordinary engine.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Any

from sim.analysis.nodes import COUNTRY, Node, nodes_of
from sim.analysis.pool import side_by_side
from sim.analysis.quiet import quiet_future
from sim.engine.model import ModelSpec
from sim.engine.outcome import Columns
from sim.engine.run import Engine
from sim.futures.future import Future
from sim.policy.arm import Arm
from sim.study.spec import ExecutionSpec
from sim.world.load import load_world
from sim.world.spec import WorldSpec
from sim.world.world import World

if TYPE_CHECKING:
    import pandas as pd

Row = dict[str, Any]
Progress = Callable[[int, int], None]
WITHOUT = Arm(name="without")

N1_COLUMNS = (
    "mineral",
    "level",
    "country",
    "stage",
    "plant",
    "share",
    "share_stage",
    "output_t_per_year",
    "survives",
    "first_day",
    "first_sector",
    "first_sector_tier",
    "first_sector_day",
    "shortfall_days",
    "equivalent_days",
    "price_lost_days",
    "combined_days",
    "peak_depth",
    "peak_price",
    "price_cap_days",
    "lost_output_usd",
    "rest_of_world_unmet_t",
)
COPIED = (
    "first_day",
    "shortfall_days",
    "equivalent_days",
    "price_lost_days",
    "peak_depth",
    "peak_price",
    "price_cap_days",
    "lost_output_usd",
    "rest_of_world_unmet_t",
)
"""Taken over from the row ``all`` of the run's outcome."""


@dataclass(frozen=True)
class N1Case:
    """What every run of the table shares.

    Attributes
    ----------
    world : WorldSpec
    model : ModelSpec
        Parameters that it leaves open stand at their modes.
    threshold : float
        Unmet share of baseline demand above which a day is short.
    horizon_d : int
        Days simulated; a node that causes no short day within them survives.
    seed : int
        Of the few draws inside the engine (costs of plants behind an aggregate).
    """

    world: WorldSpec
    model: ModelSpec
    threshold: float
    horizon_d: int
    seed: int


def time_to_survive(
    case: N1Case, minerals: Sequence[str], execution: ExecutionSpec, progress: Progress | None = None
) -> pd.DataFrame:
    """Stop every node of some minerals, one at a time, and see when the United States runs short.

    Parameters
    ----------
    case : N1Case
    minerals : sequence of str
    execution : ExecutionSpec
        Where the minerals are computed; changes no number.
    progress : callable, optional
        Called with minerals done and all minerals.

    Returns
    -------
    DataFrame
        Columns `N1_COLUMNS`, one row per node; minerals in the order given.

    Raises
    ------
    InputError
        On an unknown mineral.
    """
    import pandas as pd

    found: dict[str, list[Row]] = {}
    for mineral, rows in side_by_side(partial(mineral_rows, case), minerals, execution):
        found[mineral] = rows
        if progress is not None:
            progress(len(found), len(minerals))
    return pd.DataFrame([row for mineral in minerals for row in found[mineral]], columns=list(N1_COLUMNS))


def mineral_rows(case: N1Case, mineral: str) -> list[Row]:
    """Return the rows of one mineral, in a world that holds it alone (and what carries it)."""
    world = load_world(case.world, [mineral])
    engine = Engine(world, even_cover(case.model), case.threshold)
    return [node_row(engine, node, case) for node in nodes_of(world, mineral)]


def even_cover(model: ModelSpec) -> ModelSpec:
    """Return the model with the same days of cover for every holder, unless it states a spread itself.

    One draw of who holds how much would decide the first short day, and a table of one run per row has no
    interval to say so.
    """
    if model.holders.cover_sigma is not None:
        return model
    return model.model_copy(update={"holders": model.holders.model_copy(update={"cover_sigma": 0.0})})


def node_row(engine: Engine, node: Node, case: N1Case) -> Row:
    """Live through the loss of one node and return its row."""
    outcome = engine.run(WITHOUT, stopped(engine.world, node, case)).outcomes
    whole = _rows(outcome, node.mineral, whole=True)[0]
    row = {name: whole[name] for name in COPIED} | _first_sector(_rows(outcome, node.mineral, whole=False))
    return row | {
        "mineral": node.mineral,
        "level": node.level,
        "country": node.country,
        "stage": "" if node.level == COUNTRY else node.share_stage,
        "plant": node.plant,
        "share": node.share,
        "share_stage": node.share_stage,
        "output_t_per_year": node.output_t_per_year,
        "survives": whole["first_day"] is None,
        "combined_days": whole["equivalent_days"] + whole["price_lost_days"],
    }


def stopped(world: World, node: Node, case: N1Case) -> Future:
    """Return the future in which nothing happens but that one node stops on day 0 for good."""
    return quiet_future(world, node.stops(case.horizon_d), case.horizon_d, case.seed)


def _rows(outcome: Columns, mineral: str, whole: bool) -> list[Row]:
    """Return the row ``all`` of a mineral, or those of its sectors."""
    names, sectors = outcome["mineral"], outcome["sector"]
    wanted = [i for i in range(len(names)) if names[i] == mineral and (sectors[i] == "all") == whole]
    return [{column: values[i] for column, values in outcome.items()} for i in wanted]


def _first_sector(sectors: list[Row]) -> Row:
    """Return the sector that goes short first; of several on one day that served last, then by name."""
    short = [row for row in sectors if row["first_day"] is not None]
    if not short:
        return {"first_sector": None, "first_sector_tier": None, "first_sector_day": None}
    first = min(short, key=lambda row: (round(row["first_day"], 6), -row["tier"], row["sector"]))
    return {
        "first_sector": first["sector"],
        "first_sector_tier": first["tier"],
        "first_sector_day": first["first_day"],
    }
