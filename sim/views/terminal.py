"""The headline of a study as text."""

from __future__ import annotations

import textwrap
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any

from sim.views.baseline import baseline_note
from sim.views.numbers import number

if TYPE_CHECKING:
    from sim.study.results import Results

Summary = Mapping[str, Any]
Numbers = Mapping[str, float | int | None]

WIDTH = 100
NAME_WIDTH = 23
CELL_WIDTH, PAIR_WIDTH, WIDE = 9, 10, 16
HALF_WIDTH, NARROW_HALF = 6, 4
"""Columns of a cell behind its ±: of the wide ones with the blank before it."""
# Smaller than this is the rounding of sums over ten years of days.
ROUNDING = 1e-6
LEAST_DAYS = 0.05
"""Fewer days than this are written as about zero."""
DAY_METRICS = ("shortfall_days", "equivalent_days", "price_lost_days", "combined_days")
DAY_HEADS = ("short", "equiv.", "price", "sum")
TOTAL_ROWS = {"days with any shortfall": "any_mineral_days", "value of lost output, $bn": "lost_output_usd"}
BILLION = 1e9

CAVEATS = (
    "Physical and price-destroyed days are substitutes: compare policies on their sum and on value lost.",
    "A US gain may be another market's loss: see rest of world, unmet.",
    "A reserve that fills from empty cannot help early; one that starts full is an upper bound. What it "
    "still holds at the end is valued at a lagged price.",
    "National averages hide the first plant that stops.",
    "Goods with the mineral inside count as imports only where a mineral's facts say so; import shares go "
    "by the last shipper, re-exports are traced by assumption.",
    "Ban frequencies are judgement, and they scale every number here.",
    "Peak prices are spot quotes on thin tonnage; losses use the price paid. On days at the price cap the "
    "model stops being informative.",
    "Results mark estimates of a model, not forecasts.",
)


def headline(results: Results) -> str:
    """Return the headline tables of a study as text of at most 100 columns."""
    return headline_text(results.summary)


def headline_text(summary: Summary) -> str:
    """Return the headline tables of a summary.

    Parameters
    ----------
    summary : mapping
        Content of ``summary.json``.
    """
    minerals, idle = sorted_minerals(summary)
    blocks = [_title(summary)]
    if minerals:
        blocks += [_days(summary, minerals), _differences(summary, minerals)]
    if idle:
        blocks.append(_wrap("No day lost in any arm or future: " + ", ".join(idle) + "."))
    blocks += [_totals(summary), _notes(summary)]
    return "\n\n".join(block for block in blocks if block)


def _title(summary: Summary) -> str:
    """Return what was studied, in one line."""
    study = summary["study"]
    years = study["horizon_d"] / 365
    return (
        f"{study['scenario']}: {study['futures']} futures of {years:.3g} years from {study['start_date']}, "
        f"seed {study['seed']}{baseline_note(study)}{_ending(study.get('stop', {}))}\n{_provenance(study)}"
    )


def _provenance(study: Summary) -> str:
    """Return how the numbers were counted, as far as the folder says."""
    if "dollar_year" not in study:
        return ""
    discounted = f"discounted at {study['discount_rate']:g}" if study["discount_rate"] else "undiscounted"
    return _wrap(
        f"{100 * study['confidence']:g} % intervals; dollars of {study['dollar_year']}, {discounted}; "
        f"day 0: {study['initial_state']}; vaultsim {study['version']}"
    )


def _ending(stop: Summary) -> str:
    """Return how a study with a precision target ended."""
    if "ended_by" not in stop:
        return ""
    width = stop["relative_half_width"]
    reached = "undefined" if width is None else f"{width:.1%}"
    what = (
        "target met" if stop["ended_by"] == "target" else f"budget of {stop['budget']} spent, target missed"
    )
    name = stop["metric"] if stop["mineral"] == "any" else f"{stop['metric']} of {stop['mineral']}"
    return f"\n{what}: relative half-width of {name} {reached}, target {stop['target']:.1%}"


def sorted_minerals(summary: Summary) -> tuple[list[str], list[str]]:
    """Return the minerals that lose days, worst first, and those that never do."""
    arms = summary["arms"]
    if not arms:
        return [], []
    first = next(iter(arms.values()))
    idle = [
        mineral
        for mineral in first
        if all(arm[mineral][metric]["mean"] == 0 for arm in arms.values() for metric in DAY_METRICS)
    ]
    hit = [mineral for mineral in first if mineral not in idle]
    hit.sort(key=lambda mineral: -(first[mineral]["equivalent_days"]["mean"] or 0.0))
    return hit, idle


def _days(summary: Summary, minerals: Sequence[str]) -> str:
    """Return days lost per mineral, in the first arm and in the fullest."""
    names = list(summary["arms"])
    shown = names if len(names) == 1 else [names[0], names[-1]]
    span = CELL_WIDTH * len(DAY_HEADS)
    lines = [
        "US days lost (mean ± half of the 95 % interval)",
        " " * NAME_WIDTH + "".join(f" {name} ".center(span - 1, "-").rjust(span) for name in shown),
        _row("mineral", DAY_HEADS * len(shown)),
    ]
    for mineral in minerals:
        cells = [_days_cell(summary["arms"][arm][mineral][metric]) for arm in shown for metric in DAY_METRICS]
        lines.append(_row(mineral, cells))
    notes = (
        f"short: days with more than {100 * summary['study']['threshold']:g} % of demand unmet; "
        "equiv.: unmet over daily demand, added up; price: the same for demand destroyed by price; "
        "sum: of the last two."
    )
    return "\n".join([*lines, _wrap(notes)])


def _differences(summary: Summary, minerals: Sequence[str]) -> str:
    """Return the paired differences per mineral, and what they cost the rest of the world."""
    pairs = summary["pairs"]
    if not pairs:
        return ""
    heads = [head for _ in pairs for head in ("equiv.", "sum")]
    lines = [
        "Paired differences over the same futures (below 0: fewer days lost; *: 95 % interval excludes 0)",
        " " * NAME_WIDTH
        + "".join(f" {name} ".center(2 * PAIR_WIDTH - 1, "-").rjust(2 * PAIR_WIDTH) for name in pairs)
        + "rest of world".rjust(WIDE),
        _row("mineral", heads, PAIR_WIDTH) + "unmet, t".rjust(WIDE),
    ]
    fullest = next(iter(pairs.values()))
    for mineral in minerals:
        cells = [
            _days_cell(pair[mineral][metric], mark=True)
            for pair in pairs.values()
            for metric in ("equivalent_days", "combined_days")
        ]
        world = _cell(fullest[mineral]["rest_of_world_unmet_t"], mark=True).rjust(WIDE)
        lines.append((_row(mineral, cells, PAIR_WIDTH) + world).rstrip())
    same = [" = ".join(group) for group in summary["coinciding"]]
    if same:
        lines.append(_wrap("The same numbers in every run: " + "; ".join(same) + "."))
    lines.append(_wrap(f"rest of world, unmet: {next(iter(pairs))}."))
    return "\n".join(lines)


def _totals(summary: Summary) -> str:
    """Return totals over minerals for every arm: days and dollars, never tonnes."""
    totals = summary["totals"]
    if not totals:
        return "No run finished."
    lines = [_row("All minerals", list(totals), WIDE)]
    for text, name in TOTAL_ROWS.items():
        scale = BILLION if name.endswith("usd") else 1.0
        cells = [_cell(arm[name], scale) for arm in totals.values()]
        lines.append(_row(text, cells, WIDE))
        changes = [_cell(pair[name], scale, mark=True) for pair in _pairs_by_arm(summary)]
        if summary["total_pairs"]:
            lines.append(_row("  against without", changes, WIDE))
    costs = [summary["reserve"][arm].get("total", {}).get("net_cost_usd") for arm in totals]
    if any(costs):
        cells = [_cell(cost, BILLION) if cost else "-" for cost in costs]
        lines.append(_row("reserve, net cost, $bn", cells, WIDE))
    return "\n".join(lines)


def _pairs_by_arm(summary: Summary) -> list[Mapping[str, Numbers]]:
    """Return the difference of every arm against ``without``, in the order of the arms."""
    nothing = dict.fromkeys(TOTAL_ROWS.values(), {"mean": None})
    return [summary["total_pairs"].get(f"{arm}-without", nothing) for arm in summary["totals"]]


def _notes(summary: Summary) -> str:
    """Return warnings, then what misleads in such a table."""
    lines = [_wrap(f"Warning: {text}.") for text in summary["warnings"]]
    lines.append("Read with care:")
    lines += [_wrap(text, "  - ") for text in CAVEATS]
    return "\n".join(lines)


def _row(name: str, cells: Sequence[str], width: int = CELL_WIDTH) -> str:
    """Return one line of a table."""
    start = NAME_WIDTH if width < WIDE else NAME_WIDTH + 3
    return (name.ljust(start) + "".join(cell.rjust(width) for cell in cells)).rstrip()


def _cell(numbers: Numbers, scale: float = 1.0, mark: bool = False) -> str:
    """Return a mean and the half-width of its interval, laid out so that the signs line up."""
    mean, low, high = numbers["mean"], numbers.get("ci_low"), numbers.get("ci_high")
    if mean is None:
        return "-".ljust(HALF_WIDTH)
    if low is None or high is None:
        return _number(mean / scale, abs(mean) / scale).ljust(HALF_WIDTH)
    half = (high - low) / 2 / scale
    if max(abs(mean) / scale, half) < ROUNDING:
        return "0".ljust(HALF_WIDTH)
    star = "*" if mark and (low > 0 or high < 0) else ""
    size = max(abs(mean) / scale, half)
    return f"{_number(mean / scale, size)} " + f"±{_number(half, size)}{star}".ljust(HALF_WIDTH - 1)


def _days_cell(numbers: Numbers, mark: bool = False) -> str:
    """Return days and the half-width of their interval as narrow as they can be, the signs lined up."""
    mean, low, high = numbers["mean"], numbers.get("ci_low"), numbers.get("ci_high")
    if mean is None:
        return "-".ljust(NARROW_HALF + 1)
    half = None if low is None or high is None else (high - low) / 2
    size = max(abs(mean), half or 0.0)
    if size < LEAST_DAYS:
        return ("0" if size < ROUNDING else "\u22480").ljust(NARROW_HALF + 1)
    if half is None:
        return _as_days(mean, size).ljust(NARROW_HALF + 1)
    star = "*" if mark and low is not None and high is not None and (low > 0 or high < 0) else ""
    return f"{_as_days(mean, size)}\u00b1" + f"{_as_days(half, size)}{star}".ljust(NARROW_HALF)


def _as_days(value: float, size: float) -> str:
    """Return days with the decimals that suit their cell, in as few columns as can be."""
    if size >= 10_000:
        return f"{value / 1000:.0f}k"
    text = f"{value:.{0 if size >= 9.95 else 1}f}"
    return text.removeprefix("-") if float(text) == 0 else text


def _number(value: float, size: float) -> str:
    """Return a number with the decimals that suit its cell; thousands beyond six figures."""
    if size >= 1e6:
        return f"{value / 1e3:,.0f}k"
    return number(value, size)


def _wrap(text: str, first: str = "") -> str:
    """Return text broken at the table's width."""
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
