"""Behavioural and structural parameters: one row of parameters.csv each."""

from __future__ import annotations

import functools
from dataclasses import dataclass

from sim.data.tables import load, number
from sim.data.vintage import cached
from sim.errors import InputError

ALL = "all"


@dataclass(frozen=True)
class Parameter:
    """One uncertain number.

    Attributes
    ----------
    name, scope : str
        ``scope`` is ``all`` or mineral keys joined by ``;``.
    unit : str
    low, mode, high : float
        Ends and most likely value of its triangular law, in ``unit``.
    basis : str
        reported, estimated, derived, recalled or judgement.
    source : str
    sampled : bool
        Drawn afresh for every future; otherwise fixed at ``mode``.
    year : str
        Year of the judgement or look-up.
    """

    name: str
    scope: str
    unit: str
    low: float
    mode: float
    high: float
    basis: str
    source: str
    sampled: bool
    year: str

    @property
    def minerals(self) -> tuple[str, ...]:
        """Mineral keys the row is for; empty when it is for all."""
        return () if self.scope == ALL else tuple(self.scope.split(";"))


@dataclass(frozen=True)
class Parameters:
    """All rows, in file order."""

    rows: tuple[Parameter, ...]

    def get(self, name: str, mineral: str | None = None) -> Parameter:
        """The row of one parameter for one mineral.

        Parameters
        ----------
        name : str
        mineral : str, optional
            Without it only the row with scope ``all`` fits.

        Raises
        ------
        InputError
            If no row fits.
        """
        row = self._index.get((name, mineral or ALL)) or self._index.get((name, ALL))
        if row is None:
            named = sorted({r.name for r in self.rows})
            allowed = f"a row for {mineral or ALL}" if name in named else "one of " + ", ".join(named)
            raise InputError(f"parameter {name}", mineral or ALL, "sim/data/parameters.csv", allowed)
        return row

    def mode(self, name: str, mineral: str | None = None) -> float:
        """Most likely value of one parameter for one mineral, in its unit."""
        return self.get(name, mineral).mode

    @functools.cached_property
    def _index(self) -> dict[tuple[str, str], Parameter]:
        return {(row.name, key): row for row in self.rows for key in row.minerals or (ALL,)}


@cached
def parameters() -> Parameters:
    """Rows of parameters.csv of the current vintage.

    Raises
    ------
    InputError
        If a row lacks a source, its range is not low <= mode <= high, or two rows claim one mineral.
    """
    rows: list[Parameter] = []
    seen: set[tuple[str, str]] = set()
    for line, row in enumerate(load("parameters"), start=2):
        low, mode, high = (number(row, column, "parameters.csv", line) for column in ("low", "mode", "high"))
        if not low <= mode <= high:
            raise InputError(f"parameters.csv:{line}:mode", mode, "sim/data", f"between {low} and {high}")
        if row["sampled"] not in ("yes", "no"):
            raise InputError(f"parameters.csv:{line}:sampled", row["sampled"], "sim/data", "yes or no")
        made = Parameter(
            row["name"],
            row["scope"],
            row["unit"],
            low,
            mode,
            high,
            row["basis"],
            row["source"],
            row["sampled"] == "yes",
            row["year"],
        )
        claimed = {(made.name, key) for key in made.minerals or (ALL,)}
        if claimed & seen:
            raise InputError(f"parameters.csv:{line}:scope", made.scope, "sim/data", "each mineral once")
        seen |= claimed
        rows.append(made)
    return Parameters(tuple(rows))
