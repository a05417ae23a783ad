"""A by-product follows its host; what has no host does not notice."""

import numpy as np
import pytest

from sim.engine.run import Engine
from tests.helpers.worlds import WITHOUT, default_world, future, model, outage, rows

pytestmark = pytest.mark.functional


def output_of(tables, world, mineral, stage, country):
    rows = world.facilities_of(mineral, stage, country)
    return float(tables.facilities["output"][rows].sum() / tables.facilities["base"][rows].sum())


def test_a_total_stop_of_chinese_alumina_takes_gallium_along_and_leaves_copper_alone():
    world = default_world()
    engine = Engine(world, model("default"))
    stop = outage(("alumina",), 100.0, 600.0)
    calm = engine.live(WITHOUT, future(horizon_d=700))
    hit = engine.live(WITHOUT, future(stop, horizon_d=700))
    plant = world.facilities_of("gallium", "refine", "CHN")
    # Nine tenths of Chinese gallium come from alumina liquor; the rest may rise to the limit of recovery.
    limit = (1.0 - world.facilities.hosted[plant][0]) * world.facilities.host_max[plant][0]
    assert 0.0 < output_of(hit, world, "gallium", "refine", "CHN") <= limit + 1e-9
    assert output_of(calm, world, "gallium", "refine", "CHN") == pytest.approx(1.0, abs=1e-9)
    copper = world.minerals.index("copper")
    own = slice(int(calm.minerals["facility0"][copper]), int(calm.minerals["facility1"][copper]))
    assert np.array_equal(calm.facilities[own], hit.facilities[own])


def test_the_united_states_runs_short_of_gallium_when_chinese_alumina_stops():
    world = default_world("gallium")
    outcome = Engine(world, model("default")).run(WITHOUT, future(outage(("alumina",), 100.0, 600.0)))
    assert "alumina" not in outcome.outcomes["mineral"]
    row = rows(outcome, "gallium")
    assert row["equivalent_days"] + row["price_lost_days"] > 30.0


def test_price_raises_recovery_only_within_the_limit():
    """With China out and half of Russian alumina gone, Russian gallium reaches the limit and no more."""
    world = default_world("gallium")
    events = [
        outage(("gallium",), 50.0, 1000.0),
        outage(("alumina",), 50.0, 1000.0, origin="RUS", severity=0.5, id="host"),
    ]
    free = model("default").model_copy(update={"supply_response": model("bare").supply_response})
    tables = Engine(world, free).live(WITHOUT, future(*events, horizon_d=600))
    (plant,) = world.facilities_of("gallium", "refine", "RUS")
    f = world.facilities
    host = f.host[plant]
    left = tables.facilities["output"][host] / f.base[host]
    limit = (f.hosted[plant] * left + 1.0 - f.hosted[plant]) * f.host_max[plant] * f.base[plant]
    assert left < 0.7
    assert f.base[plant] < tables.facilities["output"][plant] == pytest.approx(limit, rel=1e-6)


def test_congolese_copper_carries_congolese_cobalt():
    world = default_world("cobalt")
    stop = outage(("copper",), 50.0, 400.0, stage="mine", origin="COD", severity=0.9)
    tables = Engine(world, model("default")).live(WITHOUT, future(stop, horizon_d=300))
    assert output_of(tables, world, "cobalt", "mine", "COD") < 0.4
    assert output_of(tables, world, "cobalt", "mine", "IDN") > 0.9
