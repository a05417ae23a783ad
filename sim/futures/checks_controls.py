"""Does an event by a government make sense in a world?"""

from __future__ import annotations

from sim.errors import InputError
from sim.futures.specs import EventSpec, ExportBanSpec, LicensingDelaySpec, StatePurchaseSpec
from sim.world.world import World


def check_controls(name: str, spec: EventSpec, world: World) -> None:
    """Raise on a government event that names something the world does not have.

    Raises
    ------
    InputError
        With key ``scenario.events.<name>.<field>`` and what is allowed.
    """
    if isinstance(spec, StatePurchaseSpec):
        check_market(name, "market", spec.market, world)
    if isinstance(spec, LicensingDelaySpec):
        for market in spec.priority:
            check_market(name, "priority", market, world)
        check_lead(name, spec)
    if isinstance(spec, ExportBanSpec):
        check_response(name, spec)


def check_market(name: str, field: str, market: str, world: World) -> None:
    """A market named is a market of the world."""
    if market not in world.markets:
        allowed = "one of " + ", ".join(sorted(world.markets))
        raise InputError(f"scenario.events.{name}.{field}", market, "scenario", allowed)


def check_lead(name: str, spec: LicensingDelaySpec) -> None:
    """A renewal is not filed before the licence it renews."""
    if spec.validity is not None and spec.renewal_lead_d > spec.validity.support()[0]:
        key = f"scenario.events.{name}.renewal_lead_d"
        allowed = f"at most the shortest validity, {spec.validity.support()[0]:g} days"
        raise InputError(key, spec.renewal_lead_d, "scenario", allowed)


def check_response(name: str, spec: ExportBanSpec) -> None:
    """A rule reviews one ban at a time: overlapping arrivals would share their causes."""
    if spec.response.rule != "fixed" and spec.alternating:
        key = f"scenario.events.{name}.response.rule"
        raise InputError(key, spec.response.rule, "scenario", "fixed, or a ban without up and down")
