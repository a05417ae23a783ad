"""From a spec to a World."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from sim.data.tables import open_vintage
from sim.data.vintage import COMMITTED, Vintage, use
from sim.errors import InputError
from sim.world.build import build_tables
from sim.world.patch import KEY, PATCHED, WorldPatch, patched
from sim.world.spec import TablesWorldSpec, TinyWorldSpec
from sim.world.tiny import build_tiny
from sim.world.world import World


def load_world(
    spec: TablesWorldSpec | TinyWorldSpec | None = None,
    minerals: Sequence[str] | None = None,
    patch: WorldPatch | None = None,
) -> World:
    """Build the world a spec describes.

    Parameters
    ----------
    spec : WorldSpec, optional
        Default: the tables of ``sim/data``.
    minerals : sequence of str, optional
        Which minerals to load; all by default. Rows of a mineral never depend on the others.
    patch : WorldPatch, optional
        What the tables are to say instead; the name of the world then says so.

    Raises
    ------
    InputError
        On an unknown mineral or country, tables of the user that are wrong or do not fit the others, or a
        patch that does not fit the tables.
    """
    spec = spec or TablesWorldSpec()
    if isinstance(spec, TinyWorldSpec):
        if patch is not None:
            raise InputError(KEY, patch.why, f"world {spec.name}", "null for a world without tables")
        unknown = [m for m in minerals or () if m != spec.mineral]
        if unknown:
            raise InputError("minerals", unknown[0], f"world {spec.name}", spec.mineral)
        with use(COMMITTED):
            return build_tiny(spec)
    if spec.tables is None and patch is None:
        with use(COMMITTED):
            return build_tables(spec, minerals)
    vintage = COMMITTED if spec.tables is None else open_vintage(spec.tables)
    if patch is not None:
        vintage = patched(vintage, patch)
        spec = spec.model_copy(update={"name": f"{spec.name}, {PATCHED}"})
    wrong = ("world.tables", spec.tables) if patch is None else (KEY, patch.why)
    return _with_own_tables(spec, vintage, minerals, wrong)


def rebuilt(spec: TablesWorldSpec | TinyWorldSpec, vintage: Vintage, minerals: Sequence[str] | None) -> World:
    """Return the world that a spec gives with other numbers in the tables.

    Parameters
    ----------
    spec : WorldSpec
    vintage : Vintage
        The tables, those of the user and a patch included.
    minerals : sequence of str or None
        Which minerals to load; None for all.
    """
    with use(vintage):
        made = build_tiny(spec) if isinstance(spec, TinyWorldSpec) else build_tables(spec, minerals)
    return replace(made, vintage=vintage)


def _with_own_tables(
    spec: TablesWorldSpec, vintage: Vintage, minerals: Sequence[str] | None, wrong: tuple[str, object]
) -> World:
    try:
        return rebuilt(spec, vintage, minerals)
    except InputError:
        raise
    # a cell that fits its column may still name a country or an end use that no other table knows
    except (LookupError, ValueError, ArithmeticError) as error:
        allowed = f"tables that fit each other; no world could be built: {type(error).__name__} {error}"
        raise InputError(*wrong, wrong[0].partition(".")[0], allowed) from error
