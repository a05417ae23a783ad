"""What past episodes say of the parameters they share, as text of at most 120 columns."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.views.backtest import score_lines, short, wrap

if TYPE_CHECKING:
    import pandas as pd

SCOPE_WIDTH = 28
CAVEATS = (
    "Every set fills the ranges of parameters.csv evenly; the best tenth by mean absolute log miss of prices "
    "abroad and holes is kept (generalised likelihood uncertainty estimation).",
    "informed: how much narrower 80 % of the kept values are than 80 % of the range; about 0: history does "
    "not say.",
    "Left out: each episode is predicted by the sets that were kept without looking at it.",
    "Nothing is written back: parameters.csv stays as it is.",
)


def calibration_text(
    found: pd.DataFrame, scores: pd.DataFrame, before: pd.DataFrame, about: Mapping[str, Any]
) -> str:
    """Return the kept parameters, then the scores left out and before.

    Parameters
    ----------
    found, scores, before : DataFrame
        ``parameters``, ``scores`` and ``scores_before`` as ``task=calibrate`` writes them.
    about : mapping
        ``episodes``, ``draws``, ``seed`` and ``model``.
    """
    head = (
        f"{about['draws']} parameter sets through {about['episodes']} past episodes, the best "
        f"{100 * about['kept']:g} % kept; model {about['model']}, seed {about['seed']}"
    )
    lines = [head, "", *_parameters(found), "", "Each episode left out:", *score_lines(scores), ""]
    lines += ["All sets, nothing kept:", *score_lines(before), "", "Read with care:"]
    return "\n".join([*lines, *map(wrap, CAVEATS)])


def _parameters(found: pd.DataFrame) -> Iterator[str]:
    heads = f"{'low':>8}{'mode':>8}{'high':>8}{'10 %':>9}{'median':>8}{'90 %':>8}{'informed':>10}"
    yield f"{'parameter':<26}{'scope':<{SCOPE_WIDTH}}{heads}"
    for row in found.to_dict("records"):
        table = "".join(f"{short(row[name]):>8}" for name in ("low", "mode", "high"))
        kept = f"{short(row['kept_low']):>9}{short(row['kept_median']):>8}{short(row['kept_high']):>8}"
        scope = row["scope"] if len(row["scope"]) < SCOPE_WIDTH else f"{row['scope'][: SCOPE_WIDTH - 5]}..."
        yield f"{row['name']:<26}{scope:<{SCOPE_WIDTH}}{table}{kept}{row['informed']:>10.2f}"
