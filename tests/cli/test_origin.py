"""Where a setting came from."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from sim.origin import Origin, listed, within

ORIGIN = Origin(
    overrides=("scenario=none", "study.futures=3", "++reserve.release={review_d: 3}", "study.futures=4"),
    choices={
        "scenario": "none",
        "study": "default",
        "world": "tiny/s04",
        "instrument@frameworks.a": "wagerup",
    },
)


@pytest.mark.parametrize(
    ("key", "where"),
    [
        ("study.futures", "command line: study.futures=4"),
        ("reserve.release.review_d", "command line: reserve.release={review_d: 3}"),
        ("reserve", "command line: reserve.release={review_d: 3}"),
        ("study.seed", "scenarios/study/default.yaml"),
        ("scenario.events", "scenarios/scenario/none.yaml"),
        ("world.suppliers.a", "scenarios/world/tiny/s04.yaml"),
        ("frameworks.a.kind", "scenarios/instrument/wagerup.yaml"),
        ("studying", "scenarios/config.yaml"),
        ("minerals", "scenarios/config.yaml"),
    ],
)
def test_of(key, where):
    assert ORIGIN.of(key) == where


def test_listed_suggests_only_what_is_close():
    assert listed(["gallium", "tin"], "galium") == "gallium, tin (did you mean gallium?)"
    assert listed(["gallium", "tin"], "xyz") == "gallium, tin"


words = st.lists(st.text("abc", min_size=1), min_size=1)


@given(words, words)
def test_within_is_the_order_of_dotted_keys(parent, rest):
    inner = ".".join(parent + rest)
    assert within(inner, ".".join(parent))
    assert within(inner, inner)
    assert not within(".".join(parent), inner)
