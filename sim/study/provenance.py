"""What every table says of itself, so that a row that has left its folder can still be judged."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from sim.policy.reserve.spec import StockReserve
from sim.study.stats.means import CONFIDENCE

if TYPE_CHECKING:
    import pandas as pd

    from sim.policy.arm import Arm
    from sim.world.world import World

COLUMNS = (
    "version",
    "seed",
    "confidence",
    "start_date",
    "horizon_d",
    "initial_state",
    "threshold",
    "discount_rate",
    "dollar_year",
)


def provenance(
    world: World,
    arms: Iterable[Arm],
    seed: int,
    horizon_d: int,
    threshold: float,
    discount_rate: float = 0.0,
) -> dict[str, str | float]:
    """Return the columns that say where the numbers of a table come from.

    Parameters
    ----------
    world : World
    arms : iterable of Arm
        The arms whose numbers the table holds.
    seed : int
    horizon_d : int
        Days simulated per run.
    threshold : float
        Unmet share of baseline demand above which a day is short.
    discount_rate : float
        Per year, of columns called ``discounted``; 0 where a table has none.

    Returns
    -------
    dict
        ``version``, ``seed``, ``confidence`` (level of all intervals), ``start_date``, ``horizon_d``,
        ``initial_state``, ``threshold``, ``discount_rate`` (per year) and ``dollar_year``.
    """
    from sim import __version__

    return {
        "version": __version__,
        "seed": seed,
        "confidence": CONFIDENCE,
        "start_date": world.start_date.isoformat(),
        "horizon_d": horizon_d,
        "initial_state": initial_state(arms),
        "threshold": threshold,
        "discount_rate": discount_rate,
        "dollar_year": world.dollar_year,
    }


def initial_state(arms: Iterable[Arm]) -> str:
    """Return where day 0 stands: at the baseline, with each reserve as full as its arm has it."""
    fills = {
        arm.reserve.name: arm.reserve.initial_fill for arm in arms if isinstance(arm.reserve, StockReserve)
    }
    reserves = [f"{name} {100 * fill:g} % full" for name, fill in fills.items()]
    return ", ".join(["baseline steady state", *reserves])


def told(about: Mapping[str, object]) -> dict[str, object]:
    """Return the provenance among what is known of a study; folders of earlier versions hold less."""
    return {name: about[name] for name in COLUMNS if name in about}


def stamped(table: pd.DataFrame, about: Mapping[str, object]) -> pd.DataFrame:
    """Return a table with its provenance in further columns, one value all the way down.

    Parameters
    ----------
    table : DataFrame
        Its own columns stand first and win over those of the same name.
    about : mapping
        What is known of the study (`told`).
    """
    import pandas as pd

    further = {name: value for name, value in told(about).items() if name not in table}
    return pd.concat([table, pd.DataFrame(further, index=table.index)], axis=1)
