"""One-line sampled events of markets, plants and nature, on the random world of one mineral."""

from __future__ import annotations

from typing import Any

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

MINERALS = ("testium",)


def _common(start: float, days: float, minerals: tuple[str, ...]) -> dict[str, Any]:
    return {"id": "x/0", "mark": 0.5, "start_d": start, "duration_d": days, "minerals": minerals}


def strike(start: float, days: float, minerals: tuple[str, ...] = MINERALS, **fields: Any) -> Strike:
    values = {
        "origin": "CHN",
        "stage": "refine",
        "severity": 0.9,
        "announced_d": start,
        "ramp_d": 0.0,
    } | fields
    return Strike(**(_common(start, days, minerals) | values))


def step(start: float, days: float, minerals: tuple[str, ...] = MINERALS, **fields: Any) -> SupplyStep:
    values = {"origin": "CHN", "stage": "refine", "tonnes_per_year": 0.0, "share": 0.0}
    values |= {"ramp_d": 0.0, "qualification_d": 0.0} | fields
    return SupplyStep(**(_common(start, days, minerals) | values))


def embargo(start: float, days: float, minerals: tuple[str, ...] = MINERALS, **fields: Any) -> EmbargoOfInput:
    values = {"input": "sulphur", "countries": ("CHN",), "stage": "refine", "severity": 0.8}
    values |= {"dependence": 0.75, "affected": 1.0, "stock_d": 30.0} | fields
    return EmbargoOfInput(**(_common(start, days, minerals) | values))


def surge(start: float, days: float, share: float, *markets: str, **fields: Any) -> DemandSurge:
    values = {"markets": markets, "share": share} | fields
    return DemandSurge(**(_common(start, days, MINERALS) | values))


def shift(start: float, days: float, share: float, *markets: str, **fields: Any) -> DemandShift:
    values = {"markets": markets, "share": share, "ramp_d": 0.0} | fields
    return DemandShift(**(_common(start, days, MINERALS) | values))


def sale(start: float, days: float, tonnes: float, *markets: str, **fields: Any) -> StockRelease:
    values = {"holder": "somebody", "markets": markets, "tonnes": tonnes} | fields
    return StockRelease(**(_common(start, days, MINERALS) | values))


def staged(start: float, days: float, *profile: tuple[float, float], **fields: Any) -> Outage:
    values = {"origin": "CHN", "stage": "refine", "severity": 0.8, "profile": profile} | fields
    return Outage(**(_common(start, days, MINERALS) | values))


def big_flood(start: float, days: float, rise: float, **fields: Any) -> PriceFlood:
    values = {"origin": "CHN", "ask_factor": 0.7, "output_rise": rise} | fields
    return PriceFlood(**(_common(start, days, MINERALS) | values))
