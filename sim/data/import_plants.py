"""Rows about single plants, magnet makers and the defence stockpile, out of the source tables."""

from __future__ import annotations

import re
from collections.abc import Iterable

from sim.data.import_rows import Row, pick, tail
from sim.data.tables import load

CHAINS = load("minerals")
MINERALS = sorted(row["mineral"] for row in CHAINS if row["host_only"] == "no")
FABRICATED = {row["fabricate_key"] for row in CHAINS} - {""}

PLANTS = {"Kamoto Copper Company (KCC)": "kcc", "Mutanda Mining (Mumi)": "mutanda"}
"""Running plants among the projects: deals redirect their output, so they are no new capacity."""

MAGNET_MAKING = "NdPr oxide and metal into magnet making"

UNKNOWN = "not published since 2023: counted as 0"


def plants(rows: Iterable[Row]) -> Iterable[Row]:
    """Output of running plants that the table of projects holds."""
    for row in rows:
        if row["project"] in PLANTS:
            yield (
                pick(row, "mineral", "stage")
                | {"country": row["country_iso3"], "plant": PLANTS[row["project"]], "title": row["project"]}
                | {"output_t_per_year": row["capacity_t_per_year"], "note": row["capacity_basis"]}
                | tail(row, "2025")
            )


def fabrication(rows: Iterable[Row]) -> Iterable[Row]:
    """Shares of magnet making: the check rows at the stage that turns oxide into magnets."""
    for row in rows:
        if row["mineral"] in FABRICATED and row["stage"] == MAGNET_MAKING:
            yield (
                {"mineral": row["mineral"], "country": row["region"], "share_pct": row["share_pct"]}
                | {"note": row["note"]}
                | tail(row, row["year"])
            )


def defense_stockpile(rows: Iterable[Row]) -> Iterable[Row]:
    """Newest stock of the National Defense Stockpile per mineral; unknown ones as 0, said so."""
    newest: dict[str, Row] = {}
    for row in rows:
        if row["mineral"] in MINERALS and row["nds_stock_t"]:
            newest[row["mineral"]] = max(row, newest.get(row["mineral"], row), key=lambda r: r["year"])
    for mineral in MINERALS:
        if mineral in newest:
            row = newest[mineral]
            recalled = "nds_stock recalled" in row["value_added_note"]
            note = "recalled: stockpile tables of USGS MCS 2022-23" if recalled else ""
            grade = "recalled" if recalled else "reported"
            yield {"mineral": mineral, "stock_t": row["nds_stock_t"], "note": note} | tail(
                row, row["year"], confidence=grade
            )
        else:
            yield {"mineral": mineral, "stock_t": "0", "note": UNKNOWN, "source": "no figure found"} | {
                "url": "", "year": "2026", "confidence": "judgement", "grade": "",
            }  # fmt: skip


def defense_orders(rows: Iterable[Row]) -> Iterable[Row]:
    """Tonnes the stockpile ordered since, where the table of reserves prints them."""
    for row in rows:
        tonnes = re.search(r"= (\d+) t", row["current_holding"])
        if row["reserve"] == "National Defense Stockpile" and row["mineral"] in MINERALS and tonnes:
            yield {"mineral": row["mineral"], "stock_t": tonnes[1], "note": row["current_holding"]} | tail(
                row, "2025"
            )
