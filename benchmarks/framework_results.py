"""What frameworks and reserve brought: numbers of finished attributions, with where they come from."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any

import pandas as pd
import yaml

from sim.analysis.attribution.measures import SUM
from sim.analysis.attribution.tables import UNCLEAR
from sim.study.provenance import COLUMNS as PROVENANCE

FILE = Path(__file__).resolve().parent / "frameworks.csv"
FLOOD = "scenario=flood_then_ban minerals=[neodymium_praseodymium,dysprosium_terbium]"
COMMANDS = (
    "python -m sim task=attribute study.futures=25",
    "python -m sim task=attribute task.by=seed_item task.orders=6 reserve=none study.futures=25",
    f"python -m sim task=attribute study.futures=25 {FLOOD}",
    f"python -m sim task=attribute task.by=seed_item task.orders=6 reserve=none study.futures=25 {FLOOD}",
)
"""What makes the numbers on file."""
KEY = ("scenario", "by", "orders")
NUMBERS = ("value", "ci_low", "ci_high", "order_error", "alone", "last", "n")
COLUMNS = (*KEY, "table", "player", "measure", *NUMBERS, *PROVENANCE)
UNMET, DAYS, DOLLARS = "equivalent_days_avoided", "combined_days_avoided", "lost_output_usd_avoided"
MEASURES = (UNMET, DAYS, DOLLARS, "public_usd", "support_usd", "duty_usd", "reserve_usd", "floor_usd")


def keep(folders: Sequence[str]) -> None:
    """Put the numbers of finished attributions on file, in place of those of the same study and players."""
    new = [row for folder in folders for row in taken(Path(folder))]
    renewed = {_key(row) for row in new}
    rows = [row for row in recorded() if _key(row) not in renewed] + new
    rows.sort(key=lambda row: _key(row)[:2])
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        writer.writerows(rows)


def taken(folder: Path) -> Iterator[dict[str, Any]]:
    """Yield the rows of one results folder: what is about all minerals together."""
    config = yaml.safe_load((folder / "config.yaml").read_text(encoding="utf-8"))
    by, scenario = config["task"]["by"], config["scenario"]["name"]
    tables = {name: pd.read_csv(folder / f"{name}.csv") for name in ("shares", "totals", "interactions")}
    sampled = bool(tables["shares"]["order_error"].any())
    own = {"scenario": scenario, "by": by, "orders": config["task"]["orders"] if sampled else 0}
    for name, table in tables.items():
        chosen = table[(table["mineral"] == SUM) & table["measure"].isin(list(MEASURES))]
        for row in chosen.astype(object).where(chosen.notna(), "").to_dict("records"):
            player = row.get("player", "")
            if name == "interactions":
                if row["together"] == UNCLEAR or row["measure"] not in (DAYS, DOLLARS):
                    continue
                player = f"{row['first']} {row['second']}"
            kept = {column: _rounded(row.get(column, "")) for column in (*NUMBERS, *PROVENANCE)}
            yield own | {"table": name, "player": player, "measure": row["measure"]} | kept


def recorded() -> list[dict[str, Any]]:
    """Return the rows on file; none before the first."""
    if not FILE.exists():
        return []
    with FILE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def _key(row: Mapping[str, Any]) -> tuple[str, str]:
    return str(row["scenario"]), str(row["by"])


def _rounded(value: object) -> object:
    return float(f"{value:.6g}") if isinstance(value, float) else value
