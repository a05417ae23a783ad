"""Uncertain inputs: every number with a range has a place where it is set, and is read from there."""

import pytest

from sim.analysis.inputs import CUT, Input, uncertain_inputs
from sim.analysis.points import WHOLE, Experiment, PointJob, WholeMarket
from sim.composing import configure
from sim.data.parameters import parameters
from sim.data.vintage import use
from sim.engine.run import Engine
from sim.futures.hazard_table import hazard
from sim.futures.laws import Exponential, Fixed, Lognormal, Triangular
from sim.policy.frameworks import framework_value
from sim.tasks.experiment import compared_arms, make_experiment
from sim.tasks.world import inventory, scenario_world


def inputs(*overrides):
    config = configure(*overrides)
    world = scenario_world(config)
    return uncertain_inputs(world, config.scenario, inventory(config, world))


def experiment(*overrides) -> Experiment:
    return experiment_of(configure("minerals=[gallium]", "study.horizon_d=400", *overrides))


def experiment_of(config) -> Experiment:
    world = scenario_world(config)
    return make_experiment(config, world, inventory(config, world), compared_arms(config))


@pytest.mark.parametrize(
    "scenario", ["china_export_bans", "geopolitics", "gallium_licence", "episode/chl_cu_2017_escondida"]
)
def test_every_number_with_a_range_is_an_input_with_a_place(scenario):
    """Over all minerals: a fact whose cell nobody knows is a LookupError here."""
    config = configure("minerals=all", f"scenario={scenario}")
    world = scenario_world(config)
    facts = inventory(config, world)
    found = uncertain_inputs(world, config.scenario, facts)
    ranged = [f for f in facts if f.low is not None and f.high is not None and f.low < f.high]
    assert len([one for one in found if one.cells]) == len(ranged)
    assert len({one.name for one in found}) == len(found)
    assert all(bool(one.cells) != bool(one.event) for one in found)
    assert all(one.low < one.high for one in found)


def test_laws_of_events_are_inputs_with_the_grade_of_their_row():
    found = {one.name: one for one in inputs("minerals=[gallium]")}
    assert found["decrees_all.duration"].unit == "d"
    assert found["decrees_all.duration"].mode == pytest.approx(161.0)
    assert found["decrees_all.duration"].basis == "derived"
    assert found["decrees_us.duration"].basis == "judgement"
    # the law says a full stop: nothing to sweep
    assert "decrees_us.severity" not in found


def test_a_law_without_bounds_is_swept_over_its_central_90_percent():
    law = Lognormal(median=100.0, p90=300.0)
    one = Input("x", "d", law, 100.0, "judgement", "")
    assert (one.low, one.high) == pytest.approx((law.ppf(CUT), law.ppf(1.0 - CUT)))
    assert one.value(0.5) == pytest.approx(100.0)
    assert Input("x", "d", Exponential(mean=1.0), 1.0, "", "").high < 4.0


def test_a_bounded_law_is_swept_over_its_whole_range():
    one = Input("x", "d", Triangular(low=1.0, mode=2.0, high=5.0), 2.0, "judgement", "")
    assert (one.low, one.high) == (1.0, 5.0)


def test_a_point_sets_parameters_rates_terms_and_events():
    made = experiment()
    point = (
        ("price_gamma", 0.9),
        ("supply_elasticity@gallium", 0.03),
        ("china-ban-us: rate per year", 1.25),
        ("vault.target_days_cover", 45.0),
        ("decrees_all.duration", 99.0),
    )
    case = made.at(point)
    with use(case.world.vintage):
        assert parameters().get("supply_elasticity", "gallium").mode == 0.03
        assert hazard("china-ban-us", "").rate_per_year == 1.25
        assert framework_value("vault.target_days_cover") == 45.0
    assert case.scenario.events["decrees_all"].duration == Fixed(value=99.0)
    for number in range(6):
        future = case.sampler(case.world, case.scenario, case.seed, number, case.horizon_d)
        assert future.parameters["price_gamma@all"] == 0.9
        lengths = {event.duration_d for event in future.events if event.id.startswith("decrees_all/")}
        assert lengths <= {99.0}


def test_every_other_draw_stays_what_it_was():
    made = experiment()
    case, other = made.case, made.at((("price_gamma", 0.9), ("decrees_all.severity", 0.5)))
    for number in range(5):
        before, after = (
            one.sampler(one.world, one.scenario, one.seed, number, one.horizon_d) for one in (case, other)
        )
        assert [(e.id, e.start_d, e.duration_d) for e in before.events] == [
            (e.id, e.start_d, e.duration_d) for e in after.events
        ]
        changed = {key for key in before.parameters if before.parameters[key] != after.parameters[key]}
        assert changed == {"price_gamma@all"}


def test_a_point_that_sets_nothing_is_the_study_itself():
    """And its numbers are those of the ordinary engine, whole markets only."""
    made = experiment("scenario=gallium_ban_us")
    case = made.at(())
    assert case == made.case
    arm = case.arms["with"]
    future = case.sampler(case.world, case.scenario, case.seed, 0, case.horizon_d)
    whole = WholeMarket(case.world, case.model, case.threshold).run(arm, future, False).outcomes
    lived = Engine(case.world, case.model, case.threshold).run(arm, future, False).outcomes
    rows = [i for i, sector in enumerate(lived["sector"]) if sector == WHOLE]
    assert whole == {name: [values[i] for i in rows] for name, values in lived.items()}


def test_a_rebuilt_world_with_the_same_numbers_lives_the_same():
    """A parameter that is not sampled, set to its mode, changes no outcome by a bit."""
    made = experiment("scenario=gallium_ban_us")
    other = made.at((("price_lag_d", parameters().mode("price_lag_d", "gallium")),))
    assert other.world is not made.case.world
    rows = []
    for case in (made.case, other):
        future = case.sampler(case.world, case.scenario, case.seed, 1, case.horizon_d)
        engine = WholeMarket(case.world, case.model, case.threshold)
        rows.append(engine.run(case.arms["without"], future, False).outcomes)
    assert rows[0] == rows[1]


def test_a_median_is_never_above_its_90_percent_quantile():
    made = experiment("scenario=gallium_licence")
    point = (("licence_service_median_d", 120.0), ("licence_service_p90_d", 90.0))
    case = made.at(point)
    with use(case.world.vintage):
        assert parameters().mode("licence_service_p90_d") == 120.0
    case.sampler(case.world, case.scenario, case.seed, 0, case.horizon_d)


def test_tiny_worlds_have_points_too():
    config = configure("world=tiny/s05", "scenario=none", "frameworks=none", "reserve=none")
    made = experiment_of(config)
    case = made.at((("price_gamma", 1.1),))
    with use(case.world.vintage):
        assert parameters().mode("price_gamma") == 1.1
    assert case.world.minerals == made.case.world.minerals


def test_an_unknown_input_is_an_error():
    with pytest.raises(KeyError, match="nothing"):
        experiment().at((("nothing", 1.0),))


def test_jobs_of_different_points_differ():
    assert PointJob(0, (), (("a", 1.0),)) != PointJob(0, (), (("a", 2.0),))
