"""The studies behind ``task=sizing``, and the tables they give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from sim.analysis.sizing.allocation import greedy, minimax_regret
from sim.analysis.sizing.arms import NONE, WITHOUT, Candidate, sizing_arms, stock_budget_usd, targets_t
from sim.analysis.sizing.bound import bound_table
from sim.analysis.sizing.choice import choice_table, ranked
from sim.analysis.sizing.curves import Curves, FloatArray, cover_arms, curves
from sim.analysis.sizing.game import Game, game_table
from sim.analysis.sizing.measures import bans_per_year, measures, tier_table
from sim.analysis.sizing.regret import regret_table
from sim.analysis.sizing.searched import allocation_table, search_table
from sim.analysis.sizing.spec import GameSpec, SearchSpec, SizingTask
from sim.analysis.sizing.table import sizing_table, unmet_table
from sim.policy.arm import Arm
from sim.policy.reserve.spec import StockReserve
from sim.study.provenance import provenance
from sim.study.results import Results
from sim.tasks.stages import Stage

if TYPE_CHECKING:
    import pandas as pd

SIMULATED, MINIMAX = "simulated_benefit", "minimax_regret"
"""Sizing rules Z6 and Z8 on simulated futures."""
Arms = Mapping[Candidate, Arm]


class Comparison:
    """The studies of the task, lived one after another in folders below that of the task.

    Parameters
    ----------
    task : SizingTask
    reserve : StockReserve
    lived : sequence of Stage
        The scenario of the configuration first, then those over which regret is taken.
    bans : mapping of int to Stage
        The worst case by the length of a ban; empty without one.
    folder : Path
    """

    def __init__(
        self,
        task: SizingTask,
        reserve: StockReserve,
        lived: Sequence[Stage],
        bans: Mapping[int, Stage],
        folder: Path,
    ) -> None:
        self._task, self._reserve, self._folder = task, reserve, folder
        self._stages, self._bans = lived, bans
        self._own = lived[0]
        self._instruments = self._own.config.frameworks.instruments
        self.failed = False

    def about(self) -> dict[str, object]:
        """Return what the tables say of themselves."""
        study, world = self._own.config.study, self._own.world
        shared = Arm(name=NONE, reserve=self._reserve)
        told = provenance(world, [shared], study.seed, study.horizon_d, study.threshold, study.discount_rate)
        names = {"scenario": self._own.name, "world": world.name, "model": self._own.config.model.name}
        names |= {"frameworks": self._own.config.frameworks.name, "reserve": self._reserve.name}
        return {**names, **told, "futures": study.futures, "indifference": self._task.indifference}

    def tables(self) -> dict[str, pd.DataFrame]:
        """Live everything that is missing and return the tables by file name."""
        measured = self._measured()
        arms = sizing_arms(self._task, self._reserve, self._instruments, self._searched(measured))
        screening = self._lives("screening", self._own, list(arms.values()), self._screened)
        own = measures(screening, self._own.world)
        found = self._compared(screening, own, arms, "screening")
        if self._own.config.study.futures > self._screened:
            found = self._grown(found, screening.path, ranked(own, list(arms)), arms)
        found["regret"] = regret_table({self._own.name: own} | self._elsewhere(arms), list(arms))
        targets = targets_t(self._own.world, arms)
        found["allocation"] = allocation_table(self._own.world, targets)
        if measured:
            means = own["total_usd"].groupby(level="arm").mean()
            found["search"] = search_table(self._own.world, measured[0], targets, means)
        return found | self._benchmarks(targets)

    def _benchmarks(self, targets: Mapping[Candidate, FloatArray]) -> dict[str, pd.DataFrame]:
        """Return how far every mix is from the best one, in the stylised world and in the worst case."""
        search, study = self._task.search, self._own.config.study
        if search is None:
            return {}
        money = (self._reserve, targets, study.horizon_d, study.discount_rate)
        found = {"bound": bound_table(self._own.world, search.bans, *money)}
        if search.game is not None:
            found["game"] = self._game(search, search.game, targets)
        return found

    @property
    def _screened(self) -> int:
        return min(self._task.screening_futures, self._own.config.study.futures)

    def _lives(
        self,
        name: str,
        stage: Stage,
        arms: Sequence[Arm],
        futures: int,
        others: bool = False,
        lent: Path | None = None,
    ) -> Results:
        """Live a study; ``others`` asks for futures that the policies are not compared on."""
        seed = stage.config.study.seed + others
        results = stage.lives(self._folder / name, arms, futures, seed, lent)
        self.failed |= len(results.failures) > 0
        return results

    def _measured(self) -> list[Curves]:
        """Return the curves of what a stock saves, the configuration's own scenario first."""
        search = self._task.search
        if search is None:
            return []
        arms = cover_arms(search.covers_d, self._reserve, self._instruments)
        found = []
        for stage in self._stages:
            futures = search.futures if stage is self._own else search.scenario_futures
            name = f"search/{stage.name}"
            found.append(
                curves(self._lives(name, stage, list(arms.values()), futures, True), stage.world, arms)
            )
        return found

    def _game(
        self, search: SearchSpec, rules: GameSpec, targets: Mapping[Candidate, FloatArray]
    ) -> pd.DataFrame:
        """Return the worst bans against every mix that stands full on day 0."""
        full = self._reserve.model_copy(update={"initial_fill": 1.0})
        arms = cover_arms(search.covers_d, full, self._instruments)
        lived = [
            curves(self._lives(f"game/{days}d", stage, list(arms.values()), 1), stage.world, arms)
            for days, stage in self._bans.items()
        ]
        losses = [one.lost_usd for one in lived]
        game = Game(
            lengths_d=(0, *rules.lengths_d),
            stock_t=lived[0].stock_t,
            loss_usd=np.array([np.zeros_like(losses[0]), *losses]),
            most_bans=rules.most_bans,
            most_days=rules.most_days,
        )
        budgets = {usd: stock_budget_usd(self._reserve, usd) for usd in self._task.budgets_usd}
        return game_table(game, self._own.world, targets, budgets)

    def _searched(self, measured: Sequence[Curves]) -> dict[Candidate, dict[str, float]]:
        """Return the mixes that the curves call best, on average and in the worst case."""
        found: dict[Candidate, dict[str, float]] = {}
        world = self._own.world
        for budget in self._task.budgets_usd if measured else ():
            own, usd = measured[0], stock_budget_usd(self._reserve, budget)
            mixes = {SIMULATED: greedy(own.stock_t, own.total_usd, world.price_usd_per_t, usd)[0]}
            if len(measured) > 1:
                totals = [one.total_usd for one in measured]
                mixes[MINIMAX] = minimax_regret(own.stock_t, totals, world.price_usd_per_t, usd)[0]
            for name, tonnes in mixes.items():
                found[Candidate(name, budget)] = dict(zip(world.minerals, tonnes.tolist(), strict=True))
        return found

    def _compared(
        self, results: Results, table: pd.DataFrame, arms: Arms, look: str
    ) -> dict[str, pd.DataFrame]:
        """Return the tables that compare the arms of one study, from its measures."""
        candidates = [one for one, arm in arms.items() if arm.name in results.arms]
        tables = {
            "sizing": sizing_table(table, candidates, bans_per_year(results)),
            "unmet": unmet_table(tier_table(results), candidates),
            "choice": choice_table(table, candidates, self._task.indifference),
        }
        return {name: one.assign(look=look) for name, one in tables.items()}

    def _grown(
        self, found: dict[str, pd.DataFrame], screening: Path, order: Sequence[Candidate], arms: Arms
    ) -> dict[str, pd.DataFrame]:
        """Let the best arms and ``none`` live on, and put their rows below those of the screening."""
        import pandas as pd

        finalists = [arms[one] for one in (WITHOUT, *order[: self._task.finalists])]
        futures = self._own.config.study.futures
        results = self._lives("finalists", self._own, finalists, futures, lent=screening)
        more = self._compared(results, measures(results, self._own.world), arms, "finalists")
        return {name: pd.concat([table, more[name]], ignore_index=True) for name, table in found.items()}

    def _elsewhere(self, arms: Arms) -> dict[str, pd.DataFrame]:
        """Return the measures of all arms in the other scenarios."""
        found = {}
        for stage in self._stages[1:]:
            name = f"scenarios/{stage.name}"
            lived = self._lives(name, stage, list(arms.values()), self._task.scenario_futures)
            found[stage.name] = measures(lived, stage.world)
        return found
