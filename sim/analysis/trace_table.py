"""The days of one run as a table: the state of everybody who makes or holds a mineral."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.replay import Replay
from sim.world.world import FEED, MARKET, World

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
Row = dict[str, Any]

TRACE_COLUMNS = (
    "day",
    "date",
    "who",
    "kind",
    "country",
    "stock_t",
    "cover_d",
    "pipeline_t",
    "need_t_per_d",
    "order_t_per_d",
    "landed_t_per_d",
    "unmet_t_per_d",
    "output_t_per_d",
    "shipped_to_us_t_per_d",
    "released_t_per_d",
    "price",
    "ask",
    "availability",
)


def dated(start: date, day: float) -> str:
    """Return the date of a day."""
    return (start + timedelta(days=int(day))).isoformat()


def trace_table(run: Replay, every_d: int) -> pd.DataFrame:
    """Return the state of the US market, its holders, refiners, suppliers and stocks.

    Parameters
    ----------
    run : Replay
    every_d : int
        Days per row; stocks and prices are those of the morning, flows means over the days that follow.

    Returns
    -------
    DataFrame
        Columns `TRACE_COLUMNS`, sorted by day.
    """
    import pandas as pd

    trace = run.trace
    days = np.arange(0, trace.days, every_d)
    starts, places = run.future.start_date, _places(run)
    frames = []
    for who, kind, columns in _actors(run):
        flat = {name: _per(values, days, name.endswith("_per_d")) for name, values in columns.items()}
        country = places.get(who, "USA")
        frames.append(pd.DataFrame(flat | {"day": days, "who": who, "kind": kind, "country": country}))
    table = pd.concat(frames).sort_values("day", kind="stable").reset_index(drop=True)
    table["date"] = [dated(starts, day) for day in table["day"]]
    return table.reindex(columns=list(TRACE_COLUMNS))


def _places(run: Replay) -> dict[str, str]:
    """Country of works and markets by name."""
    world, trace = run.world, run.trace
    works = {world.facilities.name[f]: world.facilities.country[f] for f in trace.facilities}
    return works | {customer_name(world, c): world.customers.country[c] for c in trace.customers.tolist()}


def _per(values: FloatArray, days: NDArray[np.int64], flow: bool) -> FloatArray:
    """Return the values of some mornings, or the mean flows of the days from each to the next."""
    if not flow:
        return values[days]
    sums = np.add.reduceat(values, days)
    return np.asarray(sums / np.diff(np.append(days, len(values))))


def _actors(run: Replay) -> Iterator[tuple[str, str, dict[str, FloatArray]]]:
    """Yield name, kind and columns of everybody, the US market first."""
    world, trace = run.world, run.trace
    us = us_column(run)
    need = trace.need[:, us]
    yield (
        "US market",
        "market",
        _customer(run, us) | {"released_t_per_d": trace.released + trace.stockpile_released},
    )
    for column, s in enumerate(trace.holders.tolist()):
        used = world.sectors.share[s] * need
        held = trace.holder_stock[:, column]
        yield (
            holder_name(world, s),
            "holder",
            {
                "stock_t": held,
                "cover_d": _cover(held, used),
                "need_t_per_d": used,
                "unmet_t_per_d": trace.holder_gap[:, column],
            },
        )
    for column, c in enumerate(trace.customers.tolist()):
        if column != us and world.customers.demand[c] > 0.0:
            yield customer_name(world, c), _kind(world, c), _customer(run, column)
    for column, f in enumerate(trace.facilities.tolist()):
        yield world.facilities.name[f], "supplier", _supplier(run, column)
    yield "reserve", "reserve", {"stock_t": trace.reserve_stock, "released_t_per_d": trace.released}


def _customer(run: Replay, column: int) -> dict[str, FloatArray]:
    trace = run.trace
    need = trace.need[:, column]
    found = {
        "stock_t": trace.stock[:, column],
        "cover_d": _cover(trace.stock[:, column], need),
        "pipeline_t": trace.pipeline[:, column],
        "need_t_per_d": need,
        "order_t_per_d": trace.order[:, column],
        "landed_t_per_d": trace.landed[:, column],
    }
    if run.world.customers.kind[trace.customers[column]] == MARKET:
        found |= {"unmet_t_per_d": trace.gap[:, column], "price": trace.price[:, column]}
    return found


def _supplier(run: Replay, column: int) -> dict[str, FloatArray]:
    trace, f = run.trace, int(run.trace.facilities[column])
    found = {
        "output_t_per_d": trace.output[:, column],
        "ask": trace.ask[:, column],
        "availability": trace.availability[:, column],
    }
    us = int(trace.customers[us_column(run)])
    own = [i for i, pair in enumerate(trace.pairs) if pair == (f, us)]
    if own:
        found["shipped_to_us_t_per_d"] = trace.shipped[:, own].sum(axis=1)
    return found


def _cover(stock: FloatArray, need: FloatArray) -> FloatArray:
    """Days of the day's use that the morning's stock holds."""
    return np.divide(stock[:-1], need, out=np.zeros(len(need)), where=need > 0.0)


def us_column(run: Replay) -> int:
    """Return the column of the US market in a trace."""
    us = run.world.market_customer(run.mineral, "USA")
    return int(np.flatnonzero(run.trace.customers == us)[0])


def customer_name(world: World, c: int) -> str:
    """Return how tables call a customer."""
    if world.customers.kind[c] == FEED:
        return f"feed of {world.facilities.name[int(world.customers.facility[c])]}"
    return f"{world.customers.country[c]} market".replace("USA", "US")


def holder_name(world: World, s: int) -> str:
    """Return how tables call a holder of US stock."""
    return f"{world.sectors.name[s]} ({'member' if world.sectors.member[s] else 'other'})"


def _kind(world: World, c: int) -> str:
    return "refiner feed" if world.customers.kind[c] == FEED else "market"
