"""Plants that stop, start, or lack an input."""

from __future__ import annotations

from typing import ClassVar, Literal, Self

from pydantic import Field, model_validator

from sim.futures.specs.timing import (
    Amount,
    CountryEvent,
    Days,
    Names,
    Profile,
    SevereEvent,
    ShareLaw,
    Stage,
)


class PlantEvent(CountryEvent, SevereEvent):
    """A share of one stage in `origin` stops.

    Attributes
    ----------
    stage : str
    facility : str or None
        One plant (the last part of its name, as `task=world` prints it); None strikes them all.
    severity : Law or None
        Share of output lost, above 0 and up to 1; None takes the hazard row.
    profile : sequence of (day, fraction) or None
        Stages of a staged restart; None: the whole severity until the end.
    """

    stage: Stage
    facility: str | None = None
    profile: Profile = None


class OutageSpec(PlantEvent):
    """A share `severity` of one stage in `origin` stops without notice.

    Attributes
    ----------
    stock : "sellable" or "stranded"
        Whether finished stock of what stops can still be sold.
    stranded_d : float or None
        Days until stranded stock is free again; None: until the end.
    """

    kind: Literal["outage"] = "outage"
    stock: Literal["sellable", "stranded"] = "sellable"
    stranded_d: float | None = Field(default=None, gt=0)

    @model_validator(mode="after")
    def _stock(self) -> Self:
        if self.stock == "sellable" and self.stranded_d is not None:
            raise ValueError("stranded_d needs stock: stranded")
        return self


class StrikeSpec(PlantEvent):
    """Workers announce a stoppage, stop, and production ramps back.

    Attributes
    ----------
    hazard : str or None
        As for every event; the row `strike` (median 15 d, 90 % below 34 d) unless another
        is named.
    notice_d : float or None
        Days from the announcement to the start; None takes the parameter strike_notice_d.
    ramp_d : float or None
        Days after the stoppage until output is whole again; None takes the parameter strike_ramp_d.
    """

    kind: Literal["strike"] = "strike"
    hazard: str | None = "strike"
    notice_d: float | None = Field(default=None, ge=0)
    ramp_d: float | None = Field(default=None, ge=0)


class SupplyStepSpec(CountryEvent):
    """New or returning capacity of one stage in `origin`; it never ends where `duration` is null.

    Attributes
    ----------
    stage : str
    tonnes_per_year : Law or None
        Contained metal a year that is added, of each mineral.
    share : Law or None
        The same as a share of the national output at day 0, any size above 0; give one of the two.
    ramp_d : float
        Days until all of it runs.
    qualification_d : float
        Days from the start until customers have approved the metal; until then nobody orders it.
    """

    kind: Literal["supply_step"] = "supply_step"
    permanent: ClassVar[bool] = True
    stage: Stage
    tonnes_per_year: Amount = None
    share: Amount = None
    ramp_d: float = Field(default=0.0, ge=0)
    qualification_d: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _one_amount(self) -> Self:
        if (self.tonnes_per_year is None) == (self.share is None):
            raise ValueError("give either tonnes_per_year or share")
        return self


class EmbargoOfInputSpec(SevereEvent):
    """Plants lose an input that the model does not trade, such as sulphur for acid leaching.

    They run on while their stock of the input lasts, which is stock_d / (dependence x severity) days, then at
    1 - affected x dependence x severity until the end.

    Attributes
    ----------
    input : str
        What is missing; a name for the trace.
    countries : "all" or sequence of str
        ISO3 codes of where the plants stand; ROW for the rest of the world.
    stage : str
    minerals : "all" or sequence of str
    severity : Law
        Share of the source's deliveries that stop.
    dependence : Law or None
        Share of the input that comes from this source; None takes the parameter input_dependence.
    affected : Law or None
        Share of the plants' output that needs the input; None: all.
    stock_d : Law or None
        Days of full use that the plants hold; None takes the parameter input_stock_d.
    """

    kind: Literal["embargo_of_input"] = "embargo_of_input"
    input: str = Field(min_length=1)
    countries: Literal["all"] | Names
    stage: Stage
    minerals: Literal["all"] | Names
    dependence: ShareLaw = None
    affected: ShareLaw = None
    stock_d: Days = None
