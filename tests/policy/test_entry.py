"""Texts enter into force on a day that no arm changes, or never."""

from datetime import date

import pytest

from sim.policy.instruments.entry import Negotiated, Signed, Uncertain
from tests.helpers.worlds import START, future


def futures(n):
    return [future().model_copy(update={"id": i}) for i in range(n)]


def test_what_was_signed_before_the_study_is_in_force_on_day_0():
    assert Signed(start=date(2025, 1, 1)).day(future(), "x") == 0.0
    assert Signed(start=date(2027, 1, 11)).day(future(), "x") == 10.0


@pytest.mark.parametrize(("probability", "days"), [(0.0, {None}), (1.0, {0.0})])
def test_a_chance_of_none_or_all(probability, days):
    entry = Uncertain(start=START, probability_row="orion.p_close", probability=probability)
    assert {entry.day(one, "x") for one in futures(20)} == days


def test_the_chance_is_that_of_the_table():
    entry = Uncertain(start=START, probability_row="orion.p_close")
    closed = sum(entry.day(one, "x") is not None for one in futures(2000))
    assert closed / 2000 == pytest.approx(0.45, abs=0.035)  # three standard errors


def test_parts_that_share_a_row_come_into_force_together():
    entry = Uncertain(start=START, probability_row="orion.p_close")
    assert [entry.day(one, "copper") for one in futures(50)] == [
        entry.day(one, "cobalt") for one in futures(50)
    ]


def test_talks_end_after_an_exponential_time():
    """Mean of the time to signature is one over the hazard."""
    entry = Negotiated(since=START, hazard_row="n17.signing_hazard_per_month", hazard_per_month=0.5)
    months = [entry.day(one, "BRA") / 30.4375 for one in futures(4000)]
    assert sum(months) / 4000 == pytest.approx(2.0, rel=0.05)


def test_a_larger_hazard_signs_every_text_earlier():
    def days(hazard):
        entry = Negotiated(since=START, hazard_row="n17.signing_hazard_per_month", hazard_per_month=hazard)
        return [entry.day(one, "BRA") for one in futures(50)]

    assert all(quick < slow for quick, slow in zip(days(0.1), days(0.05), strict=True))
    assert set(days(0.0)) == {None}
