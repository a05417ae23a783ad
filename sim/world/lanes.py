"""Interim: replaced by the table-based lanes."""

import math


def around_d(place: str) -> float:
    return math.inf
