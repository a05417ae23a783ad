"""Project finance: named capacity that may succeed, late, and must be qualified by customers."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from sim.data.tables import load
from sim.errors import InputError
from sim.futures.future import Future
from sim.futures.laws import Triangular
from sim.world.world import World

DAYS_PER_MONTH = 30.4375


@dataclass(frozen=True)
class Delivery:
    """One project that comes into being: when, how fast, for whom.

    ``start_d`` is the first day of production, ``ramp_d`` the time to full rate,
    ``qualified_d`` the day on which customers outside the offtake accept the material.
    """

    facility: int
    start_d: float
    ramp_d: float
    qualified_d: float
    capacity_t_per_d: float
    us_access: float


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
        table, facilities = world.projects, world.facilities
        rows = [int(table.facility[i]) for i, name in enumerate(table.name) if name in self.projects]
        return frozenset(world.minerals[int(facilities.mineral[row])] for row in rows)

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
        known = {row["project"] for row in load("projects")} | set(world.projects.name)
        for project in self.projects:
            if project not in known:
                raise InputError("projects", project, "", f"from: {', '.join(sorted(known))}")
            if project in world.projects.name:
                self.delay_law(world, world.projects.name.index(project))

    def deliveries(self, world: World, future: Future) -> tuple[Delivery, ...]:
        """Return the projects of this future that succeed, with their dates.

        Raises
        ------
        InputError
            If a delay's mode lies above its maximum.
        """
        found = []
        table = world.projects
        for project in range(len(table.name)):
            if table.name[project] not in self.projects:
                continue
            draw = future.project_draws[table.name[project]]
            if draw.success_u >= self._or(self.p_success, float(table.p_success[project])):
                continue
            delay = self.delay_law(world, project).ppf(draw.delay_u)
            start = max(0.0, float(table.start_d[project])) + delay
            found.append(
                Delivery(
                    facility=int(table.facility[project]),
                    start_d=start,
                    ramp_d=float(table.ramp_d[project]),
                    qualified_d=start + _qualification(draw.qualification_u, table.qualification_d[project]),
                    capacity_t_per_d=float(table.capacity[project]),
                    us_access=self._or(self.us_access, float(table.us_access[project])),
                )
            )
        return tuple(found)

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


def _qualification(u: float, usual_d: float) -> float:
    """Days until customers approve: 6 to 36 months around the table's 18."""
    return Triangular(low=usual_d / 3.0, mode=usual_d, high=2.0 * usual_d).ppf(u)
