"""Checks of a request that need the tables and the world, made before anything is written."""

from __future__ import annotations

from collections.abc import Mapping

from sim.data.vintage import use
from sim.errors import InputError
from sim.policy.instruments import InstrumentSpec
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
                instrument.check(world)
        except InputError as error:
            key = f"frameworks.instruments.{name}.{error.key.rpartition('.')[2]}"
            raise InputError(key, error.value, error.where, error.allowed) from None
