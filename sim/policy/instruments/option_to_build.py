"""Option to build: a letter of interest that may become a loan, long after it was written."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.futures.future import Future
from sim.futures.laws import Triangular
from sim.policy.frameworks import framework_range, framework_value
from sim.policy.instruments.project import DAYS_PER_MONTH, check_projects, minerals_of_projects
from sim.policy.instruments.promise import Promise
from sim.world.world import World


class OptionToBuild(BaseModel):
    """Letters of interest for projects of the world's project table.

    A letter becomes a loan with the conversion probability, which takes the place of the project's own; no
    project starts before its loan is authorised. The lag is triangular over the range of its row.

    Parameters
    ----------
    projects : tuple of str
        Names in ``World.projects``.
    written : date
        Date of the letters.
    conversion_row, lag_row : str
        Rows of ``frameworks.csv``: probability of a loan, and months from letter to authorisation.
    conversion : float, optional
        Overrides the table.
    lag_months : float, optional
        Overrides the law of the table by a fixed lag.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["option_to_build"] = "option_to_build"
    projects: tuple[str, ...]
    written: date
    conversion_row: str
    lag_row: str
    conversion: Annotated[float, Field(ge=0, le=1)] | None = None
    lag_months: Annotated[float, Field(ge=0)] | None = None

    def minerals(self, world: World) -> frozenset[str]:
        """Return the minerals of the projects."""
        return minerals_of_projects(world, self.projects)

    def rows(self, world: World) -> tuple[str, ...]:
        """Return the rows of ``frameworks.csv`` that it reads; without its minerals none."""
        wanted = ((self.conversion_row, self.conversion), (self.lag_row, self.lag_months))
        return tuple(row for row, given in wanted if given is None and self.minerals(world))

    def check(self, world: World) -> None:
        """Raise if it names a project or row that nobody knows.

        Raises
        ------
        InputError
            With the field as key.
        """
        check_projects(world, self.projects)
        framework_value(self.conversion_row)
        framework_range(self.lag_row)

    def promise(self, world: World, future: Future, project: int) -> Promise | None:
        """Return what is promised of one project of the world, None where no letter names it."""
        table = world.projects
        if table.name[project] not in self.projects:
            return None
        mode, most = float(table.delay_mode_d[project]), float(table.delay_max_d[project])
        return Promise(
            probability=framework_value(self.conversion_row, self.conversion),
            delay=Triangular(low=0.0, mode=mode, high=most),
            earliest_d=self._authorised_d(future, table.name[project]),
            us_access=float(table.us_access[project]),
        )

    def _authorised_d(self, future: Future, project: str) -> float:
        months = self.lag_months
        if months is None:
            low, mode, high = framework_range(self.lag_row)
            luck = future.uniform(project, "authorisation", 0)
            months = Triangular(low=low, mode=mode, high=high).ppf(luck)
        return (self.written - future.start_date).days + months * DAYS_PER_MONTH
