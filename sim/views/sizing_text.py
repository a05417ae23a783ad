"""Reserve-sizing policies compared, as text of at most 120 columns."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from sim.study.depth import TAIL_LEVEL
from sim.study.stats.means import sample_warning
from sim.study.stats.tails import tail_warning
from sim.views.numbers import number, significant

if TYPE_CHECKING:
    import pandas as pd

Tables = Mapping[str, "pd.DataFrame"]
Row = Mapping[Any, Any]
WIDTH = 118
BILLION = 1e9
TIED = 4
"""Arms listed of a tie."""
REGRETS = 8
"""Arms listed with their largest regret."""

CAVEATS = (
    "bn USD, discounted: loss is the value of lost output, cost what the metal costs society (purchases and "
    "storage less sales and what is left). Differences and their 95 % intervals are over the same futures; * "
    "marks those that Holm's correction over all arms leaves.",
    "eq. days: days of US demand unmet, added up over minerals, each mineral counting alike; combined adds "
    "demand destroyed by price. A reserve that buys may trade one for the other: compare on combined.",
    "USD/day: cost per equivalent day avoided (Fieller interval in sizing.csv); blank where the sample "
    "cannot say that any is avoided. defence: share of futures in which a tier-one use ever ran short.",
    "break-even: times the assumed frequency of bans at which avoided loss pays for the reserve, if loss is "
    "proportional to frequency and cost is not: a rule of thumb; any: it earned more than it cost.",
    "simulated: loss + cost more than the best mix of that budget by curves of single minerals on other "
    "futures; of possible: what a mix saves over what the best plans save, in a world of Markov bans in "
    "which nobody adapts; worst bans: loss when a coercer strikes a full reserve where it hurts most.",
    "A budget that a rule does not need is not spent; its rows then differ only by how credit is drawn.",
)


def current(table: pd.DataFrame) -> pd.DataFrame:
    """Return one row per arm: that with most futures."""
    return table.drop_duplicates("arm", keep="last")


def chosen_budget(rows: pd.DataFrame) -> float:
    """Return the budget of the reserve with the smallest loss plus cost, USD."""
    reserves = rows[rows["budget_usd"] > 0.0]
    return float(reserves.sort_values("total_usd", kind="stable")["budget_usd"].iloc[0])


def sizing_text(tables: Tables, about: Mapping[str, Any]) -> str:
    """Return who wins at each budget, every arm by budget, and the largest regrets.

    Parameters
    ----------
    tables : mapping of str to DataFrame
        As ``task=sizing`` writes them; docs/reserve.md names the columns.
    about : mapping
        ``scenario``, ``frameworks``, ``reserve``, ``horizon_d``, ``seed`` and ``indifference``.
    """
    rows = current(tables["sizing"])
    years = about["horizon_d"] / 365
    head = (
        f"Reserve sizing: scenario {about['scenario']}, frameworks {about['frameworks']}, rules of reserve "
        f"{about['reserve']}, {years:.3g} years, seed {about['seed']}"
    )
    lines = [head, "", *_choices(tables["choice"], about), "", *_arms(rows), "", *_regrets(tables["regret"])]
    if "search" in tables:
        lines += ["", *_distances(tables)]
    least = int(rows["futures"].min())
    warnings = {
        sample_warning(least): "",
        tail_warning(least, TAIL_LEVEL): " (CVaR of rows with fewer futures)",
    }
    lines += ["", *(_wrap(f"Warning: {text}{more}.") for text, more in warnings.items() if text)]
    return "\n".join([*lines, "Read with care:", *(_wrap(text, "  - ") for text in CAVEATS)])


def _choices(choice: pd.DataFrame, about: Mapping[str, Any]) -> Iterator[str]:
    """Yield the verdict of every selection, the last look first."""
    zone = 100 * about["indifference"]
    yield f"Best by loss + cost (KN++ at 95 %, indifference {zone:g} % of the loss without a reserve):"
    for look in reversed(list(dict.fromkeys(choice["look"]))):
        for row in choice[choice["look"] == look].to_dict("records"):
            names = row["may_be_best"].split(";")
            if row["verdict"] == "best":
                told = f"{row['best']} is best"
            else:
                shown, more = names[:TIED], len(names) - TIED
                listed = ", ".join(shown) + (f" and {more} more (choice.csv)" if more > 0 else "")
                without = ", no reserve one of them" if "none" in names else ""
                told = f"{len(names)} cannot be told apart{without}; smallest first: {listed}"
            yield _wrap(f"{row['choice']}, {row['futures']} futures: {told}", "  ")


def _arms(rows: pd.DataFrame) -> Iterator[str]:
    """Yield one line per arm, budget by budget, smallest loss plus cost first."""
    yield (
        f"{'policy':<20}{'n':>5}{'loss+cost':>10}{'against none':>16}{'cost':>6}{'eq. days':>9}"
        f"{'combined':>9}{'defence':>8}{'CVaR95':>8}{'USD/day':>9}{'used':>7}{'break-even':>11}"
    )
    for budget in sorted(set(rows["budget_usd"])):
        group = rows[rows["budget_usd"] == budget]
        yield "no reserve" if budget == 0 else f"{budget / BILLION:g} bn USD"
        for row in group.sort_values("total_usd", kind="stable").to_dict("records"):
            yield _arm(row).rstrip()


def _arm(row: Row) -> str:
    against = ""
    if _known(row["total_usd_against_none"]):
        mean, low = row["total_usd_against_none"], row["total_usd_against_none_low"]
        half = (mean - low) if _known(low) else 0.0
        star = "*" if _known(row["p_holm"]) and row["p_holm"] < 0.05 else " "
        against = f"{_billion(mean, sign=True)} ±{_billion(half)}{star}"
    return (
        f"  {row['policy']:<18}{row['futures']:>5}{_billion(row['total_usd']):>10}{against:>16}"
        f"{_billion(row['cost_usd']):>6}{number(row['equivalent_days'], 10):>9}"
        f"{number(row['combined_days'], 10):>9}{_percent(row['tier_one_share']):>8}"
        f"{_billion(row['cvar95_total_usd']):>8}{_short(row['usd_per_equivalent_day_avoided']):>9}"
        f"{_percent(row['used_share']):>7}{_times(row['break_even_factor']):>11}"
    )


def _regrets(regret: pd.DataFrame) -> Iterator[str]:
    """Yield the arms with the smallest largest regret."""
    from sim.analysis.sizing.regret import max_regret

    worst = max_regret(regret)
    scenarios = ", ".join(dict.fromkeys(regret["scenario"]))
    yield _wrap(f"Largest regret over {scenarios}: bn USD more than the best arm there, smallest first")
    shown = worst[(worst.index < REGRETS) | (worst["arm"] == "none")]
    for row in shown.to_dict("records"):
        yield f"  {row['arm']:<28}{_billion(row['max_regret_usd']):>8}  in {row['worst_scenario']}"


def _distances(tables: Tables) -> Iterator[str]:
    """Yield how far the mix of every policy is from the best one, at the budget of the best reserve."""
    rows = current(tables["sizing"])
    budget = chosen_budget(rows)
    yield _wrap(f"Distance to the best mix of {budget / BILLION:g} bn USD (search, bound, game.csv)")
    yield (
        f"  {'policy':<20}{'metal':>7}{'simulated':>11}{'of possible':>13}{'worst bans':>12}{'least':>7}"
        "  which bans"
    )
    bound = tables["bound"].set_index("arm")
    game = tables["game"].set_index("arm") if "game" in tables else None
    search = tables["search"]
    for row in search[search["budget_usd"].isin((0.0, budget))].to_dict("records"):
        share = _percent(float(bound.loc[row["arm"], "share_of_possible"]))
        line = f"  {row['policy']:<20}{_billion(row['target_usd']):>7}{_billion(row['distance_usd']):>11}"
        line += f"{share:>13}"
        if game is not None:
            one = game.loc[row["arm"]]
            least = _billion(one["least_usd"]) if _known(one["least_usd"]) else ""
            line += f"{_billion(one['loss_usd']):>12}{least:>7}  {one['worst_bans']}"
        yield line[:WIDTH].rstrip()


def _billion(value: float, sign: bool = False) -> str:
    scaled = value / BILLION
    return ("+" if sign and scaled > 0 else "") + number(scaled, abs(scaled))


def _short(value: float) -> str:
    """Return dollars in three digits with thousand or million spelt by a letter; blank if unknown."""
    if not _known(value):
        return ""
    for unit, letter in ((1e9, "bn"), (1e6, "m"), (1e3, "k")):
        if abs(value) >= unit:
            return f"{significant(value / unit)}{letter}"
    return significant(value)


def _percent(value: float) -> str:
    """Return a share as per cent, of small ones the digits that count."""
    if not _known(value):
        return ""
    return f"{100 * value:.0f}%" if value == 0.0 or value >= 0.1 else f"{100 * value:.2g}%"


def _times(value: float) -> str:
    """Return a multiple; a reserve that costs nothing pays at any frequency."""
    if not _known(value):
        return ""
    return f"{significant(value)}x" if value > 0.0 else "any"


def _known(value: float | None) -> bool:
    return value is not None and value == value


def _wrap(text: str, first: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first) + "  ")
