"""Agreement: one named text that does several things."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.errors import InputError
from sim.policy.instruments.ban_exemption import BanExemption
from sim.policy.instruments.early_warning import EarlyWarning
from sim.policy.instruments.export_preference import ExportPreference
from sim.policy.instruments.hazard_reduction import HazardReduction
from sim.policy.instruments.offtake import OfftakePriority
from sim.policy.instruments.option_to_build import OptionToBuild
from sim.policy.instruments.precaution_restraint import PrecautionRestraint
from sim.policy.instruments.price_floor import PriceFloor
from sim.policy.instruments.producer_support import ProducerSupport
from sim.policy.instruments.project import ProjectFinance
from sim.policy.instruments.project_support import ProjectSupport
from sim.policy.instruments.route_alternative import RouteAlternative
from sim.policy.instruments.stock_sharing import StockSharing
from sim.world.world import World

Mechanisms = (
    OfftakePriority
    | ExportPreference
    | ProjectFinance
    | OptionToBuild
    | ProjectSupport
    | PriceFloor
    | ProducerSupport
    | StockSharing
    | EarlyWarning
    | BanExemption
    | HazardReduction
    | RouteAlternative
    | PrecautionRestraint
)
MechanismSpec = Annotated[Mechanisms, Field(discriminator="kind")]


class Agreement(BaseModel):
    """Several mechanisms under one name.

    Parameters
    ----------
    parts : dict of str to mechanism
        At least one.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["agreement"] = "agreement"
    parts: Annotated[dict[str, MechanismSpec], Field(min_length=1)]

    def minerals(self, world: World) -> frozenset[str]:
        """Return the minerals that a part changes."""
        return frozenset().union(*(part.minerals(world) for part in self.parts.values()))

    def rows(self, world: World) -> tuple[str, ...]:
        """Return the rows of ``frameworks.csv`` whose numbers its parts read."""
        return tuple(row for part in self.parts.values() for row in part.rows(world))

    def check(self, world: World) -> None:
        """Raise if a part names what nobody knows.

        Raises
        ------
        InputError
            With ``parts.<name>.<field>`` as key.
        """
        for name, part in self.parts.items():
            try:
                part.check(world)
            except InputError as error:
                key = f"parts.{name}.{error.key.rpartition('.')[2]}"
                raise InputError(key, error.value, error.where, error.allowed) from None
