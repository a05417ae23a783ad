"""``docs/performance.md`` from ``benchmark.json``."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from statistics import median
from typing import Any

from benchmarks.measure import Seconds, Spread, ratios
from benchmarks.scaling_rows import by_size, slope

Section = Mapping[str, Any]
YARDSTICK = "SimPy model"
MODELS = ("full market", "bare")
CLUSTER_RUNS = (10_000, 100_000, 1_000_000, 10_000_000)
CORES = 100
INTRODUCTION = """\
# Performance

`python -m benchmarks` measures everything on this page and writes it; nothing here is typed by hand. What
stands in one table was done in turn, round by round, in one process tree: read the ratios, each the median
over rounds (least to most in brackets). Times are processor time, which does not run while others have the
processor; of whole commands they are wall time.
"""
REFERENCE = """\
One mineral: 12 mines, 8 refiners, 30 routes, 5 demand sectors and a reserve
([chain.yaml](../benchmarks/chain.yaml)); five years; every mine, refiner and route stops or slows down at
random, one export ban. A run of the engine samples the future, lives it with all actors and makes the
outcome. *Kernel alone* repeats the calls of that run, with what actors had changed before each, without
SimPy. *C* does the same calls in plain C and must give the same numbers; it is the practical limit. The
*SimPy model* is the same chain as one would write it in SimPy: a process per facility, a Container per stock,
a process per shipment.
"""
WORLD = """\
The default world with every behaviour. *Four arms* is the mean of a run of the headline study, in which arms
share what they have in common; *engine* is its fullest arm alone.
"""
PEERS = """\
Two other simulators, on the part of the reference chain that each can state: less than the engine does, and
not the same model. stockpyl: 26 nodes with base stocks, no routes of their own length, no reserve.
SupplyNetPy: no limits on mines, whole orders, no reserve.
"""
SCALING = """\
![Time against futures, links, arms and days](figures/scaling.png)

One process and the headline study's fullest arm, several times over where arms grow. Links come with
minerals, from 1 to all 17. Time grows with size to the power of the slope: 1 is in direct proportion, less
means a share that does not grow.
"""
CLUSTER = """\
What the headline study costs per run, times runs: core-hours from the four arms above, divided by the
parallel efficiency. Every worker is sent the world once; parts of results travel to the process that writes
them (see [clusters](cluster.md)). Weekly series are kept for the first 200 futures of a study unless asked
for; with all of them the last column holds. Computed, not run at these sizes.
"""


def page(sections: Mapping[str, Section]) -> str:
    """Return the page.

    Parameters
    ----------
    sections : mapping of str to mapping
        ``benchmark.json``; what was never measured is left out.
    """
    texts = [write(sections) for name, write in WRITERS.items() if name in sections]
    if {"world", "study", "scaling"} <= set(sections):
        texts.append(_cluster(sections))
    return "\n".join([INTRODUCTION, *texts, _versions(sections)])


def _reference(sections: Mapping[str, Section]) -> str:
    own = sections["reference"]
    seconds: Seconds = own["seconds"]
    rows = []
    for name in [*seconds, *own["blank"]]:
        if name in own["blank"]:
            rows.append([name, own["blank"][name], "", ""])
            continue
        limit = f"C, {name.rpartition(', ')[2]}"
        beside = name != limit and limit in seconds
        cells = [name, _ms(seconds[name])]
        cells.append("" if name == YARDSTICK else _times(ratios(seconds, YARDSTICK, name)))
        rows.append([*cells, _times(ratios(seconds, name, limit)) if beside else ""])
    rate = own["events"] / median(seconds[YARDSTICK])
    pinned = f"The SimPy model has {own['events']:,} events a run, {rate / 1e6:.2f} million a second.\n"
    heads = ("", "ms a run", "faster than the SimPy model", "time of C")
    return _section("Reference chain", REFERENCE, _table(heads, rows), pinned, _about(own))


def _world(sections: Mapping[str, Section]) -> str:
    own = sections["world"]
    seconds = _per_run(own)
    rows = []
    for name, rounds in seconds.items():
        kernel = name.replace("engine", "kernel alone")
        beside = name.startswith("engine")
        cells = [name, _ms(rounds), f"{1 / median(rounds):.2g}"]
        rows.append([*cells, _times(ratios(seconds, name, kernel)) if beside else ""])
    size = f"{own['minerals']} minerals with their hosts, {own['links']:,} links, {own['days']:,} days.\n"
    heads = ("", "ms a run", "runs a second and core", "time of the kernel alone")
    return _section("Default world", WORLD + size, _table(heads, rows), _about(own))


def _per_run(own: Section) -> dict[str, list[float]]:
    """Return seconds a run: the first row is the sum of all arms."""
    return {
        name: [second / own["arms"] for second in rounds] if name.startswith("four arms") else rounds
        for name, rounds in own["seconds"].items()
    }


def _peers(sections: Mapping[str, Section]) -> str:
    own = sections["peers"]
    seconds: Seconds = own["seconds"]
    engines = [f"engine, {model}" for model in MODELS]
    rows = []
    for peer, version in own["versions"].items():
        if peer in own["blank"]:
            rows.append([peer, own["blank"][peer], *[""] * len(engines)])
        else:
            faster = [_times(ratios(seconds, peer, engine)) for engine in engines]
            rows.append([f"{peer} {version}", _ms(seconds[peer]), *faster])
    heads = ("", "ms a run", *(f"{engine}: faster" for engine in engines))
    return _section("Other simulators", PEERS, _table(heads, rows), _about(own))


def _startup(sections: Mapping[str, Section]) -> str:
    own = sections["startup"]
    rows = [[name, _spread(Spread.of(rounds), ".2f")] for name, rounds in own["seconds"].items()]
    text = "Whole commands in a fresh process, compiled code on disk.\n"
    return _section("Start-up", text, _table(("", "s"), rows), _about(own))


def _study(sections: Mapping[str, Section]) -> str:
    own = sections["study"]
    rows = [
        [f"`execution={name}`", f"{own[name]['wall_s']:.0f}", _bytes(own[name]["peak_bytes"])]
        for name in ("serial", "local")
    ]
    told = (
        f"`python -m sim` as a whole, {own['runs']:,} runs, on one core and on {own['workers']} workers.\n"
        f"Parallel efficiency: {100 * efficiency(own):.0f} %. Memory is the largest sum of resident memory "
        "of the process and its workers.\n"
    )
    return _section("A whole study", told, _table(("", "s", "memory"), rows), _about(own))


def efficiency(study: Section) -> float:
    """Return the time on one core over the time on all workers and their number."""
    return float(study["serial"]["wall_s"] / (study["workers"] * study["local"]["wall_s"]))


def _scaling(sections: Mapping[str, Section]) -> str:
    own = sections["scaling"]
    rows = []
    for what, sizes in by_size(own["seconds"]).items():
        middle = [median(rounds) for rounds in sizes.values()]
        told = ", ".join(f"{size:g}: {second:.2f}" for size, second in zip(sizes, middle, strict=True))
        rows.append([what, told, f"{slope(list(sizes), middle):.2f}"])
    return _section("Scaling", SCALING, _table(("grows", "size: s", "slope"), rows), _about(own))


def _cluster(sections: Mapping[str, Section]) -> str:
    """Return the table for clusters: measured costs per run, multiplied."""
    study, sent = sections["study"], sections["scaling"]["case_bytes"]
    (four,) = (rounds for name, rounds in _per_run(sections["world"]).items() if name.startswith("four arms"))
    cost_s = median(four) / min(1.0, efficiency(study))
    series = study["bytes"].get("series", 0) / max(1, study["series_runs"])
    others = sum(size for name, size in study["bytes"].items() if name in ("outcomes", "reserve", "finance"))
    plain = others / study["runs"]
    rows = []
    for runs in CLUSTER_RUNS:
        hours = runs * cost_s / 3600
        rows.append(
            [
                f"{runs:,}",
                f"{hours:,.1f}",
                _duration(hours / CORES),
                _bytes(sent),
                _bytes(runs * plain),
                _bytes(runs * (plain + series)),
            ]
        )
    heads = (
        "runs",
        "core-hours",
        f"on {CORES} cores",
        "sent to each worker",
        "moved and stored",
        "the same with all series",
    )
    return _section("On a cluster", CLUSTER, _table(heads, rows))


WRITERS = {
    "reference": _reference,
    "world": _world,
    "peers": _peers,
    "startup": _startup,
    "study": _study,
    "scaling": _scaling,
}


def _section(title: str, *parts: str) -> str:
    return "\n".join([f"## {title}\n", *parts])


def _table(heads: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    lines = [heads, ["---"] * len(heads), *rows]
    return "".join(f"| {' | '.join(cells)} |\n" for cells in lines)


def _about(own: Section) -> str:
    """Return how often, when and on what a section was measured."""
    about = own["about"]
    rounds = f"{len(next(iter(own['seconds'].values())))} rounds; " if "seconds" in own else ""
    load = f", load {about['load']} at the start" if about["load"] is not None else ""
    machine = f"{about['processor']}, {about['cores']} cores, {about['system']}"
    return f"{rounds}{about['date']}; {machine}{load}.\n"


def _versions(sections: Mapping[str, Section]) -> str:
    """Return what all was measured with; several lines where sections differ."""
    found: dict[str, list[str]] = {}
    for name, own in sections.items():
        about = own["about"]
        packages = ", ".join(f"{package} {version}" for package, version in about["packages"].items())
        found.setdefault(f"vaultsim {about['vaultsim']}, {about['python']}, {packages}", []).append(name)
    if len(found) == 1:
        return _section("Versions", f"{next(iter(found))}.\n")
    return _section("Versions", "".join(f"* {', '.join(names)}: {text}.\n" for text, names in found.items()))


def _ms(rounds: Sequence[float]) -> str:
    spread = Spread.of([1000 * second for second in rounds])
    return _spread(spread, ".1f" if spread.middle < 100 else ",.0f")


def _times(spread: Spread) -> str:
    """Return a ratio to three digits."""
    return _spread(spread, ",.0f" if spread.middle >= 100 else ".1f" if spread.middle >= 10 else ".2f")


def _spread(spread: Spread, digits: str) -> str:
    return f"{spread.middle:{digits}} ({spread.least:{digits}} to {spread.most:{digits}})"


def _duration(hours: float) -> str:
    return f"{60 * hours:.0f} min" if hours < 2 else f"{hours:,.1f} h"


def _bytes(size: float | None) -> str:
    if size is None:
        return "not measured"
    for unit in ("kB", "MB", "GB"):
        size /= 1000
        if size < 1000:
            return f"{size:,.3g} {unit}"
    return f"{size / 1000:,.3g} TB"
