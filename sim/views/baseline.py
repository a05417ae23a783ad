"""A patched baseline is said with every result."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from sim.world.patch import PATCHED


def baseline_note(about: Mapping[str, Any]) -> str:
    """Return ``, world <name>`` for a study on a patched baseline, else nothing."""
    world = str(about.get("world", ""))
    return f", world {world}" if PATCHED in world else ""
