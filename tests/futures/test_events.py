from __future__ import annotations

import pytest
from pydantic import TypeAdapter, ValidationError

from sim.futures.events import Event, ExportBan, RouteDelay

adapter = TypeAdapter(Event)
COMMON = {"id": "a/0", "mark": 0.5, "start_d": 10.0, "duration_d": 5.0, "minerals": ("gallium",)}
BAN = {"kind": "export_ban", "origin": "CHN", "severity": 1.0, "leakage": 0.0, "announced_d": 3.0}


def test_kind_chooses_the_event():
    ban = adapter.validate_python(COMMON | BAN)
    assert isinstance(ban, ExportBan)
    assert (ban.end_d, ban.destinations, ban.stage) == (15.0, (), None)
    delay = adapter.validate_python(COMMON | {"kind": "route_delay", "origin": "ROW", "extra_d": 12.0})
    assert isinstance(delay, RouteDelay)


@pytest.mark.parametrize(
    "change",
    [
        {"mark": 1.0},
        {"start_d": -1.0},
        {"duration_d": 0.0},
        {"duration_d": float("nan")},
        {"severity": 0.0},
        {"severity": 1.1},
        {"origin": "China"},
        {"announced_d": 11.0},
        {"leakage": 0.5},
        {"surprise": 1},
        {"minerals": ["gallium"]},
    ],
)
def test_bad_events_are_refused(change):
    with pytest.raises(ValidationError):
        adapter.validate_python(COMMON | BAN | change)


def test_a_targeted_ban_may_leak():
    ban = adapter.validate_python(COMMON | BAN | {"destinations": ("USA",), "leakage": 0.5})
    assert ban.leakage == 0.5


def test_events_do_not_change():
    with pytest.raises(ValidationError):
        adapter.validate_python(COMMON | BAN).severity = 0.5
