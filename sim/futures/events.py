"""Sampled events: what happens in one future, as plain values."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

COUNTRY_PATTERN = r"^[A-Z]{3}$"
Country = Annotated[str, Field(pattern=COUNTRY_PATTERN)]
Share = Annotated[float, Field(gt=0, le=1)]


Stages = tuple[tuple[float, float], ...]
"""Days after the start, and the fraction of the severity from each on; empty: all of it throughout."""


class _Event(BaseModel):
    """What all events share; times in days after the start date of the world."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    id: str
    mark: float = Field(ge=0, lt=1)
    start_d: float = Field(ge=0)
    duration_d: float = Field(gt=0)
    minerals: tuple[str, ...]

    @property
    def end_d(self) -> float:
        """Day on which the event ends."""
        return self.start_d + self.duration_d


class ExportBan(_Event):
    """A government caps exports at (1 - severity) of the base flow.

    `destinations` empty means all; `stage` None means every stage of the origin. `leakage` is the share of
    the former flow that may still arrive through third countries; 0 when the ban leaves no destination out.
    """

    kind: Literal["export_ban"] = "export_ban"
    origin: Country
    destinations: tuple[str, ...] = ()
    stage: str | None = None
    severity: Share
    profile: Stages = ()
    leakage: float = Field(ge=0, le=1)
    announced_d: float = Field(ge=0)

    @model_validator(mode="after")
    def _consistent(self) -> Self:
        if self.announced_d > self.start_d:
            raise ValueError("announced_d must not be after start_d")
        if not self.destinations and self.leakage > 0:
            raise ValueError("a ban on all destinations leaves no third country to leak through")
        return self


class Outage(_Event):
    """A share `severity` of the facilities of one stage and country stops; overlapping shares add up.

    `facility` names one facility (the last part of its name); None strikes all of the stage and country. The
    same share of finished stock is `stranded` for that many days; 0 leaves it sellable.
    """

    kind: Literal["outage"] = "outage"
    stage: str
    facility: str | None = None
    origin: Country
    severity: Share
    profile: Stages = ()
    stranded_d: float = Field(default=0.0, ge=0)


class Strike(_Event):
    """An announced stoppage of a share `severity`, after which output ramps back over `ramp_d` days."""

    kind: Literal["strike"] = "strike"
    stage: str
    facility: str | None = None
    origin: Country
    severity: Share
    profile: Stages = ()
    announced_d: float = Field(ge=0)
    ramp_d: float = Field(ge=0)


class SupplyStep(_Event):
    """Capacity of one stage and country grows: by `tonnes_per_year` or, where that is 0, by `share`."""

    kind: Literal["supply_step"] = "supply_step"
    origin: Country
    stage: str
    tonnes_per_year: float = Field(ge=0)
    share: float = Field(ge=0)
    ramp_d: float = Field(ge=0)
    qualification_d: float = Field(ge=0)


class EmbargoOfInput(_Event):
    """Plants of one stage in `countries` (empty: all) lose an input once their stock of it is used."""

    kind: Literal["embargo_of_input"] = "embargo_of_input"
    input: str
    countries: tuple[str, ...] = ()
    stage: str
    severity: Share
    dependence: Share
    affected: Share
    stock_d: float = Field(ge=0)


class PriceFlood(_Event):
    """Suppliers of `origin` sell at `ask_factor` times their ask and can make `output_rise` more.

    `stage` None means every stage.
    """

    kind: Literal["price_flood"] = "price_flood"
    origin: Country
    stage: str | None = None
    ask_factor: float = Field(gt=0, lt=1)
    output_rise: float = Field(default=0.0, ge=0)


class DemandSurge(_Event):
    """Demand of some markets (empty: all) is a share higher for a while."""

    kind: Literal["demand_surge"] = "demand_surge"
    markets: tuple[str, ...] = ()
    share: float = Field(gt=0)


class DemandShift(_Event):
    """Demand of some markets (empty: all) moves by a share, over `ramp_d` days."""

    kind: Literal["demand_shift"] = "demand_shift"
    markets: tuple[str, ...] = ()
    share: float = Field(ge=-1)
    ramp_d: float = Field(ge=0)


class StockRelease(_Event):
    """A holder sells `tonnes` of each mineral into some markets (empty: all), evenly over the period."""

    kind: Literal["stock_release"] = "stock_release"
    holder: str
    markets: tuple[str, ...] = ()
    tonnes: float = Field(gt=0)


class RouteDelay(_Event):
    """Goods that leave `origin` for `destinations` (empty: all) take `extra_d` days longer."""

    kind: Literal["route_delay"] = "route_delay"
    origin: Country
    destinations: tuple[str, ...] = ()
    extra_d: float = Field(gt=0)


Places = Annotated[tuple[str, ...], Field(min_length=1)]


class ChokepointClosure(_Event):
    """Nothing passes some chokepoints or ports (keys of chokepoints.csv and ports.csv)."""

    kind: Literal["chokepoint_closure"] = "chokepoint_closure"
    places: Places


class ChokepointRestriction(_Event):
    """A share `severity` of the ordinary throughput of some chokepoints or ports is lost; ships queue."""

    kind: Literal["chokepoint_restriction"] = "chokepoint_restriction"
    places: Places
    severity: float = Field(gt=0, lt=1)
    profile: Stages = ()


Event = Annotated[
    ExportBan
    | Outage
    | Strike
    | SupplyStep
    | EmbargoOfInput
    | PriceFlood
    | DemandSurge
    | DemandShift
    | StockRelease
    | RouteDelay
    | ChokepointClosure
    | ChokepointRestriction,
    Field(discriminator="kind"),
]
