"""The nearest workload that two other simulators can state; runs without this project's packages.

``python peer_models.py stockpyl < chain.json`` (or SupplyNetPy) prints the seconds of a run with its set-up,
without its imports. Neither has a reserve or prices.
"""

from __future__ import annotations

import json
import random
import sys
from collections.abc import Mapping
from time import process_time
from typing import Any

Chain = Mapping[str, Any]
SECTOR_COVER_D = 5.0
TRANSIT_SHAPE = 16.0
NOISE = 0.1


def stockpyl(chain: Chain) -> float:
    """26 nodes with base stocks: mines, refiners, a port, sectors.

    Left out: lots, yields, routes of their own length (a node has one lead time, that of its longest route).
    Its nodes need a good from each of their suppliers, as parts of a product; here the ore of each mine.
    """
    from stockpyl.sim import simulation
    from stockpyl.supply_chain_network import network_from_edges

    names = [*chain["mines"], *chain["refiners"], "USA", *chain["sectors"]]
    edges = [(route["origin"], route["destination"]) for route in _kept(chain)]
    edges += [("USA", sector) for sector in chain["sectors"]]
    days = dict.fromkeys(names, 1)
    for route in _kept(chain):
        days[route["destination"]] = max(days[route["destination"]], round(route["transit_d"]))
    us = _into(chain, "USA")
    flow = dict.fromkeys(names, us)
    flow |= {name: sector["share"] * us for name, sector in chain["sectors"].items()}
    cover = dict.fromkeys(names, chain["feed_cover_d"]) | dict.fromkeys(chain["sectors"], SECTOR_COVER_D)
    number = {name: k for k, name in enumerate(names)}
    disrupted = [*chain["mines"], *chain["refiners"]]
    rates = {"disruption_probability": "up_d", "recovery_probability": "down_d"}
    clock = process_time()
    network = network_from_edges(
        edges=[(number[a], number[b]) for a, b in edges],
        node_order_in_lists=list(range(len(names))),
        demand_type={number[s]: "N" for s in chain["sectors"]},
        mean={number[s]: flow[s] for s in chain["sectors"]},
        standard_deviation={number[s]: NOISE * flow[s] for s in chain["sectors"]},
        policy_type="BS",
        base_stock_level=[flow[name] * (cover[name] + days[name]) for name in names],
        shipment_lead_time=[days[name] for name in names],
        random_process_type={number[name]: "M" for name in disrupted},
        disruption_type={number[name]: "SP" for name in disrupted},
        **{
            key: {number[name]: 1.0 / chain["disruption"][mean] for name in disrupted}
            for key, mean in rates.items()
        },
    )
    simulation(network, chain["horizon_d"], rand_seed=1, progress_bar=False)
    return process_time() - clock


def supplynetpy(chain: Chain) -> float:
    """Mines without limit, refiners and a port with (s, S) stocks, sectors with a customer a day, links.

    Left out: output of mines, yields, shared orders (a whole order goes to one supplier), two small markets.
    """
    import simpy
    import SupplyNetPy.Components as components  # noqa: N813

    draw = random.Random(1)
    down, us = chain["disruption"], _into(chain, "USA")
    clock = process_time()
    env = simpy.Environment()
    disruption = {
        "disrupt_time": lambda: draw.expovariate(1.0 / down["up_d"]),
        "recovery_time": lambda: draw.expovariate(1.0 / down["down_d"]),
    }
    at_node = {f"node_{key}": value for key, value in disruption.items()}
    at_link = {f"link_{key}": value for key, value in disruption.items()}

    def store(name: str, kind: str, flow: float, cover: float, days: float, **more: Any) -> Any:  # noqa: ANN401
        most = flow * (cover + days)
        return components.InventoryNode(
            env=env, ID=name, name=name, node_type=kind, capacity=2.0 * most, initial_level=flow * cover,
            inventory_holding_cost=0.1, replenishment_policy=components.SSReplenishment,
            policy_param={"s": most - flow, "S": most}, product_sell_price=2.0, product_buy_price=1.0,
            supplier_selection_policy=components.SelectAvailable, supplier_selection_mode="dynamic",
            logging=False, **more,
        )  # fmt: skip

    nodes = {
        name: components.Supplier(
            env=env, ID=name, name=name, node_type="infinite_supplier", logging=False, **at_node
        )
        for name in chain["mines"]
    }
    cover, longest = chain["feed_cover_d"], max(route["transit_d"] for route in chain["routes"])
    for name in chain["refiners"]:
        nodes[name] = store(name, "warehouse", _into(chain, name), cover, longest, **at_node)
    nodes["USA"] = store("USA", "distributor", us, chain["market_cover_d"], longest)
    for route in _kept(chain):
        mean = route["transit_d"] / TRANSIT_SHAPE
        banned = (route["origin"], route["destination"]) == (
            chain["ban"]["origin"],
            chain["ban"]["destination"],
        )
        components.Link(
            env=env, ID=f"{route['origin']}-{route['destination']}", source=nodes[route["origin"]],
            sink=nodes[route["destination"]], cost=1.0,
            lead_time=lambda mean=mean: draw.gammavariate(TRANSIT_SHAPE, mean),
            **(_ban(chain, env) if banned else at_link),
        )  # fmt: skip
    for name, sector in chain["sectors"].items():
        flow = sector["share"] * us
        node = store(name, "retailer", flow, SECTOR_COVER_D, 1.0)
        components.Link(
            env=env, ID=f"USA-{name}", source=nodes["USA"], sink=node, cost=1.0, lead_time=lambda: 1.0
        )
        components.Demand(
            env=env, ID=f"use-{name}", name=name, order_arrival_model=lambda: 1.0,
            order_quantity_model=lambda flow=flow: max(0.01, flow * draw.gauss(1.0, NOISE)),
            demand_node=node, lead_time=lambda: 0.0, delivery_cost=lambda: 0.0, consume_available=True,
            logging=False,
        )  # fmt: skip
    env.run(until=chain["horizon_d"])
    return process_time() - clock


def _ban(chain: Chain, env: Any) -> dict[str, Any]:  # noqa: ANN401 - SimPy has no types here
    start = chain["ban"]["start_d"]
    return {
        "link_disrupt_time": lambda: start - env.now if env.now < start else 1e9,
        "link_recovery_time": lambda: chain["ban"]["duration_d"],
    }


def _kept(chain: Chain) -> list[dict[str, Any]]:
    """Routes of the chain to refiners and to the United States."""
    return [route for route in chain["routes"] if route["destination"] in {*chain["refiners"], "USA"}]


def _into(chain: Chain, destination: str) -> float:
    return sum(route["base_t_per_d"] for route in chain["routes"] if route["destination"] == destination)


PEERS = {"stockpyl": stockpyl, "SupplyNetPy": supplynetpy}

if __name__ == "__main__":
    print(PEERS[sys.argv[1]](json.load(sys.stdin)))
