"""Export controls, threats and purchases of states."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from sim.futures.laws import Law, OptionalLaw, without_nulls
from sim.futures.response import FIXED, Response
from sim.futures.specs.timing import CountryEvent, Days, Destinations, Profile, SevereEvent, ShareLaw, Stage


def amount_law(law: Law | None) -> Law | None:
    """Pass a law that is never negative."""
    if law is not None and law.support()[0] < 0:
        raise ValueError("must not be negative")
    return law


def positive_law(law: Law) -> Law:
    """Pass a law that is never negative and not always 0."""
    if law.support()[0] < 0 or law.mean() <= 0:
        raise ValueError("must not be negative, nor always 0")
    return law


AmountLaw = Annotated[OptionalLaw, AfterValidator(amount_law)]
PositiveLaw = Annotated[Law, BeforeValidator(without_nulls), AfterValidator(positive_law)]
Markets = Annotated[tuple[str, ...], Field(strict=False)]


class AbroadSpec(CountryEvent):
    """Something about what leaves `origin`.

    Attributes
    ----------
    destinations : "all" or sequence of str
        Markets it is aimed at.
    stage : str or None
        Stage whose exports it touches; None touches all.
    """

    destinations: Destinations = "all"
    stage: Stage | None = None


class BorderSpec(AbroadSpec):
    """Something that happens at the border of `origin`, perhaps after a notice.

    Attributes
    ----------
    announcement_lead_d : float
        Days from announcement to start.
    front_loading : Law or None
        Months of base flow that buyers try to ship early within the notice; None draws it from the parameter
        front_loading. Nothing without a notice.
    """

    announcement_lead_d: float = Field(default=0.0, ge=0)
    front_loading: AmountLaw = None


class ControlSpec(BorderSpec):
    """A limit on exports, and what gets around it.

    Attributes
    ----------
    leakage : Law or None
        Share of the former flow that may still arrive through third countries; None draws it from the
        parameter leakage_share. A control on all destinations leaves no third country.
    smuggling : Law or None
        Share that crosses the border unseen. None draws it from the parameter smuggling_share for a control
        on all destinations and is 0 for others, as what is known about these counts all that arrives.
    leak_halflife : Law or None
        Days in which enforcement halves both; None draws it from the parameter leak_halflife_d.
    """

    leakage: ShareLaw = None
    smuggling: ShareLaw = None
    leak_halflife: Days = None

    @model_validator(mode="after")
    def _third_country(self) -> Self:
        if self.destinations == "all" and self.leakage is not None and self.leakage.support()[1] > 0:
            raise ValueError(
                "a control on all destinations leaves no third country: leave leakage null, use smuggling"
            )
        return self


class ExportBanSpec(ControlSpec, SevereEvent):
    """An export ban by `origin`, full or partial.

    Attributes
    ----------
    severity : Law or None
        Share of the base flow that stops; None takes the hazard row.
    profile : sequence of (day, fraction) or None
        Stages of enforcement, as multiples of the severity; None: the whole severity until the end. Not with
        a response that reviews the ban.
    in_transit : {"continue", "stop"}
        Whether cargo that has left the plant, but not the country, goes on or is returned to the seller.
        What has left the country goes on.
    response : Response
        How long a ban that achieves much or little is kept; fixed by default.
    """

    kind: Literal["export_ban"] = "export_ban"
    profile: Profile = None
    in_transit: Literal["continue", "stop"] = "continue"
    response: Response = FIXED

    @model_validator(mode="after")
    def _reviewed_whole(self) -> Self:
        if self.profile is not None and self.response.rule != "fixed":
            raise ValueError(
                "a ban with a profile is not reviewed: leave profile null, or response.rule fixed"
            )
        return self


class ExportQuotaSpec(ControlSpec):
    """A yearly export quota; what is left of it at the end of a quota year lapses.

    Attributes
    ----------
    tonnes : float or None
        Tonnes a year, of exactly one mineral.
    share : Law or None
        Share of the base flow, drawn once; give either tonnes or share.
    use : Law or None
        What leaves over the quota, drawn for every quota year; None draws it from the parameter quota_use
        (0.56: underused by 44 %, 1.32: overrun by 32 %).
    year_start_month : int
        Month in which quota years begin, 1 to 12. Parts of a year have their part of the quota.
    pace : {"run", "even"}
        run: open until the quota is used up, early if buyers run for it (front_loading months of flow in the
        first month of each year), then closed. even: a cap of the same height every day.
    """

    kind: Literal["export_quota"] = "export_quota"
    tonnes: float | None = Field(default=None, ge=0)
    share: AmountLaw = None
    use: AmountLaw = None
    year_start_month: int = Field(default=1, ge=1, le=12)
    pace: Literal["run", "even"] = "run"

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        if (self.tonnes is None) == (self.share is None):
            raise ValueError("give either tonnes or share")
        if self.tonnes is not None and (isinstance(self.minerals, str) or len(self.minerals) != 1):
            raise ValueError("tonnes are those of one mineral: name exactly one, or give a share")
        return self


class LicensingDelaySpec(ControlSpec):
    """Exports that wait for licences in a queue.

    Attributes
    ----------
    covered : Law or None
        Share of exports that needs a licence; None takes all.
    lots : int
        Equal parts of the flow to one market, one licence each, 1 to 200.
    service : Law or None
        Days of one decision; None is the lognormal law of the parameters licence_service_median_d and
        licence_service_p90_d.
    licences_per_week : float or None
        Files the desk of one mineral takes up in a week; None is the parameter licences_per_week.
    grant_share : Law or None
        Chance that a decision grants; None draws it from the parameter licence_grant_share. Who is refused
        files again.
    validity : Law or None
        Days a licence lasts; None draws it from the parameter licence_validity_d.
    renewal_lead_d : float
        Days before its end that a licence's renewal is filed.
    priority : sequence of str
        Markets whose files come first, in this order; all others after them.
    """

    kind: Literal["licensing_delay"] = "licensing_delay"
    covered: ShareLaw = None
    lots: int = Field(default=10, ge=1, le=200)
    service: Days = None
    licences_per_week: float | None = Field(default=None, gt=0)
    grant_share: ShareLaw = None
    validity: Days = None
    renewal_lead_d: float = Field(default=0.0, ge=0)
    priority: Markets = ()


class ExportTaxSpec(BorderSpec):
    """Exports cost `rate` of their price more (0.2: a fifth); the revenue is counted nowhere."""

    kind: Literal["export_tax"] = "export_tax"
    rate: PositiveLaw


class ThreatSpec(AbroadSpec):
    """A control announced at `start` and suspended after `duration`: stocks and prices move, no flow is cut.

    Attributes
    ----------
    expected_lead_d : float
        Days from announcement to the expected start, at which a threat ends at the latest.
    """

    kind: Literal["threat"] = "threat"
    expected_lead_d: float = Field(gt=0)


class StatePurchaseSpec(CountryEvent):
    """The state `origin` buys `tonnes` over the duration for a stock of its own, which it keeps.

    Attributes
    ----------
    market : str
        Market it buys in.
    tonnes : Law
        Tonnes of contained metal, of exactly one mineral.
    """

    kind: Literal["state_purchase"] = "state_purchase"
    market: str
    tonnes: PositiveLaw

    @model_validator(mode="after")
    def _one_mineral(self) -> Self:
        if isinstance(self.minerals, str) or len(self.minerals) != 1:
            raise ValueError("tonnes are those of one mineral: name exactly one")
        return self


__all__ = [
    "AbroadSpec",
    "BorderSpec",
    "ControlSpec",
    "ExportBanSpec",
    "ExportQuotaSpec",
    "ExportTaxSpec",
    "LicensingDelaySpec",
    "StatePurchaseSpec",
    "ThreatSpec",
]
