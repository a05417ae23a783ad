"""A stock that somebody else has worked out."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.errors import InputError
from sim.world.world import World

FloatArray = NDArray[np.float64]


class GivenStock(BaseModel):
    """Tonnes per mineral as stated: an analyst's plan, or the answer of a search over simulated futures.

    Parameters
    ----------
    tonnes : dict of str to float
        Contained metal; a mineral that is not named gets none.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["given"] = "given"
    tonnes: dict[str, Annotated[float, Field(ge=0)]]

    def target_t(self, world: World, budget_usd: float) -> FloatArray:
        """Return target tonnes per mineral, shape ``(n_minerals,)``.

        Raises
        ------
        InputError
            If the stock costs more than the budget at the prices of day 0.
        """
        target = np.array([self.tonnes.get(mineral, 0.0) for mineral in world.minerals])
        target[~world.reported] = 0.0
        cost = float(np.sum(target * world.price_usd_per_t))
        if cost > budget_usd * (1.0 + 1e-9):
            allowed = f"a stock worth at most the budget of {budget_usd:.6g} USD, not {cost:.6g} USD"
            raise InputError("reserve.sizing.tonnes", self.tonnes, "reserve", allowed)
        return target
