"""Who brings the benefit, and at what cost, as text of at most 100 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.analysis.attribution.measures import SUM
from sim.analysis.attribution.tables import UNCLEAR, by_player
from sim.study.stats.means import sample_warning
from sim.views.numbers import sized

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Any, Any]

WIDTH = 100
NAME_WIDTH = 26
TOTALS = {
    "equivalent_days_avoided": "days unmet",
    "combined_days_avoided": "days unmet + price",
    "lost_output_usd_avoided": "lost output, USD",
}
CAVEATS = (
    "avoided: Shapley value, the mean of what somebody adds over all orders of joining; shares sum to the "
    "total. alone: added to nobody; last: added to all others. +- 95 % intervals over futures.",
    "days: of demand, added over minerals, each weighing the same whatever it is worth: see the dollars too.",
    "public: price support and the reserve's net cost (whoever bears it), less duties. at floors: what US "
    "buyers pay above asks that a floor lifts, duties included. Below 0: it makes the others cheaper.",
    "firm: signed or authorised loans, grants and equity, not spent in the model and not in public; letters "
    "count nothing. A financed project exists in no arm without its money, so its share is an upper bound.",
    "A US gain may be another market's loss: rest_of_world_unmet_t in shares.csv.",
)


def attribution_text(
    shares: pd.DataFrame,
    totals: pd.DataFrame,
    interactions: pd.DataFrame,
    costs: pd.DataFrame,
    about: Mapping[str, Any],
) -> str:
    """Return totals, shares, costs and the pairs that are clearly substitutes or complements.

    Parameters
    ----------
    shares, totals, interactions, costs : DataFrame
        As ``task=attribute`` writes them; docs/results.md names the columns.
    about : mapping
        ``by``, ``scenario``, ``frameworks``, ``reserve``, ``futures``, ``horizon_d``, ``seed``, ``arms`` and
        ``orders``.
    """
    years = about["horizon_d"] / 365
    how = f"{about['orders']} sampled orders" if about["orders"] else "all combinations"
    lines = [
        f"Attribution by {about['by']}: scenario {about['scenario']}, frameworks {about['frameworks']}, "
        f"reserve {about['reserve']}",
        f"{about['futures']} futures of {years:.3g} years, seed {about['seed']}; {about['arms']} arms, {how}",
        "",
        *_totals(_summed(totals)),
        "",
        *_shares(shares, bool(about["orders"])),
        "",
        *_costs(costs.to_dict("records")),
        "",
    ]
    if len(interactions):
        lines += [*_pairs(interactions), ""]
    warning = sample_warning(about["futures"])
    lines += [_wrap(warning)] if warning else []
    lines.append("Read with care:")
    return "\n".join(lines + [_wrap(text, "  - ") for text in CAVEATS])


def _summed(table: pd.DataFrame) -> Sequence[Row]:
    return table[table["mineral"] == SUM].to_dict("records")


def _totals(rows: Sequence[Row]) -> Iterator[str]:
    """Yield one line per measure of loss, under a header."""
    yield f"{'all minerals':<{NAME_WIDTH}}{'without':>12}{'with':>12}{'avoided':>22}"
    for row in rows:
        if row["measure"] in TOTALS:
            yield (
                f"{TOTALS[row['measure']]:<{NAME_WIDTH}}{sized(row['without']):>12}{sized(row['with']):>12}"
                f"{_with_half(row):>22}"
            )


def _shares(shares: pd.DataFrame, sampled: bool) -> Iterator[str]:
    """Yield one line per player, most days avoided first; those without any effect on the last line."""
    days, usd = by_player(shares, "combined_days_avoided"), by_player(shares, "lost_output_usd_avoided")
    error = f"{'order se':>9}" if sampled else ""
    yield f"{'':<{NAME_WIDTH}}{'days avoided':>18}{error}{'alone':>8}{'last':>8}{'lost output avoided':>24}"
    idle = [player for player in days if not _moves(days[player]) and not _moves(usd[player])]
    for player in sorted(set(days) - set(idle), key=lambda name: (-days[name]["value"], name)):
        own = days[player]
        error = f"{sized(own['order_error']):>9}" if sampled else ""
        yield (
            f"{_name(player):<{NAME_WIDTH}}{_with_half(own):>18}{error}{sized(own['alone']):>8}"
            f"{sized(own['last']):>8}{_with_half(usd[player]):>24}"
        )
    if idle:
        yield _wrap(f"Without any effect in any future: {', '.join(idle)}.")


def _costs(rows: Sequence[Row]) -> Iterator[str]:
    """Yield what each player costs, under a header."""
    yield (
        f"{'USD':<{NAME_WIDTH}}{'public':>19}{'support':>9}{'reserve':>9}{'duties':>9}{'at floors':>10}"
        f"{'firm':>8}{'per day':>9}"
    )
    for row in rows:
        numbers = [row[name] for name in ("support_usd", "reserve_usd", "duty_usd", "floor_usd", "firm_usd")]
        if not any(numbers):
            continue
        public = _with_half({"value": row["public_usd"], "ci_high": row["public_high"]})
        per_day = row["public_usd_per_day"]
        support, reserve, duty, floor, firm = map(_money, numbers)
        yield (
            f"{_name(row['player']):<{NAME_WIDTH}}{public:>19}{support:>9}{reserve:>9}{duty:>9}{floor:>10}"
            f"{firm:>8}{'-' if per_day is None or per_day != per_day else _money(per_day):>9}"
        )


def _pairs(interactions: pd.DataFrame) -> Iterator[str]:
    """Yield the pairs whose interaction is clear, for days and for dollars."""
    for measure in ("combined_days_avoided", "lost_output_usd_avoided"):
        own = interactions[(interactions["measure"] == measure) & (interactions["mineral"] == SUM)]
        clear = own[own["together"] != UNCLEAR].to_dict("records")
        told = [f"{row['first']} and {row['second']} {row['together']} ({_with_half(row)})" for row in clear]
        yield _wrap(f"Pairs, {TOTALS[measure]}: {'; '.join(told) if told else 'none is clear'}.")


def _moves(row: Row) -> bool:
    """Say whether anything about a player differs from nothing in any future."""
    return any(row[name] not in (0.0, None) for name in ("value", "ci_high", "alone", "last"))


def _with_half(row: Row) -> str:
    """Return value and half-width of a row's interval."""
    high = row["ci_high"]
    if high is None or high != high:
        return sized(row["value"])
    return f"{_money(row['value'])} ±{_money(high - row['value'])}"


def _money(value: float) -> str:
    """Return a number in a few characters; thousands too."""
    if value == 0:
        return "0"
    return f"{value / 1e3:.0f}k" if 1e4 <= abs(value) < 1e6 else sized(value)


def _name(player: str) -> str:
    return player if len(player) < NAME_WIDTH else f"{player[: NAME_WIDTH - 3]}.."


def _wrap(text: str, first: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
