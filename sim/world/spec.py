"""What a world is made from: the tables, or a few suppliers written out."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator


class _Spec(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class TablesWorldSpec(_Spec):
    """The default world, built from the tables of ``sim/data``.

    Attributes
    ----------
    start_date : date
        Day 0 of every future.
    us_demand_basis : {"direct", "embedded"}
        Count only metal US plants buy, or also the metal in imported magnets and cells.
    tables : str, optional
        Folder whose CSV files stand in for the tables of the same name.
    """

    kind: Literal["tables"] = "tables"
    name: str = "default"
    start_date: Annotated[date, Field(strict=False)] = date(2027, 1, 1)
    us_demand_basis: Literal["direct", "embedded"] = "direct"
    tables: Annotated[str, Field(min_length=1)] | None = None


class TinySupplier(_Spec):
    """One unfed refinery of a tiny world.

    Attributes
    ----------
    country : str
        ISO3 code or ROW.
    base_t_per_d, capacity_t_per_d : float
        Flow to the US market at the baseline, and the most it can make, t/day.
    transit_d, finished_cover_d : float
        Days under way; finished stock in days of base.
    """

    country: str
    base_t_per_d: float = Field(gt=0)
    capacity_t_per_d: float = Field(gt=0)
    transit_d: float = Field(default=0.0, ge=0)
    finished_cover_d: float = Field(default=0.0, ge=0)

    @model_validator(mode="after")
    def _capacity_covers_base(self) -> Self:
        if self.capacity_t_per_d < self.base_t_per_d:
            raise ValueError("capacity_t_per_d must be at least base_t_per_d")
        return self


class TinySector(_Spec):
    """One end use of a tiny world's US market."""

    tier: Literal[1, 2, 3] = 3
    share: float = Field(gt=0, le=1)
    voll: float = Field(default=100.0, ge=0)


class TinyWorldSpec(_Spec):
    """A world small enough to solve by hand: a few suppliers, one market with demand.

    Attributes
    ----------
    mineral : str
    suppliers : mapping of str to TinySupplier
    demand_t_per_d : float
        US demand, t/day; the suppliers' bases sum to it.
    cover_d : float
        Stock of the US market, days of demand.
    sectors : mapping of str to TinySector
        Shares sum to 1; empty means one sector of tier 3.
    price_usd_per_t : float
    """

    kind: Literal["tiny"]
    name: str = "tiny"
    start_date: Annotated[date, Field(strict=False)] = date(2027, 1, 1)
    mineral: str = "testium"
    suppliers: dict[str, TinySupplier] = Field(min_length=1)
    demand_t_per_d: float = Field(gt=0)
    cover_d: float = Field(default=0.0, ge=0)
    sectors: dict[str, TinySector] = Field(default_factory=dict)
    price_usd_per_t: float = Field(default=1000.0, gt=0)

    @model_validator(mode="after")
    def _sums_close(self) -> Self:
        made = sum(s.base_t_per_d for s in self.suppliers.values())
        if abs(made - self.demand_t_per_d) > 1e-9 * self.demand_t_per_d:
            raise ValueError(f"base_t_per_d of the suppliers sums to {made}, not to demand_t_per_d")
        shares = sum(s.share for s in self.sectors.values())
        if self.sectors and abs(shares - 1.0) > 1e-9:
            raise ValueError(f"sector shares sum to {shares}, not to 1")
        return self


WorldSpec = Annotated[TablesWorldSpec | TinyWorldSpec, Field(discriminator="kind")]
"""Either kind of world; ``kind`` tells them apart."""
