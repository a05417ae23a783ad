"""The worst bans against a stock, and the stock that is best against the worst bans.

A coercer stops exports of at most so many minerals, for lengths whose sum is bounded. Losses of minerals
add up, so the worst portfolio against a given stock is a small knapsack, solved exactly. The best stock
is found by a double oracle (McMahan, Gordon & Blum 2003): a linear programme over the portfolios met so far
bounds the value of the game from below, the worst portfolio against its answer bounds it from above.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sizing.allocation import least_worst
from sim.analysis.sizing.arms import Candidate
from sim.analysis.sizing.curves import values_at
from sim.world.world import World

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
MOST_PORTFOLIOS = 200
GAP = 1e-6
"""Of the value of the game: nearer bounds are called equal."""
GAME_COLUMNS = ("arm", "policy", "budget_usd", "worst_bans", "loss_usd", "least_usd", "gap_usd", "portfolios")
BEST = "best_against_worst"

Portfolio = tuple[int, ...]
"""Place of the length of the ban on every mineral; 0 is no ban."""


@dataclass(frozen=True)
class Game:
    """What every ban costs against every stock.

    Attributes
    ----------
    lengths_d : tuple of int
        Rising from 0, no ban.
    stock_t : FloatArray, shape (n_minerals, n_stocks)
    loss_usd : FloatArray, shape (n_lengths, n_minerals, n_stocks)
        Of a ban of that length on that mineral.
    most_bans : int
    most_days : int
        Of all bans together.
    """

    lengths_d: tuple[int, ...]
    stock_t: FloatArray
    loss_usd: FloatArray
    most_bans: int
    most_days: int

    def worst(self, harm: FloatArray) -> tuple[Portfolio, float]:
        """Return the portfolio that hurts most, and how much.

        Parameters
        ----------
        harm : FloatArray, shape (n_lengths, n_minerals)
            Loss of every ban against one stock.
        """
        unit = int(np.gcd.reduce(self.lengths_d))
        room = self.most_days // unit
        best = np.zeros((self.most_bans + 1, room + 1))
        choices = []
        for mineral in range(harm.shape[1]):
            options = np.full((len(self.lengths_d), *best.shape), -np.inf)
            options[0] = best + harm[0, mineral]
            for place, days in enumerate(self.lengths_d[1:], start=1):
                used = days // unit
                if used <= room:
                    options[place, 1:, used:] = best[:-1, : room + 1 - used] + harm[place, mineral]
            choices.append(options.argmax(axis=0))
            best = options.max(axis=0)
        return self._traced(choices, room, unit), float(best[-1, -1])

    def harm(self, weights: FloatArray) -> FloatArray:
        """Return the loss of every ban against a mix of stocks, shape ``(n_lengths, n_minerals)``."""
        return np.asarray((self.loss_usd * weights).sum(axis=2))

    def losses(self, portfolio: Portfolio) -> FloatArray:
        """Return what a portfolio costs by mineral and stock, shape ``(n_minerals, n_stocks)``."""
        return self.loss_usd[list(portfolio), np.arange(len(portfolio))]

    def solve(self, price: FloatArray, budget_usd: float) -> Solution:
        """Return the stock under a budget whose worst case is least, with both bounds."""
        met = [self.worst(self.loss_usd[:, :, 0])[0]]
        lower, upper, answer = -np.inf, np.inf, np.zeros(len(price))
        while len(met) < MOST_PORTFOLIOS:
            losses = [self.losses(portfolio) for portfolio in met]
            weights, lower = least_worst(self.stock_t, losses, [0.0] * len(met), price, budget_usd)
            portfolio, loss = self.worst(self.harm(weights))
            if loss < upper:
                upper, answer = loss, (weights * self.stock_t).sum(axis=1)
            if upper - lower <= GAP * max(1.0, abs(upper)) or portfolio in met:
                break
            met.append(portfolio)
        return Solution(answer, lower, upper, len(met))

    def _traced(self, choices: list[NDArray[np.int64]], room: int, unit: int) -> Portfolio:
        """Return the lengths that led to the best total, from the last mineral back."""
        bans, left, portfolio = self.most_bans, room, []
        for choice in reversed(choices):
            place = int(choice[bans, left])
            portfolio.append(place)
            bans -= place > 0
            left -= self.lengths_d[place] // unit
        return tuple(reversed(portfolio))


@dataclass(frozen=True)
class Solution:
    """Tonnes per mineral, the bounds of the least worst loss, and how many portfolios were met."""

    tonnes: FloatArray
    lower_usd: float
    upper_usd: float
    portfolios: int


def game_table(
    game: Game, world: World, targets: Mapping[Candidate, FloatArray], budgets_usd: Mapping[float, float]
) -> pd.DataFrame:
    """Return the worst bans against every mix, and the best mix against its worst bans at every budget.

    Parameters
    ----------
    game : Game
    world : World
    targets : mapping of Candidate to FloatArray
        Tonnes, shape ``(n_minerals,)``.
    budgets_usd : mapping of float to float
        What each budget leaves for metal.
    """
    import pandas as pd

    solved = {usd: game.solve(world.price_usd_per_t, metal) for usd, metal in budgets_usd.items()}
    mixes = dict(targets) | {Candidate(BEST, usd): one.tonnes for usd, one in solved.items()}
    rows = []
    for one, tonnes in mixes.items():
        harm = np.array([values_at(tonnes, game.stock_t, loss) for loss in game.loss_usd])
        portfolio, loss = game.worst(harm)
        told = ", ".join(
            f"{mineral} {game.lengths_d[place]} d"
            for mineral, place in zip(world.minerals, portfolio, strict=True)
            if place and harm[place, world.minerals.index(mineral)] > harm[0, world.minerals.index(mineral)]
        )
        own = solved.get(one.budget_usd)
        # the solver's last digits may put the bound a hair above the loss
        gap = max(0.0, loss - own.lower_usd) if own else None
        least = (own.lower_usd, gap, own.portfolios) if own else (None, None, None)
        rows.append((one.arm, one.policy, one.budget_usd, told, loss, *least))
    return pd.DataFrame(rows, columns=list(GAME_COLUMNS))
