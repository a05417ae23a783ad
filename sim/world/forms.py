"""Forms in which a mineral is traded, and which of them a reserve can hold."""

from __future__ import annotations

from dataclasses import dataclass

from sim.data.tables import load, number


@dataclass(frozen=True)
class Form:
    """One product form.

    Attributes
    ----------
    stage : str
        Stage that makes it.
    name : str
        ore, concentrate, oxide, carbonate, metal, ferroalloy, chemical, sponge, anode or magnet.
    held : bool
        Keeps for years, so that a reserve can hold it.
    conversion : str
        Step still needed before US users can take it; ``none`` where they can.
    conversion_d : float
        Days that step takes at a plant with free capacity.
    confidence : str
        Grade of the row.
    """

    stage: str
    name: str
    held: bool
    conversion: str
    conversion_d: float
    confidence: str


def forms_of(mineral: str) -> tuple[Form, ...]:
    """Forms of one mineral in the order of its chain; empty for a mineral forms.csv does not know."""
    return tuple(
        Form(
            row["stage"], row["form"], row["held"] == "yes", row["conversion"],
            number(row, "conversion_d", "forms.csv", line), row["confidence"],
        )
        for line, row in enumerate(load("forms"), start=2)
        if row["mineral"] == mineral
    )  # fmt: skip
