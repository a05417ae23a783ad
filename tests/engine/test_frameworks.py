"""Mechanisms at work in a run: who is served first, what allies lend, what alarms add."""

from datetime import date

import numpy as np
import pytest

from sim.engine.run import Engine
from sim.policy.arm import Arm
from sim.policy.instruments import (
    Agreement,
    ExportPreference,
    OfftakePriority,
    PrecautionRestraint,
    StockSharing,
)
from sim.policy.instruments.entry import Signed
from tests.helpers.worlds import START, WITHOUT, ban, default_world, future, model, rows

NOW = Signed(start=START)
BAN = future(ban(("gallium",), destinations=("USA",)), horizon_d=900)


def loan(**changes):
    values = {"entry": NOW, "ally": "JPN", "stock_d": 60.0, "fraction": 0.5, "trigger": 0.3}
    values |= {"lag_d": 30.0, "release_d": 60.0, "stock_d_row": "jpn.stock_days"}
    values |= {"fraction_row": "jpn.stock_loan_fraction_of_reserve", "lag_d_row": "ally.delivery_lag_days"}
    values |= {"trigger_row": "vault.crisis_trigger_import_loss_fraction"}
    return StockSharing(**values | {"release_d_row": "ally.delivery_days"} | changes)


def lived(world, fate, **instruments):
    return Engine(world, model("default")).live(Arm(name="x", instruments=instruments), fate)


def test_an_ally_lends_its_share_once_and_no_more():
    world = default_world("gallium")
    tables = lived(world, BAN, japan=loan())
    m = world.mineral_index("gallium")
    assert tables.minerals["injected_t"][m] == pytest.approx(loan().loan_t(world)[m])
    assert tables.minerals["injected_t"][m] > 0.0


@pytest.mark.parametrize(
    "changes",
    [{"fraction": 0.0}, {"stock_d": 0.0}, {"entry": Signed(start=date(2036, 1, 1))}, {"covers": ("tin",)}],
)
def test_a_loan_of_nothing_is_the_baseline_bit_for_bit(changes):
    world = default_world("gallium")
    base, tables = lived(world, BAN), lived(world, BAN, japan=loan(**changes))
    assert tables.customers.tobytes() == base.customers.tobytes()


def test_nothing_is_lent_in_calm_times():
    world = default_world("gallium")
    assert not lived(world, future(horizon_d=400), japan=loan()).minerals["injected_t"].any()


def test_a_loan_shortens_the_shortage():
    world = default_world("gallium")
    engine = Engine(world, model("default"))
    arm = Arm(name="x", instruments={"japan": loan(fraction=1.0)})
    alone, helped = (rows(engine.run(one, BAN), "gallium") for one in (WITHOUT, arm))
    assert helped["unmet_t"] < alone["unmet_t"]


def test_a_preferred_buyer_is_served_first():
    """Under a ban on everybody the partner's metal goes to the United States; no tonne is added."""
    world = default_world("gallium")
    fate = future(ban(("gallium",)), horizon_d=900)
    preference = ExportPreference(
        entry=NOW, partners=("JPN", "KOR"), share_row="mou.us_offtake_share_uplift", share=1.0
    )
    base, tables = lived(world, fate), lived(world, fate, x=preference)
    links = preference.links(world, ("JPN", "KOR"))
    assert tables.links["shipped_t"][links].sum() > base.links["shipped_t"][links].sum()
    m = world.mineral_index("gallium")
    assert tables.minerals["consumed_t"][m] <= base.minerals["consumed_t"][m] * 1.02


def test_offtake_begins_on_its_day():
    world = default_world("copper")
    deal = OfftakePriority(row="cod.cu_redirect_t", mineral="copper", supplier="COD")
    later = deal.model_copy(update={"entry": Signed(start=date(2028, 1, 1))})
    fate = future(horizon_d=365)
    base = lived(world, fate)
    assert lived(world, fate, x=later).links.tobytes() == base.links.tobytes()
    assert lived(world, fate, x=deal).links.tobytes() != base.links.tobytes()


def test_ore_is_offered_to_refiners_outside_the_largest():
    world = default_world("cobalt")
    deal = OfftakePriority(row="orion.co_redirect_t", mineral="cobalt", supplier="COD", stage="mine")
    links, tonnes = deal.priorities(world)
    assert tonnes.sum() == pytest.approx(10_900 / 365)
    buyers = {world.customers.country[c] for c in world.links.customer[links]}
    assert buyers and "CHN" not in buyers


def test_two_deals_on_one_link_add_up():
    world = default_world("copper")
    deal = OfftakePriority(row="cod.cu_redirect_t", mineral="copper", supplier="COD")
    links, tonnes = deal.priorities(world)
    tables = lived(world, future(horizon_d=30), a=deal, b=deal)
    assert tables.links["priority"][links] == pytest.approx(2.0 * tonnes)


def restraint(share):
    return PrecautionRestraint(
        entry=NOW, markets=("USA", "JPN"), restraint_row="trilat.precaution_restraint", restraint=share
    )


def test_restraint_lowers_what_an_alarm_adds_to_members_stocks():
    world = default_world("gallium")
    fate = future(ban(("gallium",), start=20.0), horizon_d=25)
    added = {
        share: lived(world, fate, x=restraint(share)).customers["precaution"] - 1.0 for share in (0.0, 0.5)
    }
    market = dict(zip(world.customers.name, range(len(world.customers.name)), strict=True))
    us, eu = market["gallium/market/USA"], market["gallium/market/EU"]
    assert added[0.5][us] == pytest.approx(0.5 * added[0.0][us])
    assert added[0.0][us] > 0.0
    assert added[0.5][eu] == added[0.0][eu]


def test_an_agreement_does_what_its_parts_do():
    world = default_world("gallium")
    parts = {"loan": loan(), "restraint": restraint(0.5)}
    together = lived(world, BAN, x=Agreement(parts=parts))
    apart = lived(world, BAN, **parts)
    assert np.array_equal(together.customers, apart.customers)
