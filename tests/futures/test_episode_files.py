"""The files of past episodes say what the tables of announcements say, and nothing else."""

from __future__ import annotations

from datetime import date

import pytest
from omegaconf import OmegaConf
from pydantic import TypeAdapter

from sim.data.episode_page import episode_page
from sim.data.tables import columns, load
from sim.futures.scenario import ScenarioSpec
from sim.futures.specs import EventSpec
from tests.conftest import ROOT

FOLDER = ROOT / "scenarios" / "scenario" / "episode"
FILES = sorted(FOLDER.glob("*.yaml"))
TERMS = load("episode_terms")
KNOWN = {row["episode"]: row for row in load("episodes")}
LAWS_OF_TERMS = {"duration": "duration_d", "severity": "severity"}
CONTROLS = ("export_ban", "export_quota", "export_tax", "licensing_delay")
# What an outcome would be called in the source table.
OUTCOMES = ("trough", "dead_time", "recover", "peak", "price", "leak", "hoard", "response", "effect", "end")


def mapping(path):
    return OmegaConf.to_container(OmegaConf.load(path))


def scenario(path):
    return ScenarioSpec.model_validate(mapping(path))


def terms_of(path):
    return {row["event"]: row for row in TERMS if row["episode"].lower() == path.stem}


def test_every_episode_is_replayed_or_says_why_not():
    replayed = {row["episode"].lower() for row in TERMS if row["kind"]}
    assert {path.stem for path in FILES} == replayed
    assert {row["episode"] for row in TERMS} == set(KNOWN)
    left_out = [row for row in TERMS if not row["kind"]]
    assert not replayed & {row["episode"].lower() for row in left_out}
    assert all(row["basis"] for row in left_out)
    assert (len(replayed), len(left_out)) == (30, 8)


def test_the_page_is_the_tables():
    assert (ROOT / "docs" / "episodes.md").read_text(encoding="utf-8") == episode_page()


def test_no_column_of_an_outcome_has_been_copied():
    names = {column for table in ("episodes", "episode_terms") for column in columns()[table]}
    assert [name for name in names for word in OUTCOMES if word in name] == []


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_every_field_stands_in_the_file(path):
    raw, spec = mapping(path), scenario(path)
    assert set(raw) == set(ScenarioSpec.model_fields)
    assert raw["name"] == f"episode/{path.stem}"
    fields = {"kind", "value", "mean", "median", "p90", "low", "mode", "high", "values"}
    for name, event in raw["events"].items():
        assert set(event) == set(type(spec.events[name]).model_fields)
        for value in event.values():
            assert not isinstance(value, dict) or "rule" in value or set(value) == fields


def joined(cell):
    return "all" if cell == "all" else cell.split(";")


def law(value):
    return {"kind": "fixed", "value": float(value)}


def expected(row):
    """The event that a row of terms says, and nothing else: what it does not say is the kind's null."""
    told, start = date.fromisoformat(row["announced"]), date.fromisoformat(row["start"])
    given = {key: row[key] for key in ("kind", "origin", "stage", "facility", "hazard") if row[key]}
    given |= {key: joined(row[key]) for key in ("places", "minerals", "destinations") if row[key]}
    given |= {"start": start} | {key: law(row[cell]) for key, cell in LAWS_OF_TERMS.items() if row[cell]}
    for field in filter(None, row["fields"].split("; ")):
        key, value = next(iter(OmegaConf.to_container(OmegaConf.create(field)).items()))
        given[key] = law(value) if isinstance(value, float) else value
    if row["kind"] in CONTROLS:
        given["announcement_lead_d"] = max(0, (start - told).days)
    elif row["kind"] == "strike":
        given["notice_d"] = (start - told).days
    elif row["kind"] == "threat":
        given |= {"start": told, "expected_lead_d": (start - told).days}
    return TypeAdapter(EventSpec).validate_python(given)


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_events_are_the_terms(path):
    spec, terms = scenario(path), terms_of(path)
    assert set(spec.events) == set(terms)
    assert not spec.background
    for name, event in spec.events.items():
        assert event == expected(terms[name])


def test_a_kind_says_what_was_announced():
    """What the source calls a licence, a quota or a strike of a mine is one here."""
    kinds = {"licensing_delay": {"licensing_delay", "threat"}, "quota": {"export_quota", "outage"}}
    for row in TERMS:
        source = KNOWN[row["episode"]]["mechanism"]
        if row["kind"] and source in kinds:
            assert row["kind"] in kinds[source], row["episode"]
        if row["kind"] and source == "strike":
            assert row["kind"] == ("strike" if row["facility"] else "chokepoint_closure"), row["episode"]


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_dates_are_those_of_the_announcement(path):
    """The first event has the dates of the source row; nothing begins before it was told, but for one."""
    known, spec, terms = KNOWN[path.stem.upper()], scenario(path), terms_of(path)
    first = min(terms.values(), key=lambda row: row["start"])
    assert known["announced"]
    assert {first["announced"], first["start"]} & {known["announced"], known["start"]}
    for row in terms.values():
        undeclared = row["episode"] == "CHN_JPN_REE_2010_EMBARGO"
        assert row["announced"] <= row["start"] or undeclared
        assert spec.start_date <= date.fromisoformat(min(row["announced"], row["start"]))
    assert (date.fromisoformat(first["start"]) - spec.start_date).days >= 30


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_the_patch_is_the_baseline_of_the_tables(path):
    patch, rows = scenario(path).world_patch, load("episode_baselines")
    own = [row for row in rows if row["episode"].lower() == path.stem]
    stated = {}
    if patch is not None:
        for mineral, stages in patch.origin_shares.items():
            for stage, shares in stages.items():
                stated |= {("share", mineral, stage, country): share for country, share in shares.items()}
        for mineral, covers in patch.cover_d.items():
            stated |= {("cover", mineral, "", market): days for market, days in covers.items()}
        stated |= {("price", mineral, "", ""): price for mineral, price in patch.price_usd_per_t.items()}
        assert patch.confidence in {row["confidence"] for row in own}
    keys = ("quantity", "mineral", "stage", "place")
    assert stated == {tuple(row[key] for key in keys): float(row["value"]) for row in own}


def test_a_bare_scenario_has_neither_date_nor_patch():
    spec = ScenarioSpec(name="plain")
    assert (spec.start_date, spec.world_patch) == (None, None)
