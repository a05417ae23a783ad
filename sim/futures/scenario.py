"""What the analyst injects: a named set of event specs, and whether background hazards run beside them."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.futures.events import Country
from sim.futures.laws import Law, OptionalLaw, without_nulls

Stage = Literal["mine", "refine", "fabricate", "recycle"]


def _iso_date(value: object) -> object:
    """Read a text as a date: YAML as Hydra reads it has no dates."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def _days(law: Law | None) -> Law | None:
    if law is not None and (law.support()[0] < 0 or law.mean() <= 0):
        raise ValueError("days must not be negative, nor always 0")
    return law


def _share(law: Law | None) -> Law | None:
    if law is not None and not (law.support()[0] >= 0 and law.support()[1] <= 1):
        raise ValueError("a share needs a law within 0 and 1: fixed, empirical or triangular")
    return law


Days = Annotated[OptionalLaw, AfterValidator(_days)]
ShareLaw = Annotated[OptionalLaw, AfterValidator(_share)]
Names = Annotated[tuple[str, ...], Field(min_length=1, strict=False)]
Minerals = Literal["all", "dominant"] | Names
Destinations = Literal["all"] | Names
Start = Annotated[date | Annotated[float, Field(ge=0)] | None, BeforeValidator(_iso_date)]


class _Timing(BaseModel):
    """When, for every kind of event.

    Exactly one of three timings holds: once at `start`; by a Poisson process with `rate_per_year`, given or
    from the hazard row; or as an alternating renewal that begins up, with the laws `up` and `down`.

    Attributes
    ----------
    start : date, float or None
        A date, or days after the start date of the world.
    rate_per_year : float or None
        Arrivals per year of 365 days.
    hazard : str or None
        Row of the hazard table that fills the rate, duration, severity and batch sizes left null.
    duration : Law or None
        Days, for the first two timings.
    up, down : Law or None
        Days between events and of events, for the third timing.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    start: Start = None
    rate_per_year: float | None = Field(default=None, gt=0)
    hazard: str | None = None
    duration: Days = None
    up: Days = None
    down: Days = None

    @model_validator(mode="after")
    def _one_timing(self) -> Self:
        if (self.up is None) != (self.down is None):
            raise ValueError("up and down come together")
        given = (self.start is not None, self.rate_per_year is not None, self.alternating)
        if sum(given) > 1:
            raise ValueError("give only one of start, rate_per_year, and up with down")
        if not any(given) and self.hazard is None:
            raise ValueError("give start, rate_per_year, up with down, or a hazard whose rate is used")
        if self.alternating and self.duration is not None:
            raise ValueError("down is the duration of an alternating event; leave duration null")
        if self.up is not None and self.down is not None and self.up.mean() + self.down.mean() < 1:
            raise ValueError("a cycle of up and down must last a day or more on average")
        if not self.alternating and self.duration is None and self.hazard is None:
            raise ValueError("give a duration, or a hazard whose duration is used")
        return self

    @property
    def alternating(self) -> bool:
        """Whether the event is an alternating renewal."""
        return self.up is not None


class _EventSpec(_Timing):
    """Something that a country does or suffers.

    Attributes
    ----------
    origin : str
        ISO3 code of the country that acts or is struck; ROW for the rest of the world.
    minerals : "all", "dominant" or sequence of str
        "dominant": those of which the origin holds at least the parameter dominance_share of a stage.
        Every event hits all of them, but for Poisson arrivals with a hazard row that lists batch sizes: each
        arrival then hits a batch.
    """

    origin: Country
    minerals: Minerals = "all"


class _PlaceSpec(_Timing):
    """Something that happens at chokepoints or ports, to all that travels by them.

    Attributes
    ----------
    places : sequence of str
        Keys of chokepoints.csv or ports.csv.
    minerals : "all" or sequence of str
        Whose cargo it touches.
    """

    places: Names
    minerals: Literal["all"] | Names = "all"


class ExportBanSpec(_EventSpec):
    """An export ban, quota or licensing delay by `origin`.

    Attributes
    ----------
    destinations : "all" or sequence of str
        Markets it is aimed at.
    stage : str or None
        Stage whose exports are capped; None caps all.
    severity : Law or None
        Share of the base flow that stops; None takes the hazard row.
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
    leakage: ShareLaw = None
    announcement_lead_d: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.severity is None and self.hazard is None:
            raise ValueError("give a severity, or a hazard whose severity is used")
        if self.destinations == "all" and self.leakage is not None and self.leakage.support()[1] > 0:
            raise ValueError("a ban on all destinations leaves no third country: leave leakage null")
        return self


class OutageSpec(_EventSpec):
    """A share `severity` of one stage in `origin` stops; None takes the hazard row.

    `facility` names one plant (the last part of its name, as `task=world` prints it); None strikes them all.
    """

    kind: Literal["outage"] = "outage"
    stage: Stage
    facility: str | None = None
    severity: ShareLaw = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.severity is None and self.hazard is None:
            raise ValueError("give a severity, or a hazard whose severity is used")
        return self


class PriceFloodSpec(_EventSpec):
    """Suppliers in `origin` sell at `ask_factor` times their ask; `stage` None means every stage."""

    kind: Literal["price_flood"] = "price_flood"
    stage: Stage | None = None
    ask_factor: Annotated[Law, BeforeValidator(without_nulls), AfterValidator(_share)]


class RouteDelaySpec(_EventSpec):
    """Goods from `origin` to `destinations` take `extra_d` days longer."""

    kind: Literal["route_delay"] = "route_delay"
    destinations: Destinations = "all"
    extra_d: Annotated[Law, BeforeValidator(without_nulls), AfterValidator(_days)]


class ChokepointClosureSpec(_PlaceSpec):
    """Nothing passes `places`: what sails later goes around, what is short of them waits or turns."""

    kind: Literal["chokepoint_closure"] = "chokepoint_closure"


class ChokepointRestrictionSpec(_PlaceSpec):
    """A share `severity` of the ordinary throughput of `places` is lost: ships queue or go around."""

    kind: Literal["chokepoint_restriction"] = "chokepoint_restriction"
    severity: ShareLaw = None

    @model_validator(mode="after")
    def _complete(self) -> Self:
        if self.severity is None and self.hazard is None:
            raise ValueError("give a severity, or a hazard whose severity is used")
        return self


PlaceSpec = ChokepointClosureSpec | ChokepointRestrictionSpec
EventSpec = Annotated[
    ExportBanSpec
    | OutageSpec
    | PriceFloodSpec
    | RouteDelaySpec
    | ChokepointClosureSpec
    | ChokepointRestrictionSpec,
    Field(discriminator="kind"),
]
# No slash: it separates the parts of event ids.
EventName = Annotated[str, Field(pattern=r"^[A-Za-z0-9_]+$")]


class ScenarioSpec(BaseModel):
    """A named set of event specs.

    Attributes
    ----------
    name : str
        How results call it.
    background : bool
        Whether ordinary outages and strikes run beside the events.
    events : dict of str to EventSpec
        By name, never a list, so that one field can be set from the command line.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)

    name: str = Field(min_length=1)
    background: bool = False
    events: dict[EventName, EventSpec] = Field(default_factory=dict)
