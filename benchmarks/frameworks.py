"""Write ``docs/frameworks.md`` from the files of the instruments, the tables and what they brought.

``python -m benchmarks.frameworks <folder> ...`` first takes the numbers of finished attributions (results
folders of ``task=attribute``, as the page's commands make them) into ``frameworks.csv``; without folders it
writes the page alone, with ``--check`` it only looks and exits with 1 where the page is stale.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from pydantic import TypeAdapter

from benchmarks.framework_results import COMMANDS, DAYS, DOLLARS, UNMET, keep, recorded
from sim.analysis.attribution.players import RESERVE
from sim.config import scenarios_dir
from sim.data.tables import load
from sim.policy.frameworks import framework_row
from sim.policy.instruments import Agreement, InstrumentSpec, Mechanisms
from sim.views.numbers import sized
from sim.world.load import load_world

HOME = Path(__file__).resolve().parent
PAGE = HOME.parent / "docs" / "frameworks.md"
TEXT = HOME / "frameworks.md"
"""The page with a mark where each made table goes."""
STUDIES = {"china_export_bans": "headline", "flood_then_ban": "price flood"}
BILLION = 1e9

Row = Mapping[str, str]


def main() -> int:
    """Take folders in and write the page, or with ``--check`` say whether it is stale."""
    folders = [argument for argument in sys.argv[1:] if argument != "--check"]
    if folders:
        keep(folders)
    text = page()
    if "--check" in sys.argv:
        return int(PAGE.read_text(encoding="utf-8") != text)
    PAGE.write_text(text, encoding="utf-8")
    return 0


def page() -> str:
    """Return the page: its text, with tables in place of its marks."""
    text = TEXT.read_text(encoding="utf-8")
    made = {
        "mechanisms": mechanisms_table(),
        "items": items_table(),
        "groups": groups_table(),
        "pairs": pairs_list(),
        "instruments": instruments_table(),
        "money": money_line(),
        "commands": "```bash\n" + "\n".join(COMMANDS) + "\n```",
        "size": size_line(),
    }
    for name, table in made.items():
        text = text.replace(f"<!-- {name} -->", table)
    return text


def mechanisms_table() -> str:
    """Return one row per kind of mechanism: its group, and what its class says it does."""
    groups = {row["kind"]: row["group"] for row in load("mechanism_groups")}
    lines = ["| mechanism (`kind`) | group | what it does |", "|---|---|---|"]
    for mechanism in Mechanisms.__args__:
        kind = mechanism.model_fields["kind"].default
        said = str(mechanism.__doc__).splitlines()[0].rstrip(".")
        lines.append(f"| `{kind}` | {groups[kind]} | {said} |")
    return "\n".join(lines)


def items_table() -> str:
    """Return one row per item of the policy list: what it is, its files, and what it brought."""
    members: dict[str, list[str]] = {}
    for row in load("framework_items"):
        members.setdefault(row["seed_item"], []).append(f"`{row['instrument']}`")
    heads = [f"{name}: {what}" for name in STUDIES.values() for what in ("days", "M USD")]
    lines = [
        f"| item | what it is | what the model does | files | {' | '.join(heads)} |",
        f"|---|---|---|---|{'---|' * len(heads)}",
    ]
    for row in load("seed_items"):
        item = row["seed_item"]
        # frameworks are split among themselves; the reserve's share is that beside their groups
        whose = ("group", RESERVE) if members.get(item) == [f"`{RESERVE}`"] else ("seed_item", item)
        cells = [_share(study, *whose, what) for study in STUDIES for what in (DAYS, DOLLARS)]
        files = ", ".join(members.get(item, ["-"]))
        lines.append(f"| {item} | {row['title']} | {row['model']} | {files} | {' | '.join(cells)} |")
    totals = [_total(study, what) for study in STUDIES for what in (DAYS, DOLLARS)]
    lines.append(f"| all but seed-10 | | | | {' | '.join(totals)} |")
    return "\n".join(lines)


def groups_table() -> str:
    """Return one row per study and group: benefit, public cost, and what buyers pay at floors."""
    lines = [
        "| study | group | unmet days avoided | days avoided | alone | last | lost output avoided, M USD "
        "| public cost, M USD | of it support | reserve | less duties | paid at floors, M USD |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    for study, name in STUDIES.items():
        players = dict.fromkeys(row["player"] for row in _rows(study, "group", "shares"))
        for player in players:
            days = _row(study, "group", "shares", player, DAYS)
            costs = [
                _share(study, "group", player, measure)
                for measure in ("public_usd", "support_usd", "reserve_usd", "duty_usd", "floor_usd")
            ]
            cells = [_share(study, "group", player, measure) for measure in (UNMET, DAYS)]
            cells += [_number(days, "alone"), _number(days, "last")]
            cells += [_share(study, "group", player, DOLLARS), *costs]
            lines.append(f"| {name} | {player} | {' | '.join(cells)} |")
    return "\n".join(lines)


def pairs_list() -> str:
    """Return the pairs of groups that are clearly substitutes or complements, study by study."""
    lines = []
    for study, name in STUDIES.items():
        told = []
        for row in _rows(study, "group", "interactions"):
            first, second = str(row["player"]).split()
            what = "complements" if float(row["value"]) > 0 else "substitutes"
            unit = "days" if row["measure"] == DAYS else "M USD"
            told.append(f"{first} and {second} are {what} in {unit} ({_interval(row)})")
        lines.append(f"* {name}: {'; '.join(told) if told else 'no pair is clear'}.")
    return "\n".join(lines)


def instruments_table() -> str:
    """Return one row per file: what it consists of, since when, and the numbers it reads."""
    items = {row["instrument"]: row for row in load("framework_items")}
    lines = [
        "| file | item | mechanisms | from | numbers: value (range), confidence | named, M USD | firm |",
        "|---|---|---|---|---|---|---|",
    ]
    for name, instrument in instruments().items():
        parts = list(instrument.parts.values()) if isinstance(instrument, Agreement) else [instrument]
        kinds = ", ".join(dict.fromkeys(f"`{part.kind}`" for part in parts))
        dates = ", ".join(dict.fromkeys(date for part in parts for date in _dates(part)))
        item = items[name]
        money = f"{float(item['named_usd']) / 1e6:,.0f} | {float(item['firm_usd']) / 1e6:,.0f}"
        numbers = "; ".join(_numbers(instrument)) or "the tables hold nothing to act on: no effect"
        lines.append(f"| `{name}` | {item['seed_item']} | {kinds} | {dates or '-'} | {numbers} | {money} |")
    return "\n".join(lines)


def money_line() -> str:
    """Return the account of the headline number: named and firm dollars."""
    rows = load("framework_items")
    named, firm = (sum(float(row[name]) for row in rows) / BILLION for name in ("named_usd", "firm_usd"))
    (ceiling,) = (float(row["named_usd"]) / BILLION for row in rows if row["instrument"] == "reserve")
    return (
        f"The files name {named:.1f} bn USD of public money, {ceiling:.0f} of them the ceiling of Project "
        f"Vault's loan; {firm:.1f} bn are signed or authorised."
    )


def size_line() -> str:
    """Return how many futures and orders the numbers rest on."""
    told = []
    for study, name in STUDIES.items():
        for by in ("seed_item", "group"):
            row = next(iter(_rows(study, by, "shares")), None)
            if row is not None:
                orders = f", {row['orders']} sampled orders" if int(row["orders"]) else ", all combinations"
                told.append(f"{name} by {by}: {row['n']} futures{orders}, version {row['version']}")
    return "; ".join(told) + "."


@cache
def instruments() -> Mapping[str, InstrumentSpec]:
    """Return every instrument as its file has it."""
    files = sorted((scenarios_dir() / "instrument").glob("*.yaml"))
    adapter: TypeAdapter[Any] = TypeAdapter(InstrumentSpec)
    return {
        file.stem: adapter.validate_json(json.dumps(yaml.safe_load(file.read_text(encoding="utf-8"))))
        for file in files
    }


def _dates(part: Any) -> Iterator[str]:  # noqa: ANN401 - one of the mechanisms, each with dates of its own
    """Yield the day from which a mechanism can act."""
    entry = getattr(part, "entry", part)
    for name in ("start", "since", "written"):
        if getattr(entry, name, None) is not None:
            yield f"{getattr(entry, name)}"
    if hasattr(part, "start_row"):
        yield f"{framework_row(part.start_row)[-1]['param_value']} at the earliest"


def _numbers(instrument: InstrumentSpec) -> Iterator[str]:
    """Yield the numbers that an instrument reads from the tables."""
    for name in dict.fromkeys(instrument.rows(_world())):
        *_, row = framework_row(name)
        span = f" ({row['param_low']} to {row['param_high']})" if row["param_low"] else ""
        yield f"`{name}` {row['param_value']}{span} {row['unit']}, {row['confidence']}"
    parts = instrument.parts.values() if isinstance(instrument, Agreement) else (instrument,)
    projects = {name: part.kind for part in parts for name in getattr(part, "projects", ())}
    for row in load("projects"):
        if row["project"] in projects:
            chance = f"success {row['p_success_mode']} ({row['p_success_low']} to {row['p_success_high']})"
            if projects[row["project"]] == "option_to_build":
                chance = "success as the letter"
            tonnes = f"{float(row['capacity_product_t_per_year']):,.0f} t/yr from {row['expected_start']}"
            delay = f"{row['delay_mode_months']} (at most {row['delay_max_months']}) months"
            yield (
                f"{row['title']}, {row['mineral']}: {tonnes}, {row['confidence']}; {chance}, "
                f"delay {delay}, US share {row['us_access_share_prior']}, judgement"
            )


@cache
def _world() -> Any:  # noqa: ANN401 - a World
    return load_world()


def _rows(study: str, by: str, table: str) -> list[dict[str, Any]]:
    wanted = {"scenario": study, "by": by, "table": table}
    return [row for row in recorded() if wanted.items() <= row.items()]


def _row(study: str, by: str, table: str, player: str, measure: str) -> Row | None:
    found = (row for row in _rows(study, by, table) if (row["player"], row["measure"]) == (player, measure))
    return next(found, None)


def _share(study: str, by: str, player: str, measure: str) -> str:
    """Return value and interval of a share, the error of sampled orders in brackets; a dash without one."""
    row = _row(study, by, "shares", player, measure)
    if row is None:
        return "-"
    error = float(row["order_error"] or 0.0)
    told = f" ({sized(error / _unit(measure))})" if error else ""
    return _interval(row) + told


def _total(study: str, measure: str) -> str:
    row = _row(study, "seed_item", "totals", "", measure)
    return "-" if row is None else _interval(row)


def _interval(row: Row) -> str:
    """Return value and half-width, dollars in millions."""
    unit = _unit(row["measure"])
    value, high = float(row["value"]) / unit, float(row["ci_high"] or row["value"]) / unit
    return f"{_plain(value)} ±{_plain(high - value)}" if high != value else _plain(value)


def _number(row: Row | None, name: str) -> str:
    return "-" if row is None else _plain(float(row[name]) / _unit(row["measure"]))


def _unit(measure: str) -> float:
    return 1e6 if "usd" in measure else 1.0


def _plain(value: float) -> str:
    return "0" if value == 0.0 else sized(value)


if __name__ == "__main__":
    sys.exit(main())
