"""The same configurations in two independent tools: stockpyl (Snyder) and SupplyNetPy."""

from __future__ import annotations

import pytest

from sim.analysis.oracles.bench import MINERAL, stock, total
from sim.analysis.oracles.inventory import BACKORDER, DEMAND, HOLDING, bans_of, periods
from sim.analysis.quiet import quiet_future
from sim.futures.events import ExportBan
from sim.tasks.verify import make_bench

pytestmark = pytest.mark.oracle

SEED, DAYS = 1, 400


@pytest.fixture(scope="module")
def bench():
    return make_bench()


def stockpyl_levels(base_stock, down):
    """Inventory level at the end of every period, backorders negative.

    Its node sees the period's demand before it orders, so its base stock is ours less that demand.
    """
    pytest.importorskip("stockpyl", reason="an extra: pip install vaultsim[crosscheck]")
    from stockpyl.disruption_process import DisruptionProcess
    from stockpyl.sim import simulation
    from stockpyl.supply_chain_network import single_stage_system

    process = DisruptionProcess(
        random_process_type="E", disruption_type="OP", disruption_state_list=list(down)
    )
    network = single_stage_system(
        holding_cost=HOLDING, stockout_cost=BACKORDER, demand_type="D", demand_list=[DEMAND],
        policy_type="BS", base_stock_level=base_stock - DEMAND,
        initial_inventory_level=base_stock - DEMAND, disruption_process=process,
    )  # fmt: skip
    simulation(network, len(down), rand_seed=1, progress_bar=False)
    (node,) = network.nodes
    return [sum(node.state_vars[t].inventory_level.values()) for t in range(len(down))]


@pytest.mark.parametrize("base_stock", [8000.0, 6000.0])
def test_stockpyl_holds_the_same_stock_in_every_period(bench, base_stock):
    bans = [(ban.start_d, ban.end_d) for ban in bans_of(SEED, 0)]
    down = [any(start <= day < end for start, end in bans) for day in range(DAYS)]
    assert 10 < sum(down) < DAYS / 2
    ours = periods(base_stock, bench, SEED, 0)[:DAYS]
    assert ours[:, 0] - ours[:, 1] == pytest.approx(stockpyl_levels(base_stock, down), abs=1e-6)


def supplynetpy_shortage(stock_d, bans, days):
    """Units of a demand of one a day that are lost, with a stock that is refilled at once between bans.

    Its demand of a day is one customer at the end of it, so bans begin and end between two customers.
    """
    pytest.importorskip("SupplyNetPy", reason="an extra: pip install vaultsim[crosscheck]")
    import simpy
    import SupplyNetPy.Components

    env = simpy.Environment()

    def until_next():
        return min((start + 0.5 - env.now for start, _ in bans if start + 0.5 > env.now), default=1e9)

    def length():
        return next((span for start, span in bans if abs(start + 0.5 - env.now) < 1e-9), 1.0)

    supplier = SupplyNetPy.Components.Supplier(
        env=env, ID="S", name="S", node_type="infinite_supplier", node_disrupt_time=until_next,
        node_recovery_time=length, logging=False,
    )  # fmt: skip
    retailer = SupplyNetPy.Components.InventoryNode(
        env=env, ID="R", name="R", node_type="retailer", capacity=stock_d, initial_level=stock_d,
        inventory_holding_cost=0.1, replenishment_policy=SupplyNetPy.Components.SSReplenishment,
        policy_param={"s": stock_d - 1, "S": stock_d}, product_sell_price=2, product_buy_price=1,
        logging=False,
    )  # fmt: skip
    SupplyNetPy.Components.Link(env=env, ID="L", source=supplier, sink=retailer, cost=0, lead_time=lambda: 0)
    SupplyNetPy.Components.Demand(
        env=env, ID="D", name="D", order_arrival_model=lambda: 1, order_quantity_model=lambda: 1,
        demand_node=retailer, lead_time=lambda: 0, delivery_cost=lambda: 0, logging=False,
    )  # fmt: skip
    env.run(until=days)
    return retailer.stats.shortage[1]


@pytest.mark.parametrize(
    ("stock_d", "bans"),
    [(60.0, ((100.0, 90.0),)), (20.0, ((100.0, 90.0), (250.0, 15.0), (300.0, 40.0)))],
)
def test_supplynetpy_loses_the_same_demand(bench, stock_d, bans):
    events = tuple(
        ExportBan(
            id=f"ban/{i}", mark=0.5, origin="CHN", minerals=(MINERAL,), severity=1.0, start_d=start,
            duration_d=span, announced_d=start,
        )
        for i, (start, span) in enumerate(bans)
    )  # fmt: skip
    future = quiet_future(bench.worlds["s05"], events, DAYS, seed=0)
    ours = total(bench.engine("s05").run(stock(stock_d, 1000.0), future))["unmet_t"]
    assert ours == pytest.approx(supplynetpy_shortage(stock_d, bans, DAYS), abs=1e-6)
