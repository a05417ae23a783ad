"""The page of the frameworks follows from the files, the tables and the numbers on file."""

from __future__ import annotations

from collections import defaultdict

import pytest
import yaml

from benchmarks import framework_results, frameworks
from sim.config import scenarios_dir
from sim.data.tables import load


def test_the_page_is_made_from_its_sources():
    assert frameworks.PAGE.read_text(encoding="utf-8") == frameworks.page(), (
        "run: python -m benchmarks.frameworks"
    )


def test_every_item_and_every_file_has_a_row():
    page = frameworks.page()
    for row in load("seed_items"):
        assert f"| {row['seed_item']} | {row['title']} |" in page
    for file in (scenarios_dir() / "instrument").glob("*.yaml"):
        assert f"| `{file.stem}` | " in page
    assert "<!--" not in page


def test_what_is_on_file_adds_up():
    """Shares sum to the total, which six digits of each leave a little room."""
    shares, sizes, totals = defaultdict(float), defaultdict(float), {}
    for row in framework_results.recorded():
        key = row["scenario"], row["by"], row["measure"]
        if row["table"] == "shares":
            shares[key] += float(row["value"])
            sizes[key] += abs(float(row["value"]))
        elif row["table"] == "totals":
            totals[key] = float(row["value"])
    assert set(totals) == set(shares)
    assert {scenario for scenario, _, _ in totals} == set(frameworks.STUDIES)
    for key, total in totals.items():
        assert shares[key] == pytest.approx(total, abs=1e-5 * sizes[key] + 1e-9), key


def test_numbers_of_a_newer_study_take_the_place_of_older_ones(tmp_path, monkeypatch):
    monkeypatch.setattr(framework_results, "FILE", tmp_path / "frameworks.csv")
    config = {"scenario": {"name": "flood_then_ban"}, "task": {"by": "group", "orders": 16}}
    (tmp_path / "config.yaml").write_text(yaml.safe_dump(config), encoding="utf-8")
    for value in (1.0, 2.0):
        share = f"floors,combined_days_avoided,sum,{value},0.5,,0.0,1.0,1.0,25"
        head = "measure,mineral,value,ci_low,ci_high,order_error,alone,last,n"
        (tmp_path / "shares.csv").write_text(f"player,{head}\n{share}\n", encoding="utf-8")
        (tmp_path / "totals.csv").write_text(f"{head}\n", encoding="utf-8")
        (tmp_path / "interactions.csv").write_text(f"first,second,together,{head}\n", encoding="utf-8")
        framework_results.keep([str(tmp_path)])
    (row,) = framework_results.recorded()
    assert (row["by"], row["orders"], row["player"], float(row["value"])) == ("group", "0", "floors", 2.0)
