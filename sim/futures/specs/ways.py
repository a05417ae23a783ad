"""Longer ways, and places that close."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from sim.futures.laws import Law, without_nulls
from sim.futures.specs.timing import CountryEvent, Destinations, PlaceEvent, Profile, SevereEvent, days_law

LONGEST_DELAY_D = 120.0


def _bearable(law: Law) -> Law:
    if law.support()[1] > LONGEST_DELAY_D:
        raise ValueError("a delay needs a law up to 120 days; what comes later is as good as banned")
    return law


class RouteDelaySpec(CountryEvent):
    """Goods from `origin` to `destinations` take `extra_d` days longer, 120 at the most."""

    kind: Literal["route_delay"] = "route_delay"
    destinations: Destinations = "all"
    extra_d: Annotated[
        Law, BeforeValidator(without_nulls), AfterValidator(days_law), AfterValidator(_bearable)
    ]


class ChokepointClosureSpec(PlaceEvent):
    """Nothing passes `places`: what sails later goes around, what is short of them waits or turns."""

    kind: Literal["chokepoint_closure"] = "chokepoint_closure"


class ChokepointRestrictionSpec(PlaceEvent, SevereEvent):
    """A share `severity` of the ordinary throughput of `places` is lost: ships queue or go around.

    `profile` holds its stages; None keeps the whole severity until the end.
    """

    kind: Literal["chokepoint_restriction"] = "chokepoint_restriction"
    profile: Profile = None


PlaceSpec = ChokepointClosureSpec | ChokepointRestrictionSpec
