"""Look a number of the frameworks table up by its parameter name."""

from __future__ import annotations

from sim.data.tables import load
from sim.errors import InputError


def framework_value(row: str, override: float | None = None) -> float:
    """Return the value of one row of ``frameworks.csv``, unless it is overridden.

    Parameters
    ----------
    row : str
        The row's ``param_name``, e.g. ``vault.target_days_cover``.
    override : float, optional
        The value of a configuration; None means: the table.

    Raises
    ------
    InputError
        If the table has no such row.
    """
    if override is not None:
        return override
    for line in load("frameworks"):
        if line["param_name"] == row:
            return float(line["param_value"])
    names = sorted(line["param_name"] for line in load("frameworks"))
    raise InputError("row", row, "sim/data/frameworks.csv", f"one of {', '.join(names)}")
