"""Courses on a world map: simplify, split at the date line, write as text and read back."""

from __future__ import annotations

import math
from collections.abc import Sequence

Point = tuple[float, float]
"""Longitude, latitude, degrees."""

TOLERANCE_DEG = 0.6
"""Fine enough for a world map, small enough to commit."""


def simplify(course: Sequence[Point], tolerance: float = TOLERANCE_DEG) -> list[list[Point]]:
    """Parts of a course between -180 and 180 degrees, with few points.

    Parameters
    ----------
    course : sequence of (float, float)
        Longitudes may lie beyond +-180 and jump by 360.
    tolerance : float
        Largest distance of a dropped point from the line, degrees.
    """
    return _split(_thin(_unwrap(course), tolerance))


def encode(parts: Sequence[Sequence[Point]]) -> str:
    """Text of the parts: points joined by ``;``, parts by ``|``."""
    return "|".join(";".join(f"{_short(x)} {_short(y)}" for x, y in part) for part in parts)


def decode(text: str) -> tuple[tuple[Point, ...], ...]:
    """Parts of a text that ``encode`` wrote."""
    return tuple(
        tuple((float(x), float(y)) for x, y in (point.split(" ") for point in part.split(";")))
        for part in text.split("|")
    )


def _short(value: float) -> str:
    return f"{value:.2f}".rstrip("0").rstrip(".").replace("-0", "0") if abs(value) < 0.005 else f"{value:.4g}"


def _unwrap(course: Sequence[Point]) -> list[Point]:
    """Longitudes that never jump by more than half a turn."""
    out = [course[0]]
    for x, y in course[1:]:
        out.append((x + 360.0 * round((out[-1][0] - x) / 360.0), y))
    return out


def _thin(line: list[Point], tolerance: float) -> list[Point]:
    """Douglas and Peucker's line with fewer points."""
    if len(line) < 3:
        return line
    away = [_distance(point, line[0], line[-1]) for point in line[1:-1]]
    far = max(range(len(away)), key=away.__getitem__)
    if away[far] <= tolerance:
        return [line[0], line[-1]]
    return _thin(line[: far + 2], tolerance)[:-1] + _thin(line[far + 1 :], tolerance)


def _distance(point: Point, a: Point, b: Point) -> float:
    """Distance of a point from the segment a-b, degrees."""
    length = math.dist(a, b)
    if length == 0.0:
        return math.dist(point, a)
    along = ((point[0] - a[0]) * (b[0] - a[0]) + (point[1] - a[1]) * (b[1] - a[1])) / length**2
    along = min(1.0, max(0.0, along))
    return math.dist(point, (a[0] + along * (b[0] - a[0]), a[1] + along * (b[1] - a[1])))


def _split(line: list[Point]) -> list[list[Point]]:
    """Parts inside -180 to 180 degrees; a crossing becomes a point on either side."""
    turn = _turn(line[0][0])
    parts = [[(line[0][0] - 360.0 * turn, line[0][1])]]
    for (x0, y0), (x1, y1) in zip(line, line[1:], strict=False):
        if _turn(x1) != turn:
            step = 1 if x1 > x0 else -1
            edge = 360.0 * turn + 180.0 * step
            y = y0 + (y1 - y0) * (edge - x0) / (x1 - x0)
            parts[-1].append((180.0 * step, y))
            turn += step
            parts.append([(-180.0 * step, y)])
        parts[-1].append((x1 - 360.0 * turn, y1))
    return [part for part in parts if len(part) > 1]


def _turn(lon: float) -> int:
    """How often a longitude has gone round past 180 degrees east."""
    return math.floor((lon + 180.0) / 360.0)
