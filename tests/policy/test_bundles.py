"""Bundles hold what their names say, and the ends of ranges are those of the tables."""

import pytest
import yaml

from sim.composing import configure
from sim.config import scenarios_dir
from sim.data.tables import load
from sim.policy.frameworks import framework_row
from sim.policy.instruments import Agreement
from sim.policy.instruments.entry import Negotiated, Signed

INSTRUMENTS = {file.stem for file in (scenarios_dir() / "instrument").glob("*.yaml")}
WHAT_IF = {"deterrence", "restraint"}
LATEST = "2026-02-04"
# A loan or a delivery that comes sooner is the better one.
SMALL_IS_GOOD = {"lag_d", "lag_months", "release_d"}


def bundle(name):
    return configure(f"frameworks={name}").frameworks.instruments


def parts(instrument):
    return instrument.parts.values() if isinstance(instrument, Agreement) else (instrument,)


def test_all_is_every_file_but_the_what_ifs():
    assert set(bundle("all")) == INSTRUMENTS - WHAT_IF
    assert set(bundle("pessimistic")) == INSTRUMENTS - WHAT_IF
    assert set(bundle("optimistic")) == INSTRUMENTS


def test_what_is_announced_has_no_later_date():
    for instrument in bundle("announced_by_2026_02_04").values():
        for part in parts(instrument):
            entry = getattr(part, "entry", None)
            assert not isinstance(entry, Negotiated)
            if isinstance(entry, Signed) and part.kind not in ("early_warning", "route_alternative"):
                assert entry.start.isoformat() <= LATEST
            if part.kind == "option_to_build":
                assert part.written.isoformat() <= LATEST


@pytest.mark.parametrize("name", ["binding_only", "announced_by_2026_02_04"])
def test_a_smaller_bundle_changes_no_value(name):
    every = bundle("all")
    assert bundle(name).items() <= every.items()


@pytest.mark.parametrize(("name", "good"), [("optimistic", True), ("pessimistic", False)])
def test_ends_of_ranges_are_those_of_the_tables(name, good):
    file = scenarios_dir() / "frameworks" / f"{name}.yaml"
    given = yaml.safe_load(file.read_text())["instruments"]
    full = bundle(name)
    checked = 0
    for instrument, values in given.items():
        spec = full[instrument].model_dump()
        for part, numbers in values.get("parts", {"": values}).items():
            own = spec["parts"][part] if part else spec
            for key, value in flat(numbers):
                assert value == end_of(own, key, good), f"{instrument} {part} {key}"
                checked += 1
    assert checked > 80


def flat(numbers):
    for key, value in numbers.items():
        yield from flat(value) if isinstance(value, dict) else [(key, value)]


def end_of(spec, key, good):
    high = good != (key in SMALL_IS_GOOD)
    end = "high" if high else "low"
    if key == "p_success":
        rows = [row for row in load("projects") if row["project"] in spec["projects"]]
        (value,) = {float(row[f"p_success_{end}"]) for row in rows}
        return value
    holder = spec["entry"] if key in ("probability", "hazard_per_month") and "entry" in spec else spec
    name = holder.get(f"{key}_row") or holder.get("hazard_row") or holder["row"]
    return float(framework_row(name)[2][f"param_{end}"])
