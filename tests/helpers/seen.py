"""An observation of two minerals and four holders for tests of rules."""

from __future__ import annotations

from typing import Any

import numpy as np

from sim.policy.observation import Holders, Observation


def holders(**changes: Any) -> Holders:
    values = {
        "mineral": np.array([0, 0, 1, 1]),
        "tier": np.array([1, 2, 1, 3]),
        "member": np.array([True, False, True, False]),
        "share": np.array([0.2, 0.8, 0.4, 0.6]),
        "short_since_d": np.full(4, np.inf),
        "entitled_t": np.array([20.0, 0.0, 200.0, 0.0]),
        "owed_t": np.zeros(4),
        "loss_ratio": np.array([400.0, 100.0, 50.0, 50.0]),
    }
    return Holders(**(values | changes))


def seen(**changes: Any) -> Observation:
    values = {
        "day": 100.0,
        "minerals": ("gallium", "tin"),
        "import_ratio": np.array([1.0, 0.6]),
        "unmet_ratio": np.zeros(2),
        "demand_t_per_d": np.array([1.0, 10.0]),
        "world_trade_t_per_d": np.array([20.0, 40.0]),
        "price": np.ones(2),
        "base_price_usd_per_t": np.array([100.0, 10.0]),
        "past_price": np.ones((1, 2)),
        "review_d": 7.0,
        "reserve_t": np.array([20.0, 200.0]),
        "reserve_position_t": np.array([20.0, 200.0]),
        "reserve_spent_usd": np.zeros(2),
        "reserve_buying": np.zeros(2, np.bool_),
        "crisis_d": np.zeros(2),
        "holders": holders(),
    }
    return Observation(**(values | changes))
