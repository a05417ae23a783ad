"""By-products: which host facility carries which part of a facility's output."""

from __future__ import annotations

from collections.abc import Iterable

from sim.data.tables import Row, load, number
from sim.errors import InputError
from sim.world.minerals import mineral
from sim.world.rows import Chain, FacilityRow, HostRow
from sim.world.supply import ROW

ANY = "*"


def with_hosts(keys: Iterable[str]) -> list[str]:
    """Mineral keys with those of their hosts, and the hosts' hosts, sorted."""
    found: set[str] = set()
    left = sorted(set(keys))
    while left:
        key = left.pop()
        found.add(key)
        hosts = {row["host_mineral"] for row in load("hosts") if row["mineral"] == key} - {""}
        left += sorted(hosts - found)
    return sorted(found)


def assign_hosts(chains: list[Chain]) -> None:
    """Fill ``hosts`` of every chain: plants of a by-product by the index of their row.

    Parameters
    ----------
    chains : list of Chain
        With the chains of all hosts among them.

    Notes
    -----
    The host of a facility is the plant of the same name, else what is left of the country, else its
    largest plant, else the rest of the world; the first of these with output. Without any the
    facility has sources of its own, which is noted as an adjustment.
    """
    by_key = {chain.mineral.key: chain for chain in chains}
    for chain in chains:
        for index, facility in enumerate(chain.facilities):
            found = _row(chain.mineral.key, facility)
            if found is not None:
                line, row = found
                host = _host(chain, facility, number(row, "hosted_share", "hosts.csv", line), row, by_key)
                if host is not None:
                    chain.hosts[index] = host


def _row(key: str, facility: FacilityRow) -> tuple[int, Row] | None:
    """The row for the facility's country, else the one for any country."""
    rows = [
        (line, row)
        for line, row in enumerate(load("hosts"), start=2)
        if (row["mineral"], row["stage"]) == (key, facility.stage)
    ]
    for country in (facility.country, ANY):
        for line, row in rows:
            if row["country"] == country:
                return line, row
    return None


def _host(
    chain: Chain, facility: FacilityRow, share: float, row: Row, by_key: dict[str, Chain]
) -> HostRow | None:
    if not row["host_mineral"]:
        chain.journal.fact(f"share of {facility.label} that a host carries", share, "fraction", row)
        return None
    if not 0.0 < share <= 1.0:
        key = f"hosts.csv:{chain.mineral.key}:{row['country']}"
        raise InputError(key, share, "sim/data", "above 0, at most 1, or no host")
    host = _carrier(by_key[mineral(row["host_mineral"]).key], facility, row)
    if host is None:
        what = f"share of {facility.label} that {row['host_mineral']} carries"
        chain.journal.adjust(what, share, 0.0, f"no {row['host_mineral']} facility can carry it")
        return None
    name = f"{row['host_mineral']}/{host.label}"
    chain.journal.fact(f"share of {facility.label} that {name} carries", share, "fraction", row)
    most = chain.journal.parameter("byproduct_recovery_max")
    installed = facility.capacity / facility.base if facility.base > 0.0 else 1.0
    return HostRow(row["host_mineral"], host.label, share, max(1.0, most, installed))


def _carrier(host: Chain, guest: FacilityRow, row: Row) -> FacilityRow | None:
    stage, country = row["host_stage"], row["host_country"] or guest.country
    running = [f for f in host.facilities if f.stage == stage and f.base > 0.0]
    by_label = {f.label: f for f in running}
    at_home = sorted((f for f in running if f.country == country), key=lambda f: (-f.base, f.label))
    names = [guest.label.split("/")[1], row["host_plant"], country]
    labels = [f"{stage}/{name}" for name in names] + [f.label for f in at_home] + [f"{stage}/{ROW}"]
    return next((by_label[label] for label in labels if label in by_label), None)
