"""One delivery per project, whatever finances and supports it."""

from datetime import date

import pytest

from sim.policy.deliveries import deliveries
from sim.policy.instruments import OptionToBuild, ProjectFinance, ProjectSupport
from sim.policy.instruments.entry import Signed
from sim.policy.instruments.project import DAYS_PER_MONTH
from tests.helpers.worlds import START, default_world, future, with_draws

FINANCE = ProjectFinance(projects=("wagerup",))


def lucky(u):
    return with_draws(future(), default_world("gallium"), u)


def made(*mechanisms, u=0.1):
    return deliveries(mechanisms, default_world("gallium"), lucky(u))


def support(**changes):
    values = {
        "entry": Signed(start=START),
        "partners": ("AUS",),
        "uplift_row": "mou.p_success_uplift",
        "months_saved_row": "mou.permit_delay_months_saved",
    }
    return ProjectSupport(**values | changes)


def letter(**changes):
    values = {
        "projects": ("wagerup",),
        "written": START,
        "conversion_row": "exim.loi_conversion_probability",
        "lag_row": "exim.loi_to_authorisation_months",
    }
    return OptionToBuild(**values | changes)


def test_two_lines_build_a_project_once():
    assert len(made(FINANCE, FINANCE, letter(conversion=1.0))) == 1


def test_support_saves_months_of_a_financed_project():
    (plain,), (helped,) = made(FINANCE), made(FINANCE, support(months_saved=3.0))
    assert plain.start_d - helped.start_d == pytest.approx(3.0 * DAYS_PER_MONTH)


def test_no_support_brings_a_project_before_its_stated_date():
    world = default_world("gallium")
    (helped,) = made(FINANCE, support(months_saved=500.0))
    stated = world.projects.start_d[world.projects.name.index("wagerup")]
    assert helped.start_d == max(0.0, stated)


def test_the_same_month_is_saved_once():
    (one,) = made(FINANCE, support(months_saved=3.0))
    assert made(FINANCE, support(months_saved=3.0), support(months_saved=2.0)) == (one,)


@pytest.mark.parametrize(("uplift", "built"), [(0.0, 0), (0.04, 0), (0.06, 1)])
def test_support_adds_to_the_chance(uplift, built):
    assert len(made(FINANCE, support(uplift=uplift), u=0.75)) == built


@pytest.mark.parametrize(
    "changes",
    [
        {"partners": ("CAN",)},
        {"covers": ("copper",)},
        {"entry": Signed(start=date(2035, 1, 1))},
        {"uplift": 0.0, "months_saved": 0.0},
    ],
)
def test_support_elsewhere_too_late_or_of_nothing_changes_nothing(changes):
    assert made(FINANCE, support(**changes)) == made(FINANCE)
    assert made(support(**changes), u=0.0) == ()


@pytest.mark.parametrize(("u", "built"), [(0.24, 1), (0.26, 0)])
def test_a_letter_becomes_a_loan_with_its_own_chance(u, built):
    assert len(made(letter(), u=u)) == built


def test_nothing_is_built_before_the_loan():
    (early,) = made(letter(conversion=1.0, lag_months=0.0))
    (late,) = made(letter(conversion=1.0, lag_months=60.0))
    assert early == made(FINANCE)[0]
    assert late.start_d >= 60.0 * DAYS_PER_MONTH


def test_the_lag_is_drawn_from_the_range_of_its_row():
    waits = set()
    for i in range(200):
        one = lucky(0.0).model_copy(update={"id": i})
        (delivery,) = deliveries([letter(written=date(2030, 1, 1))], default_world("gallium"), one)
        waits.add((delivery.start_d - (date(2030, 1, 1) - START).days) / DAYS_PER_MONTH)
    assert 12.0 <= min(waits) < 16.0
    assert 32.0 < max(waits) <= 36.0
