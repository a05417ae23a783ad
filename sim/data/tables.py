"""The one way into the tables of this folder: every row is checked before the model sees it."""

from __future__ import annotations

import csv
import functools
import io
from collections.abc import Mapping, Sequence
from pathlib import Path

from sim.data.vintage import COMMITTED, FOLDER, HOME, Vintage, cached, current, file_text, use
from sim.errors import InputError

CONFIDENCE = ("reported", "estimated", "derived", "recalled", "judgement")
"""Grades of a number, best first; docs/data.md says what each means."""

TEXT = "text"
PER_ROW = "row"

Row = Mapping[str, str]


@functools.cache
def columns() -> Mapping[str, Mapping[str, str]]:
    """Units of all columns of all tables.

    Returns
    -------
    mapping
        File name (without ``.csv``) -> column -> unit; ``text`` marks words, ``row`` a number
        whose unit stands in the ``unit`` column of its row.
    """
    found: dict[str, dict[str, str]] = {}
    for row in _rows(file_text(FOLDER / "columns.csv")):
        found.setdefault(row["file"], {})[row["column"]] = row["unit"]
    return found


@cached
def load(name: str) -> tuple[Row, ...]:
    """Validated rows of one table of the current vintage.

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
    if name not in columns():
        raise InputError("table", name, HOME, "one of " + ", ".join(sorted(columns())))
    # vintages that agree in this table read it once
    with use(current().only(name)):
        return _load(name)


@cached
def _load(name: str) -> tuple[Row, ...]:
    return read(current().text(name), f"{name}.csv", columns()[name])


def read(text: str, file: str, units: Mapping[str, str], where: str = HOME) -> tuple[Row, ...]:
    """Read and validate the text of one CSV file against the units of its columns.

    Parameters
    ----------
    text, file : str
        The text, and the name of its file.
    units : mapping
        Column -> unit, as ``columns()`` gives for one file.
    where : str
        Folder of the file, for messages.

    Raises
    ------
    InputError
        On a header that differs, a blank source, year, unit or confidence, or a number that is none.
    """
    rows = _rows(text)
    if not rows:
        raise InputError(f"{file}:2", "", where, "a header and at least one row")
    try:
        for line, row in enumerate(rows, start=2):
            _check_row(row, units, file, line)
    except InputError as error:
        raise InputError(error.key, error.value, where, error.allowed) from None
    return tuple(rows)


def text_of(rows: Sequence[Row]) -> str:
    """Return rows of one table as the text of a CSV file."""
    stream = io.StringIO(newline="")
    writer = csv.DictWriter(stream, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return stream.getvalue()


def open_vintage(folder: str) -> Vintage:
    """Return the committed tables with those of a folder in place of their namesakes.

    A copy that changes nothing replaces nothing. Files that are no CSV are not looked at.

    Parameters
    ----------
    folder : str

    Raises
    ------
    InputError
        If the folder is missing or holds no CSV file, one is no table of ours, or a cell is wrong.
    """
    files = sorted(file for file in Path(folder).glob("*") if file.suffix.lower() == ".csv")
    if not files:
        allowed = f"null, or a folder with any of: {_listed()}"
        raise InputError("world.tables", folder, "world", allowed)
    replaced = []
    for file in files:
        if file.suffix != ".csv" or file.stem not in columns():
            raise InputError("world.tables", str(file), "world", f"CSV files named: {_listed()}")
        text = _text(file)
        read(text, file.name, columns()[file.stem], folder)
        if text != COMMITTED.text(file.stem):
            replaced.append((file.stem, text))
    return Vintage(tuple(replaced), folder)


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


def _listed() -> str:
    return ", ".join(f"{name}.csv" for name in sorted(columns()))


def _text(file: Path) -> str:
    try:
        return file_text(file)
    except (OSError, UnicodeDecodeError):
        raise InputError(file.name, "unreadable", str(file.parent), "a text file in UTF-8") from None


def _rows(text: str) -> list[dict[str, str]]:
    # a row that ends early reads as blank cells, so that the check names the first one missing
    return [dict(row) for row in csv.DictReader(io.StringIO(text, newline=""), restval="")]


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
    return InputError(f"{file}:{line}:{column}", value, HOME, allowed)
