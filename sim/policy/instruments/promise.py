"""What financing promises of one project, before its luck is known."""

from __future__ import annotations

from dataclasses import dataclass

from sim.futures.laws import Triangular


@dataclass(frozen=True)
class Promise:
    """Chance and timing of one project.

    Parameters
    ----------
    probability : float
        That the project comes into being.
    delay : Triangular
        Days late.
    earliest_d : float
        Day before which its money is not there.
    us_access : float
        Share of output that US buyers can have first.
    """

    probability: float
    delay: Triangular
    earliest_d: float
    us_access: float
