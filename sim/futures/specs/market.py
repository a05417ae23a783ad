"""Sellers and buyers."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import AfterValidator, BeforeValidator

from sim.futures.laws import Law, without_nulls
from sim.futures.specs.timing import CountryEvent, Stage, share_law


class PriceFloodSpec(CountryEvent):
    """Suppliers in `origin` sell at `ask_factor` times their ask; `stage` None means every stage."""

    kind: Literal["price_flood"] = "price_flood"
    stage: Stage | None = None
    ask_factor: Annotated[Law, BeforeValidator(without_nulls), AfterValidator(share_law)]
