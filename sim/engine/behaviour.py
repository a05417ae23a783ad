"""Behaviour of every mineral as arrays: override, else the future's draw, else the table."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from sim.data.parameters import parameters
from sim.engine.model import ModelSpec
from sim.futures.future import Future
from sim.world.world import World

FloatArray = NDArray[np.float64]
DAYS_PER_YEAR = 365.0


Reader = Callable[..., FloatArray]


def reader(world: World, future: Future) -> Reader:
    """Return ``read(name, override, on, off)``: one value per mineral of a parameter."""
    table = parameters()

    def read(name: str, override: float | None = None, on: bool = True, off: float = 0.0) -> FloatArray:
        if not on:
            return np.full(len(world.minerals), off)
        if override is not None:
            return np.full(len(world.minerals), float(override))
        rows = [table.get(name, mineral) for mineral in world.minerals]
        return np.array([future.parameters.get(f"{row.name}@{row.scope}", row.mode) for row in rows])

    return read


def behaviour(read: Reader, model: ModelSpec) -> dict[str, FloatArray]:
    """Return the behaviour columns of the mineral table, each of shape ``(n_minerals,)``.

    Times are in days, elasticities and exponents dimensionless, ``growth`` and ``thrift_rate`` per day.
    A negative ``supply_elasticity`` says that output is limited by capacity alone, an infinite
    ``order_cap`` that orders are not limited.
    """
    price, orders, thrift, contracts = (
        model.price_response,
        model.ordering,
        model.thrifting,
        model.contracts,
    )
    asks, supply, demand = model.supplier_asks, model.supply_response, model.demand_response
    halflife = read("thrift_halflife_d", thrift.halflife_d, thrift.enabled, np.inf)
    return {
        "growth": read("demand_growth", model.growth_per_year) / DAYS_PER_YEAR,
        "demand_elasticity": read("demand_elasticity", demand.elasticity, demand.enabled),
        "supply_elasticity": read("supply_elasticity", supply.elasticity, supply.enabled, -1.0),
        "gamma": read("price_gamma", price.gamma, price.enabled),
        "weight_on_hand": read("price_weight_on_hand", price.weight_on_hand),
        "price_lag": read("price_lag_d", orders.price_lag_d),
        "price_cap": read("price_cap", price.cap),
        "contract_share": read("contract_share", contracts.share, contracts.enabled),
        "contract_lag": read("contract_price_lag_d", contracts.price_lag_d),
        "ask_exponent": read("supplier_ask_exponent", asks.exponent, asks.enabled),
        "source_elasticity": read("armington_sigma", orders.source_elasticity),
        "bid_exponent": read("spot_bid_exponent", orders.bid_exponent),
        "order_time": read("order_adjust_time_d", orders.adjust_time_d),
        "smoothing_time": read("order_smoothing_time_d", orders.smoothing_time_d),
        "production_time": read("production_adjust_time_d", orders.production_adjust_time_d),
        "order_cap": read("order_cap", orders.cap, orders.capped, np.inf),
        "thrift_rate": read("thrift_cap_per_year", thrift.cap_per_year, thrift.enabled) / DAYS_PER_YEAR,
        "thrift_decay": np.log(2.0) / halflife,
        "gravity": read("gravity_weight", orders.gravity_weight),
    }
