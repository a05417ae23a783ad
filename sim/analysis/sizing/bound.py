"""How far a mix is from the best that any plan could do: a dynamic programme per mineral (sizing rule Z9).

The world of the benchmark is a stylised one, in which the best is known: bans on a mineral come and go by
a Markov chain, take a fixed share of the supply, and nobody reroutes, saves or pays more. It is no
proposal and no forecast; its dollars are larger than those of simulated futures, where markets adapt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sizing.allocation import least
from sim.analysis.sizing.arms import Candidate, stock_budget_usd
from sim.policy.frameworks import framework_value
from sim.policy.reserve.buying.purchase import DAYS_PER_MONTH
from sim.policy.reserve.programme import Programme
from sim.policy.reserve.sizing.belief import BanBelief
from sim.policy.reserve.sizing.need import loss_usd_per_t, us_demand
from sim.policy.reserve.spec import StockReserve
from sim.world.world import World

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
IntArray = NDArray[np.int64]
PERIOD_D = 30.0
PER_GAP = 2
"""Stock levels per period of full gap."""
COVERS = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 9.0, 12.0, 18.0, 24.0, 36.0])
"""Periods of full gap at which the best plan is worked out; the last is more than it ever uses."""
DAYS_PER_YEAR = 365.0
ROUNDING = 1e-9
OPEN, BANNED = 0, 1
BOUND_COLUMNS = ("arm", "policy", "budget_usd", "total_usd", "best_usd", "distance_usd", "share_of_possible")


@dataclass(frozen=True)
class Stylised:
    """One mineral in the stylised world.

    Attributes
    ----------
    gap_t_per_d : float
        Missing while a ban lasts.
    rate_per_year, length_d : float
        Of bans, and their mean length.
    loss_usd_per_t, price_usd_per_t : float
    fee, storage : float
        Traders' fee, share of a purchase; storage per year, share of the value of the stock.
    fill_d : float
        Days over which an empty reserve is filled.
    discount_rate : float
        Per year.
    """

    gap_t_per_d: float
    rate_per_year: float
    length_d: float
    loss_usd_per_t: float
    price_usd_per_t: float
    fee: float
    storage: float
    fill_d: float
    discount_rate: float

    def programme(self, stock_t: float) -> tuple[Programme, FloatArray, IntArray]:
        """Return the programme up to some stock, the tonnes of its levels, and the plain plan.

        The plain plan fills while trade is open and gives all it has while it is not.
        """
        most = self.gap_t_per_d * PERIOD_D
        steps = max(1, int(np.ceil(PER_GAP * stock_t / most)))
        levels = np.linspace(0.0, stock_t, steps + 1)
        unit = stock_t / steps
        bought = np.maximum(0.0, levels[None, :] - levels[:, None])
        given = np.maximum(0.0, levels[:, None] - levels[None, :])
        limit = max(unit, stock_t * PERIOD_D / self.fill_d) * (1.0 + 1e-9)
        storage = self.storage * self.price_usd_per_t * levels[:, None] * PERIOD_D / DAYS_PER_YEAR
        filling = np.where(bought <= limit, bought * self.price_usd_per_t * (1.0 + self.fee), np.inf)
        filling = np.where(given > 0.0, np.inf, filling)
        missing = self.loss_usd_per_t * (most - given) - self.price_usd_per_t * given
        giving = np.where((bought > 0.0) | (given > most * (1.0 + 1e-9)), np.inf, missing)
        cost = np.stack([filling + storage, giving + storage], axis=2)
        plain = np.stack([_furthest(filling, up=True), _furthest(giving, up=False)], axis=1)
        discount = (1.0 + self.discount_rate) ** (-PERIOD_D / DAYS_PER_YEAR)
        return Programme(cost, self._transition(), discount), levels, plain

    def totals(self, stock_t: float, horizon_d: float) -> tuple[float, float]:
        """Return discounted loss plus cost from an empty start: of the plain plan, and of the best one.

        Parameters
        ----------
        stock_t : float
            At most `useful_t`.
        horizon_d : float
        """
        if stock_t == 0.0:
            without = self._nothing(horizon_d)
            return without, without
        programme, levels, plain = self.programme(stock_t)
        periods = round(horizon_d / PERIOD_D)
        last = np.repeat(-self.price_usd_per_t * levels[:, None], 2, axis=1)
        held = programme.backward(last, periods, plain)
        best = programme.backward(last, periods)
        return float(held[0, OPEN]), float(best[0, OPEN])

    def _nothing(self, horizon_d: float) -> float:
        lost = self.loss_usd_per_t * self.gap_t_per_d * PERIOD_D
        cost = np.array([[[0.0, lost]]])
        discount = (1.0 + self.discount_rate) ** (-PERIOD_D / DAYS_PER_YEAR)
        programme = Programme(cost, self._transition(), discount)
        return float(programme.backward(np.zeros((1, 2)), round(horizon_d / PERIOD_D))[0, OPEN])

    def useful_t(self, stock_t: float) -> float:
        """Return the part of a stock that bans may ever need at once."""
        return min(stock_t, float(COVERS[-1]) * self.gap_t_per_d * PERIOD_D)

    def idle_usd(self, stock_t: float, horizon_d: float) -> float:
        """Return the cost of the other part, that is bought, stored and never given."""
        discount = (1.0 + self.discount_rate) ** (-np.array([0.0, self.fill_d, horizon_d]) / DAYS_PER_YEAR)
        bought = (1.0 + self.fee) * discount[:2].mean()
        stored = self.storage * (horizon_d - self.fill_d / 2.0) / DAYS_PER_YEAR * discount[1:].mean()
        idle_t = stock_t - self.useful_t(stock_t)
        return float(idle_t * self.price_usd_per_t * (bought + stored - discount[2]))

    def _transition(self) -> FloatArray:
        begins = 1.0 - np.exp(-self.rate_per_year * PERIOD_D / DAYS_PER_YEAR)
        ends = 1.0 - np.exp(-PERIOD_D / self.length_d)
        return np.array([[1.0 - begins, begins], [ends, 1.0 - ends]])


def stylised(
    world: World, bans: BanBelief, reserve: StockReserve, discount_rate: float
) -> list[Stylised | None]:
    """Return every mineral in the stylised world; None where no ban is held likely."""
    demand, loss = us_demand(world), loss_usd_per_t(world)
    rates, cuts, length = bans.rates(world), bans.cuts(world), bans.duration().mean()
    fill_d = framework_value("vault.fill_months_to_target", None) * DAYS_PER_MONTH
    found: list[Stylised | None] = []
    for m, price in enumerate(world.price_usd_per_t.tolist()):
        gap = float(cuts[m] * demand[m])
        money = (reserve.finance.fee_rate(), reserve.finance.storage_rate(), fill_d, discount_rate)
        likely = rates[m] > 0.0 and gap > 0.0
        found.append(
            Stylised(gap, float(rates[m]), length, float(loss[m]), price, *money) if likely else None
        )
    return found


def bound_table(
    world: World,
    bans: BanBelief,
    reserve: StockReserve,
    targets: Mapping[Candidate, FloatArray],
    horizon_d: float,
    discount_rate: float,
) -> pd.DataFrame:
    """Return loss plus cost of every mix in the stylised world, and of the best plan for the same money.

    ``best_usd`` lets every mineral follow its own best plan up to a stock chosen for it, out of a grid that
    holds the stocks of all mixes, and the stocks together cost at most the budget. ``share_of_possible`` is
    what a mix saves over what the best saves; money spent on minerals on which no ban is held likely is gone.
    """
    import pandas as pd

    minerals = stylised(world, bans, reserve, discount_rate)
    grids = [
        None if one is None else _grid(one, [float(tonnes[m]) for tonnes in targets.values()], horizon_d)
        for m, one in enumerate(minerals)
    ]
    longest = max((len(grid) for grid in grids if grid is not None), default=1)
    held, best = np.zeros((2, len(grids), longest))
    for m, grid in enumerate(grids):
        if grid is not None:
            # a grid that is shorter stays at its last stock
            points = [*grid, *[max(grid)] * (longest - len(grid))]
            held[m], best[m] = points, [grid[tonnes][1] for tonnes in points]
    nothing = float(best[:, 0].sum())
    rows = []
    for candidate, tonnes in targets.items():
        own = sum(
            grid[one.useful_t(stock)][0] + one.idle_usd(stock, horizon_d)
            for one, grid, stock in zip(minerals, grids, tonnes.tolist(), strict=True)
            if one is not None and grid is not None
        )
        usd = stock_budget_usd(reserve, candidate.budget_usd)
        bound = least(held, best, world.price_usd_per_t, usd)
        possible = nothing - bound
        # without money nothing is possible, but for the rounding of the solver
        saved = (nothing - own) / possible if possible > ROUNDING * nothing else np.nan
        rows.append((candidate.arm, candidate.policy, candidate.budget_usd, own, bound, own - bound, saved))
    return pd.DataFrame(rows, columns=list(BOUND_COLUMNS))


def _grid(one: Stylised, stocks: Sequence[float], horizon_d: float) -> dict[float, tuple[float, float]]:
    """Return the totals of the plain and of the best plan at a grid of stocks, rising from 0."""
    covers = (COVERS * one.gap_t_per_d * PERIOD_D).tolist()
    points = sorted({*covers, *(one.useful_t(stock) for stock in stocks)})
    return {stock: one.totals(stock, horizon_d) for stock in points}


def _furthest(cost: FloatArray, up: bool) -> IntArray:
    """Return from every level the furthest one within reach."""
    reach = np.isfinite(cost)
    return np.asarray(
        cost.shape[1] - 1 - np.argmax(reach[:, ::-1], axis=1) if up else np.argmax(reach, axis=1)
    )
