"""Look a number of the frameworks table up by its parameter name."""

from __future__ import annotations

from datetime import date

from sim.data.tables import Row, load, number
from sim.data.vintage import cached
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
    return _number(row, "param_value")


def framework_date(row: str, override: date | None = None) -> date:
    """Return the date in one row of ``frameworks.csv``, the first of the month or year where it says no more.

    Raises
    ------
    InputError
        If the table has no such row, or its value is no date.
    """
    if override is not None:
        return override
    table, line, found = framework_row(row)
    text = found["param_value"]
    try:
        return date.fromisoformat((text + "-01-01")[:10])
    except ValueError:
        where = f"sim/data/{table}.csv:{line}"
        raise InputError("param_value", text, where, "a date such as 2028-01") from None


def framework_range(row: str) -> tuple[float, float, float]:
    """Return low end, value and high end of one row of ``frameworks.csv``.

    Raises
    ------
    InputError
        If the table has no such row, or one of the three is no number.
    """
    low, value, high = (_number(row, column) for column in ("param_low", "param_value", "param_high"))
    return low, value, high


def _number(name: str, column: str) -> float:
    table, line, found = framework_row(name)
    return number(found, column, f"{table}.csv", line)


def framework_row(name: str) -> tuple[str, int, Row]:
    """Return the table that holds a row, the row's line in its file, and the row.

    Raises
    ------
    InputError
        If the table has no such row.
    """
    known = _rows()
    if name not in known:
        raise InputError("row", name, "sim/data/frameworks.csv", f"one of {', '.join(sorted(known))}")
    return known[name]


@cached
def _rows() -> dict[str, tuple[str, int, Row]]:
    return {
        row["param_name"]: (table, line, row)
        for table in TABLES
        for line, row in enumerate(load(table), start=2)
    }
