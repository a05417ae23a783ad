"""Whose metal it is and in which form: accounts that add up."""

import numpy as np
import pytest

from sim.policy.reserve.entitlement import Entitlements
from sim.policy.reserve.form import FormStock, conversion_days
from tests.helpers.worlds import default_world

MINERAL = np.array([0, 0, 0])
MEMBER = np.array([True, True, False])
SHARE = np.array([0.3, 0.1, 0.6])


def accounts():
    return Entitlements(MINERAL, MEMBER, SHARE, 1)


def test_metal_goes_to_members_by_their_demand():
    mine = accounts()
    mine.land(np.array([40.0]))
    assert mine.account_t == pytest.approx([30.0, 10.0, 0.0])


def test_what_lands_first_replaces_what_was_drawn():
    mine = accounts()
    mine.land(np.array([40.0]))
    mine.draw(np.array([0.0, 8.0, 0.0]))
    assert mine.owed_t == pytest.approx([0.0, 8.0, 0.0])
    mine.land(np.array([4.0]))
    assert mine.account_t == pytest.approx([30.0, 6.0, 0.0])
    mine.land(np.array([8.0]))
    assert mine.account_t == pytest.approx([33.0, 11.0, 0.0])
    assert mine.owed_t == pytest.approx(np.zeros(3))


def test_what_others_draw_is_borne_by_all_members():
    mine = accounts()
    mine.land(np.array([40.0]))
    mine.draw(np.array([0.0, 0.0, 4.0]))
    assert mine.account_t == pytest.approx([27.0, 9.0, 0.0])
    assert mine.owed_t == pytest.approx(np.zeros(3))


def test_the_slowest_form_that_keeps_says_how_long_conversion_takes():
    world = default_world("gallium", "cobalt", "dysprosium_terbium")
    days = dict(zip(world.minerals, conversion_days(world), strict=True))
    assert (days["gallium"], days["cobalt"], days["dysprosium_terbium"]) == (30.0, 0.0, 45.0)


def usable(opened_d, capacity, since=7.0, share=0.7):
    forms = FormStock(np.array([30.0, 0.0]), share)
    zero = np.zeros(2)
    return forms.usable(
        np.full(2, 70.0), np.full(2, 100.0), zero, np.full(2, opened_d), since, np.full(2, capacity)
    )


def test_the_wrong_form_waits_for_its_conversion_and_for_a_free_plant():
    assert usable(-1.0, 10.0) == pytest.approx([70.0, np.inf])
    assert usable(30.0, 10.0)[0] == 70.0
    assert usable(33.0, 2.0)[0] == pytest.approx(76.0)
    assert usable(60.0, 0.0)[0] == 70.0
    assert usable(60.0, 1e9)[0] == 100.0


def test_all_of_it_is_usable_where_the_share_is_one():
    assert np.all(np.isinf(usable(-1.0, 0.0, share=1.0)))
