"""Instruments turn rows of the tables into dated, reachable tonnes."""

import pytest

from sim.errors import InputError
from sim.policy.deliveries import deliveries
from sim.policy.instruments import OfftakePriority, ProjectFinance
from tests.helpers.worlds import default_world, future, with_draws


def draws(world, u):
    return with_draws(future(), world, u)


def test_offtake_of_a_country_that_sells_none_is_refused():
    deal = OfftakePriority(row="cod.cu_redirect_t", mineral="copper", supplier="FRA")
    with pytest.raises(InputError, match="FRA"):
        deal.priorities(default_world("copper"))


def test_offtake_of_a_mineral_that_is_not_loaded_is_empty():
    deal = OfftakePriority(row="cod.cu_redirect_t", mineral="copper", supplier="COD")
    links, tonnes = deal.priorities(default_world("gallium"))
    assert len(links) == len(tonnes) == 0


@pytest.mark.parametrize(("u", "built"), [(0.0, 1), (0.69, 1), (0.71, 0), (0.99, 0)])
def test_success_is_decided_by_the_draw(u, built):
    world = default_world("gallium")
    assert len(deliveries([ProjectFinance(projects=("wagerup",))], world, draws(world, u))) == built


def test_the_delay_is_the_inverse_of_the_triangular_law():
    """Mode 10, maximum 30 months: the law's quantile at 1/3 is the mode itself."""
    world = default_world("gallium")
    finance = ProjectFinance(
        projects=("wagerup",), p_success=1.0, delay_mode_months=10.0, delay_max_months=30.0
    )
    (early,) = deliveries([finance], world, draws(world, 0.0))
    (mode,) = deliveries([finance], world, draws(world, 1 / 3))
    assert (mode.start_d - early.start_d) / 30.4375 == pytest.approx(10.0)


def test_customers_qualify_between_a_third_and_twice_the_usual_time():
    world = default_world("gallium")
    finance = ProjectFinance(projects=("wagerup",), p_success=1.0)
    usual = float(world.projects.qualification_d[0])
    waits = []
    for u in (0.0, 0.5, 0.999999):
        (delivery,) = deliveries([finance], world, draws(world, u))
        waits.append((delivery.qualified_d - delivery.start_d) / usual)
    assert waits[0] == pytest.approx(1 / 3)
    assert 1 / 3 < waits[1] < 2.0
    assert waits[2] == pytest.approx(2.0, abs=0.01)


def test_a_mode_above_the_maximum_is_refused():
    world = default_world("gallium")
    finance = ProjectFinance(projects=("wagerup",), delay_mode_months=40.0, delay_max_months=30.0)
    with pytest.raises(InputError, match="delay_mode_months"):
        deliveries([finance], world, draws(world, 0.1))
