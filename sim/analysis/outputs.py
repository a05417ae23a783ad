"""What a sensitivity study looks at: levels without new policy, and paired differences to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from sim.study.parts import Part, read_table

FloatArray = NDArray[np.float64]

TOTAL = "any"
"""What outcomes call the row of all minerals together."""
TOTAL_METRIC = "lost_output_usd"
COMBINED = {"combined_days": ("equivalent_days", "price_lost_days")}
"""Metrics that are the sum of columns."""


@dataclass(frozen=True)
class Output:
    """One number per design point.

    Attributes
    ----------
    mineral : str
        ``any`` for all together.
    metric : str
    arm : str
    less : str
        Arm whose number is subtracted, future by future; empty for a level.
    """

    mineral: str
    metric: str
    arm: str
    less: str = ""

    @property
    def name(self) -> str:
        """Arm, or pair of arms as in summary.json."""
        return f"{self.arm}-{self.less}" if self.less else self.arm


def outputs_of(minerals: Sequence[str], metric: str, arms: Sequence[str]) -> tuple[Output, ...]:
    """Return difference and level of a metric for some minerals, then of the value lost over all.

    Parameters
    ----------
    minerals : sequence of str
    metric : str
    arms : sequence of str
        The arm without new policy, and the fullest one if there is any.
    """
    wanted = [(mineral, metric) for mineral in minerals] + [(TOTAL, TOTAL_METRIC)]
    base, others = arms[0], arms[1:]
    return tuple(
        output
        for mineral, name in wanted
        for output in (
            *(Output(mineral, name, arm, base) for arm in others),
            Output(mineral, name, base),
        )
    )


def read_outputs(folder: Path, parts: Sequence[Part], outputs: Sequence[Output], futures: int) -> FloatArray:
    """Return the outputs of one design point, shape ``(n_outputs, n_futures)``; NaN where a run failed."""
    table = read_table(folder, "outcomes", parts)
    arm, mineral, future = (table.column(name).to_numpy() for name in ("arm", "mineral", "future"))
    metrics = {
        output.metric: sum(table.column(name).to_numpy() for name in metric_columns(output.metric))
        for output in outputs
    }

    def level(name: str, output: Output) -> FloatArray:
        own = (arm == name) & (mineral == output.mineral)
        values = np.full(futures, np.nan)
        values[future[own]] = metrics[output.metric][own]
        return values

    return np.array(
        [
            level(output.arm, output) - (level(output.less, output) if output.less else 0.0)
            for output in outputs
        ]
    )


def metric_columns(metric: str) -> tuple[str, ...]:
    """Return the columns of the outcomes whose sum a metric is."""
    return COMBINED.get(metric, (metric,))
