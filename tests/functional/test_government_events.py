"""Every kind of event by a government: books close, other minerals are not disturbed, the world returns."""

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.futures.laws import Lognormal
from tests.helpers.controls import licences, purchase, quota, tax, threat
from tests.helpers.worlds import WITHOUT, ban, default_world, future, model, random_world, rows

pytestmark = pytest.mark.functional
SLOW = Lognormal(median=40.0, p90=120.0)
KINDS = {
    "ban": lambda own: ban(
        own, 100.5, 200.0, announced_d=70.0, front_loading_d=30.0, smuggling=0.2, in_transit="stop"
    ),
    "quota": lambda own: quota(100.5, 900.0, minerals=own, share=0.5, front_loading_d=20.0, uses=(1.3, 0.6)),
    "licence": lambda own: licences(
        100.5, 500.0, minerals=own, service=SLOW, grant_share=0.7, validity_d=100.0, licences_per_week=8.0
    ),
    "tax": lambda own: tax(100.5, 300.0, 0.4, minerals=own, announced_d=60.0, front_loading_d=30.0),
    "threat": lambda own: threat(100.5, 29.0, 153.0, minerals=own),
    "purchase": lambda own: purchase(100.5, 300.0, 30.0, minerals=own),
}


@pytest.mark.parametrize("kind", KINDS)
def test_other_minerals_do_not_notice(kind):
    world = default_world("gallium", "germanium")
    engine = Engine(world, model("default"))
    calm = engine.run(WITHOUT, future(horizon_d=1200))
    struck = engine.run(WITHOUT, future(KINDS[kind](("gallium",)), horizon_d=1200))
    assert rows(struck, "germanium") == rows(calm, "germanium")
    assert rows(struck, "gallium") != rows(calm, "gallium")


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("name", ["default", "bare"])
def test_books_close_and_controls_return_to_rest(kind, seed, name):
    """Ledgers are checked by every run; what actors touched is as on day 0 after the end."""
    world = random_world(seed)
    engine = Engine(world, model(name))
    start = engine.live(WITHOUT, future(horizon_d=1))
    tables = engine.live(WITHOUT, future(KINDS[kind](("testium",)), horizon_d=1200))
    for control in ("severity", "weight", "markup", "delay", "priority", "rush"):
        assert np.array_equal(tables.links[control], start.links[control]), control
    assert np.all(tables.customers["state_rate"] == 0.0)
    assert np.all(tables.minerals["rushing"] == 0.0)


def test_all_at_once_close_their_books():
    world = default_world("gallium")
    events = [kind(("gallium",)) for kind in KINDS.values()]
    tables = Engine(world, model("default")).live(WITHOUT, future(*events, horizon_d=1500))
    assert np.all(tables.links["severity"] == 0.0)
    assert np.all(np.isfinite(tables.customers["price"]))
