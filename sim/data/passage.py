"""A chokepoint on a way at sea, and how sea_ways.csv writes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Self

OPPOSITE = {"n": "s", "s": "n", "e": "w", "w": "e", "": ""}


@dataclass(frozen=True)
class Met:
    """A chokepoint on a way.

    Attributes
    ----------
    place : str
        Key in chokepoints.csv.
    side : str
        Side the way comes in by (n, s, e, w); empty for open capes.
    nm_in, nm_out : float
        Nautical miles from the start to its ends.
    """

    place: str
    side: str
    nm_in: float
    nm_out: float

    def written(self) -> str:
        """Return ``key/side:in-out``, whole miles."""
        side = f"/{self.side}" if self.side else ""
        return f"{self.place}{side}:{self.nm_in:.0f}-{self.nm_out:.0f}"

    @classmethod
    def read(cls, text: str) -> Self:
        """Read what ``written`` writes."""
        key, _, miles = text.partition(":")
        place, _, side = key.partition("/")
        nm_in, _, nm_out = miles.partition("-")
        return cls(place, side, float(nm_in), float(nm_out))
