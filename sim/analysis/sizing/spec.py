"""What ``task=sizing`` is asked for."""

from __future__ import annotations

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.errors import InputError
from sim.policy.reserve.buying import BuyingSpec
from sim.policy.reserve.release import ReleaseSpec
from sim.policy.reserve.sizing import SizingSpec
from sim.policy.reserve.sizing.belief import BanBelief
from sim.study.spec import BLOCK

Dollars = Annotated[float, Field(gt=0)]
PolicyName = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$")]


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Policy(_Strict):
    """One way to size a reserve.

    Parameters
    ----------
    sizing : sizing rule
    buying, release : rule, optional
        None is the rule of the configuration's reserve, shared by all policies that say nothing else.
    """

    sizing: SizingSpec
    buying: BuyingSpec | None
    release: ReleaseSpec | None


class GameSpec(_Strict):
    """What a coercer may do in the worst case.

    Parameters
    ----------
    scenario : str
        Option of ``scenario/`` with one event of a fixed length, lived at central parameters; its length is
        replaced.
    lengths_d : tuple of int
        Lengths of a ban on one mineral.
    most_bans, most_days : int
        Minerals banned at most, and days of all bans together.
    """

    scenario: Annotated[str, Field(min_length=1)]
    lengths_d: Annotated[tuple[Annotated[int, Field(gt=0)], ...], Field(min_length=1)]
    most_bans: Annotated[int, Field(ge=1)]
    most_days: Annotated[int, Field(ge=1)]

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.lengths_d) != sorted(set(self.lengths_d)):
            raise InputError("task.search.game.lengths_d", list(self.lengths_d), "", "days that rise")
        return self


class SearchSpec(_Strict):
    """How simulated futures size a reserve.

    Parameters
    ----------
    covers_d : tuple of float
        Days of US demand at which every mineral is held in turn; 0 is known without being asked for.
    futures : int
        Futures lived at every cover; others than those the policies are compared on.
    scenario_futures : int
        The same in every scenario over which regret is minimised.
    bans : BanBelief
        What the benchmark holds likely, in which the best plan is known.
    game : GameSpec, optional
        None leaves out the worst case.
    """

    covers_d: Annotated[tuple[Annotated[float, Field(gt=0)], ...], Field(min_length=2)]
    futures: Annotated[int, Field(ge=2)]
    scenario_futures: Annotated[int, Field(ge=2)]
    bans: BanBelief
    game: GameSpec | None

    @model_validator(mode="after")
    def _rising(self) -> Self:
        if list(self.covers_d) != sorted(set(self.covers_d)):
            raise InputError("task.search.covers_d", list(self.covers_d), "", "days that rise")
        return self


class SizingTask(_Strict):
    """Compare reserve-sizing policies and budgets on common futures.

    Parameters
    ----------
    budgets_usd : tuple of float
        Besides none; loan and equity in the proportion of the configuration's reserve.
    policies : dict of str to Policy
    screening_futures : int
        Futures that all arms live; further ones, up to ``study.futures``, the finalists alone.
    finalists : int
        Arms with the smallest mean sum of loss and cost that go on, and ``none``.
    indifference : float
        Sums closer than this share of the mean loss without a reserve are ties.
    scenarios : tuple of str
        Options of ``scenario/`` over which regret is taken, besides the configuration's own.
    scenario_futures : int
        Futures that all arms live in each of them.
    search : SearchSpec, optional
        None leaves out the sizes that need simulated futures.
    """

    kind: Literal["sizing"]
    budgets_usd: Annotated[tuple[Dollars, ...], Field(min_length=1)]
    policies: Annotated[dict[PolicyName, Policy], Field(min_length=1)]
    screening_futures: Annotated[int, Field(ge=2)]
    finalists: Annotated[int, Field(ge=1)]
    indifference: Annotated[float, Field(gt=0, lt=1)]
    scenarios: tuple[str, ...]
    scenario_futures: Annotated[int, Field(ge=2)]
    search: SearchSpec | None

    @model_validator(mode="after")
    def _fits(self) -> Self:
        if list(self.budgets_usd) != sorted(set(self.budgets_usd)):
            raise InputError("task.budgets_usd", list(self.budgets_usd), "", "dollars that rise")
        if self.screening_futures % BLOCK:
            allowed = f"a multiple of {BLOCK}: blocks of which nothing is lived twice"
            raise InputError("task.screening_futures", self.screening_futures, "", allowed)
        return self
