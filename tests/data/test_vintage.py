"""Tables of a user stand in for ours, for one world and nowhere else."""

from __future__ import annotations

import csv
from dataclasses import replace
from pathlib import Path

import pytest

from sim.data.parameters import parameters
from sim.data.tables import columns, load, open_vintage
from sim.data.vintage import COMMITTED, FOLDER, Vintage, cached, current, use
from sim.errors import InputError

JAPAN = {"mineral": "gallium", "stage": "refine", "country": "JPN"}


def swap(folder: Path, table: str, where: dict[str, str], **cells: str) -> str:
    """Write one of our tables into a folder with some cells changed."""
    with (FOLDER / f"{table}.csv").open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    hits = [row for row in rows if where.items() <= row.items()]
    assert hits
    for row in hits:
        row.update(cells)
    folder.mkdir(exist_ok=True)
    with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    return str(folder)


def output_of_japan() -> str:
    return next(row for row in load("production") if JAPAN.items() <= row.items())["output_t_per_year"]


def test_a_table_of_the_folder_replaces_its_namesake_and_no_other(tmp_path):
    vintage = open_vintage(swap(tmp_path, "production", JAPAN, output_t_per_year="99"))
    before, others = output_of_japan(), load("us_market")
    assert vintage.names == ("production",)
    with use(vintage):
        assert output_of_japan() == "99"
        assert load("us_market") == others
    assert output_of_japan() == before != "99"


def test_blocks_nest_and_an_error_ends_them_too(tmp_path):
    vintage = open_vintage(swap(tmp_path, "production", JAPAN, output_t_per_year="99"))
    with use(vintage):
        with use(COMMITTED):
            assert output_of_japan() != "99"
        assert current() is vintage
        with pytest.raises(InputError), use(COMMITTED):
            load("nothing")
        assert current() is vintage
    assert current() is COMMITTED


def test_parameters_are_those_of_the_vintage(tmp_path):
    row = {"name": "price_gamma", "scope": "all"}
    vintage = open_vintage(swap(tmp_path, "parameters", row, mode="1.0", high="1.5"))
    usual = parameters().mode("price_gamma")
    with use(vintage):
        assert parameters().mode("price_gamma") == 1.0
        assert parameters().get("price_gamma").high == 1.5
    assert parameters().mode("price_gamma") == usual != 1.0


def test_a_cached_function_remembers_per_vintage():
    asked = []

    @cached
    def read(name: str) -> int:
        asked.append(name)
        return len(asked)

    other = Vintage((("sectors", "text"),), "mine")
    assert [read("a"), read("a"), read("b")] == [1, 1, 2]
    with use(other):
        assert [read("a"), read("a")] == [3, 3]
    with use(Vintage((("sectors", "text"),), "a copy elsewhere")):
        assert read("a") == 3
    assert read("a") == 1


def test_a_copy_that_changes_nothing_replaces_nothing(tmp_path):
    text = (FOLDER / "sectors.csv").read_bytes().replace(b"\n", b"\r\n")
    (tmp_path / "sectors.csv").write_bytes(b"\xef\xbb\xbf" + text)
    assert open_vintage(str(tmp_path)) == COMMITTED


def refused(folder: str | Path) -> InputError:
    with pytest.raises(InputError) as error:
        open_vintage(str(folder))
    return error.value


@pytest.mark.parametrize("make", [False, True])
def test_a_missing_or_empty_folder_lists_the_tables(make, tmp_path):
    folder = tmp_path / "mine"
    if make:
        folder.mkdir()
        (folder / "notes.txt").write_text("")
    error = refused(folder)
    assert (error.key, error.value) == ("world.tables", str(folder))
    assert all(f"{name}.csv" in error.allowed for name in columns())


@pytest.mark.parametrize("name", ["prodction.csv", "columns.csv", "production.CSV"])
def test_a_file_that_is_no_table_of_ours_is_refused(name, tmp_path):
    (tmp_path / name).write_text("a\n1\n")
    error = refused(tmp_path)
    assert (error.key, error.value) == ("world.tables", str(tmp_path / name))
    assert "production.csv" in error.allowed


@pytest.mark.parametrize(
    ("cells", "column"),
    [
        ({"output_t_per_year": "much"}, "output_t_per_year"),
        ({"source": ""}, "source"),
        ({"confidence": "sure"}, "confidence"),
    ],
)
def test_a_wrong_cell_is_named_with_the_folder_of_the_user(cells, column, tmp_path):
    error = refused(swap(tmp_path, "production", JAPAN, **cells))
    file, line, named = error.key.split(":")
    assert (file, named, error.where) == ("production.csv", column, str(tmp_path))
    assert "gallium,refine,JPN" in (tmp_path / file).read_text().splitlines()[int(line) - 1]


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("sector,key\ntanks,tanks\n", "sectors.csv:2:"),
        ("", "sectors.csv:2"),
        ("sector,key,tier,source,year,confidence\ntanks,tanks,2\n", "sectors.csv:2:source"),
    ],
)
def test_a_table_of_another_shape_is_refused(text, key, tmp_path):
    (tmp_path / "sectors.csv").write_text(text)
    assert refused(tmp_path).key.startswith(key)


def test_a_file_that_is_no_text_is_refused(tmp_path):
    (tmp_path / "sectors.csv").write_bytes(b"\xff\xfe\x00")
    assert "UTF-8" in refused(tmp_path).allowed


def test_an_error_found_later_names_the_folder_too(tmp_path):
    row = {"name": "price_gamma", "scope": "all"}
    vintage = open_vintage(swap(tmp_path, "parameters", row, mode="9"))
    with pytest.raises(InputError) as error, use(vintage):
        parameters()
    assert error.value.key.startswith("parameters.csv:")
    assert error.value.where == str(tmp_path)
    with pytest.raises(InputError) as error, use(replace(vintage, replaced=())):
        raise InputError("parameters.csv:3:mode", 9, "sim/data", "less")
    assert error.value.where == "sim/data"


def test_an_edited_folder_is_read_again(tmp_path):
    first = open_vintage(swap(tmp_path, "production", JAPAN, output_t_per_year="99"))
    second = open_vintage(swap(tmp_path, "production", JAPAN, output_t_per_year="98"))
    found = []
    for vintage in (first, second, first):
        with use(vintage):
            found.append(output_of_japan())
    assert found == ["99", "98", "99"]
