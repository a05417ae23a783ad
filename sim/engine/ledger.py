"""Double-entry checks: tonnes per mineral and dollars of the reserve close, or the run fails."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from sim.engine.tables import Tables, afloat_t

FloatArray = NDArray[np.float64]
TOLERANCE = 1e-9


class LedgerError(RuntimeError):
    """A run created or destroyed tonnes or dollars."""


def tonnes_held(tables: Tables) -> FloatArray:
    """Return all tonnes per mineral: finished, stranded, on site, under way and in the defence stockpile."""
    held = tables.customers["stock"] + afloat_t(tables)
    finished = tables.facilities["finished"] + tables.facilities["stranded"]
    return np.array(
        [
            held[own["customer0"] : own["customer1"]].sum()
            + finished[own["facility0"] : own["facility1"]].sum()
            + own["stockpile_t"]
            for own in tables.minerals
        ]
    )


def check_ledgers(tables: Tables, opening_t: FloatArray, names: tuple[str, ...]) -> None:
    """Close the books of a run.

    Parameters
    ----------
    opening_t : FloatArray
        Tonnes held on the morning of day 0, the reserve's first stock included.

    Raises
    ------
    LedgerError
        If any book is open by more than 1e-9 of its turnover, or a stock is negative.
    """
    own = tables.minerals
    used = own["consumed_t"] + own["yield_loss_t"] + own["state_t"] + own["lost_t"]
    _close("tonnes", opening_t + own["source_t"] + own["injected_t"], tonnes_held(tables) + used, names)
    stored = (tables.customers["stock"] + afloat_t(tables))[own["reserve"]]
    _close("tonnes of the reserve", own["bought_t"], own["released_t"] + own["lost_t"] + stored, names)
    paid = own["spent_usd"] + own["carrying_usd"] + own["interest_usd"]
    _close("dollars of the reserve", paid, own["received_usd"] - own["cash_usd"], names)
    stocks = {
        "stock": tables.customers["stock"],
        "finished stock": tables.facilities["finished"],
        "stranded stock": tables.facilities["stranded"],
        "stock of US holders": tables.tallies["stock"],
        "cargo": tables.ring,
        "waiting cargo": tables.waypoints["held"],
        "defence stockpile": own["stockpile_t"],
    }
    for name, array in stocks.items():
        if not np.all(np.isfinite(array)) or array.min(initial=0.0) < 0.0:
            raise LedgerError(f"{name} is negative or not a number")


def _close(what: str, left: FloatArray, right: FloatArray, minerals: tuple[str, ...]) -> None:
    scale = np.maximum(np.maximum(np.abs(left), np.abs(right)), np.finfo(np.float64).tiny)
    gap = np.abs(left - right) / scale
    worst = int(np.argmax(gap))
    if not gap[worst] <= TOLERANCE:
        raise LedgerError(f"the ledger of {what} is open by {gap[worst]:.2e} for {minerals[worst]}")
