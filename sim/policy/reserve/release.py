"""When and how a reserve lets go of its stock."""

from __future__ import annotations

from typing import Annotated, Literal

import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field

from sim.policy.frameworks import framework_value
from sim.policy.observation import Observation

BoolArray = NDArray[np.bool_]
FloatArray = NDArray[np.float64]


class Proportional(BaseModel):
    """Release rule R2: fill the gap of every user alike, once a crisis is declared.

    A crisis is called when shipments towards the United States have fallen by the trigger share
    or when demand goes unmet; it ends when neither holds. Every release is gap-fill: it serves
    unmet demand and never enters commercial stock.

    Parameters
    ----------
    trigger_import_loss : float, optional
        Share of US imports lost that starts the clock; None reads
        ``vault.crisis_trigger_import_loss_fraction``; 0 means: always open.
    declaration_lag_d, release_lead_d : float, optional
        Days from trigger to declaration, and from declaration to the first tonne; None reads
        ``vault.crisis_declaration_lag_days`` and ``vault.release_lead_days``.
    drawdown_cap : float
        Largest share of the target that may leave on one day.
    review_d : float
        Days between two looks at the market.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["proportional"] = "proportional"
    trigger_import_loss: Annotated[float, Field(ge=0, le=1)] | None = None
    declaration_lag_d: Annotated[float, Field(ge=0)] | None = None
    release_lead_d: Annotated[float, Field(ge=0)] | None = None
    drawdown_cap: Annotated[float, Field(gt=0)] = 1.0
    review_d: Annotated[float, Field(gt=0)] = 7.0

    def is_always_open(self) -> bool:
        """Say whether release needs no declaration at all."""
        return self.trigger_import_loss == 0

    def triggered(self, seen: Observation) -> BoolArray:
        """Return the minerals in which the crisis condition holds now, shape ``(n_minerals,)``."""
        loss = framework_value("vault.crisis_trigger_import_loss_fraction", self.trigger_import_loss)
        return (seen.import_ratio < 1.0 - loss) | (seen.unmet_ratio > 0.0)

    def delay_d(self) -> float:
        """Return the days from trigger to the first tonne."""
        lag = framework_value("vault.crisis_declaration_lag_days", self.declaration_lag_d)
        return lag + framework_value("vault.release_lead_days", self.release_lead_d)

    def permit_t_per_d(self, target_t: FloatArray) -> FloatArray:
        """Return the daily release cap of an open mineral, shape ``(n_minerals,)``."""
        return self.drawdown_cap * target_t
