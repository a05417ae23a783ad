"""An arm: one combination of policies."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from sim.policy.instruments import Agreement, InstrumentSpec, Mechanisms
from sim.policy.reserve.spec import NoReserve, ReserveSpec
from sim.world.world import World


class Arm(BaseModel):
    """Which instruments and which reserve live through a future.

    Parameters
    ----------
    name : str
        Name in tables and plots.
    instruments : dict of str to instrument
        Empty is the world without the new frameworks.
    reserve : reserve
        ``NoReserve`` by default.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    name: str
    instruments: dict[str, InstrumentSpec] = Field(default_factory=dict)
    reserve: ReserveSpec = Field(default_factory=NoReserve)

    def minerals(self, world: World) -> frozenset[str]:
        """Return the minerals that the arm's instruments change."""
        changed = [instrument.minerals(world) for instrument in self.instruments.values()]
        return frozenset().union(*changed)

    def mechanisms(self) -> dict[str, Mechanisms]:
        """Return what its instruments do, by name; the parts of an agreement as ``agreement/part``."""
        found: dict[str, Mechanisms] = {}
        for name in sorted(self.instruments):
            instrument = self.instruments[name]
            if isinstance(instrument, Agreement):
                found |= {f"{name}/{part}": instrument.parts[part] for part in sorted(instrument.parts)}
            else:
                found[name] = instrument
        return found
