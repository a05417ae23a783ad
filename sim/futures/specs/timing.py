"""When and where: what the specs of all kinds of event share."""

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal, Self

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, model_validator

from sim.futures.events import Country
from sim.futures.laws import Law, OptionalLaw

Stage = Literal["mine", "refine", "fabricate", "recycle"]


def _iso_date(value: object) -> object:
    """Read a text as a date: YAML as Hydra reads it has no dates."""
    return date.fromisoformat(value) if isinstance(value, str) else value


def days_law(law: Law | None) -> Law | None:
    if law is not None and (law.support()[0] < 0 or law.mean() <= 0):
        raise ValueError("days must not be negative, nor always 0")
    return law


def share_law(law: Law | None) -> Law | None:
    if law is not None and not (law.support()[0] >= 0 and law.support()[1] <= 1):
        raise ValueError("a share needs a law within 0 and 1: fixed, empirical or triangular")
    return law


def amount_law(law: Law | None) -> Law | None:
    if law is not None and (law.support()[0] < 0 or law.mean() <= 0):
        raise ValueError("an amount must not be negative, nor always 0")
    return law


def _stages(profile: tuple[tuple[float, float], ...] | None) -> tuple[tuple[float, float], ...] | None:
    if profile is None:
        return None
    days, fractions = zip(*profile, strict=True)
    if days[0] != 0 or any(later <= day for day, later in zip(days, days[1:], strict=False)):
        raise ValueError("the days of a profile begin at 0 and rise")
    if min(fractions) < 0 or not 0 < max(fractions) <= 1:
        raise ValueError("the fractions of a profile lie within 0 and 1, and one is above 0")
    return profile


_Stage = Annotated[tuple[float, float], Field(strict=False)]
Profile = Annotated[
    Annotated[tuple[_Stage, ...], Field(min_length=1, strict=False)] | None, AfterValidator(_stages)
]
"""Stages [[day, fraction], ...]: from each day after the start on, that fraction of the severity holds."""

Days = Annotated[OptionalLaw, AfterValidator(days_law)]
ShareLaw = Annotated[OptionalLaw, AfterValidator(share_law)]
Amount = Annotated[OptionalLaw, AfterValidator(amount_law)]
Names = Annotated[tuple[str, ...], Field(min_length=1, strict=False)]
Minerals = Literal["all", "dominant"] | Names
Destinations = Literal["all"] | Names
Start = Annotated[date | Annotated[float, Field(ge=0)] | None, BeforeValidator(_iso_date)]


class Timing(BaseModel):
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
    # Kinds of which a null duration means that they never end.
    permanent: ClassVar[bool] = False

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
        lasting = self.alternating or self.duration is not None or self.permanent
        if not lasting and self.hazard is None:
            raise ValueError("give a duration, or a hazard whose duration is used")
        return self

    @property
    def alternating(self) -> bool:
        """Whether the event is an alternating renewal."""
        return self.up is not None


class SevereEvent(Timing):
    """Something that takes a share away.

    Attributes
    ----------
    severity : Law or None
        The share, above 0 and up to 1; None takes the hazard row.
    """

    severity: ShareLaw = None

    @model_validator(mode="after")
    def _stated_severity(self) -> Self:
        if self.severity is None and self.hazard is None:
            raise ValueError("give a severity, or a hazard whose severity is used")
        return self


class CountryEvent(Timing):
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


class PlaceEvent(Timing):
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


class MarketEvent(Timing):
    """Something that happens in markets.

    Attributes
    ----------
    markets : "all" or sequence of str
        USA, JPN, KOR, EU, CHN, ROW.
    minerals : "all" or sequence of str
        Those whose buyers it touches.
    """

    markets: Destinations = "all"
    minerals: Literal["all"] | Names = "all"
