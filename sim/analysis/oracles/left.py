"""Rows that are not run, each with what is missing."""

from __future__ import annotations

from sim.analysis.oracles.case import Left

SHIPS = "cargo is a flow: there are no single ships, berths or queues of them"
UNITS = "demand is a flow: there are no single units with Poisson demand"
LEFT = (
    Left("S01", (1, 2, 3, 4), SHIPS),
    Left("S02", (1, 2, 3), SHIPS),
    Left("S03", (1,), SHIPS),
    Left("S08", (1, 2, 3, 4), UNITS),
    Left(
        "S09",
        (3, 6),
        "a lot ordered when stock is out: rules of buying act at reviews, and markets buy for themselves",
    ),
    Left("S09", (1, 2, 4, 5), "the best lot against a fixed cost per order, which no rule of this build has"),
    Left("S10", (4,), "a base stock below one period of demand; the engine serves demand before it stocks"),
    Left("S11", tuple(range(1, 9)), UNITS),
)
