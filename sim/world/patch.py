"""A patched baseline: the tables as they would have read in another year, where somebody knows.

The tables hold 2023-25. An older episode needs the shares, stocks and prices of its own time; it states the
few that are known, and balancing makes a world of them as it does of any tables.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from sim.data.tables import CONFIDENCE, load, number, text_of
from sim.data.vintage import Vintage, use
from sim.errors import InputError
from sim.world.countries import codes
from sim.world.minerals import Mineral, all_minerals

KEY = "scenario.world_patch"
PATCHED = "patched baseline"
"""What the name of a patched world says, so that every output says it."""

Share = Annotated[float, Field(gt=0, le=1)]
Positive = Annotated[float, Field(gt=0)]
Stage = Literal["mine", "refine", "fabricate"]
Buyer = Literal["USA", "JPN", "other"]

COVERS = {
    "USA": "commercial_cover_d",
    "JPN": "commercial_cover_jpn_d",
    "other": "commercial_cover_other_d",
}
# Tables in which a country's share of a stage shows, and the column that holds it.
OUTPUTS = {
    "production": "output_t_per_year",
    "production_added": "output_t_per_year",
    "capacity": "capacity_t_per_year",
    "plants": "output_t_per_year",
    "plants_added": "output_t_per_year",
}
BY_MODEL_KEY = ("plants", "plants_added")
FABRICATED = ("fabrication", "fabrication_added")

Rows = dict[str, list[dict[str, str]]]


class WorldPatch(BaseModel):
    """What the baseline of another year is known to have been.

    Attributes
    ----------
    origin_shares : mapping
        Mineral -> stage -> country -> share of world output, 0 to 1; the other countries share the rest as in
        the tables, and capacity and named plants move with their country.
    cover_d : mapping
        Mineral -> USA, JPN or other -> days of use that the market holds.
    price_usd_per_t : mapping
        Mineral -> price of the product that us_market.csv quotes.
    why : str
        Source of these numbers.
    confidence : str
        The grade of the least sure of them.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    origin_shares: dict[str, dict[Stage, dict[str, Share]]]
    cover_d: dict[str, dict[Buyer, Positive]]
    price_usd_per_t: dict[str, Positive]
    why: Annotated[str, Field(min_length=1)]
    confidence: Literal["reported", "estimated", "derived", "recalled", "judgement"]

    @model_validator(mode="after")
    def _says_something(self) -> Self:
        if not (self.origin_shares or self.cover_d or self.price_usd_per_t):
            raise ValueError("a patch states a share, a cover or a price; else leave world_patch null")
        assert self.confidence in CONFIDENCE
        return self


def patched(vintage: Vintage, patch: WorldPatch) -> Vintage:
    """Return tables that differ from others in what a patch states.

    Raises
    ------
    InputError
        If the patch names a mineral, stage or country that the tables do not know, or shares above 1.
    """
    with use(vintage):
        tables = {name: [dict(row) for row in load(name)] for name in (*OUTPUTS, *FABRICATED)}
        for key, stages in patch.origin_shares.items():
            for stage, shares in stages.items():
                _set_shares(tables, _mineral("origin_shares", key), stage, shares, patch)
        for name in ("us_market", "parameters"):
            tables[name] = [dict(row) for row in load(name)]
        for key, price in patch.price_usd_per_t.items():
            _set_price(tables, _mineral("price_usd_per_t", key), price, patch)
        for key, covers in patch.cover_d.items():
            for buyer, days in covers.items():
                _set_cover(tables, _mineral("cover_d", key).key, COVERS[buyer], days, patch)
        changed = {
            name: text_of(rows) for name, rows in tables.items() if rows != [dict(row) for row in load(name)]
        }
    # A table that the patch leaves alone stays the user's or the committed one.
    return vintage.replacing(changed)


def _mineral(field: str, key: str) -> Mineral:
    if key not in all_minerals():
        raise InputError(f"{KEY}.{field}", key, "scenario", "from: " + ", ".join(all_minerals()))
    return all_minerals()[key]


def _set_shares(
    tables: Rows, mineral: Mineral, stage: Stage, shares: dict[str, float], patch: WorldPatch
) -> None:
    """Give some countries their share of a stage; the rest shrinks or grows together."""
    where = f"{KEY}.origin_shares.{mineral.key}.{stage}"
    names = FABRICATED if stage == "fabricate" else ("production",)
    column = "share_pct" if stage == "fabricate" else "output_t_per_year"
    fits = _fits(mineral, stage)
    rows = [row for name in names for row in tables[name] if fits(name, row)]
    if not rows:
        raise InputError(where, dict(shares), "scenario", f"a stage that {mineral.key} has in the tables")
    for country in sorted(set(shares) - codes()):
        raise InputError(where, country, "scenario", "from: " + ", ".join(sorted(codes())))
    made = {row["country"]: number(row, column, names[0], 0) for row in rows}
    rest = sum(output for country, output in made.items() if country not in shares)
    left = 1.0 - sum(shares.values())
    if left < -1e-9 or (left > 1e-9) != (rest > 0.0):
        raise InputError(where, dict(shares), "scenario", "shares that leave the rest to other producers")
    total = sum(made.values())
    factor = {c: left * total / rest if rest > 0.0 else 0.0 for c in made if c not in shares}
    factor |= {c: share * total / made[c] for c, share in shares.items() if made.get(c, 0.0) > 0.0}
    for name in (*OUTPUTS, *FABRICATED):
        for row in tables[name]:
            if fits(name, row) and row["country"] in factor:
                _scale(row, OUTPUTS.get(name, "share_pct"), factor[row["country"]], patch)
    for country, share in shares.items():
        if made.get(country, 0.0) == 0.0:
            new = rows[0] | {"country": country, column: repr(share * total)} | _origin(rows[0], patch)
            tables[names[0]] = [
                *(r for r in tables[names[0]] if not (fits(names[0], r) and r["country"] == country)),
                new,
            ]


def _fits(mineral: Mineral, stage: Stage) -> Callable[[str, dict[str, str]], bool]:
    """Return whether a row of a table is about a stage of a mineral, in the year that counts."""
    key, year = mineral.rows_of(stage)

    def fits(table: str, row: dict[str, str]) -> bool:
        if table in FABRICATED:
            return stage == "fabricate" and row["mineral"] == mineral.fabricate_key
        if table in BY_MODEL_KEY:
            return (row["mineral"], row["stage"]) == (mineral.key, stage)
        return (row["mineral"], row["stage"], row["year"]) == (key, stage, year)

    return fits


def _scale(row: dict[str, str], column: str, factor: float, patch: WorldPatch) -> None:
    row[column] = repr(number(row, column, "world_patch", 0) * factor)
    row.update(_origin(row, patch))


def _set_price(tables: Rows, mineral: Mineral, price: float, patch: WorldPatch) -> None:
    for row in tables["us_market"]:
        if row["mineral"] == mineral.form:
            row["price_usd_per_t"] = repr(price)
            row.update(_origin(row, patch))


def _set_cover(tables: Rows, key: str, name: str, days: float, patch: WorldPatch) -> None:
    """Give a mineral a row of its own, and take it out of the rows it stood in."""
    kept = []
    for row in tables["parameters"]:
        scope = row["scope"].split(";")
        if row["name"] == name and key in scope:
            row = row | {"scope": ";".join(other for other in scope if other != key)}
        if row["scope"]:
            kept.append(row)
    model = next(row for row in kept if row["name"] == name)
    values = dict.fromkeys(("low", "mode", "high"), repr(days))
    new = model | values | {"scope": key, "basis": patch.confidence, "source": patch.why, "sampled": "no"}
    tables["parameters"] = [*kept, new]


def _origin(row: dict[str, str], patch: WorldPatch) -> dict[str, str]:
    """Say of a row that the patch wrote it."""
    said = {"source": patch.why, "confidence": patch.confidence, "url": "", "grade": PATCHED}
    return {column: text for column, text in said.items() if column in row}
