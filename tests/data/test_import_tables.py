"""The mapping of source grades, and what the imported tables must still say."""

import pytest

from sim.data.import_rows import confidence_of
from sim.data.tables import CONFIDENCE, load, number


@pytest.mark.parametrize(
    ("grade", "text", "mapped"),
    [
        ("high", "", "reported"),
        ("high", "half of the durations are recalled", "reported"),
        ("medium", "", "derived"),
        ("medium", "half of the events recalled", "recalled"),
        ("low", "", "judgement"),
        ("low", "no exposure base found: ASSUMPTION", "judgement"),
        ("sourced", "", "reported"),
        ("sourced/contested", "", "reported"),
        ("judgement calibrated on Korea", "", "judgement"),
        ("high (capacity); medium (date)", "", "reported"),
        ("estimated", "", "estimated"),
    ],
)
def test_grades_map(grade, text, mapped):
    assert confidence_of(grade, text) == mapped


def test_an_unknown_grade_is_an_error():
    with pytest.raises(ValueError, match="no mapping"):
        confidence_of("splendid")


@pytest.mark.parametrize("name", ["hazards", "frameworks", "projects", "production"])
def test_imported_rows_keep_the_old_grade(name):
    assert all(row["grade"] and row["confidence"] in CONFIDENCE for row in load(name))


def test_hazard_ids_are_unique_and_complete():
    rows = {row["hazard_id"]: row for row in load("hazards")}
    assert len(rows) == len(load("hazards"))
    assert {
        "china-licensing-decree",
        "china-licensing-per-mineral",
        "china-ban-us",
        "mine-outage-major",
        "strike",
        "refinery-outage-major",
        "price-flood",
        "leakage",
    } <= set(rows)
    assert rows["china-licensing-decree"]["batch_sizes"] == "2;1;1;5;8"
    assert rows["china-ban-us"]["batch_sizes"] == "3;4"
    assert "copper mine" in rows["strike"]["scope"]
    assert "0.27" in rows["china-ban-us"]["severity_mean"]


def test_demand_shares_are_complete_sets():
    totals: dict[str, float] = {}
    for line, row in enumerate(load("demand_shares"), start=2):
        share = number(row, "share_pct", "demand_shares.csv", line)
        totals[row["mineral"]] = totals.get(row["mineral"], 0.0) + share
    assert len(totals) == 17
    assert all(abs(total - 100.0) < 0.11 for total in totals.values())
