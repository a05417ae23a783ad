"""What every table says of itself."""

from __future__ import annotations

import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim.composing import configure
from sim.policy.arm import Arm
from sim.study.provenance import COLUMNS, initial_state, provenance, stamped
from sim.world.load import load_world
from sim.world.patch import WorldPatch
from tests.study.study_fakes import FakeWorld, make_study

PATCH = WorldPatch(
    origin_shares={}, cover_d={}, price_usd_per_t={"gallium": 300000.0}, why="a test", confidence="judgement"
)


def reserve_arm(name):
    return Arm(name=name, reserve=configure(f"reserve={name}").reserve)


def test_the_columns_are_those_of_the_provenance():
    assert tuple(provenance(FakeWorld(), (), 1, 10, 0.01)) == COLUMNS


def test_the_initial_state_says_how_full_each_reserve_is():
    assert initial_state([Arm(name="without")]) == "baseline steady state"
    arms = [Arm(name="without"), reserve_arm("vault"), reserve_arm("vault_prefilled")]
    assert initial_state(arms) == "baseline steady state, vault 0 % full, vault_prefilled 100 % full"


def test_a_stamp_leaves_the_columns_of_the_table_alone():
    table = stamped(pd.DataFrame({"seed": [5, 6]}), {"seed": 1, "threshold": 0.01, "other": 3})
    assert table.to_dict("list") == {"seed": [5, 6], "threshold": [0.01, 0.01]}


def test_an_empty_table_keeps_its_columns():
    assert list(stamped(pd.DataFrame(columns=["a"]), {"seed": 1})) == ["a", "seed"]


def test_csv_rows_and_parquet_files_carry_it(tmp_path):
    study = make_study(tmp_path, futures=3)
    results = study.run()
    paired = pd.read_csv(tmp_path / "paired.csv", dtype={"dollar_year": str})
    for name in COLUMNS:
        assert set(paired[name]) == {results.about[name]}
        assert results.summary["study"][name] == results.about[name]
    for part in study.parts:
        metadata = pq.read_schema(part.path(tmp_path, "outcomes")).metadata
        assert b'"dollar_year": "2026"' in metadata[b"provenance"]


@pytest.mark.parametrize("minerals", [["gallium"], ["graphite"], None])
def test_dollars_are_those_of_the_price_table(minerals):
    years = "2024" if minerals == ["graphite"] else "2023-2024"
    assert load_world(minerals=minerals).dollar_year == years


def test_a_patched_price_has_dollars_of_its_own():
    world = load_world(minerals=["gallium"], patch=PATCH)
    assert world.dollar_year == "2023-2024; of the patch where it states a price"
