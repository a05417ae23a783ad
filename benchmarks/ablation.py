"""Switch each behaviour off in turn: what becomes of the headline, and of the scores on past episodes.

``python -m benchmarks.ablation`` writes ``ablation.csv`` and the table in docs/validation.md. Takes some
minutes on an idle machine.
"""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

import sim
from sim.analysis.backtest.episode import Episode
from sim.analysis.backtest.scores import score_table
from sim.analysis.backtest.table import backtest_table, predictions
from sim.composing import configure
from sim.data.vintage import COMMITTED
from sim.tasks.episodes import past_episodes
from sim.world.spec import WorldSpec

HOME = Path(__file__).resolve().parent
FILE, PAGE = HOME / "ablation.csv", HOME.parent / "docs" / "validation.md"
BEGIN, END = "<!-- ablation -->\n", "<!-- /ablation -->\n"
HEADLINE = ("study.futures=10", "study.seed=1", "study.series_futures=0", "study.arms=single")
ARMS = {"without": ("frameworks=none", "reserve=none"), "with": ()}
DRAWS, SEED = 16, 1
Zeros = Mapping[str, tuple[str, ...]]
SWITCHED: Mapping[str, tuple[str, ...] | Zeros] = {
    "nothing": (),
    "hoarding": ("model.precaution.enabled=false",),
    "leakage": {"parameters": ("leakage_share", "smuggling_share")},
    "front-loading": {"parameters": ("front_loading",)},
    "contract share": ("model.contracts.enabled=false",),
    "idling": ("model.idling.enabled=false",),
    "thrifting": ("model.thrifting.enabled=false",),
    "supplier asks": ("model.supplier_asks.enabled=false",),
    "qualification lag": {"frameworks": ("delivery.customer_qualification_months",)},
}
"""Behaviour -> switches of the command line, or rows of a table that become zero."""
NUMBERS = {"parameters": ("mode", "low", "high"), "frameworks": ("param_value", "param_low", "param_high")}
KEYS = {"parameters": "name", "frameworks": "param_name"}
COLUMNS = (
    "off",
    "any_mineral_days_without",
    "lost_output_bn_without",
    "any_mineral_days_saved",
    "lost_output_bn_saved",
    "price_error",
    "price_error_large",
    "hole_error",
    "dead_time_error",
    "rank_correlation",
)


def overrides(switch: tuple[str, ...] | Zeros, folder: Path) -> tuple[str, ...]:
    """Return the command line that switches a behaviour off; tables with zeros go into the folder."""
    if isinstance(switch, tuple):
        return switch
    for table, names in switch.items():
        (folder / f"{table}.csv").write_text(_zeroed(table, names), encoding="utf-8", newline="")
    return (f"world.tables={folder}",)


def _zeroed(table: str, names: tuple[str, ...]) -> str:
    rows = list(csv.DictReader(io.StringIO(COMMITTED.text(table), newline="")))
    for row in rows:
        if row[KEYS[table]] in names:
            row.update(dict.fromkeys(NUMBERS[table], "0"))
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(rows[0]), lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


def headline(switches: tuple[str, ...], folder: str) -> dict[str, float]:
    """Return days with any shortfall and output lost without policy, and what frameworks and reserve save."""
    days, lost = {}, {}
    for arm, policy in ARMS.items():
        summary = sim.run_study(*HEADLINE, *policy, *switches, f"results_dir={folder}").summary
        (totals,) = summary["totals"].values()
        days[arm], lost[arm] = (totals[name]["mean"] for name in ("any_mineral_days", "lost_output_usd"))
    return {
        "any_mineral_days_without": days["without"],
        "lost_output_bn_without": lost["without"] / 1e9,
        "any_mineral_days_saved": days["without"] - days["with"],
        "lost_output_bn_saved": (lost["without"] - lost["with"]) / 1e9,
    }


def history(switches: tuple[str, ...]) -> dict[str, float]:
    """Return the scores of the model on past episodes."""
    config = configure(*switches)
    episodes = _episodes(config.world)
    predicted = predictions(episodes, config.model, SEED, [{}] * DRAWS, config.execution)
    scores = score_table(backtest_table(episodes, predicted)).set_index(["score", "of"])["model"]
    miss = "median absolute log error"
    return {
        "price_error": scores[miss, "price_outside"],
        "price_error_large": scores[miss, "price_outside >= 1.5"],
        "hole_error": scores[miss, "flow_hole"],
        "dead_time_error": scores["median absolute error", "dead_time"],
        "rank_correlation": scores["rank correlation", "price_outside"],
    }


@cache
def _episodes(world: WorldSpec) -> list[Episode]:
    return past_episodes(world)


def measured() -> Iterator[dict[str, object]]:
    """Yield one row per behaviour."""
    for name, switch in SWITCHED.items():
        with TemporaryDirectory() as folder:
            switches = overrides(switch, Path(folder))
            yield {"off": name} | headline(switches, folder) | history(switches)


def page_table(rows: list[dict[str, str]]) -> str:
    """Return the rows as a table of the page."""
    heads = (
        "switched off",
        "days with any shortfall",
        "lost output, $bn",
        "days saved",
        "$bn saved",
        "price",
        "price, large",
        "hole",
        "dead time, d",
        "rank",
    )
    lines = [f"| {' | '.join(heads)} |", "|" + "---|" * len(heads)]
    for row in rows:
        cells = [row["off"], *(_short(float(row[column])) for column in COLUMNS[1:])]
        lines.append(f"| {' | '.join(cells)} |")
    return "\n".join(lines) + "\n"


def _kept(value: object) -> str:
    return f"{value:.6g}" if isinstance(value, float) else str(value)


def _short(value: float) -> str:
    return f"{value:.0f}" if abs(value) >= 100 else f"{value:.1f}" if abs(value) >= 10 else f"{value:.2f}"


def recorded() -> list[dict[str, str]]:
    """Return the rows on file."""
    with FILE.open(encoding="utf-8", newline="") as stream:
        return list(csv.DictReader(stream))


def main() -> int:
    """Measure, write the file and renew the page."""
    with FILE.open("w", encoding="utf-8", newline="") as stream:
        writer = csv.DictWriter(stream, COLUMNS, lineterminator="\n")
        writer.writeheader()
        for row in measured():
            print(row, flush=True)
            writer.writerow({name: _kept(value) for name, value in row.items()})
    text = PAGE.read_text(encoding="utf-8")
    head, rest = text.split(BEGIN)
    PAGE.write_text(head + BEGIN + page_table(recorded()) + END + rest.split(END)[1], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
