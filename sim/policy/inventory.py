"""Numbers of the frameworks table that instruments and a reserve leave to it."""

from __future__ import annotations

from collections.abc import Mapping

from sim.data.parameters import ALL
from sim.data.tables import number, optional_number
from sim.data.vintage import use
from sim.policy.frameworks import framework_row
from sim.policy.instruments import InstrumentSpec
from sim.policy.reserve.spec import ReserveSpec, StockReserve
from sim.policy.reserve.stated import unstated
from sim.world.facts import Fact
from sim.world.plans import FRAMEWORK
from sim.world.world import World


def policy_inventory(
    world: World, instruments: Mapping[str, InstrumentSpec], reserve: ReserveSpec
) -> tuple[Fact, ...]:
    """Return the rows of frameworks.csv that the policies read."""
    read = [row for instrument in instruments.values() for row in instrument.rows(world)]
    left = unstated(reserve).values() if isinstance(reserve, StockReserve) else ()
    names = dict.fromkeys([*read, *left])
    with use(world.vintage):
        return tuple(_fact(name) for name in names)


def _fact(name: str) -> Fact:
    table, line, row = framework_row(name)
    value = number(row, "param_value", f"{table}.csv", line)
    low, high = (optional_number(row, f"param_{end}", f"{table}.csv", line) for end in ("low", "high"))
    return Fact.of_row(row, ALL, f"{FRAMEWORK} {name}", value, row["unit"], low, high)
