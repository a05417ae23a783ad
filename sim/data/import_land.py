"""Writes land.csv and places.csv from the outlines of Natural Earth.

``python -m sim.data.import_land <folder>``: the folder ``geopandas/datasets/naturalearth_lowres`` of the
wheel geopandas 0.14.4 (Natural Earth 1:110m, public domain). Needs pyshp and shapely, which nothing else
here does; the tables are committed, so nobody has to run this.
"""

from __future__ import annotations

import csv
import sys
from pathlib import Path
from typing import Any

from sim.data.tables import load
from sim.data.vintage import FOLDER

SOURCE = "Natural Earth 1:110m admin 0 countries (public domain), as shipped with geopandas 0.14.4"
YEAR = "2022"
DECIMALS = 2
SOUTHMOST = -60.0
"""No mine, port or plant lies beyond; the Antarctic would take a quarter of the map."""


def main(folder: Path) -> None:
    """Write both tables."""
    import shapefile
    from shapely.geometry import shape
    from shapely.ops import unary_union

    reader = shapefile.Reader(str(folder / "naturalearth_lowres"))
    countries = {row.record["iso_a3"]: shape(row.shape.__geo_interface__) for row in reader.shapeRecords()}
    land = unary_union(list(countries.values()))
    rings = [part.exterior for part in land.geoms if part.centroid.y > SOUTHMOST]
    rings.sort(key=lambda ring: -ring.length)
    rows = [{"ring": str(number), "points": _points(ring)} for number, ring in enumerate(rings)]
    _write("land", rows, "reported")
    places = []
    for row in load("countries"):
        shapes = countries.get(row["country"])
        if shapes is None:
            print(f"no outline: {row['country']} {row['name']}")
            continue
        lat, lon = _middle(shapes)
        places.append({"country": row["country"], "lat": f"{lat:.1f}", "lon": f"{lon:.1f}"})
    _write("places", places, "derived")


def _points(ring: Any) -> str:  # noqa: ANN401 - shapely is not installed with the model
    """Return a ring as ``lon lat;lon lat;...``."""
    return ";".join(f"{x:.{DECIMALS}f} {y:.{DECIMALS}f}" for x, y in ring.coords)


def _middle(shapes: Any) -> tuple[float, float]:  # noqa: ANN401
    """Return latitude and longitude of the middle of a country's largest part."""
    parts = getattr(shapes, "geoms", [shapes])
    largest = max(parts, key=lambda part: part.area)
    middle = largest.centroid if largest.contains(largest.centroid) else largest.representative_point()
    return middle.y, middle.x


def _write(name: str, rows: list[dict[str, str]], confidence: str) -> None:
    tail = {"source": SOURCE, "year": YEAR, "confidence": confidence}
    with (FOLDER / f"{name}.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, [*rows[0], *tail], lineterminator="\n")
        writer.writeheader()
        writer.writerows(row | tail for row in rows)


if __name__ == "__main__":
    main(Path(sys.argv[1]))
