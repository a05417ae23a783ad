"""Magnet licences like those of April 2025: a hole, a slow recovery, and what notice changes."""

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.futures.sampler import sample_future
from sim.futures.scenario import ScenarioSpec
from sim.world.world import MARKET, TRADE
from tests.helpers.worlds import WITHOUT, default_world, group, model

pytestmark = pytest.mark.functional
MAGNETS = "neodymium_praseodymium"


@pytest.fixture(scope="module")
def world():
    return default_world(MAGNETS)


def lived(world, lead):
    """Monthly shipments to the US over base flow from three months before the start, and the peak price."""
    raw = group("scenario/magnets_licence_2025")
    raw["events"]["magnets"] |= {"announcement_lead_d": lead, "minerals": [MAGNETS]}
    future = sample_future(world, ScenarioSpec.model_validate(raw), 1, 0, 1200, "mode")
    start, links = future.events[0].start_d, world.links
    made = np.array(world.facilities.stage)[links.supplier] == "fabricate"
    china = np.array(world.facilities.country)[links.supplier] == "CHN"
    sold = (links.kind == TRADE) & (world.customers.kind[links.customer] == MARKET)
    us = made & china & sold & (world.customers.market[links.customer] == 0)
    shipped = []
    tables = Engine(world, model("default")).watch(
        WITHOUT, future, lambda day, tables: shipped.append(tables.links["shipped_t"][us].sum()), 1
    )
    days = int(start) - 90 + 30 * np.arange(16)
    months = np.diff(np.array(shipped)[days]) / (30 * links.base[us].sum())
    return months, float(tables.minerals["peak_price"][world.mineral_index(MAGNETS)])


def test_the_hole_fills_over_months_and_notice_only_fills_stocks(world):
    months, peak = lived(world, 0)
    noticed, lower = lived(world, 42)
    assert months[:3] == pytest.approx(1.0)
    assert months[3] < 0.2
    assert months[3:6].mean() < 0.5 < months[7:10].mean()
    assert noticed[1:3].sum() > months[1:3].sum() + 0.5
    assert noticed[3:9] == pytest.approx(months[3:9], abs=0.1)
    assert 1.0 < lower < peak
