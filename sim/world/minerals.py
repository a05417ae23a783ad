"""Which rows make the chain of a mineral: the choices of minerals.csv."""

from __future__ import annotations

from dataclasses import dataclass

from sim.data.tables import load, number, optional_number
from sim.data.vintage import cached
from sim.errors import InputError


@dataclass(frozen=True)
class Mineral:
    """One row of minerals.csv; see columns.csv for the meaning of each field."""

    key: str
    name: str
    mine_key: str
    refine_key: str
    mine_year: str
    refine_year: str
    us_import_form: str
    us_demand_direct: str
    us_demand_embedded: str
    us_reliance: float | None
    contained: float
    lead_time_scope: str
    note: str

    @property
    def form(self) -> str:
        """Key under which the tables list what the markets buy (graphite: the anode)."""
        return self.refine_key or self.mine_key

    @property
    def final_stage(self) -> str:
        """Stage whose output the markets buy."""
        return "refine" if self.refine_key else "mine"

    def rows_of(self, stage: str) -> tuple[str, str]:
        """Mineral key and year of its rows in production.csv and capacity.csv."""
        if stage == "mine":
            return self.mine_key, self.mine_year
        return self.refine_key, self.refine_year


@cached
def all_minerals() -> dict[str, Mineral]:
    """All minerals by key, sorted."""
    made = {}
    for line, row in enumerate(load("minerals"), start=2):
        made[row["mineral"]] = Mineral(
            row["mineral"], row["name"], row["mine_key"], row["refine_key"], row["mine_year"],
            row["refine_year"], row["us_import_form"], row["us_demand_direct"], row["us_demand_embedded"],
            optional_number(row, "us_reliance", "minerals.csv", line),
            number(row, "contained", "minerals.csv", line), row["lead_time_scope"], row["note"],
        )  # fmt: skip
    return dict(sorted(made.items()))


def mineral(key: str) -> Mineral:
    """One mineral.

    Raises
    ------
    InputError
        If there is no such key.
    """
    if key not in all_minerals():
        raise InputError("minerals", key, "sim/data/minerals.csv", "one of " + ", ".join(all_minerals()))
    return all_minerals()[key]
