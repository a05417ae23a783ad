"""Demand of the six markets for one mineral."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import numpy as np

from sim.data.tables import Row, load, number, optional_number
from sim.errors import InputError
from sim.world.arrays import FloatArray
from sim.world.journal import Journal
from sim.world.minerals import Mineral
from sim.world.patch import PATCHED
from sim.world.world import MARKETS

NO_SCRAP = "old scrap stays outside the chain"


def us_demand(mineral: Mineral, basis: str, refined: float, journal: Journal) -> float:
    """US demand for new metal at the final stage, t/yr.

    Parameters
    ----------
    mineral : Mineral
    basis : {"direct", "embedded"}
    refined : float
        World output of the final stage, t/yr.
    journal : Journal

    Notes
    -----
    Rule ``market``: mean 2023-24 consumption less old scrap, whose domestic loop stays outside the
    chain. Rule ``balance``: US mine output + imports - exports, where scrap is inside consumption
    but not printed. Rule ``share``: the US share of world use times world output.
    """
    rule = mineral.us_demand_direct if basis == "direct" else mineral.us_demand_embedded
    if rule == "share":
        return journal.derived("US demand", _shares(mineral, journal)["USA"] * refined, "t/yr",
                               "US share of world use x world output")  # fmt: skip
    if rule == "market":
        return journal.derived("US demand", _mean(mineral, _less_scrap, journal), "t/yr",
                               "mean 2023-24 consumption less old scrap")  # fmt: skip
    if rule == "balance":
        return journal.derived("US demand", _mean(mineral, _balance, journal), "t/yr",
                               "mean 2023-24 mine output + imports - exports")  # fmt: skip
    raise InputError(f"minerals.csv:{mineral.key}", rule, "sim/data", "market, balance or share")


def market_demand(mineral: Mineral, us: float, refined: float, journal: Journal) -> FloatArray:
    """Demand of the six markets, t/yr: the US as given, the others share the rest of world output."""
    shares = _shares(mineral, journal)
    others = [shares[m] for m in MARKETS[1:]]
    rest = refined - us
    scaled = [rest * share / sum(others) for share in others]
    reported = shares["USA"] * refined
    if abs(us - reported) > 1e-9 * reported:
        reason = "US demand comes from us_market.csv"
        journal.adjust("US share of world use", shares["USA"], us / refined, reason)
    return np.array([us, *scaled])


def import_reliance(mineral: Mineral, us: float, us_output: float, journal: Journal) -> float:
    """Net imports over US demand: as minerals.csv sets it, as USGS prints it, or what US output leaves."""
    if mineral.us_reliance is not None:
        return journal.derived("net import reliance", mineral.us_reliance, "fraction", mineral.note)
    printed = []
    for line, row in _market_rows(mineral):
        percent = optional_number(row, "net_import_reliance_pct", "us_market.csv", line)
        if percent is not None:
            what = f"net import reliance {row['year']}"
            printed.append(journal.fact(what, percent / 100.0, "fraction", row))
    if printed:
        return sum(printed) / len(printed)
    how = "demand / (demand + US output)"
    return journal.derived("net import reliance", us / (us + us_output), "fraction", how)


def price(mineral: Mineral, journal: Journal) -> float:
    """Mean 2023-24 price, USD per tonne of contained metal."""
    quoted = []
    for line, row in _market_rows(mineral):
        value = optional_number(row, "price_usd_per_t", "us_market.csv", line)
        if value is not None:
            quoted.append(journal.fact(f"price {row['year']}, quoted product", value, "USD/t", row))
    if not quoted:
        quoted = [journal.parameter("price_anode_usd_per_t")]
    return sum(quoted) / len(quoted) / mineral.contained


def price_years(minerals: Iterable[Mineral]) -> str:
    """Return the years whose mean prices are the dollars of a world, such as ``2023-2024``."""
    rows = [row for mineral in minerals for _, row in _market_rows(mineral)]
    years = sorted({row["year"] for row in rows})
    patched = "; of the patch where it states a price" if any(row["grade"] == PATCHED for row in rows) else ""
    return "-".join(dict.fromkeys((years[0], years[-1]))) + patched


def _shares(mineral: Mineral, journal: Journal) -> dict[str, float]:
    found = {}
    for line, row in enumerate(load("demand_shares"), start=2):
        if row["mineral"] == mineral.form:
            region, share = row["region"], number(row, "share_pct", "demand_shares.csv", line) / 100.0
            found[region] = journal.fact(f"share of world use of {region}", share, "fraction", row)
    return found


def _market_rows(mineral: Mineral) -> list[tuple[int, Row]]:
    return [(i, row) for i, row in enumerate(load("us_market"), start=2) if row["mineral"] == mineral.form]


def _cell(row: Row, column: str, line: int, journal: Journal) -> float:
    """A quantity in t/yr, 0 where blank."""
    value = optional_number(row, column, "us_market.csv", line)
    if value is None:
        return 0.0
    what = column.removesuffix("_per_year").removesuffix("_t")
    return journal.fact(f"{what} {row['year']}", value, "t/yr", row)


def _less_scrap(row: Row, line: int, journal: Journal) -> float:
    used = _cell(row, "us_consumption_t_per_year", line, journal)
    scrap = _cell(row, "us_recycling_t", line, journal)
    if scrap:
        journal.adjust(f"US consumption {row['year']}, t/yr", used, used - scrap, NO_SCRAP)
    return used - scrap


def _balance(row: Row, line: int, journal: Journal) -> float:
    parts = [_cell(row, c, line, journal) for c in ("us_mine_t", "us_imports_t", "us_exports_t")]
    new = parts[0] + parts[1] - parts[2]
    used = number(row, "us_consumption_t_per_year", "us_market.csv", line)
    journal.adjust(f"US consumption {row['year']}, t/yr", used, new, NO_SCRAP)
    return new


def _mean(mineral: Mineral, rule: Callable[[Row, int, Journal], float], journal: Journal) -> float:
    values = [rule(row, line, journal) for line, row in _market_rows(mineral)]
    return sum(values) / len(values)
