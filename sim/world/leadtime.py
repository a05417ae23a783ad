"""Time metal spends inside a refinery or a magnet plant."""

from __future__ import annotations

from sim.data.tables import load, number
from sim.errors import InputError
from sim.world.journal import Journal
from sim.world.minerals import Mineral


def process_lead_time_d(mineral: Mineral, stage: str, journal: Journal) -> float:
    """Days from feed at the gate of a stage to its product.

    Raises
    ------
    InputError
        If lead_times.csv has no row for the mineral and its scope.
    """
    if stage == "fabricate":
        return journal.parameter("lead_time_fabricate_d")
    for line, row in enumerate(load("lead_times"), start=2):
        if (row["mineral"], row["scope"]) == (mineral.form, mineral.lead_time_scope):
            days = number(row, "value", "lead_times.csv", line)
            return journal.fact("process lead time", days, "d", row)
    key = f"lead_times.csv:{mineral.key}"
    raise InputError(key, mineral.lead_time_scope, "sim/data", "a row of this scope")
