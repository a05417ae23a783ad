"""``task=preview`` from the command line to the files."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

from sim.analysis.event_table import EVENT_COLUMNS
from sim.analysis.preview import MEASURE_COLUMNS, SERIES_COLUMNS
from sim.cli import main
from sim.study.provenance import COLUMNS as PROVENANCE
from tests.cli.test_bad_input import message


def test_what_is_left_and_what_is_printed(elsewhere, capsys):
    assert main(["task=preview", "scenario=gallium_ban_us", "minerals=[gallium]"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 100
    folder = Path(printed[-1])
    assert folder.parent == Path("results/preview")
    files = {path.relative_to(folder).as_posix() for path in folder.rglob("*") if path.is_file()}
    assert files == {"config.yaml", "series.csv", "measures.csv", "events.csv", "figures/preview.png"}
    columns = {"series": SERIES_COLUMNS, "measures": MEASURE_COLUMNS, "events": EVENT_COLUMNS}
    for name, wanted in columns.items():
        assert tuple(pd.read_csv(folder / f"{name}.csv").columns) == (*wanted, *PROVENANCE)


@pytest.mark.parametrize(
    ("argument", "value", "allowed"),
    [
        ("task.mineral=galium", "galium", "one of: gallium, graphite"),
        ("task.mineral=null", "null", "one of: gallium, graphite"),
        ("task.market=US", "US", "USA, JPN"),
        ("task.market=null", "null", "text"),
    ],
)
def test_a_wrong_request_names_what_is_allowed(argument, value, allowed, elsewhere, capsys):
    choice = [] if argument.startswith("task.mineral") else ["task.mineral=gallium"]
    request = ["task=preview", "scenario=none", "minerals=[gallium,graphite]", *choice, argument]
    assert main(request) == 2
    told = message(capsys)
    assert (told["key"], told["value"]) == (argument.partition("=")[0], value)
    assert allowed in told["allowed"]
    assert list(elsewhere.iterdir()) == []


def test_the_page_names_every_column(root):
    text = (root / "docs" / "results.md").read_text(encoding="utf-8")
    assert [name for name in (*SERIES_COLUMNS, *MEASURE_COLUMNS) if f"`{name}`" not in text] == []
