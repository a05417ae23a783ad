"""The chain of causes behind a shortage, in words."""

from __future__ import annotations

import textwrap
from collections.abc import Iterator, Mapping
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from sim.views.style import mineral_label

if TYPE_CHECKING:
    import pandas as pd

Row = Mapping[Any, Any]

WIDTH = 100
FLOWS = 4
"""Flows named in the text; all stand in causes.csv."""
LATE_D = 60
"""An event that ended longer before the end of a spell did not end it."""


def explain_text(spells: pd.DataFrame, causes: pd.DataFrame, about: Mapping[str, Any]) -> str:
    """Return why the United States ran short of a mineral, spell by spell, of at most 100 columns.

    Parameters
    ----------
    spells, causes : DataFrame
        As ``task=explain`` writes them; docs/results.md names the columns.
    about : mapping
        ``mineral``, ``arm``, ``future``, ``scenario``, ``world``, ``start_date``, ``horizon_d``, ``seed``,
        ``threshold``, ``lowest_cover_d``, ``lowest_cover_day``, ``peak_price``.
    """
    name = mineral_label(about["mineral"])
    head = (
        f"{name}: arm {about['arm']}, future {about['future']} of scenario {about['scenario']}, "
        f"world {about['world']}, seed {about['seed']}, from {about['start_date']}"
    )
    lines = [_wrap(head), ""]
    if len(spells) == 0:
        lines.append(_wrap(_calm(about)))
    for spell in spells.to_dict("records"):
        own = causes[causes["spell"] == spell["spell"]].to_dict("records")
        lines += [*_spell(spell, own, about), ""]
    lines.append(_wrap("One run of a model, lived again from its seed; not a forecast."))
    return "\n".join(lines)


def explain_markdown(text: str) -> str:
    """Return the text as Markdown: the headings of the spells become headings."""
    lines = text.splitlines()
    marked = [f"## {line}" if line.startswith("Why ") else line for line in lines]
    return "\n".join([f"# {marked[0]}", *marked[1:], ""])


def _calm(about: Mapping[str, Any]) -> str:
    return (
        f"No day with more than {100 * about['threshold']:g} % of demand unmet. Cover was lowest on "
        f"{_day(about['lowest_cover_day'], about)}, at {about['lowest_cover_d']:.0f} days; the price rose to "
        f"{about['peak_price']:.2f} times its baseline."
    )


def _spell(spell: Row, causes: list[Row], about: Mapping[str, Any]) -> Iterator[str]:
    first, end = spell["first_day"], spell["end_day"]
    mineral = mineral_label(about["mineral"]).lower()
    until = "to the horizon" if spell["censored"] else f"until {_day(end, about)}"
    yield f"Why {mineral} ran short on {_day(first, about)}"
    yield _wrap(
        f"{spell['short_days']} short days {until}: {spell['equivalent_days']:.1f} days of demand went unmet "
        f"({_tonnes(spell['unmet_t'])}), at worst {_percent(spell['peak_depth'])} of a day's."
    )
    for number, part in enumerate(
        (
            _fell(causes, about),
            _why(causes, about),
            _bridged(spell, about),
            _reserves(spell, about),
            _ended(spell, causes, about),
        ),
        start=1,
    ):
        yield _wrap(part, f"  {number}. ")


def _flows(causes: list[Row], customer_depth: int = 0) -> list[Row]:
    """Return one row per flow of a depth that fell, largest loss first."""
    flows: dict[str, Row] = {}
    for row in causes:
        if row["depth"] == customer_depth and row["reason"] != "made good":
            flows.setdefault(row["origin"], row)
    return list(flows.values())


def _fell(causes: list[Row], about: Mapping[str, Any]) -> str:
    flows = [row for row in _flows(causes) if row["share_of_loss"] > 0.0]
    if not flows:
        return "What fell: no flow by itself; cargo came late, or more was wanted."
    told = [
        f"from {_day(row['since_day'], about)} {row['origin']} sent {_rate(row['sent_t_per_d'])} instead of "
        f"{_rate(row['base_t_per_d'])} t/d ({_percent(row['sent_t_per_d'] / row['base_t_per_d'] - 1)}; "
        f"{_percent(row['share_of_loss'])} of what was lost)"
        for row in flows[:FLOWS]
    ]
    good = [row for row in causes if row["reason"] == "made good"]
    more = ", ".join(f"{row['origin']} {_tonnes(-row['lost_t'])}" for row in good[:FLOWS])
    return f"What fell: {'; '.join(told)}." + (f" More than usual came from {more}." if more else "")


def _why(causes: list[Row], about: Mapping[str, Any]) -> str:
    """Say the reasons flow by flow, then what starved the feeds."""
    told = []
    for flow in _flows(causes)[:FLOWS]:
        rows = [row for row in causes if row["depth"] == 0 and row["origin"] == flow["origin"]]
        told.append(f"{flow['origin']}: {', and '.join(_reason(row, about) for row in rows)}")
    told += _behind(causes, about)
    return f"Why: {'. '.join(told)}." if told else "Why: nothing acted on the flows into the US market."


def _behind(causes: list[Row], about: Mapping[str, Any]) -> Iterator[str]:
    """Yield what starved the feeds; feeds that starved alike are told together."""
    reasons: dict[tuple[str, str], list[str]] = {}
    for row in causes:
        if row["depth"] > 0:
            reasons.setdefault((row["customer"], row["origin"]), []).append(_reason(row, about))
    alike: dict[tuple[str, str], list[str]] = {}
    for (feed, origin), texts in reasons.items():
        alike.setdefault((origin, ", and ".join(texts)), []).append(feed.replace(f"{about['mineral']}/", ""))
    for (origin, text), feeds in alike.items():
        yield f"Less from {origin} came to {', '.join(feeds)}: {text}"


def _reason(row: Row, about: Mapping[str, Any]) -> str:
    """Return one reason in words, its event with size and days."""
    kind, when = row["reason"], ""
    if _known(row["begin_day"]):
        until = _day(row["end_day"], about) if _known(row["end_day"]) else "the horizon"
        when = f", {_day(row['begin_day'], about)} to {until}"
    if kind == "longer way":
        return f"longer way by {row['size']:.0f} days past {row['detail']} ({row['event']}{when})"
    size = _percent(row["size"]) if _known(row["size"]) else ""
    if kind == "control":
        what, _, said = row["detail"].partition("; ")
        return f"{what} {row['event']} took {size}{when}" + (f" ({said})" if said else "")
    if kind == "sold elsewhere":
        why = f": {row['event']}" if row["event"] else ""
        return f"sold elsewhere ({row['detail']}{why})"
    if kind in ("outage", "idle plants", "host", "cut off", "choked"):
        name = f" {row['event']}" if row["event"] else ""
        return f"{kind}{name}: {row['detail']}, {size}{when}"
    if kind == "feed":
        return f"too little feed ({row['detail'].replace(about['mineral'] + '/', '')})"
    if kind == "made less":
        return f"made {size} less ({row['detail']})"
    return f"{kind} ({row['detail']})"


def _bridged(spell: Row, about: Mapping[str, Any]) -> str:
    early = _known(spell["reserve_first_day"]) and spell["reserve_first_day"] < spell["first_day"]
    they = "they and the reserve" if early else "they"
    text = (
        f"What bridged it: on {_day(spell['onset_day'], about)} there were {spell['stock_d']:.0f} days of "
        f"stock and {spell['cargo_d']:.0f} days of cargo; with the {_percent(spell['sent_share'])} of the "
        f"usual that was still sent {they} lasted {spell['bridged_d']} days."
    )
    if _known(spell["first_holder_day"]):
        text += f" First to run dry: {spell['first_holder']}, {_day(spell['first_holder_day'], about)}."
    return text


def _reserves(spell: Row, about: Mapping[str, Any]) -> str:
    """Say what reserve and defence stockpile gave."""
    told = []
    if _known(spell["reserve_declared_day"]):
        told.append(f"declared {_day(spell['reserve_declared_day'], about)}")
    if _known(spell["reserve_opened_day"]):
        told.append(f"open from {_day(spell['reserve_opened_day'], about)}")
    if spell["reserve_released_t"] > 0.0:
        told.append(
            f"gave {_tonnes(spell['reserve_released_t'])} from {_day(spell['reserve_first_day'], about)}"
        )
        told.append(
            f"empty on {_day(spell['reserve_empty_day'], about)}"
            if _known(spell["reserve_empty_day"])
            else "not emptied"
        )
    elif _known(spell["reserve_opened_day"]) and spell["reserve_opened_day"] >= spell["end_day"] - 1:
        told.append("and then it was over")
    elif told or spell["reserve_stock_t"] > 0.0:
        told.append(f"gave nothing of the {_tonnes(spell['reserve_stock_t'])} it held")
    text = "What the reserve gave: " + (", ".join(told) if told else "nothing, there was none to open") + "."
    if spell["stockpile_released_t"] > 0.0:
        text += f" The defence stockpile gave {_tonnes(spell['stockpile_released_t'])}."
    return text


def _ended(spell: Row, causes: list[Row], about: Mapping[str, Any]) -> str:
    price = (
        f"Demand had been {_percent(spell['need_share'])} of the baseline at a price up to "
        f"{spell['price_peak']:.1f} times its own."
    )
    if spell["censored"]:
        return f"What ended it: nothing before the horizon. {price}"
    end = spell["end_day"]
    over = {
        row["event"]: row["end_day"]
        for row in causes
        if row["event"] and _known(row["end_day"]) and end - LATE_D <= row["end_day"] <= end + 1
    }
    told = [f"{event} was over on {_day(day, about)}" for event, day in over.items()]
    parts = {
        "more landed": spell["landed_more_t_per_d"],
        "less needed": spell["needed_less_t_per_d"],
        "more from reserves": spell["reserves_gave_t_per_d"],
    }
    gains = {what: value for what, value in parts.items() if _known(value) and value > 0.0}
    total = sum(gains.values())
    told += [
        f"{_rate(value)} t/d {what}" for what, value in gains.items() if total > 0.0 and value >= 0.05 * total
    ]
    ended = "; ".join(told) if told else "stocks had filled enough"
    return f"What ended it: {ended}. {price}"


def _day(day: float, about: Mapping[str, Any]) -> str:
    when = date.fromisoformat(about["start_date"]) + timedelta(days=int(day))
    return f"day {int(day)} ({when.isoformat()})"


def _known(value: object) -> bool:
    return value is not None and value == value


def _percent(value: float) -> str:
    return f"{100 * value:.0f} %"


def _tonnes(value: float) -> str:
    return f"{value:,.0f} t" if abs(value) >= 100 else f"{value:.3g} t"


def _rate(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 100 else f"{value:.3g}"


def _wrap(text: str, first: str = "") -> str:
    return textwrap.fill(text, WIDTH, initial_indent=first, subsequent_indent=" " * len(first))
