"""The loader lets no row pass that lacks its source, date, unit or confidence."""

import csv
from pathlib import Path

import pytest

from sim.data import tables
from sim.errors import InputError

UNITS = {
    "mineral": "text",
    "tonnes": "t/yr",
    "source": "text",
    "year": "text",
    "confidence": "text",
}
GOOD = {
    "mineral": "tin",
    "tonnes": "12.5",
    "source": "USGS",
    "year": "2024",
    "confidence": "reported",
}


def write(folder: Path, *rows: dict[str, str]) -> Path:
    path = folder / "made.csv"
    with path.open("w", newline="", encoding="utf-8") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return path


def read(path: Path, units: dict[str, str]) -> tuple[tables.Row, ...]:
    return tables.read(path.read_text(encoding="utf-8"), path.name, units)


def test_a_complete_row_passes(tmp_path):
    assert read(write(tmp_path, GOOD), UNITS) == (GOOD,)


@pytest.mark.parametrize("column", ["source", "year", "confidence"])
def test_a_blank_provenance_cell_is_named(tmp_path, column):
    with pytest.raises(InputError) as error:
        read(write(tmp_path, GOOD, GOOD | {column: " "}), UNITS)
    assert error.value.key == f"made.csv:3:{column}"


def test_a_row_that_carries_its_unit_must_state_it(tmp_path):
    row = GOOD | {"unit": ""}
    with pytest.raises(InputError) as error:
        read(write(tmp_path, row), UNITS | {"unit": "text", "tonnes": "row"})
    assert error.value.key == "made.csv:2:unit"


def test_an_unknown_grade_is_refused(tmp_path):
    with pytest.raises(InputError) as error:
        read(write(tmp_path, GOOD | {"confidence": "high"}), UNITS)
    assert error.value.key == "made.csv:2:confidence"
    assert "recalled" in error.value.allowed


@pytest.mark.parametrize("cell", ["much", "nan", "inf", "1,000"])
def test_a_cell_that_is_no_number_is_named(tmp_path, cell):
    with pytest.raises(InputError) as error:
        read(write(tmp_path, GOOD | {"tonnes": cell}), UNITS)
    assert error.value.key == "made.csv:2:tonnes"


def test_a_column_without_a_unit_is_refused(tmp_path):
    with pytest.raises(InputError) as error:
        read(write(tmp_path, GOOD | {"extra": "1"}), UNITS)
    assert "extra" in error.value.key


def test_an_unknown_table_lists_the_known_ones():
    with pytest.raises(InputError) as error:
        tables.load("nothing")
    assert "parameters" in error.value.allowed


def test_a_blank_number_is_none_only_where_asked(tmp_path):
    (row,) = read(write(tmp_path, GOOD | {"tonnes": ""}), UNITS)
    assert tables.optional_number(row, "tonnes", "made.csv", 2) is None
    with pytest.raises(InputError):
        tables.number(row, "tonnes", "made.csv", 2)


@pytest.mark.parametrize("name", sorted(tables.columns()))
def test_every_table_passes(name):
    assert tables.load(name)


def test_every_file_is_described_and_every_description_has_a_file():
    files = {path.stem for path in tables.FOLDER.glob("*.csv")} - {"columns"}
    assert files == set(tables.columns())


def test_every_column_has_a_unit_and_a_meaning():
    with (tables.FOLDER / "columns.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert all(row["unit"].strip() and row["meaning"].strip() for row in rows)
    assert len({(row["file"], row["column"]) for row in rows}) == len(rows)
