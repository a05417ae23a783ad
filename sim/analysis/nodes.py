"""What can stop: a country in a mineral, one of its stages, one of its named plants."""

from __future__ import annotations

from dataclasses import dataclass

from sim.futures.events import Outage
from sim.world import concentration
from sim.world.world import World

COUNTRY, STAGE, PLANT = "country", "stage", "plant"
LEVELS = (COUNTRY, STAGE, PLANT)
DAYS_PER_YEAR = 365.0


@dataclass(frozen=True)
class Node:
    """Something that stops as a whole.

    Attributes
    ----------
    mineral, country : str
    level : str
        ``country``: every stage of the country; ``stage``: one of them; ``plant``: one facility.
    stages : tuple of str
        Stages that stop.
    plant : str
        Last part of the facility's name; empty unless ``level`` is plant.
    share : float
        Share of world output of the stage; for a country the largest over its stages.
    share_stage : str
        The stage that ``share`` is about.
    output_t_per_year : float
        Output at the baseline in that stage, t/yr of contained metal.
    """

    mineral: str
    country: str
    level: str
    stages: tuple[str, ...]
    plant: str
    share: float
    share_stage: str
    output_t_per_year: float

    def stops(self, horizon_d: int) -> tuple[Outage, ...]:
        """Return the outages of full severity from day 0 to the horizon, sorted by id."""
        return tuple(
            Outage(
                id=f"stop_{stage}",
                mark=0.0,
                start_d=0.0,
                # no run sees the return: the last day of a run ends at the horizon
                duration_d=float(horizon_d + 1),
                minerals=(self.mineral,),
                stage=stage,
                facility=self.plant or None,
                origin=self.country,
                severity=1.0,
            )
            for stage in sorted(self.stages)
        )


def nodes_of(world: World, mineral: str) -> tuple[Node, ...]:
    """Return every node of a mineral that produces at the baseline.

    Parameters
    ----------
    world : World
    mineral : str

    Returns
    -------
    tuple of Node
        Countries by code, each followed by its stages in the order of the chain and their named plants
        (facilities whose name does not end with their country).

    Raises
    ------
    InputError
        On an unknown mineral.
    """
    chain = concentration.stages(world, mineral)
    shares = {stage: concentration.shares(world, mineral, stage) for stage in chain}
    totals = {stage: _output(world, world.facilities_of(mineral, stage).tolist()) for stage in chain}
    nodes: list[Node] = []
    for country in sorted({country for held in shares.values() for country in held}):
        stages = [
            Node(mineral, country, STAGE, (stage,), "", held[country], stage, totals[stage] * held[country])
            for stage, held in shares.items()
            if country in held
        ]
        # shares that differ by rounding alone are equal: the stage named is then the first of the chain
        top = max(stages, key=lambda node: round(node.share, 9))
        running = tuple(node.share_stage for node in stages)
        nodes.append(
            Node(mineral, country, COUNTRY, running, "", top.share, top.share_stage, top.output_t_per_year)
        )
        for node in stages:
            nodes += [node, *_plants(world, node, totals[node.share_stage])]
    return tuple(nodes)


def _plants(world: World, node: Node, total: float) -> list[Node]:
    """Return the named plants behind one stage of one country."""
    (stage,) = node.stages
    plants = []
    for i in world.facilities_of(node.mineral, stage, node.country).tolist():
        plant = world.facilities.name[i].rpartition("/")[2]
        output = _output(world, [i])
        if plant != node.country and output > 0.0:
            plants.append(
                Node(node.mineral, node.country, PLANT, (stage,), plant, output / total, stage, output)
            )
    return plants


def _output(world: World, rows: list[int]) -> float:
    """Return base output of some facilities, t/yr."""
    return float(world.facilities.base[rows].sum()) * DAYS_PER_YEAR
