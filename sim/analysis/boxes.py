"""Scenario discovery: a box of inputs that holds most of the futures of interest, by PRIM.

Friedman & Fisher (1999); Bryant & Lempert (2010) for coverage, density and quasi-p-values. The algorithm is
that of the Exploratory Modeling Workbench.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from sim.analysis.workbench import workbench

if TYPE_CHECKING:
    import pandas as pd

PEEL = 0.05
"""Share of the futures that one step of peeling takes away."""
SOME = 1e-9
"""A threshold that keeps whatever box is found: one future of interest in it is enough."""
TRAJECTORY_COLUMNS = ("step", "coverage", "density", "mass", "restricted", "futures", "of_interest", "chosen")
BOX_COLUMNS = ("input", "low", "high", "lowest", "highest", "quasi_p_low", "quasi_p_high")


@dataclass(frozen=True)
class Box:
    """A box and the way to it.

    Attributes
    ----------
    trajectory : DataFrame
        Columns `TRAJECTORY_COLUMNS`; one row per step of peeling and pasting.
    limits : DataFrame
        Columns `BOX_COLUMNS`; one row per input that the chosen box restricts. A quasi-p-value is the
        probability that a limit does no better than chance; NaN where that side is open.
    """

    trajectory: pd.DataFrame
    limits: pd.DataFrame

    @property
    def chosen(self) -> dict[str, Any]:
        """Row of the trajectory that was chosen."""
        return dict(self.trajectory[self.trajectory["chosen"]].iloc[0])


def find_box(inputs: pd.DataFrame, interest: NDArray[np.bool_], density: float, min_mass: float) -> Box:
    """Return the first box on the way of peeling whose density is reached.

    Parameters
    ----------
    inputs : DataFrame
        One row per future, one column per input.
    interest : ndarray of bool, shape (n_futures,)
    density : float
        Share of the futures in the box that are of interest, at least; if no box reaches it, the densest is
        chosen.
    min_mass : float
        Share of all futures that a box holds, at least.

    Raises
    ------
    InputError
        If the Exploratory Modeling Workbench is not installed.
    """
    import pandas as pd

    prim = workbench("analysis.prim")
    found = prim.Prim(inputs, interest, threshold=SOME, peel_alpha=PEEL, mass_min=min_mass).find_box()
    steps = found.peeling_trajectory
    dense = np.flatnonzero(steps["density"].to_numpy() >= density)
    step = int(dense[0]) if dense.size else int(np.argmax(steps["density"].to_numpy()))
    ((_, limits),) = found.inspect(step, style="data")
    columns = {
        "coverage": steps["coverage"],
        "density": steps["density"],
        "mass": steps["mass"],
        "restricted": steps["res_dim"].astype(int),
        "futures": steps["n"].astype(int),
        "of_interest": steps["k"].astype(int),
    }
    trajectory = pd.DataFrame({"step": range(len(steps)), **columns})
    trajectory["chosen"] = trajectory["step"] == step
    names = list(limits.index)
    box = pd.DataFrame(limits.to_numpy(float), columns=["low", "high", "quasi_p_low", "quasi_p_high"])
    box.insert(0, "input", names)
    ends = {"lowest": inputs[names].min().to_numpy(), "highest": inputs[names].max().to_numpy()}
    return Box(trajectory, box.assign(**ends)[list(BOX_COLUMNS)])
