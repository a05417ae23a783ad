"""On any network and under any events no tonne appears, vanishes or ships twice."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sim.engine.run import Engine
from sim.policy.arm import Arm
from tests.helpers.worlds import ban, delay, flood, future, model, outage, random_world, reserve

pytestmark = pytest.mark.functional

DAYS = st.floats(0.0, 900.0)
SPANS = st.floats(0.5, 400.0)
SHARES = st.floats(0.05, 1.0)


@st.composite
def events(draw):
    """A few overlapping events of every kind."""
    minerals = ("testium",)
    made = []
    for i in range(draw(st.integers(1, 4))):
        start, days, share = draw(DAYS), draw(SPANS), draw(SHARES)
        country = draw(st.sampled_from(["CHN", "AUS", "CHL"]))
        event = draw(st.sampled_from(["ban", "outage", "flood", "delay"]))
        if event == "ban":
            to = draw(st.sampled_from([(), ("USA",), ("EU", "JPN")]))
            made.append(
                ban(minerals, start, days, origin=country, severity=share, destinations=to, id=f"{i}")
            )
        elif event == "outage":
            stage = draw(st.sampled_from(["mine", "refine"]))
            made.append(outage(minerals, start, days, origin=country, stage=stage, severity=share, id=f"{i}"))
        elif event == "flood":
            made.append(flood(minerals, start, days, 0.9 * share).model_copy(update={"id": f"{i}"}))
        else:
            made.append(delay(minerals, start, days, 60.0 * share).model_copy(update={"id": f"{i}"}))
    return made


@given(seed=st.integers(0, 10_000), happenings=events(), name=st.sampled_from(["default", "bare"]))
@settings(max_examples=60, deadline=None)
def test_ledgers_close_and_nothing_is_negative(seed, happenings, name):
    """``live`` raises when a ledger is open by 1e-9 or a stock is negative."""
    arm = Arm(name="vault", reserve=reserve())
    tables = Engine(random_world(seed), model(name)).live(arm, future(*happenings, horizon_d=1500))
    for noun in ("minerals", "facilities", "customers", "links"):
        table = getattr(tables, noun)
        for field in table.dtype.names:
            assert not np.any(np.isnan(table[field])), field
    own = tables.minerals[0]
    total = tables.tallies[int(own["tally_all"])]
    assert 0.0 <= total["unmet_t"] <= total["base_t"] * (1 + 1e-12)
    assert total["peak_depth"] <= 1.0 + 1e-12
    assert own["released_t"] <= own["bought_t"] * (1 + 1e-12)
    assert np.all(tables.customers["price"][:-1] <= own["price_cap"] * (1 + 1e-12))
    sectors = tables.tallies[: int(own["tally_all"])]
    assert sectors["unmet_t"].sum() == pytest.approx(total["unmet_t"], rel=1e-9, abs=1e-12)
