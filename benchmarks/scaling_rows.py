"""Rows ``what size`` of the scaling section as sizes and their slope."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np


def by_size(seconds: Mapping[str, list[float]]) -> dict[str, dict[float, list[float]]]:
    """Return the seconds of every round by what grows and its size."""
    found: dict[str, dict[float, list[float]]] = {}
    for name, rounds in seconds.items():
        what, size = name.rsplit(" ", 1)
        found.setdefault(what, {})[float(size)] = rounds
    return found


def slope(sizes: Sequence[float], seconds: Sequence[float]) -> float:
    """Return the exponent of time in size, by least squares of the logarithms."""
    return float(np.polyfit(np.log(sizes), np.log(seconds), 1)[0])
