"""From a bundle over players, coalitions and arms to shares: axioms hold for arms that have been lived."""

from __future__ import annotations

import numpy as np
import pytest

from sim.analysis.attribution.attribution import Attribution, make_design
from sim.analysis.attribution.measures import NAMES, SUM
from sim.analysis.attribution.players import RESERVE, coalition, players_of
from sim.analysis.attribution.tables import (
    COST_COLUMNS,
    INTERACTION_COLUMNS,
    SHARE_COLUMNS,
    TOTAL_COLUMNS,
    costs_table,
    interactions_table,
    shares_table,
    totals_table,
)
from sim.analysis.spec import AttributeTask
from sim.composing import configure
from sim.data.tables import load
from sim.errors import InputError, StoppedError
from sim.policy.arm import Arm
from sim.policy.instruments import Mechanisms, ProjectFinance
from sim.policy.reserve.spec import NoReserve
from sim.study.spec import ExecutionSpec
from sim.tasks.experiment import whole_market_case
from sim.tasks.world import scenario_world
from tests.helpers.worlds import default_world, reserve

ALL = configure("frameworks=all").frameworks.instruments
HASHES = {"data": "d", "source": "s"}
BY_GROUP = AttributeTask(kind="attribute", by="group", orders=4)
ONE_BY_ONE = AttributeTask(kind="attribute", by="instrument", orders=4)


def full(*names, holds=True):
    instruments = {name: ALL[name] for name in names} if names else dict(ALL)
    return Arm(name="with", instruments=instruments, reserve=reserve() if holds else NoReserve())


def test_every_mechanism_has_a_group_and_every_file_a_row():
    kinds = {kind.model_fields["kind"].default for kind in Mechanisms.__args__}
    assert {row["kind"] for row in load("mechanism_groups")} == kinds
    known = configure("frameworks=optimistic").frameworks.instruments
    rows = load("framework_items")
    assert [row["instrument"] for row in rows] == sorted([*known, RESERVE])
    assert {row["seed_item"] for row in rows} <= {row["seed_item"] for row in load("seed_items")}
    assert all(float(row["firm_usd"]) <= float(row["named_usd"]) for row in rows)


def test_groups_cut_an_agreement_and_everybody_together_is_the_full_arm():
    world, arm = default_world(), full()
    players = {player.name: player for player in players_of(arm, world, "group")}
    assert set(players) == {"projects", "preferences", "coordination", "floors", "reserve"}
    assert "japan/stock_loan" in players["coordination"].mechanisms
    assert "japan/exports" in players["preferences"].mechanisms
    together = coalition(arm, players.values())
    assert together.reserve == arm.reserve
    # what has no project or plant to act on is left out: it changes nothing
    acting = {key: one for key, one in arm.mechanisms().items() if one.minerals(world)}
    assert together.mechanisms() == acting
    assert list(together.instruments) == [name for name in arm.instruments if name in together.instruments]
    held = [key for player in players.values() for key in player.mechanisms]
    assert sorted(held) == sorted(acting)
    assert coalition(arm, ()) == Arm(name="without")
    financed = [name for player in players.values() for name in player.financed]
    touching = [name for name, instrument in arm.instruments.items() if instrument.minerals(world)]
    assert sorted(financed) == sorted([*touching, RESERVE])


def test_items_of_the_list_hold_their_files_and_an_own_instrument_stands_alone():
    arm = Arm(
        name="with", instruments={"peru": ALL["peru"], "mine": ALL["stibnite"], "guinea": ALL["guinea"]}
    )
    players = players_of(arm, default_world(), "seed_item")
    assert [(player.name, player.instruments) for player in players] == [
        ("seed-2", ("peru", "guinea")),
        ("mine", ("mine",)),
    ]


def test_who_touches_no_mineral_of_the_study_takes_no_part():
    world = default_world("gallium")
    players = players_of(full("wagerup", "thacker_pass", holds=False), world, "instrument")
    assert [player.acts for player in players] == [True, False]
    assert [player.financed for player in players] == [("wagerup",), ()]
    assert make_design(players, ONE_BY_ONE, 1).coalitions == (0, 1)
    with pytest.raises(InputError, match="touch a mineral"):
        make_design(players[1:], ONE_BY_ONE, 1)


def test_all_coalitions_are_lived_where_sampling_would_take_as_many():
    world = default_world()
    few = players_of(full("wagerup", "gramercy"), world, "instrument")
    assert make_design(few, ONE_BY_ONE, 1).coalitions == tuple(range(8))
    many = players_of(full(), world, "instrument")
    design = make_design(many, ONE_BY_ONE, 1)
    assert len(design.orders) == 4
    assert len(set(design.coalitions)) == len(design.coalitions) <= 4 * len(many) + 2 * len(many)
    assert make_design(players_of(full(), world, "group"), BY_GROUP, 1).orders == ()


def made(folder, instruments, task, futures=3, holds=False, **changes):
    """An attribution of two gallium projects and others under a ban, lived."""
    config = configure(
        "scenario=gallium_ban_all",
        "minerals=[gallium]",
        "execution=serial",
        f"study.futures={futures}",
        "study.horizon_d=2600",
        "scenario.events.gallium.start=1500",
    )
    world = scenario_world(config)
    arm = Arm(name="with", instruments=instruments, reserve=reserve(**changes) if holds else NoReserve())
    case = whole_market_case(config, world, (arm,))
    found = Attribution(case, arm, task, config.study, ExecutionSpec(kind="serial"))
    found.run(folder, HASHES)
    return found


@pytest.fixture(scope="module")
def lived(tmp_path_factory):
    """Two that do the same, two that do nothing, one of them without touching gallium, and a zone."""
    project = ProjectFinance(projects=("wagerup",), p_success=1.0)
    idle = ProjectFinance(projects=("gramercy",), p_success=0.0)
    instruments = {"first": project, "second": project, "idle": idle, "far": ALL["thacker_pass"]}
    return made(tmp_path_factory.mktemp("lived"), instruments, ONE_BY_ONE)


def share(table, player, measure="combined_days_avoided"):
    return table[
        (table["player"] == player) & (table["measure"] == measure) & (table["mineral"] == SUM)
    ].iloc[0]


def test_equals_share_equally_and_who_does_nothing_gets_exactly_nothing(lived):
    table = shares_table(lived)
    assert tuple(table.columns) == SHARE_COLUMNS
    first, second = share(table, "first"), share(table, "second")
    assert first["value"] == pytest.approx(second["value"], rel=1e-12)
    assert first["value"] > 0
    assert first["alone"] == pytest.approx(2 * first["value"])  # one of them is enough
    assert first["last"] == 0.0
    for player in ("idle", "far"):
        rows = table[table["player"] == player]
        assert not rows[["value", "ci_low", "ci_high", "order_error", "alone", "last"]].to_numpy().any()


@pytest.mark.parametrize("measure", NAMES)
def test_shares_sum_to_the_total(lived, measure):
    shares, totals = shares_table(lived), totals_table(lived)
    assert tuple(totals.columns) == TOTAL_COLUMNS
    own = shares[shares["measure"] == measure].groupby("mineral")["value"].sum()
    total = totals[totals["measure"] == measure].set_index("mineral")["value"]
    assert own.to_dict() == pytest.approx(total.to_dict(), rel=1e-9, abs=1e-9)


def test_two_that_do_the_same_are_substitutes(lived):
    table = interactions_table(lived)
    assert tuple(table.columns) == INTERACTION_COLUMNS
    pair = table[(table["first"] == "first") & (table["second"] == "second") & (table["mineral"] == SUM)]
    days = pair[pair["measure"] == "combined_days_avoided"].iloc[0]
    assert days["value"] == pytest.approx(-2 * share(shares_table(lived), "first")["value"])


def test_sampled_orders_sum_to_the_total_and_state_their_error(tmp_path):
    names = ("wagerup", "gramercy", "australia", "pax_silica", "preferential_zone", "japan")
    found = made(tmp_path, {name: ALL[name] for name in names}, ONE_BY_ONE, futures=2)
    assert len(found.design.orders) == 4
    shares, totals = shares_table(found), totals_table(found)
    for measure in NAMES:
        own = shares[(shares["measure"] == measure) & (shares["mineral"] == "gallium")]["value"].sum()
        total = totals[(totals["measure"] == measure) & (totals["mineral"] == "gallium")]["value"].item()
        assert own == pytest.approx(total, rel=1e-9, abs=1e-9)
    assert (shares["order_error"] >= 0.0).all()
    assert shares["order_error"].any()
    assert len(interactions_table(found)) == 0


def test_the_reserve_shares_too_and_costs_what_its_books_say(tmp_path):
    found = made(tmp_path, {"wagerup": ALL["wagerup"]}, BY_GROUP, futures=2, holds=True)
    costs = costs_table(found, shares_table(found), default_world("gallium").vintage).set_index("player")
    assert tuple(costs.reset_index().columns) == COST_COLUMNS
    assert costs.loc["reserve", "public_usd"] == pytest.approx(
        costs.loc["reserve", "reserve_usd"]
        + costs.loc["reserve", "support_usd"]
        - costs.loc["reserve", "duty_usd"]
    )
    assert costs.loc["reserve", "reserve_usd"] != 0.0
    assert costs.loc["reserve", "named_usd"] == 10e9
    assert costs.loc["projects", "firm_usd"] == 0.0


def test_the_cost_per_day_stands_only_where_cost_and_days_are_above_nothing(lived):
    costs = costs_table(lived, shares_table(lived), default_world("gallium").vintage)
    assert costs["public_usd_per_day"].isna().all()


def test_a_failed_run_takes_its_future_out_of_all_arms(tmp_path, monkeypatch):
    from sim.engine.run import Engine

    def failing(self, arm, future, series=False):
        if future.id == 1 and arm.instruments:
            raise ValueError("broken")
        return run(self, arm, future, series)

    run = Engine.run
    monkeypatch.setattr(Engine, "run", failing)
    for name in ("some", "none"):
        (tmp_path / name).mkdir()
    found = made(tmp_path / "some", {"wagerup": ALL["wagerup"]}, BY_GROUP)
    assert found.futures == 2
    assert [failure.future for failure in found.failures] == [1]
    monkeypatch.setattr(Engine, "run", lambda *arguments: 1 / 0)
    with pytest.raises(StoppedError, match="ZeroDivisionError"):
        made(tmp_path / "none", {"wagerup": ALL["wagerup"]}, BY_GROUP)


def test_more_futures_keep_those_that_were_lived(tmp_path):
    few = made(tmp_path, {"wagerup": ALL["wagerup"]}, BY_GROUP, futures=2)
    more = made(tmp_path, {"wagerup": ALL["wagerup"]}, BY_GROUP, futures=3)
    for mask, values in few.values.items():
        assert np.array_equal(values, more.values[mask][:, :, :2], equal_nan=True)
