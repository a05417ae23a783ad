"""What events by governments draw beside their times."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.data.parameters import parameters
from sim.futures.arrivals import DAYS_PER_YEAR, SHORTEST_D, Draws
from sim.futures.control_events import (
    ExportBan,
    ExportQuota,
    ExportTax,
    LicensingDelay,
    StatePurchase,
    Threat,
)
from sim.futures.fields import EDGE, Fields, destinations, fields_of, quantiles, share
from sim.futures.laws import Fixed, Law, Lognormal
from sim.futures.plan import EventPlan, parameter_law
from sim.futures.specs import (
    AbroadSpec,
    BorderSpec,
    ControlSpec,
    ExportBanSpec,
    ExportQuotaSpec,
    ExportTaxSpec,
    LicensingDelaySpec,
    StatePurchaseSpec,
    ThreatSpec,
)
from sim.futures.streams import FloatArray

DAYS_PER_MONTH = DAYS_PER_YEAR / 12.0
# Quota years whose use is drawn; later ones repeat the last.
QUOTA_YEARS = 12


def drawn_or(law: Law | None, name: str, event: EventPlan) -> Law:
    """Return what the spec gives, else the law of a parameter."""
    return parameter_law(name, event.mode) if law is None else law


def _place(spec: AbroadSpec) -> dict[str, Any]:
    return {"origin": spec.origin, "stage": spec.stage, "destinations": destinations(spec)}


def _border(spec: BorderSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> dict[str, FloatArray]:
    """Notice and front-loading."""
    months = drawn_or(spec.front_loading, "front_loading", event)
    early = quantiles(months, "front_loading", starts.size, draws) * DAYS_PER_MONTH
    return {
        "announced_d": np.maximum(starts - spec.announcement_lead_d, 0.0),
        # Without a notice nobody can run.
        "front_loading_d": early if spec.announcement_lead_d > 0 else np.zeros(starts.size),
    }


def _control(spec: ControlSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> dict[str, FloatArray]:
    """Notice, and what gets around the control."""
    n = starts.size
    # What is known about leakage of targeted controls counts all that arrives.
    unseen = spec.smuggling or (
        parameter_law("smuggling_share", event.mode) if spec.destinations == "all" else Fixed(value=0.0)
    )
    halflife = drawn_or(spec.leak_halflife, "leak_halflife_d", event)
    return _border(spec, event, starts, draws) | {
        "leakage": quantiles(event.leakage, "leakage", n, draws),
        "smuggling": quantiles(unseen, "smuggling", n, draws),
        "leak_halflife_d": np.maximum(quantiles(halflife, "leak_halflife", n, draws), SHORTEST_D),
    }


@fields_of.register
def _(spec: ExportBanSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    drawn = _control(spec, event, starts, draws)
    drawn["severity"] = share(event.severity, "severity", starts.size, draws)
    fixed = _place(spec) | {"kind": spec.kind, "in_transit": spec.in_transit, "response": spec.response}
    return ExportBan, fixed | {"profile": spec.profile or ()}, drawn


@fields_of.register
def _(spec: ExportQuotaSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    drawn: dict[str, Any] = _control(spec, event, starts, draws)
    if spec.pace == "run":
        # Every quota year is known beforehand: who comes first runs for it.
        months = drawn_or(spec.front_loading, "front_loading", event)
        drawn["front_loading_d"] = quantiles(months, "front_loading", starts.size, draws) * DAYS_PER_MONTH
    use = drawn_or(spec.use, "quota_use", event)
    years = quantiles(use, "use", QUOTA_YEARS * starts.size, draws)
    drawn["uses"] = np.empty(starts.size, dtype=object)
    for i in range(starts.size):
        drawn["uses"][i] = tuple(years[i * QUOTA_YEARS : (i + 1) * QUOTA_YEARS].tolist())
    if spec.share is not None:
        drawn["share"] = quantiles(spec.share, "share", starts.size, draws)
    fixed = _place(spec) | {"kind": spec.kind, "tonnes": spec.tonnes, "pace": spec.pace}
    if spec.share is None:
        fixed["share"] = None
    return ExportQuota, fixed | {"year_start_month": spec.year_start_month}, drawn


@fields_of.register
def _(spec: LicensingDelaySpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    n = starts.size
    table = parameters()
    covered: Law = spec.covered or Fixed(value=1.0)
    granted = drawn_or(spec.grant_share, "licence_grant_share", event)
    validity = drawn_or(spec.validity, "licence_validity_d", event)
    service = spec.service or Lognormal(
        median=table.mode("licence_service_median_d"), p90=table.mode("licence_service_p90_d")
    )
    drawn = _control(spec, event, starts, draws) | {
        "covered": share(covered, "covered", n, draws),
        "grant_share": quantiles(granted, "grant_share", n, draws),
        "validity_d": np.maximum(quantiles(validity, "validity", n, draws), SHORTEST_D),
    }
    fixed = _place(spec) | {
        "kind": spec.kind,
        "lots": spec.lots,
        "service": service,
        "licences_per_week": spec.licences_per_week or table.mode("licences_per_week"),
        "renewal_lead_d": spec.renewal_lead_d,
        "priority": spec.priority,
    }
    return LicensingDelay, fixed, drawn


@fields_of.register
def _(spec: ExportTaxSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    rate = np.maximum(quantiles(spec.rate, "rate", starts.size, draws), EDGE)
    return ExportTax, _place(spec) | {"kind": spec.kind}, _border(spec, event, starts, draws) | {"rate": rate}


@fields_of.register
def _(spec: ThreatSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    return Threat, _place(spec) | {"kind": spec.kind}, {"expected_d": starts + spec.expected_lead_d}


@fields_of.register
def _(spec: StatePurchaseSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    tonnes = np.maximum(quantiles(spec.tonnes, "tonnes", starts.size, draws), EDGE)
    fixed = {"kind": spec.kind, "origin": spec.origin, "market": spec.market}
    return StatePurchase, fixed, {"tonnes": tonnes}
