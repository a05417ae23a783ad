"""The page of past episodes: which can be replayed and in which terms, which not and why.

Run ``python -m sim.data.episode_page > docs/episodes.md``.
"""

from __future__ import annotations

from collections.abc import Iterable

from sim.data.tables import Row, load

HEAD = """# Past episodes

Crises of the past as scenarios: `scenario=episode/<name>`, each in one file under
`scenarios/scenario/episode/`, with a start date of its own. Replay one with every uncertain parameter at its
mode, then ask why:

```bash
python -m sim scenario=episode/chn_ga_2023_lic minerals=[gallium] study.futures=1 study.parameters=mode
python -m sim task=explain task.results=<folder> task.future=0 task.mineral=gallium
```

**Only what was announced enters**: dates, scope, kind, tonnages, statutory and guided times. A decree that
ended a measure is an announcement, too; a recovery, a measured flow or a price is an outcome and stays out,
and so an episode of which nothing was announced cannot be replayed. Where no end was announced, a measure
lasts to the horizon, and a strike as long as its row of `hazards.csv` says. What nobody announced is that row
or the general parameter for all such measures: how long a licence waits, how many are granted and for how
long, how much of a quota is used, what leaks or is smuggled, who buys early. These have learnt from all
episodes, the one replayed included: a known hindsight. `episodes.csv`, `episode_terms.csv` and
`episode_baselines.csv` in `sim/data` hold every number with its source.

Four things no kind of event says: a limit on what is mined, whoever buys it (an outage of that share stands
for it), a notice of a stop that is no strike (a threat before the outage), ships of one class alone (all
cargo goes around), a notice at ports (nobody ships early).

**Patched baseline.** The tables hold 2023-25. An older episode states what is known of the baseline of its
time (share of an origin, stock, price); the scenario carries it as `world_patch`, balancing makes a world
of it, and the world's name, the headline, the figures and the sheet say *patched baseline*. What is not
stated is that of the tables: read such a run as the old shock on today's chain. Older episodes with
baseline "tables" are those of which no such number is known; for places and single plants none is needed.

This page is made by `python -m sim.data.episode_page`; a test compares the two.
"""


def episode_page() -> str:
    """Return the page."""
    terms, known = load("episode_terms"), {row["episode"]: row for row in load("episodes")}
    replayed = list(dict.fromkeys(row["episode"] for row in terms if row["kind"]))
    left_out = [row for row in terms if not row["kind"]]
    lines = [
        HEAD,
        f"## Replayed: {len(replayed)}",
        "",
        "| scenario=episode/ | announced | terms | baseline |",
    ]
    lines.append("| --- | --- | --- | --- |")
    for episode in replayed:
        own = [row for row in terms if row["episode"] == episode]
        cells = (episode.lower(), known[episode]["announced"], "; ".join(map(_term, own)), _baseline(episode))
        lines.append(_line(cells))
    lines += [
        "",
        f"## Not replayed: {len(left_out)}",
        "",
        "| episode | about | why not |",
        "| --- | --- | --- |",
    ]
    lines += [_line((row["episode"], known[row["episode"]]["mineral"], row["basis"])) for row in left_out]
    return "\n".join(lines) + "\n"


def _term(row: Row) -> str:
    """Return one event in a few words."""
    who = row["origin"] or row["places"].replace(";", ", ")
    what = "all cargo" if row["minerals"] == "all" else row["minerals"].replace(";", ", ")
    where = " ".join(filter(None, (row["stage"], row["facility"])))
    size = f" {100 * float(row['severity']):g} %" if row["severity"] else ""
    long = {"": f"length of hazard {row['hazard']}", "3650": "no end"}
    length = long.get(row["duration_d"], f"{row['duration_d']} d")
    aim = f" to {row['destinations']}" if row["destinations"] not in ("", "all") else ""
    kind = row["kind"].replace("_", " ")
    since = f"from {row['announced']} for" if row["kind"] == "threat" else "from"
    whose = f" {who}{aim}," if who else ","
    head = f"{kind}{whose} {what}{f' ({where})' if where else ''}{size}, {since} {row['start']}, {length}"
    more = f"; {row['fields']}" if row["fields"] else ""
    return f"{head}{more}: {row['basis']} ({row['confidence']})"


def _baseline(episode: str) -> str:
    """Return what is patched, in a few words."""
    told = []
    for row in load("episode_baselines"):
        if row["episode"] == episode:
            share = row["quantity"] == "share"
            value = (
                f"{100 * float(row['value']):g} %" if share else f"{float(row['value']):,.0f} {row['unit']}"
            )
            words = (row["mineral"], row["stage"], row["place"], row["quantity"], value)
            told.append(" ".join(filter(None, words)))
    return "patched: " + "; ".join(told) if told else "tables"


def _line(cells: Iterable[str]) -> str:
    return "| " + " | ".join(cell.replace("|", "/") for cell in cells) + " |"


if __name__ == "__main__":
    print(episode_page(), end="")
