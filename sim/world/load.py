"""From a spec to a World."""

from __future__ import annotations

from collections.abc import Sequence

from sim.errors import InputError
from sim.world.build import build_tables
from sim.world.spec import TablesWorldSpec, TinyWorldSpec
from sim.world.tiny import build_tiny
from sim.world.world import World


def load_world(
    spec: TablesWorldSpec | TinyWorldSpec | None = None, minerals: Sequence[str] | None = None
) -> World:
    """Build the world a spec describes.

    Parameters
    ----------
    spec : WorldSpec, optional
        Default: the tables of ``sim/data``.
    minerals : sequence of str, optional
        Which minerals to load; all by default. Rows of a mineral never depend on the others.

    Raises
    ------
    InputError
        On an unknown mineral or country.
    """
    spec = spec or TablesWorldSpec()
    if isinstance(spec, TinyWorldSpec):
        unknown = [m for m in minerals or () if m != spec.mineral]
        if unknown:
            raise InputError("minerals", unknown[0], f"world {spec.name}", spec.mineral)
        return build_tiny(spec)
    return build_tables(spec, minerals)
