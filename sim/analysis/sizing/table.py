"""What each policy loses, costs and avoids, against no reserve on the same futures."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from sim.analysis.sizing.arms import NONE, Candidate
from sim.analysis.sizing.measures import aligned
from sim.study.depth import TAIL_LEVEL
from sim.study.stats.many import holm
from sim.study.stats.means import Estimate, estimate, p_value, paired, share
from sim.study.stats.ratio import fieller
from sim.study.stats.tails import tail

if TYPE_CHECKING:
    import pandas as pd

FloatArray = NDArray[np.float64]
MEANS = (
    "total_usd",
    "lost_usd",
    "cost_usd",
    "equivalent_days",
    "price_lost_days",
    "combined_days",
    "shortfall_days",
    "any_mineral_days",
    "peak_price",
)
DIFFERENCES = ("total_usd", "combined_days", "equivalent_days")
TAILS = ("total_usd", "lost_usd", "equivalent_days")
_INTERVALS = (
    *MEANS,
    *(f"{name}_against_none" for name in DIFFERENCES),
    *(f"cvar95_{name}" for name in TAILS),
    "tier_one_share",
    "usd_per_equivalent_day_avoided",
    "break_even_factor",
    "break_even_bans_per_year",
)
SIZING_COLUMNS = (
    "arm",
    "policy",
    "budget_usd",
    "futures",
    *(f"{name}{end}" for name in _INTERVALS for end in ("", "_low", "_high")),
    "p_holm",
    "used_share",
)


def sizing_table(table: pd.DataFrame, candidates: Sequence[Candidate], bans_per_year: float) -> pd.DataFrame:
    """Return one row per arm, each with 95 % intervals.

    Parameters
    ----------
    table : DataFrame
        Of `measures`.
    candidates : sequence of Candidate
        Arms to show, ``none`` among them.
    bans_per_year : float
        Mean number of export bans a year in the futures lived.

    Notes
    -----
    Break-even: the multiple of the assumed frequency of bans at which the avoided loss pays for the reserve,
    if avoided loss is proportional to it and cost is not; blank where a reserve avoids no loss for sure.
    """
    import pandas as pd

    names = [candidate.arm for candidate in candidates]
    values = {name: aligned(table, name, names) for name in table.columns}
    rows = [
        _row(number, one, values, names.index(NONE), bans_per_year) for number, one in enumerate(candidates)
    ]
    adjusted = holm([_p_value(one.arm, values["total_usd"], names) for one in candidates])
    for row, p in zip(rows, adjusted, strict=True):
        row["p_holm"] = p
    return pd.DataFrame(rows, columns=list(SIZING_COLUMNS))


def unmet_table(tiers: pd.DataFrame, candidates: Sequence[Candidate]) -> pd.DataFrame:
    """Return mean unmet tonnes per arm, mineral and tier with 95 % intervals."""
    import pandas as pd

    known = {candidate.arm for candidate in candidates}
    rows = []
    for key, group in tiers.groupby(["arm", "mineral", "tier"], sort=False, observed=True):
        told = dict(zip(("arm", "mineral", "tier"), key, strict=True))
        if told["arm"] in known:
            rows.append(told | _spread("unmet_t", estimate(group["unmet_t"].to_numpy(np.float64))))
    columns = ["arm", "mineral", "tier", "unmet_t", "unmet_t_low", "unmet_t_high"]
    return pd.DataFrame(rows, columns=columns)


def _row(
    number: int, candidate: Candidate, values: dict[str, FloatArray], base: int, bans_per_year: float
) -> dict[str, object]:
    own = {name: value[:, number] for name, value in values.items()}
    without = {name: value[:, base] for name, value in values.items()}
    lived = own["tier_one_short"][np.isfinite(own["tier_one_short"])]
    row: dict[str, object] = {
        "arm": candidate.arm,
        "policy": candidate.policy,
        "budget_usd": candidate.budget_usd,
        "futures": len(lived),
    }
    for name in MEANS:
        row |= _spread(name, estimate(own[name]))
    for name in TAILS:
        row |= _spread(f"cvar95_{name}", tail(own[name], TAIL_LEVEL).cvar)
    row |= _spread("tier_one_share", share(int(lived.sum()), len(lived)))
    if number == base:
        return row
    for name in DIFFERENCES:
        row |= _spread(f"{name}_against_none", paired(own[name], without[name]).difference)
    row |= _spread("usd_per_equivalent_day_avoided", _price(own, without, "equivalent_days"))
    factor = _price(own, without, "lost_usd")
    row |= _spread("break_even_factor", factor)
    row |= _spread("break_even_bans_per_year", _times(factor, bans_per_year))
    bought = float(np.nansum(own["bought_usd"]))
    row["used_share"] = float(np.nansum(own["released_usd"])) / bought if bought > 0.0 else None
    return row


def _p_value(arm: str, totals: FloatArray, names: list[str]) -> float | None:
    """Return the p-value of loss plus cost against no reserve; None for that arm itself."""
    return p_value(totals[:, names.index(arm)] - totals[:, names.index(NONE)])


def _price(own: dict[str, FloatArray], without: dict[str, FloatArray], bad: str) -> Estimate:
    """Return dollars of cost per unit of something bad avoided; blank unless some is avoided for sure."""
    ratio = fieller(own["cost_usd"] - without["cost_usd"], without[bad] - own[bad])
    avoided = float(np.nanmean(without[bad] - own[bad]))
    return ratio if avoided > 0.0 else Estimate(None, None, None, ratio.n)


def _times(one: Estimate, factor: float) -> Estimate:
    def scaled(value: float | None) -> float | None:
        return None if value is None else value * factor

    return Estimate(scaled(one.mean), scaled(one.ci_low), scaled(one.ci_high), one.n)


def _spread(name: str, one: Estimate) -> dict[str, object]:
    return {name: one.mean, f"{name}_low": one.ci_low, f"{name}_high": one.ci_high}
