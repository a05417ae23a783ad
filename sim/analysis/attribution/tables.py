"""The tables of an attribution: shares, totals, interactions, costs."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from sim.analysis.attribution.measures import MEASURES, NAMES, SUM, FloatArray
from sim.analysis.attribution.shapley import (
    exact_values,
    grand,
    interactions,
    order_error,
    sampled_values,
)
from sim.data.tables import load, number
from sim.data.vintage import Vintage, use
from sim.study.stats.bootstrap import bootstrap_t
from sim.study.stats.means import estimate

if TYPE_CHECKING:
    import pandas as pd

    from sim.analysis.attribution.attribution import Attribution
    from sim.analysis.attribution.players import Player

SHARE_COLUMNS = (
    "player",
    "measure",
    "mineral",
    "value",
    "ci_low",
    "ci_high",
    "order_error",
    "alone",
    "alone_low",
    "alone_high",
    "last",
    "last_low",
    "last_high",
    "n",
)
TOTAL_COLUMNS = (
    "measure",
    "mineral",
    "without",
    "with",
    "value",
    "ci_low",
    "ci_high",
    "bootstrap_low",
    "bootstrap_high",
    "n",
)
INTERACTION_COLUMNS = ("first", "second", "measure", "mineral", "value", "ci_low", "ci_high", "n", "together")
COST_COLUMNS = (
    "player",
    "instruments",
    "public_usd",
    "public_low",
    "public_high",
    "support_usd",
    "reserve_usd",
    "duty_usd",
    "floor_usd",
    "named_usd",
    "firm_usd",
    "combined_days_avoided",
    "lost_output_usd_avoided",
    "public_usd_per_day",
)
SUBSTITUTES, COMPLEMENTS, UNCLEAR = "substitutes", "complements", "unclear"


def shares_table(made: Attribution) -> pd.DataFrame:
    """Return what each player adds, one row per player, measure and mineral; columns `SHARE_COLUMNS`.

    Intervals are over futures. ``order_error`` is the standard error that sampled orders leave in the value,
    0 where all coalitions were lived. ``alone``: what a player adds to nobody; ``last``: to all others.
    """
    import pandas as pd

    values, design = made.values, made.design
    players = len(design.players)
    full = grand(players)
    if design.orders:
        added = sampled_values(values, design.orders)
        shares, errors = added.mean(axis=0), order_error(added.mean(axis=-1))
    else:
        shares = exact_values(values, players)
        errors = np.zeros(shares.shape[:-1])
    place = {player.name: number for number, player in enumerate(design.players)}
    rows = []
    for player in made.players:
        i = place.get(player.name)
        for m, row in _cells(made):
            nothing = np.zeros(made.futures)
            value = nothing if i is None else shares[i, m, row]
            alone = nothing if i is None else values[1 << i][m, row] - values[0][m, row]
            last = nothing if i is None else values[full][m, row] - values[full & ~(1 << i)][m, row]
            numbers = _interval(value) | {"order_error": 0.0 if i is None else float(errors[i, m, row])}
            numbers |= _interval(alone, "alone", "alone") | _interval(last, "last", "last")
            rows.append({"player": player.name, **_label(made, m, row), **numbers, "n": made.futures})
    return pd.DataFrame(rows, columns=list(SHARE_COLUMNS))


def totals_table(made: Attribution) -> pd.DataFrame:
    """Return what all change together, one row per measure and mineral; columns `TOTAL_COLUMNS`.

    ``without`` and ``with`` are levels: of a measure that is avoided, what is lost.
    """
    import pandas as pd

    first, last = made.values[0], made.values[grand(len(made.design.players))]
    rows = []
    for m, row in _cells(made):
        sign = -1.0 if NAMES[m].endswith("_avoided") else 1.0
        low, high = bootstrap_t(last[m, row] - first[m, row]) or (None, None)
        levels = {
            name: sign * float(np.mean(one[m, row])) for name, one in (("without", first), ("with", last))
        }
        numbers = levels | _interval(last[m, row] - first[m, row])
        numbers |= {"bootstrap_low": low, "bootstrap_high": high, "n": made.futures}
        rows.append(_label(made, m, row) | numbers)
    return pd.DataFrame(rows, columns=list(TOTAL_COLUMNS))


def interactions_table(made: Attribution) -> pd.DataFrame:
    """Return the Shapley interaction of every pair, columns `INTERACTION_COLUMNS`; empty for sampled orders.

    ``together``: substitutes where the interval lies below 0, complements where above, else unclear.
    """
    import pandas as pd

    acting = made.design.players
    rows: list[dict[str, Any]] = []
    found = None if made.design.orders else interactions(made.values, len(acting))
    for i, first in enumerate(acting if found is not None else ()):
        assert found is not None
        for j in range(i + 1, len(acting)):
            for m, row in _cells(made):
                numbers = _interval(found[i, j, m, row]) | {"n": made.futures}
                pair = {"first": first.name, "second": acting[j].name}
                rows.append(pair | _label(made, m, row) | numbers | {"together": _together(numbers)})
    return pd.DataFrame(rows, columns=list(INTERACTION_COLUMNS))


def costs_table(made: Attribution, shares: pd.DataFrame, vintage: Vintage) -> pd.DataFrame:
    """Return what each player costs and avoids over all minerals, columns `COST_COLUMNS`.

    The cost per day is empty where the interval of the days, or of the cost, reaches 0.

    Parameters
    ----------
    made : Attribution
    shares : DataFrame
        Of `shares_table`.
    vintage : Vintage
        Tables of the world, for the public money that was named.
    """
    import pandas as pd

    money = _money(vintage)
    own = {name: by_player(shares, name) for name in NAMES if name in COST_COLUMNS}
    rows = []
    for player in made.players:
        cost, days = own["public_usd"][player.name], own["combined_days_avoided"][player.name]
        row: dict[str, Any] = {"player": player.name, "instruments": " ".join(player.instruments)}
        row |= {"public_low": cost["ci_low"], "public_high": cost["ci_high"]}
        row |= {name: table[player.name]["value"] for name, table in own.items()}
        row |= _named(player, money)
        defined = all(end is not None and end > 0.0 for end in (cost["ci_low"], days["ci_low"]))
        row["public_usd_per_day"] = cost["value"] / days["value"] if defined else None
        rows.append(row)
    return pd.DataFrame(rows, columns=list(COST_COLUMNS))


def by_player(shares: pd.DataFrame, measure: str) -> dict[str, dict[Any, Any]]:
    """Return the rows of one measure over all minerals, by player in the order of the table."""
    own = shares[(shares["measure"] == measure) & (shares["mineral"] == SUM)]
    return {row["player"]: row for row in own.to_dict("records")}


def _money(vintage: Vintage) -> Mapping[str, Mapping[str, float]]:
    """Return named and firm dollars of every instrument that the table knows."""
    columns = ("named_usd", "firm_usd")
    with use(vintage):
        return {
            row["instrument"]: {name: number(row, name, "framework_items.csv", line) for name in columns}
            for line, row in enumerate(load("framework_items"), start=2)
        }


def _named(player: Player, money: Mapping[str, Mapping[str, float]]) -> dict[str, float]:
    """Return the public money that was named for what a player holds."""
    known = [money[name] for name in player.financed if name in money]
    return {name: sum(row[name] for row in known) for name in ("named_usd", "firm_usd")}


def _cells(made: Attribution) -> Iterator[tuple[int, int]]:
    """Yield the places of measure and mineral of every row of a table; `SUM` first."""
    minerals = len(made.minerals)
    for m, measure in enumerate(MEASURES):
        rows: Sequence[int] = range(minerals)
        for row in (minerals, *rows) if measure.summed else rows:
            yield m, row


def _label(made: Attribution, m: int, row: int) -> dict[str, Any]:
    return {"measure": NAMES[m], "mineral": (*made.minerals, SUM)[row]}


def _interval(values: FloatArray, name: str = "value", prefix: str = "ci") -> dict[str, Any]:
    """Return mean and interval over futures, under the names of a table's columns."""
    found = estimate(values)
    return {name: found.mean, f"{prefix}_low": found.ci_low, f"{prefix}_high": found.ci_high}


def _together(numbers: Mapping[str, Any]) -> str:
    low, high = numbers["ci_low"], numbers["ci_high"]
    if low is None or low <= 0.0 <= high:
        return UNCLEAR
    return COMPLEMENTS if low > 0.0 else SUBSTITUTES
