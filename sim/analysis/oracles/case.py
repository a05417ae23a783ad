"""One row of oracles.csv as a claim about the code, and how it is judged."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from sim.analysis.oracles.bench import Bench
from sim.data.tables import load

FloatArray = NDArray[np.float64]
Statistic = Callable[..., float]

Code = Literal["engine", "futures", "statistics", "policy"]
"""What reproduces the value: runs of the engine, the sampler of futures, statistics or policy code."""

FAST, FULL = 0.10, 0.01
"""Largest standard error over the value, in the fast and in the full set."""
MAX_Z = 3.5
GROUPS = 40
AGAIN = 4
"""A case that fails is run once more, with another seed and so many times the runs."""


class Measured(NamedTuple):
    """An estimate and its standard error; an error of 0 marks a number that is computed, not sampled."""

    estimate: float
    error: float = 0.0


Measure = Callable[[Bench, int, int], Measured]
"""``measure(bench, runs, seed)``."""


@dataclass(frozen=True)
class Case:
    """A row that can be configured.

    Attributes
    ----------
    oracle : str
    row : int
    code : Code
    measure : Measure
    fast, full : int
        Runs in the fast and in the full set; 1 for a number that is computed.
    precise : float
        Largest standard error over the value in the full set.
    """

    oracle: str
    row: int
    code: Code
    measure: Measure
    fast: int = 1
    full: int = 1
    precise: float = FULL


@dataclass(frozen=True)
class Left:
    """Rows of an oracle that are not run, and why."""

    oracle: str
    rows: tuple[int, ...]
    reason: str


@dataclass(frozen=True)
class Exact:
    """What a row of oracles.csv says.

    Attributes
    ----------
    quantity, unit : str
    value : float
    tolerance : float
        In the unit of the value.
    """

    quantity: str
    unit: str
    value: float
    tolerance: float


@dataclass(frozen=True)
class Verdict:
    """One line of the table; ``verdict`` is pass, FAIL or not run."""

    oracle: str
    row: int
    quantity: str
    unit: str
    code: str
    value: float
    estimate: float | None
    error: float | None
    z: float | None
    verdict: str
    note: str


def exact(oracle: str, row: int) -> Exact:
    """Return one row of oracles.csv.

    Raises
    ------
    KeyError
        If there is none.
    """
    for line in load("oracles"):
        if (line["oracle"], line["row"]) == (oracle, str(row)):
            value, tolerance = float(line["value"]), float(line["tolerance"])
            scale = abs(value) if line["tolerance_unit"] == "relative" else 1.0
            return Exact(line["quantity"], line["unit"], value, tolerance * scale)
    raise KeyError((oracle, row))


def judge(bench: Bench, case: Case, seed: int, full: bool) -> Verdict:
    """Run a case, again if it fails, and say whether it met its value."""
    runs, limit = (case.full, case.precise) if full else (case.fast, max(FAST, case.precise))
    first = _judged(case, case.measure(bench, runs, seed), limit)
    if first.verdict == "pass":
        return first
    second = _judged(case, case.measure(bench, AGAIN * runs, seed + 1), limit)
    return second if second.verdict == "FAIL" else replace(second, note="at the second attempt")


def left_verdicts(left: Left) -> list[Verdict]:
    """Return the lines of rows that are not run."""
    lines = []
    for row in left.rows:
        told = exact(left.oracle, row)
        nothing = (None, None, None)
        lines.append(
            Verdict(
                left.oracle, row, told.quantity, told.unit, "", told.value, *nothing, "not run", left.reason
            )
        )
    return lines


def sampled(values: FloatArray, statistic: Statistic = np.mean) -> Measured:
    """Return a statistic of independent rows with its standard error by a delete-a-group jackknife.

    Parameters
    ----------
    values : FloatArray
        Shape ``(n,)`` or ``(n, k)``, one row per run.
    statistic : callable
        From such an array to a number.

    Notes
    -----
    Shao & Tu (1995), The Jackknife and Bootstrap, section 2.3. For a mean it is the error of group means.
    """
    groups = np.array_split(values, min(GROUPS, len(values)))
    g = len(groups)
    without = [statistic(np.concatenate(groups[:i] + groups[i + 1 :])) for i in range(g)]
    spread = np.sum((np.array(without) - np.mean(without)) ** 2)
    return Measured(float(statistic(values)), float(np.sqrt((g - 1) / g * spread)))


def _judged(case: Case, measured: Measured, limit: float) -> Verdict:
    told = exact(case.oracle, case.row)
    away = measured.estimate - told.value
    if measured.error > 0.0:
        z = away / measured.error
        blurred = measured.error > limit * abs(told.value)
        good, note = abs(z) <= MAX_Z and not blurred, "too few runs" if blurred else ""
    else:
        z, good, note = None, abs(away) <= told.tolerance, ""
    verdict = "pass" if good else "FAIL"
    known = (case.oracle, case.row, told.quantity, told.unit, case.code, told.value)
    return Verdict(*known, measured.estimate, measured.error, z, verdict, note)
