"""Rows of the hazard table as laws that a scenario event may lean on."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sim.data.tables import Row, load, number, optional_number
from sim.data.vintage import cached
from sim.errors import InputError
from sim.futures.laws import Empirical, Fixed, Law, Lognormal

TABLE = "hazards"
# The two rows that describe the same licensing decrees, once per decree and once per dominated mineral.
PER_DECREE = "china-licensing-decree"
PER_MINERAL = "china-licensing-per-mineral"


@dataclass(frozen=True)
class Hazard:
    """One row of the hazard table; None where the row is silent.

    Attributes
    ----------
    hazard_id : str
        Key of the row.
    rate_per_year : float or None
        Poisson rate of arrivals.
    duration : Law or None
        Days.
    severity : Law or None
        The sampled severities where the row lists them, else its mean.
    batch_sizes : tuple of float
        How many minerals each observed decree hit; empty where decrees hit one mineral at a time.
    exposure_years : float or None
        Observed exposure behind the rate.
    """

    hazard_id: str
    rate_per_year: float | None
    duration: Law | None
    severity: Law | None
    batch_sizes: tuple[float, ...]
    exposure_years: float | None


NO_HAZARD = Hazard("", None, None, None, (), None)


@cached
def hazards() -> Mapping[str, Hazard]:
    """All rows of the hazard table by `hazard_id`."""
    return {row["hazard_id"]: _hazard(row, line) for line, row in enumerate(load(TABLE), start=2)}


def hazard(hazard_id: str, key: str) -> Hazard:
    """Row `hazard_id`, asked for by the setting `key`.

    Raises
    ------
    InputError
        If the table has no such row.
    """
    table = hazards()
    if hazard_id not in table:
        raise InputError(key, hazard_id, "scenario", "one of " + ", ".join(sorted(table)))
    return table[hazard_id]


def dominant_minerals() -> float:
    """How many minerals the observed decrees chose from: mineral-years of exposure per year of exposure."""
    table = hazards()
    per_mineral, per_decree = table[PER_MINERAL].exposure_years, table[PER_DECREE].exposure_years
    if per_mineral is None or per_decree is None:
        allowed = f"numbers for {PER_MINERAL} and {PER_DECREE}"
        raise InputError("hazards.csv:exposure_years", None, "table", allowed)
    return per_mineral / per_decree


def _hazard(row: Row, line: int) -> Hazard:
    median, p90, mean, rate, exposure = (
        optional_number(row, column, f"{TABLE}.csv", line)
        for column in (
            "duration_median_d",
            "duration_p90_d",
            "severity_mean",
            "rate_per_year",
            "exposure_years",
        )
    )
    sample = numbers(row, "severity_sample", line)
    severity: Law | None = Fixed(value=mean) if mean is not None else None
    return Hazard(
        hazard_id=row["hazard_id"],
        rate_per_year=rate,
        duration=Lognormal(median=median, p90=p90) if median is not None and p90 is not None else None,
        severity=Empirical(values=sample) if sample else severity,
        batch_sizes=numbers(row, "batch_sizes", line),
        exposure_years=exposure,
    )


def numbers(row: Row, column: str, line: int) -> tuple[float, ...]:
    """Return the numbers of a cell that holds several, joined by semicolons.

    Raises
    ------
    InputError
        If one of them is none.
    """
    parts = [part for part in row[column].split(";") if part]
    return tuple(number({column: part}, column, f"{TABLE}.csv", line) for part in parts)
