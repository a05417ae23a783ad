"""The reserve's accounts at the end of a run as one row."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from sim.engine.actors.treasury import Treasury
from sim.engine.tables import Tables, afloat_t

DAYS_PER_YEAR = 365.0
TURNOVERS = ("drawn", "repaid", "purchases", "sales")
ACCOUNTS = (
    "loan",
    "equity",
    "cash",
    "stock",
    "gains",
    "charges",
    "entry_fees",
    "top_ups",
    "interest",
    "storage",
    "losses",
)
FINANCE_COLUMNS = (
    *(f"{name}_usd" for name in (*TURNOVERS, *ACCOUNTS)),
    "residual_usd",
    "discounted_cost_usd",
)


def residual_usd(tables: Tables) -> NDArray[np.float64]:
    """Return the market value of the reserve's stock and cargo, per mineral.

    A stock is worth the lagged contract price: a peak quote would not be met by selling it.
    """
    own = tables.minerals
    held = (tables.customers["stock"] + afloat_t(tables))[own["reserve"]]
    return np.asarray(held * tables.customers["contract_price"][own["us"]] * own["price_usd"])


def discounted_cost_usd(tables: Tables, horizon_d: int, discount_rate: float) -> NDArray[np.float64]:
    """Return what the reserve's metal costs society, per mineral (see `statement`)."""
    last = (1.0 + discount_rate) ** (-horizon_d / DAYS_PER_YEAR)
    return np.asarray(tables.minerals["discounted_cost_usd"] - last * residual_usd(tables))


def statement(
    treasury: Treasury | None, tables: Tables, horizon_d: int, discount_rate: float
) -> dict[str, list[Any]]:
    """Return the columns of one run; zeros without a reserve.

    Dollars of loan, cash and stock are what is there at the end, all others what has gone through. The
    discounted cost is purchases and storage less sales, each at the worth of its day, less the discounted
    residual value; interest is left out, for discounting is the cost of time, and so are members' payments
    to the reserve.
    """
    if treasury is None:
        return {name: [0.0] for name in FINANCE_COLUMNS}
    book, residual = treasury.book, float(np.sum(residual_usd(tables)))
    cost = float(np.sum(discounted_cost_usd(tables, horizon_d, discount_rate)))
    values = {f"{name}_usd": book.turnover_usd(name) for name in TURNOVERS}
    values |= {f"{name}_usd": book.usd(name) for name in ACCOUNTS}
    values |= {"residual_usd": residual, "discounted_cost_usd": cost}
    return {name: [values[name]] for name in FINANCE_COLUMNS}
