"""Studies with tables of the user: their keys, their processes, and none mixes with another."""

from __future__ import annotations

import pytest

import sim
from sim.data.vintage import COMMITTED, Vintage
from sim.study.key import data_hash
from tests.data.test_vintage import swap
from tests.study.study_fakes import FakeWorld, make_study

OWN = Vintage((("sectors", "text"),), "mine")
ROW = {"name": "price_gamma", "scope": "all"}
STUDY = ["scenario=gallium_ban_us", "minerals=[gallium]", "study.futures=2", "study.parameters=mode"]


def test_the_hash_covers_the_tables_really_used():
    assert data_hash() == data_hash(COMMITTED)
    assert len({data_hash(), data_hash(OWN), data_hash(Vintage((("sectors", "other"),), "mine"))}) == 3
    assert data_hash(OWN) == data_hash(Vintage(OWN.replaced, "a copy elsewhere"))


def test_own_tables_change_every_key_and_their_place_does_not(tmp_path):
    vintages = (COMMITTED, OWN, Vintage(OWN.replaced, "a copy elsewhere"))
    usual, own, moved = (
        [part.key for part in make_study(tmp_path, world=FakeWorld(vintage=vintage)).parts]
        for vintage in vintages
    )
    assert not set(usual) & set(own)
    assert own == moved


@pytest.mark.functional
def test_studies_of_different_tables_do_not_mix(elsewhere):
    tables = swap(elsewhere / "mine", "parameters", ROW, mode="1.1")
    own = [*STUDY, f"world.tables={tables}"]
    usual = sim.run_study(*STUDY, "execution=serial")
    serial = sim.run_study(*own, "execution=serial")
    local = sim.run_study(*own, "execution=local", "execution.workers=1")
    again = sim.run_study(*STUDY, "execution=serial")
    assert usual.summary == again.summary
    assert serial.summary["arms"] == local.summary["arms"] != usual.summary["arms"]
    assert serial.manifest["hashes"] == local.manifest["hashes"] != usual.manifest["hashes"]
    assert (usual.manifest["tables"], local.manifest["tables"]) == ([], ["parameters"])
    keys = [{part.key for part in results.parts} for results in (usual, serial, local, again)]
    assert keys[0] == keys[3]
    assert keys[1] == keys[2]
    assert not keys[0] & keys[1]
