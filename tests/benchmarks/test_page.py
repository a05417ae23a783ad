"""Ratios, tables and the page of numbers on file."""

from __future__ import annotations

import json

import pytest

from benchmarks.__main__ import FIGURE, PAGE, SECTIONS, recorded
from benchmarks.figure import scaling_figure
from benchmarks.measure import Spread, circumstances, interleaved, ratios
from benchmarks.page import efficiency, page
from benchmarks.scaling_rows import by_size, slope

ABOUT = {
    "date": "2027-01-01",
    "processor": "Abacus",
    "cores": 2,
    "system": "Linux x86_64",
    "load": 0.5,
    "python": "CPython 3.12.1",
    "vaultsim": "0.1.0",
    "packages": {"simpy": "4.1.2"},
}
SAMPLE = {
    "reference": {
        "about": ABOUT,
        "seconds": {
            "SimPy model": [0.5, 0.6, 0.4],
            "engine, bare": [0.01, 0.006, 0.005],
            "kernel alone, bare": [0.0012, 0.0012, 0.0012],
            "C, bare": [0.001, 0.001, 0.0012],
        },
        "blank": {"C, full market": "no C compiler"},
        "events": 228_000,
        "kernel_calls": {"bare": 1000},
    },
    "world": {
        "about": ABOUT,
        "seconds": {
            "four arms, full market": [0.4, 0.8],
            "engine, bare": [0.3, 0.3],
            "kernel alone, bare": [0.2, 0.1],
        },
        "arms": 4,
        "minerals": 19,
        "links": 2768,
        "days": 3650,
    },
    "peers": {
        "about": ABOUT,
        "seconds": {"engine, full market": [0.01], "engine, bare": [0.005], "stockpyl": [20.0]},
        "blank": {"SupplyNetPy": "not installed"},
        "versions": {"stockpyl": "1.0.2", "SupplyNetPy": None},
    },
    "startup": {"about": ABOUT, "seconds": {"python -m sim --help": [0.5, 0.6, 0.7]}},
    "study": {
        "about": ABOUT,
        "workers": 2,
        "serial": {"wall_s": 90.0, "peak_bytes": None},
        "local": {"wall_s": 50.0, "peak_bytes": 1_000_000_000},
        "runs": 800,
        "series_runs": 800,
        "bytes": {
            "outcomes": 700_000,
            "reserve": 60_000,
            "finance": 40_000,
            "series": 8_000_000,
            "figures": 9,
        },
    },
    "scaling": {
        "about": ABOUT,
        "seconds": {"futures 1": [1.0, 1.2], "futures 4": [4.0, 4.8], "days 10": [1.0], "days 1000": [10.0]},
        "case_bytes": 2_000_000,
    },
}


def rows(text):
    """Rows of the page's tables by their first cell, the last of equal ones."""
    cells = [
        [cell.strip() for cell in line.split("|")[1:-1]] for line in text.splitlines() if line[:1] == "|"
    ]
    return {row[0]: row[1:] for row in cells}


def test_ratios_are_taken_round_by_round():
    seconds = {"slow": [1.0, 6.0, 4.0], "fast": [1.0, 2.0, 1.0]}
    assert ratios(seconds, "slow", "fast") == Spread(1.0, 3.0, 4.0)


def test_cases_are_done_in_turn():
    done = []
    seconds = interleaved({"a": lambda: done.append("a"), "b": lambda: done.append("b")}, 3)
    assert {name: len(rounds) for name, rounds in seconds.items()} == {"a": 3, "b": 3}
    turns = "".join(done)
    assert [name for k, name in enumerate(turns) if k == 0 or turns[k - 1] != name] == list("ab" * 4)


def test_the_table_of_the_chain_holds_ratios_to_both_ends():
    found = rows(page({"reference": SAMPLE["reference"]}))
    assert found["engine, bare"] == ["6.0 (5.0 to 10.0)", "80.0 (50.0 to 100.0)", "6.00 (4.17 to 10.00)"]
    assert found["kernel alone, bare"][2] == "1.20 (1.00 to 1.20)"
    assert found["SimPy model"][1:] == ["", ""]
    assert found["C, bare"][2] == ""
    assert found["C, full market"] == ["no C compiler", "", ""]


def test_the_default_world_is_told_by_run():
    found = rows(page({"world": SAMPLE["world"]}))
    assert found["four arms, full market"] == ["150 (100 to 200)", "6.7", ""]
    assert found["engine, bare"] == ["300 (300 to 300)", "3.3", "2.25 (1.50 to 3.00)"]


def test_a_peer_that_is_not_installed_says_so():
    found = rows(page({"peers": SAMPLE["peers"]}))
    assert found["SupplyNetPy"] == ["not installed", "", ""]
    assert found["stockpyl 1.0.2"][1:] == ["2,000 (2,000 to 2,000)", "4,000 (4,000 to 4,000)"]


def test_costs_on_a_cluster_are_the_measured_ones_times_runs():
    assert efficiency(SAMPLE["study"]) == pytest.approx(0.9)
    found = rows(page(SAMPLE))
    hours = 1e6 * 0.15 / 0.9 / 3600
    assert found["1,000,000"] == [f"{hours:.1f}", f"{hours * 60 / 100:.0f} min", "2 MB", "1 GB", "11 GB"]


def test_a_slope_is_the_exponent_of_time_in_size():
    sizes = by_size(SAMPLE["scaling"]["seconds"])
    assert list(sizes) == ["futures", "days"]
    assert sizes["days"] == {10.0: [1.0], 1000.0: [10.0]}
    assert slope([10.0, 1000.0], [1.0, 10.0]) == pytest.approx(0.5)
    assert rows(page({"scaling": SAMPLE["scaling"]}))["futures"][-1] == "1.00"


def test_what_was_not_measured_is_left_out():
    text = page({"startup": SAMPLE["startup"]})
    assert "## Start-up" in text
    assert "## On a cluster" not in text
    assert "Abacus, 2 cores" in text


def test_the_page_shows_what_is_on_file():
    sections = recorded()
    assert set(sections) <= set(SECTIONS)
    assert PAGE.read_text(encoding="utf-8") == page(sections), "run: python -m benchmarks page"
    assert ("scaling" in sections) == FIGURE.exists()


def test_the_figure_has_a_panel_for_each_that_grows():
    seconds = {
        f"{what} {size}": [0.1 * size] for what in ("futures", "links", "arms", "days") for size in (1, 2)
    }
    figure = scaling_figure(seconds, "Abacus")
    assert len(figure.axes) == 4
    assert all(axes.texts[0].get_text() == "slope 1.00" for axes in figure.axes)


def test_circumstances_can_be_kept():
    about = circumstances()
    assert json.loads(json.dumps(about)) == about
    assert about["packages"]["simpy"]
