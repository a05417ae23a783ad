"""The data sheet holds every number a run can read, the least certain first."""

from __future__ import annotations

import io
import re

import pandas as pd
import pytest

from sim.cli import configure
from sim.data.parameters import Parameters
from sim.data.tables import CONFIDENCE, columns
from sim.engine.run import Engine
from sim.futures import hazard_table
from sim.futures.sampler import sample_future
from sim.policy import frameworks
from sim.study.arms import study_arms
from sim.tasks.world import inventory, world_of
from sim.views.data_sheet import COLUMNS, SOFT, sheet_csv, sheet_markdown, sheet_summary
from sim.world.inventory import ELSEWHERE, JOURNALLED, NOTED


@pytest.fixture(scope="module")
def config():
    return configure()


@pytest.fixture(scope="module")
def world(config):
    return world_of(config)


@pytest.fixture(scope="module")
def facts(config, world):
    return inventory(config, world)


def test_every_number_says_where_it_is_from(facts):
    for fact in facts:
        assert fact.mineral and fact.what and fact.unit and fact.source and fact.year, fact
        assert fact.confidence in CONFIDENCE
        assert (fact.low is None) == (fact.high is None)
        assert fact.low is None or fact.low <= fact.value <= fact.high


def test_every_number_comes_once(facts):
    assert len({(fact.mineral, fact.what) for fact in facts}) == len(facts)


def test_a_row_of_the_parameters_comes_with_its_scope_and_range(facts):
    found = {fact.mineral: fact for fact in facts if fact.what == "parameter price_lag_d"}
    assert set(found) == {"all", "cobalt;copper;lithium;manganese;nickel;palladium;platinum;tin"}
    assert (found["all"].low, found["all"].value, found["all"].high) == (10.0, 25.0, 90.0)


def test_only_loaded_minerals_count():
    config = configure("minerals=[gallium]")
    facts = inventory(config, world_of(config))
    assert {fact.mineral for fact in facts} == {"gallium", "all"}
    assert "parameter price_anode_usd_per_t" not in {fact.what for fact in facts}


def test_all_that_a_run_asks_for_is_in_the_sheet(config, world, facts, monkeypatch):
    asked = set()

    def spy(owner, name, label):
        real = getattr(owner, name)

        def noted(*args):
            asked.add(f"{label} {args[-1] if owner is not Parameters else args[1]}")
            return real(*args)

        monkeypatch.setattr(owner, name, noted)

    spy(Parameters, "get", "parameter")
    spy(frameworks, "framework_row", "framework")
    monkeypatch.setattr(hazard_table, "hazards", lambda real=hazard_table.hazards: Noted(real(), asked))
    arm = study_arms("single", config.frameworks.instruments, config.reserve)[0]
    engine = Engine(world, config.model)
    engine.run(arm, sample_future(world, config.scenario, 1, 0, 800))
    listed = {fact.what.partition(":")[0] for fact in facts}
    assert len(asked) > 30
    assert asked <= listed


class Noted(dict):
    """A table that notes which rows are asked for."""

    def __init__(self, rows, asked):
        super().__init__(rows)
        self.asked = asked

    def __getitem__(self, key):
        self.asked.add(f"hazard {key}")
        return super().__getitem__(key)


@pytest.mark.parametrize(
    ("override", "gone"),
    [
        ("reserve.sizing.days=90", "framework vault.target_days_cover"),
        ("reserve=none", "framework vault.loan_rate_per_year"),
        ("frameworks=none", "framework cod.cu_redirect_t"),
        ("scenario=none", "hazard china-licensing-decree: rate per year"),
        ("scenario.events.decrees_all.rate_per_year=1", "hazard china-licensing-decree: rate per year"),
    ],
)
def test_what_a_configuration_sets_itself_is_not_listed(override, gone, world, facts):
    assert gone in {fact.what for fact in facts}
    assert gone not in {fact.what for fact in inventory(configure(override), world)}


def test_a_tiny_world_reads_no_table_of_the_world():
    config = configure("world=tiny/s04", "scenario=none", "frameworks=none", "reserve=none")
    tables = {fact.what.split()[0] for fact in inventory(config, world_of(config))}
    assert not tables & set(columns())


def test_every_parameter_is_asked_for_somewhere(root):
    from sim.data.parameters import parameters

    source = "".join(path.read_text(encoding="utf-8") for path in (root / "sim").rglob("*.py"))
    assert {row.name for row in parameters().rows if f'"{row.name}"' not in source} == set()


def test_the_tables_are_known():
    named = {*JOURNALLED, *ELSEWHERE, *(table for table, _ in NOTED)}
    assert named <= set(columns())


def test_the_csv_opens_in_pandas_with_the_soft_numbers_first(facts):
    sheet = pd.read_csv(io.StringIO(sheet_csv(facts)))
    assert tuple(sheet.columns) == COLUMNS
    assert len(sheet) == len(facts)
    assert sheet["value"].dtype == sheet["low"].dtype == float
    soft = sheet["confidence"].isin(SOFT)
    assert soft.any()
    assert soft.is_monotonic_decreasing
    assert sheet["confidence"].iloc[0] == "recalled"


def test_the_counts_add_up(world, facts):
    counts = sheet_summary(world, facts).splitlines()[0]
    total, _, *grades = map(int, re.findall(r"\d+", counts))
    assert total == sum(grades) == len(facts)
    assert sorted(re.findall(r"\d+ ([a-z]+)(?:,|$)", counts)) == sorted(CONFIDENCE)


def test_the_page_lists_every_number_and_what_gave_way(world, facts):
    page = sheet_markdown(world, facts)
    heads = re.findall(r"^## (.*) \((\d+)\)$", page, re.MULTILINE)
    assert [head for head, _ in heads][:2] == ["Recalled", "Judgement"]
    assert sum(int(n) for head, n in heads[:-1]) == len(facts)
    assert heads[-1] == ("Reported numbers that gave way", str(len(world.adjustments)))
    assert "**more than 5 %**" in page


def test_replaced_tables_are_named(world, facts):
    from dataclasses import replace

    from sim.data.vintage import Vintage

    own = replace(world, vintage=Vintage((("sectors", ""),), "mine"))
    assert sheet_summary(own, facts).splitlines()[-1] == "tables replaced from mine: sectors"
    assert "replaced" not in sheet_summary(world, facts)
