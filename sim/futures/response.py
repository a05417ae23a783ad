"""How long a government keeps a ban: rules that look at what the ban achieves."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field


class Response(BaseModel):
    """An adversary with a rule; the numbers are the analyst's statement, no estimate.

    Attributes
    ----------
    rule : {"fixed", "stock_aware", "wedge_seeking"}
        fixed: the ban lasts as long as it was drawn to last. stock_aware: at the first review at which the
        visible stock of those aimed at - on site, reserve and defence stockpile - covers `cover_d` days of
        their demand, its length shrinks to `shorten_to` of what was drawn. wedge_seeking: it ends at the
        first review at which the price wedge is not `keep_while` the level `wedge`, at the latest as drawn.
    review_d : float
        Days between two reviews, the first that long after the start.
    acts_share : float
        Chance that a review acts on what it sees; drawn in the future.
    cover_d : float
        Days of demand.
    shorten_to : float
        Share of the drawn length that is left; 0 ends the ban at the review.
    wedge : float
        Price of those aimed at over the price at home (of the markets left out, where the origin is none).
    keep_while : {"above", "below"}
        Side of the level on which the ban is kept.
    """

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True, allow_inf_nan=False)

    rule: Literal["fixed", "stock_aware", "wedge_seeking"] = "fixed"
    review_d: Annotated[float, Field(gt=0)] = 90.0
    acts_share: Annotated[float, Field(ge=0, le=1)] = 1.0
    cover_d: Annotated[float, Field(ge=0)] = 180.0
    shorten_to: Annotated[float, Field(ge=0, le=1)] = 0.5
    wedge: Annotated[float, Field(gt=0)] = 1.2
    keep_while: Literal["above", "below"] = "above"


FIXED = Response()
