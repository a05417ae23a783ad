"""What is split: days and dollars avoided, and what the policies cost."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.study.parts import Part, read_table

FloatArray = NDArray[np.float64]

SUM = "sum"
"""All minerals added up: days are then days of a mineral, each weighing the same."""
RESERVE_BOOKS = {
    "spent_usd": 1.0,
    "carrying_usd": 1.0,
    "interest_usd": 1.0,
    "received_usd": -1.0,
    "residual_usd": -1.0,
}


@dataclass(frozen=True)
class Measure:
    """One number per run and mineral, of which more is more of what the name says.

    Attributes
    ----------
    name : str
    columns : mapping of str to float
        Columns of outcomes and reserve, and the factor with which each enters.
    summed : bool
        Whether it may be added over minerals; tonnes may not.
    """

    name: str
    columns: Mapping[str, float]
    summed: bool = True


MEASURES = (
    Measure("equivalent_days_avoided", {"equivalent_days": -1.0}),
    Measure("combined_days_avoided", {"equivalent_days": -1.0, "price_lost_days": -1.0}),
    Measure("lost_output_usd_avoided", {"lost_output_usd": -1.0}),
    Measure("rest_of_world_unmet_t", {"rest_of_world_unmet_t": 1.0}, summed=False),
    Measure("floor_usd", {"floor_usd": 1.0}),
    Measure("duty_usd", {"duty_usd": 1.0}),
    Measure("support_usd", {"support_usd": 1.0}),
    Measure("reserve_usd", RESERVE_BOOKS),
    Measure("public_usd", {"support_usd": 1.0, "duty_usd": -1.0, **RESERVE_BOOKS}),
)
NAMES = tuple(measure.name for measure in MEASURES)


def read_measures(folder: Path, parts: Sequence[Part], minerals: Sequence[str], futures: int) -> FloatArray:
    """Return what the parts of one arm say, shape ``(measures, minerals + 1, futures)``; last is `SUM`.

    NaN where a run failed.
    """
    columns = {
        column: values
        for table in ("outcomes", "reserve")
        for column, values in _columns(folder, table, parts, minerals, futures).items()
    }
    found = np.empty((len(MEASURES), len(minerals) + 1, futures))
    for own, measure in zip(found, MEASURES, strict=True):
        own[:-1] = sum(factor * columns[column] for column, factor in measure.columns.items())
        own[-1] = own[:-1].sum(axis=0)
    return found


def _columns(
    folder: Path, name: str, parts: Sequence[Part], minerals: Sequence[str], futures: int
) -> Mapping[str, FloatArray]:
    """Return the columns of one table that a measure reads, shape ``(minerals, futures)`` each."""
    table = read_table(folder, name, parts)
    place = {mineral: number for number, mineral in enumerate(minerals)}
    row = np.array([place.get(mineral, -1) for mineral in table.column("mineral").to_pylist()], np.int64)
    future = table.column("future").to_numpy()
    named = row >= 0
    found = {}
    for column in {column for measure in MEASURES for column in measure.columns} & set(table.column_names):
        values = np.full((len(minerals), futures), np.nan)
        values[row[named], future[named]] = table.column(column).to_numpy()[named]
        found[column] = values
    return found
