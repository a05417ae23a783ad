"""Checks of a request that need the tables and the world, made before anything is written."""

from __future__ import annotations

from collections.abc import Mapping

from sim.data.tables import load
from sim.data.vintage import use
from sim.errors import InputError
from sim.policy.frameworks import framework_value
from sim.policy.instruments import InstrumentSpec, OfftakePriority, ProjectFinance
from sim.world.world import World


def check_instruments(world: World, instruments: Mapping[str, InstrumentSpec]) -> None:
    """Raise on the first instrument that names a mineral, country, project or row nobody knows.

    An instrument for a mineral that is not loaded is no mistake: it does nothing.

    Raises
    ------
    InputError
        With key ``frameworks.instruments.<name>.<field>``.
    """
    for name, instrument in instruments.items():
        try:
            with use(world.vintage):
                if isinstance(instrument, OfftakePriority):
                    _check_offtake(world, instrument)
                else:
                    _check_projects(world, instrument)
        except InputError as error:
            key = f"frameworks.instruments.{name}.{error.key.rpartition('.')[2]}"
            raise InputError(key, error.value, error.where, error.allowed) from None


def _check_offtake(world: World, instrument: OfftakePriority) -> None:
    """Mineral, supplier and row exist."""
    known = {row["mineral"] for row in load("minerals")} | set(world.minerals)
    if instrument.mineral not in known:
        raise InputError("mineral", instrument.mineral, "", f"one of: {', '.join(sorted(known))}")
    framework_value(instrument.row)
    try:
        instrument.priorities(world)
    except InputError as error:
        makers = {
            country
            for country, mineral in zip(world.facilities.country, world.facilities.mineral, strict=True)
            if world.minerals[mineral] == instrument.mineral
        }
        allowed = f"{error.allowed}, from: {', '.join(sorted(makers))}"
        raise InputError(error.key, error.value, error.where, allowed) from None


def _check_projects(world: World, instrument: ProjectFinance) -> None:
    """Every project is in the table or the world, and its delay has a law."""
    known = {row["project"] for row in load("projects")} | set(world.projects.name)
    for project in instrument.projects:
        if project not in known:
            raise InputError("projects", project, "", f"from: {', '.join(sorted(known))}")
        if project in world.projects.name:
            instrument.delay_law(world, world.projects.name.index(project))
