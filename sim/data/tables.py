"""The one way into the tables of this folder: every row is checked before the model sees it."""

from __future__ import annotations

import csv
import functools
from collections.abc import Mapping
from pathlib import Path

from sim.errors import InputError

FOLDER = Path(__file__).parent
CONFIDENCE = ("reported", "estimated", "derived", "recalled", "judgement")
"""Grades of a number, best first; docs/data.md says what each means."""

TEXT = "text"
PER_ROW = "row"

Row = Mapping[str, str]


def columns() -> dict[str, dict[str, str]]:
    """Units of all columns of all tables.

    Returns
    -------
    dict
        File name (without ``.csv``) -> column -> unit; ``text`` marks words, ``row`` a number
        whose unit stands in the ``unit`` column of its row.
    """
    found: dict[str, dict[str, str]] = {}
    for row in _read_csv(FOLDER / "columns.csv"):
        found.setdefault(row["file"], {})[row["column"]] = row["unit"]
    return found


@functools.cache
def load(name: str) -> tuple[Row, ...]:
    """Validated rows of one table.

    Parameters
    ----------
    name : str
        File name without ``.csv``.

    Returns
    -------
    tuple of mappings
        Column -> text, in file order. Blank cells are empty strings.

    Raises
    ------
    InputError
        Names file, row and column of the first cell that is missing or wrong.
    """
    units = columns()
    if name not in units:
        raise InputError("table", name, "sim/data", "one of " + ", ".join(sorted(units)))
    return read(FOLDER / f"{name}.csv", units[name])


def read(path: Path, units: Mapping[str, str]) -> tuple[Row, ...]:
    """Read and validate one CSV file against the units of its columns.

    Parameters
    ----------
    path : Path
        The file.
    units : mapping
        Column -> unit, as ``columns()`` gives for one file.

    Raises
    ------
    InputError
        On a header that differs, a blank source, year, unit or confidence, or a number that is none.
    """
    rows = _read_csv(path)
    for line, row in enumerate(rows, start=2):
        _check_row(row, units, path.name, line)
    return tuple(rows)


def number(row: Row, column: str, file: str, line: int) -> float:
    """The cell as a float.

    Raises
    ------
    InputError
        If the cell is blank or not a finite number; names file, row and column.
    """
    text = row.get(column, "").strip()
    try:
        value = float(text)
    except ValueError:
        raise _cell_error(file, line, column, text, "a number") from None
    if value != value or value in (float("inf"), float("-inf")):
        raise _cell_error(file, line, column, text, "a finite number")
    return value


def optional_number(row: Row, column: str, file: str, line: int) -> float | None:
    """The cell as a float, or None where it is blank."""
    return number(row, column, file, line) if row.get(column, "").strip() else None


def _read_csv(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as stream:
        return [dict(row) for row in csv.DictReader(stream)]


def _check_row(row: Row, units: Mapping[str, str], file: str, line: int) -> None:
    if set(row) != set(units):
        odd = sorted(str(name) for name in set(row) ^ set(units))
        raise _cell_error(file, line, ",".join(odd), "", "exactly the columns that columns.csv lists")
    for column in _required(units):
        if not row[column].strip():
            raise _cell_error(file, line, column, row[column], "a value in every row")
    grade = "confidence" if "confidence" in units else "basis"
    if row[grade] not in CONFIDENCE:
        raise _cell_error(file, line, grade, row[grade], "one of " + ", ".join(CONFIDENCE))
    for column, unit in units.items():
        if unit != TEXT and row[column].strip():
            number(row, column, file, line)


def _required(units: Mapping[str, str]) -> tuple[str, ...]:
    """Columns no row may leave blank: where the number is from, when, how sure, in which unit."""
    grade = "confidence" if "confidence" in units else "basis"
    date = "as_of" if "as_of" in units else "year"
    unit = ("unit",) if PER_ROW in units.values() else ()
    return ("source", date, grade, *unit)


def _cell_error(file: str, line: int, column: str, value: object, allowed: str) -> InputError:
    return InputError(f"{file}:{line}:{column}", value, "sim/data", allowed)
