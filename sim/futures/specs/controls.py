"""Export controls."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from sim.futures.specs.timing import CountryEvent, Destinations, Profile, ShareLaw, Stage


class ExportBanSpec(CountryEvent):
    """An export ban, quota or licensing delay by `origin`.

    Attributes
    ----------
    destinations : "all" or sequence of str
        Markets it is aimed at.
    stage : str or None
        Stage whose exports are capped; None caps all.
    severity : Law or None
        Share of the base flow that stops; None takes the hazard row.
    profile : sequence of (day, fraction) or None
        Stages of enforcement, as multiples of the severity; None: the whole severity until the end.
    leakage : Law or None
        Share of the former flow that may still arrive through third countries; None draws it from the
        parameter leakage_share.
    announcement_lead_d : float
        Days from announcement to start.
    """

    kind: Literal["export_ban"] = "export_ban"
    destinations: Destinations = "all"
    stage: Stage | None = None
    severity: ShareLaw = None
    profile: Profile = None
    leakage: ShareLaw = None
    announcement_lead_d: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.severity is None and self.hazard is None:
            raise ValueError("give a severity, or a hazard whose severity is used")
        if self.destinations == "all" and self.leakage is not None and self.leakage.support()[1] > 0:
            raise ValueError("a ban on all destinations leaves no third country: leave leakage null")
        return self
