"""From a spec to a World."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.data.tables import open_vintage
from sim.data.vintage import COMMITTED, use
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
        On an unknown mineral or country, or tables of the user that are wrong or do not fit the others.
    """
    spec = spec or TablesWorldSpec()
    if isinstance(spec, TinyWorldSpec):
        unknown = [m for m in minerals or () if m != spec.mineral]
        if unknown:
            raise InputError("minerals", unknown[0], f"world {spec.name}", spec.mineral)
        with use(COMMITTED):
            return build_tiny(spec)
    if spec.tables is None:
        with use(COMMITTED):
            return build_tables(spec, minerals)
    return _with_own_tables(spec, spec.tables, minerals)


def _with_own_tables(spec: TablesWorldSpec, folder: str, minerals: Sequence[str] | None) -> World:
    vintage = open_vintage(folder)
    try:
        with use(vintage):
            return replace(build_tables(spec, minerals), vintage=vintage)
    except InputError:
        raise
    # a cell that fits its column may still name a country or an end use that no other table knows
    except (LookupError, ValueError, ArithmeticError) as error:
        allowed = f"tables that fit each other; no world could be built: {type(error).__name__} {error}"
        raise InputError("world.tables", folder, "world", allowed) from error
