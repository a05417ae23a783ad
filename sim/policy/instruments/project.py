"""Project finance: named capacity that may succeed, late, and must be qualified by customers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.data.tables import load
from sim.errors import InputError
from sim.futures.future import Future
from sim.futures.laws import Triangular
from sim.policy.instruments.promise import Promise
from sim.world.world import World

DAYS_PER_MONTH = 30.4375


class ProjectFinance(BaseModel):
    """Finance one or more projects of the world's project table.

    Delay and qualification are triangular, drawn by inverse transform from the future, so that every arm
    sees the same luck.

    Parameters
    ----------
    projects : tuple of str
        Names in ``World.projects``.
    p_success, delay_mode_months, delay_max_months, us_access : float, optional
        Override the table for all named projects.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    kind: Literal["project_finance"] = "project_finance"
    projects: tuple[str, ...]
    p_success: Annotated[float, Field(ge=0, le=1)] | None = None
    delay_mode_months: Annotated[float, Field(ge=0)] | None = None
    delay_max_months: Annotated[float, Field(gt=0)] | None = None
    us_access: Annotated[float, Field(ge=0, le=1)] | None = None

    def minerals(self, world: World) -> frozenset[str]:
        """Return the minerals the projects change."""
        return minerals_of_projects(world, self.projects)

    def rows(self, world: World) -> tuple[str, ...]:
        """Return the rows of ``frameworks.csv`` that it reads: none, only projects.csv."""
        return ()

    def check(self, world: World) -> None:
        """Raise if a project is neither in the table nor in the world, or its delay has no law.

        Raises
        ------
        InputError
            With the field as key.
        """
        check_projects(world, self.projects)
        for project in self.projects:
            if project in world.projects.name:
                self.delay_law(world, world.projects.name.index(project))

    def promise(self, world: World, future: Future, project: int) -> Promise | None:
        """Return what is promised of one project of the world, None where it is not financed.

        Raises
        ------
        InputError
            If a delay's mode lies above its maximum.
        """
        del future
        table = world.projects
        if table.name[project] not in self.projects:
            return None
        return Promise(
            probability=self._or(self.p_success, float(table.p_success[project])),
            delay=self.delay_law(world, project),
            earliest_d=0.0,
            us_access=self._or(self.us_access, float(table.us_access[project])),
        )

    @staticmethod
    def _or(override: float | None, table: float) -> float:
        return table if override is None else override

    def delay_law(self, world: World, project: int) -> Triangular:
        """Return the law of a project's delay in days.

        Raises
        ------
        InputError
            If the mode lies above the maximum.
        """
        mode = self.delay_mode_months
        most = self.delay_max_months
        mode_d = float(world.projects.delay_mode_d[project]) if mode is None else mode * DAYS_PER_MONTH
        most_d = float(world.projects.delay_max_d[project]) if most is None else most * DAYS_PER_MONTH
        if mode_d > most_d:
            raise InputError("delay_mode_months", mode, "frameworks.instruments", "at most the maximal delay")
        return Triangular(low=0.0, mode=mode_d, high=most_d)


def check_projects(world: World, projects: tuple[str, ...]) -> None:
    """Raise on the first project that is neither in the table nor in the world.

    Raises
    ------
    InputError
        With key ``projects``.
    """
    known = {row["project"] for row in load("projects")} | set(world.projects.name)
    for project in projects:
        if project not in known:
            raise InputError("projects", project, "", f"from: {', '.join(sorted(known))}")


def minerals_of_projects(world: World, projects: tuple[str, ...]) -> frozenset[str]:
    """Return the minerals that some projects of the world make."""
    table, facilities = world.projects, world.facilities
    rows = [int(table.facility[i]) for i, name in enumerate(table.name) if name in projects]
    return frozenset(world.minerals[int(facilities.mineral[row])] for row in rows)
