"""Controls hold the day's time average; the clock advances whole days before anything changes."""

import numpy as np
import pytest

from sim.engine.calendar import DISRUPTION, REVIEW, Calendar
from sim.engine.controls import Controls
from sim.engine.fairways import lay_fairways
from sim.engine.network import open_tables
from tests.helpers.worlds import random_world


@pytest.fixture
def tables():
    world = random_world(1)
    return open_tables(world, lay_fairways(world))


def test_a_change_within_the_day_counts_for_the_part_that_is_left(tables):
    controls = Controls(tables)
    controls.set("availability", 0, 0.0, at=10.25)
    assert tables.facilities["availability"][0] == pytest.approx(0.25)
    assert controls.now("availability")[0] == 0.0
    controls.close_day()
    assert tables.facilities["availability"][0] == 0.0


def test_two_changes_on_one_day_average_exactly(tables):
    controls = Controls(tables)
    controls.set("severity", 3, 1.0, at=5.25)
    controls.set("severity", 3, 0.0, at=5.75)
    assert tables.links["severity"][3] == pytest.approx(0.5)
    controls.close_day()
    assert tables.links["severity"][3] == 0.0


def test_a_change_at_midnight_needs_no_average(tables):
    controls = Controls(tables)
    controls.set("surge", slice(None), 1.5, at=7.0)
    assert not controls.has_averages()
    assert np.all(tables.customers["surge"] == 1.5)


def test_a_transit_longer_than_the_ring_is_refused(tables):
    with pytest.raises(ValueError, match="longer than the ring"):
        Controls(tables).set("days", 0, float(len(tables.ring)), at=0.0)


def test_within_an_instant_disruptions_come_before_reviews_and_whole_days_before_both():
    log = []
    calendar = Calendar(lambda day0, day1: log.append((day0, day1)), horizon_d=10)

    def acts(name, priority):
        yield calendar.wait(4.5, priority)
        calendar.sync(4.5)
        log.append(name)

    calendar.start(acts("review", REVIEW))
    calendar.start(acts("disruption", DISRUPTION))
    calendar.run()
    assert log == [(0, 4), "disruption", "review", (4, 10)]
