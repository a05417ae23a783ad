"""What the events of markets and plants draw beside their times."""

from __future__ import annotations

import numpy as np

from sim.data.parameters import parameters
from sim.futures.arrivals import Draws
from sim.futures.events import (
    DemandShift,
    DemandSurge,
    EmbargoOfInput,
    Outage,
    PriceFlood,
    StockRelease,
    Strike,
    SupplyStep,
)
from sim.futures.fields import EDGE, Fields, fields_of, quantiles, share
from sim.futures.laws import Fixed, Law
from sim.futures.plan import FOREVER_D, EventPlan
from sim.futures.specs import (
    DemandShiftSpec,
    DemandSurgeSpec,
    EmbargoOfInputSpec,
    MarketEvent,
    OutageSpec,
    PlantEvent,
    PriceFloodSpec,
    StockReleaseSpec,
    StrikeSpec,
    SupplyStepSpec,
)
from sim.futures.streams import FloatArray


def _or_parameter(law: Law | None, name: str) -> Law:
    """The law given, else the most likely value of a parameter."""
    return Fixed(value=parameters().mode(name)) if law is None else law


def _of_plant(spec: PlantEvent) -> dict[str, object]:
    return {
        "origin": spec.origin,
        "stage": spec.stage,
        "facility": spec.facility,
        "profile": spec.profile or (),
    }


def _markets(spec: MarketEvent) -> tuple[str, ...]:
    """Markets named, empty for all."""
    return () if spec.markets == "all" else spec.markets


@fields_of.register
def _(spec: OutageSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    drawn = {"severity": share(event.severity, "severity", starts.size, draws)}
    fixed = {"kind": spec.kind} | _of_plant(spec)
    if spec.stock == "stranded":
        # Longer than any outage: the stock is free when the outage ends, at the latest.
        fixed["stranded_d"] = FOREVER_D if spec.stranded_d is None else spec.stranded_d
    return Outage, fixed, drawn


@fields_of.register
def _(spec: StrikeSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    notice = parameters().mode("strike_notice_d") if spec.notice_d is None else spec.notice_d
    ramp = parameters().mode("strike_ramp_d") if spec.ramp_d is None else spec.ramp_d
    drawn = {
        "severity": share(event.severity, "severity", starts.size, draws),
        "announced_d": np.maximum(starts - notice, 0.0),
    }
    return Strike, {"kind": spec.kind, "ramp_d": ramp} | _of_plant(spec), drawn


@fields_of.register
def _(spec: SupplyStepSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    fixed: dict[str, object] = {"kind": spec.kind, "origin": spec.origin, "stage": spec.stage}
    fixed |= {"ramp_d": spec.ramp_d, "qualification_d": spec.qualification_d}
    n = starts.size
    drawn = {
        "tonnes_per_year": quantiles(spec.tonnes_per_year, "tonnes_per_year", n, draws),
        "share": quantiles(spec.share, "share", n, draws),
    }
    return SupplyStep, fixed, drawn


@fields_of.register
def _(spec: EmbargoOfInputSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    countries = () if spec.countries == "all" else spec.countries
    fixed = {"kind": spec.kind, "input": spec.input, "stage": spec.stage, "countries": countries}
    n = starts.size
    dependence = _or_parameter(spec.dependence, "input_dependence")
    drawn = {
        "severity": share(event.severity, "severity", n, draws),
        "dependence": share(dependence, "dependence", n, draws),
        "affected": share(spec.affected or Fixed(value=1.0), "affected", n, draws),
        "stock_d": quantiles(_or_parameter(spec.stock_d, "input_stock_d"), "stock_d", n, draws),
    }
    return EmbargoOfInput, fixed, drawn


@fields_of.register
def _(spec: PriceFloodSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    fixed = {"kind": spec.kind, "origin": spec.origin, "stage": spec.stage}
    rise = _or_parameter(spec.output_rise, "flood_output_rise")
    drawn = {
        "ask_factor": share(spec.ask_factor, "ask_factor", starts.size, draws, 1 - EDGE),
        "output_rise": quantiles(rise, "output_rise", starts.size, draws),
    }
    return PriceFlood, fixed, drawn


@fields_of.register
def _(spec: DemandSurgeSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    more = np.maximum(quantiles(spec.share, "share", starts.size, draws), EDGE)
    return DemandSurge, {"kind": spec.kind, "markets": _markets(spec)}, {"share": more}


@fields_of.register
def _(spec: DemandShiftSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    fixed = {"kind": spec.kind, "markets": _markets(spec), "ramp_d": spec.ramp_d}
    return DemandShift, fixed, {"share": quantiles(spec.share, "share", starts.size, draws)}


@fields_of.register
def _(spec: StockReleaseSpec, event: EventPlan, starts: FloatArray, draws: Draws) -> Fields:
    fixed = {"kind": spec.kind, "holder": spec.holder, "markets": _markets(spec)}
    tonnes = np.maximum(quantiles(spec.tonnes, "tonnes", starts.size, draws), EDGE)
    return StockRelease, fixed, {"tonnes": tonnes}
