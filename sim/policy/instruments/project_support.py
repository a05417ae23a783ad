"""Project support: a framework makes projects of partner countries likelier, and their permits quicker."""

from __future__ import annotations

from typing import Annotated, ClassVar, Literal

from pydantic import Field

from sim.futures.future import Future
from sim.policy.instruments.mechanism import Mechanism, check_countries
from sim.policy.instruments.project import DAYS_PER_MONTH
from sim.world.world import World


class ProjectSupport(Mechanism):
    """Add to the success of named projects, and take months off their delay; builds nothing by itself.

    It acts on projects that start after its entry into force. Of several frameworks the largest uplift and
    the largest saving count: the same month cannot be saved twice.

    Parameters
    ----------
    partners : tuple of str
        ISO3 codes of the countries whose projects gain.
    uplift_row, months_saved_row : str
        Rows of ``frameworks.csv``: added probability, months saved.
    uplift, months_saved : float, optional
        Override the table.
    """

    numbers: ClassVar[tuple[str, ...]] = ("uplift", "months_saved")
    kind: Literal["project_support"] = "project_support"
    partners: Annotated[tuple[str, ...], Field(min_length=1)]
    uplift_row: str
    months_saved_row: str
    uplift: Annotated[float, Field(ge=0, le=1)] | None = None
    months_saved: Annotated[float, Field(ge=0)] | None = None

    def minerals(self, world: World) -> frozenset[str]:
        """Return the covered minerals of partners' projects."""
        facilities = world.facilities
        found = {
            world.minerals[int(facilities.mineral[row])]
            for row in world.projects.facility.tolist()
            if facilities.country[row] in self.partners
        }
        return frozenset(found) & super().minerals(world)

    def check(self, world: World) -> None:
        """Raise if it names a country, mineral or row that nobody knows."""
        super().check(world)
        check_countries("partners", self.partners)

    def help(self, world: World, future: Future, project: int) -> tuple[float, float]:
        """Return the probability it adds to one project, and the days it saves."""
        row = int(world.projects.facility[project])
        country = world.facilities.country[row]
        mineral = world.minerals[int(world.facilities.mineral[row])]
        if country not in self.partners or mineral not in self.minerals(world):
            return 0.0, 0.0
        day = self.entry.day(future, country)
        if day is None or day > float(world.projects.start_d[project]):
            return 0.0, 0.0
        return self.number("uplift"), self.number("months_saved") * DAYS_PER_MONTH
