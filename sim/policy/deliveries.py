"""The projects of a future: what all financing and support of an arm make of their luck together."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from sim.futures.future import Future
from sim.futures.laws import Triangular
from sim.policy.instruments import Mechanisms, OptionToBuild, ProjectFinance, ProjectSupport
from sim.policy.instruments.promise import Promise
from sim.world.world import World


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


def deliveries(mechanisms: Iterable[Mechanisms], world: World, future: Future) -> tuple[Delivery, ...]:
    """Return the projects that succeed in a future, each once however many lines finance it.

    Of several financing lines the likeliest counts; support adds to it. Delay and qualification are
    triangular, drawn by inverse transform from the future, so that every arm sees the same luck.

    Parameters
    ----------
    mechanisms : iterable of mechanism
        Of one arm; all but financing and support are passed over.
    world : World
    future : Future

    Raises
    ------
    InputError
        If a delay's mode lies above its maximum.
    """
    known = list(mechanisms)
    lines = [one for one in known if isinstance(one, ProjectFinance | OptionToBuild)]
    helpers = [one for one in known if isinstance(one, ProjectSupport)]
    found = (_delivery(lines, helpers, world, future, project) for project in range(len(world.projects.name)))
    return tuple(delivery for delivery in found if delivery is not None)


def _delivery(
    lines: list[ProjectFinance | OptionToBuild],
    helpers: list[ProjectSupport],
    world: World,
    future: Future,
    project: int,
) -> Delivery | None:
    table = world.projects
    promise = _best(lines, world, future, project)
    helped = [helper.help(world, future, project) for helper in helpers]
    chance = promise.probability + max((uplift for uplift, _ in helped), default=0.0)
    if chance == 0.0:
        return None
    draw = future.project_draws[table.name[project]]
    if draw.success_u >= chance:
        return None
    saved_d = max((days for _, days in helped), default=0.0)
    late_d = max(0.0, promise.delay.ppf(draw.delay_u) - saved_d)
    start = max(0.0, float(table.start_d[project]), promise.earliest_d) + late_d
    return Delivery(
        facility=int(table.facility[project]),
        start_d=start,
        ramp_d=float(table.ramp_d[project]),
        qualified_d=start + _qualification(draw.qualification_u, table.qualification_d[project]),
        capacity_t_per_d=float(table.capacity[project]),
        us_access=promise.us_access,
    )


def _best(lines: list[ProjectFinance | OptionToBuild], world: World, future: Future, project: int) -> Promise:
    """The likeliest promise; without any, a project that only support can bring about."""
    promises = [line.promise(world, future, project) for line in lines]
    made = [promise for promise in promises if promise is not None]
    if made:
        return max(made, key=lambda promise: promise.probability)
    table = world.projects
    mode, most = float(table.delay_mode_d[project]), float(table.delay_max_d[project])
    law = Triangular(low=0.0, mode=mode, high=most)
    return Promise(0.0, law, 0.0, float(table.us_access[project]))


def _qualification(u: float, usual_d: float) -> float:
    """Days until customers approve: 6 to 36 months around the table's 18."""
    return Triangular(low=usual_d / 3.0, mode=usual_d, high=2.0 * usual_d).ppf(u)
