"""Part files: whole or absent, and the same bytes for the same content."""

from __future__ import annotations

import json

import numpy as np
import pyarrow.parquet as pq
import pytest

from sim.errors import InputError
from sim.study.parts import Failure, Part, encode_part, read_failures, read_table, replace_file, write_files
from sim.study.schema import OUTCOMES, RESERVE, SERIES, TABLES
from tests.study.study_fakes import FakeEngine, FakeFuture, FakeWorld, two_arms

PART = Part("without", 0, 3, 2, "abc")


def tables(n=3):
    engine = FakeEngine(FakeWorld(), None, 0.01, 0.0)
    runs = {index: engine.run(two_arms()[0], FakeFuture(index, 10, 4.0), True) for index in range(n)}
    return {
        "outcomes": {index: {"log_weight": [0.0] * 5, **run.outcomes} for index, run in runs.items()},
        "reserve": {index: run.reserve for index, run in runs.items()},
        "finance": {index: run.finance for index, run in runs.items()},
        "series": {index: run.series for index, run in runs.items() if index < 2},
    }


ABOUT = {"seed": 1, "dollar_year": "2026"}


def write(folder, content, failures):
    write_files(folder, PART, encode_part(PART, content, failures, ABOUT))


def test_schemas_hold_the_columns_of_the_engine():
    from sim.engine.outcome import OUTCOME_COLUMNS, RESERVE_COLUMNS, SERIES_COLUMNS

    for schema, columns in (
        (OUTCOMES, ["log_weight", *OUTCOME_COLUMNS]),
        (RESERVE, RESERVE_COLUMNS),
        (SERIES, SERIES_COLUMNS),
    ):
        assert schema.names == ["arm", "future", *columns]


def test_a_part_reads_back(tmp_path):
    write(tmp_path, tables(), [])
    table = read_table(tmp_path, "outcomes", [PART])
    assert table.schema.remove_metadata() == OUTCOMES
    assert table.num_rows == 15
    assert set(table["future"].to_pylist()) == {0, 1, 2}
    assert read_table(tmp_path, "series", [PART]).num_rows == 2 * 6


def test_every_table_carries_its_provenance(tmp_path):
    write(tmp_path, tables(), [])
    for name in ("outcomes", "reserve", "finance", "series"):
        metadata = pq.read_schema(PART.path(tmp_path, name)).metadata
        assert json.loads(metadata[b"provenance"]) == ABOUT


def test_missing_numbers_are_null_never_nan(tmp_path):
    write(tmp_path, tables(), [])
    table = read_table(tmp_path, "outcomes", [PART]).to_pylist()
    row = next(row for row in table if row["mineral"] == "tin" and row["sector"] == "defence")
    assert row["first_day"] is None
    assert row["peak_price"] is None
    assert next(row for row in table if row["mineral"] == "any")["tier"] is None


def test_nan_becomes_null(tmp_path):
    content = tables(1)
    content["reserve"][0]["bought_t"] = np.array([np.nan, 1.0])
    write(tmp_path, content, [])
    assert read_table(tmp_path, "reserve", [PART])["bought_t"].to_pylist() == [None, 1.0]


def test_the_same_content_gives_the_same_bytes(tmp_path):
    for name in ("a", "b"):
        write(tmp_path / name, tables(), [])
    for table in set(TABLES) - {"events"}:
        assert PART.path(tmp_path / "a", table).read_bytes() == PART.path(tmp_path / "b", table).read_bytes()


def test_a_part_without_runs_has_its_columns_and_its_failures(tmp_path):
    failure = Failure("without", 2, "run", "ArithmeticError: no")
    write(tmp_path, {"outcomes": {}, "reserve": {}, "finance": {}, "series": {}}, [failure])
    assert PART.is_done(tmp_path)
    assert read_table(tmp_path, "outcomes", [PART]).num_rows == 0
    assert read_failures(tmp_path, [PART]) == [failure]


def test_parts_that_are_not_there_are_left_out(tmp_path):
    assert read_table(tmp_path, "outcomes", [PART]).num_rows == 0
    assert not PART.is_done(tmp_path)


def test_a_wrong_column_is_an_error(tmp_path):
    content = tables(1)
    content["outcomes"][0]["surprise"] = [0.0] * 5
    with pytest.raises(ValueError, match="surprise"):
        write(tmp_path, content, [])


def test_a_damaged_part_is_named(tmp_path):
    replace_file(PART.path(tmp_path, "outcomes"), b"not parquet")
    with pytest.raises(InputError, match=r"abc\.parquet"):
        read_table(tmp_path, "outcomes", [PART])


def test_replacing_a_file_leaves_nothing_beside_it(tmp_path):
    replace_file(tmp_path / "x", b"1")
    replace_file(tmp_path / "x", b"2")
    assert [file.name for file in tmp_path.iterdir()] == ["x"]
    assert (tmp_path / "x").read_bytes() == b"2"


def test_series_are_float32_and_compressed(tmp_path):
    write(tmp_path, tables(), [])
    column = pq.read_metadata(PART.path(tmp_path, "series")).row_group(0).column(4)
    assert (column.physical_type, column.compression) == ("FLOAT", "ZSTD")
