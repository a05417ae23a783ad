"""Producer support: a state makes good what one plant earns below an agreed price, whoever buys."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.errors import InputError
from sim.futures.future import Future
from sim.policy.frameworks import framework_value
from sim.world.minerals import all_minerals
from sim.world.world import World

DAYS_PER_YEAR = 365.25
KG_PER_T = 1000.0


class ProducerSupport(BaseModel):
    """A contract for difference with one plant: it never earns less than the agreed price.

    The owner keeps the mines behind the plant open as long as the contract lasts.

    Parameters
    ----------
    plant : str
        Name of the facility, e.g. ``neodymium_praseodymium/refine/mountain_pass``.
    mines : tuple of str
        Facilities of the same owner and mineral that feed it.
    row : str
        Row of ``frameworks.csv`` with the agreed price, USD per kg of the product that is quoted.
    usd_per_kg : float, optional
        Overrides the table.
    start : date
        First day.
    years : float
        How long it lasts.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["producer_support"] = "producer_support"
    plant: str
    mines: tuple[str, ...]
    row: str
    usd_per_kg: Annotated[float, Field(gt=0)] | None = None
    start: date
    years: Annotated[float, Field(gt=0)]

    def minerals(self, world: World) -> frozenset[str]:
        """Return the mineral of the plant."""
        return frozenset({self._mineral}) & frozenset(world.minerals)

    def rows(self, world: World) -> tuple[str, ...]:
        """Return the row of ``frameworks.csv`` that it reads; without its mineral none."""
        return (self.row,) if self.minerals(world) and self.usd_per_kg is None else ()

    def check(self, world: World) -> None:
        """Raise if it names a plant or row that nobody knows.

        Raises
        ------
        InputError
            With the field as key.
        """
        framework_value(self.row, self.usd_per_kg)
        if self._mineral not in set(all_minerals()) | set(world.minerals):
            allowed = "<mineral>/<stage>/<name>, with a mineral from: " + ", ".join(sorted(all_minerals()))
            raise InputError("plant", self.plant, "", allowed)
        own = [name for name in world.facilities.name if name.startswith(f"{self._mineral}/")]
        for field, names in {"plant": (self.plant,), "mines": self.mines}.items():
            for name in names:
                if own and name not in own:
                    raise InputError(field, name, "", f"from: {', '.join(own)}")

    def facilities(self, world: World) -> list[int]:
        """Return the rows of the plant and of its mines in ``World.facilities``."""
        return [world.facilities.name.index(name) for name in (self.plant, *self.mines)]

    def reference(self, world: World) -> float:
        """Return the agreed price over the baseline price."""
        contained = all_minerals()[self._mineral].contained
        agreed = framework_value(self.row, self.usd_per_kg) * KG_PER_T / contained
        return agreed / float(world.price_usd_per_t[world.mineral_index(self._mineral)])

    def span_d(self, future: Future) -> tuple[float, float]:
        """Return the first day and the day after the last, both at least 0."""
        first = (self.start - future.start_date).days
        return float(max(0, first)), float(max(0.0, first + round(self.years * DAYS_PER_YEAR)))

    @property
    def _mineral(self) -> str:
        return self.plant.partition("/")[0]
