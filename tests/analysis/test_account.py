"""The trace and the chain of causes name what became of every event."""

from __future__ import annotations

import pytest

from sim.analysis.account import account, shipped_early, stop_of
from sim.analysis.event_table import ended, events_table
from sim.analysis.explain import explain_tables
from sim.futures.events import EmbargoOfInput
from sim.futures.laws import Fixed
from sim.futures.response import Response
from tests.analysis.test_explain import lived
from tests.helpers.controls import licences, purchase, quota, tax, threat
from tests.helpers.worlds import ban, default_world

GALLIUM = ("gallium",)
OWN = {"minerals": GALLIUM}


@pytest.fixture(scope="module")
def gallium():
    world = default_world("gallium")

    def live(*events, horizon_d=700):
        return lived(world, *events, name="default", mineral="gallium", horizon_d=horizon_d)

    return live


def told(run):
    """First day and value of everything that is told, by what and event."""
    table = events_table(run)
    found = {}
    for row in table.to_dict("records"):
        found.setdefault((row["what"], row["event"]), (row["day"], row["value"]))
    return found


def detail(run, event):
    """Details of the causes that name an event."""
    _, causes = explain_tables(run)
    return " ".join(causes.loc[causes["event"] == event, "detail"])


def test_a_licence_queue_is_a_cause(gallium):
    """Decisions after half a year: stock is gone before."""
    event = licences(100.0, 500.0, service=Fixed(value=180.0), lots=4, smuggling=0.1, **OWN)
    run = gallium(event)
    said = detail(run, "licence")
    assert said.startswith("licensing delay; ")
    assert "68.9 t waiting on day 280, 0 % licensed" in said
    assert "10 % of it may leak" in said
    day, share = told(run)["licensed", "licence"]
    assert (day, share) == (130.0, 0.0)


def test_a_quota_that_is_used_up_is_a_cause(gallium):
    run = gallium(quota(0.0, 365.0, share=0.3, front_loading_d=20.0, **OWN))
    day, tonnes = told(run)["quota used up", "quota"]
    assert 60.0 < day < 200.0
    assert tonnes == pytest.approx(told(run)["quota opened", "quota"][1], rel=1e-6)
    assert f"used up on day {day:.0f}" in detail(run, "quota")


def test_what_left_early_is_counted(gallium):
    """20 days of base flow are asked for, and what sellers have of it leaves."""
    run = gallium(ban(GALLIUM, 100.0, 400.0, announced_d=60.0, front_loading_d=20.0))
    rush = next(entry for entry in run.trace.entries if entry.what == "rush")
    base = run.world.links.base[list(rush.rows)].sum()
    early = shipped_early(run, "ban/notice", 100.0)
    assert 10.0 * base < early < 40.0 * base
    assert told(run)["rush over", "ban/notice"] == (100.0, early)
    assert f"{early:.3g} t shipped early" in detail(run, "ban")


def test_a_suspended_threat_is_told_as_one(gallium):
    run = gallium(threat(100.0, 20.0, 150.0, **OWN), threat(300.0, 90.0, 340.0, id="real", **OWN))
    found = told(run)
    assert found["threat suspended", "threat"][0] == 120.0
    assert found["threat ends", "real"][0] == 340.0
    assert ("precaution", "threat") in found


def test_a_ban_that_a_review_ends_is_over_then(gallium):
    rule = Response(rule="wedge_seeking", review_d=90.0, wedge=1e6, keep_while="above")
    event = ban(GALLIUM, 100.0, 400.0, response=rule)
    run = gallium(event)
    assert ended(run, event) == 190.0
    assert told(run)["export_ban ends", "ban"][0] == 190.0
    assert told(run)["ban ended (wedge)", "ban"][0] == 190.0
    assert account(run, "ban", 100.0, 700.0) == "ended by the review of day 190"


def test_a_ban_that_reviews_keep_says_so(gallium):
    rule = Response(rule="stock_aware", review_d=90.0, cover_d=1e6)
    run = gallium(ban(GALLIUM, 100.0, 400.0, response=rule))
    assert account(run, "ban", 100.0, 700.0) == "kept at 4 reviews, last on day 460"
    assert "kept at" in detail(run, "ban")


def test_stopped_cargo_and_taxes_are_told(gallium):
    run = gallium(ban(GALLIUM, 100.0, 400.0, in_transit="stop"))
    assert told(run)["cargo stopped", "ban"][1] > 0.0
    assert "t stopped at the border" in detail(run, "ban")
    taxed = gallium(tax(100.0, 400.0, 0.5, **OWN))
    assert told(taxed)["export_tax begins", "tax"] == (100.0, 0.5)


def test_a_state_that_buys_takes_metal_from_others(gallium):
    """What the US does not get goes where a state buys more than its market ever used."""
    run = gallium(purchase(100.0, 400.0, 2000.0, **OWN))
    _, causes = explain_tables(run)
    (cause,) = causes[causes["reason"] == "sold elsewhere"].to_dict("records")
    assert (cause["origin"], cause["event"]) == ("CHN", "purchase")
    assert cause["detail"].startswith("CHN market took ")
    assert cause["detail"].endswith(", a state buys there")


def test_works_without_an_input_are_told_by_it():
    event = EmbargoOfInput(
        id="gulf", mark=0.5, minerals=("cobalt",), start_d=100.0, duration_d=300.0, severity=1.0,
        input="sulphur", stage="mine", countries=(), dependence=0.75, affected=1.0, stock_d=30.0,
    )  # fmt: skip
    run = lived(default_world("cobalt"), event, name="default", mineral="cobalt", horizon_d=600)
    found = told(run)
    assert found["sulphur used up", "gulf"] == (140.0, 0.75)
    assert found["sulphur back", "gulf"][0] == 400.0
    assert stop_of(event) == "no sulphur for works"
    assert "no sulphur for works in COD" in detail(run, "gulf")
