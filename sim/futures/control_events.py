"""Sampled events by governments: export controls, threats and purchases of states."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from sim.futures.event_base import Country, EventBase, Share, Stages
from sim.futures.laws import Law
from sim.futures.response import FIXED, Response

NonNegative = Annotated[float, Field(ge=0)]
Fraction = Annotated[float, Field(ge=0, le=1)]


class BorderEvent(EventBase):
    """Something at the border of `origin`.

    `destinations` empty means all; `stage` None means every stage of the origin. `front_loading_d` is the
    flow, in days of base flow, that buyers try to ship early in the notice from `announced_d` on.
    """

    origin: Country
    destinations: tuple[str, ...] = ()
    stage: str | None = None
    announced_d: NonNegative
    front_loading_d: NonNegative = 0.0

    @model_validator(mode="after")
    def _announced_first(self) -> Self:
        if self.announced_d > self.start_d:
            raise ValueError("announced_d must not be after start_d")
        return self


class ExportControl(BorderEvent):
    """A limit on exports, and what gets around it.

    `leakage` is the share of the former flow that may still arrive through third countries, 0 when the
    control leaves no destination out; `smuggling` the share that crosses the border unseen. Both halve in
    `leak_halflife_d` of enforcement; None: they do not fade.
    """

    leakage: Fraction = 0.0
    smuggling: Fraction = 0.0
    leak_halflife_d: Annotated[float, Field(gt=0)] | None = None

    @model_validator(mode="after")
    def _third_country(self) -> Self:
        if not self.destinations and self.leakage > 0:
            raise ValueError("a control on all destinations leaves no third country to leak through")
        return self

    @property
    def leak(self) -> float:
        """Share of the former flow that gets around the control on its first day."""
        return min(1.0, self.leakage + self.smuggling)


class ExportBan(ExportControl):
    """A government caps exports at (1 - severity) of the base flow.

    `in_transit` stop returns what has left the plant but not the country; `response` says how long a ban
    that achieves much or little is kept.
    """

    kind: Literal["export_ban"] = "export_ban"
    severity: Share
    profile: Stages = ()
    in_transit: Literal["continue", "stop"] = "continue"
    response: Response = FIXED


class ExportQuota(ExportControl):
    """A government lets `tonnes` a year out, or `share` of the base flow; exactly one is given.

    `uses` holds, per quota year in turn, what really leaves over the quota; years after the last repeat it.
    `pace` run: first come, first served; even: a cap of the same height every day.
    """

    kind: Literal["export_quota"] = "export_quota"
    tonnes: NonNegative | None = None
    share: NonNegative | None = None
    uses: Annotated[tuple[NonNegative, ...], Field(min_length=1)] = (1.0,)
    year_start_month: Annotated[int, Field(ge=1, le=12)] = 1
    pace: Literal["run", "even"] = "run"

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        if (self.tonnes is None) == (self.share is None):
            raise ValueError("give either tonnes or share")
        return self


class LicensingDelay(ExportControl):
    """A share `covered` of exports waits for licences in a queue.

    Per mineral and market, `lots` equal parts of the flow need a licence each. One desk per mineral takes
    `licences_per_week` files, markets in `priority` first; a decision then takes `service` days and grants
    a share `grant_share`; who is refused files again. A licence lasts `validity_d` days (None: for ever),
    its renewal is filed `renewal_lead_d` days before it ends.
    """

    kind: Literal["licensing_delay"] = "licensing_delay"
    covered: Share = 1.0
    lots: Annotated[int, Field(ge=1, le=200)] = 10
    service: Law
    licences_per_week: Annotated[float, Field(gt=0)]
    grant_share: Fraction = 1.0
    validity_d: Annotated[float, Field(gt=0)] | None = None
    renewal_lead_d: NonNegative = 0.0
    priority: tuple[str, ...] = ()


class ExportTax(BorderEvent):
    """Exports cost `rate` of their price more abroad; the revenue is counted nowhere."""

    kind: Literal["export_tax"] = "export_tax"
    rate: Annotated[float, Field(gt=0)]


class Threat(EventBase):
    """A control announced at `start_d` and suspended at the end: buyers are alarmed, nothing is stopped.

    It is over on `expected_d`, the day its control would have started, at the latest.
    """

    kind: Literal["threat"] = "threat"
    origin: Country
    destinations: tuple[str, ...] = ()
    stage: str | None = None
    expected_d: NonNegative


class StatePurchase(EventBase):
    """The state `origin` buys `tonnes` in `market` over the duration, for a stock of its own."""

    kind: Literal["state_purchase"] = "state_purchase"
    origin: Country
    market: str
    tonnes: Annotated[float, Field(gt=0)]
