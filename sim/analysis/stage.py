"""The phases of a sensitivity study once their design points are lived, and the tables made of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.indices import FloatArray, morris_indices, noise_share, sobol_indices
from sim.analysis.inputs import Input
from sim.analysis.outputs import Output
from sim.analysis.points import Point

if TYPE_CHECKING:
    import pandas as pd

SCREENING, INDICES = "screening", "indices"

SENSITIVITY_COLUMNS = (
    "output",
    "mineral",
    "metric",
    "input",
    "unit",
    "low",
    "mode",
    "high",
    "basis",
    "source",
    "mu_star",
    "mu_star_ci",
    "sigma",
    "S1",
    "S1_ci",
    "ST",
    "ST_ci",
)
NOISE_COLUMNS = (
    "phase",
    "output",
    "mineral",
    "metric",
    "points",
    "futures",
    "mean",
    "sd",
    "noise_share",
    "met",
)


@dataclass(frozen=True)
class Stage:
    """The design points of one of the two phases, lived.

    Attributes
    ----------
    name : str
        ``screening`` or ``indices``.
    inputs : tuple of Input
        What is set at every point.
    design : FloatArray, shape (n_points, n_inputs)
        Shares of the swept probability of each input.
    values : FloatArray, shape (n_points, n_outputs, n_futures)
    """

    name: str
    inputs: tuple[Input, ...]
    design: FloatArray
    values: FloatArray

    @property
    def means(self) -> FloatArray:
        """Outputs of every point, shape ``(n_points, n_outputs)``."""
        return np.asarray(np.nanmean(self.values, axis=2))

    def noise(self) -> FloatArray:
        """Return the inner noise of every output, shape ``(n_outputs,)``."""
        return np.array([noise_share(self.values[:, i]) for i in range(self.values.shape[1])])


def point_of(inputs: Sequence[Input], shares: FloatArray) -> Point:
    """Return the values of the inputs at one row of a design."""
    return tuple((one.name, one.value(share)) for one, share in zip(inputs, shares.tolist(), strict=True))


def sensitivity_table(outputs: Sequence[Output], screening: Stage, indices: Stage, seed: int) -> pd.DataFrame:
    """Return one row per output and input, columns `SENSITIVITY_COLUMNS`; those with most effect first.

    Parameters
    ----------
    outputs : sequence of Output
    screening, indices : Stage
    seed : int
        Of the bootstraps.
    """
    import pandas as pd

    kept = [one.name for one in indices.inputs]
    frames = []
    for i, output in enumerate(outputs):
        effects = morris_indices(screening.design, screening.means[:, i], seed)
        shares = sobol_indices(len(kept), indices.means[:, i], seed)
        frame = pd.DataFrame([_row(output, one) for one in screening.inputs]).assign(**effects)
        frame = frame.merge(pd.DataFrame({"input": kept, **shares}), on="input", how="left")
        order = ["ST", "mu_star"]
        frames.append(frame.sort_values(order, ascending=False, kind="stable", na_position="last"))
    return pd.concat(frames, ignore_index=True)[list(SENSITIVITY_COLUMNS)]


def _row(output: Output, one: Input) -> dict[str, Any]:
    own = {"output": output.name, "mineral": output.mineral, "metric": output.metric, "input": one.name}
    names = ("unit", "low", "mode", "high", "basis", "source")
    return own | {name: getattr(one, name) for name in names}


def noise_table(outputs: Sequence[Output], stages: Sequence[Stage], max_noise: float) -> pd.DataFrame:
    """Return the inner noise of every output in every phase, columns `NOISE_COLUMNS`.

    Parameters
    ----------
    outputs : sequence of Output
    stages : sequence of Stage
    max_noise : float
        Share of the output variance up to which an output is ``met``.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    for stage in stages:
        points, _, futures = stage.values.shape
        shares = stage.noise().tolist()
        for output, share, means in zip(outputs, shares, stage.means.T, strict=True):
            rows.append(
                {
                    "phase": stage.name,
                    "output": output.name,
                    "mineral": output.mineral,
                    "metric": output.metric,
                    "points": points,
                    "futures": futures,
                    "mean": float(means.mean()),
                    "sd": float(means.std(ddof=1)),
                    "noise_share": share,
                    "met": share <= max_noise,
                }
            )
    return pd.DataFrame(rows, columns=list(NOISE_COLUMNS))


def points_table(outputs: Sequence[Output], stage: Stage) -> pd.DataFrame:
    """Return one row per design point: the value of every input, then the mean of every output."""
    import pandas as pd

    inputs = pd.DataFrame([dict(point_of(stage.inputs, shares)) for shares in stage.design])
    names = [f"{output.name} {output.mineral} {output.metric}" for output in outputs]
    return pd.concat([inputs, pd.DataFrame(stage.means, columns=names)], axis=1)
