"""Look a number of the frameworks table up by its parameter name."""

from __future__ import annotations

from datetime import date

from sim.data.tables import Row, load, number
from sim.errors import InputError

TABLES = ("frameworks", "frameworks_added")


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
        If the table has no such row, or its value is no number.
    """
    if override is not None:
        return override
    line, found = framework_row(row)
    return number(found, "param_value", "frameworks.csv", line)


def framework_date(row: str, override: date | None = None) -> date:
    """Return the date in one row of ``frameworks.csv``, the first of the month or year where it says no more.

    Raises
    ------
    InputError
        If the table has no such row, or its value is no date.
    """
    if override is not None:
        return override
    line, found = framework_row(row)
    text = found["param_value"]
    try:
        return date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        where = f"sim/data/frameworks.csv:{line}"
        raise InputError("param_value", text, where, "a date such as 2028-01") from None


def framework_range(row: str) -> tuple[float, float, float]:
    """Return low end, value and high end of one row of ``frameworks.csv``.

    Raises
    ------
    InputError
        If the table has no such row, or one of the three is no number.
    """
    line, found = framework_row(row)
    low, value, high = (
        number(found, column, "frameworks.csv", line) for column in ("param_low", "param_value", "param_high")
    )
    return low, value, high


def framework_row(name: str) -> tuple[int, Row]:
    """Return one row of the table and its line in its file.

    Raises
    ------
    InputError
        If the table has no such row.
    """
    names = []
    for table in TABLES:
        for line, row in enumerate(load(table), start=2):
            if row["param_name"] == name:
                return line, row
            names.append(row["param_name"])
    names.sort()
    raise InputError("row", name, "sim/data/frameworks.csv", f"one of {', '.join(names)}")
