"""``task=sizing`` from the command line to the files, grown by a resume."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
import pytest

import sim
from sim.analysis.sizing.bound import BOUND_COLUMNS
from sim.analysis.sizing.choice import CHOICE_COLUMNS
from sim.analysis.sizing.game import GAME_COLUMNS
from sim.analysis.sizing.regret import REGRET_COLUMNS
from sim.analysis.sizing.searched import ALLOCATION_COLUMNS, SEARCH_COLUMNS
from sim.analysis.sizing.table import SIZING_COLUMNS
from sim.cli import main
from sim.study.provenance import COLUMNS as PROVENANCE

pytestmark = pytest.mark.functional

TABLES = {
    "sizing": SIZING_COLUMNS,
    "choice": CHOICE_COLUMNS,
    "regret": REGRET_COLUMNS,
    "allocation": ALLOCATION_COLUMNS,
    "search": SEARCH_COLUMNS,
    "bound": BOUND_COLUMNS,
    "game": GAME_COLUMNS,
}
RULES = "{sizing: {kind: days_of_cover, days: 90.0, other_days: {}}, buying: null, release: null}"
SMALL = [
    "task=sizing",
    "minerals=[gallium]",
    "frameworks=none",
    "execution=serial",
    "study.horizon_d=900",
    f"task.policies={{days_90: {RULES}}}",
    "task.budgets_usd=[1000000.0,100000000.0]",
    "task.scenarios=[gallium_ban_us]",
    "task.scenario_futures=2",
]
SEARCH = [
    "task.search.covers_d=[60.0,240.0]",
    "task.search.futures=2",
    "task.search.scenario_futures=2",
    "task.search.game.lengths_d=[90,180]",
]


def test_sizing_leaves_tables_and_figures(elsewhere, capsys):
    assert main([*SMALL, *SEARCH, "study.futures=3"]) == 0
    printed = capsys.readouterr().out.splitlines()
    assert max(map(len, printed)) <= 120
    folder = Path(printed[-1])
    assert folder.parent == Path("results/sizing")
    for name, columns in TABLES.items():
        table = pd.read_csv(folder / f"{name}.csv")
        own = (*columns, "look") if name in ("sizing", "choice") else columns
        assert tuple(table.columns) == (*own, *PROVENANCE)
    assert {file.name for file in (folder / "figures").iterdir()} == {
        "frontier.png",
        "budgets.png",
        "allocation.png",
        "regret.png",
    }
    arms = set(pd.read_csv(folder / "sizing.csv")["arm"])
    assert arms == {"none"} | {
        f"{policy}_{usd}bn"
        for policy in ("days_90", "simulated_benefit", "minimax_regret")
        for usd in ("0.001", "0.1")
    }
    bound = pd.read_csv(folder / "bound.csv")
    assert (bound["distance_usd"] >= -1e-3).all()
    # an ordinary study that any other task opens
    assert sim.load_results(folder / "screening").arms[0] == "none"


def test_growing_lets_the_finalists_live_on_and_lives_nothing_twice(elsewhere, capsys):
    few = [*SMALL, "task.search=null", "task.screening_futures=25", "task.finalists=1"]
    assert main([*few, "study.futures=25"]) == 0
    folder = Path(capsys.readouterr().out.splitlines()[-1])
    first = pd.read_csv(folder / "sizing.csv")
    assert set(first["look"]) == {"screening"}
    assert main([f"resume={folder}", "study.futures=30"]) == 0
    capsys.readouterr()
    grown = pd.read_csv(folder / "sizing.csv")
    pd.testing.assert_frame_equal(grown[grown["look"] == "screening"], first)
    best = first[first["arm"] != "none"].sort_values("total_usd", kind="stable")["arm"].iloc[0]
    last = grown[grown["look"] == "finalists"]
    assert last["arm"].tolist() == ["none", best]
    assert set(last["futures"]) == {30}
    manifest = sim.load_results(folder / "finalists").manifest
    # the first block of 25 was lent by the screening
    assert manifest["sessions"][0]["runs"] == 2 * 5
    assert main([f"resume={folder}"]) == 0
    pd.testing.assert_frame_equal(pd.read_csv(folder / "sizing.csv"), grown)
    assert len(sim.load_results(folder / "finalists").manifest["sessions"]) == 1


@pytest.mark.parametrize(
    ("override", "key"),
    [
        ("reserve=none", "reserve.kind"),
        ("study.tilt={decrees_us: {rate: 2.0, length: 1.0}}", "study.tilt"),
        ("task.budgets_usd=[2.0,1.0]", "task.budgets_usd"),
        ("task.screening_futures=30", "task.screening_futures"),
        ("task.scenarios=[nowhere]", "task.scenarios"),
        ("task.search.covers_d=[60.0,30.0]", "task.search.covers_d"),
        ("task.search.game.scenario=hormuz", "task.search.game.scenario"),
        ("task.search.game.lengths_d=[90,30]", "task.search.game.lengths_d"),
    ],
)
def test_a_wrong_request_writes_nothing(override, key, elsewhere, capsys):
    assert main([*SMALL, override]) == 2
    assert capsys.readouterr().err.startswith(f"error: {key} =")
    assert not Path("results").exists()


def test_the_page_names_every_column(root):
    text = (root / "docs" / "reserve.md").read_text(encoding="utf-8")
    endings = ("_low", "_high")
    names = {name for columns in TABLES.values() for name in columns if not name.endswith(endings)}
    assert [name for name in sorted(names) if f"`{name}`" not in text] == []
