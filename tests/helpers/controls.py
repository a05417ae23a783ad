"""One-line events by governments for tests."""

from __future__ import annotations

from typing import Any

from sim.futures.control_events import (
    ExportQuota,
    ExportTax,
    LicensingDelay,
    StatePurchase,
    Threat,
)
from sim.futures.laws import Fixed

MINERALS = ("testium",)


def quota(start: float, days: float, **fields: Any) -> ExportQuota:
    values = {"id": "quota", "mark": 0.5, "origin": "CHN", "minerals": MINERALS, "announced_d": start}
    return ExportQuota(**values | {"start_d": start, "duration_d": days} | fields)


def licences(start: float, days: float, **fields: Any) -> LicensingDelay:
    values = {"id": "licence", "mark": 0.5, "origin": "CHN", "minerals": MINERALS, "announced_d": start}
    values |= {"service": Fixed(value=30.0), "licences_per_week": 1e6, "start_d": start, "duration_d": days}
    return LicensingDelay(**values | fields)


def tax(start: float, days: float, rate: float, **fields: Any) -> ExportTax:
    values = {"id": "tax", "mark": 0.5, "origin": "CHN", "minerals": MINERALS, "announced_d": start}
    return ExportTax(**values | {"start_d": start, "duration_d": days, "rate": rate} | fields)


def threat(start: float, days: float, expected: float, **fields: Any) -> Threat:
    values = {"id": "threat", "mark": 0.5, "origin": "CHN", "minerals": MINERALS, "expected_d": expected}
    return Threat(**values | {"start_d": start, "duration_d": days} | fields)


def purchase(start: float, days: float, tonnes: float, **fields: Any) -> StatePurchase:
    values = {"id": "purchase", "mark": 0.5, "origin": "CHN", "minerals": MINERALS, "market": "CHN"}
    return StatePurchase(**values | {"start_d": start, "duration_d": days, "tonnes": tonnes} | fields)
