"""The results of all cells of a sweep in one table, and the differences between cells that may be paired."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd

from sim.study.arms import BASELINE
from sim.study.ledger import DONE, Cell
from sim.study.provenance import COLUMNS, told
from sim.study.results import Results
from sim.study.runs import HEADLINE_METRICS, MINERAL_METRICS
from sim.study.stats.many import holm
from sim.study.stats.means import p_value, paired
from sim.study.store import MANIFEST, load_results

NUMBERS = ("mean", "ci_low", "ci_high", "n")
PAIR_COLUMNS = ("cell", "base_cell", "arm", "mineral", "metric", *NUMBERS, "variance_reduction", "p_value")
NOT_COMPARED = ("frameworks", "reserve", "execution", "results_dir", "resume")
"""Nodes in which two cells may differ and still live the same futures."""


def varied(cells: Sequence[Cell]) -> dict[str, list[str]]:
    """Return the settings that differ between cells: for each key, one text per cell, empty if not set."""
    settings = [dict(text.partition("=")[::2] for text in cell.overrides) for cell in cells]
    keys = dict.fromkeys(key for cell in settings for key in cell)
    columns = {key: [cell.get(key, "") for cell in settings] for key in keys}
    return {key: values for key, values in columns.items() if len(set(values)) > 1}


def cells_table(cells: Sequence[Cell]) -> pd.DataFrame:
    """Return the ledger as a table: settings that vary, then status, exit code, folder and message."""
    state = {
        name: [getattr(cell, name) for cell in cells] for name in ("status", "code", "folder", "message")
    }
    table = pd.DataFrame({"cell": [cell.number for cell in cells], **varied(cells), **state})
    return table.astype({"code": "Int64"})


def open_cells(cells: Sequence[Cell]) -> dict[int, Results]:
    """Return the results of the cells that are done and were studies."""
    found = {}
    for cell in cells:
        if cell.status == DONE and cell.folder and (Path(cell.folder) / MANIFEST).is_file():
            found[cell.number] = load_results(cell.folder)
    return found


def combined_table(cells: Sequence[Cell], results: Mapping[int, Results]) -> pd.DataFrame:
    """Return one row per cell, arm, mineral and metric; totals have mineral ``any``."""
    settings = varied(cells)
    rows = []
    for place, cell in enumerate(cells):
        if cell.number not in results:
            continue
        summary = results[cell.number].summary
        own = {key: values[place] for key, values in settings.items()}
        about = {"cell": cell.number, **own, **told(summary["study"])}
        for arm, minerals in summary["arms"].items():
            for mineral, metrics in minerals.items():
                for metric in MINERAL_METRICS:
                    rows.append(about | _row(arm, mineral, metric, metrics[metric]))
            for metric, numbers in summary["totals"][arm].items():
                rows.append(about | _row(arm, "any", metric, numbers))
    columns = ["cell", *settings, "arm", "mineral", "metric", *NUMBERS, *COLUMNS]
    return pd.DataFrame(rows, columns=columns)


def _row(arm: str, mineral: str, metric: str, numbers: Mapping[str, Any]) -> dict[str, Any]:
    return {"arm": arm, "mineral": mineral, "metric": metric, **{name: numbers[name] for name in NUMBERS}}


def paired_cells(results: Mapping[int, Results]) -> pd.DataFrame:
    """Return paired differences of cells against the cell without policies that shares all else.

    Two cells share their futures when they differ in frameworks and reserve only; Holm's correction is
    over all rows of one metric.
    """
    groups: dict[str, list[int]] = defaultdict(list)
    for number, result in results.items():
        groups[_futures_key(result.config)].append(number)
    rows = []
    for numbers in groups.values():
        bases = [number for number in numbers if results[number].arms == (BASELINE,)]
        for base in bases[:1]:
            for number in numbers:
                if number != base:
                    rows += _against(number, results[number], base, results[base])
    table = pd.DataFrame(rows, columns=[*PAIR_COLUMNS, "p_holm", *COLUMNS])
    table["p_holm"] = table.groupby("metric", sort=False)["p_value"].transform(_holm)
    return table


def _futures_key(config: Mapping[str, Any]) -> str:
    """Return all of a configuration that shapes the futures and how they are lived."""
    kept = {key: value for key, value in config.items() if key not in NOT_COMPARED}
    study = {key: value for key, value in kept.get("study", {}).items() if key not in ("futures", "arms")}
    return json.dumps({**kept, "study": study}, sort_keys=True)


def _against(number: int, result: Results, base: int, other: Results) -> list[dict[str, Any]]:
    """Return the rows of one cell against its base."""
    rows = []
    for arm in result.arms:
        if arm == BASELINE:
            continue
        for mineral in result.runs.minerals:
            for metric in HEADLINE_METRICS:
                a, b = result.runs.values(arm, mineral, metric), other.runs.values(BASELINE, mineral, metric)
                shared = min(len(a), len(b))
                a, b = a[:shared], b[:shared]
                row: dict[str, Any] = {"cell": number, "base_cell": base, "arm": arm, "mineral": mineral}
                row |= {"metric": metric, **paired(a, b).as_dict(), "p_value": p_value(a - b)}
                rows.append(row | told(result.about))
    return rows


def _holm(values: pd.Series[float]) -> list[float | None]:
    return holm([None if value is None or np.isnan(value) else float(value) for value in values])
